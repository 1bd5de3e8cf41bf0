"""One reader per format: bytes → Document. Each is a function of the bytes and the declared media type alone."""

from collections.abc import Callable
from importlib import import_module

from extract.document import Document
from extract.errors import UnreadableDocument
from extract.media import (
    DOC,
    DOCX,
    ODS,
    ODT,
    OLE,
    RTF,
    WEB_ARCHIVE,
    WORD_XML,
    WORKS,
    XLS,
    XLSB,
    XLSX,
    media_type_of,
)

Reader = Callable[[bytes, str | None], Document]

PICTURES = frozenset(("image/png", "image/jpeg", "image/gif", "image/tiff", "image/bmp", "image/webp"))
"""Media types of pictures."""

READERS: dict[str, str] = {
    "text/html": "html:read_html",
    "text/plain": "text:read_text",
    "application/pdf": "pdf:read_pdf",
    "application/ofd": "ofd:read_ofd",
    DOCX: "docx:read_docx",
    **dict.fromkeys((DOC, WORKS, WORD_XML, RTF, ODT), "converted:read_converted"),
    OLE: "converted:read_compound",
    **dict.fromkeys((XLSX, XLS, XLSB, ODS), "sheets:read_sheets"),
    WEB_ARCHIVE: "web_archive:read_web_archive",
    **dict.fromkeys(sorted(PICTURES), "scan:read_picture"),
}
"""The module and function that reads each media type; loaded when first needed, for some load large libraries."""


def read_document(data: bytes, declared: str | None = None) -> Document:
    """Return the Document in these bytes. Raises UnreadableDocument when they are empty, noise or of no readable kind."""
    if not data.strip():
        raise UnreadableDocument("the file is empty")
    media_type = media_type_of(data, declared)
    if media_type not in READERS:
        raise UnreadableDocument(f"documents of type {media_type} cannot be read by this version")
    module, function = READERS[media_type].split(":")
    reader: Reader = getattr(import_module(f"extract.readers.{module}"), function)
    return reader(data, declared)
