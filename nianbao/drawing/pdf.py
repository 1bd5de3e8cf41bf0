"""A page of a PDF, drawn as the reader of PDF sees it."""

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from extract.errors import UnreadableDocument
from extract.readers.pdf_annotations import with_annotations
from extract.readers.pdf_page import frame_of
from extract.readers.pdf_picture import rendered
from nianbao.drawing.page import WIDTH, Drawn
from nianbao.drawing.picture import encoded

LONGEST = 4_000
"""So many pixels is the height of a page at most."""


def draw_pdf(data: bytes, page: int) -> Drawn:
    """Return a page of a PDF, counted from 1. Raises UnreadableDocument."""
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise UnreadableDocument(f"the PDF cannot be opened: {error}") from error
    try:
        raw = pdfium.FPDF_LoadPage(pdf, page - 1)
        raw = raw and with_annotations(pdf, page - 1, raw)
        if not raw:
            raise UnreadableDocument(f"page {page} of the PDF cannot be opened")
        frame = frame_of(raw)
        dpi = 72 * min(WIDTH / max(frame.width, 1), LONGEST / max(frame.height, 1))
        image = Image.fromarray(rendered(raw, frame, dpi))
        pdfium.FPDF_ClosePage(raw)
        return encoded(image)
    finally:
        pdf.close()
