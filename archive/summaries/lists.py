"""What is new, what changed, which figures disagree, how many reports there are of each kind: the tables behind the first pages."""

NEWEST = 200
"""So many reports and changes stand in the lists."""

FACETS = ("form", "quality", "class", "level", "sector", "province_code", "status")

NEW = f"""
CREATE TABLE summary_newest (
    position INTEGER PRIMARY KEY, agency_id TEXT NOT NULL, year INTEGER NOT NULL, agency TEXT NOT NULL, region TEXT, title TEXT,
    published_on TEXT, first_seen TEXT, quality TEXT, status TEXT
) STRICT;
INSERT INTO summary_newest
SELECT row_number() OVER (ORDER BY published_on DESC, first_seen DESC, agency_id), agency_id, year, agency, region, title,
    published_on, first_seen, quality, status
FROM report_summary ORDER BY published_on DESC, first_seen DESC, agency_id LIMIT {NEWEST};
CREATE TABLE summary_changed (
    position INTEGER PRIMARY KEY, change_id TEXT NOT NULL, agency_id TEXT NOT NULL, year INTEGER NOT NULL, agency TEXT NOT NULL,
    region TEXT, kind TEXT NOT NULL, class TEXT, first_after TEXT, cells INTEGER NOT NULL, detail TEXT NOT NULL,
    detail_en TEXT NOT NULL
) STRICT;
INSERT INTO summary_changed
SELECT row_number() OVER (ORDER BY c.first_after DESC, c.id), c.id, c.agency_id, c.year, p.agency, p.region, c.kind, c.class,
    c.first_after, c.cells, c.detail, c.detail_en
FROM changes c JOIN placed p USING (agency_id) ORDER BY c.first_after DESC, c.id LIMIT {NEWEST};
CREATE TABLE summary_failed (
    agency_id TEXT NOT NULL, year INTEGER NOT NULL, rule TEXT NOT NULL, operand TEXT NOT NULL, agency TEXT NOT NULL, region TEXT,
    title TEXT, severity TEXT NOT NULL, left ANY, right ANY, message TEXT NOT NULL, message_en TEXT NOT NULL,
    version_id TEXT NOT NULL, PRIMARY KEY (agency_id, year, rule, operand)
) STRICT;
INSERT INTO summary_failed
SELECT s.agency_id, s.year, c.rule, c.operand, s.agency, s.region, s.title, c.severity, c.left, c.right, c.message, c.message_en,
    c.version_id
FROM checks c CROSS JOIN report_summary s ON s.version_id = c.version_id
WHERE c.status = 'fail' AND c.severity IN ('mandated', 'arithmetic') ORDER BY s.year DESC, s.agency, c.rule, c.operand;
CREATE INDEX summary_failed_year ON summary_failed (year DESC, agency, rule);
CREATE INDEX summary_failed_rule ON summary_failed (rule);
CREATE TABLE summary_facets (
    year INTEGER NOT NULL, facet TEXT NOT NULL, value TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (year, facet, value)
) STRICT, WITHOUT ROWID;
"""


def lists() -> str:
    """Return the statements that make summary_newest, _changed, _failed and _facets; year 0 stands for all years."""
    counted = "".join(
        f"INSERT INTO summary_facets SELECT year, '{facet}', {facet}, count(*) FROM report_summary WHERE {facet} IS NOT NULL"
        f" GROUP BY year, {facet};"
        for facet in FACETS
    )
    return (
        NEW
        + counted
        + "INSERT INTO summary_facets SELECT 0, facet, value, sum(n) FROM summary_facets GROUP BY facet, value;"
    )
