"""Span expansion: rows of cells with rowspan and colspan → the grid a person sees."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extract.document import Cell, Grid, TablePlace

MAX_SPAN = 100
MAX_CELLS = 20_000
"""A table that spans to more places than this is no table of a report."""

_SPAN = re.compile(r"""[\s\\"'“”]*\+?([0-9]{1,5})(?![0-9])""")


class TooManyCells(Exception):
    """The spans of a table multiply beyond all measure."""


@dataclass(frozen=True, slots=True)
class SpannedCell:
    """A cell as the source writes it: its text and its spans (0 rows means to the end of the table).

    `opaque` says that it shows something which is no text, `doubtful` that its text may look other than it is written.
    """

    text: str
    rowspan: int = 1
    colspan: int = 1
    opaque: bool = False
    doubtful: bool = False


def span(text: str | None) -> int:
    """Return a span attribute as a number: 1 where it is missing or invalid, never more than MAX_SPAN.

    As in a browser, the number ends where its digits end; quotes and backslashes may stand before it, as in pages taken
    out of a script.
    """
    number = _SPAN.match(text or "")
    return min(int(number[1]), MAX_SPAN) if number else 1


def expand(index: int, rows: Sequence[Iterable[SpannedCell]]) -> Grid:
    """Return the grid of the table with this index; spans end at the last row, overlapping cells keep the first.

    Raises TooManyCells when the spans multiply beyond MAX_CELLS.
    """
    grid: list[list[Cell | None]] = [[] for _ in rows]
    places = 0
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while _taken(grid[number], column):
                column += 1
            height = min(cell.rowspan or MAX_SPAN, len(rows) - number)
            width = max(cell.colspan, 1)
            places += height * width
            if places > MAX_CELLS:
                raise TooManyCells
            place = TablePlace(index, number, column)
            doubts = ("",) if cell.doubtful and cell.text else ()
            placed = Cell(cell.text, number, column, place, height, width, cell.opaque, alternatives=doubts)
            for below in range(number, number + height):
                _put(grid[below], column, width, placed)
            column += width
    return Grid(index, tuple(tuple(row) for row in grid))


def _taken(row: list[Cell | None], column: int) -> bool:
    return column < len(row) and row[column] is not None


def _put(row: list[Cell | None], column: int, width: int, cell: Cell) -> None:
    row.extend([None] * (column + width - len(row)))
    for place in range(column, column + width):
        if row[place] is None:
            row[place] = cell
