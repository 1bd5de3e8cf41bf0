"""Who published in time, late, or not at all: counts with their denominators."""

import json
import sqlite3
from collections.abc import Callable
from typing import Any

from nianbao.site.divisions import NATION, children
from nianbao.site.owed import GROUPS, SECTOR, UNPROVEN, Choice
from nianbao.site.vocabulary import vocabulary

Row = dict[str, Any]
PUBLISHED = ("in_time", "late", "undated")
SUMMED = "summary_statuses"

_OWED = (
    "o.year, y.ancestor_code AS region_code, coalesce(a.class, 'unknown') AS class, coalesce(a.level, 'unknown') AS level,"
    " o.status, 1 AS n, coalesce(o.confirmed, 0) AS confirmed"
)
_PLACED = f"CROSS JOIN region_ancestry y ON y.region_code = coalesce(a.region_code, '{NATION}')"
_BY_AGENCY = f"agencies a CROSS JOIN obligations o ON o.agency_id = a.id {_PLACED}"
_BY_STATUS = f"obligations o CROSS JOIN agencies a ON a.id = o.agency_id {_PLACED}"
_SECTORS = """CROSS JOIN json_each('[' || replace(json_quote(coalesce(a.sector, 'unknown')), ',', '","') || ']') e"""

BY = ("division", "level", "class", "sector", "year")


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
    rows = _counts(choice)
    where, values = _summed(choice, None, [choice.region or NATION], rows == SUMMED)
    sql = f"SELECT sum(n) FROM {rows} WHERE {where} AND status = :status"  # noqa: S608
    return db.execute(sql, {**values, "status": choice.status}).fetchone()[0] or 0


def _by_division(db: sqlite3.Connection, choice: Choice) -> list[Row]:
    own = choice.region or NATION
    below = _counted(db, choice, "region_code", [row["code"] for row in children(db, choice.region)])
    whole = total(db, choice)
    rest = {name: whole[name] - sum(row[name] for row in below) for name in vocabulary()["group"]}
    return [_totalled({"key": own, **rest}), *below] if any(rest.values()) else below


def _counted(db: sqlite3.Connection, choice: Choice, by: str, regions: list[str]) -> list[Row]:
    """Return the counts for some divisions by a column of summary_statuses."""
    found = _counts(choice, by)
    where, values = _summed(choice, by, regions, found == SUMMED)
    rows = db.execute(
        f"SELECT {by}, status, sum(n), sum(confirmed) FROM {found} WHERE {where} GROUP BY 1, 2",  # noqa: S608
        values,
    )
    table: dict[Any, Row] = {}
    for key, status, n, confirmed in rows:
        row = table.setdefault(key, {"key": key, **dict.fromkeys(vocabulary()["group"], 0)})
        missing = confirmed if status == "not_found" else 0
        row["missing"] += missing
        row[_group(status)] += n - missing
    where, values = _summed(choice, by, regions, False)
    unproven = f"SELECT {by}, sum(n) FROM {_each(choice, by, _BY_STATUS, UNPROVEN)} WHERE {where} GROUP BY 1"  # noqa: S608
    for key, n in db.execute(unproven, values):
        table[key]["undated"] -= n
        table[key]["unjudged"] += n
    return [_totalled(table[key]) for key in sorted(table, key=_in_order_of(by))]


def _in_order_of(by: str) -> Callable[[Any], Any]:
    """Return the place of a key: levels, classes and sectors as the vocabulary lists them, others as they are."""
    places = {key: place for place, key in enumerate(vocabulary().get(by, ()))}
    return (lambda key: (places.get(key, len(places)), key)) if places else (lambda key: key)


def _counts(choice: Choice, by: str | None = None) -> str:
    """Return what is added up: summary_statuses, which does not tell sectors apart, else the obligations themselves."""
    return _each(choice, by, _BY_AGENCY, "o.status IS NOT NULL") if choice.sector or by == "sector" else SUMMED


def _each(choice: Choice, by: str | None, tables: str, where: str) -> str:
    """Return SQL for obligations under every division above them; by sector, an agency of several stands in each."""
    if by == "sector":
        return f"(SELECT {_OWED}, trim(e.value) AS sector FROM {tables} {_SECTORS} WHERE {where})"  # noqa: S608
    return f"(SELECT {_OWED} FROM {tables} WHERE {where}{f' AND {SECTOR}' if choice.sector else ''})"  # noqa: S608


def _summed(choice: Choice, by: str | None, regions: list[str], summary: bool) -> tuple[str, Row]:
    """Return the condition on the counts, with its values: in a summary what is neither chosen nor counted by is `all`."""
    tests = ["region_code IN (SELECT value FROM json_each(:regions))"]
    for column, wanted in (("level", choice.level), ("class", choice.klass)):
        if wanted:
            tests.append(f"{column} = :{column}")
        elif summary:
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
