"""All the archive knows of one agency, and the agencies of a division year by year."""

import re
import sqlite3
from typing import Any

from archive.search import HAN
from nianbao.site import rulings
from nianbao.site.timeline import columns, counted, timeline

Row = dict[str, Any]
MOST = 500
FIGURES = {
    "received": ("本年新收申请", "Requests received"),
    "granted": ("予以公开、部分公开", "Granted, in full or part"),
    "refused": ("不予公开", "Refused"),
    "reviews": ("行政复议", "Administrative reviews"),
    "suits": ("行政诉讼", "Lawsuits"),
}
"""The figures shown over the years; each is a number of cases (件)."""

_FIGURES = """
SELECT year, received_new AS received, granted_full + granted_partial AS granted, refused_total AS refused,
    review_total AS reviews, direct_total + after_review_total AS suits
FROM report_summary WHERE agency_id = ?
"""


def agency(db: sqlite3.Connection, agency_id: str) -> Row | None:
    """Return an agency with its names, events, years, figures, versions, changes, checks and similarities; None if unknown."""
    found = _all(
        db,
        "SELECT a.*, p.canonical_name AS parent FROM agencies a LEFT JOIN agencies p ON p.id = a.parent_id WHERE a.id = ?",
        agency_id,
    )
    if not found:
        return None
    years = timeline(db, agency_id)
    drawn = figures(db, agency_id, [row["year"] for row in years])
    return {
        "agency": found[0],
        "names": _all(db, "SELECT * FROM agency_names WHERE agency_id = ? ORDER BY kind, name", agency_id),
        "events": _all(
            db,
            "SELECT e.*, f.canonical_name AS from_name, t.canonical_name AS to_name FROM agency_events e"
            " LEFT JOIN agencies f ON f.id = e.from_id LEFT JOIN agencies t ON t.id = e.to_id"
            " WHERE e.from_id = ?1 OR e.to_id = ?1 ORDER BY e.date, e.id",
            agency_id,
        ),
        "years": years,
        "counted": counted(years),
        "columns": columns(years),
        "figures": drawn,
        "stated": any(value is not None for points in drawn.values() for _, value in points),
        **_findings(db, agency_id),
    }


def _findings(db: sqlite3.Connection, agency_id: str) -> Row:
    return {
        "versions": _all(
            db,
            "SELECT v.*, r.year AS report_year, v.id = n.current_version_id AS current FROM report_versions r"
            " JOIN versions v ON v.id = r.version_id"
            " LEFT JOIN reports n ON n.agency_id = r.agency_id AND n.year = r.year"
            " WHERE r.agency_id = ? ORDER BY r.year DESC, v.seen_from DESC, v.id LIMIT 500",
            agency_id,
        ),
        "changes": _all(
            db,
            "SELECT * FROM changes WHERE agency_id = ? ORDER BY first_after DESC, year DESC, id LIMIT 500",
            agency_id,
        ),
        "cross_checks": _all(
            db,
            "SELECT * FROM cross_checks WHERE agency_id = ? ORDER BY status != 'fail', year DESC, rule, operand LIMIT 1000",
            agency_id,
        ),
        "rules_within": rulings.within(db, agency_id),
        "rules_across": rulings.across(db, agency_id),
        "similarities": _all(
            db,
            "SELECT s.*, a.canonical_name AS other FROM similarities s JOIN agencies a ON a.id = s.other_agency_id"
            " WHERE s.agency_id = ? ORDER BY s.year DESC, s.rate DESC LIMIT 100",
            agency_id,
        ),
    }


def figures(db: sqlite3.Connection, agency_id: str, years: list[int]) -> dict[str, list[tuple[int, Any]]]:
    """Return for each of FIGURES its values by year, the oldest first; None where no report states it."""
    stated = {row["year"]: row for row in _all(db, _FIGURES, agency_id)}
    return {name: [(year, stated.get(year, {}).get(name)) for year in reversed(years)] for name in FIGURES}


_NAMED = """
SELECT a.id, a.canonical_name AS name, a.class, r.name AS region, p.name AS above FROM agencies a
LEFT JOIN regions r ON r.code = a.region_code LEFT JOIN regions p ON p.code = r.parent_code
WHERE a.canonical_name LIKE ?1 OR a.id IN (SELECT agency_id FROM agency_names WHERE name LIKE ?1)
ORDER BY length(a.canonical_name), a.id LIMIT ?2
"""


def named(db: sqlite3.Connection, text: str, most: int = 30) -> list[Row]:
    """Return agencies with a name, present or former, that holds a text: the shortest names first.

    Where none does, those whose name holds its Chinese characters in their order, as 青禾财政局 those of 青禾市财政局.
    """
    plain = text.replace("%", "").replace("_", "")
    if not plain:
        return []
    loose = f"%{'%'.join(plain)}%" if re.fullmatch(f"[{HAN}]{{3,30}}", plain) else None
    return _all(db, _NAMED, f"%{plain}%", most) or (_all(db, _NAMED, loose, most) if loose else [])


def of_division(db: sqlite3.Connection, code: str, years: list[int]) -> list[Row]:
    """Return at most MOST + 1 agencies of a division itself, each with its status in each of the years (None where nothing is owed)."""
    rows = _all(
        db,
        "SELECT id, canonical_name AS name, class, level FROM agencies WHERE region_code = ?"
        " ORDER BY class IS NULL, class, canonical_name LIMIT ?",
        code,
        MOST + 1,
    )
    marks: dict[tuple[str, int], Row] = {}
    for year in years:
        for row in _all(
            db,
            "SELECT o.agency_id, o.year, o.status, o.confirmed, o.detail FROM agencies a"
            " JOIN obligations o ON o.agency_id = a.id AND o.year = ? WHERE a.region_code = ?",
            year,
            code,
        ):
            marks[row["agency_id"], year] = row
    return [{**row, "status": [marks.get((row["id"], year)) for year in years]} for row in rows]


def _all(db: sqlite3.Connection, sql: str, *values: object) -> list[Row]:
    return [dict(row) for row in db.execute(sql, values)]
