"""One reader per format: bytes → Document. Each is a function of the bytes and the declared media type alone."""

from collections.abc import Callable

from extract.document import Document
from extract.errors import UnreadableDocument
from extract.media import media_type_of
from extract.readers.html import read_html
from extract.readers.text import read_text

Reader = Callable[[bytes, str | None], Document]

READERS: dict[str, Reader] = {
    "text/html": read_html,
    "text/plain": read_text,
}


def read_document(data: bytes, declared: str | None = None) -> Document:
    """Return the Document in these bytes. Raises UnreadableDocument when they are empty, noise or of no readable kind."""
    if not data.strip():
        raise UnreadableDocument("the file is empty")
    media_type = media_type_of(data, declared)
    reader = READERS.get(media_type)
    if reader is None:
        raise UnreadableDocument(f"documents of type {media_type} cannot be read by this version")
    return reader(data, declared)
