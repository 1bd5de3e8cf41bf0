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
