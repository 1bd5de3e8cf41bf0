"""One year side by side: figures by division, class, level or sector, each beside the number of reports it stands on."""

import json
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
    """A division, class, level or sector: its key and names, the reports held, the agencies that gave them and those whose report was due, and its figures by name."""

    key: str
    zh: str
    en: str
    reports: int
    agencies: int
    obligations: int
    points: dict[str, Point]


def breakdown(db: sqlite3.Connection, topic: Topic, by: str, year: int, group: Group) -> list[Line]:
    """Return the lines of a year, by one of WAYS, within a group, as far as `narrowed` lets it be crossed with them."""
    meanings = definitions(db, (*topic.measures, *topic.indicators))
    where, values = _of_lines(db, by, narrowed(group, by))
    rows = db.execute(f"SELECT i.*, m.* FROM {_JOINED} WHERE year = ? AND {where}", [year, *values])  # noqa: S608
    return sorted((_line(dict(row), by, meanings) for row in rows), key=lambda line: line.key)


def whole(db: sqlite3.Connection, topic: Topic, year: int, group: Group) -> Line | None:
    """Return the line of a group itself: the sum its lines are parts of; None where it has no report and owes none."""
    grouping, *chosen = group.key()
    row = db.execute(
        f"SELECT i.*, m.* FROM {_JOINED} WHERE year = ? AND grouping = ? AND region_code = ? AND class = ? AND level = ?"  # noqa: S608
        " AND sector = ?",
        [year, grouping, group.region, *chosen],
    ).fetchone()
    return _line(dict(row), "region", definitions(db, (*topic.measures, *topic.indicators))) if row else None


def narrowed(group: Group, by: str) -> Group:
    """Return what of a group narrows its lines: of divisions all of it; sectors are crossed with a level, levels with a sector."""
    if by == "region":
        return group
    level, sector = (group.level if by == "sector" else "all"), (group.sector if by == "level" else "all")
    return Group(group.region, level=level, sector=sector)


def divided(db: sqlite3.Connection, year: int, group: Group, codes: Sequence[str]) -> set[str]:
    """Return those of some divisions that have lines of their own below them."""
    grouping, *chosen = group.key()
    rows = db.execute(
        "SELECT DISTINCT r.parent_code FROM json_each(?) j JOIN regions r ON r.parent_code = j.value JOIN summary_measures m"
        " ON m.grouping = ? AND m.year = ? AND m.region_code = r.code AND m.class = ? AND m.level = ? AND m.sector = ?",
        [json.dumps(list(codes)), grouping, year, *chosen],
    )
    return {row[0] for row in rows}


def _of_lines(db: sqlite3.Connection, by: str, group: Group) -> tuple[str, list[str]]:
    """Return the condition on the summary tables, with its values."""
    if by == "region":
        codes = [row["code"] for row in children(db, group.region)]
        marks = ", ".join("?" * len(codes))
        grouping, *chosen = group.key()
        return (
            f"grouping = ? AND region_code IN ({marks}) AND class = ? AND level = ? AND sector = ?",
            [grouping, *codes, *chosen],
        )
    for crossed, value in (("level", group.level), ("sector", group.sector)):
        if value != "all":
            return f"grouping = 'level_sector' AND region_code = ? AND {crossed} = ?", [group.region, value]
    return "grouping = ? AND region_code = ?", [by, group.region]


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
        row["agencies"],
        row["obligations"],
        {name: _point(row, name, one) for name, one in meanings.items()},
    )


def _point(row: Row, name: str, meaning: Row) -> Point:
    if meaning["kind"] == "measure":
        return row[name], row[f"n_{name}"]
    over, under = row[f"{name}_over"], row[f"{name}_under"]
    return over / under if over is not None and under else None, row[f"{name}_n"]
