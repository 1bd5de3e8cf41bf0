"""Tables over pages: wherever the break falls, between rows or inside one, every cell is read or in doubt."""

import random
from collections.abc import Sequence

import pytest

from extract.document import BoxPlace, Cell, Document, Grid, Paragraph
from extract.forms import load_form
from extract.mapping import MappedForm, map_form
from tests.synthetic import HEADINGS, TITLE, Cells, Row, random_cells, table_2, table_3, table_4

FORM = load_form("fmt_2021")
Box = list[object]
"""Text, row, column, rows, columns."""


def boxes(rows: Sequence[Row]) -> list[tuple[str, int, int, int, int]]:
    """Return the cells of a table with their place and spans."""
    width = sum(span for _, _, span in rows[0])
    taken = [[False] * width for _ in rows]
    found = []
    for number, row in enumerate(rows):
        for text, height, span in row:
            column = taken[number].index(False)
            for below in range(number, number + height):
                taken[below][column : column + span] = [True] * span
            found.append((text, number, column, height, span))
    return found


def grid(index: int, cells: Sequence[tuple[str, int, int, int, int]]) -> Grid:
    """Return a grid of cells as a page shows it, with the columns its own lines draw: where no cell begins, there is none."""
    edges = sorted({edge for _, _, column, _, span in cells for edge in (column, column + span)})
    height = max(row + rows for _, row, _, rows, _ in cells)
    places: list[list[Cell | None]] = [[None] * (len(edges) - 1) for _ in range(height)]
    for text, row, column, rows, columns in cells:
        box = BoxPlace(index + 1, (40.0 * column, 20.0 * row, 40.0 * (column + columns), 20.0 * (row + rows)))
        first, last = edges.index(column), edges.index(column + columns)
        cell = Cell(text, row, first, box, rows, last - first)
        for line in places[row : row + rows]:
            line[first:last] = [cell] * (last - first)
    return Grid(index, tuple(tuple(row) for row in places))


def cut(rows: Sequence[Row], at: int, *, inside: bool, values_below: bool, rng: random.Random) -> list[Grid]:
    """Return a table cut before row `at`, or inside it: labels cut anywhere, its values on one of the two pages."""
    above, below = [], []
    for text, row, column, height, span in boxes(rows):
        end = row + height
        if row < at:
            kept = min(end, at + inside)
            above.append((text, row, column, kept - row, span))
            if end > at:
                below.append(("", 0, column, end - at, span))
        elif row == at and inside:
            place = (len(text) if not values_below else 0) if text.isdigit() else rng.randint(0, len(text))
            above.append((text[:place], row, column, 1, span))
            below.append((text[place:], 0, column, height, span))
        else:
            below.append((text, row - at, column, height, span))
    return [grid(0, above), grid(1, below)]


def mapped(pieces: Sequence[Grid], heading: str) -> MappedForm:
    form = map_form(Document("application/pdf", (Paragraph(TITLE), Paragraph(heading), *pieces)))
    assert form is not None
    return form


def wrong(cells: Cells, form: MappedForm, table: str) -> list[str]:
    given = {key: form.cells[key] for key in cells if key.startswith(table)}
    return [
        f"{key}: {cells[key]} read as {cell.state} {cell.raw!r}"
        for key, cell in given.items()
        if cell.raw != cells[key]
    ]


@pytest.mark.parametrize("values_below", [False, True])
@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.parametrize("at", range(1, 28))
def test_table_3_is_whole_wherever_it_is_cut(at: int, inside: bool, values_below: bool) -> None:
    cells = random_cells(at)
    rows = table_3(FORM, cells)
    pieces = cut(rows, at, inside=inside, values_below=values_below, rng=random.Random(at))
    assert wrong(cells, mapped(pieces, HEADINGS[2]), "t3") == []


@pytest.mark.parametrize("values_below", [False, True])
@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.parametrize("at", range(1, 13))
def test_table_2_is_whole_wherever_it_is_cut(at: int, inside: bool, values_below: bool) -> None:
    cells = random_cells(at)
    pieces = cut(table_2(FORM, cells), at, inside=inside, values_below=values_below, rng=random.Random(at))
    assert wrong(cells, mapped(pieces, HEADINGS[1]), "t2") == []


@pytest.mark.parametrize("values_below", [False, True])
@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.parametrize("at", range(1, 4))
def test_table_4_is_whole_wherever_it_is_cut(at: int, inside: bool, values_below: bool) -> None:
    cells = random_cells(at)
    pieces = cut(table_4(FORM, cells), at, inside=inside, values_below=values_below, rng=random.Random(at))
    assert wrong(cells, mapped(pieces, HEADINGS[3]), "t4") == []


def test_values_below_a_broken_header_are_a_line_though_most_are_blank() -> None:
    cells = dict.fromkeys(random_cells(1), "") | {"t4.litigation_direct_total": "22", "t4.review_pending": "2"}
    pieces = cut(table_4(FORM, cells), 3, inside=False, values_below=False, rng=random.Random(1))
    assert wrong(cells, mapped(pieces, HEADINGS[3]), "t4") == []
