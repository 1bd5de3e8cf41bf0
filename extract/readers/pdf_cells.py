"""The characters of a page → the cells they stand in, and those outside tables."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import product
from statistics import median

from extract.document import BoxPlace, Cell, Grid
from extract.readers.pdf_cell_text import DIGITS, NUMERALS, text_of
from extract.readers.pdf_lines import is_same, level
from extract.readers.pdf_text import Glyph
from extract.ruling import Box, Piece, Rule, grid_of_cells

TOUCHING = 0.1
"""Digits closer than this share of their height are of one number."""

LARGE = 1.8
"""A digit so many times as high as the middle one of its table is out of place."""

NEAR = 0.6
"""Digits as far apart as this share of their height are of two numbers."""

MIDDLE = 0.25
"""A line strikes a digit out that keeps this share of its height away from head and foot."""

_UNKNOWN = re.compile("[\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")


Edges = tuple[float, float, float, float]


class Table:
    """A table on a page that takes in the characters standing in its cells."""

    def __init__(self, piece: Piece) -> None:
        """Take the lines of the table."""
        self.piece = piece
        self.left, self.top, self.right, self.bottom = piece.left, piece.top, piece.right, piece.bottom
        self.glyphs: list[list[Glyph]] = [[] for _ in piece.boxes]
        self.doubts: dict[int, str] = {}
        self.shown: set[int] = set()
        self.xs = sorted({edge for box in piece.boxes for edge in (box.left, box.right)})
        self.ys = sorted({edge for box in piece.boxes for edge in (box.top, box.bottom)})
        self.places = {
            (row, column): number
            for number, box in enumerate(piece.boxes)
            for row in range(box.row, box.row + box.rowspan)
            for column in range(box.column, box.column + box.colspan)
        }

    def at(self, x: float, y: float) -> int | None:
        """Return the number of the cell at a point of the page, None outside the table."""
        if not (self.left <= x < self.right and self.top <= y < self.bottom):
            return None
        return self.places.get((bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1))

    def doubt_pale(self, glyphs: Iterable[Glyph]) -> None:
        """Put the cells in doubt in which pale digits stand, of a watermark perhaps."""
        for glyph in glyphs:
            cell = self.at((glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2)
            if cell is not None and glyph.text in NUMERALS:
                self.doubts[cell] = self.doubts.get(cell, "") + glyph.text

    def strike(self, rules: Iterable[Rule]) -> None:
        """Leave out digits that a line strikes out where others stand beside them; put a cell in doubt that has no others."""
        lines = sorted((rule.position, rule.start, rule.end) for rule in rules)
        for cell, glyphs in enumerate(self.glyphs):
            if not _is_crossed(glyphs, lines):
                continue
            struck = [glyph for glyph in glyphs if glyph.text in NUMERALS and _is_struck(glyph, lines)]
            if not struck:
                continue
            left = [glyph for glyph in glyphs if glyph not in struck]
            apart = not any(_adjoin(a, b) for a, b in product(struck, left) if b.text in NUMERALS)
            if apart and any(glyph.text in NUMERALS for glyph in left):
                self.glyphs[cell] = left
            else:
                self.doubts[cell] = "".join(glyph.text for glyph in left)

    def doubt_large(self) -> None:
        """Put the cells in doubt that hold digits much larger than those of the table, of a watermark perhaps."""
        heights = [glyph.height for glyphs in self.glyphs for glyph in glyphs if glyph.text in DIGITS]
        most = LARGE * median(heights) if heights else 0.0
        if not heights or max(heights) <= most:
            return
        for cell, glyphs in enumerate(self.glyphs):
            large = [glyph for glyph in glyphs if glyph.height > most]
            if large and all(glyph.text in NUMERALS for glyph in glyphs):
                self.doubts[cell] = "".join(glyph.text for glyph in glyphs if glyph not in large)

    def grid(self, page: int) -> Grid:
        """Return the table with its texts; a cell is in doubt whose number runs over its border or has unknown letters."""
        return grid_of_cells(
            self.piece, [self._cell(number, box, page) for number, box in enumerate(self.piece.boxes)], 0
        )

    def _cell(self, number: int, box: Box, page: int) -> Cell:
        text, other = text_of(box, self.glyphs[number])
        edges = (round(box.left, 1), round(box.top, 1), round(box.right, 1), round(box.bottom, 1))
        known = _UNKNOWN.sub("", text)
        others = [self.doubts[number]] if number in self.doubts else []
        others += [known] if known != text else []
        others += [] if other is None else [other]
        return Cell(
            text,
            box.row,
            box.column,
            BoxPlace(page, edges),
            box.rowspan,
            box.colspan,
            opaque=known != text or number in self.shown,
            alternatives=tuple(others),
        )


def tables_of(
    pieces: Iterable[Piece], glyphs: Iterable[Glyph], pictures: Iterable[Edges]
) -> tuple[list[Table], list[Glyph]]:
    """Return the tables of a page with the characters in their cells, and the characters outside."""
    tables = [Table(piece) for piece in pieces]
    outside: list[Glyph] = []
    run: list[tuple[Glyph, Table | None, int | None]] = []
    for glyph in glyphs:
        text, left, top, right, bottom = glyph
        before = run[-1][0] if run else None
        if before is not None and before[0] == text and is_same(before, glyph):
            continue
        table, cell = _place(tables, (left + right) / 2, (top + bottom) / 2)
        if table is not None and cell is not None:
            table.glyphs[cell].append(glyph)
        else:
            outside.append(glyph)
        if before is not None and text in NUMERALS and _touch(before, glyph):
            run.append((glyph, table, cell))
            continue
        if len(run) > 1:
            _note_crossing(run)
        run = [(glyph, table, cell)]
    _note_crossing(run)
    for left, top, right, bottom in pictures:
        for table in tables:
            place = table.at((left + right) / 2, (top + bottom) / 2)
            if place is not None and right - left < 1.5 * (
                table.piece.boxes[place].right - table.piece.boxes[place].left
            ):
                table.shown.add(place)
    return tables, outside


def _place(tables: Iterable[Table], x: float, y: float) -> tuple[Table | None, int | None]:
    """Return the first table at a point of the page, and the number of its cell there."""
    for table in tables:
        cell = table.at(x, y)
        if cell is not None:
            return table, cell
    return None, None


def _is_crossed(glyphs: Sequence[Glyph], lines: Sequence[tuple[float, float, float]]) -> bool:
    """Return whether a level line stands between the top and the foot of any characters of a cell."""
    if not glyphs:
        return False
    near = bisect_left(lines, (min([glyph[2] for glyph in glyphs]),))
    return near < len(lines) and lines[near][0] <= max([glyph[4] for glyph in glyphs])


def _is_struck(glyph: Glyph, lines: Sequence[tuple[float, float, float]]) -> bool:
    """Return whether a level line runs through the middle of a digit; `lines` are positions with both ends, from the top."""
    near = bisect_left(lines, (glyph.top + MIDDLE * glyph.height,))
    middle = (glyph.left + glyph.right) / 2
    for position, start, end in lines[near:]:
        if position > glyph.bottom - MIDDLE * glyph.height:
            return False
        if start <= middle <= end:
            return True
    return False


def _touch(before: Glyph, glyph: Glyph) -> bool:
    if before.text not in NUMERALS:
        return False
    onward = before.left <= glyph.left and glyph.left - before.right < TOUCHING * glyph.height
    return onward and level(before, glyph)


def _adjoin(one: Glyph, other: Glyph) -> bool:
    """Return whether two digits are so near that they may be of one number."""
    gap = max(one.left, other.left) - min(one.right, other.right)
    return gap < NEAR * max(one.height, other.height) and level(one, other)


def _note_crossing(run: Sequence[tuple[Glyph, Table | None, int | None]]) -> None:
    """Put the cells in doubt over whose border a number runs: nobody knows in which of them it stands."""
    if len({cell for _, _, cell in run}) > 1:
        number = "".join(glyph.text for glyph, _, _ in run)
        for _, table, cell in run:
            if table is not None and cell is not None:
                table.doubts[cell] = number
