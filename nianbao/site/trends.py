"""Figures over the years, of a division or of agencies side by side, each beside the number of reports it stands on."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from nianbao.site.divisions import NATION

Row = dict[str, Any]
FIGURES = ("measures", "indicators")


@dataclass(frozen=True, slots=True)
class Topic:
    """A choice of figures that are shown together: names in both languages, keys of measures and of indicators."""

    key: str
    zh: str
    en: str
    measures: tuple[str, ...]
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Whose reports are added up: a division with all below it; of one class, or of one level and sector, or of all.

    Classes are not crossed with levels and sectors: where a class is chosen, it alone counts.
    """

    region: str = NATION
    klass: str = "all"
    level: str = "all"
    sector: str = "all"

    def key(self) -> tuple[str, str, str, str]:
        """Return grouping, class, level and sector as the summary tables are keyed by them."""
        if self.klass != "all":
            return "class", self.klass, "all", "all"
        by = [name for name, value in (("level", self.level), ("sector", self.sector)) if value != "all"]
        return "_".join(by) or "region", "all", self.level, self.sector

    def chosen(self) -> dict[str, str]:
        """Return division, class, level and sector as far as they narrow what is added up."""
        _, klass, level, sector = self.key()
        fields = {"region": self.region, "class": klass, "level": level, "sector": sector}
        return {name: value for name, value in fields.items() if value not in ("all", NATION)}


@cache
def _told() -> Row:
    found: Row = yaml.safe_load(Path(__file__).with_name("trends.yaml").read_text(encoding="utf-8"))
    return found


@cache
def topics() -> dict[str, Topic]:
    """Return the topics by key, in their order."""
    return {
        key: Topic(key, about["zh"], about["en"], tuple(about["measures"]), tuple(about["indicators"]))
        for key, about in _told()["topics"].items()
    }


def definitions(db: sqlite3.Connection, names: Sequence[str]) -> dict[str, Row]:
    """Return what the figures mean: names, short names, definition and unit by key, in the order asked for."""
    told = {row["name"]: dict(row) for row in db.execute("SELECT * FROM definitions")}
    return {name: told[name] | _short(told[name]) for name in names if name in told}


def meant(db: sqlite3.Connection, text: str, most: int = 6) -> list[Row]:
    """Return the figures whose Chinese name holds a text of two or more characters, each with the first `topic` that shows it."""
    shown: dict[str, str] = {}
    for topic in topics().values():
        for name in topic.measures:
            shown.setdefault(name, topic.key)
    told = definitions(db, list(shown)).values() if len(text) > 1 else ()
    return [{**meaning, "topic": shown[meaning["name"]]} for meaning in told if text in meaning["zh"]][:most]


def _short(meaning: Row) -> Row:
    zh, en = _told()["short"].get(meaning["name"]) or (meaning["zh"], meaning["en"])
    return {"short_zh": zh, "short_en": en}


def trends(db: sqlite3.Connection, topic: Topic, group: Group) -> Row:
    """Return `years` (reports held, agencies that gave them, agencies whose report was due) and `figures`: for each its meaning and (value, n) by year.

    `parts` are the two sums that a rate divides, by year; none for measures.
    A value is None where no report states it. The sums of a group stand on reports that state every operand.
    """
    measured = _rows(db, "summary_measures", group)
    rated = {row["year"]: row for row in _rows(db, "summary_indicators", group)}
    figures = []
    for name, meaning in definitions(db, (*topic.measures, *topic.indicators)).items():
        if meaning["kind"] == "measure":
            points, parts = {row["year"]: (row[name], row[f"n_{name}"]) for row in measured}, {}
        else:
            points = {year: (_ratio(row, name), row[f"{name}_n"]) for year, row in rated.items()}
            parts = {year: (row[f"{name}_over"], row[f"{name}_under"]) for year, row in rated.items()}
        figures.append({**meaning, "points": points, "parts": parts})
    return {
        "years": [{key: row[key] for key in ("year", "reports", "agencies", "obligations")} for row in measured],
        "figures": figures,
    }


def _rows(db: sqlite3.Connection, table: str, group: Group) -> list[Row]:
    """Return the rows of a group, the oldest year first; each year is looked up by the key of the table."""
    grouping, *chosen = group.key()
    found = db.execute(
        f"SELECT * FROM {table} WHERE grouping = ? AND year IN (SELECT DISTINCT year FROM summary_statuses UNION"  # noqa: S608
        " SELECT year FROM summary_years) AND region_code = ? AND class = ? AND level = ? AND sector = ? ORDER BY year",
        [grouping, group.region, *chosen],
    )
    return [dict(row) for row in found]


def _ratio(row: Row, name: str) -> float | None:
    over, under = row[f"{name}_over"], row[f"{name}_under"]
    return over / under if over is not None and under else None


def compared(db: sqlite3.Connection, topic: Topic, agencies: Sequence[str]) -> list[Row]:
    """Return the figures of agencies side by side: for each its meaning and, by agency, its value by year."""
    reports = {agency: _reports(db, agency) for agency in agencies}
    rates = {agency: _rates(db, agency) for agency in agencies}
    rows = []
    for name, meaning in definitions(db, (*topic.measures, *topic.indicators)).items():
        source = reports if meaning["kind"] == "measure" else rates
        values = {agency: {year: row.get(name) for year, row in source[agency].items()} for agency in agencies}
        rows.append({**meaning, "values": values})
    return rows


def _reports(db: sqlite3.Connection, agency: str) -> dict[int, Row]:
    return {row["year"]: dict(row) for row in db.execute("SELECT * FROM report_summary WHERE agency_id = ?", [agency])}


def _rates(db: sqlite3.Connection, agency: str) -> dict[int, Row]:
    found: dict[int, Row] = {}
    for year, name, value in db.execute("SELECT year, indicator, value FROM indicators WHERE agency_id = ?", [agency]):
        found.setdefault(year, {})[name] = value
    return found
