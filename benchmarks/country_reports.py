"""Reports of the invented country in an archive: what was fetched, and the rows of what was read of it.

Most are web pages whose reading is made up, as an extraction would have read them; some are files that are read.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, NamedTuple

from archive import reports
from archive.model import Capture, Exchange, Provenance
from archive.store import Archive
from archive.writing import CaptureWriter
from benchmarks.country import Unit, revised
from benchmarks.country_files import file_of, format_of
from extract.checks import run_checks
from extract.document import TablePlace
from extract.facts import Fact
from extract.forms import load_form
from extract.mapping import CellReading
from extract.report import Report
from extract.sections import SectionText
from extract.version import extractor_version
from nianbao.bundles import Bundle
from nianbao.demo import model, prose, render
from nianbao.reading import Reading, read_payload
from nianbao.storing import write_reading

HTML = "text/html; charset=utf-8"
Stage = Callable[[str], AbstractContextManager[None]]


class Publication(NamedTuple):
    """A report and the agency of the country that published it."""

    unit: Unit
    report: model.Report


class Body(NamedTuple):
    """The bytes of an answer and their media type."""

    data: bytes
    media_type: str = HTML


class Fetched(NamedTuple):
    """A report as it was captured."""

    report: model.Report
    capture: Capture
    body: Body


def write_reports(
    archive: Archive,
    writer: CaptureWriter,
    run: str,
    chunk: Sequence[Publication],
    moments: Sequence[datetime],
    stage: Stage,
) -> None:
    """Write captures and rows of reports: as first published, and those that were revised in silence once more."""
    with stage("captures"):
        first = [_captured(writer, run, one, moments[0]) for one in chunk]
        newer = [Publication(unit, new) for unit, report in chunk if (new := _newer(report))]
        again = [_captured(writer, run, one, moments[1]) for one in newer]
    documents = [Bundle((_row(archive, one.capture),)) for one in first + again]
    with stage("reading"):
        readings = [_reading(one) for one in first + again]
    with stage("rows"):
        for document, reading in zip(documents, readings, strict=True):
            write_reading(archive, document, document.id, reading, extractor_version())


def _reading(one: Fetched) -> Reading:
    """Return what is read of a file, or what a reader would find in a page."""
    if format_of(one.report):
        return read_payload(*one.body, one.capture.url)
    return Reading(_read(one.report, one.capture))


def _newer(report: model.Report) -> model.Report | None:
    return None if format_of(report) else revised(report)


def address(unit: Unit, report: model.Report) -> str:
    """Return the address of a report."""
    suffix = {"scan": "pdf", "text": "txt", None: "html"}.get(name := format_of(report), name)
    return f"{unit.column}{report.published_on:%Y%m}/t{report.published_on:%Y%m%d}_{report.year}.{suffix}"


def fetch(
    writer: CaptureWriter,
    run: str,
    unit: Unit,
    url: str,
    body: Body,
    moment: datetime,
    report: model.Report | None = None,
) -> Capture:
    """Write the capture of a report, or without one that of a page of an agency's column."""
    told: Mapping[str, Any] = (
        {"year": report.year, "published_on": report.published_on.isoformat(), "link_text": report.title}
        if report
        else {}
    )
    via, role = (unit.column, "article") if report else (f"http://{unit.place.host}/", "column")
    provenance = Provenance(
        run, role, unit.place.code, via, agency=unit.agency.name, region=unit.place.code, rule="column", **told
    )
    exchange = Exchange(url, 200, "OK", [("Content-Type", body.media_type)], body.data, moment)
    return writer.response(exchange, provenance, "ok")


def _captured(writer: CaptureWriter, run: str, one: Publication, moment: datetime) -> Fetched:
    unit, report = one
    body = _body(report)
    return Fetched(report, fetch(writer, run, unit, address(unit, report), body, moment, report), body)


def _body(report: model.Report) -> Body:
    if name := format_of(report):
        file = file_of(report, name)
        return Body(file.data, file.media_type)
    title = report.title
    head = f'<html><head><meta charset="utf-8"><title>{title}</title></head>'
    return Body(f"{head}<body><h1>{title}</h1>{render.body(report)}</body></html>".encode())


def _row(archive: Archive, capture: Capture) -> reports.Row:
    return next(iter(archive.db.query("SELECT * FROM captures WHERE id = ?", [capture.id])))


def _read(report: model.Report, capture: Capture) -> Report:
    """Return what a reader would find in a page, with the checks that its cells give."""
    form = load_form(report.form)
    cells: dict[str, CellReading] = {}
    for number, (key, cell) in enumerate(report.cells.items()):
        place = TablePlace(int(key[1]) - 2, number // 7, number % 7 + 1)
        candidates = (10, 1) if cell.state == "ambiguous" else ()
        cells[key] = CellReading(cell.value, cell.state, cell.text, place, candidates)
    sections = tuple(
        SectionText(part.number, part.title, "\n".join(prose.paragraphs(report, part.number))) for part in form.sections
    )
    received = report.figures["t3.received_new.total"]
    facts = (Fact("requests_received", received, "件", sections[0].text[:40], 1, 0, 40),)
    return Report(
        title=report.title,
        agency=report.agency.name,
        scope="area" if report.agency.agency_class == "local_government" else "own",
        compiled_by=None,
        year=report.year,
        form=report.form,
        period=(f"{report.year}-01-01", f"{report.year}-12-31"),
        published_on=report.published_on.isoformat(),
        media_type="text/html",
        sha256=str(capture.sha256),
        cells=cells,
        sections=sections,
        facts=facts,
        checks=tuple(run_checks(form, cells)),
        issues=(),
        statements=(),
    )
