"""OLE compound files, the containers of old Office documents: their streams by name, read within bounds."""

import struct
from dataclasses import dataclass
from struct import Struct, iter_unpack

from extract.errors import UnreadableDocument

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_ENTRIES = 10_000
STREAM_LIMIT = 100_000_000
_HEADER = Struct("<8s16x H H H H H 6x I I I 4x I I I I I")
_ENTRY = Struct("<64s H B B I I I 16s I Q Q I Q")
_END = 0xFFFFFFFA
"""Sector numbers from here on end a chain."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry of the directory: its name in lower case, its neighbours left and right, its first child, its bytes."""

    name: str
    left: int
    right: int
    child: int
    start: int
    size: int

    @classmethod
    def of(cls, raw: bytes) -> "_Entry":
        name, length, _, _, left, right, child, _, _, _, _, start, size = _ENTRY.unpack(raw)
        text = name[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace").lower()
        return cls(text, left, right, child, start, size & 0xFFFFFFFF)


def _top_level(entries: list[_Entry]) -> list[_Entry]:
    """Return the entries right below the root: those of embedded objects stand deeper."""
    found: dict[int, _Entry] = {}
    waiting = [entries[0].child]
    while waiting:
        number = waiting.pop()
        if number < len(entries) and number not in found:
            found[number] = entries[number]
            waiting += [entries[number].right, entries[number].left]
    return list(found.values())


class OleFile:
    """The streams of a compound file by name, in lower case; those of objects embedded in it are left out."""

    def __init__(self, data: bytes) -> None:
        """Take the bytes. Raises UnreadableDocument when they are no compound file or are damaged."""
        try:
            self._open(data)
        except (struct.error, IndexError, UnicodeDecodeError) as error:
            raise UnreadableDocument("the OLE file is damaged") from error

    def _open(self, data: bytes) -> None:
        header = _HEADER.unpack(data[: _HEADER.size])
        (signature, _, _, _, shift, mini_shift, _, _, directory, self._cutoff, mini, _, difat, difats) = header
        if signature != SIGNATURE or shift not in (9, 12) or mini_shift != 6:
            raise UnreadableDocument("the OLE file is damaged")
        self._data, self._size = data, 1 << shift
        self._table = self._sector_table(difat, difats)
        self._mini_table = _numbers(self._chain(mini))
        entries = self._directory(directory)
        root = entries[0]
        self._mini = self._chain(root.start)[: root.size]
        self._entries = {entry.name: entry for entry in _top_level(entries)}

    def _directory(self, start: int) -> list["_Entry"]:
        raw = self._chain(start)[: MOST_ENTRIES * _ENTRY.size]
        return [_Entry.of(raw[place : place + _ENTRY.size]) for place in range(0, len(raw), _ENTRY.size)]

    def names(self) -> list[str]:
        """Return the names of all streams and storages, in lower case."""
        return list(self._entries)

    def read(self, name: str, limit: int = STREAM_LIMIT) -> bytes:
        """Return the bytes of a stream. Raises UnreadableDocument when there is none, or it has more than `limit` bytes."""
        if name not in self._entries:
            raise UnreadableDocument(f"the OLE file holds no stream {name}")
        start, size = self._entries[name].start, self._entries[name].size
        if size > limit:
            raise UnreadableDocument(f"the stream {name} has more than {limit} bytes")
        if size >= self._cutoff:
            return self._chain(start, size)[:size]
        pieces = (self._mini[64 * number : 64 * number + 64] for number in _followed(start, self._mini_table))
        return b"".join(pieces)[:size]

    def _sector(self, number: int) -> bytes:
        return self._data[(number + 1) * self._size : (number + 2) * self._size]

    def _sector_table(self, difat: int, count: int) -> list[int]:
        """Return for every sector the one that follows it in its chain."""
        holders = list(_numbers(self._data[76:512]))
        for _ in range(min(count, len(self._data) // self._size)):
            *more, difat = _numbers(self._sector(difat)) or [_END]
            holders += more
        sectors = dict.fromkeys(number for number in holders if number < len(self._data) // self._size)
        return _numbers(b"".join(map(self._sector, sectors)))

    def _chain(self, start: int, size: int | None = None) -> bytes:
        needed = len(self._table) if size is None else -(-size // self._size)
        return b"".join(
            self._sector(number) for number, _ in zip(_followed(start, self._table), range(needed), strict=False)
        )


def _followed(start: int, table: list[int]) -> list[int]:
    """Return the sectors of a chain; one that comes back to itself ends there."""
    found: dict[int, None] = {}
    while start < min(len(table), _END) and start not in found:
        found[start] = None
        start = table[start]
    return list(found)


def _numbers(data: bytes) -> list[int]:
    return [number for (number,) in iter_unpack("<I", data[: len(data) // 4 * 4])]
