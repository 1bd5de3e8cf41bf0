"""Sums of measures and indicators by year, place, class, level and sector, each beside how many reports it stands on.

A row of a group says how many reports there are, of how many agencies, and how many reports are owed. A division holds
what lies below it. A joint report of several agencies counts once in every group, an agency of several sectors in each of them.
What is not due yet, or has no status because its year is not over, is not owed yet.
"""

from archive.summaries.formulas import indicators, measures

DIMENSIONS = ("class", "level", "sector")
GROUPINGS: dict[str, tuple[str, ...]] = {
    "region": (),
    "class": ("class",),
    "level": ("level",),
    "sector": ("sector",),
    "level_sector": ("level", "sector"),
}
"""What is grouped by, besides year and division."""

BOUNDED = ("sector", "level_sector")
"""Groupings that are not made for counties: there a sector is one agency."""

KEYS = "grouping, year, region_code, class, level, sector"

MEMBERS = f"""
CREATE TEMP TABLE members (
    grouping TEXT, year INTEGER, region_code TEXT, class TEXT, level TEXT, sector TEXT, report INTEGER
);
CREATE TEMP TABLE denominators (
    grouping TEXT, year INTEGER, region_code TEXT, class TEXT, level TEXT, sector TEXT, agencies INTEGER,
    obligations INTEGER, PRIMARY KEY ({KEYS})
) WITHOUT ROWID;
"""


def groups() -> str:
    """Return the statements that make summary_measures, summary_indicators and the views over them."""
    filled = "".join(_members(grouping, by) for grouping, by in GROUPINGS.items())
    return f"{MEMBERS}{filled}CREATE INDEX temp.members_group ON members ({KEYS});{_measures()}{_indicators()}"


def _members(grouping: str, by: tuple[str, ...]) -> str:
    columns = {"class": "p.class", "level": "p.level", "sector": "c.sector"}
    chosen = ", ".join(columns[name] if name in by else "'all'" for name in DIMENSIONS)
    places = "JOIN region_ancestry y USING (region_code)"
    if "sector" in by:
        places += " JOIN agency_sectors c USING (agency_id)"
    left_out = "'county', 'township'" if grouping in BOUNDED else "'township'"
    level = f"WHERE coalesce(y.level, '') NOT IN ({left_out})"
    return f"""
INSERT INTO members
SELECT '{grouping}', p.year, y.ancestor_code, {chosen}, min(p.rowid) FROM report_summary p {places}
{level} GROUP BY 2, 3, 4, 5, 6, p.version_id;
INSERT INTO denominators
SELECT '{grouping}', year, y.ancestor_code, {chosen}, count(DISTINCT held), count(DISTINCT owed) FROM (
    SELECT r.year, placed.*, r.agency_id AS held, NULL AS owed FROM reports r JOIN placed USING (agency_id)
    UNION ALL
    SELECT o.year, placed.*, NULL, o.agency_id FROM obligations o JOIN placed USING (agency_id) WHERE o.status NOT IN ('not_obliged', 'not_due')
) p {places} {level} GROUP BY 2, 3, 4, 5, 6;
"""


HEAD = """
    grouping TEXT NOT NULL, year INTEGER NOT NULL, region_code TEXT NOT NULL, class TEXT NOT NULL, level TEXT NOT NULL,
    sector TEXT NOT NULL, region TEXT, region_level TEXT, reports INTEGER NOT NULL, agencies INTEGER NOT NULL,
    obligations INTEGER NOT NULL"""
SHOWN = "grouping, year, region_code, region, region_level, class, level, sector"


def _grouped(table: str, columns: str, sums: str) -> str:
    return f"""
CREATE TABLE {table} ({HEAD}, {columns}, PRIMARY KEY ({KEYS})) STRICT, WITHOUT ROWID;
INSERT INTO {table}
SELECT d.grouping, d.year, d.region_code, d.class, d.level, d.sector, g.name,
    coalesce(g.level, CASE d.region_code WHEN '000000' THEN 'national' END), count(s.agency_id), d.agencies, d.obligations, {sums}
FROM denominators d LEFT JOIN members m USING ({KEYS}) LEFT JOIN report_summary s ON s.rowid = m.report
    LEFT JOIN regions g ON g.code = d.region_code
GROUP BY {", ".join(f"d.{key}" for key in KEYS.split(", "))};
"""


def _measures() -> str:
    names = [measure.key for measure in measures()]
    columns = ", ".join(f"{name} ANY, n_{name} INTEGER NOT NULL" for name in names)
    sums = ", ".join(f"sum(s.{name}), count(s.{name})" for name in names)
    arms = " UNION ALL ".join(
        f"SELECT {SHOWN}, '{name}' AS measure, {name} AS total, n_{name} AS n, reports, agencies, obligations FROM summary_measures"
        for name in names
    )
    return f"{_grouped('summary_measures', columns, sums)} CREATE VIEW totals AS {arms};"


def _indicators() -> str:
    chosen = [indicator for indicator in indicators() if indicator.grouped]
    columns, sums = [], []
    for item in chosen:
        name, top, bottom = item.key, item.numerator, item.denominator
        columns.append(f"{name}_over ANY, {name}_under ANY, {name}_n INTEGER NOT NULL")
        stated = f"CASE WHEN {item.holds()} AND ({top}) + ({bottom}) IS NOT NULL THEN"
        sums.append(f"sum({stated} {top} END), sum({stated} {bottom} END), count({stated} 1 END)")
    arms = " UNION ALL ".join(
        f"SELECT {SHOWN}, '{name}' AS indicator, {name}_over AS numerator, {name}_under AS denominator,"
        f" {name}_over * 1.0 / nullif({name}_under, 0) AS value, {name}_n AS n, reports, agencies, obligations"
        " FROM summary_indicators"
        for name in (item.key for item in chosen)
    )
    views = "".join(
        f"CREATE VIEW indicators_by_{name} AS SELECT year, region_code, region, region_level, {extra}indicator, numerator,"
        f" denominator, value, n, reports, agencies, obligations FROM indicator_totals WHERE {where};"
        for name, extra, where in (
            ("year", "", "grouping = 'region' AND region_code = '000000'"),
            ("region", "", "grouping = 'region'"),
            ("class", "class, ", "grouping = 'class'"),
            ("level", "level, ", "grouping = 'level'"),
            ("sector", "sector, ", "grouping = 'sector'"),
        )
    )
    made = _grouped("summary_indicators", ", ".join(columns), ", ".join(sums))
    return f"{made} CREATE VIEW indicator_totals AS {arms}; {views} {_of_reports()}"


def _of_reports() -> str:
    """Return the view of every indicator of every report, and the table of their definitions."""
    arms = " UNION ALL ".join(
        f"SELECT agency_id, year, version_id, form, '{item.key}' AS indicator, {item.numerator} AS numerator,"
        f" {item.denominator} AS denominator, ({item.numerator}) * 1.0 / nullif({item.denominator}, 0) AS value,"
        f" (({item.numerator}) + ({item.denominator})) IS NOT NULL AS n FROM report_summary WHERE {item.holds()}"
        for item in indicators()
    )
    return f"CREATE VIEW indicators AS {arms};"
