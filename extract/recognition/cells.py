"""The cells of a ruled table in a picture, read: blank without ink, opaque where ink says nothing, else text and confidence."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from extract.document import BoxPlace, Cell, Grid
from extract.readers.wrapped import goes_on
from extract.recognition.lines import Line, Print, print_of
from extract.recognition.model import WHITE, Gray, Recognised, recognise
from extract.recognition.overhang import whole
from extract.recognition.upright import Box as Corners
from extract.recognition.votes import (
    UNSURE,
    Reading,
    as_label,
    beside_seal,
    bold_picture_of,
    both,
    needs_vote,
    picture_of,
    settled,
    smoothed,
    with_sign,
)
from extract.ruling import Box, Piece, TooManyRules, grid_of_cells

MOST_ALTERNATIVES = 4
MOST_BLOTTED = 0.01
"""Of a cell a blot may hide such a share without a doubt."""

FAINT, FAINT_AREA, FAINT_EDGE = 0.85, 0.0006, 0.03
"""A cell with so many square inches darker than this share of its paper, but for its edge in inches, is not blank."""

DASH_HIGH = 0.035
"""A mark lower than so many inches is a dash or dirt, or all that is left of a digit."""

REST = 0.9
"""What is darker than this share of the paper may be the rest of a digit."""

MOSTLY_DIGITS = 0.6
"""A line is a number that may go on beyond its cell when this share of what was read are digits."""

LEGIBLE = 0.8
"""A line less sure than this is looked at a third time: it may be a label."""

FINE_DPI = 149.0
"""On a coarser page a minus sign may be lost in what stands before a number."""

_REMARK = re.compile(r"^\d[\d,.]*\s*[(（]")
"""A number with the beginning of a remark in brackets."""

MOST_LINES = 4000
"""The cells of a page hold at most so many lines of print."""


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """An upright page in pixels: evened grey, ink without ruling lines, its resolution, and that of the page as given.

    There are masks of those lines, of blots, and of the strokes of seals that were taken off.
    """

    even: Gray
    ink: Gray
    mask: Gray
    blots: Gray
    covered: Gray
    dpi: float
    given_dpi: float


@dataclass(frozen=True, slots=True, eq=False)
class _Inside:
    """What stands in a cell: its part of the page without ruling lines, the print on it, and whether there may be more.

    So there may where a blot hides a part of the cell, or where grey or a seal shows and no print was found.
    `covered` is 255 where the stroke of a seal was taken off, `box` the place of the cell on the page in pixels.
    """

    page: Gray
    printed: Print
    hides: bool
    covered: Gray
    box: Line


def grids_of(
    sheet: Sheet, pieces: Sequence[Piece], place: Callable[[Box], Corners], page: int, *, least_sure: float = 0.0
) -> list[Grid]:
    """Return tables as grids; `place` gives the box of a cell on the page as given, one less sure than `least_sure` is not sure at all.

    Raises TooManyRules.
    """
    clean = np.where(sheet.mask > 0, WHITE, sheet.even).astype(np.uint8)
    insides = [_inside(sheet, clean, box) for piece in pieces for box in piece.boxes]
    shown = iter(zip(_read(insides, sheet, clean), insides, strict=True))
    grids = []
    for index, piece in enumerate(pieces):
        cells = [_cell(box, *next(shown), BoxPlace(page, place(box)), least_sure) for box in piece.boxes]
        grids.append(grid_of_cells(piece, cells, index))
    return grids


def _inside(sheet: Sheet, clean: Gray, box: Box) -> _Inside:
    scale = sheet.dpi / 72
    left, top, right, bottom = (max(0, round(value * scale)) for value in (box.left, box.top, box.right, box.bottom))
    ink, rules = sheet.ink[top:bottom, left:right], sheet.mask[top:bottom, left:right]
    blots = sheet.blots[top:bottom, left:right]
    blotted = np.count_nonzero(blots) > MOST_BLOTTED * blots.size
    part, printed = clean[top:bottom, left:right], print_of(ink, rules, sheet.dpi)
    covered = sheet.covered[top:bottom, left:right]
    pale = _is_small(printed, sheet.dpi) and _is_faint(_without(part, printed.mask), sheet.dpi)
    hides = bool(blotted) or pale or (not printed.lines and _shows_rest(part, covered, sheet.dpi))
    return _Inside(part, printed, hides, covered, Line(left, top, right, bottom))


def _is_small(printed: Print, dpi: float) -> bool:
    """Return whether a cell shows no print, or but a mark as low as a dash."""
    return all(line.height < DASH_HIGH * dpi for line in printed.lines)


def _without(page: Gray, mask: Gray) -> Gray:
    """Return a part of a page without the marks of a mask."""
    return np.where(cv2.dilate(mask, np.ones((5, 5), np.uint8)) > 0, WHITE, page).astype(np.uint8)


def _shows_rest(page: Gray, covered: Gray, dpi: float) -> bool:
    """Return whether a cell without print shows the least grey near the stroke of a seal: the rest of a digit below it."""
    edge = max(2, round(FAINT_EDGE * dpi))
    near = cv2.dilate(covered, np.ones((7, 7), np.uint8))[edge:-edge, edge:-edge] > 0
    middle = page[edge:-edge, edge:-edge]
    return bool(near.any() and (middle[near] < REST * np.median(middle)).any())


def _is_faint(page: Gray, dpi: float) -> bool:
    """Return whether a cell without ink shows more grey than dirt: print that was too pale to be found."""
    edge = max(2, round(FAINT_EDGE * dpi))
    middle = page[edge:-edge, edge:-edge]
    grey = np.count_nonzero(middle < FAINT * np.median(middle)) if middle.size else 0
    return bool(grey > FAINT_AREA * dpi * dpi)


def _read(insides: Sequence[_Inside], sheet: Sheet, clean: Gray) -> list[list[Reading]]:
    """Return the lines of each cell as read; `clean` is the page without ruling lines. Raises TooManyRules.

    What may be a value is read twice, with its digits beyond the cell; what may be a faint label again.
    """
    lines = [(inside, line) for inside in insides for line in inside.printed.lines]
    if len(lines) > MOST_LINES:
        raise TooManyRules
    firsts = recognise([picture_of(inside.page, line, sheet.dpi) for inside, line in lines])
    found = [as_label(first, inside.printed, line) for first, (inside, line) in zip(firsts, lines, strict=True)]
    voted = [number for number, first in enumerate(firsts) if needs_vote(first.text)]
    values = [lines[number] for number in voted]
    readings = _values([firsts[number] for number in voted], values, sheet)
    for number, reading in zip(voted, _beyond(readings, values, sheet, clean), strict=True):
        found[number] = reading
    weak = [number for number, reading in enumerate(found) if reading.confidence < LEGIBLE]
    thirds = recognise([smoothed(picture_of(lines[number][0].page, lines[number][1], sheet.dpi)) for number in weak])
    for number, third in zip(weak, thirds, strict=True):
        if third.confidence > found[number].confidence and not needs_vote(third.text):
            found[number] = Reading(third.text, third.confidence)
    read = iter(found)
    return [[next(read) for _ in inside.printed.lines] for inside in insides]


def _values(firsts: Sequence[Recognised], lines: Sequence[tuple[_Inside, Line]], sheet: Sheet) -> list[Reading]:
    """Return what may be values, read a second time."""
    bold = recognise([_bold(*line, sheet.dpi) for line in lines])
    coarse = sheet.given_dpi < FINE_DPI
    found = []
    for first, second, (inside, line) in zip(firsts, bold, lines, strict=True):
        reading = with_sign(settled(first, second, inside.printed, line), inside.page, line, coarse=coarse)
        found.append(beside_seal(reading, inside.covered, line))
    return found


def _beyond(
    readings: Sequence[Reading], lines: Sequence[tuple[_Inside, Line]], sheet: Sheet, clean: Gray
) -> list[Reading]:
    """Return readings of values, those anew and in doubt that go on beyond their cell."""
    found = list(readings)
    wider = {
        number: wide
        for number, (inside, line) in enumerate(lines)
        if sum(map(str.isdigit, readings[number].text)) >= MOSTLY_DIGITS * len(readings[number].text) > 0
        and (wide := whole(sheet.even, clean, inside.box, line)) is not None
    }
    shown = [picture_of(wide.page, wide.line, sheet.dpi) for wide in wider.values()]
    bold = [bold_picture_of(wide.page, wide.mask, wide.line, sheet.dpi) for wide in wider.values()]
    firsts, seconds = recognise(shown, numbers_only=True), recognise(bold, numbers_only=True)
    for number, first, second in zip(wider, firsts, seconds, strict=True):
        found[number] = both(first, second)
    return found


def _bold(inside: _Inside, line: Line, dpi: float) -> Gray:
    return bold_picture_of(inside.page, inside.printed.mask, line, dpi)


def _cell(box: Box, lines: Sequence[Reading], inside: _Inside, place: BoxPlace, least_sure: float) -> Cell:
    text = _joined([line.text for line in lines], inside, box)
    others = _alternatives(_telling(lines), inside, box)
    confidence = min((line.confidence for line in _telling(lines)), default=None)
    if confidence is not None and confidence < least_sure:
        confidence = min(confidence, UNSURE)
    return Cell(
        text,
        box.row,
        box.column,
        place,
        box.rowspan,
        box.colspan,
        opaque=inside.hides or (bool(lines) and not all(line.text for line in lines)),
        confidence=confidence,
        alternatives=("", *others) if inside.hides and text else others,
    )


def _joined(texts: Sequence[str], inside: _Inside, box: Box) -> str:
    """Return the lines of a cell as one text; a long number that fills its line goes on in the next without a break."""
    room = box.right - box.left
    points = room / max(1, inside.box.width)
    joined, before, width = "", "", 0.0
    for text, line in zip(texts, inside.printed.lines, strict=False):
        if text:
            joined += ("" if goes_on(before, text, width, room) else "\n") if joined else ""
            joined, before, width = joined + text, text, line.width * points
    return joined


def _telling(lines: Sequence[Reading]) -> Sequence[Reading]:
    """Return the lines of a cell that tell its number: words in brackets behind it do not."""
    return lines[:1] if lines and _REMARK.match(lines[0].text) else lines


def _alternatives(lines: Sequence[Reading], inside: _Inside, box: Box) -> tuple[str, ...]:
    """Return the other texts of a cell, one for each line that may say something else."""
    found = []
    for number, line in enumerate(lines):
        for other in line.alternatives:
            texts = [other if place == number else kept.text for place, kept in enumerate(lines)]
            found.append(_joined(texts, inside, box))
    return tuple(found[:MOST_ALTERNATIVES])
