"""What deserves a second look: printed figures that disagree, copies that disagree, and what we could not read."""

import json
import sqlite3
from typing import Any

Row = dict[str, Any]
PAGE = 50
MOST_CELLS = 4
"""So many cells of a finding are linked."""

# Each list gives agency_id, agency, year, rule, severity, message, message_en, url, capture_id, version_id and cells (JSON, or one
# key). Only current versions count.
_OF_VERSION = "JOIN reports r ON r.current_version_id = x.version_id JOIN agencies a ON a.id = r.agency_id"
_ISSUES = f"""
    SELECT r.agency_id, a.canonical_name AS agency, r.year, x.code AS rule, NULL AS severity, x.message, '' AS message_en,
        NULL AS url, NULL AS capture_id, x.version_id, NULL AS cells
    FROM issues x {_OF_VERSION}"""  # noqa: S608
_SOURCES = {
    "checks": """
        SELECT agency_id, agency, year, rule, severity, message, message_en, NULL AS url, NULL AS capture_id, version_id,
            (SELECT cells FROM checks c WHERE (c.version_id, c.rule, c.operand) = (s.version_id, s.rule, s.operand)) AS cells
        FROM summary_failed s""",
    "cross": """
        SELECT x.agency_id, a.canonical_name AS agency, x.year, x.rule, x.severity, x.message, x.message_en, NULL AS url,
            NULL AS capture_id, x.version_id, x.cells
        FROM cross_checks x JOIN agencies a ON a.id = x.agency_id WHERE x.status = 'fail'""",
    "copies": f"{_ISSUES} WHERE x.code IN ('copies_disagree', 'year_conflict', 'agency_conflict')",
    "doubtful": f"""
        SELECT r.agency_id, a.canonical_name AS agency, r.year, x.state AS rule, NULL AS severity, x.raw AS message,
            '' AS message_en, NULL AS url, NULL AS capture_id, x.version_id, x.cell AS cells
        FROM cell_notes x {_OF_VERSION} WHERE x.state IN ('ambiguous', 'unreadable')""",  # noqa: S608
    "unread": """
        SELECT agency_id, agency, year, kind AS rule, NULL AS severity, message, message_en, url, capture_id, NULL AS version_id,
            NULL AS cells
        FROM summary_unread""",
    "issues": _ISSUES,
}
LISTS = tuple(_SOURCES)
MOST_RULES = 60


def years(db: sqlite3.Connection) -> list[Row]:
    """Return for each year, the newest first, how many reports are held, disagree in figures, and have doubtful cells."""
    found = db.execute("SELECT year, reports, n_failed_checks, n_doubtful FROM summary_years ORDER BY year DESC")
    return [dict(row) for row in found]


def rules(db: sqlite3.Connection, which: str, year: int | None) -> list[Row]:
    """Return the rules or kinds of a list with how many findings there are, of how many reports; `which` is one of LISTS."""
    found = db.execute(
        "SELECT rule, max(severity) AS severity, count(*) AS findings,"  # noqa: S608
        " count(DISTINCT coalesce(version_id, agency_id) || ' ' || year) AS reports"
        f" FROM ({_SOURCES[which]}) WHERE :year IS NULL OR year = :year GROUP BY rule ORDER BY 3 DESC, 1 LIMIT :most",
        {"year": year, "most": MOST_RULES},
    )
    return [dict(row) for row in found]


def listed(
    db: sqlite3.Connection, which: str, year: int | None, rule: str | None, first: int = 0, most: int | None = None
) -> list[Row]:
    """Return `most` findings, otherwise a page and one more, if there is one; `which` is one of LISTS."""
    found = db.execute(
        f"SELECT * FROM ({_SOURCES[which]}) WHERE (:year IS NULL OR year = :year) AND (:rule IS NULL OR rule = :rule)"  # noqa: S608
        " ORDER BY year DESC, agency_id, rule, message LIMIT :most OFFSET :first",
        {"year": year, "rule": rule, "most": most or PAGE + 1, "first": first},
    )
    return [{**row, "cells": _cells(row["cells"])} for row in map(dict, found)]


def with_places(db: sqlite3.Connection, rows: list[Row]) -> list[Row]:
    """Give each cell of these findings the agency and year on whose page it stands; cells of unknown versions go."""
    for row in rows:
        here = row["version_id"], row["agency_id"], row["year"]
        row["places"] = [place for cell in row["cells"][:MOST_CELLS] if (place := _place(db, cell, here)) is not None]
        row["more_places"] = max(len(row["cells"]) - MOST_CELLS, 0)
    return rows


def why(db: sqlite3.Connection, rows: list[Row]) -> list[Row]:
    """Give each report that was not fully read the codes of the issues of its current version."""
    query = (
        "SELECT DISTINCT x.code FROM reports r JOIN issues x ON x.version_id = r.current_version_id"
        " WHERE r.agency_id = ? AND r.year = ? ORDER BY x.code LIMIT 6"
    )
    for row in rows:
        row["codes"] = [code for (code,) in map(tuple, db.execute(query, [row["agency_id"], row["year"]]))]
    return rows


def held(db: sqlite3.Connection, year: int | None) -> int:
    """Return how many reports are held of a year, or of all; a joint report counts once."""
    return int(
        db.execute(
            "SELECT coalesce(sum(reports), 0) FROM summary_years WHERE ?1 IS NULL OR year = ?1", [year]
        ).fetchone()[0]
    )


def _cells(text: str | None) -> list[Any]:
    """Return the cells of a finding: keys, or objects with `cell` and `version_id`."""
    if not text or not text.startswith("["):
        return [text] if text else []
    found = json.loads(text)
    return found if isinstance(found, list) else []


def _place(db: sqlite3.Connection, cell: Any, here: tuple[str, str, int]) -> Row | None:
    version, agency, year = here
    if isinstance(cell, str):
        return {"cell": cell, "agency_id": agency, "year": year}
    key, other = cell.get("cell"), cell.get("version_id")
    if not isinstance(key, str):
        return None
    if other == version:
        return {"cell": key, "agency_id": agency, "year": year}
    found = db.execute(
        "SELECT agency_id, year FROM report_versions WHERE version_id = ? ORDER BY agency_id != ?, agency_id LIMIT 1",
        [other, agency],
    ).fetchone()
    return {"cell": key, "agency_id": found[0], "year": found[1]} if found else None
