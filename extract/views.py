"""What readers are shown of the files of a report: inert copies in which its cells have ids, and the sizes of pages."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256

from extract.document import Document, ParagraphPlace, Place, TablePlace
from extract.document_copy import document_copy
from extract.errors import UnreadableDocument
from extract.media import media_type_of
from extract.page_sizes import Size, has_pages, page_sizes
from extract.report import Report
from extract.snapshot import html_copy, text_copy
from extract.sources import Opened, Source

LARGEST_COPY = 8_000_000
"""A copy of more characters is not kept."""

LARGEST_COPIES = 24_000_000
"""All copies of a report together have no more characters; an answer of a worker holds them."""

MOST_VIEWS = 40


@dataclass(frozen=True, slots=True)
class View:
    """What is shown of one file: `part` as `where` names it, the digest of its bytes, and a copy or the sizes of its pages.

    With neither, the file can be downloaded only.
    """

    part: str | None
    media_type: str
    sha256: str
    copy: str | None = None
    pages: tuple[Size, ...] = ()


def views_of(found: Opened, report: Report) -> tuple[View, ...]:
    """Return a view of the document itself and of every other file that says something of the report, in this order."""
    cells = [cell.place for cell in report.cells.values() if cell.place is not None]
    parts = dict.fromkeys([None, *report.parts, *(place.part for place in cells)])
    views: list[View] = []
    left = LARGEST_COPIES
    for part in list(parts)[:MOST_VIEWS]:
        shown = _shown(found, part)
        if shown is not None:
            view = _view(*shown, [place for place in cells if place.part == part], min(left, LARGEST_COPY))
            left -= len(view.copy or "")
            views.append(view)
    return tuple(views)


def _shown(found: Opened, part: str | None) -> tuple[Source, Document | None] | None:
    """Return a file and its document, or a picture inside a document; None for an archive, which is seen by its members."""
    documents = {source.part: document for source, document in found.documents}
    for source in found.files:
        if source.part == part:
            return source, documents.get(part)
    return next(((picture, None) for picture in _pictures(found) if picture.part == part), None)


def _pictures(found: Opened) -> Iterator[Source]:
    for source, document in found.documents:
        for picture in document.pictures:
            name = picture.name if source.part is None else f"{source.part}/{picture.name}"
            yield Source(picture.data, None, name)


def _view(source: Source, document: Document | None, places: Sequence[Place], most: int) -> View:
    """Return the view of a file; a copy of more than `most` characters, or what cannot be made, is left out."""
    kind = media_type_of(source.data, source.media_type)
    copy: str | None = None
    pages: tuple[Size, ...] = ()
    with suppress(UnreadableDocument):
        copy = _copy(source, kind, document, places)
    with suppress(UnreadableDocument):
        pages = page_sizes(source.data, kind)
    if copy is not None and len(copy) > most:
        copy = None
    return View(source.part, kind, sha256(source.data).hexdigest(), copy, pages)


def _copy(source: Source, kind: str, document: Document | None, places: Sequence[Place]) -> str | None:
    """Return the copy of a file: from its own markup where the places of the cells are told by that, else from its document."""
    in_tables = any(isinstance(place, TablePlace) for place in places)
    in_paragraphs = any(isinstance(place, ParagraphPlace) for place in places)
    if kind == "text/html" and not in_paragraphs:
        return html_copy(source.data, source.media_type)
    if kind == "text/plain" and not in_tables:
        return text_copy(source.data, source.media_type, places)
    if document is None or has_pages(kind):
        return None
    return document_copy(document, places)
