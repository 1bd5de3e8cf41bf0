"""A rostered region that never was: its portals, what they show on each day of a crawl, and what each agency owes to be judged."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from archive import reports
from archive.clock import SHANGHAI, now, timestamp
from archive.model import ColumnReading, Entry, Exchange, Provenance
from archive.store import Archive
from archive.writing import CaptureWriter

CRAWLS = tuple(date(2025, *day) for day in ((1, 20), (2, 10), (3, 1), (4, 20), (6, 1)))
MOMENTS = tuple(date(2025, *day) for day in ((1, 25), (2, 12), (3, 2), (4, 25), (6, 10)))
YEARS = tuple(range(2019, 2025))

FAULTS = {
    "blocked": "blocked",
    "robots": "blocked",
    "unreachable": "unreachable",
    "error": "unreachable",
    "js_required": "not_crawled",
    "truncated": "not_crawled",
    "pagination_ignored": "not_crawled",
    "silent": "not_crawled",
    "killed": "not_crawled",
    "unfinished": "not_crawled",
}
"""What may go wrong with a crawl of a portal, and what must then be said of a report that was not found."""

AGENCIES = {
    "government": ("人民政府", "local_government"),
    "on_time": ("财政局", "local_department"),
    "late": ("教育局", "local_department"),
    "never": ("水务局", "local_department"),
    "missing_2024": ("审计局", "local_department"),
    "undated": ("民政局", "local_department"),
    "backdated": ("交通运输局", "local_department"),
    "removed_2023": ("自然资源局", "local_department"),
    "no_tables": ("卫生健康局", "local_department"),
    "institution": ("第一人民医院", "public_institution"),
    "township": ("松坪镇人民政府", "township"),
    "withheld": ("应急管理局", "local_department"),
}
"""The agencies of each division by what they do: the end of the name and the class."""


@dataclass(frozen=True)
class Place:
    """A division with its portal: `fault` is what goes wrong with its crawls from number `since` on, None when nothing does."""

    code: str
    name: str
    fault: str | None
    since: int

    @property
    def host(self) -> str:
        """The host of the portal."""
        return f"www.p{self.code}.gov.cn"

    def goes_wrong(self, crawl: int) -> str | None:
        """What goes wrong with a crawl."""
        return self.fault if crawl >= self.since else None


def places() -> list[Place]:
    """Return all divisions: two without faults, and for each fault one that always has it and one after the first crawl."""
    chosen: list[tuple[str | None, int]] = [(None, 0), (None, 0)]
    chosen += [(fault, since) for fault in FAULTS for since in (0, 1)]
    return [Place(f"9901{n:02}", f"第{n}县", fault, since) for n, (fault, since) in enumerate(chosen, 1)]


@dataclass(frozen=True)
class Report:
    """A report as its page shows it, from which day to which."""

    year: int
    page_date: date | None
    shown: date
    gone: date | None = None
    tables: bool = True
    withheld: bool = False


def published(kind: str) -> Iterator[Report]:
    """Yield the reports of an agency by what it does."""
    for year in YEARS:
        day = {"government": (3, 15), "late": (2, 20), "undated": (2, 5), "township": (1, 18)}.get(kind, (1, 10))
        usual, appears = date(year + 1, *day), date(year + 1, *day)
        if kind == "never" or kind == "institution" or (kind == "missing_2024" and year == 2024):
            continue
        if kind == "backdated" and year == 2024:
            appears = date(2025, 2, 20)
        yield Report(
            year,
            None if kind == "undated" else usual,
            appears,
            gone=date(2025, 1, 31) if kind == "removed_2023" and year == 2023 else None,
            tables=not (kind == "no_tables" and year == 2024),
            withheld=kind == "withheld" and year == 2024,
        )


def truth(place: Place, kind: str, year: int, moment: date) -> tuple[str, str | None]:
    """Return the status that must be told, with its detail where that is certain (None: any)."""
    crawled = [n for n, day in enumerate(CRAWLS) if day <= moment]
    read = [n for n in crawled if place.goes_wrong(n) is None]
    due = date(year + 1, 3, 31) if kind == "government" else date(year + 1, 1, 31)
    report = next((one for one in published(kind) if one.year == year), None)
    if kind == "institution":
        return "not_obliged", None
    seen = [n for n in read if report and _is_shown(report, CRAWLS[n])]
    if report and seen and not report.withheld:
        return _told_of(report, CRAWLS[seen[0]], due, [CRAWLS[n] for n in read])
    if report and report.withheld and seen:
        return "blocked", "listed_not_fetched"
    listed = [n for n in crawled if place.goes_wrong(n) == "unfinished" and report and _is_shown(report, CRAWLS[n])]
    if listed:
        return "not_crawled", "listed_not_fetched"
    if moment <= due:
        return "not_due", None
    if any(CRAWLS[n] > due for n in read):
        return "not_found", None
    last = place.goes_wrong(crawled[-1]) if crawled else None
    return (FAULTS[last], None) if last else ("not_crawled", "not_read_since_deadline")


def _is_shown(report: Report, day: date) -> bool:
    return report.shown <= day and not (report.gone and report.gone <= day)


def _told_of(report: Report, first: date, due: date, read: list[date]) -> tuple[str, str | None]:
    missing = [day for day in read if report.gone and day >= report.gone]
    if missing and missing[-1] - missing[0] >= timedelta(days=14):
        return "removed", None
    if not report.tables:
        return "unreadable", "tables_missing"
    if report.page_date is None:
        return ("on_time", None) if first <= due else ("published_date_unknown", None)
    if report.page_date > due:
        return "late", "late_statutory"
    if any(report.page_date < day < first and day > due for day in read):
        return "late", "backdated"
    return "on_time", None


class Builder:
    """Writes the crawls of the whole region into an archive."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def roster(self, folder: Path) -> tuple[Path, Path]:
        """Write the files of divisions and of agencies and return them."""
        regions, agencies = folder / "divisions.csv", folder / "roster.csv"
        lines = ["code,name,level,parent_code,from_year,to_year,source", "990100,青禾市,prefecture,,,,名册"]
        lines += [f"{place.code},{place.name},county,990100,,,名册" for place in places()]
        regions.write_text("\n".join(lines), encoding="utf-8")
        lines = ["agency,region_code,class,parent,url,from_year,to_year,source"]
        lines += [
            f"{place.name}{ending},{place.code},{agency_class},,{_column(place, kind)},2019,,机构编制名录"
            for place in places()
            for kind, (ending, agency_class) in AGENCIES.items()
        ]
        agencies.write_text("\n".join(lines), encoding="utf-8")
        return regions, agencies

    def crawl(self, number: int) -> None:
        """Write one crawl of all portals."""
        at(CRAWLS[number])
        run = self._archive.start_run("crawl", {})
        with self._archive.writer(run) as writer:
            for place in places():
                _Crawl(writer, run["id"], place, CRAWLS[number]).write(place.goes_wrong(number))
            self._archive.finish_run(writer, run, {}, ok=True)


def at(day: date, minute: int = 0) -> datetime:
    """Set the clock to noon of a day in China and return that moment."""
    moment = datetime.combine(day, time(12), SHANGHAI) + timedelta(minutes=minute)
    os.environ["NIANBAO_NOW"] = moment.isoformat()
    return moment.astimezone(UTC)


def _column(place: Place, kind: str) -> str:
    return f"http://{place.host}/{kind}/nb/"


class _Crawl:
    """One crawl of one portal."""

    def __init__(self, writer: CaptureWriter, run: str, place: Place, day: date) -> None:
        self._writer, self._run, self._place, self._day = writer, run, place, day

    def write(self, fault: str | None) -> None:
        """Write what the crawl brought, or what its fault left of it."""
        if fault in {"blocked", "unreachable", "error"}:
            self._attempt(f"http://{self._place.host}/", fault)
            self._end(fault)
            return
        for kind in () if fault == "killed" else AGENCIES:
            self._read(kind, fault)
        if fault not in {"killed", "unfinished"}:
            self._end("robots" if fault == "robots" else "js_required" if fault == "js_required" else "ok")

    def _end(self, outcome: str) -> None:
        about = (self._place.code, self._place.name, f"http://{self._place.host}/", "trs", self._place.code)
        self._writer.portal_finished(*about, outcome, {})

    def _attempt(self, url: str, outcome: str, role: str = "home") -> None:
        self._writer.attempt(url, outcome, "", Provenance(self._run, role, portal=self._place.code))

    def _read(self, kind: str, fault: str | None) -> None:
        url, name = _column(self._place, kind), self._place.name + AGENCIES[kind][0]
        page = self._store(url, b"<ul></ul>" + str((kind, self._day)).encode(), "column")
        shown = [one for one in published(kind) if _is_shown(one, self._day)]
        entries = [self._entry(kind, name, one, fault) for one in shown] if fault in {None, "unfinished"} else []
        for gone in (one for one in published(kind) if one.gone and one.gone <= self._day and not fault):
            self._store(self._address(kind, gone.year), b"", "article", status=404, outcome="gone")
        outcome = {"robots": "robots", "js_required": "js_required", "silent": "empty_list"}.get(fault or "", "ok")
        if outcome == "ok" and not entries and fault in {None, "unfinished"}:
            outcome = "empty_list"
        reading = ColumnReading(
            url, self._place.code, "trs", "own", outcome, fault in {None, "unfinished"}, timestamp(now()), (page,),
            tuple(entries), name, self._place.code,
        )  # fmt: skip
        self._writer.column(reading)

    def _address(self, kind: str, year: int) -> str:
        return f"http://{self._place.host}/{kind}/{year}.html"

    def _entry(self, kind: str, name: str, report: Report, fault: str | None) -> Entry:
        url = self._address(kind, report.year)
        if fault:
            pass
        elif report.withheld:
            self._attempt(url, "blocked", "article")
        else:
            told = {"agency": name, "region": self._place.code, "year": report.year, "tables": report.tables}
            told["date"] = report.page_date.isoformat() if report.page_date else None
            self._store(url, json.dumps(told).encode(), "article")
        title = f"{name}{report.year}年政府信息公开工作年度报告"
        return Entry(url, title, "annual_report", True, None, report.year, name)

    def _store(self, url: str, body: bytes, role: str, status: int = 200, outcome: str = "ok") -> str:
        exchange = Exchange(url, status, "OK", [("Content-Type", "text/html")], body, now())
        provenance = Provenance(self._run, role, portal=self._place.code, region=self._place.code)
        return self._writer.response(exchange, provenance, outcome).id


def read_documents(archive: Archive) -> None:
    """Stand in for extraction: the documents of this region say in JSON what is read in them."""
    rows = list(
        archive.db.query(
            "SELECT * FROM captures WHERE role = 'article' AND outcome = 'ok' AND sha256 IS NOT NULL ORDER BY fetched_at, id"
        )
    )
    for row in rows:
        told = json.loads(archive.payload(row["id"]))
        version = reports.version_id([row["sha256"]])
        cells = 3 if told["tables"] else 0
        about = {"year": told["year"], "form": "fmt_2021", "published_on": told["date"], "url": row["url"]}
        about |= {"title": f"{told['agency']}{told['year']}年政府信息公开工作年度报告", "media_type": "text/html"}
        about |= {"cells": cells, "doubtful_cells": 0, "failed_checks": 0, "extractor": "test"}
        names = {"printed_agency": told["agency"], "listed_agency": told["agency"], "listed_region": told["region"]}
        read = reports.ReadVersion({"id": version, **about, **names}, {}, [reports.Part(row["id"], "article")])
        with archive.db.atomic():
            reports.store_version(archive.db, read)
            archive.db.table("extractions").insert(
                {
                    "capture_id": row["id"],
                    "sha256": row["sha256"],
                    "extractor": "test",
                    "outcome": "report",
                    "version_id": version,
                }
            )
