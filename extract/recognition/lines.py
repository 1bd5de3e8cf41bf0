"""Where print stands: the marks of ink in a region, and the lines of text they make. Lengths are pixels, set in inches."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np

from extract.recognition.model import Gray

SPECK = 0.00018
"""A mark with less ink than this, in square inches, is dirt."""

EDGE = 0.02
"""What keeps within this many inches of the border of a cell is what is left of the line there."""

TALL = 0.8
"""A thin mark that fills so much of the height of its cell may be what is left of a line."""

LINE_GAP = 0.012
LOW = 0.06
"""Rows of ink lower than this join a neighbour that is as near: strokes of 二, dots and quotation marks."""

HALF, VALLEY = 0.085, 0.2
"""Two lines that run into each other are each so many inches high, and parted by rows of ink below this share of the mean."""

WORD_GAP = 0.35
"""Letters of a line are at most so many inches apart."""

MOST_HIGH = 0.6
LEAST_HIGH = 0.04


@dataclass(frozen=True, slots=True)
class Line:
    """The box around a line of print, right and bottom exclusive."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def height(self) -> int:
        """The height of its ink."""
        return self.bottom - self.top

    @property
    def width(self) -> int:
        """The width of its ink."""
        return self.right - self.left


@dataclass(frozen=True, slots=True, eq=False)
class Print:
    """The marks in a cell: a mask of them, their lines within it, and whether one runs into the border or beyond."""

    mask: Gray
    lines: tuple[Line, ...]
    touches: bool


def print_of(ink: Gray, rules: Gray, dpi: float) -> Print:
    """Return the print in the ink of a cell without dirt and without what is left of its borders, which `rules` masks."""
    height, width = ink.shape
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink)
    edge = max(2, round(EDGE * dpi))
    kept = np.zeros(count, np.uint8)
    rests = False
    for number in range(1, count):
        left, top, wide, high, area = (int(value) for value in stats[number])
        inside = left + wide > edge and top + high > edge and left < width - edge and top < height - edge
        if inside and area >= SPECK * dpi * dpi:
            kept[number] = 255
            rests = rests or (high >= TALL * height and wide < high / 4)
    mask = kept[labels]
    near_rule = cv2.bitwise_and(cv2.dilate(mask, np.ones((3, 3), np.uint8)), rules).any()
    touches = bool(rests or near_rule or mask[[0, -1]].any() or mask[:, [0, -1]].any()) if mask.size else False
    return Print(mask, tuple(_lines(mask, dpi)), touches)


def _lines(mask: Gray, dpi: float) -> list[Line]:
    rows = _merged(runs(mask.any(axis=1), max(2, round(LINE_GAP * dpi))), LOW * dpi)
    found = []
    for top, bottom in (part for row in rows for part in _parted(mask, *row, dpi)):
        columns = np.flatnonzero(mask[top:bottom].any(axis=0))
        found.append(Line(int(columns[0]), top, int(columns[-1]) + 1, bottom))
    return found


def _parted(mask: Gray, top: int, bottom: int, dpi: float) -> list[tuple[int, int]]:
    """Return rows of ink, parted where they hold several lines whose letters run into each other's rows."""
    least = round(HALF * dpi)
    ink = np.count_nonzero(mask[top:bottom], axis=1)
    middle = ink[least:-least]
    if middle.size < 2 or middle.min() > VALLEY * ink.mean():
        return [(top, bottom)]
    end = start = _bottom_of(ink, least + int(middle.argmin()))
    while end > 0 and not ink[end - 1]:
        end -= 1
    while start < len(ink) and not ink[start]:
        start += 1
    return [*_parted(mask, top, top + end, dpi), *_parted(mask, top + start, bottom, dpi)]


def _bottom_of(ink: Any, row: int) -> int:
    """Return the row at the bottom of a valley in the ink of rows, from a row on its slope."""
    while row + 1 < len(ink) and ink[row + 1] < ink[row]:
        row += 1
    while row > 0 and ink[row - 1] < ink[row]:
        row -= 1
    return row


def runs(filled: Any, gap: int) -> list[tuple[int, int]]:
    """Return the stretches (start, end) of true values, those at most `gap` apart as one."""
    found: list[tuple[int, int]] = []
    for place in np.flatnonzero(filled).tolist():
        if found and place - found[-1][1] <= gap:
            found[-1] = found[-1][0], place + 1
        else:
            found.append((place, place + 1))
    return found


def _merged(rows: Sequence[tuple[int, int]], low: float) -> list[tuple[int, int]]:
    """Return rows of ink with low ones joined to a neighbour that is near."""
    found: list[tuple[int, int]] = []
    for top, bottom in rows:
        if found and top - found[-1][1] < low and min(bottom - top, found[-1][1] - found[-1][0]) < low:
            found[-1] = found[-1][0], bottom
        else:
            found.append((top, bottom))
    return found


def page_lines(ink: Gray, dpi: float) -> list[Line]:
    """Return the lines of text in the ink of a page without its tables, from top to bottom."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink)
    high, wide, area = stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_AREA]
    letters = (area >= SPECK * dpi * dpi) & (high < MOST_HIGH * dpi) & (wide < MOST_HIGH * dpi)
    letters[0] = False
    clean = np.where(letters, 255, 0).astype(np.uint8)[labels]
    joined = cv2.morphologyEx(clean, cv2.MORPH_CLOSE, np.ones((1, round(WORD_GAP * dpi)), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    boxes = [Line(int(x), int(y), int(x + w), int(y + h)) for x, y, w, h, _ in stats[1:]]
    lines = [line for line in _level(boxes, dpi) if LEAST_HIGH * dpi <= line.height < MOST_HIGH * dpi]
    return sorted(lines, key=lambda line: (line.top, line.left))


def _level(boxes: Sequence[Line], dpi: float) -> list[Line]:
    """Return boxes that stand beside each other as one."""
    found: list[Line] = []
    for box in sorted(boxes, key=lambda box: -box.height):
        for number, line in enumerate(found):
            shared = min(line.bottom, box.bottom) - max(line.top, box.top)
            apart = max(line.left, box.left) - min(line.right, box.right)
            if shared > 0.5 * box.height and apart < dpi:
                found[number] = replace(
                    line,
                    left=min(line.left, box.left),
                    right=max(line.right, box.right),
                    top=min(line.top, box.top),
                    bottom=max(line.bottom, box.bottom),
                )
                break
        else:
            found.append(box)
    return found
