"""Ruling lines in the ink of a page, and the ink without them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import cv2
import numpy as np

from extract.recognition.model import Gray
from extract.ruling import COMB_WIDTH, Piece, Rule, combs, joined, table_pieces

LEAST_ACROSS = 0.26
LEAST_DOWN = 0.15
"""A horizontal or vertical line is at least so many inches long."""

MOST_THICK = 0.08
"""It is at most so many inches thick."""

MOST_SLOPE = 0.05
"""On a page photographed from the side a line slopes by at most this share of its length."""

LEAST_DASH = 0.08
MOSTLY = 0.5
"""A border of a cell that another column continues is there when strokes of so many inches cover this share of it.

Letters have such strokes too, but keep away from the edges of the cell.
"""

SHORT_ACROSS = 0.7
SHORT_DOWN = 0.4
"""A line shorter than this many inches must reach from line to line: else it is a stroke of a letter or of a seal."""

OPEN_ENDS = 4
"""A page break cuts a table where so many lines end in the open at one height."""

SAME, SNAP, GAP = 1.0, 3.0, 4.0
"""Lines within so many points of each other are one, within a table those further apart; gaps up to so many are closed."""

CLOSE = 0.012
"""Breaks in a line of so many inches are mended before lines are looked for."""

GAP_ACROSS, GAP_DOWN = 8.0, 8.0
"""Gaps of broken lines, in points: less than the width of a column, less than the height of a row."""

HIDDEN_STROKE, HIDDEN_GAP = 0.14, 0.6
"""A stroke of so many inches, longer than those of digits, goes on below a seal or a blot for so many inches at most."""

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
    dashes: tuple[Rule, ...]
    """Short level strokes: bits of broken lines, or of letters."""


def ruled(ink: Gray, hidden: Gray, dpi: float) -> Ruled:
    """Return the ruling lines in the ink of an upright page; they go on below what `hidden` masks."""
    across, level = _lines(_seen_through(ink, hidden, dpi), dpi, LEAST_ACROSS)
    upended = _seen_through(np.ascontiguousarray(ink.T), np.ascontiguousarray(hidden.T), dpi)
    down, standing = _lines(upended, dpi, LEAST_DOWN)
    dashes, _ = _lines(ink, dpi, LEAST_DASH)
    scale = dpi / POINTS_PER_INCH
    across = joined(across, SAME * scale, GAP_ACROSS * scale)
    down = joined(down, SAME * scale, GAP_DOWN * scale)
    horizontals = [rule for rule in across if rule.end - rule.start > SHORT_ACROSS * dpi or _spans(rule, down, dpi)]
    long = [rule for rule in down if rule.end - rule.start > SHORT_DOWN * dpi]
    ends = [end for rule in long for end in (rule.start, rule.end)]
    rows = [rule for comb in combs(down, REACH * dpi, COMB_WIDTH * scale) for rule in comb]
    verticals = [rule for rule in down if rule in long or rule in rows or _spans(rule, horizontals, dpi, ends)]
    return Ruled(tuple(horizontals), tuple(verticals), level, np.ascontiguousarray(standing.T), tuple(dashes))


def tables_of(rules: Ruled, dpi: float) -> list[Piece]:
    """Return the tables that lines draw, in points. Raises TooManyRules.

    Lines of different tables are never taken as one, though they stand at almost the same place.
    """
    scale = POINTS_PER_INCH / dpi
    across = [Rule(rule.position * scale, rule.start * scale, rule.end * scale) for rule in rules.horizontals]
    down = [Rule(rule.position * scale, rule.start * scale, rule.end * scale) for rule in rules.verticals]
    found: list[Piece] = []
    for rough in table_pieces(across, down, snap=SAME, gap=GAP):
        top, bottom, left, right = rough.top - SNAP, rough.bottom + SNAP, rough.left - SNAP, rough.right + SNAP
        level = [rule for rule in across if top <= rule.position <= bottom and rule.start < right and rule.end > left]
        upright = [rule for rule in down if left <= rule.position <= right and rule.start < bottom and rule.end > top]
        pieces = table_pieces(level, upright, snap=SNAP, gap=GAP)
        largest = max(pieces, key=lambda piece: (piece.right - piece.left) * (piece.bottom - piece.top), default=None)
        if largest is not None and not any(_within(largest, other) for other in found):
            mended = [*level, *_mended(largest, rules.dashes, scale)]
            found += [piece for piece in table_pieces(mended, upright, snap=SNAP, gap=GAP) if _within(largest, piece)][
                :1
            ]
    return found


def _mended(piece: Piece, dashes: Sequence[Rule], scale: float) -> list[Rule]:
    """Return the borders inside cells of a table that are broken into strokes, where other columns go on with them."""
    ys = {box.top for box in piece.boxes}
    xs = sorted({edge for box in piece.boxes for edge in (box.left, box.right)})
    found = []
    for box in piece.boxes:
        for y in sorted(y for y in ys if box.top + 1 < y < box.bottom - 1):
            near = [dash for dash in dashes if abs(dash.position * scale - y) < SAME]
            for left, right in pairwise(xs):
                if box.left - 1 < left and right < box.right + 1:
                    strokes = [(max(dash.start * scale, left), min(dash.end * scale, right)) for dash in near]
                    if _is_broken_border([stroke for stroke in strokes if stroke[0] < stroke[1]], left, right):
                        found.append(Rule(y, left, right))
    return found


def _is_broken_border(strokes: Sequence[tuple[float, float]], left: float, right: float) -> bool:
    """Return whether level strokes are what is left of a line between two places, and reach both."""
    if not strokes or min(strokes)[0] > left + SNAP or max(end for _, end in strokes) < right - SNAP:
        return False
    covered, reached = 0.0, left
    for start, end in sorted(strokes):
        covered += max(0.0, end - max(start, reached))
        reached = max(reached, end)
    return covered >= MOSTLY * (right - left)


def _within(piece: Piece, other: Piece) -> bool:
    middle_x, middle_y = (piece.left + piece.right) / 2, (piece.top + piece.bottom) / 2
    return other.left < middle_x < other.right and other.top < middle_y < other.bottom


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
    thin = [number for number in range(1, count) if _is_thin(stats[number], dpi)]
    kept = np.zeros(count, np.uint8)
    kept[thin] = 255
    found = [_rule(stats[number], float(centres[number][1])) for number in thin]
    return found, cv2.bitwise_and(kept[labels], cv2.dilate(ink, np.ones((3, 1), np.uint8)))


def _seen_through(ink: Gray, hidden: Gray, dpi: float) -> Gray:
    """Return ink with level strokes going on below what is hidden between them."""
    if not hidden.any():
        return ink
    strokes = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, max(3, round(HIDDEN_STROKE * dpi))), np.uint8))
    closed = cv2.morphologyEx(strokes, cv2.MORPH_CLOSE, np.ones((1, round(HIDDEN_GAP * dpi)), np.uint8))
    return cv2.bitwise_or(ink, cv2.bitwise_and(closed, cv2.dilate(hidden, np.ones((3, 3), np.uint8))))


def _is_thin(stats: Any, dpi: float) -> bool:
    """Return whether a mark is as thin as a line, which may slope a little."""
    wide, high, area = (int(stats[which]) for which in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
    thick = MOST_THICK * dpi + 2
    return area <= thick * wide and high <= thick + MOST_SLOPE * wide


def _rule(stats: Any, middle: float) -> Rule:
    left, width = int(stats[cv2.CC_STAT_LEFT]), int(stats[cv2.CC_STAT_WIDTH])
    return Rule(middle, left, left + width)


def _spans(rule: Rule, across: Sequence[Rule], dpi: float, ends: Sequence[float] = ()) -> bool:
    """Return whether both ends of a line lie on lines that cross it, or level with the open ends of several others."""
    reach = REACH * dpi
    crossed = [other.position for other in across if other.start - reach <= rule.position <= other.end + reach]

    def held(place: float) -> bool:
        open_ends = sum(abs(end - place) <= reach for end in ends)
        return open_ends >= OPEN_ENDS or any(abs(position - place) <= reach for position in crossed)

    return held(rule.start) and held(rule.end)
