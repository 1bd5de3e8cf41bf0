"""Single characters with their boxes → lines of text, in reading order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extract.readers.prose import TextLine

SAME_LINE = 0.35
"""Characters whose baselines differ by less than this share of their size stand on one line."""

SPACE = 0.6
"""A gap between characters wider than this share of their size is a space."""

OVERPRINT = 0.12
"""The same character printed twice within this share of its size is one character in bold."""


SMALLER, RAISED = 0.8, 0.15
"""A digit of less than this share of its neighbour's size is of no one number with it; one raised so far marks a note."""

APART, UNEVEN = 0.2, 2.5
"""Digits this share of their size apart, and so many times as far as others of their line, are of two numbers."""

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Glyph:
    """A printed character with its box and baseline; lengths in one unit, y downward, `size` the height of its letters."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    baseline: float
    size: float

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of its box."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


def text_lines(glyphs: Iterable[Glyph]) -> list[TextLine]:
    """Return the lines that characters form, from the top; lines of nothing but white space are left out."""
    found = [_line(row) for row in _rows(glyphs)]
    return [line for line in found if line is not None]


def _rows(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: (glyph.baseline, glyph.left)):
        if rows and glyph.baseline - rows[-1][0].baseline < SAME_LINE * min(glyph.size, rows[-1][0].size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return [sorted(row, key=lambda glyph: glyph.left) for row in rows]


def _line(row: Sequence[Glyph]) -> TextLine | None:
    shown = _once(row)
    if not shown:
        return None
    text, before = "", None
    spaces = [glyph.centre[0] for glyph in row if not glyph.text.strip()]
    usual = _usual_gap(shown)
    for glyph in shown:
        if before is not None and _is_note(before, glyph):
            text += glyph.text.translate(_SUPERSCRIPTS)
            continue
        if before is not None and (_parted(before, glyph, spaces) or _is_other_number(before, glyph, usual)):
            text += " "
        text, before = text + glyph.text, glyph
    left, top = min(glyph.left for glyph in shown), min(glyph.top for glyph in shown)
    right, bottom = max(glyph.right for glyph in shown), max(glyph.bottom for glyph in shown)
    return TextLine(text, left, top, right, bottom, sorted(glyph.size for glyph in shown)[len(shown) // 2])


def _once(row: Sequence[Glyph]) -> list[Glyph]:
    """Return the visible characters of a row, each printed twice for boldness once."""
    shown: list[Glyph] = []
    for glyph in row:
        if not glyph.text.strip():
            continue
        near = (other for other in shown[-3:] if glyph.left - other.left < OVERPRINT * glyph.size)
        if not any(other.text == glyph.text for other in near):
            shown.append(glyph)
    return shown


def _parted(before: Glyph, glyph: Glyph, spaces: Sequence[float]) -> bool:
    if glyph.left - before.right > SPACE * min(before.size, glyph.size):
        return True
    return any(before.centre[0] < space < glyph.centre[0] for space in spaces)


def _is_note(before: Glyph, glyph: Glyph) -> bool:
    """Return whether a small raised digit marks a note to the number before it."""
    small = _digits(before, glyph) and glyph.size < SMALLER * before.size
    return small and before.baseline - glyph.baseline > RAISED * before.size


def _is_other_number(before: Glyph, glyph: Glyph, usual: float) -> bool:
    if not _digits(before, glyph):
        return False
    small, large = sorted((before.size, glyph.size))
    gap = glyph.left - before.right
    return small < SMALLER * large or gap > max(APART * small, UNEVEN * usual)


def _usual_gap(row: Sequence[Glyph]) -> float:
    """Return the middle gap between the digits that follow each other in a row, the narrower of two."""
    gaps = sorted(max(after.left - before.right, 0.0) for before, after in pairwise(row) if _digits(before, after))
    return gaps[(len(gaps) - 1) // 2] if gaps else 0.0


def _digits(before: Glyph, glyph: Glyph) -> bool:
    return before.text.isdecimal() and glyph.text.isdecimal()
