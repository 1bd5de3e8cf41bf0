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
