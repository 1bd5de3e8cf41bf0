"""Ruling lines in the ink of a page, and the ink without them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from extract.recognition.model import Gray
from extract.ruling import Piece, Rule, joined

LEAST_ACROSS = 0.26
LEAST_DOWN = 0.15
"""A horizontal or vertical line is at least so many inches long."""

MOST_THICK = 0.08
"""It is at most so many inches thick."""

SHORT_ACROSS = 0.7
SHORT_DOWN = 0.4
"""A line shorter than this many inches must reach from line to line: else it is a stroke of a letter or of a seal."""

SNAP, GAP = 3.0, 4.0
"""Lines within so many points of each other are one; gaps up to so many points are closed."""

CLOSE = 0.012
"""Breaks in a line of so many inches are mended before lines are looked for."""

GAP_ACROSS, GAP_DOWN = 8.0, 8.0
"""Gaps of broken lines, in points: less than the width of a column, less than the height of a row."""

NEAR = 0.025
"""Ink within so many inches of the border of a cell may belong to the line there."""

POINTS_PER_INCH = 72.0
REACH = 0.03
"""Lines that come so many inches close to each other touch."""


@dataclass(frozen=True, slots=True, eq=False)
class Ruled:
    """The lines of a page in pixels, and masks that are 255 wherever a level or a standing line may run."""

    horizontals: tuple[Rule, ...]
    verticals: tuple[Rule, ...]
    level: Gray
    standing: Gray


def ruled(ink: Gray, dpi: float) -> Ruled:
    """Return the ruling lines in the ink of an upright page."""
    across, level = _lines(ink, dpi, LEAST_ACROSS)
    down, standing = _lines(np.ascontiguousarray(ink.T), dpi, LEAST_DOWN)
    scale = dpi / POINTS_PER_INCH
    across = joined(across, SNAP * scale, GAP_ACROSS * scale)
    down = joined(down, SNAP * scale, GAP_DOWN * scale)
    horizontals = [rule for rule in across if rule.end - rule.start > SHORT_ACROSS * dpi or _spans(rule, down, dpi)]
    verticals = [rule for rule in down if rule.end - rule.start > SHORT_DOWN * dpi or _spans(rule, horizontals, dpi)]
    return Ruled(tuple(horizontals), tuple(verticals), level, np.ascontiguousarray(standing.T))


def table_mask(rules: Ruled, pieces: Sequence[Piece], dpi: float) -> Gray:
    """Return a mask of the lines of tables, with their ragged edges: what runs elsewhere is a stroke of a letter."""
    scale, thick = dpi / POINTS_PER_INCH, 2 * round(NEAR * dpi)
    borders = np.zeros_like(rules.level)
    for box in (box for piece in pieces for box in piece.boxes):
        corners = [round(value * scale) for value in (box.left, box.top, box.right, box.bottom)]
        cv2.rectangle(borders, corners[:2], corners[2:], 255, thick)
    return cv2.dilate(cv2.bitwise_and(cv2.bitwise_or(rules.level, rules.standing), borders), np.ones((3, 3), np.uint8))


def _lines(ink: Gray, dpi: float, least: float) -> tuple[list[Rule], Gray]:
    """Return the level lines in ink and a mask of them."""
    shortest = max(3, round(least * dpi))
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, max(3, round(CLOSE * dpi))), np.uint8))
    level = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, shortest), np.uint8))
    level = cv2.dilate(level, np.ones((3, 1), np.uint8))
    count, labels, stats, centres = cv2.connectedComponentsWithStats(level)
    thin = [number for number in range(1, count) if stats[number, cv2.CC_STAT_HEIGHT] <= MOST_THICK * dpi + 2]
    kept = np.zeros(count, np.uint8)
    kept[thin] = 255
    found = [_rule(stats[number], float(centres[number][1])) for number in thin]
    return found, cv2.bitwise_and(kept[labels], cv2.dilate(ink, np.ones((3, 1), np.uint8)))


def _rule(stats: Any, middle: float) -> Rule:
    left, width = int(stats[cv2.CC_STAT_LEFT]), int(stats[cv2.CC_STAT_WIDTH])
    return Rule(middle, left, left + width)


def _spans(rule: Rule, across: Sequence[Rule], dpi: float) -> bool:
    """Return whether both ends of a line lie on lines that cross it."""
    reach = REACH * dpi
    crossed = [other.position for other in across if other.start - reach <= rule.position <= other.end + reach]
    return all(any(abs(position - end) <= reach for position in crossed) for end in (rule.start, rule.end))


def in_points(rules: Sequence[Rule], scale: float) -> Iterator[Rule]:
    """Yield lines with their lengths multiplied."""
    for rule in rules:
        yield Rule(rule.position * scale, rule.start * scale, rule.end * scale)
