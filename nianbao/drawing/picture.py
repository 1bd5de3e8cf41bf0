"""Pictures: a frame of a picture file turned as its file says, and any picture as the bytes that are sent."""

from io import BytesIO

from PIL import Image, ImageOps

from extract.errors import UnreadableDocument
from extract.readers.scan_frames import MOST_PIXELS, open_picture, pixels_of
from nianbao.drawing.page import WEBP, WIDTH, Drawn

QUALITY = 82
HIGHEST = 16_000
"""The format allows so many pixels from top to bottom, and a few more."""


def draw_picture(data: bytes, page: int) -> Drawn:
    """Return a frame of a picture file, counted from 1. Raises UnreadableDocument."""
    image = open_picture(data)
    try:
        image.seek(page - 1)
        if image.width * image.height > MOST_PIXELS:
            raise UnreadableDocument("the picture has too many pixels")
        return encoded(Image.fromarray(pixels_of(ImageOps.exif_transpose(image))))
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise UnreadableDocument(f"the picture cannot be decoded: {type(error).__name__}") from error


def encoded(image: Image.Image, width: int = WIDTH) -> Drawn:
    """Return an image as WebP, made smaller where it is wider than `width` or too high for the format."""
    scale = min(1.0, width / image.width, HIGHEST / image.height)
    if scale < 1:
        size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
        image = image.resize(size, Image.Resampling.LANCZOS)
    out = BytesIO()
    image.save(out, "WEBP", quality=QUALITY, method=2)
    return Drawn(WEBP, out.getvalue())
