"""The tables of a Word document: rows of cells with grid spans and vertical merges → the grid a person sees."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from extract.document import Cell, Grid, TablePlace
from extract.labels import squeeze
from extract.readers.docx_styles import shown
from extract.readers.elements import SHORT_CELL_LENGTH, is_article
from extract.readers.ooxml import Element, attribute, child, is_on, local, number_of
from extract.readers.spans import MAX_CELLS, MAX_SPAN, TooManyCells
from extract.sections import STATUTORY_WORDS

LOWEST_ROW = 60
"""A row whose height is fixed below this many twips shows nothing."""


@dataclass(frozen=True, slots=True)
class CellContent:
    """What a cell shows: its text, and whether it also shows what is no text."""

    text: str
    opaque: bool = False


def table_rows(table: Element) -> Iterator[Element]:
    """Yield the rows of a table itself, without those deleted or hidden."""
    return (row for row in shown(table) if local(row) == "tr" and not _is_deleted(row) and not is_hidden_row(row))


def is_hidden_row(row: Element) -> bool:
    """Return whether nobody sees a row: it is hidden, or lower than any letter."""
    properties = child(row, "trPr")
    hidden, height = child(properties, "hidden"), child(properties, "trHeight")
    if hidden is not None and is_on(hidden):
        return True
    return attribute(height, "hRule") == "exact" and number_of(height, default=LOWEST_ROW) < LOWEST_ROW


def _is_deleted(row: Element) -> bool:
    return child(row, "trPr", "del") is not None


def row_cells(row: Element) -> Iterator[Element]:
    """Yield the cells of a row, without those deleted."""
    return (cell for cell in shown(row) if local(cell) == "tc" and child(cell, "tcPr", "cellDel") is None)


def is_layout(table: Element) -> bool:
    """Return whether a table only arranges the page: it holds other tables, or a cell that is an article of its own.

    A table whose own short cells bear words of the form is a table of the form, whatever else it holds.
    """
    cells = [cell for row in table_rows(table) for cell in row_cells(row)]
    own = [_plain_lines(cell) for cell in cells]
    short = ("".join(lines) for lines in own if sum(map(len, lines)) <= SHORT_CELL_LENGTH)
    if sum(any(word in squeeze(text) for word in STATUTORY_WORDS) for text in short) >= 2:
        return False
    if any(local(below) == "tbl" for cell in cells for below in shown(cell)):
        return True
    return any(is_article(lines) for lines in own)


def _plain_lines(cell: Element) -> list[str]:
    paragraphs = (below for below in shown(cell) if local(below) == "p")
    lines = ("".join(t.text or "" for t in paragraph.iter() if local(t) == "t") for paragraph in paragraphs)
    return [line for line in lines if line.strip()]


def table_grid(table: Element, number: int, content: Callable[[Element], CellContent]) -> Grid:
    """Return the grid of a table; `content` says what a cell shows and is asked once for each that shows anything.

    Raises TooManyCells when spans multiply beyond all measure.
    """
    rows: list[list[Cell | None]] = []
    places = 0
    for row in table_rows(table):
        line: list[Cell | None] = _gap(row, "gridBefore")
        above = rows[-1] if rows else []
        for element in row_cells(row):
            placed = _placed(element, line, above, TablePlace(number, len(rows), len(line)), content)
            line += [placed] * _width(element)
            places += _width(element)
            if places > MAX_CELLS:
                raise TooManyCells
        rows.append(line + _gap(row, "gridAfter"))
    return Grid(number, _spanned(rows))


def _placed(
    element: Element,
    line: list[Cell | None],
    above: list[Cell | None],
    place: TablePlace,
    content: Callable[[Element], CellContent],
) -> Cell:
    """Return the cell that an element shows: one of its own, or the one that it continues from the left or from above."""
    if _merge(element, "hMerge") == "continue" and line and line[-1] is not None:
        return line[-1]
    upper = above[place.column] if place.column < len(above) else None
    if upper is not None and _merge(element, "vMerge") == "continue" and upper.column == place.column:
        reach = above[place.column : place.column + _width(element)]
        if reach.count(upper) == _width(element) == above.count(upper):
            return upper
    shows = content(element)
    return Cell(shows.text, place.row, place.column, place, 1, _width(element), shows.opaque)


def _spanned(rows: list[list[Cell | None]]) -> tuple[tuple[Cell | None, ...], ...]:
    """Return rows with every cell replaced by one that knows how far it reaches."""
    ends: dict[Cell, tuple[int, int]] = {}
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell is not None:
                ends[cell] = max(number, ends.get(cell, (0, 0))[0]), max(column, ends.get(cell, (0, 0))[1])
    final = {
        cell: replace(cell, rowspan=bottom - cell.row + 1, colspan=right - cell.column + 1)
        for cell, (bottom, right) in ends.items()
    }
    return tuple(tuple(None if cell is None else final[cell] for cell in row) for row in rows)


def _gap(row: Element, name: str) -> list[Cell | None]:
    """Return the empty places that a row leaves before its first or behind its last cell."""
    return [None] * min(max(number_of(child(row, "trPr", name)), 0), MAX_SPAN)


def _width(element: Element) -> int:
    return min(max(number_of(child(element, "tcPr", "gridSpan"), default=1), 1), MAX_SPAN)


def _merge(element: Element, name: str) -> str | None:
    """Return restart or continue for a cell that is merged, None for others."""
    merge = child(element, "tcPr", name)
    return None if merge is None else attribute(merge, "val") or "continue"
