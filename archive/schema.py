"""The tables of archive.db. Names are a contract; columns may grow, each change as a migration of its own."""

import sqlite3

from sqlite_utils import Database, Migrations

from archive.errors import NewerSchema, NotAnArchive

migrations = Migrations("nianbao")

CRAWL_TABLES = """
CREATE TABLE runs (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, started TEXT NOT NULL, finished TEXT, software TEXT NOT NULL,
    settings TEXT NOT NULL, counts TEXT, ok INTEGER
) STRICT;
CREATE TABLE warc_files (
    name TEXT PRIMARY KEY, indexed_bytes INTEGER NOT NULL
) STRICT;
CREATE TABLE captures (
    id TEXT PRIMARY KEY, payload_id TEXT NOT NULL, url TEXT NOT NULL, final_url TEXT NOT NULL, fetched_at TEXT NOT NULL,
    status INTEGER NOT NULL, outcome TEXT NOT NULL, detail TEXT, media_type TEXT, sha256 TEXT, size INTEGER NOT NULL,
    etag TEXT, last_modified TEXT, payload_digest TEXT, warc_file TEXT NOT NULL, warc_offset INTEGER NOT NULL, via_url TEXT, run_id TEXT,
    role TEXT NOT NULL, portal TEXT, link_text TEXT, rule TEXT, agency TEXT, region TEXT, year INTEGER,
    published_on TEXT, vantage TEXT, software TEXT
) STRICT;
CREATE INDEX captures_url ON captures (url, fetched_at);
CREATE INDEX captures_sha256 ON captures (sha256);
CREATE INDEX captures_role ON captures (role, outcome);
CREATE TABLE attempts (
    id TEXT PRIMARY KEY, url TEXT NOT NULL, at TEXT NOT NULL, outcome TEXT NOT NULL, detail TEXT, portal TEXT,
    role TEXT, via_url TEXT, run_id TEXT
) STRICT;
CREATE INDEX attempts_url ON attempts (url, at);
CREATE TABLE portals (
    id TEXT PRIMARY KEY, name TEXT, home_url TEXT NOT NULL, family TEXT, region_code TEXT, outcome TEXT, finished TEXT,
    counts TEXT
) STRICT;
CREATE TABLE columns (
    url TEXT PRIMARY KEY, portal TEXT NOT NULL, family TEXT NOT NULL, kind TEXT NOT NULL, agency TEXT, region TEXT,
    outcome TEXT NOT NULL, complete INTEGER NOT NULL, read_at TEXT NOT NULL, pages TEXT NOT NULL, entries INTEGER NOT NULL
) STRICT;
CREATE TABLE column_entries (
    column_url TEXT NOT NULL, url TEXT NOT NULL, title TEXT NOT NULL, kind TEXT NOT NULL, taken INTEGER NOT NULL,
    published_on TEXT, year INTEGER, agency TEXT, PRIMARY KEY (column_url, url)
) STRICT;
"""

REGISTER_TABLES = """
CREATE TABLE regions (code TEXT PRIMARY KEY, name TEXT NOT NULL, level TEXT NOT NULL, parent_code TEXT) STRICT;
CREATE TABLE agencies (
    id TEXT PRIMARY KEY, canonical_name TEXT NOT NULL, class TEXT, level TEXT, region_code TEXT, sector TEXT,
    parent_id TEXT REFERENCES agencies(id), uscc TEXT
) STRICT;
CREATE TABLE agency_names (
    agency_id TEXT NOT NULL REFERENCES agencies(id), name TEXT NOT NULL, kind TEXT NOT NULL, valid_from TEXT,
    valid_to TEXT, source TEXT, PRIMARY KEY (agency_id, name)
) STRICT;
CREATE TABLE agency_events (
    id TEXT PRIMARY KEY, type TEXT NOT NULL, date TEXT, from_id TEXT, to_id TEXT, source TEXT
) STRICT;
CREATE TABLE decisions (
    id TEXT PRIMARY KEY, subject TEXT NOT NULL, decision TEXT NOT NULL, who TEXT, at TEXT NOT NULL
) STRICT;
CREATE TABLE deadline_rules (
    class TEXT NOT NULL, region_code TEXT NOT NULL, year INTEGER NOT NULL, date TEXT NOT NULL, basis TEXT, source TEXT,
    PRIMARY KEY (class, region_code, year)
) STRICT;
CREATE TABLE obligations (
    agency_id TEXT NOT NULL REFERENCES agencies(id), year INTEGER NOT NULL, class TEXT, basis TEXT, deadline TEXT,
    source TEXT, confidence REAL, status TEXT, detail TEXT, explanation TEXT, PRIMARY KEY (agency_id, year)
) STRICT;
"""

# The value columns are ANY: a count is stored as the integer, an amount as the number that was printed.
REPORT_TABLES = """
CREATE TABLE extractions (
    capture_id TEXT PRIMARY KEY, sha256 TEXT NOT NULL, extractor TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT,
    version_id TEXT
) STRICT;
CREATE TABLE versions (
    id TEXT PRIMARY KEY, title TEXT, agency TEXT, scope TEXT, compiled_by TEXT, year INTEGER, form TEXT, period_start TEXT,
    period_end TEXT, published_on TEXT, media_type TEXT, url TEXT, seen_from TEXT, seen_to TEXT, extractor TEXT NOT NULL,
    change_class TEXT, cells INTEGER, doubtful_cells INTEGER, failed_checks INTEGER, metadata TEXT
) STRICT;
CREATE TABLE version_parts (
    version_id TEXT NOT NULL REFERENCES versions(id), position INTEGER NOT NULL,
    capture_id TEXT NOT NULL REFERENCES captures(id), role TEXT NOT NULL, PRIMARY KEY (version_id, position, capture_id)
) STRICT;
CREATE TABLE reports (
    agency_id TEXT NOT NULL REFERENCES agencies(id), year INTEGER NOT NULL, title TEXT, form TEXT, published_on TEXT,
    first_seen TEXT, current_version_id TEXT REFERENCES versions(id), quality TEXT, versions INTEGER,
    PRIMARY KEY (agency_id, year)
) STRICT;
CREATE TABLE report_versions (
    agency_id TEXT NOT NULL REFERENCES agencies(id), year INTEGER NOT NULL,
    version_id TEXT NOT NULL REFERENCES versions(id), PRIMARY KEY (agency_id, year, version_id)
) STRICT;
CREATE TABLE proactive (
    version_id TEXT NOT NULL REFERENCES versions(id), row TEXT NOT NULL, issued ANY, repealed ANY, in_force ANY,
    decisions ANY, amount_10k_cny ANY, produced_new ANY, disclosed_new ANY, disclosed_cumulative ANY,
    items_prev_year ANY, items_change ANY, projects ANY, amount ANY, PRIMARY KEY (version_id, row)
) STRICT, WITHOUT ROWID;
CREATE TABLE requests (
    version_id TEXT NOT NULL REFERENCES versions(id), row TEXT NOT NULL, natural_person ANY, legal_commercial ANY,
    legal_research ANY, legal_public_interest ANY, legal_law_services ANY, legal_other ANY, total ANY,
    PRIMARY KEY (version_id, row)
) STRICT, WITHOUT ROWID;
CREATE TABLE remedies (
    version_id TEXT NOT NULL REFERENCES versions(id), row TEXT NOT NULL, upheld ANY, corrected ANY, other ANY,
    pending ANY, total ANY, PRIMARY KEY (version_id, row)
) STRICT, WITHOUT ROWID;
CREATE TABLE statistics (
    version_id TEXT NOT NULL REFERENCES versions(id), row TEXT NOT NULL, label TEXT, unit TEXT, value ANY,
    cumulative ANY, PRIMARY KEY (version_id, row)
) STRICT, WITHOUT ROWID;
CREATE TABLE cell_notes (
    version_id TEXT NOT NULL REFERENCES versions(id), cell TEXT NOT NULL, row TEXT, column TEXT, raw TEXT NOT NULL,
    state TEXT NOT NULL, value ANY, candidates TEXT, PRIMARY KEY (version_id, cell)
) STRICT, WITHOUT ROWID;
CREATE TABLE evidence (version_id TEXT PRIMARY KEY REFERENCES versions(id), cells TEXT NOT NULL) STRICT;
CREATE TABLE sections (
    version_id TEXT NOT NULL REFERENCES versions(id), number INTEGER NOT NULL, heading TEXT, text TEXT,
    PRIMARY KEY (version_id, number)
) STRICT;
CREATE TABLE facts (
    version_id TEXT NOT NULL REFERENCES versions(id), position INTEGER NOT NULL, key TEXT NOT NULL, value ANY,
    unit TEXT, text TEXT, scope TEXT, qualifier TEXT, sentence TEXT, section INTEGER, "start" INTEGER, "end" INTEGER,
    PRIMARY KEY (version_id, position)
) STRICT;
CREATE TABLE checks (
    version_id TEXT NOT NULL REFERENCES versions(id), rule TEXT NOT NULL, operand TEXT NOT NULL,
    severity TEXT NOT NULL, status TEXT NOT NULL, left ANY, right ANY, message TEXT NOT NULL, message_en TEXT NOT NULL,
    cells TEXT NOT NULL, PRIMARY KEY (version_id, rule, operand)
) STRICT;
CREATE INDEX checks_status ON checks (status);
CREATE TABLE issues (
    id TEXT PRIMARY KEY, stage TEXT NOT NULL, code TEXT NOT NULL, url TEXT, message TEXT NOT NULL, version_id TEXT,
    capture_id TEXT
) STRICT;
CREATE INDEX issues_capture ON issues (capture_id);
CREATE TABLE snapshots (sha256 TEXT PRIMARY KEY, html TEXT NOT NULL) STRICT;
"""

# What the archive judges from the above. Written by the register (who exists, who owes), the judgement and the comparison.
JUDGEMENT_TABLES = """
CREATE TABLE column_readings (
    url TEXT NOT NULL, read_at TEXT NOT NULL, portal TEXT NOT NULL, family TEXT NOT NULL, kind TEXT NOT NULL, agency TEXT,
    region TEXT, outcome TEXT NOT NULL, complete INTEGER NOT NULL, reason TEXT, pages TEXT NOT NULL,
    entries INTEGER NOT NULL, PRIMARY KEY (url, read_at)
) STRICT;
CREATE INDEX column_readings_portal ON column_readings (portal, read_at);
CREATE TABLE column_listings (
    column_url TEXT NOT NULL, url TEXT NOT NULL, title TEXT NOT NULL, kind TEXT NOT NULL, agency TEXT, year INTEGER,
    listed_from TEXT NOT NULL, listed_to TEXT NOT NULL, PRIMARY KEY (column_url, url, listed_from)
) STRICT;
CREATE INDEX column_listings_url ON column_listings (url);
CREATE TABLE portal_crawls (
    portal TEXT NOT NULL, finished TEXT NOT NULL, outcome TEXT NOT NULL, home_url TEXT NOT NULL, region_code TEXT,
    counts TEXT, PRIMARY KEY (portal, finished)
) STRICT;
CREATE TABLE roster_rows (
    capture_id TEXT NOT NULL REFERENCES captures(id), line INTEGER NOT NULL, agency TEXT NOT NULL,
    region_code TEXT NOT NULL, class TEXT, parent TEXT, url TEXT, from_year INTEGER, to_year INTEGER, source TEXT,
    PRIMARY KEY (capture_id, line)
) STRICT;
CREATE TABLE roster_evidence (
    agency_id TEXT NOT NULL REFERENCES agencies(id), year INTEGER NOT NULL, kind TEXT NOT NULL, url TEXT NOT NULL,
    capture_id TEXT, seen_at TEXT, PRIMARY KEY (agency_id, year, kind, url)
) STRICT;
CREATE TABLE unresolved_names (
    subject TEXT PRIMARY KEY, name TEXT NOT NULL, listed TEXT, region_code TEXT, reason TEXT NOT NULL,
    candidates TEXT NOT NULL, versions INTEGER NOT NULL, example_url TEXT
) STRICT;
CREATE TABLE changes (
    id TEXT PRIMARY KEY, agency_id TEXT NOT NULL REFERENCES agencies(id), year INTEGER NOT NULL, kind TEXT NOT NULL,
    class TEXT, from_version_id TEXT, to_version_id TEXT, last_before TEXT, first_after TEXT, from_url TEXT, to_url TEXT,
    cells INTEGER NOT NULL, detail TEXT NOT NULL, detail_en TEXT NOT NULL
) STRICT;
CREATE INDEX changes_report ON changes (agency_id, year);
CREATE TABLE cell_changes (
    change_id TEXT NOT NULL REFERENCES changes(id), cell TEXT NOT NULL, old_raw TEXT, old_value ANY, new_raw TEXT,
    new_value ANY, PRIMARY KEY (change_id, cell)
) STRICT, WITHOUT ROWID;
CREATE TABLE cross_checks (
    agency_id TEXT NOT NULL REFERENCES agencies(id), year INTEGER NOT NULL, rule TEXT NOT NULL, operand TEXT NOT NULL,
    severity TEXT NOT NULL, status TEXT NOT NULL, left ANY, right ANY, message TEXT NOT NULL, message_en TEXT NOT NULL,
    cells TEXT NOT NULL, version_id TEXT, other_version_id TEXT, PRIMARY KEY (agency_id, year, rule, operand)
) STRICT;
CREATE INDEX cross_checks_status ON cross_checks (status, rule);
CREATE TABLE similarities (
    agency_id TEXT NOT NULL REFERENCES agencies(id), year INTEGER NOT NULL, kind TEXT NOT NULL,
    other_agency_id TEXT NOT NULL REFERENCES agencies(id), other_year INTEGER NOT NULL, rate REAL NOT NULL,
    shared INTEGER NOT NULL, shingles INTEGER NOT NULL, passages TEXT NOT NULL,
    PRIMARY KEY (agency_id, year, kind, other_agency_id, other_year)
) STRICT;
"""

# What readers are shown of a version. `part` is as in `where`, empty for the document itself; `position` is that of the
# file among the parts of the version, `member` the name inside that file, empty for the file itself.
VIEW_TABLES = """
CREATE TABLE version_views (
    version_id TEXT NOT NULL REFERENCES versions(id), part TEXT NOT NULL, position INTEGER NOT NULL, member TEXT NOT NULL,
    media_type TEXT NOT NULL, sha256 TEXT NOT NULL, pages TEXT NOT NULL, PRIMARY KEY (version_id, part)
) STRICT, WITHOUT ROWID;
"""


def _create(db: Database, script: str) -> None:
    for statement in filter(str.strip, script.split(";")):
        db.execute(statement)


@migrations()
def crawl_tables(db: Database) -> None:
    """Create the tables of what came from outside."""
    _create(db, CRAWL_TABLES)


@migrations()
def register_tables(db: Database) -> None:
    """Create the tables of regions, agencies, their names and their duties."""
    _create(db, REGISTER_TABLES)


@migrations()
def report_tables(db: Database) -> None:
    """Create the tables of what was read in the documents."""
    _create(db, REPORT_TABLES)


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
    _create(db, JUDGEMENT_TABLES)
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
    _create(db, VIEW_TABLES)
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
