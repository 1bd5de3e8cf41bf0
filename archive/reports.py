"""What was read in documents, as rows: one transaction per document, replaced as a whole, the same rows every time."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any

from sqlite_utils import Database

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
    """One distinct content of a report, ready to be stored: its row in `versions`, the agencies it belongs to, its rows by table.

    `snapshots` are the inert copies of its files, by the digest of their bytes.
    """

    version: Row
    agencies: Sequence[Row]
    tables: Mapping[str, Sequence[Row]]
    captures: Sequence[Part]
    snapshots: Mapping[str, str] = field(default_factory=dict)
    names: Sequence[Row] = field(default_factory=tuple)


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
    for version in held:
        if not db.execute("SELECT 1 FROM version_parts WHERE version_id = ? AND position = 0", [version]).fetchone():
            _forget_version(db, version)


def _forget_version(db: Database, version: str) -> None:
    for table in VERSION_TABLES:
        db.execute(f"DELETE FROM {table} WHERE version_id = ?", [version])  # noqa: S608 (names from VERSION_TABLES)
    reports = list(db.query("SELECT agency_id, year FROM report_versions WHERE version_id = ?", [version]))
    for table in ("report_versions", "version_parts", "extractions"):
        db.execute(f"DELETE FROM {table} WHERE version_id = ?", [version])  # noqa: S608 (names from above)
    for report in reports:
        refresh_report(db, report["agency_id"], report["year"])
    db.execute("DELETE FROM versions WHERE id = ?", [version])


def store_version(db: Database, read: ReadVersion) -> None:
    """Write a version with all its rows, in place of what an earlier extraction wrote for the same version."""
    version = read.version["id"]
    for table in VERSION_TABLES:
        db.execute(f"DELETE FROM {table} WHERE version_id = ?", [version])  # noqa: S608 (names from VERSION_TABLES)
    db.table("versions").upsert(read.version, pk="id")
    for table, rows in read.tables.items():
        db.table(table).insert_all(rows)
    _add_parts(db, version, read.captures)
    db.table("snapshots").upsert_all(
        ({"sha256": digest, "html": html} for digest, html in read.snapshots.items()), pk="sha256"
    )
    db.table("agencies").insert_all(read.agencies, pk="id", ignore=True)
    db.table("agency_names").insert_all(read.names, pk=("agency_id", "name"), ignore=True)
    _attach(db, read)


def _attach(db: Database, read: ReadVersion) -> None:
    version, year = read.version["id"], read.version["year"]
    before = list(db.query("SELECT agency_id, year FROM report_versions WHERE version_id = ?", [version]))
    db.execute("DELETE FROM report_versions WHERE version_id = ?", [version])
    if year is not None:
        for agency in read.agencies:
            db.table("report_versions").insert({"agency_id": agency["id"], "year": year, "version_id": version})
    now = [{"agency_id": agency["id"], "year": year} for agency in read.agencies if year is not None]
    for report in {(row["agency_id"], row["year"]) for row in (*before, *now)}:
        refresh_report(db, *report)


def add_captures(db: Database, version: str, captures: Sequence[Part]) -> None:
    """Add captures of a content that is stored already: it was seen again."""
    _add_parts(db, version, captures)
    for row in list(db.query("SELECT agency_id, year FROM report_versions WHERE version_id = ?", [version])):
        refresh_report(db, row["agency_id"], row["year"])


def _add_parts(db: Database, version: str, captures: Sequence[Part]) -> None:
    rows = [{"version_id": version, **asdict(part)} for part in captures]
    db.table("version_parts").insert_all(rows, replace=True)
    seen = db.execute(
        "SELECT min(fetched_at), max(fetched_at) FROM captures JOIN version_parts ON capture_id = id"
        " WHERE version_id = ? AND position = 0",
        [version],
    ).fetchone()
    db.table("versions").update(version, {"seen_from": seen[0], "seen_to": seen[1]})


def refresh_report(db: Database, agency: str, year: int) -> None:
    """Make the row of a report agree with its versions: the one seen last is the current one."""
    versions = list(
        db.query(
            "SELECT v.* FROM versions v JOIN report_versions r ON r.version_id = v.id WHERE r.agency_id = ? AND r.year = ?"
            " ORDER BY v.seen_from DESC, v.id",
            [agency, year],
        )
    )
    if not versions:
        db.execute("DELETE FROM reports WHERE agency_id = ? AND year = ?", [agency, year])
        return
    current = versions[0]
    db.table("reports").insert(
        {
            "agency_id": agency,
            "year": year,
            "title": current["title"],
            "form": current["form"],
            "published_on": current["published_on"],
            "first_seen": min(version["seen_from"] for version in versions),
            "current_version_id": current["id"],
            "quality": quality(current),
            "versions": len(versions),
        },
        pk=("agency_id", "year"),
        replace=True,
    )


def quality(version: Row) -> str:
    """Return one word on a version: no_tables, doubtful (cells not told with certainty), flagged (a check failed) or clean."""
    if not version["cells"]:
        return "no_tables"
    if version["doubtful_cells"]:
        return "doubtful"
    return "flagged" if version["failed_checks"] else "clean"
