"""A web page saved as one file (MHTML), as Word and browsers write it: its HTML part is the document."""

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import Message
from itertools import islice

from extract.document import Document, Picture
from extract.errors import UnreadableDocument
from extract.media import WEB_ARCHIVE
from extract.readers.html import read_html

MOST_PARTS = 500


def read_web_archive(data: bytes, declared: str | None = None) -> Document:
    """Return the Document of the first HTML part, with the pictures beside it. Raises UnreadableDocument without one."""
    del declared
    parts = list(islice(_parts(data), MOST_PARTS))
    page = next((part for part in parts if part.get_content_type() == "text/html"), None)
    if page is None:
        raise UnreadableDocument("the web archive holds no page")
    document = read_html(_content(page), f"text/html; charset={page.get_content_charset()}")
    pictures = (part for part in parts if part.get_content_maintype() == "image")
    shown = tuple(Picture(part.get("Content-Location", ""), _content(part)) for part in pictures)
    return replace(document, media_type=WEB_ARCHIVE, pictures=shown)


def _parts(data: bytes) -> Iterator[Message]:
    try:
        yield from message_from_bytes(data.lstrip()).walk()
    except (RecursionError, ValueError) as error:
        raise UnreadableDocument("the web archive is damaged") from error


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
