"""Who published in time, late, or not at all: counts with their denominators, and the agencies behind each count."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from nianbao.site.divisions import BELOW, NATION, TOPS
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

DIMENSIONS = {
    "level": "coalesce(a.level, 'unknown')",
    "class": "coalesce(o.class, a.class, 'unknown')",
    "year": "o.year",
}
SORTS = {
    "agency": ("a.canonical_name",),
    "region": ("a.region_code",),
    "status": ("grp", "o.status"),
    "deadline": ("o.deadline",),
    "published_on": ("o.published_on",),
    "first_seen": ("o.first_seen",),
}
COLUMNS = (
    "o.year, o.agency_id, a.canonical_name AS agency, a.region_code, r.name AS region, coalesce(o.class, a.class) AS class,"
    f" a.level, {GROUP} AS grp, o.status, o.detail, o.deadline, o.deadline_local, o.published_on, o.first_seen,"
    " o.report_url, o.confirmed, o.confidence, o.basis, o.source, o.as_of, o.explanation, o.explanation_en, o.checked"
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

    def where(self) -> tuple[str, dict[str, Any]]:
        """Return the condition in SQL, with its values by name."""
        tests = {
            "o.year = :year": self.year,
            "a.region_code IN below": None if self.region == NATION else self.region,
            f"{DIMENSIONS['level']} = :level": self.level,
            f"{DIMENSIONS['class']} = :klass": self.klass,
            f"({GROUP} = :status OR o.status = :status)": self.status,
        }
        chosen = [test for test, value in tests.items() if value is not None]
        values = {"region": self.region, "year": self.year, "level": self.level, "klass": self.klass}
        return " AND ".join(chosen) or "1", {**values, "status": self.status}


def counts(db: sqlite3.Connection, choice: Choice, by: str) -> list[Row]:
    """Return counts by `division`, `level`, `class` or `year`: per key the groups, `due` (N) and `published`.

    By division, a division counts with all below it; what belongs to the chosen division itself stands under its own code.
    """
    sql, values = _grouped(choice, by)
    table: dict[Any, Row] = {}
    for key, group, n in db.execute(sql, values):
        table.setdefault(key, {"key": key, **dict.fromkeys(vocabulary()["group"], 0)})[group] += n
    return [_totalled(row) for row in table.values()]


def total(db: sqlite3.Connection, choice: Choice) -> Row:
    """Return the counts of all that was chosen."""
    rows = counts(db, choice, "year")
    groups = vocabulary()["group"]
    return _totalled({group: sum(row[group] for row in rows) for group in groups})


def _totalled(row: Row) -> Row:
    due = sum(row[group] for group in vocabulary()["group"] if group != "outside")
    return {**row, "due": due, "published": sum(row[group] for group in PUBLISHED)}


def _grouped(choice: Choice, by: str) -> tuple[str, Mapping[str, Any]]:
    if by != "division":
        where, values = choice.where()
        return (
            f"{BELOW} SELECT {DIMENSIONS[by]} AS key, {GROUP}, count(*) FROM obligations o"  # noqa: S608
            f" JOIN agencies a ON a.id = o.agency_id WHERE {where} GROUP BY 1, 2 ORDER BY 1",
            values,
        )
    parent = choice.region if choice.region != NATION else None
    where, values = replace(choice, region=None).where()
    first = TOPS if parent is None else "parent_code = :region"
    return (
        f"WITH RECURSIVE under (code, top) AS (SELECT code, code FROM regions WHERE {first}"  # noqa: S608
        " UNION SELECT r.code, under.top FROM regions r JOIN under ON r.parent_code = under.code)"
        f" SELECT coalesce(under.top, a.region_code), {GROUP}, count(*) FROM obligations o"
        " JOIN agencies a ON a.id = o.agency_id LEFT JOIN under ON under.code = a.region_code"
        f" WHERE {where} AND (under.top IS NOT NULL OR a.region_code = :region OR :region IS NULL)"
        " GROUP BY 1, 2 ORDER BY 1",
        {**values, "region": parent},
    )


def years(db: sqlite3.Connection) -> list[int]:
    """Return the years for which anything is owed, the newest first."""
    return [year for (year,) in db.execute("SELECT DISTINCT year FROM obligations ORDER BY year DESC")]


def newest_due_year(db: sqlite3.Connection) -> int | None:
    """Return the newest year for which anything has fallen due, else the newest of all."""
    due = "SELECT max(year) FROM obligations WHERE status IS NULL OR status NOT IN ('not_due', 'not_obliged')"
    found: int | None = db.execute(due).fetchone()[0] or db.execute("SELECT max(year) FROM obligations").fetchone()[0]
    return found


def listed(
    db: sqlite3.Connection, choice: Choice, sort: str = "", first: int = 0, most: int | None = PAGE
) -> list[Row]:
    """Return the obligations chosen, in order of `sort` (a key of SORTS, with `-` before it from the end), `most` of them."""
    where, values = choice.where()
    rows = db.execute(
        f"{BELOW} SELECT {COLUMNS} FROM {TABLES} WHERE {where}"  # noqa: S608
        f" ORDER BY {_order(sort)} a.region_code, a.canonical_name, o.year DESC, o.agency_id LIMIT :most OFFSET :first",
        {**values, "most": -1 if most is None else most, "first": first},
    )
    return [{**row, "checked": readings(row["checked"])} for row in map(dict, rows)]


def _order(sort: str) -> str:
    terms = SORTS.get(sort.removeprefix("-"), ())
    return "".join(f"{term} {'DESC' if sort.startswith('-') else 'ASC'} NULLS LAST, " for term in terms)


def readings(checked: str | None) -> list[Row]:
    """Return the list pages that were read for an obligation; what is no such list gives none."""
    try:
        found = json.loads(checked or "[]")
    except ValueError:
        return []
    return [reading for reading in found if isinstance(reading, dict)] if isinstance(found, list) else []
