"""Table 3: lines keyed by their leaf label, seven values each by the applicant columns of the header."""

from collections.abc import Sequence

from extract.document import Cell
from extract.forms import Form, index_of
from extract.labels import normalise, squeeze
from extract.mapping.applicants import Applicants, Keyed
from extract.mapping.cells import CellBook
from extract.mapping.lines import Line, leaf_label, printed
from extract.mapping.orphans import Orphan, adopted, columns_add_up
from extract.mapping.values import ValueCells
from extract.numbers import is_value

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
        self.beside_strays: set[str] = set()
        """Lines that read as blank beside one with values whose label is not known: these may be theirs."""

        self.titles = {normalise(form.applicants_label), normalise(form.legal_person_label)}

    def opens(self, line: Line) -> bool:
        """Return whether a line is the header of table 3 or its first value line."""
        columns = {self.column_index.named(name) for name in line.names} - {None, "total", "legal_other"}
        labels = line.labels
        first = any(self.row_index.exact(cell.text) == "received_new" for cell in labels)
        return first or len(columns) >= 3 or self._names_applicants(line)

    def _names_applicants(self, line: Line) -> bool:
        return not self.titles.isdisjoint(line.names)

    def read(self, lines: Sequence[Line]) -> None:
        """Take in all lines of the table, pieces on later pages included."""
        head, body = self._split(lines)
        keyed = self._without_subtotals(self._keyed(body))
        values = ValueCells(self.applicants, head, keyed)
        rows: dict[str, Sequence[Cell]] = {}
        for line, label, key in keyed:
            chosen = values.of(line, label)
            if chosen is not None:
                rows[key] = chosen
            self._put(line, label, key, chosen)
        orphans = [Orphan(line, cells) for line in body if (cells := values.unlabelled(line)) is not None]
        if orphans:
            self._adopt(orphans, body, keyed, rows)
        for key in self.beside_strays & set(rows):
            self._put_doubt(key, rows[key])

    def _adopt(
        self, orphans: Sequence[Orphan], body: Sequence[Line], keyed: Sequence[Keyed], rows: dict[str, Sequence[Cell]]
    ) -> None:
        """Take in lines of values whose label stands apart from them."""
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

    def _keyed(self, lines: Sequence[Line]) -> list[Keyed]:
        """Return the value lines with their leaf label and key, in printed order."""
        labelled = [
            (line, self._leaf(labels)) for line in lines if (labels := line.labels) and not self.is_header(line)
        ]
        exact = [self._exact_key(label.text) for _, label in labelled]
        keyed: list[Keyed] = []
        strays: set[int] = set()
        for number, (line, label) in enumerate(labelled):
            key = exact[number]
            if key is None:
                key = self._similar_key(label.text, keyed, exact[number + 1 :])
            if key is None:
                own = "".join(cell.text for cell in reversed(line.labels) if cell.row == line.number)
                key = self._similar_key(own, keyed, exact[number + 1 :]) or self._repeated_key(own, keyed)
            if key in self.groups and not printed(line.after(label)):
                continue
            if key is None or key in self.groups:
                if printed(line.after(label)):
                    strays.add(len(keyed))
                self._unknown(line, label, keyed)
            else:
                keyed.append((line, label, key))
        self.beside_strays = {
            entry[2]
            for place in strays
            for entry in (*keyed[max(place - 1, 0) : place], *keyed[place : place + 1])
            if not printed(entry[0].after(entry[1]))
        }
        return keyed

    def _leaf(self, labels: Sequence[Cell]) -> Cell:
        """Return the label of a line; where only that of the group （六） is known, the misspelt one to its right."""
        label = leaf_label(labels, self.knows)
        return labels[0] if self._exact_key(label.text) == "other" else label

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

    def _repeated_key(self, label: str, before: Sequence[Keyed]) -> str | None:
        """Return the line just above where a misspelt label can only mean that line once more."""
        above = before[-1][2] if before else None
        return above if above is not None and self.row_index.similar(label, self.order) == above else None

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
        columns = {self.column_index.named(name) for name in line.names} - {None}
        words_only = not any(is_value(cell.text) for cell in printed(line.cells))
        return self._names_applicants(line) or (len(columns) >= 2 and words_only)

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
