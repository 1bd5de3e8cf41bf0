"""Who published in time, late, or not at all: counts with their denominators, and the agencies behind each count."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nianbao.site.divisions import NATION, children
from nianbao.site.vocabulary import vocabulary

Row = dict[str, Any]
PAGE = 50
GROUPS = {
    "in_time": ("on_time",),
    "late": ("late",),
    "undated": ("published_date_unknown", "unreadable"),
    "removed": ("removed",),
    "outside": ("not_due", "not_obliged"),
}
PUBLISHED = ("in_time", "late", "undated")
GROUP = (
    "CASE WHEN o.status = 'not_found' AND o.confirmed = 1 THEN 'missing' "
    + " ".join(
        f"WHEN o.status IN ({', '.join(map(repr, statuses))}) THEN '{group}'" for group, statuses in GROUPS.items()
    )
    + " ELSE 'unjudged' END"
)
"""SQL for the group a status is counted in. What we could not see to the end is `unjudged`, never missing."""

SECTOR = "instr(',' || replace(coalesce(a.sector, 'unknown'), ' ', '') || ',', ',' || :sector || ',') > 0"
"""SQL for what an agency works on: an agency may work in several sectors, divided by commas."""

_OWED = (
    "o.year, y.ancestor_code AS region_code, coalesce(a.class, 'unknown') AS class, coalesce(a.level, 'unknown') AS level,"
    " o.status, 1 AS n, coalesce(o.confirmed, 0) AS confirmed"
)
_ABOVE = (
    "agencies a CROSS JOIN obligations o ON o.agency_id = a.id"
    f" CROSS JOIN region_ancestry y ON y.region_code = coalesce(a.region_code, '{NATION}')"
)
OF_SECTOR = f"(SELECT {_OWED} FROM {_ABOVE} WHERE {SECTOR} AND o.status IS NOT NULL)"  # noqa: S608
"""SQL for one sector's obligations, each under every division above it: summary_statuses does not tell sectors apart."""

BY_SECTOR = (
    f"(SELECT {_OWED}, trim(e.value) AS sector FROM {_ABOVE}"  # noqa: S608
    """ CROSS JOIN json_each('[' || replace(json_quote(coalesce(a.sector, 'unknown')), ',', '","') || ']') e"""
    " WHERE o.status IS NOT NULL)"
)
"""SQL for obligations by sector, under every division above them; an agency of several sectors stands in each."""

DAYS_LATE = (
    "CASE WHEN o.status = 'late' AND o.detail IS NOT 'backdated' THEN nullif(max(0, CAST(julianday(date(o.published_on)) - julianday(date("
    "CASE o.detail WHEN 'late_local' THEN coalesce(o.deadline_local, o.deadline) ELSE o.deadline END)) AS INTEGER)), 0) END"
)
"""SQL for how many days after the deadline that counts a late report is dated; NULL where its day is not known or not believed."""

REPORTED = "EXISTS (SELECT 1 FROM reports p WHERE p.agency_id = o.agency_id AND p.year = o.year)"
"""SQL for whether a report of the year is held."""

BY = ("division", "level", "class", "sector", "year")
SORTS = {
    "agency": ("a.canonical_name",),
    "region": ("a.region_code",),
    "status": ("grp", "o.status"),
    "year": ("o.year",),
    "deadline": ("o.deadline",),
    "days_late": (DAYS_LATE,),
    "published_on": ("o.published_on",),
    "first_seen": ("o.first_seen",),
}
COLUMNS = (
    "o.year, o.agency_id, a.canonical_name AS agency, a.region_code, r.name AS region, a.class,"
    f" a.level, {GROUP} AS grp, o.status, o.detail, o.deadline, o.deadline_local, o.published_on, o.first_seen,"
    f" {DAYS_LATE} AS days_late, {REPORTED} AS reported, o.report_url, o.confirmed, o.confidence, o.basis, o.source, o.as_of, o.explanation, o.explanation_en, o.checked"
)
TABLES = "obligations o JOIN agencies a ON a.id = o.agency_id LEFT JOIN regions r ON r.code = a.region_code"


@dataclass(frozen=True, slots=True)
class Choice:
    """Which obligations are asked for; None leaves a field open. `status` is a status or a group of them."""

    year: int | None = None
    region: str | None = None
    level: str | None = None
    klass: str | None = None
    status: str | None = None
    sector: str | None = None

    def where(self) -> tuple[str, dict[str, Any]]:
        """Return the condition in SQL, with its values by name."""
        below = "a.region_code IN (SELECT region_code FROM region_ancestry WHERE ancestor_code = :region)"
        tests = {
            "o.year = :year": self.year,
            below: None if self.region == NATION else self.region,
            "coalesce(a.level, 'unknown') = :level": self.level,
            "coalesce(a.class, 'unknown') = :klass": self.klass,
            SECTOR: self.sector,
            f"({GROUP} = :status OR o.status = :status)": self.status,
        }
        chosen = [test for test, value in tests.items() if value is not None]
        values = {"region": self.region, "year": self.year, "level": self.level, "klass": self.klass}
        return " AND ".join(chosen) or "1", {**values, "status": self.status, "sector": self.sector}


def counts(db: sqlite3.Connection, choice: Choice, by: str) -> list[Row]:
    """Return counts by one of BY: per key the groups, `due` (N) and `published`, whatever status was chosen.

    A division counts with all below it; what belongs to the chosen division itself stands under its own code.
    """
    if by == "division":
        return _by_division(db, choice)
    return _counted(db, choice, by, [choice.region or NATION])


def total(db: sqlite3.Connection, choice: Choice) -> Row:
    """Return the counts of all that was chosen, besides the status."""
    return _sum(_counted(db, choice, "region_code", [choice.region or NATION]))


def found(db: sqlite3.Connection, choice: Choice) -> int:
    """Return how many obligations were chosen, the status included."""
    counted = total(db, choice)
    if choice.status is None or choice.status in counted:
        groups = vocabulary()["group"] if choice.status is None else (choice.status,)
        return sum(counted[group] for group in groups)
    where, values = _summed(choice, None, [choice.region or NATION])
    sql = f"SELECT sum(n) FROM {_counts(choice)} WHERE {where} AND status = :status"  # noqa: S608
    return db.execute(sql, {**values, "status": choice.status}).fetchone()[0] or 0


def _by_division(db: sqlite3.Connection, choice: Choice) -> list[Row]:
    own = choice.region or NATION
    below = _counted(db, choice, "region_code", [row["code"] for row in children(db, choice.region)])
    whole = total(db, choice)
    rest = {name: whole[name] - sum(row[name] for row in below) for name in vocabulary()["group"]}
    return [_totalled({"key": own, **rest}), *below] if any(rest.values()) else below


def _counted(db: sqlite3.Connection, choice: Choice, by: str, regions: list[str]) -> list[Row]:
    """Return the counts for some divisions by a column of summary_statuses."""
    where, values = _summed(choice, by, regions)
    rows = db.execute(
        f"SELECT {by}, status, sum(n), sum(confirmed) FROM {_counts(choice, by)} WHERE {where} GROUP BY 1, 2",  # noqa: S608
        values,
    )
    table: dict[Any, Row] = {}
    for key, status, n, confirmed in rows:
        row = table.setdefault(key, {"key": key, **dict.fromkeys(vocabulary()["group"], 0)})
        missing = confirmed if status == "not_found" else 0
        row["missing"] += missing
        row[_group(status)] += n - missing
    return [_totalled(table[key]) for key in sorted(table, key=_in_order_of(by))]


def _in_order_of(by: str) -> Callable[[Any], Any]:
    """Return the place of a key: levels, classes and sectors as the vocabulary lists them, others as they are."""
    places = {key: place for place, key in enumerate(vocabulary().get(by, ()))}
    return (lambda key: (places.get(key, len(places)), key)) if places else (lambda key: key)


def _counts(choice: Choice, by: str | None = None) -> str:
    if by == "sector":
        return BY_SECTOR
    return OF_SECTOR if choice.sector else "summary_statuses"


def _summed(choice: Choice, by: str | None, regions: list[str]) -> tuple[str, Row]:
    """Return the condition on the counts, with its values: in summary_statuses what is neither chosen nor counted by is `all`."""
    tests = ["region_code IN (SELECT value FROM json_each(:regions))"]
    for column, wanted in (("level", choice.level), ("class", choice.klass)):
        if wanted:
            tests.append(f"{column} = :{column}")
        elif not choice.sector and by != "sector":
            tests.append(f"{column} {'!=' if by == column else '='} 'all'")
    if choice.year is not None:
        tests.append("year = :year")
    if by == "sector" and choice.sector:
        tests.append("sector = :sector")
    values = {"regions": json.dumps(regions), "level": choice.level, "class": choice.klass, "year": choice.year}
    values["sector"] = choice.sector
    return " AND ".join(tests), values


def _group(status: str) -> str:
    return next((group for group, statuses in GROUPS.items() if status in statuses), "unjudged")


def _sum(rows: list[Row]) -> Row:
    return _totalled({group: sum(row[group] for row in rows) for group in vocabulary()["group"]})


def _totalled(row: Row) -> Row:
    due = sum(row[group] for group in vocabulary()["group"] if group != "outside")
    return {**row, "due": due, "published": sum(row[group] for group in PUBLISHED)}


def years(db: sqlite3.Connection) -> list[int]:
    """Return the years for which anything is owed, the newest first."""
    return [year for (year,) in db.execute("SELECT DISTINCT year FROM summary_statuses ORDER BY year DESC")]


def judged_year(db: sqlite3.Connection) -> int | None:
    """Return the newest year of which at least half of what is owed was judged, else the newest of all."""
    newest = sorted(_counted(db, Choice(), "year", [NATION]), key=lambda row: -row["key"])
    not_due = dict(
        db.execute(
            "SELECT year, n FROM summary_statuses WHERE status = 'not_due' AND level = 'all' AND class = 'all' AND region_code = ?",
            [NATION],
        ).fetchall()
    )
    for row in newest:
        if 2 * (row["due"] - row["unjudged"]) >= row["due"] + not_due.get(row["key"], 0) > 0:
            return int(row["key"])
    return int(newest[0]["key"]) if newest else None


def chosen(db: sqlite3.Connection, choice: Choice, sort: str = "", first: int = 0, most: int = PAGE) -> list[int]:
    """Return the row ids of the obligations chosen, in order of `sort` (a key of SORTS, with `-` before it from the end)."""
    where, values = choice.where()
    rows = db.execute(
        f"SELECT o.rowid, {GROUP} AS grp FROM obligations o JOIN agencies a ON a.id = o.agency_id WHERE {where}"  # noqa: S608
        f" ORDER BY {_order(sort)} o.agency_id, o.year DESC LIMIT :most OFFSET :first",
        {**values, "most": most, "first": first},
    )
    return [row for row, _ in rows]


def rows_of(db: sqlite3.Connection, ids: list[int]) -> list[Row]:
    """Return obligations by their row ids, in the order given."""
    rows = db.execute(
        f"SELECT {COLUMNS} FROM json_each(:ids) j JOIN obligations o ON o.rowid = j.value"  # noqa: S608
        " JOIN agencies a ON a.id = o.agency_id LEFT JOIN regions r ON r.code = a.region_code ORDER BY j.key",
        {"ids": json.dumps(ids)},
    )
    return [{**row, "checked": readings(row["checked"])} for row in map(dict, rows)]


def one(db: sqlite3.Connection, agency_id: str, year: int) -> Row | None:
    """Return the obligation of an agency for a year; None where nothing is known of one."""
    found = db.execute("SELECT rowid FROM obligations WHERE agency_id = ? AND year = ?", [agency_id, year]).fetchone()
    return rows_of(db, [found[0]])[0] if found else None


def last_read(checked: list[Row]) -> str | None:
    """Return when a list was last read in full among the readings of an obligation: the time an absence speaks of."""
    return max((str(one["read_at"]) for one in checked if one.get("complete") and one.get("read_at")), default=None)


def listed(db: sqlite3.Connection, choice: Choice, sort: str = "", first: int = 0, most: int = PAGE) -> list[Row]:
    """Return the obligations chosen, as `chosen` orders them."""
    return rows_of(db, chosen(db, choice, sort, first, most))


def _order(sort: str) -> str:
    terms = SORTS.get(sort.removeprefix("-"), ())
    return "".join(f"{term} {'DESC' if sort.startswith('-') else 'ASC'} NULLS LAST, " for term in terms)


def readings(checked: str | None) -> list[Row]:
    """Return the list pages that were read for an obligation; what is no such list gives none."""
    try:
        found = json.loads(checked or "[]")
    except ValueError:
        return []
    return [_reading(one) for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _reading(one: Row) -> Row:
    pages = one.get("pages")
    return {**one, "pages": [page for page in pages if isinstance(page, str)] if isinstance(pages, list) else []}
