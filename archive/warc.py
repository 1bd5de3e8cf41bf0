"""WARC/1.1 records, one gzip member each (see `archive.records`), read back by offset or in sequence.

Standard: ISO 28500:2017. A group is a response, revisit or resource record, the request it answers, and the metadata record
with our provenance, which closes it; warcinfo and other metadata records stand alone.
"""

import os
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from warcio.recordloader import ArcWarcRecordLoader

from archive.errors import CorruptWarc
from archive.headers import one_line, read_headers
from archive.model import Headers

FILES = "NIANBAO-*.warc.gz"
"""The names of our files in the folder."""

_CHUNK = 1 << 16
_ZERO_TAIL = 16
_MEMBER_START = b"\x1f\x8b\x08\x00\x00\x00\x00\x00"
_BLANK_LINE = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Record:
    """A record read back: its type, WARC headers, HTTP status and headers where it has them, and its payload as received."""

    offset: int
    end: int
    type: str
    headers: Mapping[str, str]
    status: int | None
    http_headers: Headers
    payload: bytes
    digest_faults: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The UUID of the record."""
        return self.headers.get("WARC-Record-ID", "").removeprefix("<urn:uuid:").removesuffix(">")


def read_record(path: Path, offset: int) -> Record:
    """Return the record that begins at an offset of a file."""
    try:
        return next(iter_records(path, offset))
    except StopIteration:
        raise CorruptWarc(f"{path.name}: no record at offset {offset}") from None
    except FileNotFoundError:
        raise CorruptWarc(f"{path.name}: the file is missing") from None


def iter_records(path: Path, start: int = 0, *, check_digests: bool = False) -> Iterator[Record]:
    """Yield the complete records of a file from an offset on; a torn last one is left out.

    With `check_digests` each record tells in `digest_faults` where its block or payload differs from its stored digest.

    Raises CorruptWarc, with file and offset, when anything else than the end is damaged.
    """
    for offset, end, data in _members(path, start):
        yield _parse(path, offset, end, data, check_digests)


def _members(path: Path, start: int) -> Iterator[tuple[int, int, bytes]]:
    """Yield offset, end and content of each complete gzip member."""
    with path.open("rb") as file:
        offset = start
        while (member := _member(file, path, offset)) is not None:
            content, end = member
            yield offset, end, content
            offset = end


def _member(file: BinaryIO, path: Path, offset: int) -> tuple[bytes, int] | None:
    """Return content and end of the gzip member at an offset; None when the file ends there or within it."""
    file.seek(offset)
    decoder = zlib.decompressobj(zlib.MAX_WBITS | 16)
    pieces, end = [], offset
    while not decoder.eof:
        chunk = file.read(_CHUNK)
        try:
            if end == offset and not _MEMBER_START.startswith(chunk[: len(_MEMBER_START)]):
                raise zlib.error("no gzip member of ours")
            pieces.append(decoder.decompress(chunk))
        except zlib.error as error:
            if _ends_in_zeros(file):
                break
            raise CorruptWarc(f"{path.name}: damaged at offset {offset} ({error})") from None
        if not chunk:
            break
        end += len(chunk)
    if decoder.eof:
        return b"".join(pieces), end - len(decoder.unused_data)
    _refuse_records_after(file, path, offset)
    return None


def _ends_in_zeros(file: BinaryIO) -> bool:
    """Tell whether a file ends in more zeros than a whole record could, as a power failure may leave it."""
    file.seek(-min(_ZERO_TAIL, file.seek(0, os.SEEK_END)), os.SEEK_END)
    return file.read() == bytes(_ZERO_TAIL)


def _refuse_records_after(file: BinaryIO, path: Path, offset: int) -> None:
    """Raise CorruptWarc when whole records follow a broken one: then it is no torn end, and must not be cut."""
    file.seek(offset)
    tail = file.read()
    at = tail.find(_MEMBER_START, 1)
    while at != -1:
        with suppress(zlib.error):  # bytes that only look like the beginning of a member
            if zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(tail[at:], 8) == b"WARC/1.1":
                raise CorruptWarc(f"{path.name}: damaged at offset {offset} (whole records follow)")
        at = tail.find(_MEMBER_START, at + 1)


def _parse(path: Path, offset: int, end: int, data: bytes, check_digests: bool) -> Record:
    try:
        record = ArcWarcRecordLoader(verify_http=False).parse_record_stream(
            BytesIO(data), known_format="warc", check_digests=check_digests
        )
        http = record.http_headers
        return Record(
            offset,
            end,
            record.rec_type,
            dict(record.rec_headers.headers),
            int(http.get_statuscode()) if http is not None and record.rec_type in ("response", "revisit") else None,
            read_headers(data.split(_BLANK_LINE, 2)[1]) if http is not None else [],
            record.raw_stream.read(),
            tuple(record.digest_checker.problems),
        )
    except Exception as error:  # warcio raises errors of many kinds on a damaged record
        raise CorruptWarc(f"{path.name}: no record at offset {offset} ({one_line(str(error))})") from None
