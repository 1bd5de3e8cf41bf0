"""The lines of all tables of a document in reading order: what is label, what is value."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from extract.document import Cell, Grid
from extract.labels import normalise, squeeze
from extract.numbers import is_value


@dataclass(frozen=True, eq=False)
class Line:
    """One row of a grid; `columns[c]` is the cell that covers column c."""

    grid: Grid
    number: int
    columns: tuple[Cell | None, ...]

    @cached_property
    def cells(self) -> list[Cell]:
        """The distinct cells from left to right."""
        return list(dict.fromkeys(cell for cell in self.columns if cell is not None))

    @cached_property
    def texts(self) -> list[str]:
        """The texts of the distinct cells that are not blank, without white space."""
        return [text for cell in self.cells if cell.text and (text := squeeze(cell.text))]

    @cached_property
    def names(self) -> list[str]:
        """The texts as labels are compared, without those that are nothing but digits."""
        return [normalise(text) for text in self.texts if not text.isdigit()]

    @cached_property
    def labels(self) -> list[Cell]:
        """The cells left of the first value, the likeliest leaf label first: its own cells, then those from above.

        A cell between or behind values is no label; a value that is no number may stand among these cells. One number
        before the label counts the lines.
        """
        labels: list[Cell] = []
        cells = printed(self.cells)
        counted = [is_value(cell.text) for cell in cells[:3]] == [True, False, True]
        for cell in cells[1:] if counted else cells:
            if is_value(cell.text):
                break
            labels.append(cell)
        own = [cell for cell in labels if cell.row == self.number]
        return own[::-1] + [cell for cell in reversed(labels) if cell not in own]

    def start(self, cell: Cell) -> int:
        """Return the first column that a cell covers in this row."""
        return self.columns.index(cell)

    def after(self, cell: Cell) -> list[Cell]:
        """Return the distinct cells to the right of a label, without labels that reach down from rows above."""
        cells = self.cells
        right = cells[cells.index(cell) + 1 :]
        return [other for other in right if other.row == self.number or is_value(other.text)]

    def end(self, cell: Cell) -> int:
        """Return the column behind the last one that a cell covers in this row."""
        return len(self.columns) - self.columns[::-1].index(cell)


def lines_of(grids: Iterable[Grid]) -> list[Line]:
    """Return the rows of all grids in reading order, without those that print nothing of their own."""
    return [line for grid in grids for line in _lines(grid)]


def _lines(grid: Grid) -> list[Line]:
    empty = {number for number, row in enumerate(grid.rows) if number and _goes_on(grid.rows[number - 1], row, number)}
    if not empty:
        return [Line(grid, number, row) for number, row in enumerate(grid.rows)]
    shorter = {
        cell: replace(cell, rowspan=cell.rowspan - len(empty & set(range(cell.row + 1, cell.row + cell.rowspan))))
        for cell in grid.cells()
    }
    return [
        Line(grid, number, tuple(shorter[cell] if cell is not None else None for cell in row))
        for number, row in enumerate(grid.rows)
        if number not in empty
    ]


def _goes_on(above: Sequence[Cell | None], row: Sequence[Cell | None], number: int) -> bool:
    """Return whether a row is no line of its own: values reach down into it from above, and nothing printed begins in it.

    So a browser leaves a strip of a row where a page break ends the cells beside it.
    """
    if any(cell is not None and cell.row == number and squeeze(cell.text) for cell in row):
        return False
    return any(
        cell is not None and cell is other and squeeze(cell.text) and is_value(cell.text)
        for cell, other in zip(row, above, strict=False)
    )


def leaf_label(labels: Sequence[Cell], known: Callable[[str], bool]) -> Cell:
    """Return the label of a line: the rightmost of its cells that the form knows, else the rightmost."""
    return next((cell for cell in labels if known(cell.text)), labels[0])


def printed(cells: Sequence[Cell]) -> list[Cell]:
    """Return the cells that are not blank."""
    return [cell for cell in cells if cell.text and (cell.text.isalnum() or squeeze(cell.text))]
