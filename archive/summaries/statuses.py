"""Who published, who did not, by year, place, level and class; the lists of late and missing reports with their evidence."""

DAYS_LATE = (
    "CASE WHEN o.status = 'late' AND o.detail IS NOT 'backdated' THEN nullif(max(0, CAST(julianday(date(o.published_on)) - julianday(date("
    "CASE o.detail WHEN 'late_local' THEN coalesce(o.deadline_local, o.deadline) ELSE o.deadline END)) AS INTEGER)), 0) END"
)
"""SQL for how many days after the deadline that counts a late report is dated; NULL where its day is not known or not believed."""

STATUSES = """
CREATE TABLE summary_statuses (
    year INTEGER NOT NULL, region_code TEXT NOT NULL, class TEXT NOT NULL, level TEXT NOT NULL, status TEXT NOT NULL,
    region TEXT, region_level TEXT, n INTEGER NOT NULL, confirmed INTEGER NOT NULL, obligations INTEGER NOT NULL,
    PRIMARY KEY (year, region_code, class, level, status)
) STRICT, WITHOUT ROWID;
CREATE TEMP TABLE owed AS
WITH parts (by_class, by_level) AS (VALUES (0, 0), (1, 0), (0, 1), (1, 1))
SELECT o.year, y.ancestor_code AS region_code, iif(by_class, p.class, 'all') AS class, iif(by_level, p.level, 'all') AS level,
    o.status, count(*) AS n, coalesce(sum(o.confirmed), 0) AS confirmed
FROM obligations o JOIN placed p USING (agency_id) JOIN region_ancestry y USING (region_code) CROSS JOIN parts
WHERE o.status IS NOT NULL GROUP BY 1, 2, 3, 4, 5;
INSERT INTO summary_statuses
SELECT o.year, o.region_code, o.class, o.level, o.status, g.name,
    coalesce(g.level, CASE o.region_code WHEN '000000' THEN 'national' END), o.n, o.confirmed,
    sum(CASE WHEN o.status != 'not_obliged' THEN o.n ELSE 0 END) OVER (PARTITION BY o.year, o.region_code, o.class, o.level)
FROM owed o LEFT JOIN regions g ON g.code = o.region_code;
CREATE INDEX summary_statuses_status ON summary_statuses (status, year);
"""

_LIST = """
CREATE TABLE {name} (
    agency_id TEXT NOT NULL, year INTEGER NOT NULL, agency TEXT NOT NULL, region_code TEXT NOT NULL, region TEXT,
    province_code TEXT, prefecture_code TEXT, class TEXT NOT NULL, level TEXT NOT NULL, sector TEXT NOT NULL,
    status TEXT NOT NULL, detail TEXT, deadline TEXT, deadline_local TEXT, published_on TEXT, days_late INTEGER,
    first_seen TEXT, report_url TEXT, confirmed INTEGER, confidence REAL, as_of TEXT, explanation TEXT, explanation_en TEXT,
    PRIMARY KEY (agency_id, year)
) STRICT;
INSERT INTO {name}
SELECT o.agency_id, o.year, p.agency, p.region_code, p.region, p.province_code, p.prefecture_code, p.class, p.level, p.sector,
    o.status, o.detail, o.deadline, o.deadline_local, o.published_on,
    {days_late}, o.first_seen, o.report_url, o.confirmed,
    o.confidence, o.as_of, o.explanation, o.explanation_en
FROM obligations o JOIN placed p USING (agency_id) WHERE o.status IN ({statuses}) ORDER BY o.year DESC, o.agency_id;
CREATE INDEX {name}_year ON {name} (year);
CREATE INDEX {name}_status ON {name} (status);
CREATE INDEX {name}_region_code ON {name} (region_code, year);
CREATE INDEX {name}_province_code ON {name} (province_code, year);
CREATE INDEX {name}_prefecture_code ON {name} (prefecture_code, year);
CREATE INDEX {name}_class ON {name} (class);
CREATE INDEX {name}_level ON {name} (level);
"""


def statuses() -> str:
    """Return the statements that make summary_statuses, summary_missing and summary_late."""
    lists = {"summary_missing": "'not_found', 'removed'", "summary_late": "'late'"}
    return STATUSES + "".join(
        _LIST.format(name=name, statuses=chosen, days_late=DAYS_LATE) for name, chosen in lists.items()
    )
