"""Table 2: blocks of one item of article 20 each, a header line and value lines keyed by their first cell."""

from collections import Counter
from collections.abc import Sequence
from functools import cache

from extract.document import Cell
from extract.forms import FORM_IDS, Block, Form, index_of, load_form
from extract.labels import normalise
from extract.mapping.cells import CellBook
from extract.mapping.lines import Line, leaf_label, printed
from extract.numbers import money_unit


@cache
def _header_words(form_id: str) -> dict[str, list[tuple[str, str]]]:
    """Return for each spelling of a column of table 2 the blocks that have such a column, and which it is."""
    words: dict[str, list[tuple[str, str]]] = {}
    for block in load_form(form_id).blocks:
        for column in block.columns:
            for text in dict.fromkeys(normalise(text) for text in (column.label, *column.variants)):
                words.setdefault(text, []).append((block.key, column.key))
    return words


@cache
def _known_words() -> frozenset[str]:
    """Return the spellings of the columns of table 2 in all versions of the form."""
    return frozenset(word for form_id in FORM_IDS for word in _header_words(form_id))


class ProactiveTable:
    """Reads table 2 from the lines of a document into a book of cells."""

    def __init__(self, form: Form, book: CellBook) -> None:
        """Take the form whose labels count and the book to write to."""
        self.book = book
        self.blocks = {row.key: block for block in form.blocks for row in block.rows}
        self.rows = index_of(tuple(row for block in form.blocks for row in block.rows))
        self.item_label = normalise(form.item_label)
        self.titles = frozenset(normalise(block.label) for block in form.blocks)
        self.columns = {block.key: index_of(block.columns) for block in form.blocks}
        self.widths = {block.key: len(block.columns) for block in form.blocks}
        self.header: Line | None = None
        self.header_words = _header_words(form.id)

    def opens(self, line: Line) -> bool:
        """Return whether a line is the title or the header of a block of table 2."""
        return not self.titles.isdisjoint(line.names) or self._is_header(line)

    def knows(self, text: str) -> bool:
        """Return whether a text is the label of a value line."""
        return self.rows.exact(text) is not None

    def _is_header(self, line: Line) -> bool:
        named: dict[str, set[str]] = {}
        for name in line.names:
            for block, column in self.header_words.get(name, ()):
                named.setdefault(block, set()).add(column)
        return any(len(columns) >= min(2, self.widths[block]) for block, columns in named.items())

    def read(self, line: Line) -> None:
        """Take in one line of the table: a title, a header, a value line, or something that does not belong."""
        if self._is_header(line) or self.item_label in line.names:
            self.header = line
            return
        if not self.titles.isdisjoint(line.names):
            self.header = None
            return
        labels = line.labels
        if not labels:
            if printed(line.cells):
                self.book.note("extra_row", f"table 2: a line without a label: {' | '.join(line.texts)[:80]}")
            return
        label = leaf_label(labels, lambda text: self.rows.exact(text) is not None)
        key = self.rows.exact(label.text) or self.rows.similar(label.text, set(self.blocks) - self._seen())
        if key is None:
            self.book.note("extra_row", f"table 2: a line that is not in the form: {' | '.join(line.texts)[:80]}")
            return
        self._values(line, label, key)

    def _seen(self) -> set[str]:
        return {key.split(".")[1] for key in self.book.cells if key.startswith("t2.")}

    def _values(self, line: Line, label: Cell, key: str) -> None:
        block = self.blocks[key]
        values = line.after(label)
        header = self._header(block)
        chosen = self._by_header(line, header, block, values) or self._by_count(line, header, block, values)
        for number, column in enumerate(block.columns):
            cell_key = f"t2.{key}.{column.key}"
            if chosen is None:
                raw = " | ".join(cell.text for cell in printed(values))
                place = (values[min(number, len(values) - 1)] if values else label).place
                self.book.put_ambiguous(cell_key, raw, place)
            else:
                printed_unit = self._printed_unit(header, column.key)
                self.book.put(cell_key, chosen[column.key], column.unit, printed_unit if column.unit else None)
                if printed_unit is not None and column.unit is None and printed([chosen[column.key]]):
                    self.book.note("other_unit", f"{cell_key}: the column is printed in {printed_unit}")
        if chosen is None:
            self.book.note("misaligned_row", f"table 2, {label.text}: the values cannot be told apart by column")

    def _printed_unit(self, header: Sequence[tuple[str, Cell]], column: str) -> str | None:
        """Return the unit of money that the label of a column names, or the header where that label is not known."""
        label = next((cell.text for name, cell in header if name == column), None)
        return money_unit(label if label is not None else " ".join(self.header.texts if self.header else ()))

    def _header(self, block: Block) -> list[tuple[str, Cell]]:
        """Return the columns of a block that the present header names, in printed order."""
        found: list[tuple[str, Cell]] = []
        index = self.columns[block.key]
        for cell in self.header.cells if self.header is not None else ():
            left = {column.key for column in block.columns} - {key for key, _ in found}
            key = index.exact(cell.text) or index.similar(cell.text, left)
            if key in left:
                found.append((str(key), cell))
        return found

    def _by_header(
        self, line: Line, header: Sequence[tuple[str, Cell]], block: Block, values: list[Cell]
    ) -> dict[str, Cell] | None:
        """Return the value cells below the labels of the header, when every printed value stands below one of them."""
        if self.header is None or len(self.header.columns) != len(line.columns) or not _is_regular(line):
            return None
        places: dict[str, Cell] = {}
        for key, cell in header:
            below = line.columns[self.header.start(cell)]
            if below is not None and below in values:
                places[key] = below
        complete = len(places) == len(block.columns) == len(set(places.values()))
        return places if complete and set(printed(values)) <= set(places.values()) else None

    def _names_others(self, block: Block) -> bool:
        """Return whether the present header names columns that a block does not have."""
        own = self.columns[block.key]
        return any(
            own.named(name) is None and name in _known_words() for name in (self.header.names if self.header else ())
        )

    def _by_count(
        self, line: Line, header: Sequence[tuple[str, Cell]], block: Block, values: list[Cell]
    ) -> dict[str, Cell] | None:
        """Return the value cells one by one, when there are as many as columns, in the order that the header prints.

        A header that names columns of other blocks or of another version of the form leaves open what stands below it.
        """
        order = [key for key, _ in header]
        form_order = [column.key for column in block.columns]
        if len(order) < len(form_order):
            if order != [key for key in form_order if key in order] or self._names_others(block):
                return None
            order = form_order
        counted = (printed(values), values) if line.grid.exact or len(order) == 1 else (printed(values),)
        for candidates in counted:
            if len(candidates) == len(order):
                return dict(zip(order, candidates, strict=True))
        if not printed(values) and values:
            own = values[-len(order) :] if len(values) >= len(order) else [values[0]] * len(order)
            return dict(zip(order, own, strict=True))
        return None


def _is_regular(line: Line) -> bool:
    """Return whether a line of a flattened table has as many cells as most of it; else it may have lost one."""
    lengths = Counter(len(row) for row in line.grid.rows)
    return line.grid.exact or lengths[len(line.columns)] == max(lengths.values())
