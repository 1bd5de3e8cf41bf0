"""The tables of archive.db. Names are a contract; columns may grow, each change as a migration of its own."""

import sqlite3
from pathlib import Path

from sqlite_utils import Database, Migrations

from archive.errors import NewerSchema, NotAnArchive

migrations = Migrations("nianbao")

_TABLES = Path(__file__).parent / "tables"
"""The tables as the steps below first made them, a file for each step."""


def _create(db: Database, name: str) -> None:
    script = (_TABLES / f"{name}.sql").read_text(encoding="utf-8")
    for statement in filter(str.strip, script.split(";")):
        db.execute(statement)


@migrations()
def crawl_tables(db: Database) -> None:
    """Create the tables of what came from outside."""
    _create(db, "crawl")


@migrations()
def register_tables(db: Database) -> None:
    """Create the tables of regions, agencies, their names and their duties."""
    _create(db, "register")


@migrations()
def report_tables(db: Database) -> None:
    """Create the tables of what was read in the documents."""
    _create(db, "reports")


@migrations()
def bundle_column(db: Database) -> None:
    """Let an extraction say which page and attachments were read together."""
    db.execute("ALTER TABLE extractions ADD COLUMN bundle TEXT")


@migrations()
def portal_reports(db: Database) -> None:
    """Keep with a portal which crawl it ended (all since its end before) and its alarms; find what belongs to a portal."""
    db.execute("ALTER TABLE portals ADD COLUMN since TEXT")
    db.execute("ALTER TABLE portals ADD COLUMN alarms TEXT")
    db.execute("CREATE INDEX captures_portal ON captures (portal, fetched_at)")
    db.execute("CREATE INDEX attempts_portal ON attempts (portal, at)")
    db.execute("CREATE INDEX columns_portal ON columns (portal)")


@migrations()
def attempt_columns(db: Database) -> None:
    """Let captures and attempts say whence and how often something was asked for, what recognised a block, and when a capture was judged anew."""
    for column in ("attempt INTEGER", "detector TEXT", "judged_at TEXT"):
        db.execute(f"ALTER TABLE captures ADD COLUMN {column}")
    for column in ("vantage TEXT", "attempt INTEGER", "detector TEXT"):
        db.execute(f"ALTER TABLE attempts ADD COLUMN {column}")


@migrations()
def judgement_tables(db: Database) -> None:
    """Keep every reading of a column and every end of a crawl, and make room for who owes, what changed and what agrees."""
    _create(db, "judgement")
    for column in ("from_year INTEGER", "to_year INTEGER", "source TEXT"):
        db.execute(f"ALTER TABLE agencies ADD COLUMN {column}")
    for column in (
        "deadline_local TEXT",
        "published_on TEXT",
        "first_seen TEXT",
        "report_url TEXT",
        "checked TEXT",
        "confirmed INTEGER",
        "as_of TEXT",
        "explanation_en TEXT",
    ):
        db.execute(f"ALTER TABLE obligations ADD COLUMN {column}")
    for column in ("printed_agency TEXT", "listed_agency TEXT", "listed_region TEXT"):
        db.execute(f"ALTER TABLE versions ADD COLUMN {column}")


@migrations()
def version_views(db: Database) -> None:
    """Keep what is shown of each file of a version; the copies of web pages and texts kept so far are those of the first file."""
    _create(db, "views")
    db.execute(
        "INSERT INTO version_views SELECT DISTINCT p.version_id, '', 0, '', coalesce(c.media_type, ''), c.sha256, '[]'"
        " FROM version_parts p JOIN captures c ON c.id = p.capture_id JOIN snapshots s ON s.sha256 = c.sha256"
        " WHERE p.position = 0"
    )


@migrations()
def region_rows(db: Database) -> None:
    """Keep the divisions that files state beyond the shipped ones."""
    db.execute(
        "CREATE TABLE region_rows (capture_id TEXT NOT NULL REFERENCES captures(id), line INTEGER NOT NULL,"
        " code TEXT NOT NULL, name TEXT NOT NULL, level TEXT NOT NULL, parent_code TEXT, from_year INTEGER,"
        " to_year INTEGER, source TEXT, PRIMARY KEY (capture_id, line)) STRICT"
    )


@migrations()
def jaccard_column(db: Database) -> None:
    """Let a similarity say the Jaccard index beside the share of the report."""
    db.execute("ALTER TABLE similarities ADD COLUMN jaccard REAL")


@migrations()
def register_names(db: Database) -> None:
    """Say which years divisions were valid in and unresolved names concern, and whose the names in columns are."""
    for column in ("valid_from INTEGER", "valid_to INTEGER"):
        db.execute(f"ALTER TABLE regions ADD COLUMN {column}")
    db.execute("ALTER TABLE unresolved_names ADD COLUMN years TEXT")
    db.execute("ALTER TABLE report_versions ADD COLUMN how TEXT")
    db.execute("ALTER TABLE report_versions ADD COLUMN confidence REAL")
    db.execute(
        "CREATE TABLE resolved_names (name TEXT NOT NULL, region_code TEXT NOT NULL, agency_id TEXT NOT NULL"
        " REFERENCES agencies(id), how TEXT NOT NULL, confidence REAL NOT NULL, PRIMARY KEY (name, region_code)) STRICT"
    )


@migrations()
def lookup_indexes(db: Database) -> None:
    """Find what belongs to a version or a capture without looking through all rows."""
    for table, column in (
        ("version_parts", "capture_id"),
        ("report_versions", "version_id"),
        ("reports", "current_version_id"),
        ("extractions", "version_id"),
        ("issues", "version_id"),
    ):
        db.execute(f"CREATE INDEX {table}_{column} ON {table} ({column})")


@migrations()
def holder_index(db: Database) -> None:
    """Find the record that holds a payload at once, however many captures refer to it."""
    db.execute("CREATE INDEX captures_holder ON captures (sha256, payload_digest) WHERE payload_id = id")


@migrations()
def notice_units(db: Database) -> None:
    """Keep which agencies official notices name as bound to publish."""
    db.execute(
        "CREATE TABLE notice_units (capture_id TEXT NOT NULL REFERENCES captures(id), position INTEGER NOT NULL,"
        " agency TEXT NOT NULL, year INTEGER NOT NULL, said TEXT NOT NULL, PRIMARY KEY (capture_id, position)) STRICT"
    )


def migrate(db: Database) -> None:
    """Bring a database to the present schema.

    Raises NotAnArchive when the file is no database of ours, NewerSchema when a later version of the software wrote it.
    """
    try:
        _refuse_newer(db)
        migrations.apply(db)
    except sqlite3.DatabaseError as error:
        raise NotAnArchive(f"archive.db cannot be used as a database: {error}") from error


def check(db: Database) -> None:
    """Make sure that a database can be read as it is, without migrating it.

    Raises NewerSchema as `migrate` does, NotAnArchive when the schema is older than this software's.
    """
    _refuse_newer(db)
    pending = [step.name for step in migrations.pending(db)]
    if pending:
        raise NotAnArchive(
            f"archive.db was written by an earlier version (it lacks {pending[0]!r}); `nianbao extract` brings it up to date"
        )


def _refuse_newer(db: Database) -> None:
    known = {step.name for step in migrations.pending(Database(memory=True))}
    unknown = [step.name for step in migrations.applied(db) if step.name not in known]
    if unknown:
        raise NewerSchema(f"archive.db was written by a newer version of nianbao (schema step {unknown[-1]!r})")
