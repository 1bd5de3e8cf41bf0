"""Table 4: fifteen values in one line, three blocks of five, by the columns of the header."""

from collections.abc import Sequence

from extract.document import Cell, Grid
from extract.forms import Form
from extract.labels import LabelIndex, normalise
from extract.mapping.cells import CellBook
from extract.mapping.lines import Line, printed
from extract.numbers import is_value


class RemediesTable:
    """Reads table 4 from its lines into a book of cells."""

    def __init__(self, form: Form, book: CellBook) -> None:
        """Take the form whose labels count and the book to write to."""
        self.book = book
        self.keys = [f"t4.{block.key}_{column.key}" for block in form.remedy_blocks for column in form.remedy_columns]
        self.results = LabelIndex((column.key, (column.label, *column.variants)) for column in form.remedy_columns)
        self.cycle = [column.key for column in form.remedy_columns]
        self.titles = {normalise(text) for block in form.remedy_blocks for text in (block.label, *block.variants)}
        self.titles.add(normalise(form.litigation_label))

    def opens(self, line: Line) -> bool:
        """Return whether a line is part of the header of table 4."""
        texts = [normalise(text) for text in line.texts]
        return len(self.titles & set(texts)) >= 2 or sum(self.results.exact(text) is not None for text in texts) >= 4

    def read(self, lines: Sequence[Line]) -> None:
        """Take in all lines of the table."""
        candidates = [line for line in lines if not self.opens(line) and self._is_value_line(line)]
        filled = [line for line in candidates if printed(line.cells)]
        for line in filled or candidates[:1]:
            self._values(line)

    def _is_value_line(self, line: Line) -> bool:
        return len(line.cells) >= len(self.keys) and all(is_value(cell.text) for cell in line.cells)

    def _values(self, line: Line) -> None:
        chosen = self._by_header(line) or self._by_count(line)
        for number, key in enumerate(self.keys):
            if chosen is not None:
                self.book.put(key, chosen[number])
            else:
                self.book.put_ambiguous(key, " | ".join(cell.text for cell in line.cells), line.cells[0].place)
        if chosen is None:
            self.book.note("misaligned_row", "table 4: the values cannot be told apart by column")

    def _by_header(self, line: Line) -> list[Cell] | None:
        columns = self._header(line.grid, line.number)
        if columns is None or len(line.columns) != max(len(row) for row in line.grid.rows[: line.number]):
            return None
        cells = [cell for column in columns if (cell := line.columns[column]) is not None]
        whole = len(set(cells)) == len(self.keys) or not printed(cells)
        return cells if len(cells) == len(self.keys) and whole and set(printed(line.cells)) <= set(cells) else None

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
        for cells in (line.cells, printed(line.cells)):
            if len(cells) == len(self.keys):
                return cells
        return None
