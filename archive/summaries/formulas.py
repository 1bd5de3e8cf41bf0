"""Measures and indicators as data: what `indicators.yaml` says, as SQL expressions over the columns of report_summary."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

NATIONAL_TABLES = {"t2": "proactive", "t3": "requests", "t4": "remedies"}


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of a report: the cells that are added up, the single line that may stand instead, names and unit."""

    key: str
    cells: tuple[str, ...]
    instead: str | None
    zh: str
    en: str
    unit: str

    @property
    def table(self) -> str:
        """The prefix of its cells: t2, t3, t4 or stat."""
        return self.cells[0].split(".")[0]

    def pivoted(self) -> str:
        """Return the expression that picks the figure from the rows of one version; NULL when one of its cells is."""
        total = " + ".join(map(_picked, self.cells))
        return f"coalesce({_picked(self.instead)}, {total})" if self.instead else total


@dataclass(frozen=True, slots=True)
class Indicator:
    """A ratio of a report: numerator and denominator as SQL, names, definition, unit, the forms it is comparable across.

    No forms means any report. Where `grouped` is false, numerators and denominators of reports cannot be added up.
    """

    key: str
    numerator: str
    denominator: str
    zh: str
    en: str
    definition: str
    definition_en: str
    unit: str
    forms: tuple[str, ...]
    grouped: bool

    def holds(self) -> str:
        """Return the condition under which a report has the indicator at all."""
        return f"form IN ({', '.join(map(repr, self.forms))})" if self.forms else "TRUE"


def _picked(cell: str) -> str:
    """Return the expression for one cell among the rows of a version, keyed as `<table>.<row>.<column>` or `stat.<row>`."""
    _, row, column = (*cell.split("."), "value")[:3]
    return f"max(CASE row WHEN '{row}' THEN {column} END)"


@cache
def _data() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((files(__package__) / "indicators.yaml").read_text(encoding="utf-8"))
    return found


@cache
def measures() -> tuple[Measure, ...]:
    """Return all measures in their order."""
    return tuple(
        Measure(
            item["key"],
            tuple(item.get("sum", [item.get("cell")])),
            item.get("instead"),
            item["zh"],
            item["en"],
            item["unit"],
        )
        for item in _data()["measures"]
    )


@cache
def indicators() -> tuple[Indicator, ...]:
    """Return all indicators in their order."""
    return tuple(
        Indicator(
            item["key"],
            _sum(item["over"], "{0} * {0}" if item.get("squared") else "{0}"),
            _sum(item["under"], "{0} * {0}" if item.get("squared") else "{0}"),
            item["zh"],
            item["en"],
            item["definition"],
            item["definition_en"],
            item["unit"],
            tuple(_expanded([item["forms"]] if isinstance(item.get("forms"), str) else item.get("forms", []))),
            item.get("grouped", True),
        )
        for item in _data()["indicators"]
    )


def _sum(terms: Sequence[str], shape: str) -> str:
    """Return terms added up as SQL; NULL in one of them makes the sum NULL."""
    signed = [(term.startswith("-"), term.removeprefix("-")) for term in _expanded(terms)]
    return " ".join(
        f"{'-' if minus else '+' if position else ''} {shape.format(_column(name))}".strip()
        for position, (minus, name) in enumerate(signed)
    )


def _expanded(terms: Sequence[str]) -> list[str]:
    groups = _data()["groups"]
    return [name for term in terms for name in (_expanded(groups[term]) if term in groups else [term])]


def _column(name: str) -> str:
    return "1" if name == "one" else name
