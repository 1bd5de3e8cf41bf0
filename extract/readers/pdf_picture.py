"""Pages of a PDF as pictures."""

import ctypes
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from extract.errors import UnreadableDocument
from extract.readers.pdf_page import Frame

MOST_PIXELS = 40_000_000


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
