"""The characters of a page → lines, and the text of lines outside tables."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from operator import itemgetter
from statistics import median

from extract.readers.pdf_text import Glyph
from extract.readers.prose import TextLine

SAME_LINE = 0.5
"""Two characters stand on one line when their middles differ by less than this share of the height of letters."""

LETTER = 1.2
_left = itemgetter(1)

LEAST_HEIGHT = 6.0
"""Letters are somewhat higher than the middle one of all marks, and no lower than this."""

WORD_GAP = 1.0
"""Characters of a line stand apart, not together, from this share of their height on."""

OVERPRINT = 0.12
"""The same character again within this share of its height is one in bold."""


def is_same(before: Glyph, glyph: Glyph) -> bool:
    """Return whether a character is printed over itself, as bold letters are."""
    if before[0] != glyph[0]:
        return False
    near = OVERPRINT * glyph.height
    return abs(before.left - glyph.left) < near and abs(before.top - glyph.top) < near


def lines_of(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Return characters line by line, in the order of the PDF."""
    heights = [bottom - top for _, _, top, _, bottom in glyphs]
    usual = max(LETTER * median(heights), LEAST_HEIGHT) if heights else LEAST_HEIGHT
    lines: list[list[Glyph]] = []
    line: list[Glyph] = []
    tallest, middle = usual, 0.0
    for glyph, height in zip(glyphs, heights, strict=True):
        before, middle = middle, (glyph[2] + glyph[4]) / 2
        if height > tallest:
            tallest = height
        if line and abs(before - middle) < SAME_LINE * tallest:
            line.append(glyph)
            continue
        line = [glyph]
        lines.append(line)
        tallest = max(usual, height)
    return lines


def _middle_distance(one: Glyph, other: Glyph) -> float:
    return abs(one[2] + one[4] - other[2] - other[4]) / 2


def level(one: Glyph, other: Glyph) -> bool:
    """Return whether two characters stand on one line."""
    return _middle_distance(one, other) < SAME_LINE * max(one.height, other.height, LEAST_HEIGHT)


def _height(glyph: Glyph) -> float:
    return glyph[4] - glyph[2]


def level_lines(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Return the lines of characters from top to bottom and left to right, in whatever order they are drawn."""
    lines = lines_of(glyphs)
    if len(lines) < 2:
        return [sorted(line, key=_left) for line in lines]
    merged: list[list[Glyph]] = []
    last: Glyph | None = None
    tallest = [(max(line, key=_height), line) for line in lines]
    for glyph, line in sorted(tallest, key=lambda pair: (pair[0][2] + pair[0][4], pair[0][1])):
        if last is not None and level(last, glyph):
            merged[-1] += line
        else:
            merged.append(list(line))
        last = glyph
    return [sorted(line, key=_left) for line in merged]


def text_lines(lines: Iterable[Sequence[Glyph]]) -> list[TextLine]:
    """Return the text of level lines outside tables from top to bottom; what stands apart on a line is parted by a space."""
    return sorted((_text_line(line) for line in lines), key=lambda line: (line.top, line.left))


def _text_line(line: Sequence[Glyph]) -> TextLine:
    size = max(*map(_height, line), LEAST_HEIGHT)
    gap = WORD_GAP * size
    shown = [line[0].text]
    for before, glyph in pairwise(line):
        if not is_same(before, glyph):
            shown.append(f" {glyph[0]}" if glyph[1] - before[3] > gap else glyph[0])
    _, _, tops, rights, bottoms = zip(*line, strict=True)
    return TextLine("".join(shown), line[0].left, min(tops), max(rights), max(bottoms), size)
