"""Table 3: lines keyed by their leaf label, seven values each by the applicant columns of the header."""

from collections import Counter
from collections.abc import Sequence

from extract.document import Cell, Grid
from extract.forms import Form, index_of
from extract.labels import normalise, squeeze
from extract.mapping.applicants import Applicants, Header, Keyed
from extract.mapping.cells import CellBook
from extract.mapping.lines import Line, leaf_label, printed
from extract.mapping.orphans import Orphan, adopted, columns_add_up
from extract.numbers import is_value

Shape = tuple[Grid | int, int, int]

USUAL_SHARE = 0.8
"""What this share of the lines of a flattened table has in common counts as its shape."""

SUB_LINES = ("other_uncorrected", "other_fee_unpaid", "other_misc")


class RequestsTable:
    """Reads table 3 from its lines into a book of cells."""

    def __init__(self, form: Form, book: CellBook) -> None:
        """Take the form whose labels count and the book to write to."""
        self.book = book
        self.form = form
        self.order = {row.key: number for number, row in enumerate(form.rows)}
        self.groups = {row.key for row in form.rows if row.kind == "group"} - {"other"}
        self.row_index = index_of(form.rows)
        self.applicants = Applicants(form)
        self.column_index = self.applicants.index
        self.width = len(form.columns)

    def opens(self, line: Line) -> bool:
        """Return whether a line is the header of table 3 or its first value line."""
        columns = {self.column_index.exact(text) for text in line.texts} - {None, "total", "legal_other"}
        labels = line.labels
        first = any(self.row_index.exact(cell.text) == "received_new" for cell in labels)
        return first or len(columns) >= 3 or self._names_applicants(line)

    def _names_applicants(self, line: Line) -> bool:
        words = {normalise(self.form.applicants_label), normalise(self.form.legal_person_label)}
        return any(normalise(text) in words for text in line.texts)

    def read(self, lines: Sequence[Line]) -> None:
        """Take in all lines of the table, pieces on later pages included."""
        head, body = self._split(lines)
        keyed = self._without_subtotals(self._keyed(body))
        headers = self.applicants.headers(head, keyed)
        order = self.applicants.order(head)
        offsets = self._offsets(keyed)
        right_aligned = {table for table in {_table(line) for line in body} if self._is_right_aligned(table, keyed)}
        rows: dict[str, Sequence[Cell]] = {}
        for line, label, key in keyed:
            regular = line.grid.exact or self._is_regular(line, label, keyed)
            chosen = (
                self._by_header(line, label, headers.get(len(line.columns)) if line.grid.exact else None)
                or self._in_order(self._full_run(line, label), order)
                or self._in_order(self._by_neighbours(line, label, offsets) if regular else None, order)
                or self._in_order(self._last(line, label) if regular and _table(line) in right_aligned else None, order)
            )
            if chosen is not None:
                rows[key] = chosen
            self._put(line, label, key, chosen)
        self._adopt(body, keyed, rows, order)

    def _adopt(
        self, body: Sequence[Line], keyed: Sequence[Keyed], rows: dict[str, Sequence[Cell]], order: Sequence[int] | None
    ) -> None:
        """Take in lines of values whose label stands apart from them."""
        orphans = [
            Orphan(line, ordered)
            for line in body
            if not line.labels and (ordered := self._in_order(self._run(line.cells, line), order)) is not None
        ]
        if not orphans:
            return
        anchors = [entry for entry in keyed if entry[2] in rows and printed(rows[entry[2]])]
        lines_of_form = [row.key for row in self.form.value_rows if row.key in rows or row.key != "other"]
        found = adopted(body, anchors, orphans, lines_of_form)
        sure = columns_add_up(self.form, {**rows, **{key: orphan.cells for key, orphan in found.items()}})
        for key, orphan in found.items():
            for column, cell in zip(self.form.columns, orphan.cells, strict=True):
                if sure:
                    self.book.replace(f"t3.{key}.{column.key}", cell)
                else:
                    self.book.put_ambiguous(f"t3.{key}.{column.key}", cell.text, cell.place)
        if len(found) < len(orphans):
            for _, _, key in keyed:
                if key in rows and key not in found and not printed(rows[key]):
                    self._put_doubt(key, rows[key])
            self.book.note("extra_row", f"table 3: {len(orphans) - len(found)} lines of values without a label")

    def _split(self, lines: Sequence[Line]) -> tuple[Sequence[Line], Sequence[Line]]:
        """Return the header and the lines from the first one on whose label is that of a value line, or that bears values."""
        words = {None, "other", "other_misc", "processed_total"}
        for number, line in enumerate(lines):
            labels = line.labels
            if labels and not self.is_header(line):
                known = any(self.row_index.exact(cell.text) not in words for cell in labels)
                if known or printed(line.after(labels[0])):
                    return lines[:number], lines[number:]
        return lines, ()

    def _without_subtotals(self, keyed: list[Keyed]) -> list[Keyed]:
        """Leave out the line （六） where its own lines are printed: it then is a sub-total that the form does not have."""
        if not any(key in SUB_LINES for _, _, key in keyed):
            return keyed
        for line, _, key in keyed:
            if key == "other" and printed(line.after(line.labels[0])):
                self.book.note(
                    "extra_row", f"table 3: a sub-total that is not in the form: {' | '.join(line.texts)[:80]}"
                )
        return [entry for entry in keyed if entry[2] != "other"]

    def _is_regular(self, line: Line, label: Cell, keyed: Sequence[Keyed]) -> bool:
        """Return whether a line of a flattened table has as many cells as such lines have; else it lost or gained one.

        Either all lines are of one length, or seven cells follow the label of each.
        """
        lines = [(other, cell) for other, cell, _ in keyed if other.grid is line.grid]
        length, same = Counter(len(other.columns) for other, _ in lines).most_common(1)[0]
        if same >= USUAL_SHARE * len(lines):
            return len(line.columns) == length
        adjacent = sum(len(other.columns) - other.end(cell) == self.width for other, cell in lines)
        return adjacent >= USUAL_SHARE * len(lines) and len(line.columns) - line.end(label) == self.width

    def _keyed(self, lines: Sequence[Line]) -> list[Keyed]:
        """Return the value lines with their leaf label and key, in printed order."""
        labelled = [
            (line, leaf_label(labels, self.knows))
            for line in lines
            if (labels := line.labels) and not self.is_header(line)
        ]
        exact = [self._exact_key(label.text) for _, label in labelled]
        keyed: list[Keyed] = []
        for number, (line, label) in enumerate(labelled):
            key = exact[number]
            if key is None:
                key = self._similar_key(label.text, keyed, exact[number + 1 :])
            if key in self.groups and not printed(line.after(label)):
                continue
            if key is None or key in self.groups:
                self._unknown(line, label, keyed)
            else:
                keyed.append((line, label, key))
        return keyed

    def knows(self, text: str) -> bool:
        """Return whether a text is the label of a value line."""
        return self._exact_key(text) not in (None, *self.groups)

    def _exact_key(self, label: str) -> str | None:
        """Return the line that a label names; of the two called 其他 the number tells which."""
        key = self.row_index.exact(label)
        if key in ("other", "other_misc"):
            bare = squeeze(label)
            if bare.startswith(("(六", "六")):
                return "other"
            if bare.startswith(("3", "(3")):
                return "other_misc" if "other_misc" in self.order else "other"
        return key

    def _similar_key(self, label: str, before: Sequence[Keyed], after: Sequence[str | None]) -> str | None:
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

    def _unknown(self, line: Line, label: Cell, keyed: Sequence[Keyed]) -> None:
        values = printed(line.after(label))
        if not values and keyed and self.row_index.completes(keyed[-1][2], label.text):
            return
        text = " | ".join(line.texts)[:80]
        if values:
            self.book.note("extra_row", f"table 3: a line with values that is not in the form: {text}")
        elif normalise(label.text) != normalise(self.form.note):
            self.book.note("extra_row", f"table 3: a line that is not in the form: {text}")

    def is_header(self, line: Line) -> bool:
        """Return whether a line names the applicants."""
        columns = {self.column_index.exact(text) for text in line.texts} - {None}
        words_only = not any(is_value(cell.text) for cell in printed(line.cells))
        return self._names_applicants(line) or (len(columns) >= 2 and words_only)

    @staticmethod
    def _in_order(cells: Sequence[Cell] | None, order: Sequence[int] | None) -> list[Cell] | None:
        return None if cells is None or order is None else [cells[place] for place in order]

    def _offsets(self, keyed: Sequence[Keyed]) -> dict[Shape, set[int]]:
        """Return for each shape of line (grid, label column, length) where seven printed values in a row begin."""
        offsets: dict[Shape, set[int]] = {}
        for line, label, _ in keyed:
            run = self._full_run(line, label)
            if run is not None:
                offsets.setdefault(self._shape(line, label), set()).add(line.start(run[0]))
        return offsets

    @staticmethod
    def _shape(line: Line, label: Cell) -> Shape:
        return _table(line), line.start(label), len(line.columns)

    def _full_run(self, line: Line, label: Cell) -> list[Cell] | None:
        """Return the values of a line where exactly seven stand side by side and no other is printed."""
        return self._run(line.after(label), line)

    def _run(self, cells: Sequence[Cell], line: Line) -> list[Cell] | None:
        values = printed(cells)
        if len(values) != self.width or not all(is_value(cell.text) for cell in values):
            return None
        return values if line.start(values[-1]) - line.start(values[0]) == self.width - 1 else None

    def _is_right_aligned(self, table: Grid | int, keyed: Sequence[Keyed]) -> bool:
        """Return whether the values of a table without sure columns are the last seven cells of each of its lines.

        So it is when nothing is printed between label and last seven in any line, the last cell is printed in some line,
        and most labels stand right before the seven.
        """
        lines = [(line, label) for line, label, _ in keyed if _table(line) == table]
        adjacent = closed = 0
        for line, label in lines:
            first = len(line.columns) - self.width
            if first < line.end(label) or any(line.start(cell) < first for cell in printed(line.after(label))):
                return False
            adjacent += first == line.end(label)
            last = line.columns[-1]
            closed += last is not None and bool(printed([last]))
        return bool(closed) and adjacent * 2 > len(lines)

    def _last(self, line: Line, label: Cell) -> list[Cell] | None:
        """Return the last seven cells of a line whose label stands right before them or whose last cell is printed."""
        cells = [cell for cell in line.columns[-self.width :] if cell is not None]
        sure = line.end(label) == len(line.columns) - self.width or bool(printed(cells[-1:]))
        return cells if len(set(cells)) == self.width and sure else None

    def _put_doubt(self, key: str, cells: Sequence[Cell]) -> None:
        """Give up a line that reads as blank while values without a label stand near it."""
        for column, cell in zip(self.form.columns, cells, strict=True):
            self.book.cells.pop(f"t3.{key}.{column.key}", None)
            self.book.put_ambiguous(f"t3.{key}.{column.key}", cell.text, cell.place)

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
        """Return the cells below the seven applicants, when all that is printed right of the label stands below them.

        A line that lost or gained a blank cell beside its label would be shifted in silence. So its label must reach the
        first applicant, or its last applicant must be printed, or nothing at all.
        """
        if header is None:
            return None
        cells = [line.columns[column] for column in header]
        values = line.after(label)
        chosen = [cell for cell in cells if cell is not None and cell in values]
        alone = len(set(chosen)) == self.width or not printed(chosen)
        if len(chosen) < self.width or not alone or not set(printed(values)) <= set(chosen):
            return None
        last = line.columns[max(header)]
        closed = last is not None and bool(printed([last]))
        return chosen if closed or line.end(label) == min(header) or not printed(chosen) else None

    def _by_neighbours(self, line: Line, label: Cell, offsets: dict[Shape, set[int]]) -> list[Cell] | None:
        """Return the values of a line with blanks: where lines of the same shape without blanks have theirs."""
        values = line.after(label)
        if not printed(values) and len(values) >= self.width:
            return values[-self.width :]
        starts = offsets.get(self._shape(line, label), set())
        if len(starts) != 1:
            return None
        start = next(iter(starts))
        if line.end(label) != start and not printed(
            [cell for cell in line.columns[start + self.width - 1 :][:1] if cell]
        ):
            return None
        chosen = [cell for cell in line.columns[start : start + self.width] if cell is not None]
        return chosen if len(chosen) == self.width and set(printed(values)) <= set(chosen) else None


def _table(line: Line) -> Grid | int:
    """Return what lines must share to be compared: a flattened table; of tables with sure columns only the width."""
    return len(line.columns) if line.grid.exact else line.grid
