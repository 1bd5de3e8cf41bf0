"""Pages whose lines run down, up or upside down: read upright, their places given on the page as it is."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from extract.document import BoxPlace, Cell, Grid, Paragraph, Place
from extract.readers.affine import Matrix


def upright(quarters: int, width: float, height: float) -> Matrix:
    """Return what turns a page of this size upright, whose lines are turned by so many quarters clockwise."""
    return {
        0: Matrix(),
        1: Matrix(0, -1, 1, 0, 0, width),
        2: Matrix(-1, 0, 0, -1, width, height),
        3: Matrix(0, 1, -1, 0, height, 0),
    }[quarters % 4]


def turned_back(blocks: Iterable[Paragraph | Grid], matrices: Mapping[int, Matrix]) -> Iterator[Paragraph | Grid]:
    """Yield blocks with their places transformed by the matrix of their page, where it has one."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield replace(block, place=_back(block.place, matrices)) if block.place is not None else block
            continue
        cells = {id(cell): _cell_back(cell, matrices) for cell in block.cells()}
        rows = tuple(tuple(cells[id(cell)] if cell is not None else None for cell in row) for row in block.rows)
        yield replace(block, rows=rows)


def _cell_back(cell: Cell, matrices: Mapping[int, Matrix]) -> Cell:
    return replace(cell, place=_back(cell.place, matrices))


def _back(place: Place, matrices: Mapping[int, Matrix]) -> Place:
    if not isinstance(place, BoxPlace) or place.page not in matrices:
        return place
    left, top, right, bottom = (round(edge, 1) for edge in matrices[place.page].box(*place.box))
    return replace(place, box=(left, top, right, bottom))
