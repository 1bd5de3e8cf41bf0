"""The agencies behind a sum of a year: each with its status and its figures, and the sum over exactly these.

Unlike the summary tables, what is read here may be narrowed by class, level, sector and status together.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from archive.summaries.formulas import Indicator, Measure, indicators, measures
from archive.summaries.statuses import DAYS_LATE
from nianbao.site.owed import GROUP, Choice
from nianbao.site.trends import Topic, definitions

Row = dict[str, Any]
Figure = Measure | Indicator
PAGE = 50
FROM = (
    "agencies a LEFT JOIN obligations o ON o.agency_id = a.id AND o.year = :year"
    " LEFT JOIN report_summary s ON s.agency_id = a.id AND s.year = :year"
)
COUNTED = "(s.agency_id IS NOT NULL OR o.status != 'not_obliged')"
"""SQL for who is listed: agencies that owe a report of the year, or of whom one is held."""

SORTS = {
    "agency": "a.canonical_name",
    "region": "a.region_code",
    "status": "grp",
    "days_late": "days_late",
    "published_on": "published_on",
}


def figures(db: sqlite3.Connection, topic: Topic) -> list[Row]:
    """Return what the figures of a topic mean; `cell` is the first of the cells behind a measure, None for indicators."""
    told = definitions(db, (*topic.measures, *topic.indicators))
    known = _by_key()
    return [{**told[name], "cell": _cell(known[name])} for name in told]


def summed(db: sqlite3.Connection, topic: Topic, choice: Choice) -> Row:
    """Return `reports` and, by name of figure, its (value, n, over, under) over all reports chosen; a joint report counts once.

    `over` and `under` are the sums that a rate divides, None for measures. Only reports that state every operand are added up.
    """
    chosen = [_by_key()[row["name"]] for row in figures(db, topic)]
    where, values = _where(choice)
    inner = ", ".join(part for item in chosen for part in _operands(item))
    outer = ", ".join(f"sum({item.key}_over), sum({item.key}_under), count({item.key}_over)" for item in chosen)
    found = db.execute(
        f"SELECT count(*), {outer} FROM (SELECT s.version_id, {inner} FROM {FROM} WHERE {where}"  # noqa: S608
        " AND s.agency_id IS NOT NULL GROUP BY s.version_id)",
        values,
    ).fetchone()
    parts = iter(found[1:])
    return {"reports": found[0]} | {
        item.key: _point(item, *triple) for item, triple in zip(chosen, _threes(parts), strict=True)
    }


def chosen(
    db: sqlite3.Connection, topic: Topic, choice: Choice, sort: str = "", first: int = 0, most: int = PAGE
) -> list[int]:
    """Return the row ids of the agencies in the order of `sort`: a figure or a key of SORTS, with `-` before it from the end."""
    where, values = _where(choice)
    term, way = _order(db, topic, sort), "DESC" if sort.startswith("-") else "ASC"
    rows = db.execute(
        f"SELECT a.rowid, {GROUP} AS grp, {DAYS_LATE} AS days_late, o.published_on AS published_on FROM {FROM}"  # noqa: S608
        f" WHERE {where} ORDER BY {f'{term} {way} NULLS LAST, ' if term else ''}a.id LIMIT :most OFFSET :first",
        {**values, "most": most, "first": first},
    )
    return [row[0] for row in rows]


def counted(db: sqlite3.Connection, choice: Choice) -> int:
    """Return how many agencies are chosen."""
    where, values = _where(choice)
    found: int = db.execute(f"SELECT count(*) FROM {FROM} WHERE {where}", values).fetchone()[0]  # noqa: S608
    return found


def rows_of(db: sqlite3.Connection, topic: Topic, year: int, ids: Sequence[int]) -> list[Row]:
    """Return agencies by their row ids, in the order given, with status, report and figures of a year."""
    shown = ", ".join(f"{_value(_by_key()[row['name']])} AS {row['name']}" for row in figures(db, topic))
    rows = db.execute(
        "SELECT :year AS year, a.id AS agency_id, a.canonical_name AS agency, a.region_code, r.name AS region, a.level,"  # noqa: S608
        f" a.class, a.sector, {GROUP} AS grp, o.status, o.detail, o.confirmed, o.deadline, o.published_on,"
        f" {DAYS_LATE} AS days_late, o.explanation, o.explanation_en, s.version_id, s.form, {shown}"
        " FROM json_each(:ids) j CROSS JOIN agencies a ON a.rowid = j.value"
        " LEFT JOIN obligations o ON o.agency_id = a.id AND o.year = :year"
        " LEFT JOIN report_summary s ON s.agency_id = a.id AND s.year = :year"
        " LEFT JOIN regions r ON r.code = a.region_code ORDER BY j.key",
        {"ids": json.dumps(list(ids)), "year": year},
    )
    return [dict(row) for row in rows]


def _by_key() -> dict[str, Figure]:
    return {measure.key: measure for measure in measures()} | {indicator.key: indicator for indicator in indicators()}


def _cell(item: Figure) -> str | None:
    return item.cells[0] if isinstance(item, Measure) else None


def _value(item: Figure) -> str:
    if isinstance(item, Measure):
        return f"s.{item.key}"
    return f"CASE WHEN {item.holds()} THEN ({item.numerator}) * 1.0 / nullif({item.denominator}, 0) END"


def _operands(item: Figure) -> tuple[str, str]:
    """Return the two numbers of a report that a sum adds up; a measure has one, and none to divide by."""
    if isinstance(item, Measure):
        return f"s.{item.key} AS {item.key}_over", f"NULL AS {item.key}_under"
    stated = f"CASE WHEN {item.holds()} AND ({item.numerator}) + ({item.denominator}) IS NOT NULL THEN"
    return f"{stated} {item.numerator} END AS {item.key}_over", f"{stated} {item.denominator} END AS {item.key}_under"


def _point(item: Figure, over: Any, under: Any, n: int) -> tuple[Any, int, Any, Any]:
    if isinstance(item, Measure):
        return over, n, None, None
    return (over / under if over is not None and under else None), n, over, under


def _threes(parts: Iterator[Any]) -> Iterator[tuple[Any, Any, Any]]:
    return zip(parts, parts, parts, strict=True)


def _order(db: sqlite3.Connection, topic: Topic, sort: str) -> str | None:
    name = sort.removeprefix("-")
    if name in SORTS:
        return SORTS[name]
    return _value(_by_key()[name]) if name in definitions(db, (*topic.measures, *topic.indicators)) else None


def _where(choice: Choice) -> tuple[str, Row]:
    """Return the condition with its values: the year chooses obligation and report, all else the agency."""
    where, values = Choice(None, choice.region, choice.level, choice.klass, choice.status, choice.sector).where()
    return f"{COUNTED} AND {where}", {**values, "year": choice.year}
