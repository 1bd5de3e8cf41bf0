"""The cells of a ruled table in a picture, read: blank without ink, opaque where ink says nothing, else text and confidence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from extract.document import BoxPlace, Cell, Grid
from extract.recognition.lines import Line, Print, print_of
from extract.recognition.model import WHITE, Gray, recognise
from extract.recognition.upright import Box as Corners
from extract.recognition.votes import (
    Reading,
    as_label,
    beside_seal,
    bold_picture_of,
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

LEGIBLE = 0.8
"""A line less sure than this is looked at a third time: it may be a label."""

MOST_LINES = 4000
"""The cells of a page hold at most so many lines of print."""


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """An upright page in pixels: evened grey, ink without ruling lines, its resolution.

    There are masks of those lines, of blots, and of the strokes of seals that were taken off.
    """

    even: Gray
    ink: Gray
    mask: Gray
    blots: Gray
    covered: Gray
    dpi: float


@dataclass(frozen=True, slots=True, eq=False)
class _Inside:
    """What stands in a cell: its part of the page without ruling lines, the print on it, and whether there may be more.

    So there may where a blot hides a part of the cell, or where grey or a seal shows and no print was found.
    `covered` is 255 where the stroke of a seal was taken off.
    """

    page: Gray
    printed: Print
    hides: bool
    covered: Gray


def grids_of(
    sheet: Sheet, pieces: Sequence[Piece], place: Callable[[Box], Corners], page: int, *, most_sure: float = 1.0
) -> list[Grid]:
    """Return tables as grids; `place` gives the box of a cell on the page as given, no cell is surer than `most_sure`.

    Raises TooManyRules.
    """
    clean = np.where(sheet.mask > 0, WHITE, sheet.even).astype(np.uint8)
    insides = [_inside(sheet, clean, box) for piece in pieces for box in piece.boxes]
    shown = iter(zip(_read(insides, sheet.dpi), insides, strict=True))
    grids = []
    for index, piece in enumerate(pieces):
        cells = [_cell(box, *next(shown), BoxPlace(page, place(box)), most_sure) for box in piece.boxes]
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
    empty_looking = not printed.lines and (bool(covered.any()) or _is_faint(part, sheet.dpi))
    return _Inside(part, printed, bool(blotted) or empty_looking, covered)


def _is_faint(page: Gray, dpi: float) -> bool:
    """Return whether a cell without ink shows more grey than dirt: print that was too pale to be found."""
    edge = max(2, round(FAINT_EDGE * dpi))
    middle = page[edge:-edge, edge:-edge]
    grey = np.count_nonzero(middle < FAINT * np.median(middle)) if middle.size else 0
    return bool(grey > FAINT_AREA * dpi * dpi)


def _read(insides: Sequence[_Inside], dpi: float) -> list[list[Reading]]:
    """Return the lines of each cell as read; what may be a value is read twice, what may be a faint label again. Raises TooManyRules."""
    lines = [(inside, line) for inside in insides for line in inside.printed.lines]
    if len(lines) > MOST_LINES:
        raise TooManyRules
    firsts = recognise([picture_of(inside.page, line, dpi) for inside, line in lines])
    voted = [number for number, first in enumerate(firsts) if needs_vote(first.text)]
    bold = recognise([_bold(*lines[number], dpi) for number in voted])
    found = [as_label(first, inside.printed, line) for first, (inside, line) in zip(firsts, lines, strict=True)]
    for number, second in zip(voted, bold, strict=True):
        inside, line = lines[number]
        reading = with_sign(settled(firsts[number], second, inside.printed, line), inside.page, line)
        found[number] = beside_seal(reading, inside.covered, line)
    weak = [number for number, reading in enumerate(found) if reading.confidence < LEGIBLE]
    thirds = recognise([smoothed(picture_of(lines[number][0].page, lines[number][1], dpi)) for number in weak])
    for number, third in zip(weak, thirds, strict=True):
        if third.confidence > found[number].confidence and not needs_vote(third.text):
            found[number] = Reading(third.text, third.confidence)
    read = iter(found)
    return [[next(read) for _ in inside.printed.lines] for inside in insides]


def _bold(inside: _Inside, line: Line, dpi: float) -> Gray:
    return bold_picture_of(inside.page, inside.printed.mask, line, dpi)


def _cell(box: Box, lines: Sequence[Reading], inside: _Inside, place: BoxPlace, most_sure: float) -> Cell:
    text = "\n".join(line.text for line in lines if line.text)
    others = _alternatives(lines)
    confidence = min((most_sure, *(line.confidence for line in lines))) if lines else None
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


def _alternatives(lines: Sequence[Reading]) -> tuple[str, ...]:
    """Return the other texts of a cell, one for each line that may say something else."""
    found = []
    for number, line in enumerate(lines):
        for other in line.alternatives:
            texts = [other if place == number else kept.text for place, kept in enumerate(lines)]
            found.append("\n".join(text for text in texts if text))
    return tuple(found[:MOST_ALTERNATIVES])
