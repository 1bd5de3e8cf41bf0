-- The value columns are ANY: a count is stored as the integer, an amount as the number that was printed.
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
