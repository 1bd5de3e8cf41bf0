"""From metadata records to rows: the one way into the database, while crawling and while rebuilding."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from sqlite_utils import Database

from archive.errors import NewerSchema

Content = Mapping[str, Any]

CAPTURE_FIELDS = (
    "id", "payload_id", "url", "final_url", "fetched_at", "status", "outcome", "detail", "media_type", "sha256", "size", "etag",
    "last_modified", "payload_digest",
)  # fmt: skip
PROVENANCE_FIELDS = (
    "via_url",
    "role",
    "portal",
    "link_text",
    "rule",
    "agency",
    "region",
    "year",
    "published_on",
    "vantage",
    "software",
)
JUDGED_FIELDS = ("outcome", "detail", "detector")
LATER_PROVENANCE_FIELDS = ("attempt", "detector")  # records of earlier versions lack them  # fmt: skip


def index_record(db: Database, content: Content, warc_file: str, offset: int) -> None:
    """Write the rows that a metadata record (or the run in a warcinfo record) stands for; the same record gives the same rows."""
    writer = _WRITERS.get(str(content.get("type")))
    if writer is None:
        raise NewerSchema(f"{warc_file}: offset {offset}: a record of type {content.get('type')!r} is unknown here")
    writer(db, content, warc_file, offset)


def capture_row(content: Content, warc_file: str, offset: int) -> dict[str, Any]:
    """Return the row of `captures` that a metadata record stands for."""
    provenance = content["provenance"]
    row = {field: content[field] for field in CAPTURE_FIELDS} | {
        field: provenance[field] for field in PROVENANCE_FIELDS
    }
    row |= {field: provenance.get(field) for field in LATER_PROVENANCE_FIELDS}
    return row | {"run_id": provenance["run"], "warc_file": warc_file, "warc_offset": offset}


def _capture(db: Database, content: Content, warc_file: str, offset: int) -> None:
    _replace(db, "captures", capture_row(content, warc_file, offset))


def _attempt(db: Database, content: Content, _warc_file: str, _offset: int) -> None:
    provenance = content["provenance"]
    row = {field: content[field] for field in ("id", "url", "at", "outcome", "detail")}
    row |= {field: provenance[field] for field in ("portal", "role", "via_url", "vantage")}
    row |= {field: provenance.get(field) for field in LATER_PROVENANCE_FIELDS}
    _replace(db, "attempts", row | {"run_id": provenance["run"]})


def _judged(db: Database, content: Content, _warc_file: str, _offset: int) -> None:
    places = ", ".join(f"{field} = ?" for field in JUDGED_FIELDS)
    values = [*(content[field] for field in JUDGED_FIELDS), content["at"], content["capture"]]
    db.execute(f"UPDATE captures SET {places}, judged_at = ? WHERE id = ?", values)  # noqa: S608 (own names)


def _column(db: Database, content: Content, _warc_file: str, _offset: int) -> None:
    reading = content["reading"]
    _reading(db, reading)
    newer = db.execute(
        "SELECT 1 FROM columns WHERE url = ? AND read_at > ?", [reading["url"], reading["read_at"]]
    ).fetchone()
    if newer:
        return
    fields = ("url", "portal", "family", "kind", "agency", "region", "outcome", "read_at")
    row = {field: reading[field] for field in fields}
    row |= {
        "complete": int(reading["complete"]),
        "pages": json.dumps(reading["pages"]),
        "entries": len(reading["entries"]),
    }
    _replace(db, "columns", row)
    db.execute("DELETE FROM column_entries WHERE column_url = ?", [reading["url"]])
    for entry in reading["entries"]:
        _replace(db, "column_entries", {"column_url": reading["url"], **entry, "taken": int(entry["taken"])})


def _reading(db: Database, reading: Content) -> None:
    """Keep a reading beside the earlier ones, and what it lists with the first and last time each entry stood there."""
    fields = ("url", "portal", "family", "kind", "agency", "region", "outcome", "read_at")
    row = {field: reading[field] for field in fields} | {"reason": reading.get("reason")}
    row |= {
        "complete": int(reading["complete"]),
        "pages": json.dumps(reading["pages"]),
        "entries": len(reading["entries"]),
    }
    _replace(db, "column_readings", row)
    before = db.execute(
        "SELECT max(read_at) FROM column_readings WHERE url = ? AND read_at < ?", [reading["url"], reading["read_at"]]
    ).fetchone()[0]
    for entry in reading["entries"]:
        _list(db, reading["url"], entry, reading["read_at"], before)


def _list(db: Database, column: str, entry: Content, read_at: str, before: str | None) -> None:
    continued = db.execute(
        "UPDATE column_listings SET listed_to = ? WHERE column_url = ? AND url = ? AND listed_to IN (?, ?)",
        [read_at, column, entry["url"], before, read_at],
    )
    if not continued.rowcount:
        listing = {field: entry[field] for field in ("url", "title", "kind", "agency", "year")}
        _replace(db, "column_listings", {"column_url": column, **listing, "listed_from": read_at, "listed_to": read_at})


def _portal(db: Database, content: Content, _warc_file: str, _offset: int) -> None:
    ending = {field: content[field] for field in ("finished", "outcome", "home_url", "region_code")}
    counts = json.dumps(content["counts"])
    _replace(db, "portal_crawls", {"portal": content["id"], **ending, "counts": counts})
    newer = db.execute(
        "SELECT 1 FROM portals WHERE id = ? AND finished > ?", [content["id"], content["finished"]]
    ).fetchone()
    if not newer:
        fields = ("id", "name", "home_url", "family", "region_code", "outcome", "finished")
        row = {field: content[field] for field in fields} | {"counts": json.dumps(content["counts"])}
        alarms = json.dumps(content.get("alarms", []), ensure_ascii=False)
        _replace(db, "portals", row | {"since": content.get("since"), "alarms": alarms})


def _roster(db: Database, content: Content, _warc_file: str, _offset: int) -> None:
    for row in content["rows"]:
        _replace(db, "roster_rows", {"capture_id": content["capture"], **row})


def _regions(db: Database, content: Content, _warc_file: str, _offset: int) -> None:
    for row in content["rows"]:
        _replace(db, "region_rows", {"capture_id": content["capture"], **row})


def _decision(db: Database, content: Content, _warc_file: str, _offset: int) -> None:
    _replace(db, "decisions", {field: content[field] for field in ("id", "subject", "decision", "who", "at")})


def _run_started(db: Database, content: Content, _warc_file: str, _offset: int) -> None:
    known = db.execute("SELECT 1 FROM runs WHERE id = ?", [content["id"]]).fetchone()
    if not known:
        row = {field: content[field] for field in ("id", "kind", "started", "software")}
        _replace(db, "runs", row | {"settings": json.dumps(content["settings"], ensure_ascii=False)})


def _run_finished(db: Database, content: Content, _warc_file: str, _offset: int) -> None:
    db.execute(
        "UPDATE runs SET finished = ?, counts = ?, ok = ? WHERE id = ?",
        [content["finished"], json.dumps(content["counts"], ensure_ascii=False), int(content["ok"]), content["id"]],
    )


def _replace(db: Database, table: str, row: Mapping[str, Any]) -> None:
    names = ", ".join(row)
    marks = ", ".join("?" * len(row))
    db.execute(f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({marks})", list(row.values()))  # noqa: S608 (own names)


_WRITERS: dict[str, Callable[[Database, Content, str, int], None]] = {
    "capture": _capture,
    "attempt": _attempt,
    "judged": _judged,
    "column": _column,
    "portal": _portal,
    "roster": _roster,
    "regions": _regions,
    "decision": _decision,
    "run_started": _run_started,
    "run_finished": _run_finished,
}
