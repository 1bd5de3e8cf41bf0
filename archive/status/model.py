"""The terms of the judgement: an obligation, what is said of it, and the readings of columns that bear it out."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

NAMES = (
    "not_due",
    "on_time",
    "late",
    "published_date_unknown",
    "not_found",
    "removed",
    "unreadable",
    "blocked",
    "unreachable",
    "not_crawled",
    "not_obliged",
)
"""Every status there is; `detail` is finer."""


@dataclass(frozen=True, slots=True)
class Check:
    """A reading of a column that was looked through: when, with which outcome, and the captures of its pages."""

    url: str
    read_at: str
    outcome: str
    complete: bool
    pages: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the check as it is stored and printed."""
        return {
            "url": self.url,
            "read_at": self.read_at,
            "outcome": self.outcome,
            "complete": self.complete,
            "pages": list(self.pages),
        }


@dataclass(frozen=True, slots=True)
class Obligation:
    """What an agency owes: the report for a year, by a day, and how sure that is; `sourced` says on a stated source."""

    agency_id: str
    agency: str
    region_code: str | None
    year: int
    agency_class: str | None
    deadline: date | None
    deadline_local: date | None
    confidence: float
    sourced: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """A status with its finer detail, and the facts its explanation names."""

    status: str
    detail: str | None = None
    published_on: date | None = None
    first_seen: str | None = None
    report_url: str | None = None
    checked: tuple[Check, ...] = ()
    confirmed: bool = False
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Status:
    """The publication status of one obligation at a moment, with its explanation in Chinese and English."""

    obligation: Obligation
    verdict: Verdict
    explanation: str
    explanation_en: str

    def as_json(self) -> dict[str, Any]:
        """Return the row that `nianbao status` prints."""
        about, verdict = self.obligation, self.verdict
        return {
            "agency_id": about.agency_id,
            "agency": about.agency,
            "region_code": about.region_code,
            "year": about.year,
            "class": about.agency_class,
            "status": verdict.status,
            "detail": verdict.detail,
            "deadline": about.deadline and about.deadline.isoformat(),
            "deadline_local": about.deadline_local and about.deadline_local.isoformat(),
            "published_on": verdict.published_on and verdict.published_on.isoformat(),
            "first_seen": verdict.first_seen,
            "report_url": verdict.report_url,
            "checked": [check.as_json() for check in verdict.checked],
            "confidence": about.confidence,
            "confirmed": verdict.confirmed,
            "explanation": self.explanation,
            "explanation_en": self.explanation_en,
        }
