"""The invented country written into an archive: its roster, its portals and columns as they were read, pages, rows of reports."""

import csv
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from archive.clock import timestamp
from archive.model import ColumnReading, Entry
from archive.register import assemble
from archive.roster import load_agencies, load_regions
from archive.store import Archive
from archive.writing import CaptureWriter
from benchmarks import country
from benchmarks.country import YEARS, Unit
from benchmarks.country_reports import Body, Publication, Stage, address, fetch, write_reports
from nianbao.demo import model
from nianbao.demo.numbers import draw

READ_AT = (datetime(2026, 4, 20, 1, tzinfo=UTC), datetime(2026, 4, 28, 1, tzinfo=UTC))
"""When the columns were read: twice, on different days, after every deadline."""

SOURCE = "虚构名册 Invented"
REGION_COLUMNS = ("code", "name", "level", "parent_code", "from_year", "to_year", "source")
AGENCY_COLUMNS = ("agency", "region_code", "class", "parent", "url", "from_year", "to_year", "source")
FAULTS = {1: "blocked", 2: "unreachable", 3: "js_required"}


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
        published = (Publication(unit, report) for unit in units for report in country.reports(unit))
        while chunk := list(islice(published, 200)):
            write_reports(archive, writer, run["id"], chunk, READ_AT, stage)
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
    return Entry(address(unit, report), report.title, "annual_report", True, day, report.year, report.agency.name)


def _read_columns(
    writer: CaptureWriter, run: str, units: Sequence[Unit], entries: Mapping[str, list[Entry]], moment: datetime
) -> None:
    """Write a reading of every agency's column: most in full, some not to be had."""
    for unit in units:
        fault = FAULTS.get(draw(1, 60, unit.agency.id, "fault"))
        listed = "".join(f'<li><a href="{entry.url}">{entry.title}</a></li>' for entry in entries[unit.column])
        page = fetch(writer, run, unit, unit.column, Body(f"<ul>{listed}</ul>".encode()), moment)
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
