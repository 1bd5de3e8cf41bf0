"""The years of an agency: what it owed, what is held, how that was judged and on which evidence."""

import sqlite3
from collections import Counter
from typing import Any

from archive.duties import rules
from nianbao.site import history
from nianbao.site.owed import COLUMNS, TABLES, readings

Row = dict[str, Any]


def timeline(db: sqlite3.Connection, agency_id: str) -> list[Row]:
    """Return every year from the first to the last owed or reported, the newest first; a year of which nothing is known has no status and no report."""
    owed = {
        row["year"]: {**row, "checked": readings(row["checked"])}
        for row in _all(db, f"SELECT {COLUMNS} FROM {TABLES} WHERE o.agency_id = ?", agency_id)  # noqa: S608
    }
    held = {row["year"]: row for row in _all(db, "SELECT * FROM reports WHERE agency_id = ?", agency_id)}
    shown, past = _evidence(db, agency_id), history.by_year(db, agency_id)
    known = owed.keys() | held.keys()
    span = range(max(known), min(known) - 1, -1) if known else range(0)
    return [
        {
            "year": year,
            "duty": owed.get(year),
            "report": held.get(year),
            "evidence": shown.get(year, []),
            "history": past.get(year, []),
        }
        for year in span
    ]


def counted(years: list[Row]) -> Row:
    """Return how many years were due (`due`), of them how many in each group, and of how many a report is held (`held`)."""
    groups = Counter(row["duty"]["grp"] for row in years if row["duty"])
    due = sum(n for group, n in groups.items() if group != "outside")
    return {**groups, "due": due, "held": sum(row["report"] is not None for row in years)}


def columns(years: list[Row]) -> list[Row]:
    """Return the newest reading of each list page that was looked through for any of the years, the newest first, at most ten."""
    newest: dict[str, Row] = {}
    for reading in (one for row in years if row["duty"] for one in row["duty"]["checked"]):
        url, at = str(reading.get("url")), str(reading.get("read_at"))
        if url not in newest or at > str(newest[url].get("read_at")):
            newest[url] = reading
    return sorted(newest.values(), key=lambda one: str(one.get("read_at")), reverse=True)[:10]


def _evidence(db: sqlite3.Connection, agency_id: str) -> dict[int, list[Row]]:
    """Return by year what shows that a report is owed, the strongest kind first, at most ten."""
    kinds = {kind: (about["name"], -about["confidence"]) for kind, about in rules()["evidence"].items()}
    found: dict[int, list[Row]] = {}
    for row in _all(db, "SELECT * FROM roster_evidence WHERE agency_id = ? ORDER BY year, url LIMIT 2000", agency_id):
        (zh, en), rank = kinds.get(row["kind"], ((row["kind"], row["kind"]), 0))
        found.setdefault(row["year"], []).append({**row, "zh": zh, "en": en, "rank": rank})
    return {year: sorted(rows, key=lambda row: row["rank"])[:10] for year, rows in found.items()}


def _all(db: sqlite3.Connection, sql: str, *values: object) -> list[Row]:
    return [dict(row) for row in db.execute(sql, values)]
