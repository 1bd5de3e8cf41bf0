"""One page of a document as a picture. What stands behind it is hostile: to be called in a worker process only."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from extract.errors import UnreadableDocument

WIDTH = 1100
"""Pixels from the left to the right of a page."""

WEBP, SVG = "image/webp", "image/svg+xml"
_DRAWERS = {"application/pdf": "pdf:draw_pdf", "application/ofd": "ofd:draw_ofd"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture of a page, and whether it is WebP or SVG."""

    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class NotDrawn:
    """Why a page cannot be shown, in one line."""

    reason: str


def draw_page(data: bytes, media_type: str | None, member: str, page: int) -> Drawn | NotDrawn:
    """Return a page, counted from 1, of the file that `data` is, or of the one that stands in it under the name `member`.

    Memory that runs out is not caught.
    """
    from extract.media import media_type_of
    from nianbao.drawing.finding import file_in

    try:
        found, declared = file_in(data, media_type, member)
        return _drawer(media_type_of(found, declared))(found, page)
    except UnreadableDocument as error:
        return NotDrawn(str(error))
    except MemoryError:
        raise
    except Exception as error:
        return NotDrawn(f"{type(error).__name__}: {error}")


def _drawer(media_type: str) -> Callable[[bytes, int], Drawn]:
    from extract.readers import PICTURES

    name = "picture:draw_picture" if media_type in PICTURES else _DRAWERS.get(media_type)
    if name is None:
        raise UnreadableDocument(f"documents of type {media_type} have no pages to be drawn")
    module, function = name.split(":")
    drawer: Callable[[bytes, int], Drawn] = getattr(import_module(f"nianbao.drawing.{module}"), function)
    return drawer
