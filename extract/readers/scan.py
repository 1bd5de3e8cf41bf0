"""Pictures of pages → blocks: ruled tables by their lines, text by recognition, each in its place on the page as given."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from PIL import Image

from extract.allowance import page_begins
from extract.document import BoxPlace, Document, Grid, Issue, Paragraph
from extract.readers.prose import PageContent, TextLine, blocks_of
from extract.readers.scan_frames import frames_of, open_picture
from extract.recognition.cells import grids_of
from extract.recognition.layout import Layout, readable_layout
from extract.recognition.light import gray_without_seals
from extract.recognition.model import recognise
from extract.recognition.votes import picture_of
from extract.ruling import Box, TooManyRules
from extract.statements import stated

LEAST_INCHES = 0.1
"""What is narrower than this shows no text."""

MOST_PIXELS = 60_000_000
POINTS_PER_INCH = 72.0

COARSE_DPI, SURE = 115.0, 0.95
"""Digits of a coarser picture that are less sure than this are mistaken too often: only sums bear them out."""

LEAST_SURE = 0.3
"""A line of text outside tables of which a character is less sure than this is left out."""

MOST_LINES = 400
"""So many lines outside tables are read on a page."""


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """What a picture of a page shows, in reading order, with boxes in points from its top left."""

    blocks: tuple[Paragraph | Grid, ...]
    issues: tuple[Issue, ...]


def read_picture(data: bytes, declared: str | None = None) -> Document:
    """Return the Document of a picture; places are boxes in pixels of the picture, pages its frames from 1."""
    del declared
    image = open_picture(data)
    blocks: list[Paragraph | Grid] = []
    issues: list[Issue] = []
    for number, frame in enumerate(frames_of(image), 1):
        if isinstance(frame, Issue):
            issues.append(frame)
            continue
        shown = read_page_image(frame.pixels, dpi=frame.dpi, page=number)
        tables = sum(isinstance(block, Grid) for block in blocks)
        across = frame.dpi / POINTS_PER_INCH
        blocks += [_in_pixels(block, (across, across / frame.stretch), tables) for block in shown.blocks]
        issues += shown.issues
    media_type = Image.MIME.get(image.format or "", "image/*")
    return Document(media_type, tuple(blocks), statements=tuple(stated(blocks)), issues=tuple(issues))


def read_page_image(
    gray: "np.ndarray[Any, np.dtype[np.uint8]]", *, dpi: float, page: int, taken_at: float | None = None
) -> ScannedPage:
    """Return what the picture of a page shows; `gray` may have three colours, and red seals are then taken off.

    `taken_at` is the resolution it was scanned at, where it was enlarged since: what a scan did not see no pixels bring back.
    Boxes are in points from the top left of the picture as given, whatever way its print is turned.
    """
    page_begins()
    if min(gray.shape[:2]) < LEAST_INCHES * dpi:
        return ScannedPage((), ())
    gray, seals = gray_without_seals(gray, dpi) if gray.ndim == 3 else (gray, None)
    if gray.size > MOST_PIXELS:
        return ScannedPage((), (Issue("page_unreadable", f"page {page} has too many pixels and was not read"),))
    try:
        return _read(readable_layout(gray, dpi, seals), dpi, page, taken_at or dpi)
    except TooManyRules:
        issue = Issue("page_unreadable", f"page {page} shows more lines than any table and was not read")
        return ScannedPage((), (issue,))


def _read(layout: Layout, dpi: float, page: int, taken_at: float) -> ScannedPage:
    """Return the tables and paragraphs of a page, its boxes taken back to the page as given."""
    sheet, points = layout.sheet, POINTS_PER_INCH / dpi
    scale = sheet.dpi / POINTS_PER_INCH

    def placed(left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        box = layout.page.box(left * scale, top * scale, right * scale, bottom * scale)
        return (
            round(box[0] * points, 1),
            round(box[1] * points, 1),
            round(box[2] * points, 1),
            round(box[3] * points, 1),
        )

    def cell_place(box: Box) -> tuple[float, float, float, float]:
        return placed(box.left, box.top, box.right, box.bottom)

    grids = grids_of(sheet, layout.pieces, cell_place, page, least_sure=0.0 if taken_at >= COARSE_DPI else SURE)
    lines, unread = _text(layout, 1 / scale)
    tables = [(piece.top, grid) for piece, grid in zip(layout.pieces, grids, strict=True)]
    height, width = (size / scale for size in sheet.even.shape)
    blocks = tuple(
        replace(block, place=BoxPlace(page, placed(*block.place.box)), recognised=True)
        if isinstance(block, Paragraph) and isinstance(block.place, BoxPlace)
        else block
        for block in blocks_of([PageContent(page, width, height, lines, tables)])
    )
    issue = Issue("lines_not_recognised", f"page {page}: {unread} lines outside tables were not recognised")
    return ScannedPage(blocks, (issue,) if unread else ())


def _text(layout: Layout, points: float) -> tuple[list[TextLine], int]:
    """Return the lines of text outside tables, in points, and how many were not recognised."""
    shown = layout.lines[:MOST_LINES]
    found = recognise([picture_of(layout.sheet.even, line, layout.sheet.dpi) for line in shown])
    read = [(line, text) for line, text in zip(shown, found, strict=True) if text.confidence >= LEAST_SURE]
    usual = float(np.median([line.height for line, _ in read])) if read else 1.0
    lines = [
        TextLine(
            text.text,
            line.left * points,
            line.top * points,
            line.right * points,
            line.bottom * points,
            (usual if 0.75 < line.height / usual < 1.25 else line.height) * points,
        )
        for line, text in read
    ]
    return lines, len(layout.lines) - len(read)


def _in_pixels(block: Paragraph | Grid, scale: tuple[float, float], tables: int) -> Paragraph | Grid:
    """Return a block with its boxes in pixels, its table counted after the tables before."""

    def scaled(place: Any) -> Any:
        if not isinstance(place, BoxPlace):
            return place
        left, top, right, bottom = (
            round(value * factor, 1) for value, factor in zip(place.box, (*scale, *scale), strict=True)
        )
        return replace(place, box=(left, top, right, bottom))

    if isinstance(block, Paragraph):
        return replace(block, place=scaled(block.place))
    cells = {id(cell): replace(cell, place=scaled(cell.place)) for cell in block.cells()}
    rows = tuple(tuple(cells[id(cell)] if cell is not None else None for cell in row) for row in block.rows)
    return replace(block, index=block.index + tables, rows=rows)
