"""How large the pages of a document are, in the units of the boxes that stand on them.

The libraries that tell are loaded for the kinds that need them.
"""

from collections.abc import Callable, Iterator
from itertools import islice

from extract.errors import UnreadableDocument
from extract.readers import PICTURES

MOST_PAGES = 400
Size = tuple[float, float]
"""Width and height: points, for pictures pixels; 0, 0 for a page that cannot be opened."""


def has_pages(media_type: str) -> bool:
    """Return whether cells of such documents stand on pages, in boxes."""
    return media_type in _SIZES or media_type in PICTURES


def page_sizes(data: bytes, media_type: str) -> tuple[Size, ...]:
    """Return the sizes of the pages of a PDF, an OFD file or a picture file; nothing for other kinds.

    Raises UnreadableDocument.
    """
    sizes = _SIZES.get(media_type, _picture if media_type in PICTURES else None)
    return tuple(islice(sizes(data), MOST_PAGES)) if sizes is not None else ()


def _pdf(data: bytes) -> Iterator[Size]:
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise UnreadableDocument(f"the PDF cannot be opened: {error}") from error
    try:
        for number in range(min(len(pdf), MOST_PAGES)):
            size = pdfium.FS_SIZEF()
            found = pdfium.FPDF_GetPageSizeByIndexF(pdf, number, size)
            yield (round(size.width, 2), round(size.height, 2)) if found else (0.0, 0.0)
    finally:
        pdf.close()


def _ofd(data: bytes) -> Iterator[Size]:
    from extract.readers.ofd import pages_in

    for _, page in pages_in(data):
        yield (round(page.width, 2), round(page.height, 2)) if page is not None else (0.0, 0.0)


def _picture(data: bytes) -> Iterator[Size]:
    from extract.readers.scan_frames import MOST_FRAMES, open_picture

    image = open_picture(data)
    for number in range(min(getattr(image, "n_frames", 1), MOST_FRAMES)):
        try:
            image.seek(number)
            turned = image.getexif().get(_ORIENTATION, 1) in _SIDEWAYS
        except (OSError, ValueError, SyntaxError, EOFError):
            yield 0.0, 0.0
            continue
        width, height = image.size
        yield (float(height), float(width)) if turned else (float(width), float(height))


_ORIENTATION = 0x0112
_SIDEWAYS = (5, 6, 7, 8)
_SIZES: dict[str, Callable[[bytes], Iterator[Size]]] = {"application/pdf": _pdf, "application/ofd": _ofd}
