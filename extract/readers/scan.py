"""Scans and pictures → Document: ruling lines make the tables, every line of text is recognised by itself, numbers twice.

No number is believed on one look: a second picture of it, larger in margin and in black and white, must read the same.
"""

import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from PIL import Image, UnidentifiedImageError

from extract.document import BoxPlace, Cell, Document, Grid, Issue, Paragraph
from extract.errors import UnreadableDocument
from extract.labels import squeeze
from extract.readers.prose import PageContent, TextLine, blocks_of
from extract.readers.recognise import Gray, Recognised, recognise
from extract.readers.scan_cells import Crop, cut, lines_in, text_boxes, without_specks
from extract.readers.scan_lines import ink_of, rules_of, straightened, tilt_of
from extract.ruling import Box, Piece, TooManyRules, grid_of_cells, table_pieces
from extract.statements import stated

MOST_PIXELS = 60_000_000
MOST_FRAMES = 60
USUAL_WIDTH = 8.27
"""Inches: the width of a page of which the resolution is not known."""

INSET = 0.015
"""So many inches inside its lines a cell begins."""

LEAST_TILT = 0.03
LEGIBLE = 0.6
"""A page is turned the right way when its lines are recognised with this confidence in the middle."""

_NUMERIC = set("0123456789.,-+—－/oOlI|SBZ")


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """What a picture of a page shows, places in points from its top left."""

    blocks: tuple[Paragraph | Grid, ...]
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class _Reading:
    """A page image made straight: its ink without lines and specks, its tables, and the way back to the original."""

    gray: Gray
    ink: Gray
    pieces: Sequence[Piece]
    back: np.ndarray[tuple[int, ...], np.dtype[np.float64]]
    dpi: float


def read_picture(data: bytes, declared: str | None = None) -> Document:
    """Return the Document of a picture file; places are pixels, pages its frames from 1. Raises UnreadableDocument."""
    del declared
    blocks: list[Paragraph | Grid] = []
    issues: list[Issue] = []
    tables = 0
    media_type, frames = _frames(data)
    for number, (gray, dpi) in enumerate(frames, 1):
        page = read_page_image(gray, dpi=dpi, page=number)
        issues += page.issues
        for block in page.blocks:
            shown = _in_pixels(block, dpi / 72, tables)
            blocks.append(shown)
            tables += isinstance(shown, Grid)
    return Document(media_type, tuple(blocks), statements=tuple(stated(blocks)), issues=tuple(issues))


def _frames(data: bytes) -> tuple[str, list[tuple[Gray, float]]]:
    """Return the media type and the frames of a picture as gray images with their resolution in dots per inch."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "GIF", "TIFF", "BMP", "WEBP"))
            media_type = Image.MIME.get(picture.format or "", "image/png")
            frames = []
            for number in range(min(getattr(picture, "n_frames", 1), MOST_FRAMES)):
                picture.seek(number)
                if picture.width * picture.height > MOST_PIXELS:
                    raise UnreadableDocument("the picture is larger than any page")
                frames.append(_gray(picture))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise UnreadableDocument("the picture cannot be opened: it is broken or incomplete") from error
    except Image.DecompressionBombWarning as error:
        raise UnreadableDocument("the picture is larger than any page") from error
    return media_type, frames


def _gray(picture: Image.Image) -> tuple[Gray, float]:
    """Return a frame as a gray image in which red seals fade: of colours only the red part counts."""
    turned = picture.getexif().get(0x0112, 1)
    shown = picture.convert("RGBA")
    flat = Image.new("RGBA", shown.size, (255, 255, 255, 255))
    flat.alpha_composite(shown)
    turns = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_270, 8: Image.Transpose.ROTATE_90}
    upright = flat.transpose(turns[turned]) if turned in turns else flat
    gray = np.asarray(upright.getchannel("R"), dtype=np.uint8)
    return gray, max(60.0, min(gray.shape) / USUAL_WIDTH)


def _in_pixels(block: Paragraph | Grid, scale: float, index: int) -> Paragraph | Grid:

    def scaled(place: object) -> BoxPlace | None:
        if not isinstance(place, BoxPlace):
            return None
        left, top, right, bottom = (round(edge * scale, 1) for edge in place.box)
        return BoxPlace(place.page, (left, top, right, bottom))

    if isinstance(block, Paragraph):
        return replace(block, place=scaled(block.place))
    cells = {id(cell): replace(cell, place=scaled(cell.place) or cell.place) for cell in block.cells()}
    rows = tuple(tuple(cells[id(cell)] if cell is not None else None for cell in row) for row in block.rows)
    return replace(block, index=index, rows=rows)


def read_page_image(gray: Gray, *, dpi: float, page: int) -> ScannedPage:
    """Return what the image of a page shows; the page may be tilted by some degrees or turned by quarters."""
    best: ScannedPage | None = None
    clearest = 0.0
    for turn in (0, 2, 1, 3):
        turned = np.ascontiguousarray(np.rot90(gray, turn))
        reading = _straight(turned, dpi)
        if reading is None:
            issue = Issue("page_unreadable", f"page {page} shows more lines than any table and was not read")
            return ScannedPage((), (issue,))
        legible = _legibility(reading)
        if legible > clearest or best is None:
            best, clearest = _read(reading, page, gray.shape, turn), legible
        if clearest >= LEGIBLE:
            break
    return best if best is not None else ScannedPage(())


def _straight(gray: Gray, dpi: float) -> _Reading | None:
    """Return a page made straight with its tables, or None where it has too many lines."""
    tilt = tilt_of(gray)
    back = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    if abs(tilt) > LEAST_TILT:
        gray, back = straightened(gray, tilt)
    ink = ink_of(gray)
    horizontals, verticals, lines = rules_of(ink, dpi)
    try:
        pieces = [piece for piece in table_pieces(horizontals, verticals, snap=3.0, gap=4.0) if len(piece.boxes) > 2]
    except TooManyRules:
        return None
    print_only = without_specks(np.where(lines > 0, 0, ink).astype(np.uint8), dpi)
    clean = np.where(lines > 0, 255, gray).astype(np.uint8)
    return _Reading(clean, print_only, pieces, back, dpi)


def _outside(reading: _Reading) -> Gray:
    """Return the ink outside tables."""
    ink = reading.ink.copy()
    scale = reading.dpi / 72
    for piece in reading.pieces:
        top, bottom = max(0, round(piece.top * scale)), round(piece.bottom * scale)
        ink[top:bottom, max(0, round(piece.left * scale)) : round(piece.right * scale)] = 0
    return ink


def _legibility(reading: _Reading) -> float:
    """Return how surely some of the longest lines of text are recognised."""
    crops = text_boxes(_outside(reading), reading.dpi)
    for piece in reading.pieces:
        crops += [crop for box in piece.boxes for crop in _crops(reading, box)]
    wide = sorted(crops, key=lambda crop: crop.left - crop.right)[:40:5]
    found = recognise(
        [cut(reading.gray, crop) for crop in wide if crop.right - crop.left < 40 * (crop.bottom - crop.top)]
    )
    return float(np.median([result.confidence for result in found])) if found else 0.0


def _crops(reading: _Reading, box: Box) -> list[Crop]:
    scale, inset = reading.dpi / 72, max(2, round(INSET * reading.dpi))
    left, top = round(box.left * scale) + inset, round(box.top * scale) + inset
    right, bottom = round(box.right * scale) - inset, round(box.bottom * scale) - inset
    return lines_in(reading.ink, left, top, right, bottom, reading.dpi) if right > left and bottom > top else []


def _read(reading: _Reading, page: int, shape: tuple[int, ...], turn: int) -> ScannedPage:
    boxes = [(piece, box) for piece in reading.pieces for box in piece.boxes]
    crops = [_crops(reading, box) for _, box in boxes]
    outside = text_boxes(_outside(reading), reading.dpi)
    pictures = [cut(reading.gray, crop) for lines in (*crops, outside) for crop in lines]
    results = iter(recognise(pictures))
    cells = [[_dashed(crop, next(results)) for crop in lines] for lines in crops]
    prose = [next(results) for _ in outside]
    others = _second_looks(reading, crops, cells)
    way = _Way(reading, shape, turn)
    grids = []
    for piece in reading.pieces:
        made = [
            _cell(box, lines, others.get(number, ()), way, page)
            for number, ((owner, box), lines) in enumerate(zip(boxes, cells, strict=True))
            if owner is piece
        ]
        grids.append((piece.top, grid_of_cells(piece, made, 0)))
    lines = [_text_line(crop, result, reading.dpi) for crop, result in zip(outside, prose, strict=True) if result.text]
    height, width = reading.gray.shape
    content = PageContent(page, width * 72 / reading.dpi, height * 72 / reading.dpi, lines, grids)
    return ScannedPage(tuple(_placed(block, way) for block in blocks_of([content])))


def _dashed(crop: Crop, result: Recognised) -> Recognised:
    return Recognised("-", 1.0) if crop.dash else result


def _second_looks(
    reading: _Reading, crops: Sequence[Sequence[Crop]], cells: Sequence[Sequence[Recognised]]
) -> dict[int, tuple[str, ...]]:
    """Return for the cells that may be numbers what a second look at them reads, where that differs."""
    doubtful = [n for n, lines in enumerate(cells) if lines and all(_may_be_number(line) for line in lines)]
    pictures = [_in_black(cut(reading.gray, crop, 0.45, 6)) for number in doubtful for crop in crops[number]]
    results = iter(recognise(pictures))
    found: dict[int, tuple[str, ...]] = {}
    for number in doubtful:
        again = [_dashed(crop, next(results)) for crop in crops[number]]
        text = "\n".join(line.text for line in again)
        if squeeze(text) != squeeze("\n".join(line.text for line in cells[number])):
            found[number] = (text,)
    return found


def _may_be_number(line: Recognised) -> bool:
    return len(line.text) <= 1 or sum(character in _NUMERIC for character in line.text) * 2 > len(line.text)


def _in_black(picture: Gray) -> Gray:
    """Return a line of text twice as large, in black and white with soft edges."""
    large = cv2.resize(picture, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    _, black = cv2.threshold(large, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return np.asarray(cv2.GaussianBlur(black, (3, 3), 0), dtype=np.uint8)


def _cell(box: Box, lines: Sequence[Recognised], others: tuple[str, ...], way: "_Way", page: int) -> Cell:
    text = "\n".join(line.text for line in lines if line.text)
    sure = min((line.confidence for line in lines), default=1.0)
    place = BoxPlace(page, way.box(box.left, box.top, box.right, box.bottom))
    unread = bool(lines) and not text
    return Cell(
        text, box.row, box.column, place, box.rowspan, box.colspan, opaque=unread, confidence=sure, alternatives=others
    )


def _text_line(crop: Crop, result: Recognised, dpi: float) -> TextLine:
    scale = 72 / dpi
    left, top, right, bottom = (edge * scale for edge in (crop.left, crop.top, crop.right, crop.bottom))
    return TextLine(result.text, left, top, right, bottom, round((bottom - top) / 2) * 2)


@dataclass(frozen=True, slots=True)
class _Way:
    """The way from a point of the straightened page back to the page as it was given, in points."""

    reading: _Reading
    shape: tuple[int, ...]
    turn: int

    def box(self, left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        """Return the upright box around where a box of the straightened page stands on the given one."""
        corners = [self._point(x, y) for x in (left, right) for y in (top, bottom)]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return round(min(xs), 1), round(min(ys), 1), round(max(xs), 1), round(max(ys), 1)

    def _point(self, x: float, y: float) -> tuple[float, float]:
        scale = self.reading.dpi / 72
        (a, b, e), (c, d, f) = self.reading.back.tolist()
        px, py = x * scale, y * scale
        px, py = a * px + b * py + e, c * px + d * py + f
        height, width = self.shape[:2]
        px, py = {0: (px, py), 1: (width - py, px), 2: (width - px, height - py), 3: (py, height - px)}[self.turn]
        return px / scale, py / scale


def _placed(block: Paragraph | Grid, way: _Way) -> Paragraph | Grid:

    if isinstance(block, Paragraph) and isinstance(block.place, BoxPlace):
        return replace(block, place=BoxPlace(block.place.page, way.box(*block.place.box)))
    return block
