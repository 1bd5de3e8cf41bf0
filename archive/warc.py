"""WARC/1.1 records, one gzip member each: made for appending in groups, read back by offset or in sequence.

Standard: ISO 28500:2017. A group is a response, revisit or resource record, the request it answers, and the metadata record
with our provenance, which closes it; warcinfo and other metadata records stand alone.
"""

import json
import os
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO
from uuid import uuid4

from warcio.recordloader import ArcWarcRecordLoader
from warcio.warcwriter import WARCWriter

from archive.clock import timestamp
from archive.errors import CorruptWarc
from archive.headers import Head, one_line, read_headers, request_head, response_head, warc_uri
from archive.model import Exchange, Headers

SERVER_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
IDENTICAL_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
FILES = "NIANBAO-*.warc.gz"
"""The names of our files in the folder."""

_CHUNK = 1 << 16
_LEVEL = 6
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


@dataclass(frozen=True, slots=True)
class Revisit:
    """What a revisit record refers to: the earlier record, its address, date and payload digest, and why."""

    record_id: str
    url: str
    date: str
    payload_digest: str
    profile: str


class RecordMaker:
    """Makes the bytes of records, each a gzip member."""

    def __init__(self) -> None:
        """Start with an empty buffer."""
        self._buffer = BytesIO()
        self._writer = WARCWriter(self._buffer, gzip=False, warc_version="1.1")

    def warcinfo(self, filename: str, fields: Mapping[str, str], moment: datetime) -> bytes:
        """Return the record that opens every file."""
        record = self._writer.create_warcinfo_record(filename, fields)
        record.rec_headers.replace_header("WARC-Date", timestamp(moment))
        return self._bytes(record)

    def response(self, record_id: str, exchange: Exchange) -> bytes:
        """Return the record of a response, its body as received."""
        return self._http("response", record_id, exchange, exchange.body, {})

    def revisit(self, record_id: str, exchange: Exchange, earlier: Revisit) -> bytes:
        """Return the record of a response whose payload an earlier record holds."""
        headers = {
            "WARC-Profile": earlier.profile,
            "WARC-Refers-To": _urn(earlier.record_id),
            "WARC-Refers-To-Target-URI": warc_uri(earlier.url),
            "WARC-Refers-To-Date": earlier.date,
            "WARC-Payload-Digest": earlier.payload_digest,
        }
        return self._http("revisit", record_id, exchange, b"", headers)

    def request(self, response_id: str, exchange: Exchange) -> bytes:
        """Return the record of the request that a response answers."""
        headers = _common(str(uuid4()), exchange.fetched_at) | {"WARC-Concurrent-To": _urn(response_id)}
        return self._record("request", exchange.url, exchange.request_body, headers, head=request_head(exchange))

    def resource(self, record_id: str, url: str, payload: bytes, media_type: str, moment: datetime) -> bytes:
        """Return the record of a file that came without HTTP."""
        return self._record("resource", url, payload, _common(record_id, moment), one_line(media_type))

    def metadata(self, url: str, content: Mapping[str, Any], moment: datetime, about: str | None = None) -> bytes:
        """Return a metadata record with our own JSON, about another record or standing alone."""
        payload = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        headers = _common(str(uuid4()), moment)
        if about is not None:
            headers["WARC-Concurrent-To"] = _urn(about)
        return self._record("metadata", url, payload, headers, "application/json")

    def _http(self, kind: str, record_id: str, exchange: Exchange, body: bytes, extra: Mapping[str, str]) -> bytes:
        headers = (
            _common(record_id, exchange.fetched_at)
            | dict(extra)
            | {"WARC-Protocol": one_line(exchange.protocol.lower())}
        )
        if exchange.ip:
            headers["WARC-IP-Address"] = one_line(exchange.ip)
        return self._record(kind, exchange.url, body, headers, head=response_head(exchange))

    def _record(
        self, kind: str, url: str, block: bytes, headers: dict[str, str], media_type: str = "", head: Head | None = None
    ) -> bytes:
        record = self._writer.create_warc_record(
            warc_uri(url),
            kind,
            payload=BytesIO(block),
            length=len(block),
            warc_content_type=media_type,
            warc_headers_dict=headers,
            http_headers=head,
        )
        return self._bytes(record)

    def _bytes(self, record: Any) -> bytes:
        self._buffer.seek(0)
        self._buffer.truncate()
        self._writer.write_record(record)
        member = zlib.compressobj(_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS | 16)
        return member.compress(self._buffer.getbuffer()) + member.flush()


def _common(record_id: str, moment: datetime) -> dict[str, str]:
    return {"WARC-Record-ID": _urn(record_id), "WARC-Date": timestamp(moment)}


def _urn(record_id: str) -> str:
    return f"<urn:uuid:{record_id}>"


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
