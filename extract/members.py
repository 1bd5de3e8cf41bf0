"""The files inside an archive: ZIP, gzip, RAR and 7z, an archive within them opened once more."""

import gzip
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO
from pathlib import PurePosixPath

from extract.errors import UnreadableDocument
from extract.media import media_type_of
from extract.safe_zip import open_zip
from extract.unarchiver import open_archive

MEMBER_LIMIT = 100_000_000
TOTAL_LIMIT = 300_000_000
"""What the members of an archive, those of archives within it included, may have together, in bytes."""

_CLUTTER_FOLDERS = frozenset(("__macosx", "@eadir", ".git"))
_CLUTTER_FILES = frozenset(("thumbs.db", "desktop.ini", ".ds_store"))
_CLUTTER_STARTS = ("._", "~$", ".~")
_Unread = tuple[str, Callable[[], bytes]]


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside an archive: its name there, with `/` between folders, and its bytes.

    `problem` says why it cannot be unpacked; it has no bytes then.
    """

    name: str
    data: bytes
    problem: str | None = None


def members(data: bytes, media_type: str) -> Iterator[Member]:
    """Yield the files in an archive; what desktop programs leave behind is left out.

    An archive within the archive gives its own members, `outer.zip/inner.doc`; one deeper stays a file.
    Raises UnreadableDocument when the archive cannot be opened, holds more than the limits, or none of it can be unpacked.
    """
    left, broken, readable = TOTAL_LIMIT, [], False
    for member in _with_inner(data, media_type):
        left -= len(member.data)
        if left < 0:
            raise UnreadableDocument(f"the archive unpacks to more than {TOTAL_LIMIT} bytes")
        if member.problem is None:
            readable = True
            yield member
        else:
            broken.append(member)
    if broken and not readable:
        raise UnreadableDocument(str(broken[0].problem))
    yield from broken


def _with_inner(data: bytes, media_type: str) -> Iterator[Member]:
    for member in _opened(data, media_type):
        kind = media_type_of(member.data) if member.data else ""
        if kind not in _OPENERS:
            yield member
            continue
        try:
            for inner in _opened(member.data, kind):
                yield replace(inner, name=f"{member.name}/{inner.name}")
        except UnreadableDocument as error:
            yield Member(member.name, b"", str(error))


def _opened(data: bytes, media_type: str) -> Iterator[Member]:
    opener = _OPENERS.get(media_type)
    if opener is None:
        raise UnreadableDocument(f"files of type {media_type} are no archives")
    for name, read in opener(data):
        clean = name.replace("\\", "/").lstrip("/")
        if _is_clutter(clean):
            continue
        try:
            yield Member(clean, read())
        except UnreadableDocument as error:
            yield Member(clean, b"", str(error))


def _is_clutter(name: str) -> bool:
    *folders, last = PurePosixPath(name.lower()).parts or ("",)
    return (
        not last
        or last in _CLUTTER_FILES
        or last.startswith(_CLUTTER_STARTS)
        or not _CLUTTER_FOLDERS.isdisjoint(folders)
    )


def _zip(data: bytes) -> Iterator[_Unread]:
    file = open_zip(data)
    for name in file.names():
        yield name, partial(file.read, name, MEMBER_LIMIT)


def _unarchived(data: bytes) -> Iterator[_Unread]:
    with open_archive(data) as archive:
        for entry in archive.entries():
            yield entry.name, partial(archive.read, entry)


def _gzip(data: bytes) -> Iterator[_Unread]:
    yield "content", partial(_gunzipped, data)


def _gunzipped(data: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=BytesIO(data)) as stream:
            content = stream.read(MEMBER_LIMIT + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableDocument(f"the gzip file is damaged: {error}") from error
    if len(content) > MEMBER_LIMIT:
        raise UnreadableDocument(f"the gzip file unpacks to more than {MEMBER_LIMIT} bytes")
    return content


_OPENERS: dict[str, Callable[[bytes], Iterator[_Unread]]] = {
    "application/zip": _zip,
    "application/gzip": _gzip,
    "application/vnd.rar": _unarchived,
    "application/x-7z-compressed": _unarchived,
}
