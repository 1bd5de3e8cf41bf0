"""The pieces of a table that a page break cut: the two halves of a cut row become one line again, by what their labels say."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from extract.document import BoxPlace, Cell
from extract.labels import is_numbered, normalise, squeeze
from extract.mapping.lines import Line, leaf_label, printed

SAME_EDGE = 5.0
"""Borders of cells on two pages this close, in points, are one."""

MOST_SHIFT = 15.0
"""A table stands so many points further left or right on the next page at most: a scanned page may be tilted."""

MOST_LEFT_OVER = 7
"""A line of so many values without a label is a line of its own; fewer are the ends of numbers cut in two."""

Columns = tuple[Cell | None, ...]


def joined(lines: Sequence[Line], known: Callable[[str], bool], heads: Callable[[Line], bool]) -> list[Line]:
    """Return the lines with rows cut between two tables put together; `known` tells the labels of value lines, `heads` headers.

    A row was cut where the last line of one table and the first of the next make one label, or where one of them has the
    label and the other the values. Values below a header are a line of their own.
    """
    found: list[Line] = []
    last: Line | None = None
    for line in lines:
        before, last = last, line
        opens = before is not None and line.grid.exact and (before.grid is not line.grid or heads(before))
        if opens and not heads(line):
            place = _last_of_other_table(found, line, heads)
            headed = place is not None and heads(found[place]) and not line.labels
            whole = _joined(found[place], line, known) if place is not None and not headed else None
            if whole is not None and place is not None:
                found[place] = whole
                continue
        found.append(line)
    return found


def _last_of_other_table(found: Sequence[Line], line: Line, heads: Callable[[Line], bool]) -> int | None:
    """Return the place of the last line of the table before, when this is the first of its table behind a repeated header."""
    place = len(found) - 1
    while place >= 0 and found[place].grid is line.grid and heads(found[place]):
        place -= 1
    return place if place >= 0 and found[place].grid is not line.grid and found[place].grid.exact else None


def _joined(first: Line, second: Line, known: Callable[[str], bool]) -> Line | None:
    columns = _columns(first, second)
    if columns is None:
        return None
    whole = Line(first.grid, first.number, columns)
    own = whole.labels
    if not own or not known(leaf_label(own, known).text):
        return None
    if _completed(first, second, leaf_label(own, known).text):
        return whole
    named = any(known(cell.text) and cell.row == first.number for cell in first.labels)
    above, below = len(_values(first)), len(_values(second))
    if above and below and second.labels and is_numbered(second.labels[0].text):
        return None
    if any(known(cell.text) for cell in second.labels):
        return whole if above and below < MOST_LEFT_OVER and not named else None
    if second.labels or not first.labels:
        return whole
    return whole if below and (not above or below < MOST_LEFT_OVER) else None


def _completed(first: Line, second: Line, label: str) -> bool:
    """Return whether a known label is made of two halves: so it is even where each half is a label by itself."""
    halves = [(a.text, b.text) for a in first.labels for b in second.labels]
    made = [b for a, b in halves if a and b and squeeze(a + b) == squeeze(label)]
    return any(normalise(label).endswith(normalise(half)) for half in made)


def _values(line: Line) -> list[Cell]:
    labels = line.labels
    return printed(line.after(labels[0])) if labels else printed(line.cells)


def _columns(first: Line, second: Line) -> Columns | None:
    """Return the cells of two halves of a row laid over each other, or None when their columns cannot be compared."""
    pairs = _pairs(first, second)
    if pairs is None:
        return None
    made: dict[tuple[int | None, int | None], Cell | None] = {}
    columns = []
    for above, below in pairs:
        key = (id(above) if above else None, id(below) if below else None)
        if key not in made:
            made[key] = _cell(above, below, first.number)
        columns.append(made[key])
    return tuple(columns)


def _pairs(first: Line, second: Line) -> list[tuple[Cell | None, Cell | None]] | None:
    """Return which cell of the second half stands below which of the first: by column, or by where they are on the page."""
    if len(first.columns) == len(second.columns):
        return list(zip(first.columns, second.columns, strict=True))
    above, below = _intervals(first), _intervals(second)
    if above is None or below is None:
        return None
    shift = above[0][0] - below[0][0]
    if abs(shift) <= MOST_SHIFT:
        below = [(start + shift, end + shift, cell) for start, end, cell in below]
    if not (_meets_all(above, below) or _meets_all(below, above)):
        return None
    edges: list[float] = []
    for edge in sorted({edge for start, end, _ in (*above, *below) for edge in (start, end)}):
        if not edges or edge - edges[-1] > SAME_EDGE:
            edges.append(edge)
    middles = [(a + b) / 2 for a, b in pairwise(edges)]
    return [(_over(above, middle), _over(below, middle)) for middle in middles]


def _intervals(line: Line) -> list[tuple[float, float, Cell]] | None:
    """Return from where to where each cell of a line reaches on its page; None where that is not known."""
    boxes = [(cell.place.box, cell) for cell in line.cells if isinstance(cell.place, BoxPlace)]
    return [(box[0], box[2], cell) for box, cell in boxes] if len(boxes) == len(line.cells) else None


def _meets_all(one: Sequence[tuple[float, float, Cell]], other: Sequence[tuple[float, float, Cell]]) -> bool:
    """Return whether every border of one line goes on in another: two halves of a row share those of the half with fewer."""
    borders = [edge for start, end, _ in other for edge in (start, end)]
    return all(any(abs(edge - o) <= SAME_EDGE for o in borders) for start, end, _ in one for edge in (start, end))


def _over(intervals: Sequence[tuple[float, float, Cell]], middle: float) -> Cell | None:
    return next((cell for start, end, cell in intervals if start < middle < end), None)


def _cell(above: Cell | None, below: Cell | None, row: int) -> Cell | None:
    """Return one cell of two halves: the text of the half that has one; two halves of a number stay apart by a line break."""
    if above is None or below is None:
        half = above or below
        return replace(half, row=row) if half is not None else None
    if not squeeze(below.text):
        return above
    if not squeeze(above.text):
        return replace(below, row=row, rowspan=1)
    glue = "\n" if any(c.isdigit() for c in above.text[-1] + below.text[0]) else ""
    return replace(above, text=above.text + glue + below.text, rowspan=1)
