"""Pages of a PDF as pictures."""

import ctypes
import math
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from extract.errors import UnreadableDocument
from extract.readers import pdf_calls as calls
from extract.readers.pdf_objects import IMAGE, bounds, objects
from extract.readers.pdf_page import Frame

MOST_PIXELS = 40_000_000

SCANNED = 0.5
"""Pictures that cover this share of a page are its scan: the finest of them, for the words may lie above a coarse ground."""


def scanned_dpi(page: pdfium.FPDF_PAGE, frame: Frame) -> float:
    """Return the resolution of the pictures that make up a page, in dots per inch; 0 where they cover too little of it."""
    pictures = sorted(
        (_density(painted.item, area), area)
        for painted in objects(page)
        if painted.kind == IMAGE and (area := _area(bounds(painted.item, painted.outer))) > 0
    )
    covered = 0.0
    for dpi, area in reversed(pictures):
        covered += area
        if covered >= SCANNED * frame.width * frame.height:
            return dpi
    return 0.0


def _density(picture: int, area: float) -> float:
    """Return the dots per inch of a picture on so many square points, whichever way it is turned."""
    wide, high = ctypes.c_uint(), ctypes.c_uint()
    if not calls.image_size(picture, ctypes.addressof(wide), ctypes.addressof(high)):
        return 0.0
    return 72 * math.sqrt(wide.value * high.value / area)


def _area(edges: tuple[float, float, float, float]) -> float:
    left, bottom, right, top = edges
    return (right - left) * (top - bottom)


def rendered(page: pdfium.FPDF_PAGE, frame: Frame, dpi: float) -> NDArray[Any]:
    """Return a page as it is shown: height × width × red, green, blue. Raises UnreadableDocument for one too large."""
    width, height = (max(1, round(size * dpi / 72)) for size in (frame.width, frame.height))
    if width * height > MOST_PIXELS:
        raise UnreadableDocument("a page of the PDF is larger than any page of a report")
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_BGR, None, 0)
    if not bitmap:
        raise UnreadableDocument("a page of the PDF cannot be drawn")
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, pdfium.FPDF_ANNOT)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        buffer = ctypes.cast(pdfium.FPDFBitmap_GetBuffer(bitmap), ctypes.POINTER(ctypes.c_ubyte * (stride * height)))
        rows = np.frombuffer(buffer.contents, dtype=np.uint8).reshape(height, stride)
        return np.ascontiguousarray(rows[:, : 3 * width].reshape(height, width, 3)[:, :, ::-1])
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
