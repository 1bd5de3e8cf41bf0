"""The characters of a page → the texts of the cells they stand in, and the lines outside tables."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

from extract.readers.pdf_page import Glyph
from extract.readers.prose import TextLine
from extract.ruling import Box, Piece

SAME_LINE = 0.5
"""Two characters stand on one line when they share more than this part of the height of the lower one."""

WORD_GAP = 1.0
"""Characters of a line stand apart, not together, from this share of their height on."""

CELL_PADDING = 12.0
"""A number that fills its cell but for this and one more digit goes on in the next line."""


class Table:
    """A table on a page that takes in the characters standing in its cells."""

    def __init__(self, piece: Piece) -> None:
        """Take the lines of the table."""
        self.piece = piece
        self.glyphs: list[list[Glyph]] = [[] for _ in piece.boxes]
        self.xs = sorted({edge for box in piece.boxes for edge in (box.left, box.right)})
        self.ys = sorted({edge for box in piece.boxes for edge in (box.top, box.bottom)})
        self.places = {
            (row, column): number
            for number, box in enumerate(piece.boxes)
            for row in range(box.row, box.row + box.rowspan)
            for column in range(box.column, box.column + box.colspan)
        }

    def take(self, glyph: Glyph) -> bool:
        """Take in a character whose middle stands in a cell; return whether it does."""
        x, y = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
        if not (self.piece.left <= x < self.piece.right and self.piece.top <= y < self.piece.bottom):
            return False
        place = self.places.get((bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1))
        if place is None:
            return False
        self.glyphs[place].append(glyph)
        return True

    def texts(self) -> list[str]:
        """Return the text of each cell, lines apart; a number that fills its cell goes on without a break."""
        return [_cell_text(box, glyphs) for box, glyphs in zip(self.piece.boxes, self.glyphs, strict=True)]


def _cell_text(box: Box, glyphs: Sequence[Glyph]) -> str:
    text = ""
    before: Sequence[Glyph] = ()
    for line in lines_of(glyphs):
        shown = "".join(glyph.text for glyph in line)
        if before:
            wrapped = before[-1].text in "0123456789.," and shown[0] in "0123456789.,"
            width = before[-1].right - before[0].left
            full = width + (before[-1].right - before[-1].left) + CELL_PADDING > box.right - box.left
            text += "" if wrapped and full else "\n"
        text += shown
        before = line
    return text


def lines_of(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Return characters line by line, in the order of the PDF."""
    lines: list[list[Glyph]] = []
    for glyph in glyphs:
        if lines and _follows(lines[-1], glyph):
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    return lines


def _follows(line: Sequence[Glyph], glyph: Glyph) -> bool:
    """Return whether a character stands on a line: level with its last character or with its tallest."""
    return _level(line[-1], glyph) or _level(max(line, key=_height), glyph)


def _level(one: Glyph, other: Glyph) -> bool:
    overlap = min(one[4], other[4]) - max(one[2], other[2])
    return overlap > SAME_LINE * min(one[4] - one[2], other[4] - other[2])


def _height(glyph: Glyph) -> float:
    return glyph.height


def text_lines(glyphs: Iterable[Glyph]) -> list[TextLine]:
    """Return the lines of text outside tables from top to bottom; what stands apart on a line is parted by a space."""
    found = [_text_line(sorted(line, key=lambda glyph: glyph.left)) for line in _merged(lines_of(glyphs))]
    return sorted(found, key=lambda line: (line.top, line.left))


def _merged(lines: Sequence[list[Glyph]]) -> list[list[Glyph]]:
    """Return lines with those that stand on one height made one."""
    merged: list[list[Glyph]] = []
    for line in sorted(lines, key=lambda line: (line[0].top + line[0].bottom, line[0].left)):
        if merged and _level(max(merged[-1], key=_height), max(line, key=_height)):
            merged[-1] += line
        else:
            merged.append(list(line))
    return merged


def _text_line(line: Sequence[Glyph]) -> TextLine:
    size = max(map(_height, line))
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
