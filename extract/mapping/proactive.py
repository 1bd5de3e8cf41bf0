"""Table 2: blocks of one item of article 20 each, a header line and value lines keyed by their first cell."""

from collections.abc import Sequence

from extract.document import Cell
from extract.forms import Block, Form, Label
from extract.labels import LabelIndex
from extract.mapping.cells import CellBook
from extract.mapping.lines import Line, own_labels, printed


def _index(labels: Sequence[Label]) -> LabelIndex:
    return LabelIndex((label.key, (label.label, *label.variants)) for label in labels)


class ProactiveTable:
    """Reads table 2 from the lines of a document into a book of cells."""

    def __init__(self, form: Form, book: CellBook) -> None:
        """Take the form whose labels count and the book to write to."""
        self.book = book
        self.blocks = {row.key: block for block in form.blocks for row in block.rows}
        self.rows = LabelIndex((row.key, (row.label, *row.variants)) for block in form.blocks for row in block.rows)
        self.block_labels = LabelIndex((block.key, (block.label,)) for block in form.blocks)
        self.columns = {block.key: _index(block.columns) for block in form.blocks}
        self.header: Line | None = None

    def opens(self, line: Line) -> bool:
        """Return whether a line is the title or the header of a block of table 2."""
        return any(self.block_labels.exact(text) for text in line.texts) or self._is_header(line)

    def _is_header(self, line: Line) -> bool:
        return any(
            len({index.exact(text) for text in line.texts} - {None}) >= min(2, len(block.columns))
            for block in self._distinct_blocks()
            for index in (self.columns[block.key],)
        )

    def _distinct_blocks(self) -> list[Block]:
        return list({block.key: block for block in self.blocks.values()}.values())

    def read(self, line: Line) -> None:
        """Take in one line of the table: a title, a header, a value line, or something that does not belong."""
        if self._is_header(line):
            self.header = line
            return
        if any(self.block_labels.exact(text) for text in line.texts):
            self.header = None
            return
        labels = own_labels(line)
        if not labels:
            if printed(line.cells):
                self.book.note("extra_row", f"table 2: a line without a label: {' | '.join(line.texts)[:80]}")
            return
        key = self.rows.exact(labels[0].text) or self.rows.similar(labels[0].text, set(self.blocks) - self._seen())
        if key is None:
            self.book.note("extra_row", f"table 2: a line that is not in the form: {' | '.join(line.texts)[:80]}")
            return
        self._values(line, labels[0], key)

    def _seen(self) -> set[str]:
        return {key.split(".")[1] for key in self.book.cells if key.startswith("t2.")}

    def _values(self, line: Line, label: Cell, key: str) -> None:
        block = self.blocks[key]
        values = line.after(label)
        chosen = self._by_header(line, block, values) or self._by_count(block, values)
        for column in block.columns:
            cell_key = f"t2.{key}.{column.key}"
            if chosen is None:
                raw = " | ".join(cell.text for cell in printed(values))
                self.book.put_ambiguous(cell_key, raw, values[0].place if values else label.place)
            else:
                self.book.put(cell_key, chosen[column.key], column.unit)
        if chosen is None:
            self.book.note("misaligned_row", f"table 2, {label.text}: the values cannot be told apart by column")

    def _by_header(self, line: Line, block: Block, values: list[Cell]) -> dict[str, Cell] | None:
        """Return the value cells below the labels of the header, when every printed value stands below one of them."""
        header = self.header
        if header is None or header.grid is not line.grid or len(header.columns) != len(line.columns):
            return None
        places: dict[str, Cell] = {}
        for cell in header.cells:
            key = self.columns[block.key].exact(cell.text) or self.columns[block.key].similar(
                cell.text, {column.key for column in block.columns} - set(places)
            )
            position = header.start(cell)
            below = line.columns[position] if position < len(line.columns) else None
            if key is not None and below is not None and below in values:
                places[key] = below
        complete = len(places) == len(block.columns) == len(set(places.values()))
        return places if complete and set(printed(values)) <= set(places.values()) else None

    def _by_count(self, block: Block, values: list[Cell]) -> dict[str, Cell] | None:
        """Return the value cells in the order of the form, when there are just as many as the form has columns."""
        for candidates in (printed(values), values):
            if len(candidates) == len(block.columns):
                return {column.key: cell for column, cell in zip(block.columns, candidates, strict=True)}
        if not printed(values) and values:
            return {column.key: values[0] for column in block.columns}
        return None
