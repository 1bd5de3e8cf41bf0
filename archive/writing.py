"""Writing to the archive: the WARC file first, then the same thing into the database."""

import json
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import asdict
from hashlib import sha1, sha256
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self
from uuid import uuid4

from sqlite_utils import Database

from archive.clock import now, parse, timestamp
from archive.coding import decode_body
from archive.index import index_record
from archive.model import Capture, ColumnReading, Exchange, Headers, Provenance
from archive.reading import capture_of
from archive.recovery import mark_indexed
from archive.warc import IDENTICAL_PAYLOAD, SERVER_NOT_MODIFIED, RecordMaker, Revisit

MAX_FILE = 1_000_000_000
FIDELITY = (
    "header names and reason phrases as the HTTP client reports them; bodies as received, without chunked framing"
)


class CaptureWriter:
    """Appends groups of records to the WARC files of one run, and indexes each as it is written."""

    def __init__(
        self, db: Database, folder: Path, run: Mapping[str, Any], worker: str = "0", max_file: int = MAX_FILE
    ) -> None:
        """Take the run whose files these are; a file is made when its first group comes."""
        self._db = db
        self._folder = folder
        self._run = run
        self._stem = f"NIANBAO-{run['id']}-{worker}"
        self._max_file = max_file
        self._maker = RecordMaker()
        self._file: BinaryIO | None = None
        self._number = 0

    def __enter__(self) -> Self:
        """Begin writing."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End writing."""
        self.close()

    def close(self) -> None:
        """Close the file that is being written."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def response(self, exchange: Exchange, provenance: Provenance, outcome: str, detail: str | None = None) -> Capture:
        """Store a response with its request; a payload that is stored already becomes a revisit, as does a 304."""
        record_id = str(uuid4())
        content = self._content(record_id, exchange, provenance, outcome, detail)
        earlier = self._earlier(exchange, content)
        if earlier is None:
            first = self._maker.response(record_id, exchange)
            if exchange.status == 304:
                content |= {"outcome": "error", "detail": "304 for an address whose content is not in the archive"}
        else:
            profile = SERVER_NOT_MODIFIED if exchange.status == 304 else IDENTICAL_PAYLOAD
            if exchange.status == 304:
                content |= _of_earlier(content, earlier)
            content["payload_id"] = earlier["id"]
            refers = Revisit(
                earlier["id"], earlier["final_url"], earlier["fetched_at"], earlier["payload_digest"], profile
            )
            first = self._maker.revisit(record_id, exchange, refers)
        request = self._maker.request(record_id, exchange)
        metadata = self._maker.metadata(exchange.url, content, exchange.fetched_at, about=record_id)
        return self._append_capture(content, first + request + metadata)

    def resource(
        self, url: str, payload: bytes, media_type: str | None, provenance: Provenance, fetched_at: str
    ) -> Capture:
        """Store a file that came without HTTP."""
        record_id = str(uuid4())
        moment = parse(fetched_at)
        exchange = Exchange(url, 200, "OK", [("Content-Type", media_type)] if media_type else [], payload, moment)
        content = self._content(record_id, exchange, provenance, "ok", None)
        content |= {"sha256": sha256(payload).hexdigest(), "size": len(payload)}
        first = self._maker.resource(record_id, url, payload, media_type or "application/octet-stream", moment)
        return self._append_capture(content, first + self._maker.metadata(url, content, moment, about=record_id))

    def attempt(self, url: str, outcome: str, detail: str, provenance: Provenance) -> None:
        """Record a request that got no response."""
        moment = now()
        self._event(
            url,
            {
                "type": "attempt",
                "id": str(uuid4()),
                "url": url,
                "at": timestamp(moment),
                "outcome": outcome,
                "detail": detail,
                "provenance": asdict(provenance),
            },
        )

    def column(self, reading: ColumnReading) -> None:
        """Record a reading of an annual-report column."""
        self._event(reading.url, {"type": "column", "reading": reading.as_json()})

    def portal_finished(
        self,
        portal: str,
        name: str | None,
        home_url: str,
        family: str | None,
        region: str | None,
        outcome: str,
        counts: Mapping[str, Any],
    ) -> None:
        """Record that a portal came to its end, and with which outcome."""
        content = {
            "type": "portal",
            "id": portal,
            "name": name,
            "home_url": home_url,
            "family": family,
            "region_code": region,
            "outcome": outcome,
            "finished": timestamp(now()),
            "counts": dict(counts),
        }
        self._event(home_url, content)

    def run_finished(self, content: Mapping[str, Any]) -> None:
        """Record the end of the run, if anything was written in it."""
        if self._number:
            self._event(f"urn:nianbao:run:{self._run['id']}", dict(content))

    def _content(
        self, record_id: str, exchange: Exchange, provenance: Provenance, outcome: str, detail: str | None
    ) -> dict[str, Any]:
        decoded, remark = decode_body(exchange.body, _header(exchange.headers, "content-encoding"))
        return {
            "type": "capture",
            "id": record_id,
            "payload_id": record_id,
            "url": exchange.url,
            "final_url": exchange.url,
            "fetched_at": timestamp(exchange.fetched_at),
            "status": exchange.status,
            "outcome": outcome,
            "detail": "; ".join(filter(None, (detail, remark))) or None,
            "media_type": _header(exchange.headers, "content-type"),
            "sha256": sha256(decoded).hexdigest() if decoded else None,
            "size": len(decoded),
            "etag": _header(exchange.headers, "etag"),
            "last_modified": _header(exchange.headers, "last-modified"),
            "payload_digest": "sha1:" + b32encode(sha1(exchange.body, usedforsecurity=False).digest()).decode(),
            "provenance": asdict(provenance),
        }

    def _earlier(self, exchange: Exchange, content: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the capture whose record holds the payload of this response already, as a row of `captures`."""
        if exchange.status == 304:
            rows = self._db.query(
                "SELECT c.* FROM captures c JOIN captures v ON v.payload_id = c.id WHERE v.url = ? AND c.sha256 IS NOT NULL"
                " AND v.outcome IN ('ok', 'not_modified') ORDER BY v.fetched_at DESC LIMIT 1",
                [exchange.url],
            )
        elif exchange.body:
            rows = self._db.query(
                "SELECT * FROM captures WHERE sha256 = ? AND payload_digest = ? AND payload_id = id ORDER BY fetched_at LIMIT 1",
                [content["sha256"], content["payload_digest"]],
            )
        else:
            return None
        return next(iter(rows), None)

    def _append_capture(self, content: dict[str, Any], data: bytes) -> Capture:
        self._append(content, data)
        return capture_of(next(iter(self._db.query("SELECT * FROM captures WHERE id = ?", [content["id"]]))))

    def _event(self, url: str, content: Mapping[str, Any]) -> None:
        self._append(content, self._maker.metadata(url, content, now()))

    def _append(self, content: Mapping[str, Any], data: bytes) -> None:
        file = self._open_file()
        offset = file.tell()
        file.write(data)
        file.flush()
        self._index(file, content, offset)

    def _index(self, file: BinaryIO, content: Mapping[str, Any], offset: int) -> None:
        name = Path(file.name).name
        with self._db.atomic():
            index_record(self._db, content, name, offset)
            mark_indexed(self._db, name, file.tell())

    def _open_file(self) -> BinaryIO:
        if self._file is not None and self._file.tell() >= self._max_file:
            self.close()
        if self._file is None:
            path = self._folder / f"{self._stem}-{self._number:05}.warc.gz"
            self._file = path.open("xb")
            self._number += 1
            data = self._maker.warcinfo(path.name, self._warcinfo(), parse(self._run["started"]))
            self._file.write(data)
            self._file.flush()
            self._index(self._file, self._run, 0)
        return self._file

    def _warcinfo(self) -> dict[str, str]:
        return {
            "software": self._run["software"],
            "format": "WARC file version 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "description": FIDELITY,
            "nianbao-run": json.dumps(self._run, ensure_ascii=False, separators=(",", ":")),
        }


def _header(headers: Headers, name: str) -> str | None:
    return next((value for key, value in headers if key.lower() == name), None)


def _of_earlier(content: Mapping[str, Any], earlier: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a 304 says by referring to an earlier capture: its content, and its validators where the 304 has none."""
    return {
        "outcome": "not_modified",
        "media_type": earlier["media_type"],
        "sha256": earlier["sha256"],
        "size": earlier["size"],
        "payload_digest": earlier["payload_digest"],
        "etag": content["etag"] or earlier["etag"],
        "last_modified": content["last_modified"] or earlier["last_modified"],
    }
