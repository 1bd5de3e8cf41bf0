"""From the bytes of one document to its report: cells, sections, checks, issues. The same bytes give the same report."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from extract.borne_out import recognised_places, weighed
from extract.checks import Check
from extract.copies import Copy, form_of, identity_of, same_report, sections_of, statistics_of
from extract.document import Document, Issue, Statement, place_as_json
from extract.facts import Fact, facts_of
from extract.identity import identify
from extract.judge import why_no_report
from extract.mapping import CellReading, MappedForm, map_form
from extract.mapping.statistics import MappedStatistics, map_statistics
from extract.notices import Notice, notice_in
from extract.parts import first_report
from extract.report_checks import checks_of_report
from extract.second import confirmed
from extract.sections import SectionText, preface, read_sections
from extract.sources import Opened, Source, opened, with_pictures
from extract.statistics_checks import statistics_checks
from extract.version import extractor_version


@dataclass(frozen=True, slots=True)
class NoReport:
    """A document that is no annual report, and why.

    `notice` is what it says of who must publish one; one of `several` holds reports that are nowhere read.
    """

    reason: str
    media_type: str
    sha256: str
    notice: Notice | None = None
    several: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the output contract of a document that is no report; `notice` says which agencies it names as bound to publish."""
        found: dict[str, Any] = {
            "report": False,
            "reason": self.reason,
            "media_type": self.media_type,
            "sha256": self.sha256,
            "extractor": extractor_version(),
        }
        return found | ({"notice": self.notice.as_json()} if self.notice is not None else {})


@dataclass(frozen=True, slots=True)
class Report:
    """An annual report as printed; `form` is None when it follows no national form, `cells` are keyed as in the forms.

    `parts` names the attachments and members that say something of the report, beside the document itself.
    """

    title: str | None
    agency: str | None
    scope: str | None
    compiled_by: str | None
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
    parts: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the output contract of a report."""
        return {
            "report": True,
            "title": self.title,
            "agency": self.agency,
            "scope": self.scope,
            "compiled_by": self.compiled_by,
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


def read_report(
    data: bytes, media_type: str | None = None, url: str | None = None, attachments: Sequence[Source] = ()
) -> Report | NoReport:
    """Return the report in these bytes and their attachments, or why they are none.

    `media_type` and `url` are what the source declared. Raises UnreadableDocument when the bytes cannot be opened at all.
    """
    return report_in(opened([Source(data, media_type), *attachments]), sha256(data).hexdigest(), url)


def report_in(found: Opened, digest: str, url: str | None = None) -> Report | NoReport:
    """Return the report in files that were opened; `digest` is that of the first."""
    copies = [_copy(source, document, url) for source, document in found.documents]
    return _report(copies, found.issues, digest)


def report_of(document: Document, digest: str, url: str | None = None) -> Report | NoReport:
    """Return the report in a document that was read already."""
    return _report([_copy(Source(b""), document, url)], [], digest)


def _copy(source: Source, document: Document, url: str | None) -> Copy:
    document = first_report(document)
    mapped = map_form(document)
    if document.pictures and (mapped is None or any(issue.code == "table_missing" for issue in mapped.issues)):
        document = with_pictures(document, source.part)
        mapped = map_form(document)
    if mapped is not None:
        mapped = weighed(mapped, recognised_places(document))
    if mapped is not None and document.media_type == "application/pdf":
        mapped = confirmed(mapped, source)
    sections = tuple(read_sections(document.article))
    return Copy(source.part, document, identify(document, url), sections, mapped, source.member)


def _newer_first(
    copies: Sequence[Copy], mapped: MappedForm | None, year: int | None
) -> tuple[MappedForm | None, MappedStatistics | None, tuple[Issue, ...]]:
    """Return the national form or the statistics of before 2019, whichever counts, and the issues: the newer one if it can be read."""
    whole = mapped is not None and all(cell.state != "unreadable" for cell in mapped.cells.values())
    tables = [(copy.part, map_statistics(copy.document, year, tables_only=whole)) for copy in copies]
    printed = [(part, found) for part, found in tables if found is not None]
    earlier = statistics_of(printed)
    if mapped is not None and (earlier is None or not earlier.cells):
        return mapped, None, mapped.issues
    if mapped is not None and earlier is not None and any(c.state != "unreadable" for c in mapped.cells.values()):
        also = Issue("statistics_not_read", f"{earlier.form.name} of an earlier form is printed too and was not read")
        return mapped, None, (*mapped.issues, also)
    if earlier is not None:
        return None, earlier, earlier.issues
    return None, None, (Issue("no_form", "the document prints no table of a national form"),)


def _report(copies: Sequence[Copy], issues: Sequence[Issue], digest: str) -> Report | NoReport:
    copies, others = same_report(copies)
    if others and copies[0].part is None and not copies[0].says_something():
        reason, media_type = "its attachments are reports of several agencies or years", copies[0].document.media_type
        return NoReport(reason, media_type, digest, several=any(issue.code == "several_reports" for issue in others))
    main, identity, sections, mapped = copies[0].document, identity_of(copies), sections_of(copies), form_of(copies)
    reasons = [why_no_report(copy.document, identity, sections, mapped) for copy in copies]
    if None not in reasons:
        notice = next((said for copy in copies if (said := notice_in(copy.document)) is not None), None)
        return NoReport(str(reasons[0]), main.media_type, digest, notice)
    found = [*main.issues, *(issue for copy in copies[1:] for issue in copy.document.issues), *identity.issues]
    mapped, earlier, about_forms = _newer_first(copies, mapped, identity.year)
    printed = mapped or earlier
    found += about_forms
    prose = next(copy for copy in copies if copy.sections is sections)
    facts = facts_of((preface(prose.document.article), *sections), identity.year)
    return Report(
        identity.title,
        identity.agency,
        identity.scope,
        identity.compiled_by,
        identity.year,
        printed.form.id if printed else None,
        identity.period,
        identity.published_on,
        main.media_type,
        digest,
        printed.cells if printed else {},
        sections,
        facts,
        (
            *checks_of_report(identity, sections, facts, mapped),
            *(statistics_checks(earlier.form, earlier.cells) if earlier is not None else ()),
        ),
        tuple(dict.fromkeys((*found, *others, *issues))),
        main.statements,
        tuple(copy.part for copy in copies if copy.part is not None and copy.says_something()),
    )
