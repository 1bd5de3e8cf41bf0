"""The characters of a page → the texts of the cells they stand in, and the lines outside tables."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median

from extract.document import BoxPlace, Cell, Grid
from extract.readers.pdf_text import Glyph
from extract.readers.prose import TextLine
from extract.ruling import Box, Piece, Rule, grid_of_cells

SAME_LINE = 0.5
"""Two characters stand on one line when their middles differ by less than this share of the height of letters."""

LETTER = 1.2
LEAST_HEIGHT = 6.0
"""Letters are somewhat higher than the middle one of all marks, and no lower than this."""

WORD_GAP = 1.0
"""Characters of a line stand apart, not together, from this share of their height on."""

CELL_PADDING = 12.0
LEAST_WRAPPED = 3
"""A number of so many digits that fills its cell but for the padding and one more digit goes on in the next line."""

OVERPRINT = 0.12
"""The same character again within this share of its height is one in bold."""

TOUCHING = 0.1
"""Digits closer than this share of their height are of one number."""

RAISED_HEIGHT, RAISED_BY = 0.8, 0.2
"""A digit lower than this share of the others, and raised by this share of their height, is a mark."""

MIDDLE = 0.25
"""A line strikes a digit out that keeps this share of its height away from head and foot."""

APART, UNEVEN = 0.7, 2.5
"""Digits as far apart as this share of their height, and so many times as far as others of their line, are of two numbers."""

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_DIGITS = frozenset("0123456789.,")
_UNKNOWN = re.compile("[\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")


Edges = tuple[float, float, float, float]


class Table:
    """A table on a page that takes in the characters standing in its cells."""

    def __init__(self, piece: Piece) -> None:
        """Take the lines of the table."""
        self.piece = piece
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
        if not (self.piece.left <= x < self.piece.right and self.piece.top <= y < self.piece.bottom):
            return None
        return self.places.get((bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1))

    def doubt_pale(self, glyphs: Iterable[Glyph]) -> None:
        """Put the cells in doubt in which pale digits stand, of a watermark perhaps."""
        for glyph in glyphs:
            cell = self.at((glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2)
            if cell is not None and glyph.text in _DIGITS:
                self.doubts[cell] = self.doubts.get(cell, "") + glyph.text

    def strike(self, rules: Iterable[Rule]) -> None:
        """Leave out digits that a line strikes out where others stand beside them; put a cell in doubt that has no others."""
        lines = sorted((rule.position, rule.start, rule.end) for rule in rules)
        for cell, glyphs in enumerate(self.glyphs):
            struck = [glyph for glyph in glyphs if glyph.text in _DIGITS and _is_struck(glyph, lines)]
            if not struck:
                continue
            left = [glyph for glyph in glyphs if glyph not in struck]
            if any(glyph.text in _DIGITS for glyph in left):
                self.glyphs[cell] = left
            else:
                self.doubts[cell] = ""

    def grid(self, page: int) -> Grid:
        """Return the table with its texts; a cell is in doubt whose number runs over its border or has unknown letters."""
        return grid_of_cells(
            self.piece, [self._cell(number, box, page) for number, box in enumerate(self.piece.boxes)], 0
        )

    def _cell(self, number: int, box: Box, page: int) -> Cell:
        text = _cell_text(box, self.glyphs[number])
        edges = (round(box.left, 1), round(box.top, 1), round(box.right, 1), round(box.bottom, 1))
        known = _UNKNOWN.sub("", text)
        others = [self.doubts[number]] if number in self.doubts else []
        others += [known] if known != text else []
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
        if run and _is_same(run[-1][0], glyph):
            continue
        x, y = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
        table, cell = next(((table, place) for table in tables if (place := table.at(x, y)) is not None), (None, None))
        if table is not None and cell is not None:
            table.glyphs[cell].append(glyph)
        else:
            outside.append(glyph)
        if not (run and glyph.text in _DIGITS and _touch(run[-1][0], glyph)):
            _note_crossing(run)
            run = []
        run.append((glyph, table, cell))
    _note_crossing(run)
    for left, top, right, bottom in pictures:
        for table in tables:
            place = table.at((left + right) / 2, (top + bottom) / 2)
            if place is not None and right - left < 1.5 * (
                table.piece.boxes[place].right - table.piece.boxes[place].left
            ):
                table.shown.add(place)
    return tables, outside


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


def _is_same(before: Glyph, glyph: Glyph) -> bool:
    """Return whether a character is printed over itself, as bold letters are."""
    near = OVERPRINT * glyph.height
    return before.text == glyph.text and abs(before.left - glyph.left) < near and abs(before.top - glyph.top) < near


def _touch(before: Glyph, glyph: Glyph) -> bool:
    return before.text in _DIGITS and glyph.left - before.right < TOUCHING * glyph.height and _level(before, glyph)


def _note_crossing(run: Sequence[tuple[Glyph, Table | None, int | None]]) -> None:
    """Put the cells in doubt over whose border a number runs: nobody knows in which of them it stands."""
    if len({cell for _, _, cell in run}) > 1:
        number = "".join(glyph.text for glyph, _, _ in run)
        for _, table, cell in run:
            if table is not None and cell is not None:
                table.doubts[cell] = number


def _cell_text(box: Box, glyphs: Sequence[Glyph]) -> str:
    """Return the text of a cell, lines apart; a long number that fills its cell goes on without a break."""
    text = ""
    before: Sequence[Glyph] = ()
    for line in level_lines(glyphs):
        shown = "".join(_raised_apart(line))
        if before:
            wrapped = before[-1].text in _DIGITS and shown[0] in _DIGITS and len(before) >= LEAST_WRAPPED
            width = before[-1].right - before[0].left
            full = width + (before[-1].right - before[-1].left) + CELL_PADDING > box.right - box.left
            text += "" if wrapped and full else "\n"
        text += shown
        before = line
    return text


def _raised_apart(line: Sequence[Glyph]) -> Iterator[str]:
    """Yield the characters of a line: small raised digits as superscripts, for they mark notes; a space between two numbers."""
    digits = [glyph for glyph in line if glyph.text in "0123456789"]
    tallest = max(map(_height, digits), default=0.0)
    base = max((glyph.bottom for glyph in digits if glyph.height > RAISED_HEIGHT * tallest), default=0.0)
    gaps = sorted(max(b.left - a.right, 0.0) for a, b in pairwise(line))
    usual = gaps[len(gaps) // 2 - 1] if len(gaps) > 1 else 0.0
    for place, glyph in enumerate(line):
        if place and glyph in digits and line[place - 1] in digits:
            gap = glyph.left - line[place - 1].right
            yield " " if gap > APART * tallest and gap > UNEVEN * usual else ""
        small = glyph.height < RAISED_HEIGHT * tallest and glyph.bottom < base - RAISED_BY * tallest
        yield glyph.text.translate(_SUPERSCRIPTS) if small else glyph.text


def lines_of(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Return characters line by line, in the order of the PDF."""
    usual = max(LETTER * median(map(_height, glyphs)), LEAST_HEIGHT) if glyphs else LEAST_HEIGHT
    lines: list[list[Glyph]] = []
    tallest = usual
    for glyph in glyphs:
        tallest = max(tallest, glyph[4] - glyph[2])
        if lines and _middle_distance(lines[-1][-1], glyph) < SAME_LINE * tallest:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
            tallest = max(usual, glyph[4] - glyph[2])
    return lines


def _middle_distance(one: Glyph, other: Glyph) -> float:
    return abs(one[2] + one[4] - other[2] - other[4]) / 2


def _level(one: Glyph, other: Glyph) -> bool:
    return _middle_distance(one, other) < SAME_LINE * max(one.height, other.height, LEAST_HEIGHT)


def _height(glyph: Glyph) -> float:
    return glyph.height


def level_lines(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Return the lines of characters from top to bottom and left to right, in whatever order they are drawn."""
    lines = lines_of(glyphs)
    if len(lines) < 2:
        return [sorted(line, key=_left) for line in lines]
    merged: list[list[Glyph]] = []
    last: Glyph | None = None
    tallest = [(max(line, key=_height), line) for line in lines]
    for glyph, line in sorted(tallest, key=lambda pair: (pair[0][2] + pair[0][4], pair[0][1])):
        if last is not None and _level(last, glyph):
            merged[-1] += line
        else:
            merged.append(list(line))
        last = glyph
    return [sorted(line, key=_left) for line in merged]


def _left(glyph: Glyph) -> float:
    return glyph[1]


def text_lines(glyphs: Sequence[Glyph]) -> list[TextLine]:
    """Return the lines of text outside tables from top to bottom; what stands apart on a line is parted by a space."""
    return sorted((_text_line(line) for line in level_lines(glyphs)), key=lambda line: (line.top, line.left))


def _text_line(line: Sequence[Glyph]) -> TextLine:
    size = max(*map(_height, line), LEAST_HEIGHT)
    text = line[0].text
    for before, glyph in pairwise(line):
        text += f" {glyph.text}" if glyph.left - before.right > WORD_GAP * size else glyph.text
    return TextLine(
        text,
        line[0].left,
        min(glyph.top for glyph in line),
        max(glyph.right for glyph in line),
        max(glyph.bottom for glyph in line),
        size,
    )
