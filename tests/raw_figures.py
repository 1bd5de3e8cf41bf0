"""What the pages should show, computed in plain Python from the raw tables; nothing of it reads a summary or the site's code."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import yaml

Key = tuple[str, int]
Row = dict[str, Any]
Number = int | float | None
NATION = "000000"
RULES = yaml.safe_load(Path("archive/summaries/indicators.yaml").read_text(encoding="utf-8"))
MEASURES = {item["key"]: item for item in RULES["measures"]}
INDICATORS = {item["key"]: item for item in RULES["indicators"]}
GROUPS = {
    "on_time": "in_time", "late": "late", "published_date_unknown": "undated", "unreadable": "undated", "removed": "removed",
    "not_due": "outside", "not_obliged": "outside",
}  # fmt: skip
DUE = ("in_time", "late", "undated", "missing", "removed", "unjudged")


class Raw:
    """The raw tables of a published archive in memory."""

    def __init__(self, file: Path) -> None:
        db = sqlite3.connect(file)
        db.row_factory = sqlite3.Row
        self.agencies = {row["id"]: dict(row) for row in db.execute("SELECT * FROM agencies")}
        self.parents = dict(db.execute("SELECT code, parent_code FROM regions").fetchall())
        self.owed = {(row["agency_id"], row["year"]): dict(row) for row in db.execute("SELECT * FROM obligations")}
        self.reports = {(row["agency_id"], row["year"]): dict(row) for row in db.execute("SELECT * FROM reports")}
        self.cells: dict[str, dict[str, Number]] = defaultdict(dict)
        for prefix, table in (("t2", "proactive"), ("t3", "requests"), ("t4", "remedies"), ("stat", "statistics")):
            for row in map(dict, db.execute(f"SELECT * FROM {table}")):
                version, line = row.pop("version_id"), row.pop("row")
                for column, value in row.items():
                    key = f"{prefix}.{line}" if prefix == "stat" and column == "value" else f"{prefix}.{line}.{column}"
                    self.cells[version][key] = value
        self.failed = {
            row[0]
            for row in db.execute(
                "SELECT version_id FROM checks WHERE status = 'fail' AND severity IN ('mandated', 'arithmetic')"
            )
        }
        db.close()

    def lies_in(self, agency: str, region: str | None) -> bool:
        """Tell whether an agency belongs to a division or to one below it."""
        code, seen = self.agencies[agency]["region_code"], set[str]()
        while code and code not in seen and code != region:
            seen.add(code)
            code = self.parents.get(code)
        return region in (None, NATION) or code == region

    def chosen(
        self, keys: Iterable[Key], year: int | None, region: str | None = None, **others: str | None
    ) -> set[Key]:
        """Return the agencies and years of a year and a division, narrowed by class, level or sector."""
        narrowed = {name: value for name, value in others.items() if value}
        return {
            key
            for key in keys
            if year in (None, key[1])
            and self.lies_in(key[0], region)
            and all(value in (self.agencies[key[0]][name] or "unknown").split(",") for name, value in narrowed.items())
        }

    def counts(self, year: int | None, region: str | None = None, **others: str | None) -> Counter[str]:
        """Return how many obligations there are of each group; `due` and `published` too."""
        found = Counter(self.group(self.owed[key]) for key in self.chosen(self.owed, year, region, **others))
        due = sum(found[group] for group in DUE)
        return found + Counter(due=due, published=found["in_time"] + found["late"] + found["undated"])

    @staticmethod
    def group(duty: Row) -> str:
        """Return what an obligation counts as: missing only where it is confirmed, published only where it was read as a report."""
        if duty["status"] == "not_found" and duty["confirmed"]:
            return "missing"
        if duty["status"] == "unreadable" and duty["detail"] not in ("image_only", "tables_missing"):
            return "unjudged"
        return GROUPS.get(duty["status"], "unjudged")

    @staticmethod
    def days_late(duty: Row) -> int | None:
        """Return the days behind the deadline that was missed; None where the day is not believed."""
        if duty["status"] != "late" or duty["detail"] == "backdated" or not duty["published_on"]:
            return None
        due = duty["deadline_local"] if duty["detail"] == "late_local" else None
        days = _days(due or duty["deadline"], duty["published_on"])
        return days if days > 0 else None

    def value(self, key: Key, name: str) -> Number:
        """Return a measure, or the ratio of an indicator, of the report of an agency and year."""
        if name in MEASURES:
            return self._measure(key, name)
        over, under = self.terms(key, name) or (None, None)
        return over / under if over is not None and under else None

    def terms(self, key: Key, name: str) -> tuple[float, float] | None:
        """Return the two numbers that an indicator divides; None where the report does not state them all."""
        rule = INDICATORS[name]
        forms = list(_expanded([rule["forms"]] if isinstance(rule.get("forms"), str) else rule.get("forms", [])))
        if forms and self.reports[key]["form"] not in forms:
            return None
        over, under = (self._sum(key, rule[side], 2 if rule.get("squared") else 1) for side in ("over", "under"))
        return None if over is None or under is None else (over, under)

    def total(self, keys: Iterable[Key], name: str) -> tuple[Number, int]:
        """Return the sum of a measure, or the ratio of two sums, over reports, and how many state it; a joint report counts once."""
        alone = self.once(keys)
        if name in MEASURES:
            values = [value for key in alone if (value := self._measure(key, name)) is not None]
            return (sum(values) if values else None), len(values)
        pairs = [pair for key in alone if (pair := self.terms(key, name)) is not None]
        over, under = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
        return (over / under if under else None), len(pairs)

    def once(self, keys: Iterable[Key]) -> list[Key]:
        """Return those of which a report is held, one of the agencies of a joint report alone."""
        held = sorted(key for key in keys if key in self.reports)
        return list({(key[1], self.reports[key]["current_version_id"]): key for key in reversed(held)}.values())

    def _measure(self, key: Key, name: str) -> Number:
        cells, rule = self.cells[self.reports[key]["current_version_id"]], MEASURES[name]
        instead = cells.get(rule["instead"]) if "instead" in rule else None
        values = [cells.get(cell) for cell in rule.get("sum", [rule.get("cell")])]
        return instead if instead is not None else _added(values)

    def _sum(self, key: Key, terms: Iterable[str], power: int) -> Number:
        values = [(-1 if term.startswith("-") else 1, self._measure(key, term.strip("-"))) for term in _expanded(terms)]
        return _added([sign * value**power if value is not None else None for sign, value in values])


def _expanded(terms: Iterable[str]) -> Iterable[str]:
    for term in terms:
        yield from _expanded(RULES["groups"][term]) if term in RULES["groups"] else [term]


def _added(values: Iterable[Number]) -> Number:
    found = list(values)
    return None if None in found else sum(value for value in found if value is not None)


def _days(start: str, end: str) -> int:
    return (date.fromisoformat(end[:10]) - date.fromisoformat(start[:10])).days
