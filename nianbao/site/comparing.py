"""Agencies side by side: who they are, how each published, and examples of what may be compared."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from archive.summaries.statuses import DAYS_LATE
from nianbao.site.vocabulary import word

Row = dict[str, Any]
EXAMPLES, OF_EACH = 3, 3
"""So many examples are given, each of so many agencies."""


def agencies(db: sqlite3.Connection, ids: Sequence[str]) -> list[Row]:
    """Return agencies in the order asked for, with the names of their division and of what lies above it; unknown ones are left out."""
    found = (
        db.execute(
            "SELECT a.id, a.canonical_name AS name, r.name AS region, p.name AS above, a.class, a.level FROM agencies a"
            " LEFT JOIN regions r ON r.code = a.region_code LEFT JOIN regions p ON p.code = r.parent_code AND p.code != '000000'"
            " WHERE a.id = ?",
            [agency_id],
        ).fetchone()
        for agency_id in ids
    )
    return [dict(row) for row in found if row is not None]


def publication(db: sqlite3.Connection, agency_id: str) -> dict[int, Row]:
    """Return by year the status of an agency, the days it was late, and the form of the report that is held."""
    owed = db.execute(
        f"SELECT o.year, o.status, o.detail, o.confirmed, {DAYS_LATE} AS days_late FROM obligations o WHERE o.agency_id = ?",  # noqa: S608
        [agency_id],
    )
    found = {row["year"]: {**dict(row), "reported": False, "form": None} for row in owed}
    for row in db.execute("SELECT year, form, published_on FROM reports WHERE agency_id = ?", [agency_id]):
        unknown = {"year": row["year"], "status": None, "detail": None, "confirmed": None, "days_late": None}
        found[row["year"]] = {**found.get(row["year"], unknown), **dict(row), "reported": True}
    return found


def examples(db: sqlite3.Connection) -> list[Row]:
    """Return groups of agencies alike in level and sector that received the most requests in the newest year of which most report.

    Where no two are alike in both, those of one level.
    """
    newest = db.execute("SELECT year FROM summary_years ORDER BY reports DESC, year DESC LIMIT 1").fetchone()
    if newest is None:
        return []
    return _alike(db, newest["year"], ("level", "sector")) or _alike(db, newest["year"], ("level",))


def _alike(db: sqlite3.Connection, year: int, by: tuple[str, ...]) -> list[Row]:
    columns = ", ".join(by)
    groups = db.execute(
        f"SELECT {columns} FROM report_summary WHERE year = ? AND received_new > 0 AND level != 'unknown' AND sector != 'unknown'"  # noqa: S608
        f" GROUP BY {columns} HAVING count(DISTINCT version_id) > 1 ORDER BY count(*) DESC, {columns} LIMIT ?",
        [year, EXAMPLES],
    ).fetchall()
    where = " AND ".join(f"{name} = ?" for name in by)
    return [
        {
            "words": [word(name, group[name]) for name in by],
            "agencies": [
                dict(row)
                for row in db.execute(
                    f"SELECT agency_id AS id, agency AS name FROM report_summary WHERE year = ? AND {where}"  # noqa: S608
                    " AND received_new > 0 GROUP BY version_id ORDER BY received_new DESC, agency_id LIMIT ?",
                    [year, *(group[name] for name in by), OF_EACH],
                )
            ],
        }
        for group in groups
    ]
