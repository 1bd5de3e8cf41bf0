"""From the bytes of one document to its report: cells, sections, checks, issues. The same bytes give the same report."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from extract.checks import Check, run_checks
from extract.document import Document, Issue, Statement, place_as_json
from extract.facts import Fact, facts_of
from extract.identity import identify
from extract.judge import why_no_report
from extract.mapping import CellReading, map_form
from extract.parts import first_report
from extract.readers import read_document
from extract.sections import SectionText, preface, read_sections
from extract.version import extractor_version


@dataclass(frozen=True, slots=True)
class NoReport:
    """A document that is no annual report, and why."""

    reason: str
    media_type: str
    sha256: str

    def as_json(self) -> dict[str, Any]:
        """Return the output contract of a document that is no report."""
        return {
            "report": False,
            "reason": self.reason,
            "media_type": self.media_type,
            "sha256": self.sha256,
            "extractor": extractor_version(),
        }


@dataclass(frozen=True, slots=True)
class Report:
    """An annual report as printed; `form` is None when it follows no national form, `cells` are keyed as in the forms."""

    title: str | None
    agency: str | None
    year: int | None
    form: str | None
    period: tuple[str, str] | None
    published_on: str | None
    media_type: str
    sha256: str
    cells: Mapping[str, CellReading]
    sections: tuple[SectionText, ...]
    facts: tuple[Fact, ...]
    checks: tuple[Check, ...]
    issues: tuple[Issue, ...]
    statements: tuple[Statement, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the output contract of a report."""
        return {
            "report": True,
            "title": self.title,
            "agency": self.agency,
            "year": self.year,
            "form": self.form,
            "period": self.period,
            "published_on": self.published_on,
            "media_type": self.media_type,
            "sha256": self.sha256,
            "extractor": extractor_version(),
            "cells": {key: cell_as_json(cell) for key, cell in self.cells.items()},
            "sections": [asdict(section) for section in self.sections],
            "facts": [asdict(fact) for fact in self.facts],
            "checks": [asdict(check) for check in self.checks],
            "issues": [asdict(issue) for issue in self.issues],
            "metadata": [asdict(statement) for statement in self.statements],
        }


def cell_as_json(cell: CellReading) -> dict[str, Any]:
    """Return a cell with value, state, raw text and place; candidates only where it is ambiguous."""
    found: dict[str, Any] = {
        "value": cell.value,
        "state": cell.state,
        "raw": cell.raw,
        "where": place_as_json(cell.place),
    }
    if cell.state == "ambiguous":
        found["candidates"] = list(cell.candidates)
    return found


def read_report(data: bytes, media_type: str | None = None, url: str | None = None) -> Report | NoReport:
    """Return the report in these bytes, or why they are none; `media_type` and `url` are what the source declared.

    Raises UnreadableDocument when the bytes cannot be opened at all.
    """
    return report_of(read_document(data, media_type), sha256(data).hexdigest(), url)


def report_of(document: Document, digest: str, url: str | None = None) -> Report | NoReport:
    """Return the report in a document that was read already."""
    document = first_report(document)
    identity = identify(document, url)
    sections = tuple(read_sections(document.article))
    mapped = map_form(document)
    reason = why_no_report(document, identity, sections, mapped)
    if reason is not None:
        return NoReport(reason, document.media_type, digest)
    issues = [*document.issues, *identity.issues]
    if mapped is None:
        issues.append(Issue("no_form", "the document prints no table of a national form of 2019 or later"))
    else:
        issues += mapped.issues
    return Report(
        identity.title,
        identity.agency,
        identity.year,
        mapped.form.id if mapped else None,
        identity.period,
        identity.published_on,
        document.media_type,
        digest,
        mapped.cells if mapped else {},
        sections,
        facts_of((preface(document.article), *sections), identity.year),
        tuple(run_checks(mapped.form, mapped.cells)) if mapped else (),
        tuple(issues),
        document.statements,
    )
