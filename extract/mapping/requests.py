"""Table 3: lines keyed by their leaf label, seven values each by the applicant columns of the header."""

from collections.abc import Sequence

from extract.document import Cell, Grid
from extract.forms import Form
from extract.labels import LabelIndex, normalise
from extract.mapping.cells import CellBook
from extract.mapping.lines import Line, own_labels, printed
from extract.numbers import is_value

Header = tuple[int, ...]


class RequestsTable:
    """Reads table 3 from its lines into a book of cells."""

    def __init__(self, form: Form, book: CellBook) -> None:
        """Take the form whose labels count and the book to write to."""
        self.book = book
        self.form = form
        self.order = {row.key: number for number, row in enumerate(form.rows)}
        self.groups = {row.key for row in form.rows if row.kind == "group"} - {"other"}
        self.row_index = LabelIndex((row.key, (row.label, *row.variants)) for row in form.rows)
        self.column_index = LabelIndex((column.key, (column.label, *column.variants)) for column in form.columns)
        self.width = len(form.columns)

    def opens(self, line: Line) -> bool:
        """Return whether a line is the header of table 3 or its first value line."""
        columns = {self.column_index.exact(text) for text in line.texts} - {None, "total", "legal_other"}
        labels = own_labels(line)
        first = bool(labels and self.row_index.exact(labels[0].text) == "received_new")
        return first or len(columns) >= 3 or self._names_applicants(line)

    def _names_applicants(self, line: Line) -> bool:
        words = {normalise(self.form.applicants_label), normalise(self.form.legal_person_label)}
        return any(normalise(text) in words for text in line.texts)

    def read(self, lines: Sequence[Line]) -> None:
        """Take in all lines of the table, pieces on later pages included."""
        head, body = self._split(lines)
        keyed = self._keyed(body)
        headers = {width: self._header(head, width) for width in {len(line.columns) for line in body}}
        offsets = self._offsets(keyed)
        right_aligned = {grid for grid in {line.grid for line in lines} if self._is_right_aligned(grid, keyed)}
        for line, label, key in keyed:
            chosen = (
                self._by_header(line, label, headers[len(line.columns)] if line.grid.exact else None)
                or self._full_run(line, label)
                or self._by_neighbours(line, label, offsets)
                or (list(filter(None, line.columns[-self.width :])) if line.grid in right_aligned else None)
            )
            self._put(line, label, key, chosen)

    def _split(self, lines: Sequence[Line]) -> tuple[Sequence[Line], Sequence[Line]]:
        """Return the header and the lines from the first one on whose label can only be that of a value line."""
        words = {None, "other", "other_misc", "processed_total"}
        for number, line in enumerate(lines):
            labels = own_labels(line)
            if labels and self.row_index.exact(labels[0].text) not in words:
                return lines[:number], lines[number:]
        return lines, ()

    def _keyed(self, lines: Sequence[Line]) -> list[tuple[Line, Cell, str]]:
        """Return the value lines with their leaf label and key, in printed order."""
        labelled = [(line, labels) for line in lines if (labels := own_labels(line)) and not self._is_header(line)]
        exact = [self._exact_key(labels) for _, labels in labelled]
        keyed: list[tuple[Line, Cell, str]] = []
        for number, (line, labels) in enumerate(labelled):
            key = exact[number]
            if key is None:
                key = self._similar_key(labels[0].text, keyed, exact[number + 1 :])
            if key in self.groups and not printed(line.after(labels[0])):
                continue
            if key is None or key in self.groups:
                self._unknown(line, labels[0], keyed)
            else:
                keyed.append((line, labels[0], key))
        return keyed

    def _exact_key(self, labels: Sequence[Cell]) -> str | None:
        return self.row_index.exact(labels[0].text)

    def _similar_key(
        self, label: str, before: Sequence[tuple[Line, Cell, str]], after: Sequence[str | None]
    ) -> str | None:
        """Return the line of the form that a misspelt label means: one that can stand between its neighbours."""
        first = self.order[before[-1][2]] if before else -1
        last = next((self.order[key] for key in after if key is not None), len(self.order))
        taken = {key for _, _, key in before}
        among = [
            key
            for key, place in self.order.items()
            if first < place < last and key not in taken and key not in self.groups
        ]
        return self.row_index.similar(label, among)

    def _unknown(self, line: Line, label: Cell, keyed: Sequence[tuple[Line, Cell, str]]) -> None:
        values = printed(line.after(label))
        if not values and keyed and self.row_index.completes(keyed[-1][2], label.text):
            return
        text = " | ".join(line.texts)[:80]
        if values:
            self.book.note("extra_row", f"table 3: a line with values that is not in the form: {text}")
        elif normalise(label.text) != normalise(self.form.note):
            self.book.note("extra_row", f"table 3: a line that is not in the form: {text}")

    def _is_header(self, line: Line) -> bool:
        columns = {self.column_index.exact(text) for text in line.texts} - {None}
        words_only = not any(is_value(cell.text) for cell in printed(line.cells))
        return self._names_applicants(line) or (len(columns) >= 2 and words_only)

    def _header(self, head: Sequence[Line], width: int) -> Header | None:
        """Return the columns of the seven applicants for lines of this width, read from the words above the values.

        A line that is wider or narrower than the header has lost or gained a cell: the header says nothing about it.
        """
        words: list[list[str]] = [[] for _ in range(width)]
        above = [line for line in head if line.grid.exact and len(line.columns) <= width]
        if not any(len(line.columns) == width for line in above):
            return None
        for line in above:
            for column, cell in enumerate(line.columns):
                if cell is not None and cell.text.strip() and cell.text not in words[column]:
                    words[column].append(cell.text)
        found: dict[str, int] = {}
        for column, texts in enumerate(words):
            key = next(
                (key for n in range(1, len(texts) + 1) if (key := self.column_index.exact("".join(texts[-n:])))), None
            )
            if key is not None:
                found.setdefault(key, column)
        places = tuple(found[column.key] for column in self.form.columns if column.key in found)
        return places if len(places) == self.width and list(places) == sorted(set(places)) else None

    def _offsets(self, keyed: Sequence[tuple[Line, Cell, str]]) -> dict[tuple[Grid, int, int], set[int]]:
        """Return for each shape of line (grid, label column, length) where seven printed values in a row begin."""
        offsets: dict[tuple[Grid, int, int], set[int]] = {}
        for line, label, _ in keyed:
            run = self._full_run(line, label)
            if run is not None:
                offsets.setdefault(self._shape(line, label), set()).add(line.start(run[0]))
        return offsets

    @staticmethod
    def _shape(line: Line, label: Cell) -> tuple[Grid, int, int]:
        return line.grid, line.start(label), len(line.columns)

    def _full_run(self, line: Line, label: Cell) -> list[Cell] | None:
        """Return the values of a line where exactly seven stand side by side and no other is printed."""
        values = printed(line.after(label))
        if len(values) != self.width or not all(is_value(cell.text) for cell in values):
            return None
        return values if line.start(values[-1]) - line.start(values[0]) == self.width - 1 else None

    def _is_right_aligned(self, grid: Grid, keyed: Sequence[tuple[Line, Cell, str]]) -> bool:
        """Return whether the values of a flattened table are the last seven cells of each of its lines.

        So it is when nothing is printed between label and last seven in any line, and most labels stand right before them.
        """
        lines = [(line, label) for line, label, _ in keyed if line.grid is grid]
        adjacent = 0
        for line, label in lines:
            first = len(line.columns) - self.width
            if first <= line.start(label) or any(line.start(cell) < first for cell in printed(line.after(label))):
                return False
            adjacent += first == line.start(label) + 1
        return not grid.exact and adjacent * 2 > len(lines)

    def _put(self, line: Line, label: Cell, key: str, chosen: Sequence[Cell] | None) -> None:
        for number, column in enumerate(self.form.columns):
            if chosen is not None:
                self.book.put(f"t3.{key}.{column.key}", chosen[number])
            else:
                raw = " | ".join(cell.text for cell in printed(line.after(label)))
                self.book.put_ambiguous(f"t3.{key}.{column.key}", raw, label.place)
        if chosen is None:
            self.book.note("misaligned_row", f"table 3, {label.text}: the values cannot be told apart by column")

    def _by_header(self, line: Line, label: Cell, header: Header | None) -> list[Cell] | None:
        """Return the cells below the seven applicants, when all that is printed right of the label stands below them."""
        if header is None or header[-1] >= len(line.columns):
            return None
        cells = [line.columns[column] for column in header]
        values = line.after(label)
        chosen = [cell for cell in cells if cell is not None and cell in values]
        alone = len(set(chosen)) == self.width or not printed(chosen)
        return chosen if len(chosen) == self.width and alone and set(printed(values)) <= set(chosen) else None

    def _by_neighbours(
        self, line: Line, label: Cell, offsets: dict[tuple[Grid, int, int], set[int]]
    ) -> list[Cell] | None:
        """Return the values of a line with blanks: where lines of the same shape without blanks have theirs."""
        values = line.after(label)
        if not printed(values) and len(values) >= self.width:
            return values[: self.width]
        starts = offsets.get(self._shape(line, label), set())
        if len(starts) != 1:
            return None
        start = next(iter(starts))
        chosen = [cell for cell in line.columns[start : start + self.width] if cell is not None]
        return chosen if len(chosen) == self.width and set(printed(values)) <= set(chosen) else None
