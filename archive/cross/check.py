"""The result of a rule across years or agencies, and how two sides of figures are weighed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from archive.cell_names import Language
from archive.cross.figures import Figure, Figures
from archive.cross.rules import Rule
from archive.reports import Row

MOST_TERMS = 6
"""So many cells of a side are named in a message."""

Status = Literal["pass", "fail", "not_assessable", "pass_if_blank_zero"]


@dataclass(frozen=True, slots=True)
class Term:
    """A cell of one of the reports, added or (sign -1) taken away."""

    report: Figures
    cell: str
    sign: int = 1

    @property
    def figure(self) -> Figure:
        """What the report prints there."""
        return self.report.cells[self.cell]


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """A rule for one operand of a report: the two sides as numbers or None, the messages, and the cells that took part."""

    rule: str
    operand: str
    severity: str
    status: Status
    left: Any
    right: Any
    message: str
    message_en: str
    terms: tuple[Term, ...]

    def row(self, agency_id: str, year: int) -> Row:
        """Return the row of `cross_checks`."""
        versions = dict.fromkeys(term.report.version_id for term in self.terms if term.report.year == year)
        others = dict.fromkeys(term.report.version_id for term in self.terms if term.report.year != year)
        cells = [{"year": t.report.year, "cell": t.cell, "version_id": t.report.version_id} for t in self.terms]
        return {
            "agency_id": agency_id,
            "year": year,
            "rule": self.rule,
            "operand": self.operand,
            "severity": self.severity,
            "status": self.status,
            "left": self.left,
            "right": self.right,
            "message": self.message,
            "message_en": self.message_en,
            "cells": json.dumps(cells, separators=(",", ":")),
            "version_id": next(iter(versions), None),
            "other_version_id": next(iter(others), None),
        }


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: the cells, and their number; None when it is not known."""

    terms: tuple[Term, ...]
    value: Any

    @classmethod
    def of(cls, terms: Sequence[Term]) -> "Side":
        """Return the sum of terms as a side."""
        return cls(tuple(terms), total(terms))


def total(terms: Sequence[Term]) -> Any:
    """Return the sum of terms with nothing printed as 0; None when one is not known."""
    if any(term.figure.state == "unknown" for term in terms):
        return None
    exact = sum((Decimal(str(term.figure.value or 0)) * term.sign for term in terms), Decimal(0))
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def status_of(holds: str, left: Side, right: Side) -> Status:
    """Return whether two sides agree; cells without print leave that open unless they agree with them as 0."""
    if left.value is None or right.value is None:
        return "not_assessable"
    agree = left.value >= right.value if holds == "at_least" else left.value == right.value
    if any(term.figure.state == "blank" for term in (*left.terms, *right.terms)):
        return "pass_if_blank_zero" if agree else "not_assessable"
    return "pass" if agree else "fail"


def check(
    rule: Rule, operand: str, status: Status, left: Side, right: Side, note: Mapping[str, str] | None = None
) -> CrossCheck:
    """Return the result of a rule with messages that name every cell with its year; `note` stands before them."""
    said = {language: _message(rule, language, left, right, (note or {}).get(language)) for language in ("zh", "en")}
    return CrossCheck(
        rule["rule"], operand, rule["severity"], status, left.value, right.value, said["zh"], said["en"],
        (*left.terms, *right.terms),
    )  # fmt: skip


def _message(rule: Rule, language: Language, left: "Side", right: "Side", note: str | None) -> str:
    colon, stop = ("：", "；") if language == "zh" else (": ", "; ")
    said = [part for part in (note, _told(left, language), _told(right, language)) if part]
    return f"{rule[language]}{colon}{stop.join(said)}"


def _told(side: "Side", language: Language) -> str:
    """Return one side as a sum of named cells, with its result where there are several."""
    shown = side.terms[:MOST_TERMS]
    text = ""
    for term in shown:
        sign = " − " if term.sign < 0 else " + " if text else ""
        text += f"{sign}{term.report.named(term.cell, language)}"
    if len(side.terms) > len(shown):
        text += " + …"
    return f"{text} ＝ {side.value}" if len(side.terms) > 1 and side.value is not None else text
