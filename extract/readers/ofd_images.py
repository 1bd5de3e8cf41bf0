"""The pictures of an OFD page put together to the image of the page, as a scanner would have given it."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image

from extract.errors import UnreadableDocument
from extract.readers.affine import Matrix
from extract.readers.jbig2 import SIGNATURE, jbig2_image

MOST_PIXELS = 60_000_000
HIGHEST_DPI = 400.0
POINTS_PER_INCH = 72.0
SAME_SIZE = 0.01
"""A picture is not scaled when its size on the page differs from its own by less than this share."""

_FORMATS = ("PNG", "JPEG", "BMP", "TIFF", "GIF", "JPEG2000")


@dataclass(frozen=True, slots=True)
class PageImage:
    """An image of a whole page, grey or in red, green and blue, rows from the top, and its resolution in dots per inch."""

    pixels: "np.ndarray[Any, np.dtype[np.uint8]]"
    dpi: float


def page_image(pictures: Sequence[tuple[bytes, Matrix]], width: float, height: float) -> PageImage:
    """Return pictures laid on a white page of this size in points; each matrix says how a unit square lies on the page.

    Raises UnreadableDocument when a picture cannot be decoded or is too large.
    """
    images = [(_upright(decoded(data), matrix), matrix.box(0, 0, 1, 1)) for data, matrix in pictures]
    dpi = min(HIGHEST_DPI, max(_dpi(image, box) for image, box in images))
    scale = dpi / POINTS_PER_INCH
    if width * height * scale * scale > MOST_PIXELS:
        raise UnreadableDocument("the picture of the page is too large")
    mode = "RGB" if any(image.mode == "RGB" for image, _ in images) else "L"
    page = Image.new(mode, (max(1, round(width * scale)), max(1, round(height * scale))), "white")
    for image, (left, top, right, bottom) in images:
        size = max(1, round((right - left) * scale)), max(1, round((bottom - top) * scale))
        if any(abs(wanted - given) > SAME_SIZE * given for wanted, given in zip(size, image.size, strict=True)):
            image = image.resize(size, Image.Resampling.LANCZOS)
        page.paste(image, (round(left * scale), round(top * scale)))
    return PageImage(np.asarray(page), dpi)


def decoded(data: bytes) -> Image.Image:
    """Return a picture of an OFD file, grey or in colours. Raises UnreadableDocument."""
    if data.startswith(SIGNATURE):
        return jbig2_image(data)
    try:
        image: Image.Image = Image.open(BytesIO(data), formats=_FORMATS)
        if image.width * image.height > MOST_PIXELS:
            raise UnreadableDocument("the picture has too many pixels")
        if image.has_transparency_data:
            image = image.convert("RGBA")
            image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
        return image.convert("L" if image.mode in ("1", "L", "LA", "I", "I;16", "F") else "RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise UnreadableDocument(f"the picture cannot be decoded: {error}") from error


def _upright(image: Image.Image, matrix: Matrix) -> Image.Image:
    """Return a picture turned and mirrored as it lies on the page."""
    across, down = matrix.a, matrix.d
    if abs(matrix.b) + abs(matrix.c) > abs(matrix.a) + abs(matrix.d):
        image = image.transpose(Image.Transpose.TRANSPOSE)
        across, down = matrix.c, matrix.b
    if across < 0:
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return image.transpose(Image.Transpose.FLIP_TOP_BOTTOM) if down < 0 else image


def _dpi(image: Image.Image, box: tuple[float, float, float, float]) -> float:
    return image.width * POINTS_PER_INCH / max(box[2] - box[0], 1.0)
