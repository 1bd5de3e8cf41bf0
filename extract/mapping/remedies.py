"""Table 4: fifteen values in one line, three blocks of five, by the columns of the header."""

from collections.abc import Sequence

from extract.document import Cell, Grid
from extract.forms import Form, index_of
from extract.labels import normalise
from extract.mapping.cells import CellBook
from extract.mapping.lines import Line, printed
from extract.numbers import is_value

MOST_ODD_CELLS = 3
"""A line with more cells than this that are no values is no line of values."""


class RemediesTable:
    """Reads table 4 from its lines into a book of cells."""

    def __init__(self, form: Form, book: CellBook) -> None:
        """Take the form whose labels count and the book to write to."""
        self.book = book
        self.keys = [f"t4.{block.key}_{column.key}" for block in form.remedy_blocks for column in form.remedy_columns]
        self.results = index_of(form.remedy_columns)
        self.cycle = [column.key for column in form.remedy_columns]
        self.titles = {normalise(text) for block in form.remedy_blocks for text in (block.label, *block.variants)}
        self.titles.add(normalise(form.litigation_label))
        self.block_index = index_of(form.remedy_blocks)
        self.block_order = [block.key for block in form.remedy_blocks]

    def opens(self, line: Line) -> bool:
        """Return whether a line is part of the header of table 4."""
        titles = self.titles.intersection(line.names)
        alone = len(line.texts) == 1 and bool(titles)
        results = sum(self.results.named(name) is not None for name in line.names)
        return alone or (results > 0 and bool(titles)) or len(titles) >= 2 or results >= 4

    def read(self, lines: Sequence[Line]) -> None:
        """Take in all lines of the table: one line of fifteen values, or three of five under the title of a block each."""
        candidates = [line for line in lines if not self.opens(line) and self._is_value_line(line)]
        filled = [line for line in candidates if any(is_value(cell.text) for cell in printed(line.cells))]
        for line in filled or candidates[:1]:
            self._values(line, lines)
        if not candidates:
            self._blocks(lines)

    def _value_cells(self, line: Line) -> list[Cell]:
        """Return the cells of a line without a label of the whole line, such as 件数."""
        cells = line.cells
        return cells[1:] if len(cells) > len(self.keys) and not is_value(cells[0].text) else cells

    def _is_value_line(self, line: Line) -> bool:
        cells = self._value_cells(line)
        odd = sum(not is_value(cell.text) for cell in cells)
        return len(cells) >= len(self.keys) and odd <= MOST_ODD_CELLS

    def _values(self, line: Line, lines: Sequence[Line]) -> None:
        head = [other for other in lines[: lines.index(line)] if len(other.columns) <= len(line.columns)]
        chosen = None if self._contradicts(head) else self._by_header(line) or self._by_count(line)
        for number, key in enumerate(self.keys):
            if chosen is not None:
                self.book.put(key, chosen[number])
            else:
                self.book.put_ambiguous(key, " | ".join(cell.text for cell in line.cells), line.cells[0].place)
        if chosen is None:
            self.book.note("misaligned_row", "table 4: the values cannot be told apart by column")

    def _contradicts(self, head: Sequence[Line]) -> bool:
        """Return whether the header prints blocks or results in another order than the form."""
        blocks: dict[int, int] = {}
        results: dict[int, str] = {}
        for line in head:
            for cell in line.cells:
                title, result = self.block_index.exact(cell.text), self.results.exact(cell.text)
                if title is not None:
                    blocks[line.start(cell)] = self.block_order.index(title)
                elif result is not None:
                    results[line.start(cell)] = result
        order = [blocks[column] for column in sorted(blocks)]
        words = [results[column] for column in sorted(results)]
        return order != sorted(order) or (len(words) == len(self.keys) and words != self.cycle * 3)

    def _blocks(self, lines: Sequence[Line]) -> None:
        """Read blocks that stand below each other: lines of five values for each title printed above or before them."""
        titles: list[str] = []
        for line in lines:
            if not self._in_cycle(line):
                self.book.note(
                    "misaligned_row", "table 4: the header prints the results in another order than the form"
                )
                return
            found = [key for name in line.names if (key := self.block_index.named(name)) is not None]
            titles = list(dict.fromkeys((*titles, *found)))
            values = [cell for cell in line.cells if is_value(cell.text)]
            words = [cell for cell in line.cells if not is_value(cell.text)]
            named = printed(values) and all(normalise(cell.text) in self.titles for cell in words)
            if len(values) < len(self.cycle) or (len(words) > 1 and not named):
                continue
            if titles and len(values) == len(self.cycle) * len(titles):
                keys = [f"t4.{title}_{result}" for title in titles for result in self.cycle]
                for key, cell in zip(keys, values, strict=True):
                    self.book.put(key, cell)
            titles = []

    def _in_cycle(self, line: Line) -> bool:
        """Return whether the results that a line names, where it names some, come in the order of the form."""
        words = [key for name in line.names if (key := self.results.named(name)) is not None]
        return len(words) < 2 or words == self.cycle * (len(words) // len(self.cycle))

    def _by_header(self, line: Line) -> list[Cell] | None:
        columns = self._header(line.grid, line.number)
        if columns is None or len(line.columns) != max(len(row) for row in line.grid.rows[: line.number]):
            return None
        cells = [cell for column in columns if (cell := line.columns[column]) is not None]
        values = printed(self._value_cells(line))
        whole = len(set(cells)) == len(self.keys) or not printed(cells)
        return cells if len(cells) == len(self.keys) and whole and set(values) <= set(cells) else None

    def _header(self, grid: Grid, until: int) -> list[int] | None:
        """Return the fifteen columns whose lowest header word is a result, when they come in the order of the form."""
        if not grid.exact:
            return None
        found: list[tuple[int, str]] = []
        for column in range(grid.width):
            texts = [row[column] for row in grid.rows[:until] if column < len(row)]
            lowest = next((cell.text for cell in reversed(texts) if cell is not None and cell.text.strip()), "")
            key = self.results.exact(lowest)
            if key is not None:
                found.append((column, key))
        return [column for column, _ in found] if [key for _, key in found] == self.cycle * 3 else None

    def _by_count(self, line: Line) -> list[Cell] | None:
        values = self._value_cells(line)
        for cells in (values, printed(values)):
            if len(cells) == len(self.keys):
                return cells
        return None
