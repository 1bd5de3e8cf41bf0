"""Drawn pages on disk, within bounds: what was asked for long ago makes room. One page is drawn at a time, few may wait."""

import os
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import BoundedSemaphore, Lock

from extract.isolation import Limits, Lost, ReaderPool
from nianbao.drawing.page import SVG, WEBP, Drawn, NotDrawn, draw_page

MEGABYTE = 1024 * 1024
CAPACITY = 512 * MEGABYTE
MOST_WAITING = 12
MOST_FAILURES = 1_000
"""So many pages that cannot be drawn are remembered, so that they are not tried again and again."""

LIMITS = Limits(seconds=30.0)
_SUFFIXES = {WEBP: ".webp", SVG: ".svg"}
Bytes = Callable[[], tuple[bytes, str | None]]
"""Gives the stored bytes of a capture and their declared media type; asked only when a page must be drawn."""


@cache
def _software() -> str:
    """Return a digest of what draws: pages drawn by another version are drawn again."""
    parts = sorted(Path(__file__).parent.glob("*.py"))
    return sha256(b"".join(path.read_bytes() for path in parts)).hexdigest()[:16]


class Busy(Exception):
    """Too many pages wait to be drawn."""


class PageStore:
    """Pages by the digest of the stored bytes, the member of them and the number of the page; files in `folder`.

    Where the folder cannot be written to, every page is drawn again. Used from several threads.
    """

    def __init__(self, folder: Path, capacity: int = CAPACITY) -> None:
        """Draw and keep nothing yet; `capacity` is in bytes."""
        self._folder = folder
        self._capacity = capacity
        self._pool = ReaderPool(draw_page, LIMITS)
        self._drawing = Lock()
        self._places = BoundedSemaphore(MOST_WAITING)
        self._failed: dict[str, NotDrawn] = {}

    def page(self, digest: str, member: str, page: int, stored: Bytes) -> Drawn | NotDrawn:
        """Return a page, counted from 1, from disk or drawn. Raises Busy, and what `stored` raises."""
        name = sha256(f"{_software()}\n{digest}\n{member}\n{page}".encode()).hexdigest()[:40]
        known = self._kept(name) or self._failed.get(name)
        if known is not None:
            return known
        if not self._places.acquire(blocking=False):
            raise Busy
        try:
            with self._drawing:
                return self._kept(name) or self._failed.get(name) or self._draw(name, member, page, stored)
        finally:
            self._places.release()

    def close(self) -> None:
        """End the worker."""
        with self._drawing:
            self._pool.__exit__(None, None, None)

    def _draw(self, name: str, member: str, page: int, stored: Bytes) -> Drawn | NotDrawn:
        found = self._pool.read(*stored(), member, page)
        if isinstance(found, Drawn):
            with suppress(OSError):
                self._keep(name, found)
            return found
        failed = NotDrawn(found.detail) if isinstance(found, Lost) else found
        while len(self._failed) >= MOST_FAILURES:
            self._failed.pop(next(iter(self._failed)))
        return self._failed.setdefault(name, failed)

    def _kept(self, name: str) -> Drawn | None:
        for media_type, suffix in _SUFFIXES.items():
            path = self._folder / f"{name}{suffix}"
            with suppress(OSError):
                data = path.read_bytes()
                with suppress(OSError):
                    os.utime(path)
                return Drawn(media_type, data)
        return None

    def _keep(self, name: str, drawn: Drawn) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._make_room(len(drawn.data))
        path = self._folder / f"{name}{_SUFFIXES[drawn.media_type]}"
        part = path.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(drawn.data)
        part.replace(path)

    def _make_room(self, size: int) -> None:
        """Remove the pages not asked for longest until one of this size has room."""
        with os.scandir(self._folder) as entries:
            files = sorted(
                (stat.st_mtime_ns, stat.st_size, entry.path) for entry in entries for stat in (entry.stat(),)
            )
        total = size + sum(length for _, length, _ in files)
        for _, length, path in files:
            if total <= self._capacity:
                return
            Path(path).unlink(missing_ok=True)
            total -= length
