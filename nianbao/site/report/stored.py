"""The stored bytes of captures, from the archive beside the publication, and the pages drawn from them."""

import atexit
from functools import cache
from pathlib import Path

from archive.errors import ArchiveError
from archive.store import Archive
from nianbao.drawing import Drawn, NotDrawn, PageStore
from nianbao.site.report.views import View

PAGES = "publish.pages"
"""The folder of drawn pages, beside the published files."""


class NotStored(Exception):
    """The archive is not here, or does not hold the bytes."""


def payload(folder: Path, capture: str) -> bytes:
    """Return the bytes of a capture in the archive at `folder`. Raises NotStored."""
    try:
        archive = Archive.open(folder, readonly=True)
    except (ArchiveError, OSError) as error:
        raise NotStored(str(error)) from error
    try:
        return bytes(archive.payload(capture))
    except (ArchiveError, OSError, KeyError) as error:
        raise NotStored(str(error)) from error
    finally:
        archive.close()


def page_of(folder: Path, view: View, page: int) -> Drawn | NotDrawn:
    """Return a page of a file as a picture. Raises NotStored, and Busy when too many wait."""
    capture = view.capture
    return _store(folder / PAGES).page(
        capture["sha256"], view.member, page, lambda: (payload(folder, capture["id"]), capture["media_type"])
    )


@cache
def _store(folder: Path) -> PageStore:
    store = PageStore(folder)
    atexit.register(store.close)
    return store
