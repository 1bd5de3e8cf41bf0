"""What is laid on a page of a PDF: form fields, notes and strokes, made part of the page so that it reads as it is shown."""

import pypdfium2.raw as pdfium

_NOT_SHOWN = frozenset((pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP))
MOST_ANNOTATIONS = 5000


def with_annotations(pdf: pdfium.FPDF_DOCUMENT, index: int, page: pdfium.FPDF_PAGE) -> pdfium.FPDF_PAGE:
    """Return a page with what is laid on it as part of it; the page given is closed when another is returned, which may be null."""
    if not _has_any(page):
        return page
    _make_appearances(page)
    pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
    pdfium.FPDF_ClosePage(page)
    return pdfium.FPDF_LoadPage(pdf, index)


def _has_any(page: pdfium.FPDF_PAGE) -> bool:
    for number in range(min(pdfium.FPDFPage_GetAnnotCount(page), MOST_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, number)
        if annotation:
            kind = pdfium.FPDFAnnot_GetSubtype(annotation)
            pdfium.FPDFPage_CloseAnnot(annotation)
            if kind not in _NOT_SHOWN:
                return True
    return False


def _make_appearances(page: pdfium.FPDF_PAGE) -> None:
    """Paint the page on one point: fields and strokes that only say what they hold get their looks thereby."""
    bitmap = pdfium.FPDFBitmap_Create(1, 1, 0)
    if bitmap:
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, 1, 1, 0, pdfium.FPDF_ANNOT)
        pdfium.FPDFBitmap_Destroy(bitmap)
