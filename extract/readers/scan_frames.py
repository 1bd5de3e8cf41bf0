"""A picture file → its pages: every frame decoded within bounds, turned as its file says, with its resolution."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageOps

from extract.document import Issue
from extract.errors import UnreadableDocument

Pixels = np.ndarray[Any, np.dtype[np.uint8]]

FORMATS = ("JPEG", "PNG", "GIF", "TIFF", "BMP", "WEBP")
MOST_PIXELS = 60_000_000
MOST_FRAMES = 100
LEAST_SIDE = 16

A4_LONG = 11.69
PAGE_SHAPE = (1.3, 1.55)
"""A picture whose longer side is so many times the shorter shows a whole page of A4."""

STATED_DPI = (90.0, 1200.0)
PAPER_INCHES = (4.0, 18.0)
"""A stated resolution is believed in these bounds, and when the longer side comes out as long as paper is."""

A4_SHORT, SAME_WIDTH = 8.27, 0.03
"""So it is when the shorter side comes out as wide as A4, but for this share: pages may stand below one another."""

SQUARE = 0.05
"""Pixels are square when the resolutions across and down differ by less than this share."""

AGREE = 1.7
"""It is then as long as A4, unless its letters would be larger or smaller than print by more than this factor."""

LETTER_INCHES = 0.13
LETTER_SHAPE = (0.7, 1.4)
FEW_LETTERS = 20
ESTIMATES = (72.0, 600.0)
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, MemoryError, Image.DecompressionBombError)


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A page of a picture file with square pixels, grey or RGB, its resolution, and how far it was stretched downward."""

    pixels: Pixels
    dpi: float
    stretch: float


def open_picture(data: bytes) -> Image.Image:
    """Return a picture file, its first frame not decoded yet. Raises UnreadableDocument."""
    try:
        return Image.open(BytesIO(data), formats=FORMATS)
    except _BROKEN as error:
        raise UnreadableDocument(f"the picture cannot be opened: {type(error).__name__}") from error


def frames_of(image: Image.Image) -> Iterator[Frame | Issue]:
    """Yield the frames of a picture one at a time; an issue instead of one that cannot be decoded or is too large.

    Raises UnreadableDocument when the first cannot be decoded.
    """
    count = getattr(image, "n_frames", 1)
    for number in range(min(count, MOST_FRAMES)):
        try:
            image.seek(number)
            yield _frame(image, number + 1)
        except _BROKEN as error:
            if number == 0:
                raise UnreadableDocument(f"the picture cannot be decoded: {type(error).__name__}") from error
            yield Issue("page_unreadable", f"page {number + 1} of the picture cannot be decoded")
    if count > MOST_FRAMES:
        yield Issue("too_many_pages", f"{count - MOST_FRAMES} pages beyond page {MOST_FRAMES} were not read")


def _frame(image: Image.Image, number: int) -> Frame | Issue:
    if image.width * image.height > MOST_PIXELS:
        return Issue("page_unreadable", f"page {number} has too many pixels and was not read")
    if min(image.size) < LEAST_SIDE:
        return Issue("page_unreadable", f"page {number} is too small to show text")
    across, down = _stated(image)
    shown = ImageOps.exif_transpose(image)
    if shown.size != image.size:
        across, down = down, across
    pixels = pixels_of(shown)
    stretch = across / down if across and down and abs(across / down - 1) > SQUARE else 1.0
    if stretch != 1.0 and 0.4 < stretch < 2.5:
        pixels = np.asarray(cv2.resize(pixels, None, fx=1.0, fy=stretch, interpolation=cv2.INTER_LINEAR))
    else:
        stretch = 1.0
    return Frame(pixels, _dpi(pixels, across), stretch)


def _stated(image: Image.Image) -> tuple[float, float]:
    """Return the resolutions across and down that a file states, 0 where it states none."""
    stated = image.info.get("dpi")
    try:
        across, down = (float(value) for value in stated or (0, 0))
    except (TypeError, ValueError, ZeroDivisionError):
        return 0.0, 0.0
    return across, down


def pixels_of(image: Image.Image) -> Pixels:
    """Return a picture in grey, or in RGB where it has colours; what is transparent is white."""
    if image.mode.startswith(("I", "F")):
        values = np.asarray(image, dtype=np.float64)
        most = 65535.0 if values.max(initial=0) > 255 else 255.0
        return np.clip(values * 255.0 / most, 0, 255).astype(np.uint8)
    if image.has_transparency_data:
        whole = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", whole.size, "white"), whole).convert("RGB")
    return np.asarray(image.convert("L" if image.mode in ("1", "L", "LA") else "RGB"))


def _dpi(pixels: Pixels, stated: float) -> float:
    """Return the resolution of a page: as stated, by the shape of its paper, or by the size of its letters."""
    high, wide = (int(side) for side in pixels.shape[:2])
    longer, shorter = max(high, wide), min(high, wide)
    believed = STATED_DPI[0] <= stated <= STATED_DPI[1]
    if believed and (PAPER_INCHES[0] <= longer / stated <= PAPER_INCHES[1] or _is_column(shorter / stated)):
        return stated
    by_letters = min(max(_letter_height(pixels) / LETTER_INCHES, ESTIMATES[0]), ESTIMATES[1])
    by_paper = longer / A4_LONG
    is_page = PAGE_SHAPE[0] <= longer / shorter <= PAGE_SHAPE[1]
    return by_paper if is_page and 1 / AGREE < by_paper / by_letters < AGREE else by_letters


def _is_column(inches: float) -> bool:
    """Return whether a picture is as wide as A4 upright or lying: it then shows pages below one another."""
    return any(abs(inches / side - 1) < SAME_WIDTH for side in (A4_SHORT, A4_LONG))


def _letter_height(pixels: Pixels) -> float:
    """Return the usual height of the letters in a picture, in pixels."""
    gray = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    ink = cv2.threshold(gray, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)[1]
    _, _, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(ink, np.ones((3, 3), np.uint8)))
    high, wide = stats[1:, cv2.CC_STAT_HEIGHT] - 2, stats[1:, cv2.CC_STAT_WIDTH] - 2
    letters = high[(high > 6) & (wide > LETTER_SHAPE[0] * high) & (wide < LETTER_SHAPE[1] * high) & (high < 100)]
    return float(np.median(letters)) if len(letters) >= FEW_LETTERS else LETTER_INCHES * 150
