"""The characters of a cell of a PDF → its text: numbers apart, marks of notes raised, letters printed over themselves once."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from extract.readers.pdf_lines import is_same, level_lines
from extract.readers.pdf_text import Glyph
from extract.readers.wrapped import goes_on
from extract.ruling import Box

SMALL, RAISED = 0.8, 0.2
"""A digit lower than this share of the others is a mark if it is raised by this share of their height, else in doubt."""

MOST_MARKS = 2
"""A number is followed by so many digits of a note at most."""

OVERLAP = 0.4
"""Digits that lie on each other by more than this share of their width are not of one number."""

APART, UNEVEN = 0.7, 2.5
"""Digits as far apart as this share of their height, and so many times as far as others of their line, are of two numbers."""

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
DIGITS = frozenset("0123456789")
NUMERALS = frozenset("0123456789.,")


def text_of(box: Box, glyphs: Sequence[Glyph]) -> tuple[str, str | None]:
    """Return the text of a cell, lines apart, and what else it may be if it is in doubt.

    A long number that fills its cell goes on in the next line without a break.
    """
    if len(glyphs) < 2:
        return "".join(glyph.text for glyph in glyphs), None
    text, other = "", None
    before: Sequence[Glyph] = ()
    for printed in level_lines(glyphs):
        line = _once(printed)
        digits = [glyph for glyph in line if glyph[0] in DIGITS]
        if len(digits) > 1 and not _are_even(digits):
            shown = "".join(_marks_raised(line, digits))
            other = _other_reading(line, digits) if other is None else other
        else:
            shown = "".join([glyph[0] for glyph in line])
        if before:
            width, room = before[-1].right - before[0].left, box.right - box.left
            text += "" if goes_on("".join(glyph.text for glyph in before), shown, width, room) else "\n"
        text += shown
        before = line
    return text, other


def _once(line: Sequence[Glyph]) -> Sequence[Glyph]:
    """Return the characters of a line without those printed over themselves."""
    if not any(before[0] == glyph[0] and is_same(before, glyph) for before, glyph in pairwise(line)):
        return line
    return [line[0], *(glyph for before, glyph in pairwise(line) if not is_same(before, glyph))]


def _are_even(digits: Sequence[Glyph]) -> bool:
    """Return whether digits are of one height and stand neither apart nor on each other."""
    heights = [bottom - top for _, _, top, _, bottom in digits]
    tallest = max(heights)
    if min(heights) <= SMALL * tallest:
        return False
    for (_, left, _, right, _), (_, next_left, _, next_right, _) in pairwise(digits):
        if next_left - right > APART * tallest or right - next_left > OVERLAP * min(
            right - left, next_right - next_left
        ):
            return False
    return True


def _marks_raised(line: Sequence[Glyph], digits: Sequence[Glyph]) -> Iterator[str]:
    """Yield the characters of a line: small raised digits as superscripts, for they mark notes; a space between two numbers."""
    tallest = max(glyph.height for glyph in digits)
    base = max((glyph.bottom for glyph in digits if glyph.height > SMALL * tallest), default=digits[0].bottom)
    gaps = sorted(max(b.left - a.right, 0.0) for a, b in pairwise(line))
    usual = gaps[len(gaps) // 2 - 1] if len(gaps) > 1 else 0.0
    for place, glyph in enumerate(line):
        if place and glyph in digits and line[place - 1] in digits:
            gap = glyph.left - line[place - 1].right
            yield " " if gap > APART * tallest and gap > UNEVEN * usual else ""
        small = glyph.height < SMALL * tallest and glyph.bottom < base - RAISED * tallest
        yield glyph.text.translate(_SUPERSCRIPTS) if small else glyph.text


def _other_reading(line: Sequence[Glyph], digits: Sequence[Glyph]) -> str | None:
    """Return what a line may say instead, where its digits lie on each other, have no height, or some are small but no marks above it."""
    if any(a.right - b.left > OVERLAP * min(a.right - a.left, b.right - b.left) for a, b in pairwise(digits)):
        return ""
    tallest = max(glyph.height for glyph in digits)
    if tallest <= 0:
        return ""
    large = [glyph for glyph in digits if glyph.height > SMALL * tallest]
    if len(large) == len(digits) or _is_old_style(digits, large):
        return None
    small = [glyph for glyph in digits if glyph.height <= SMALL * tallest]
    base = max(glyph.bottom for glyph in large)
    raised = all(glyph.bottom < base - RAISED * tallest for glyph in small)
    if raised and len(small) <= MOST_MARKS and small[0].left > large[-1].left:
        return None
    return "".join(glyph.text for glyph in line if glyph not in small)


def _is_old_style(digits: Sequence[Glyph], large: Sequence[Glyph]) -> bool:
    """Return whether digits rise above and fall below their line as figures among small letters do."""
    low = [glyph for glyph in digits if glyph not in large]
    if any(glyph.text not in "012" for glyph in low) or any(glyph.text in "012" for glyph in large):
        return False
    foot = min(glyph.bottom for glyph in low)
    return any(glyph.text in "34579" and glyph.bottom > foot + RAISED * glyph.height for glyph in large)
