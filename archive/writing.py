"""Writing to the archive: the WARC file first, then the same thing into the database."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from sqlite_utils import Database

from archive import records
from archive.appending import MAX_FILE, GroupAppender, storable
from archive.clock import now, parse, timestamp
from archive.coding import decode_body
from archive.headers import header
from archive.index import capture_row
from archive.model import Capture, ColumnReading, Exchange, Provenance
from archive.reading import capture_of, first_row
from archive.records import IDENTICAL_PAYLOAD, SERVER_NOT_MODIFIED, Revisit


class CaptureWriter:
    """Appends groups of records to the WARC files of one run, and indexes each as it is written."""

    def __init__(
        self, db: Database, folder: Path, run: Mapping[str, Any], worker: str = "0", max_file: int = MAX_FILE
    ) -> None:
        """Take the run whose files these are; a file is made when its first group comes."""
        self._db = db
        self._run_id = run["id"]
        self._files = GroupAppender(db, folder, run, worker, max_file)

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
        self._files.close()

    def response(self, exchange: Exchange, provenance: Provenance, outcome: str, detail: str | None = None) -> Capture:
        """Store a response with its request; a payload that is stored already becomes a revisit, as does a 304."""
        record_id = str(uuid4())
        content = self._content(record_id, exchange, provenance, outcome, detail)
        confirmed = self._confirmed(exchange.url) if exchange.status == 304 else None
        if confirmed is not None:
            content |= _of_confirmed(content, confirmed)
            holder = self._row("id = ?", [confirmed["payload_id"]])
        elif exchange.status == 304:
            holder = None
            content |= {"outcome": "error", "detail": "304 for an address whose content is not in the archive"}
        else:
            holder = self._holder(content)
        if holder is None:
            first = records.response(record_id, exchange, content["payload_digest"])
        else:
            content["payload_id"] = holder["id"]
            profile = SERVER_NOT_MODIFIED if confirmed is not None else IDENTICAL_PAYLOAD
            refers = Revisit(holder["id"], holder["url"], holder["fetched_at"], holder["payload_digest"], profile)
            first = records.revisit(record_id, exchange, refers)
        content = storable(content)
        request = records.request(record_id, exchange)
        metadata = records.metadata(exchange.url, content, exchange.fetched_at, about=record_id)
        return self._append_capture(content, first + request + metadata)

    def resource(
        self, url: str, payload: bytes, media_type: str | None, provenance: Provenance, fetched_at: str
    ) -> Capture:
        """Store a file that came without HTTP."""
        record_id = str(uuid4())
        moment = parse(fetched_at)
        exchange = Exchange(url, 200, "OK", [("Content-Type", media_type)] if media_type else [], payload, moment)
        content = self._content(record_id, exchange, provenance, "ok", None)
        content = storable(content) | {"sha256": sha256(payload).hexdigest(), "size": len(payload)}
        first = records.resource(record_id, url, payload, media_type or "application/octet-stream", moment)
        return self._append_capture(content, first + records.metadata(url, content, moment, about=record_id))

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
                "provenance": provenance.as_json(),
            },
        )

    def judged(self, capture: Capture, outcome: str, detail: str | None, detector: str | None = None) -> None:
        """Record that a response turned out to be something else than it was stored as."""
        content = {"type": "judged", "capture": capture.id, "at": timestamp(now())}
        self._event(capture.url, content | {"outcome": outcome, "detail": detail, "detector": detector})

    def column(self, reading: ColumnReading) -> None:
        """Record a reading of an annual-report column."""
        self._event(reading.url, {"type": "column", "reading": reading.as_json()})

    def roster(self, capture: Capture, rows: Sequence[Mapping[str, Any]]) -> None:
        """Record what a roster file that was stored says, as rows of `roster_rows` without the capture."""
        self._event(capture.url, {"type": "roster", "capture": capture.id, "rows": [dict(row) for row in rows]})

    def regions(self, capture: Capture, rows: Sequence[Mapping[str, Any]]) -> None:
        """Record what a stored file of divisions says, as rows of `region_rows` without the capture."""
        self._event(capture.url, {"type": "regions", "capture": capture.id, "rows": [dict(row) for row in rows]})

    def decision(self, subject: str, decision: Mapping[str, Any], who: str | None) -> str:
        """Record what a person settled about a subject, and return the id of the decision."""
        content = {"type": "decision", "id": str(uuid4()), "subject": subject, "who": who, "at": timestamp(now())}
        text = json.dumps(decision, ensure_ascii=False, sort_keys=True)
        self._event(f"urn:nianbao:decision:{content['id']}", content | {"decision": text})
        return str(content["id"])

    def portal_finished(
        self,
        portal: str,
        name: str | None,
        home_url: str,
        family: str | None,
        region: str | None,
        outcome: str,
        counts: Mapping[str, Any],
        since: str | None = None,
        alarms: Sequence[str] = (),
    ) -> None:
        """Record that a portal came to its end, with which outcome and alarms; `since` is when it last did before."""
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
            "since": since,
            "alarms": list(alarms),
        }
        self._event(home_url, content)
        self._files.sync()

    def announce(self) -> None:
        """Let the run enter the archive at once, before anything is written in it."""
        self._files.begin()
        self._files.sync()

    def run_finished(self, content: Mapping[str, Any]) -> None:
        """Record the end of the run, if anything was written in it."""
        if self._files.files:
            self._event(f"urn:nianbao:run:{self._run_id}", dict(content))

    def _content(
        self, record_id: str, exchange: Exchange, provenance: Provenance, outcome: str, detail: str | None
    ) -> dict[str, Any]:
        decoded, remark = decode_body(exchange.body, header(exchange.headers, "content-encoding"))
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
            "media_type": header(exchange.headers, "content-type"),
            "sha256": sha256(decoded).hexdigest() if decoded else None,
            "size": len(decoded),
            "etag": header(exchange.headers, "etag"),
            "last_modified": header(exchange.headers, "last-modified"),
            "payload_digest": records.payload_digest(exchange.body),
            "provenance": provenance.as_json(),
        }

    def _confirmed(self, url: str) -> dict[str, Any] | None:
        """Return the newest response of an address that a 304 can confirm, as a row of `captures`."""
        return self._row(
            "url = ? AND status IN (200, 304) AND outcome IN ('ok', 'not_modified') AND sha256 IS NOT NULL"
            " AND role != 'import' ORDER BY fetched_at DESC, rowid DESC",
            [url],
        )

    def _holder(self, content: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the earliest capture whose record holds the same payload, as received and decoded; never an empty one."""
        if not content["sha256"]:
            return None
        same = "sha256 = ? AND payload_digest = ? AND payload_id = id ORDER BY fetched_at, rowid"
        return self._row(same, [content["sha256"], content["payload_digest"]])

    def _row(self, condition: str, values: list[Any]) -> dict[str, Any] | None:
        query = f"SELECT * FROM captures WHERE {condition} LIMIT 1"  # noqa: S608 (own conditions)
        return first_row(self._db, query, values)

    def _append_capture(self, content: dict[str, Any], data: bytes) -> Capture:
        return capture_of(capture_row(content, *self._files.append(content, data)))

    def _event(self, url: str, content: Mapping[str, Any]) -> None:
        stored = storable(content)
        self._files.append(stored, records.metadata(url, stored, now()))


def _of_confirmed(content: Mapping[str, Any], confirmed: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a 304 says by confirming an earlier response: its content, and its validators where the 304 has none."""
    carried = {name: confirmed[name] for name in ("media_type", "sha256", "size", "payload_digest")}
    validators = {name: content[name] or confirmed[name] for name in ("etag", "last_modified")}
    return {"outcome": "not_modified", **carried, **validators}
