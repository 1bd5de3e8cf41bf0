"""A picture of a page → its layout: turned upright, made flat, its tables and the lines of text outside them."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from extract.recognition.cells import Sheet
from extract.recognition.light import blots_of, evened, ink_of, quieted
from extract.recognition.lines import Line, page_lines, print_of
from extract.recognition.model import WHITE, Gray
from extract.recognition.rules import Ruled, ruled, table_mask, tables_of
from extract.recognition.turned import ENOUGH, uprightness
from extract.recognition.upright import Upright, upright
from extract.recognition.warp import warp_of
from extract.ruling import Box, Piece

LEAST_DPI, WORKING_DPI, MOST_DPI = 150.0, 200.0, 300.0
"""A page outside of these resolutions is brought to the working one."""

POINTS_PER_INCH = 72.0

QUARTERS = (0, 2, 1, 3)
"""The turns that are tried until the words of a page are recognised."""


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """A page turned upright, its tables in points, the lines of text outside them in pixels."""

    page: Upright
    sheet: Sheet
    pieces: tuple[Piece, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Prepared:
    """The evened picture of a page without its blots, its ink, the masks of blots and of seals, and its ruling lines."""

    even: Gray
    ink: Gray
    blots: Gray
    covered: Gray
    rules: Ruled


def readable_layout(gray: Gray, dpi: float, seals: Gray | None = None) -> Layout:
    """Return the layout of a page turned so that its words are recognised; as it is, where none are.

    `seals` is a mask of the strokes that were taken off the page. Raises TooManyRules.
    """
    best = first = _layout(gray, QUARTERS[0], dpi, seals)
    most = _uprightness(first)
    if most is None or most >= ENOUGH:
        return first
    for quarters in QUARTERS[1:]:
        layout = _layout(gray, quarters, dpi, seals)
        upright_by = _uprightness(layout) or 0
        if upright_by > most:
            best, most = layout, upright_by
        if upright_by >= ENOUGH:
            break
    return best


def _layout(gray: Gray, quarters: int, dpi: float, seals: Gray | None) -> Layout:
    working = dpi if LEAST_DPI <= dpi <= MOST_DPI else WORKING_DPI
    page = upright(gray, quarters, working / dpi)
    prepared = _prepared(page, seals, working)
    warp = warp_of(prepared.rules.level, prepared.rules.standing, working)
    if warp is not None:
        page = page.flattened(warp)
        prepared = _prepared(page, seals, working)
    rules, even = prepared.rules, prepared.even
    pieces = tuple(piece for piece in tables_of(rules, working) if _is_table(piece))
    mask = table_mask(rules, pieces, working)
    ink = cv2.bitwise_and(ink_of(np.where(mask > 0, WHITE, even).astype(np.uint8), working), cv2.bitwise_not(mask))
    sheet = Sheet(even, ink, mask, prepared.blots, prepared.covered, working, dpi)
    return Layout(page, sheet, pieces, tuple(page_lines(_outside(prepared.ink, pieces, working), working)))


def _prepared(page: Upright, seals: Gray | None, dpi: float) -> _Prepared:
    blots = blots_of(page.gray, dpi)
    even = np.where(blots > 0, WHITE, quieted(evened(page.gray, dpi), dpi)).astype(np.uint8)
    ink = ink_of(even, dpi)
    covered = page.carried(seals) if seals is not None and seals.any() else np.zeros_like(ink)
    return _Prepared(even, ink, blots, covered, ruled(ink, cv2.bitwise_or(blots, covered), dpi))


def _is_table(piece: Piece) -> bool:
    return (piece.rows > 1 and piece.columns > 1 and len(piece.boxes) > 2) or (piece.rows == 1 and piece.columns > 2)


def _outside(ink: Gray, pieces: Sequence[Piece], dpi: float) -> Gray:
    """Return the ink of a page outside its tables."""
    rest = ink.copy()
    scale, edge = dpi / POINTS_PER_INCH, round(0.03 * dpi)
    for piece in pieces:
        left, top = max(0, round(piece.left * scale) - edge), max(0, round(piece.top * scale) - edge)
        rest[top : round(piece.bottom * scale) + edge, left : round(piece.right * scale) + edge] = 0
    return rest


def _uprightness(layout: Layout) -> float | None:
    cells = [line for piece in layout.pieces for box in piece.boxes for line in _cell_lines(layout, box)]
    return uprightness(layout.sheet.even, layout.lines, cells, layout.sheet.dpi)


def _cell_lines(layout: Layout, box: Box) -> list[Line]:
    sheet = layout.sheet
    scale = sheet.dpi / POINTS_PER_INCH
    left, top, right, bottom = (max(0, round(value * scale)) for value in (box.left, box.top, box.right, box.bottom))
    found = print_of(sheet.ink[top:bottom, left:right], sheet.mask[top:bottom, left:right], sheet.dpi).lines
    return [Line(line.left + left, line.top + top, line.right + left, line.bottom + top) for line in found]
