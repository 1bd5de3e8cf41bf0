"""What deserves a second look: printed figures that disagree, copies that disagree, and what we could not read."""

import sqlite3
from typing import Any

Row = dict[str, Any]
PAGE = 50

# Each list gives agency_id, agency, year, rule, message, message_en, url, capture_id. Only current versions count.
_OF_VERSION = "JOIN reports r ON r.current_version_id = x.version_id JOIN agencies a ON a.id = r.agency_id"
_SOURCES = {
    "checks": """
        SELECT agency_id, agency, year, rule, message, message_en, NULL AS url, NULL AS capture_id FROM summary_failed""",
    "cross": """
        SELECT x.agency_id, a.canonical_name AS agency, x.year, x.rule, x.message, x.message_en, NULL AS url, NULL AS capture_id
        FROM cross_checks x JOIN agencies a ON a.id = x.agency_id WHERE x.status = 'fail'""",
    "copies": f"""
        SELECT r.agency_id, a.canonical_name AS agency, r.year, x.code AS rule, x.message, '' AS message_en, NULL AS url,
            NULL AS capture_id
        FROM issues x {_OF_VERSION} WHERE x.code IN ('copies_disagree', 'year_conflict', 'agency_conflict')""",  # noqa: S608
    "unread": """
        SELECT agency_id, agency, year, message AS rule, message, message_en, url, capture_id FROM summary_unread""",
    "issues": f"""
        SELECT r.agency_id, a.canonical_name AS agency, r.year, x.code AS rule, x.message, '' AS message_en, NULL AS url,
            NULL AS capture_id
        FROM issues x {_OF_VERSION}""",  # noqa: S608
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
        "SELECT rule, count(*) AS findings, count(DISTINCT agency_id || ' ' || year) AS reports"  # noqa: S608
        f" FROM ({_SOURCES[which]}) WHERE :year IS NULL OR year = :year GROUP BY rule ORDER BY 2 DESC, 1 LIMIT :most",
        {"year": year, "most": MOST_RULES},
    )
    return [dict(row) for row in found]


def listed(db: sqlite3.Connection, which: str, year: int | None, rule: str | None, first: int = 0) -> list[Row]:
    """Return a page of findings and one more, if there is one; `which` is one of LISTS."""
    found = db.execute(
        f"SELECT * FROM ({_SOURCES[which]}) WHERE (:year IS NULL OR year = :year) AND (:rule IS NULL OR rule = :rule)"  # noqa: S608
        " ORDER BY year DESC, agency_id, rule, message LIMIT :most OFFSET :first",
        {"year": year, "rule": rule, "most": PAGE + 1, "first": first},
    )
    return [dict(row) for row in found]


def held(db: sqlite3.Connection, year: int | None) -> int:
    """Return how many reports are held of a year, or of all."""
    return int(db.execute("SELECT count(*) FROM reports WHERE ?1 IS NULL OR year = ?1", [year]).fetchone()[0])
