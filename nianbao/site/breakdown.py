"""One year side by side: figures by division, class, level or sector, each beside the number of reports it stands on."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nianbao.site.divisions import children
from nianbao.site.trends import Group, Topic, definitions
from nianbao.site.vocabulary import word

Row = dict[str, Any]
Point = tuple[int | float | None, int]
"""A value, None where no report states it, and the number of reports it stands on."""

WAYS = ("region", "class", "level", "sector")
_JOINED = "summary_indicators i JOIN summary_measures m USING (grouping, year, region_code, class, level, sector)"


@dataclass(frozen=True, slots=True)
class Line:
    """A division, class, level or sector: its key and names, the reports held and owed, and its figures by name."""

    key: str
    zh: str
    en: str
    reports: int
    obligations: int
    points: dict[str, Point]


def breakdown(db: sqlite3.Connection, topic: Topic, by: str, year: int, group: Group) -> list[Line]:
    """Return the lines of a year, by one of WAYS, within a group; by class, level or sector only its division counts."""
    if by == "region":
        grouping, *chosen = group.key()
        codes = [row["code"] for row in children(db, group.region)]
        where = f"region_code IN ({', '.join('?' * len(codes))}) AND class = ? AND level = ? AND sector = ?"
        values = [*codes, *chosen]
    else:
        grouping, where, values = by, "region_code = ?", [group.region]
    rows = db.execute(
        f"SELECT i.*, m.* FROM {_JOINED} WHERE grouping = ? AND year = ? AND {where}",  # noqa: S608
        [grouping, year, *values],
    )
    meanings = definitions(db, (*topic.measures, *topic.indicators))
    return sorted((_line(dict(row), by, meanings) for row in rows), key=lambda line: line.key)


def ordered(lines: Sequence[Line], sort: str) -> list[Line]:
    """Return lines by the value of a figure, the highest first, with `-` before its name the lowest; without a value last."""
    name, sign = sort.removeprefix("-"), 1 if sort.startswith("-") else -1

    def place(line: Line) -> tuple[bool, float]:
        value = line.points.get(name, (None, 0))[0]
        return value is None, sign * value if value is not None else 0

    return sorted(lines, key=place) if name else list(lines)


def years(db: sqlite3.Connection) -> list[int]:
    """Return the years of which reports are held, the newest first."""
    return [row[0] for row in db.execute("SELECT year FROM summary_years ORDER BY year DESC")]


def _line(row: Row, by: str, meanings: dict[str, Row]) -> Line:
    key = row["region_code"] if by == "region" else row[by]
    zh, en = (row["region"] or key, "") if by == "region" else (word(by, key).zh, word(by, key).en)
    return Line(
        key,
        zh,
        en,
        row["reports"],
        row["obligations"],
        {name: _point(row, name, one) for name, one in meanings.items()},
    )


def _point(row: Row, name: str, meaning: Row) -> Point:
    if meaning["kind"] == "measure":
        return row[name], row[f"n_{name}"]
    over, under = row[f"{name}_over"], row[f"{name}_under"]
    return over / under if over is not None and under else None, row[f"{name}_n"]
