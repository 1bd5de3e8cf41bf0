-- What the archive judges from the above. Written by the register (who exists, who owes), the judgement and the comparison.
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
