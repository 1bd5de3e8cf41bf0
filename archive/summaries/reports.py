"""report_summary: one wide row per report, with its agency, place, status, figures and flags; the ground of all aggregates."""

from archive.summaries.formulas import NATIONAL_TABLES, Measure, measures

NATION = "000000"
"""The code under which the whole country stands."""

# Divisions are looked for upwards; a division that is unknown, or in a circle, belongs to the nation only.
ANCESTRY = f"""
CREATE TABLE region_ancestry (
    region_code TEXT NOT NULL, ancestor_code TEXT NOT NULL, level TEXT, PRIMARY KEY (region_code, ancestor_code)
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO region_ancestry
WITH RECURSIVE above (region_code, ancestor_code, depth) AS (
    SELECT DISTINCT coalesce(region_code, '{NATION}'), coalesce(region_code, '{NATION}'), 0 FROM agencies
    UNION
    SELECT above.region_code, regions.parent_code, depth + 1 FROM above JOIN regions ON regions.code = above.ancestor_code
    WHERE regions.parent_code IS NOT NULL AND regions.parent_code != '' AND depth < 6
)
SELECT above.region_code, above.ancestor_code, regions.level FROM above LEFT JOIN regions ON regions.code = above.ancestor_code;
INSERT OR REPLACE INTO region_ancestry SELECT DISTINCT region_code, '{NATION}', 'national' FROM region_ancestry;
CREATE INDEX region_ancestry_ancestor ON region_ancestry (ancestor_code);
"""

PLACED = """
CREATE TEMP TABLE placed AS
SELECT a.id AS agency_id, a.canonical_name AS agency, coalesce(a.region_code, '000000') AS region_code, g.name AS region,
    max(CASE y.level WHEN 'province' THEN y.ancestor_code END) AS province_code,
    max(CASE y.level WHEN 'prefecture' THEN y.ancestor_code END) AS prefecture_code,
    coalesce(a.level, 'unknown') AS level, coalesce(a.class, 'unknown') AS class, coalesce(a.sector, 'unknown') AS sector
FROM agencies a LEFT JOIN regions g ON g.code = a.region_code
    LEFT JOIN region_ancestry y ON y.region_code = coalesce(a.region_code, '000000')
GROUP BY a.id;
CREATE UNIQUE INDEX temp.placed_agency ON placed (agency_id);
CREATE TEMP TABLE agency_sectors AS
SELECT DISTINCT p.agency_id, trim(e.value) AS sector
FROM placed p, json_each('["' || replace(replace(p.sector, '"', ''), ',', '","') || '"]') e;
CREATE INDEX temp.agency_sectors_agency ON agency_sectors (agency_id);
"""

FLAGS = """
CREATE TEMP TABLE checked AS
SELECT version_id, count(CASE status WHEN 'pass' THEN 1 END) AS passed,
    count(CASE WHEN status IN ('pass', 'fail') THEN 1 END) AS assessable
FROM checks WHERE severity IN ('mandated', 'arithmetic') GROUP BY version_id;
CREATE UNIQUE INDEX temp.checked_version ON checked (version_id);
CREATE TEMP TABLE crossed AS
SELECT agency_id, year, count(CASE status WHEN 'fail' THEN 1 END) AS failed FROM cross_checks GROUP BY agency_id, year;
CREATE UNIQUE INDEX temp.crossed_report ON crossed (agency_id, year);
CREATE TEMP TABLE changed AS SELECT agency_id, year, count(*) AS n FROM changes GROUP BY agency_id, year;
CREATE UNIQUE INDEX temp.changed_report ON changed (agency_id, year);
CREATE TEMP TABLE shared AS
SELECT agency_id, year, kind, shared, shingles, max(rate) AS rate FROM similarities GROUP BY agency_id, year, kind;
CREATE UNIQUE INDEX temp.shared_report ON shared (agency_id, year, kind);
"""

# A day that the judgement does not believe, or could not hold against the deadline, is none.
TIMELINESS = (
    "CASE WHEN o.status IN ('on_time', 'late') AND o.detail IS NOT 'backdated'"
    " THEN CAST(julianday(date(o.published_on)) - julianday(date(o.deadline)) AS INTEGER) END"
)

ZERO = " + ".join(("received_new", "carried_in", "review_total", "direct_total", "after_review_total"))

INDEXES = """
CREATE INDEX report_summary_version_id ON report_summary (version_id);
CREATE INDEX report_summary_year ON report_summary (year, level);
CREATE INDEX report_summary_region_code ON report_summary (region_code, year);
CREATE INDEX report_summary_province_code ON report_summary (province_code, year);
CREATE INDEX report_summary_prefecture_code ON report_summary (prefecture_code, year);
CREATE INDEX report_summary_level ON report_summary (level);
CREATE INDEX report_summary_class ON report_summary (class);
CREATE INDEX report_summary_sector ON report_summary (sector, year);
CREATE INDEX report_summary_form ON report_summary (form);
CREATE INDEX report_summary_status ON report_summary (status);
CREATE INDEX report_summary_quality ON report_summary (quality);
"""


def report_summary() -> str:
    """Return the statements that make region_ancestry and report_summary."""
    pivots = "".join(_pivot(prefix, table) for prefix, table in {**NATIONAL_TABLES, "stat": "statistics"}.items())
    names = [measure.key for measure in measures()]
    columns = ", ".join(f"{name} ANY" for name in names)
    return f"""{ANCESTRY}{PLACED}{FLAGS}{pivots}
CREATE TABLE report_summary (
    agency_id TEXT NOT NULL, year INTEGER NOT NULL, version_id TEXT, title TEXT, agency TEXT NOT NULL,
    region_code TEXT NOT NULL, region TEXT, province_code TEXT, prefecture_code TEXT, level TEXT NOT NULL,
    class TEXT NOT NULL, sector TEXT NOT NULL, form TEXT, published_on TEXT, first_seen TEXT, url TEXT, status TEXT,
    status_detail TEXT, deadline TEXT, timeliness_days INTEGER, on_time INTEGER, quality TEXT, cells INTEGER,
    doubtful_cells INTEGER, failed_checks INTEGER, passed_checks INTEGER, assessable_checks INTEGER,
    failed_cross_checks INTEGER NOT NULL, versions INTEGER, changes INTEGER NOT NULL, prev_year_shared INTEGER,
    prev_year_shingles INTEGER, peer_shared INTEGER, peer_shingles INTEGER, zero_report INTEGER, {columns},
    PRIMARY KEY (agency_id, year)
) STRICT;
INSERT INTO report_summary
SELECT r.agency_id, r.year, r.current_version_id, r.title, p.agency, p.region_code, p.region, p.province_code,
    p.prefecture_code, p.level, p.class, p.sector, r.form, r.published_on, r.first_seen, v.url, o.status, o.detail, o.deadline,
    {TIMELINESS},
    CASE o.status WHEN 'on_time' THEN 1 WHEN 'late' THEN 0 END, r.quality, v.cells,
    v.doubtful_cells, v.failed_checks, k.passed, k.assessable, coalesce(x.failed, 0), r.versions, coalesce(n.n, 0),
    own.shared, own.shingles, peer.shared, peer.shingles, {ZERO} = 0, {", ".join(names)}
FROM reports r JOIN placed p USING (agency_id) LEFT JOIN versions v ON v.id = r.current_version_id
    LEFT JOIN obligations o ON o.agency_id = r.agency_id AND o.year = r.year
    LEFT JOIN checked k ON k.version_id = r.current_version_id
    LEFT JOIN crossed x ON x.agency_id = r.agency_id AND x.year = r.year
    LEFT JOIN changed n ON n.agency_id = r.agency_id AND n.year = r.year
    LEFT JOIN shared own ON own.agency_id = r.agency_id AND own.year = r.year AND own.kind = 'previous_year'
    LEFT JOIN shared peer ON peer.agency_id = r.agency_id AND peer.year = r.year AND peer.kind = 'peer'
    LEFT JOIN figures_t2 f2 ON f2.version_id = r.current_version_id LEFT JOIN figures_t3 f3 ON f3.version_id = r.current_version_id
    LEFT JOIN figures_t4 f4 ON f4.version_id = r.current_version_id LEFT JOIN figures_stat fs ON fs.version_id = r.current_version_id
ORDER BY r.year DESC, r.agency_id;
{INDEXES}"""


def _pivot(prefix: str, table: str) -> str:
    """Return the statements that lay the rows of a table out as one row of figures per version."""
    chosen: list[Measure] = [measure for measure in measures() if measure.table == prefix]
    columns = ", ".join(f"{measure.pivoted()} AS {measure.key}" for measure in chosen)
    return f"""
CREATE TEMP TABLE figures_{prefix} AS SELECT version_id, {columns} FROM {table}
WHERE version_id IN (SELECT current_version_id FROM reports) GROUP BY version_id;
CREATE UNIQUE INDEX temp.figures_{prefix}_version ON figures_{prefix} (version_id);
"""
