"""Making WARC/1.1 records, one gzip member each: the bytes of a record as they are appended.

Standard: ISO 28500:2017. What `archive.warc` reads back is what was given here.
"""

import json
import zlib
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha1
from typing import Any
from uuid import uuid4

from archive.clock import timestamp
from archive.headers import one_line, request_head, response_head, warc_uri
from archive.model import Exchange

SERVER_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
IDENTICAL_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"

_LEVEL = 4
"""Of gzip: half the time of level 6, a few per cent larger."""

_SMALL, _SMALL_WINDOW, _SMALL_MEMORY = 4096, 12, 4
"""So few bytes are packed with the window and the memory level they need: to lay out more takes longer than to pack them."""

_NO_PAYLOAD_DIGEST = ("warcinfo", "revisit")


@dataclass(frozen=True, slots=True)
class Revisit:
    """What a revisit record refers to: the earlier record, its address, date and payload digest, and why."""

    record_id: str
    url: str
    date: str
    payload_digest: str
    profile: str


def warcinfo(filename: str, fields: Mapping[str, str], moment: datetime) -> bytes:
    """Return the record that opens every file."""
    headers = _common(str(uuid4()), moment) | {"WARC-Filename": filename}
    block = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return _record("warcinfo", None, block.encode(), headers, "application/warc-fields")


def response(record_id: str, exchange: Exchange, digest: str | None = None) -> bytes:
    """Return the record of a response, its body as received; `digest` is that of its payload where it is known."""
    return _http("response", record_id, exchange, exchange.body, {}, digest)


def revisit(record_id: str, exchange: Exchange, earlier: Revisit) -> bytes:
    """Return the record of a response whose payload an earlier record holds."""
    headers = {
        "WARC-Profile": earlier.profile,
        "WARC-Refers-To": _urn(earlier.record_id),
        "WARC-Refers-To-Target-URI": warc_uri(earlier.url),
        "WARC-Refers-To-Date": earlier.date,
        "WARC-Payload-Digest": earlier.payload_digest,
    }
    return _http("revisit", record_id, exchange, b"", headers)


def request(response_id: str, exchange: Exchange) -> bytes:
    """Return the record of the request that a response answers."""
    headers = _common(str(uuid4()), exchange.fetched_at) | {"WARC-Concurrent-To": _urn(response_id)}
    media_type, head = "application/http; msgtype=request", request_head(exchange)
    return _record("request", exchange.url, exchange.request_body, headers, media_type, head)


def resource(record_id: str, url: str, payload: bytes, media_type: str, moment: datetime) -> bytes:
    """Return the record of a file that came without HTTP."""
    return _record("resource", url, payload, _common(record_id, moment), one_line(media_type))


def metadata(url: str, content: Mapping[str, Any], moment: datetime, about: str | None = None) -> bytes:
    """Return a metadata record with our own JSON, about another record or standing alone."""
    payload = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    headers = _common(str(uuid4()), moment)
    if about is not None:
        headers["WARC-Concurrent-To"] = _urn(about)
    return _record("metadata", url, payload, headers, "application/json")


def payload_digest(payload: bytes) -> str:
    """Return the digest of a payload or block as WARC headers name it."""
    return _digest(payload) if payload else _OF_NOTHING


def _digest(payload: bytes) -> str:
    return f"sha1:{b32encode(sha1(payload, usedforsecurity=False).digest()).decode()}"


_OF_NOTHING = _digest(b"")


def _http(
    kind: str, record_id: str, exchange: Exchange, body: bytes, extra: Mapping[str, str], digest: str | None = None
) -> bytes:
    headers = _common(record_id, exchange.fetched_at) | dict(extra)
    headers["WARC-Protocol"] = one_line(exchange.protocol.lower())
    if exchange.ip:
        headers["WARC-IP-Address"] = one_line(exchange.ip)
    media_type, head = "application/http; msgtype=response", response_head(exchange)
    return _record(kind, exchange.url, body, headers, media_type, head, digest)


def _record(
    kind: str,
    url: str | None,
    payload: bytes,
    headers: Mapping[str, str],
    media_type: str,
    head: bytes = b"",
    digest: str | None = None,
) -> bytes:
    block, digest = head + payload, digest or payload_digest(payload)
    fields = {**headers, "WARC-Type": kind}
    if url is not None:
        fields["WARC-Target-URI"] = warc_uri(url)
    if kind not in _NO_PAYLOAD_DIGEST:
        fields["WARC-Payload-Digest"] = digest
    fields |= {
        "WARC-Block-Digest": payload_digest(block) if head else digest,
        "Content-Type": media_type,
        "Content-Length": str(len(block)),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    record = b"".join((f"WARC/1.1\r\n{lines}\r\n".encode(), block, b"\r\n\r\n"))
    window, memory = (zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL) if len(record) > _SMALL else (_SMALL_WINDOW, _SMALL_MEMORY)
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, window | 16, memory)
    return packer.compress(record) + packer.flush()


def _common(record_id: str, moment: datetime) -> dict[str, str]:
    return {"WARC-Record-ID": _urn(record_id), "WARC-Date": timestamp(moment)}


def _urn(record_id: str) -> str:
    return f"<urn:uuid:{record_id}>"
