"""The invented country written into an archive: its roster, its portals and columns as they were read, pages, rows of reports."""

import csv
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from archive import reports
from archive.clock import timestamp
from archive.model import Capture, ColumnReading, Entry, Exchange, Provenance
from archive.register import assemble
from archive.roster import load_agencies, load_regions
from archive.store import Archive
from archive.writing import CaptureWriter
from benchmarks import country
from benchmarks.country import YEARS, Unit
from extract.checks import run_checks
from extract.document import TablePlace
from extract.facts import Fact
from extract.forms import load_form
from extract.mapping import CellReading
from extract.report import Report
from extract.sections import SectionText
from nianbao.demo import model, prose, render
from nianbao.demo.numbers import draw
from nianbao.rows import rows_of, version_row

READ_AT = (datetime(2026, 4, 20, 1, tzinfo=UTC), datetime(2026, 4, 28, 1, tzinfo=UTC))
"""When the columns were read: twice, on different days, after every deadline."""

SOURCE = "虚构名册 Invented"
REGION_COLUMNS = ("code", "name", "level", "parent_code", "from_year", "to_year", "source")
AGENCY_COLUMNS = ("agency", "region_code", "class", "parent", "url", "from_year", "to_year", "source")
FAULTS = {1: "blocked", 2: "unreachable", 3: "js_required"}
Stage = Callable[[str], AbstractContextManager[None]]
Published = Sequence[tuple[Unit, model.Report]]


def write_country(folder: Path, wanted: int, stage: Stage) -> int:
    """Write an archive with at least so many reports, and return how many; `stage` times what is named."""
    archive = Archive.open(folder, create=True)
    units = _enough(wanted)
    with stage("register"):
        _register(archive, folder, units)
    run = archive.start_run("crawl", {"invented": True})
    entries: dict[str, list[Entry]] = {unit.column: [] for unit in units}
    written = 0
    with archive.writer(run) as writer:
        published = ((unit, report) for unit in units for report in country.reports(unit))
        while chunk := list(islice(published, 200)):
            _write(archive, writer, run["id"], chunk, stage)
            for unit, report in chunk:
                entries[unit.column].append(_entry(unit, report))
            written += len(chunk)
        with stage("columns"):
            for moment in READ_AT:
                _read_columns(writer, run["id"], units, entries, moment)
                _end_portals(writer, units, moment)
        archive.finish_run(writer, run, {"reports": written}, True)
    with stage("assemble"):
        assemble(archive.db)
    archive.close()
    return written


def _enough(wanted: int) -> list[Unit]:
    """Return as many agencies as it takes."""
    units: list[Unit] = []
    for place in country.places():
        for unit in country.units(place):
            if wanted <= 0:
                return units
            units.append(unit)
            wanted -= len(country.years(unit))
    return units


def _register(archive: Archive, folder: Path, units: Sequence[Unit]) -> None:
    """Load the divisions and the roster, as files."""
    places = {place.code: place for place in country.places()}
    regions = [
        {"code": place.code, "name": place.name, "level": place.level, "parent_code": place.parent, "source": SOURCE}
        for place in places.values()
    ]
    agencies = [
        {
            "agency": unit.agency.name,
            "region_code": unit.place.code,
            "class": unit.agency.agency_class,
            "url": unit.column,
            "from_year": YEARS[0],
            "source": SOURCE,
        }
        for unit in units
    ]
    for load, names, rows in ((load_regions, REGION_COLUMNS, regions), (load_agencies, AGENCY_COLUMNS, agencies)):
        path = folder / f"{load.__name__}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, names)
            table.writeheader()
            table.writerows(rows)
        loaded = load(archive, path)
        if loaded.faults:
            raise ValueError(loaded.faults[0])


def _entry(unit: Unit, report: model.Report) -> Entry:
    day = report.published_on.isoformat()
    return Entry(_address(unit, report), report.title, "annual_report", True, day, report.year, report.agency.name)


def _read_columns(
    writer: CaptureWriter, run: str, units: Sequence[Unit], entries: Mapping[str, list[Entry]], moment: datetime
) -> None:
    """Write a reading of every agency's column: most in full, some not to be had."""
    for unit in units:
        fault = FAULTS.get(draw(1, 60, unit.agency.id, "fault"))
        listed = "".join(f'<li><a href="{entry.url}">{entry.title}</a></li>' for entry in entries[unit.column])
        page = _fetch(writer, run, unit, unit.column, listed, moment, role="column")
        writer.column(
            ColumnReading(
                unit.column,
                unit.place.code,
                "trs",
                "own",
                fault or ("ok" if entries[unit.column] else "empty_list"),
                fault is None,
                timestamp(moment),
                (page.id,),
                () if fault else tuple(entries[unit.column]),
                unit.agency.name,
                unit.place.code,
            )
        )


def _end_portals(writer: CaptureWriter, units: Sequence[Unit], moment: datetime) -> None:
    """Write that the crawl of every portal came to its end some hours later."""
    before = os.environ.get("NIANBAO_NOW")
    os.environ["NIANBAO_NOW"] = timestamp(moment + timedelta(hours=6))
    for place in dict.fromkeys(unit.place for unit in units):
        home = f"http://{place.host}/"
        writer.portal_finished(place.code, f"{place.full}人民政府", home, "trs", place.code, "ok", {"columns": 10})
    if before is None:
        del os.environ["NIANBAO_NOW"]
    else:
        os.environ["NIANBAO_NOW"] = before


def _write(archive: Archive, writer: CaptureWriter, run: str, chunk: Published, stage: Stage) -> None:
    pages = [(unit, report, _page(report)) for unit, report in chunk]
    captures = []
    with stage("captures"):
        for unit, report, page in pages:
            captures.append(_fetch(writer, run, unit, _address(unit, report), page, READ_AT[0], report=report))
    read = [_read(report, capture) for (_, report), capture in zip(chunk, captures, strict=True)]
    laid_out = [_rows(archive, found, capture) for found, capture in zip(read, captures, strict=True)]
    with stage("rows"):
        for version in laid_out:
            with archive.db.atomic():
                reports.store_version(archive.db, version)


def _address(unit: Unit, report: model.Report) -> str:
    return f"{unit.column}{report.published_on:%Y%m}/t{report.published_on:%Y%m%d}_{report.year}.html"


def _page(report: model.Report) -> str:
    return f'<html><head><meta charset="utf-8"><title>{report.title}</title></head><body><h1>{report.title}</h1>{render.body(report)}</body></html>'


def _fetch(
    writer: CaptureWriter,
    run: str,
    unit: Unit,
    url: str,
    page: str,
    moment: datetime,
    *,
    role: str = "article",
    report: model.Report | None = None,
) -> Capture:
    told: Mapping[str, Any] = (
        {"year": report.year, "published_on": report.published_on.isoformat(), "link_text": report.title}
        if report
        else {}
    )
    via = unit.column if report else f"http://{unit.place.host}/"
    provenance = Provenance(
        run, role, unit.place.code, via, agency=unit.agency.name, region=unit.place.code, rule="column", **told
    )
    kind = [("Content-Type", "text/html; charset=utf-8")]
    return writer.response(Exchange(url, 200, "OK", kind, page.encode(), moment), provenance, "ok")


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


def _rows(archive: Archive, report: Report, capture: Capture) -> reports.ReadVersion:
    row = next(iter(archive.db.query("SELECT * FROM captures WHERE id = ?", [capture.id])))
    identity = reports.version_id([str(capture.sha256)])
    version, extra = version_row(identity, report, row)
    return reports.ReadVersion(
        version=version,
        tables=rows_of(identity, report, row, extra),
        captures=[reports.Part(capture.id, "article")],
    )
