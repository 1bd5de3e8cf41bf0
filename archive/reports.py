"""What was read in documents, as rows: one transaction per document, replaced as a whole, the same rows every time."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any

from sqlite_utils import Database

from archive.inserting import insert_rows

Row = dict[str, Any]

VERSION_TABLES = (
    "proactive",
    "requests",
    "remedies",
    "statistics",
    "cell_notes",
    "evidence",
    "sections",
    "facts",
    "checks",
    "issues",
    "version_views",
)


@dataclass(frozen=True, slots=True)
class Part:
    """A capture that a version stands on: its id, its role, and its place among the parts (0 for the page itself)."""

    capture_id: str
    role: str
    position: int = 0


@dataclass
class ReadVersion:
    """One distinct content of a report, ready to be stored: its row in `versions`, its rows by table.

    Whose report it is, and of which year, is for the register to say when all is read. `snapshots` are the inert copies of
    its files, by the digest of their bytes.
    """

    version: Row
    tables: Mapping[str, Sequence[Row]]
    captures: Sequence[Part]
    snapshots: Mapping[str, str] = field(default_factory=dict)


def version_id(payload_digests: Iterable[str]) -> str:
    """Return the id of a version: the digest of the digests of its parts, in order."""
    return sha256("\n".join(payload_digests).encode()).hexdigest()[:20]


def issue_id(stage: str, code: str, subject: str, message: str) -> str:
    """Return the stable id of an issue: the same finding has the same id in every run."""
    return sha256(json.dumps([stage, code, subject, message], ensure_ascii=False).encode()).hexdigest()[:16]


def forget_capture(db: Database, capture_id: str) -> None:
    """Remove what an earlier extraction wrote about the capture of a page, and the versions that stood on it alone."""
    held = [
        row["version_id"]
        for row in db.query("SELECT version_id FROM version_parts WHERE capture_id = ? AND position = 0", [capture_id])
    ]
    db.execute("DELETE FROM version_parts WHERE capture_id = ? AND position = 0", [capture_id])
    db.execute("DELETE FROM issues WHERE capture_id = ?", [capture_id])
    db.execute("DELETE FROM extractions WHERE capture_id = ?", [capture_id])
    db.execute("DELETE FROM notice_units WHERE capture_id = ?", [capture_id])
    for version in held:
        if not db.execute("SELECT 1 FROM version_parts WHERE version_id = ? AND position = 0", [version]).fetchone():
            _forget_version(db, version)


def _forget_version(db: Database, version: str) -> None:
    for table in VERSION_TABLES:
        db.execute(f"DELETE FROM {table} WHERE version_id = ?", [version])  # noqa: S608 (names from VERSION_TABLES)
    db.execute("DELETE FROM reports WHERE current_version_id = ?", [version])
    for table in ("report_versions", "version_parts", "extractions"):
        db.execute(f"DELETE FROM {table} WHERE version_id = ?", [version])  # noqa: S608 (names from above)
    db.execute("DELETE FROM versions WHERE id = ?", [version])


def store_version(db: Database, read: ReadVersion) -> None:
    """Write a version with all its rows, in place of what an earlier extraction wrote for the same version."""
    version = read.version["id"]
    for table in VERSION_TABLES:
        db.execute(f"DELETE FROM {table} WHERE version_id = ?", [version])  # noqa: S608 (names from VERSION_TABLES)
    insert_rows(db, "versions", [read.version], replace=True)
    for table, rows in read.tables.items():
        insert_rows(db, table, rows)
    _add_parts(db, version, read.captures)
    snapshots = ({"sha256": digest, "html": html} for digest, html in read.snapshots.items())
    insert_rows(db, "snapshots", snapshots, replace=True)


def add_captures(db: Database, version: str, captures: Sequence[Part]) -> None:
    """Add captures of a content that is stored already: it was seen again."""
    _add_parts(db, version, captures)


def _add_parts(db: Database, version: str, captures: Sequence[Part]) -> None:
    rows = [{"version_id": version, **asdict(part)} for part in captures]
    insert_rows(db, "version_parts", rows, replace=True)
    seen = db.execute(
        "SELECT min(fetched_at), max(fetched_at) FROM captures JOIN version_parts ON capture_id = id"
        " WHERE version_id = ? AND position = 0",
        [version],
    ).fetchone()
    db.execute("UPDATE versions SET seen_from = ?, seen_to = ? WHERE id = ?", [*seen, version])


def refresh_reports(db: Database, own: Collection[tuple[str, str]]) -> None:
    """Write a row for every agency and year that has versions; `own` are agency ids with addresses in their own columns.

    The current version is one that still stands where it was captured last, rather from the agency's own column than a copy
    elsewhere, the newest of those; never a rendition (a picture or short form).
    """
    db.execute("DELETE FROM reports")
    standing, renditions = _standing(db), _renditions(db)
    groups: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in db.query(
        "SELECT r.agency_id, r.year AS report_year, v.* FROM report_versions r JOIN versions v ON v.id = r.version_id"
        " ORDER BY r.agency_id, r.year, v.seen_from DESC, v.id"
    ):
        if row["url"] not in renditions:
            groups[row["agency_id"], row["report_year"]].append(row)

    def order(version: Row) -> tuple[bool, bool, bool]:
        is_own = (version["agency_id"], version["url"]) in own
        return version["id"] not in standing, version["scope"] == "headquarters", not is_own

    rows = (_report(agency, year, sorted(versions, key=order)) for (agency, year), versions in groups.items())
    insert_rows(db, "reports", rows)


def _report(agency: str, year: int, versions: Sequence[Row]) -> Row:
    current = versions[0]
    return {
        "agency_id": agency,
        "year": year,
        "title": current["title"],
        "form": current["form"],
        "published_on": current["published_on"],
        "first_seen": min(version["seen_from"] for version in versions),
        "current_version_id": current["id"],
        "quality": quality(current),
        "versions": len(versions),
    }


def _standing(db: Database) -> set[str]:
    """Return the versions that were seen when one of their addresses was captured last."""
    rows = db.execute(
        "SELECT version_id, max(fetched_at) FROM version_parts JOIN captures ON id = capture_id WHERE position = 0 GROUP BY url"
    )
    return {row[0] for row in rows}


def _renditions(db: Database) -> set[str]:
    """Return the addresses that columns list as renditions of reports."""
    return {row[0] for row in db.execute("SELECT url FROM column_listings WHERE kind = 'rendition'")}


def quality(version: Row) -> str:
    """Return one word on a version: no_tables, doubtful (cells not told with certainty), flagged (a check failed) or clean."""
    if not version["cells"]:
        return "no_tables"
    if version["doubtful_cells"]:
        return "doubtful"
    return "flagged" if version["failed_checks"] else "clean"
