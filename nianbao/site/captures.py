"""What is known of a capture: what it gave, which list it was read for, what else was captured at its address."""

import sqlite3
from datetime import timedelta
from typing import Any

from archive.clock import parse, timestamp

Row = dict[str, Any]
MOST = 100
LONGEST_CRAWL = timedelta(days=7)
"""A list is read to its end at most so long after its first page was captured."""


def load(db: sqlite3.Connection, identity: str) -> Row | None:
    """Return a capture with the reports read from it, the readings of lists it belongs to, and the others of its address."""
    found = db.execute("SELECT * FROM captures WHERE id = ?", [identity]).fetchone()
    if found is None:
        return None
    capture = dict(found)
    return {
        "capture": capture,
        "reports": _rows(
            db,
            "SELECT r.agency_id, a.canonical_name AS agency, r.year, p.version_id, p.position FROM version_parts p"
            " JOIN report_versions r ON r.version_id = p.version_id JOIN agencies a ON a.id = r.agency_id"
            " WHERE p.capture_id = ? ORDER BY r.year DESC, r.agency_id LIMIT ?",
            identity,
            MOST,
        ),
        "readings": _readings(db, capture),
        "others": _rows(
            db,
            "SELECT id, fetched_at, status, outcome, size, sha256 FROM captures WHERE url = ? ORDER BY fetched_at DESC, id LIMIT ?",
            capture["url"],
            MOST,
        ),
    }


def _readings(db: sqlite3.Connection, capture: Row) -> list[Row]:
    """Return the readings of lists of which a capture is a page."""
    last = timestamp(parse(capture["fetched_at"]) + LONGEST_CRAWL)
    return _rows(
        db,
        "SELECT r.* FROM column_readings r WHERE r.portal = ? AND r.read_at BETWEEN ? AND ?"
        " AND EXISTS (SELECT 1 FROM json_each(r.pages) WHERE value = ?) ORDER BY r.read_at, r.url LIMIT ?",
        capture["portal"],
        capture["fetched_at"],
        last,
        capture["id"],
        MOST,
    )


def _rows(db: sqlite3.Connection, sql: str, *values: object) -> list[Row]:
    return [dict(row) for row in db.execute(sql, values)]
