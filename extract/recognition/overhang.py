"""Numbers wider than their cell: the digit that stands on the ruling line beside, or beyond it, taken back to its number."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from extract.recognition.lines import Line, runs
from extract.recognition.model import WHITE, Gray

REACH = 0.9
"""A digit stands at most so far beyond the border of its cell, in shares of the height of its line."""

PITCH = 0.3
"""Digits of one number are closer to each other than this share of their height."""

TIE = 1
"""Numbers run over to the right: a mark as near to both, but for so many pixels, is the last of the left one."""

MARGIN = 4
"""Print as many pixels from a border does not touch it."""

DARK = 170
"""Print is darker than this."""

RULE, WHOLE = 190, 0.85
"""A column of pixels is part of a ruling line when all but the lightest 15 % of it are darker than this."""


@dataclass(frozen=True, slots=True, eq=False)
class Whole:
    """A line of print with its digits beyond the border of its cell, on a page of its own without ruling lines."""

    page: Gray
    mask: Gray
    line: Line


def whole(even: Gray, clean: Gray, cell: Line, line: Line) -> Whole | None:
    """Return a line of a cell together with what of it stands on the borders beside; None where nothing does.

    `cell` is its box on the page, `line` lies in that box; `clean` is the page without its ruling lines.
    """
    reach = round(REACH * line.height)
    if line.left > reach and cell.width - line.right > reach:
        return None
    before, after = min(cell.left, reach), min(even.shape[1] - cell.right, reach)
    across = slice(cell.left - before, cell.right + after)
    page = clean[cell.top : cell.bottom, across].copy()
    ruled = _ruled(even[cell.top : cell.bottom, across])
    page[line.top : line.bottom] = _unruled(even[cell.top : cell.bottom, across][line.top : line.bottom], ruled)
    mask = np.where(page < DARK, WHITE, 0).astype(np.uint8)
    marks = runs((mask[line.top : line.bottom] > 0).sum(axis=0) > 1, 0)
    start, end = _own(marks, before, before + cell.width, line.height)
    if start >= before + line.left - MARGIN // 2 and end <= before + line.right + MARGIN // 2:
        return None
    page[:, :start], page[:, end:] = WHITE, WHITE
    mask[:, :start], mask[:, end:] = 0, 0
    return Whole(page, mask, replace(line, left=start, right=end))


def _ruled(part: Gray) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """Return which columns of a cell and its surroundings are part of a standing line."""
    middle = part[MARGIN:-MARGIN] if part.shape[0] > 3 * MARGIN else part
    return np.asarray(np.quantile(middle, WHOLE, axis=0) < RULE)


def _unruled(band: Gray, ruled: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> Gray:
    """Return a band of a page with its standing lines filled from the pixels on both sides of them."""
    free = np.flatnonzero(~ruled)
    if not free.size or free.size == ruled.size:
        return band
    columns = np.arange(ruled.size)
    return np.stack([np.interp(columns, free, row[free]) for row in band]).astype(np.uint8)


def _own(marks: Sequence[tuple[int, int]], left: int, right: int, height: int) -> tuple[int, int]:
    """Return where the marks of a number begin and end that stand between two borders, those on a border if they are nearer to it."""
    inside = [number for number, (start, end) in enumerate(marks) if start > left + 1 and end < right - 1]
    if not inside:
        return left, right
    first, last = inside[0], inside[-1]
    if first and _belongs(marks, first - 1, first, first - 2, height, -TIE):
        first -= 1
    if last + 1 < len(marks) and _belongs(marks, last + 1, last, last + 2, height, TIE):
        last += 1
    return marks[first][0], marks[last][1]


def _belongs(marks: Sequence[tuple[int, int]], mark: int, own: int, other: int, height: int, tie: int) -> bool:
    """Return whether a mark on a border stands near the own number, and not nearer to that of the next cell but for `tie`."""
    gap = _gap(marks[mark], marks[own])
    if gap > PITCH * height:
        return False
    return not 0 <= other < len(marks) or gap <= _gap(marks[mark], marks[other]) + tie


def _gap(one: tuple[int, int], other: tuple[int, int]) -> int:
    return max(one[0], other[0]) - min(one[1], other[1])
