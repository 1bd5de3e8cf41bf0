"""How each obligation would have been judged at earlier moments, by what had been captured until then: a row where that changes."""

import json
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from archive.clock import timestamp
from archive.status.judging import judge
from archive.status.model import Status
from archive.status.moments import moments

TABLE = """
CREATE TABLE status_history (
    agency_id TEXT NOT NULL REFERENCES agencies(id), year INTEGER NOT NULL, since TEXT NOT NULL, last_before TEXT,
    status TEXT NOT NULL, detail TEXT, confirmed INTEGER NOT NULL, explanation TEXT NOT NULL, explanation_en TEXT NOT NULL,
    checked TEXT NOT NULL, PRIMARY KEY (agency_id, year, since)
) STRICT
"""
"""Stands in the published copy only. `since` is the first moment judged at which a status holds, `last_before` the last one before."""

Told = tuple[str, str | None, bool]


def record_history(db: Database, as_of: datetime) -> int:
    """Write a row for each obligation and moment at which its status, detail or confirmation is first told; return how many.

    The rules and the register are those of today: what was captured, read or tried later does not count, what was learnt later does.
    """
    told: dict[tuple[str, int], Told] = {}
    before: str | None = None
    with db.atomic():
        for moment in moments(db, as_of):
            at = timestamp(moment)
            db.table("status_history").insert_all(_changes(db, moment, told, at, before))
            before = at
    return db.table("status_history").count


def _changes(
    db: Database, moment: datetime, told: dict[tuple[str, int], Told], at: str, before: str | None
) -> list[dict[str, Any]]:
    """Return the rows for what a moment tells otherwise than the moments before, and note it in `told`."""
    rows = []
    for status in judge(db, moment):
        key = status.obligation.agency_id, status.obligation.year
        found = status.verdict.status, status.verdict.detail, status.verdict.confirmed
        if told.get(key) != found:
            rows.append(_row(status, at, before if key in told else None))
            told[key] = found
    return rows


def _row(status: Status, since: str, last_before: str | None) -> dict[str, Any]:
    verdict = status.verdict
    return {
        "agency_id": status.obligation.agency_id,
        "year": status.obligation.year,
        "since": since,
        "last_before": last_before,
        "status": verdict.status,
        "detail": verdict.detail,
        "confirmed": int(verdict.confirmed),
        "explanation": status.explanation,
        "explanation_en": status.explanation_en,
        "checked": json.dumps([check.as_json() for check in verdict.checked], ensure_ascii=False),
    }
