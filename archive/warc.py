"""WARC/1.1 records, one gzip member each: made for appending in groups, read back by offset or in sequence.

Standard: ISO 28500:2017. A group is a response, revisit or resource record, the request it answers, and the metadata record
with our provenance, which closes it; warcinfo and other metadata records stand alone.
"""

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.clock import timestamp
from archive.errors import CorruptWarc
from archive.model import Exchange, Headers

SERVER_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
IDENTICAL_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_CHUNK = 1 << 16


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

    def json(self) -> dict[str, Any]:
        """Return the content of one of our metadata records."""
        value = json.loads(self.payload)
        if not isinstance(value, dict):
            raise CorruptWarc(f"the metadata record at offset {self.offset} holds no object")
        return value


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
        self._writer = WARCWriter(self._buffer, gzip=True, warc_version="1.1")

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
            "WARC-Refers-To-Target-URI": earlier.url,
            "WARC-Refers-To-Date": earlier.date,
            "WARC-Payload-Digest": earlier.payload_digest,
        }
        return self._http("revisit", record_id, exchange, b"", headers)

    def request(self, response_id: str, exchange: Exchange) -> bytes:
        """Return the record of the request that a response answers."""
        path = "/" + exchange.url.split("://", 1)[-1].partition("/")[2]
        headers = StatusAndHeaders(f"{exchange.method} {path} HTTP/1.1", exchange.request_headers, is_http_request=True)
        return self._bytes(
            self._writer.create_warc_record(
                exchange.url,
                "request",
                payload=BytesIO(),
                length=0,
                http_headers=headers,
                warc_headers_dict=_common(str(uuid4()), exchange.fetched_at)
                | {"WARC-Concurrent-To": _urn(response_id)},
            )
        )

    def resource(self, record_id: str, url: str, payload: bytes, media_type: str, moment: datetime) -> bytes:
        """Return the record of a file that came without HTTP."""
        return self._bytes(
            self._writer.create_warc_record(
                url,
                "resource",
                payload=BytesIO(payload),
                length=len(payload),
                warc_content_type=media_type,
                warc_headers_dict=_common(record_id, moment),
            )
        )

    def metadata(self, url: str, content: Mapping[str, Any], moment: datetime, about: str | None = None) -> bytes:
        """Return a metadata record with our own JSON, about another record or standing alone."""
        payload = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        headers = _common(str(uuid4()), moment)
        if about is not None:
            headers["WARC-Concurrent-To"] = _urn(about)
        return self._bytes(
            self._writer.create_warc_record(
                url,
                "metadata",
                payload=BytesIO(payload),
                length=len(payload),
                warc_content_type="application/json",
                warc_headers_dict=headers,
            )
        )

    def _http(self, kind: str, record_id: str, exchange: Exchange, body: bytes, extra: Mapping[str, str]) -> bytes:
        headers = _common(record_id, exchange.fetched_at) | dict(extra) | {"WARC-Protocol": exchange.protocol.lower()}
        if exchange.ip:
            headers["WARC-IP-Address"] = exchange.ip
        status = StatusAndHeaders(
            f"{exchange.status} {exchange.reason}".strip(), _stored_headers(exchange.headers), "HTTP/1.1"
        )
        return self._bytes(
            self._writer.create_warc_record(
                exchange.url,
                kind,
                payload=BytesIO(body),
                length=len(body),
                http_headers=status,
                warc_headers_dict=headers,
            )
        )

    def _bytes(self, record: Any) -> bytes:
        self._buffer.seek(0)
        self._buffer.truncate()
        self._writer.write_record(record)
        return self._buffer.getvalue()


def _stored_headers(headers: Headers) -> Headers:
    """Return response headers as stored: the body is no longer chunked, so that header is kept under another name."""
    return [
        (f"X-Archive-Orig-{name}" if name.lower() == "transfer-encoding" else name, value) for name, value in headers
    ]


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
        file.seek(start)
        offset, pending = start, b""
        while True:
            decoder = zlib.decompressobj(zlib.MAX_WBITS | 16)
            pieces, taken = [], 0
            while not decoder.eof:
                chunk = pending or file.read(_CHUNK)
                pending = b""
                if not chunk:
                    return
                try:
                    pieces.append(decoder.decompress(chunk))
                except zlib.error as error:
                    if not chunk.strip(b"\0") and not file.read(_CHUNK).strip(b"\0"):
                        return
                    raise CorruptWarc(f"{path.name}: damaged at offset {offset} ({error})") from None
                taken += len(chunk)
            pending = decoder.unused_data
            end = offset + taken - len(pending)
            yield offset, end, b"".join(pieces)
            offset = end


def _parse(path: Path, offset: int, end: int, data: bytes, check_digests: bool) -> Record:
    try:
        record = ArcWarcRecordLoader().parse_record_stream(
            BytesIO(data), known_format="warc", check_digests="log" if check_digests else False
        )
        payload = record.raw_stream.read()
    except Exception as error:  # warcio raises errors of many kinds on a damaged record
        raise CorruptWarc(f"{path.name}: no record at offset {offset} ({error})") from None
    http = record.http_headers
    status = int(http.get_statuscode()) if http is not None and record.rec_type in ("response", "revisit") else None
    return Record(
        offset,
        end,
        record.rec_type,
        dict(record.rec_headers.headers),
        status,
        list(http.headers) if http is not None else [],
        payload,
        tuple(record.digest_checker.problems) if check_digests else (),
    )
