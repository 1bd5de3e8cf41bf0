"""Ruling lines on a page → tables with their cells, spans and boxes.

Pure geometry, shared by all readers of pages. Lengths are points; y grows downward from the top left of the page.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extract.document import BoxPlace, Cell, Grid

LEAST_RULE = 4.0
"""A ruling line is longer than this."""

TOUCH = 3.0
"""Two lines touch when they come as close as this."""

BORDER = 3.0
"""A line lies on the border of a cell when it is as close as this."""

OPEN_END = 2.5
OPEN_GAP = 4.0
OPEN_LINES = 3
WIDE_GAP = 8.0
"""A table is open where lines end so far beyond the last one that crosses them; three that end together need less."""

CROSSING_ONE = 5
"""A single horizontal line is part of a table without borders when so many verticals cross it, or two that begin and end
together on both sides of it; a single vertical parts two columns."""

COMB = 6
COMB_WIDTH = 12.0
COMB_HEIGHT = 36.0
"""So many verticals alone, at least so far apart and all of one height, which is this at most, part the cells of a single row."""

MOST_RULES = 4000
MOST_CELLS = 20_000


class TooManyRules(Exception):
    """A page has so many lines that they are no tables of a report."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruling line: `position` across it (y of a horizontal, x of a vertical), `start` and `end` along it."""

    position: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Box:
    """A cell of a table: its place in the grid, its spans, and its box on the page."""

    row: int
    column: int
    rowspan: int
    colspan: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Piece:
    """A table, or the part of one that stands on a page, with its cells in reading order."""

    boxes: tuple[Box, ...]
    rows: int
    columns: int
    left: float
    top: float
    right: float
    bottom: float


def table_pieces(
    horizontals: Sequence[Rule], verticals: Sequence[Rule], *, snap: float = 2.0, gap: float = 3.0
) -> list[Piece]:
    """Return the tables that lines draw, from top to bottom; lines within `snap` are one, gaps up to `gap` are closed.

    Raises TooManyRules.
    """
    across, down = joined(horizontals, snap, gap), joined(verticals, snap, gap)
    if len(across) + len(down) > MOST_RULES:
        raise TooManyRules
    pieces, loose = [], []
    for level, upright in _connected(across, down):
        loose += upright if not level else []
        if upright and (len(upright) >= CROSSING_ONE or len(level) >= 2 or _is_crossed(level, upright)):
            level, upright = _closed(level, upright), _closed(upright, level)
            piece = _piece(level, upright)
            if piece is not None:
                pieces.append(piece)
    low = [rule for rule in loose if rule.end - rule.start <= COMB_HEIGHT]
    pieces += [piece for comb in combs(low, OPEN_END) if (piece := _row_of(comb)) is not None]
    return sorted(pieces, key=lambda piece: (piece.top, piece.left))


def joined(rules: Iterable[Rule], snap: float, gap: float) -> list[Rule]:
    """Return lines with those that lie on each other made one: position the mean of the group, gaps closed."""
    groups: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda rule: rule.position):
        if groups and rule.position - groups[-1][0].position <= snap:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    found: list[Rule] = []
    for group in groups:
        position = sum(rule.position for rule in group) / len(group)
        spans: list[list[float]] = []
        for rule in sorted(group, key=lambda rule: rule.start):
            if spans and rule.start - spans[-1][1] <= gap:
                spans[-1][1] = max(spans[-1][1], rule.end)
            else:
                spans.append([rule.start, rule.end])
        found += [Rule(position, start, end) for start, end in spans if end - start > LEAST_RULE]
    return found


def _connected(across: Sequence[Rule], down: Sequence[Rule]) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Yield the groups of lines that hang together, horizontals and verticals apart."""
    parent = list(range(len(across) + len(down)))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    by_x = sorted(range(len(down)), key=lambda place: down[place].position)
    xs = [down[place].position for place in by_x]
    for number, rule in enumerate(across):
        for place in by_x[bisect_left(xs, rule.start - TOUCH) : bisect_right(xs, rule.end + TOUCH)]:
            other = down[place]
            if other.start - TOUCH <= rule.position <= other.end + TOUCH:
                parent[root(number)] = root(len(across) + place)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for number, rule in enumerate(across):
        groups[root(number)][0].append(rule)
    for number, rule in enumerate(down):
        groups[root(len(across) + number)][1].append(rule)
    yield from groups.values()


def _is_crossed(level: Sequence[Rule], upright: Sequence[Rule]) -> bool:
    """Return whether verticals of one height part the two rows of a table above and below its only horizontal line."""
    starts, ends = [rule.start for rule in upright], [rule.end for rule in upright]
    aligned = max(starts) - min(starts) <= OPEN_END and max(ends) - min(ends) <= OPEN_END
    beyond = all(max(starts) + WIDE_GAP < rule.position < min(ends) - WIDE_GAP for rule in level)
    return len(level) == 1 and len(upright) > 1 and aligned and beyond


def _closed(rules: list[Rule], crossing: Sequence[Rule]) -> list[Rule]:
    """Return the lines of one direction with one added on each side where crossing lines end in the open.

    So a page break cuts a row, and a table without an outer border ends.
    """
    first, last = min(rule.position for rule in rules), max(rule.position for rule in rules)
    begin = min(min(rule.position for rule in crossing), min(rule.start for rule in rules))
    end = max(max(rule.position for rule in crossing), max(rule.end for rule in rules))
    starts, ends = [rule.start for rule in crossing], [rule.end for rule in crossing]
    added = []
    for edge, beyond, places in ((min(starts), first - min(starts), starts), (max(ends), max(ends) - last, ends)):
        open_ends = sum(abs(place - edge) <= OPEN_END for place in places)
        if beyond > (OPEN_GAP if open_ends >= OPEN_LINES else WIDE_GAP):
            added.append(Rule(edge, begin, end))
    return [*rules, *added]


def combs(rules: Iterable[Rule], reach: float, least: float = COMB_WIDTH) -> list[list[Rule]]:
    """Return the groups of lines side by side that begin and end together within `reach`, none nearer than `least` to another."""
    found: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda rule: rule.position):
        like = (
            group
            for group in found
            if abs(group[0].start - rule.start) <= reach and abs(group[0].end - rule.end) <= reach
        )
        group = next(like, None)
        if group is None:
            found.append([rule])
        else:
            group.append(rule)
    return [
        group
        for group in found
        if len(group) >= COMB and all(b.position - a.position >= least for a, b in pairwise(group))
    ]


def _row_of(comb: Sequence[Rule]) -> Piece | None:
    """Return the row that verticals part; the outermost cells, which nothing bounds, are as wide as is usual in it."""
    top, bottom = min(rule.start for rule in comb), max(rule.end for rule in comb)
    width = median(b.position - a.position for a, b in pairwise(comb))
    left, right = comb[0].position - width, comb[-1].position + width
    level = [Rule(top, left, right), Rule(bottom, left, right)]
    return _piece(level, [Rule(left, top, bottom), *comb, Rule(right, top, bottom)])


def _piece(level: Sequence[Rule], upright: Sequence[Rule]) -> Piece | None:
    """Return the table that connected lines draw, or None when they enclose no cell."""
    xs, ys = _positions(upright), _positions(level)
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns < 1 or rows < 1:
        return None
    if columns * rows > MOST_CELLS:
        raise TooManyRules
    walls = _borders(upright, xs, ys)
    floors = _borders(level, ys, xs)
    taken = [[False] * columns for _ in range(rows)]
    boxes = []
    for row in range(rows):
        for column in range(columns):
            if taken[row][column]:
                continue
            right = column + 1
            while right < columns and not taken[row][right] and (right, row) not in walls:
                right += 1
            below = row + 1
            while below < rows and not any((below, place) in floors for place in range(column, right)):
                below += 1
            for line in taken[row:below]:
                line[column:right] = [True] * (right - column)
            boxes.append(Box(row, column, below - row, right - column, xs[column], ys[row], xs[right], ys[below]))
    return Piece(tuple(boxes), rows, columns, xs[0], ys[0], xs[-1], ys[-1])


def _positions(rules: Iterable[Rule]) -> list[float]:
    """Return the distinct positions of lines."""
    found: list[float] = []
    for position in sorted(rule.position for rule in rules):
        if not found or position - found[-1] > BORDER:
            found.append(position)
    return found


def _borders(rules: Iterable[Rule], positions: Sequence[float], along: Sequence[float]) -> set[tuple[int, int]]:
    """Return (number of the position, number of the interval) for each border that a line covers in its middle."""
    middles = [(a + b) / 2 for a, b in pairwise(along)]
    found = set()
    for rule in rules:
        first = bisect_left(positions, rule.position - BORDER)
        last = bisect_right(positions, rule.position + BORDER)
        begin, end = bisect_left(middles, rule.start - 1), bisect_right(middles, rule.end + 1)
        found |= {(number, place) for number in range(first, last) for place in range(begin, end)}
    return found


def grid_of(piece: Piece, texts: Sequence[str], index: int, page: int) -> Grid:
    """Return a table as a grid of cells with the text of each box; places are boxes on the page, in points."""
    cells = [
        Cell(
            text,
            box.row,
            box.column,
            BoxPlace(page, (round(box.left, 1), round(box.top, 1), round(box.right, 1), round(box.bottom, 1))),
            box.rowspan,
            box.colspan,
        )
        for box, text in zip(piece.boxes, texts, strict=True)
    ]
    return grid_of_cells(piece, cells, index)


def grid_of_cells(piece: Piece, cells: Sequence[Cell], index: int) -> Grid:
    """Return the grid of a table from its cells, one for each box."""
    rows: list[list[Cell | None]] = [[None] * piece.columns for _ in range(piece.rows)]
    for cell in cells:
        for row in rows[cell.row : cell.row + cell.rowspan]:
            row[cell.column : cell.column + cell.colspan] = [cell] * cell.colspan
    return Grid(index, tuple(tuple(row) for row in rows))
