"""A small scene to be judged: one city, its columns and pages, told day by day."""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from archive.clock import SHANGHAI, now, timestamp
from archive.model import ColumnReading, Entry, Exchange, Provenance
from archive.register import assemble
from archive.roster import load_agencies, load_regions
from archive.status import judge
from archive.store import Archive
from tests.status_world import at, read_documents

REGION = "990100"
HOST = "http://www.qinghe.gov.cn"
OWN = f"{HOST}/czj/nb/"
COLLECTIVE = f"{HOST}/nb/"
FINANCE = "青禾市财政局"
TITLE = "{agency}{year}年政府信息公开工作年度报告"


class Scene:
    """An archive that is written day by day and judged at any."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        at(date(2019, 1, 1))
        self.archive = Archive.open(folder / "a", create=True)
        path = folder / "divisions.csv"
        path.write_text(f"code,name,level,parent_code,from_year,to_year,source\n{REGION},青禾市,prefecture,,,,名册\n")
        assert load_regions(self.archive, path).faults == ()
        self._run = self.archive.start_run("crawl", {})
        self._writer = self.archive.writer(self._run)

    def roster(self, *rows: str, name: str = "roster.csv") -> None:
        """Load a roster; a row is agency, class, url, from_year, to_year, source."""
        path = self.folder / name
        lines = [row.split(",") for row in rows]
        text = "\n".join(f"{a},{REGION},{c},,{u},{f},{t},{s}" for a, c, u, f, t, s in lines)
        path.write_text(f"agency,region_code,class,parent,url,from_year,to_year,source\n{text}\n", encoding="utf-8")
        assert load_agencies(self.archive, path).faults == ()

    def read(
        self,
        day: date,
        column: str,
        entries: Iterable[Entry] = (),
        *,
        kind: str = "own",
        agency: str | None = FINANCE,
        outcome: str | None = None,
        complete: bool = True,
        ended: str | None = "ok",
        pages: tuple[str, ...] | None = None,
    ) -> tuple[str, ...]:
        """Write a reading of a column, and the end of the crawl of its portal; return the pages."""
        at(day)
        listed = tuple(entries)
        told = outcome or ("ok" if listed else "empty_list")
        pages = pages if pages is not None else (self.capture(day, column, f"{day}{listed}".encode(), role="column"),)
        reading = ColumnReading(
            column, "qinghe", "trs", kind, told, complete, timestamp(now()), pages, listed, agency if kind == "own" else None, REGION
        )  # fmt: skip
        self._writer.column(reading)
        if ended:
            self.end(day, ended)
        return pages

    def end(self, day: date, outcome: str) -> None:
        """Write the end of a crawl of the portal, a minute later."""
        at(day, 1)
        self._writer.portal_finished("qinghe", "青禾市人民政府", f"{HOST}/", "trs", REGION, outcome, {})

    def attempt(self, day: date, url: str, outcome: str, role: str = "article") -> None:
        """Write a request that got no response."""
        at(day)
        self._writer.attempt(url, outcome, "", Provenance(self._run["id"], role, portal="qinghe"))

    def page(
        self, day: date, agency: str, year: int, dated: str | None, url: str | None = None, tables: bool = True
    ) -> str:
        """Write a captured report and return its address."""
        told = {"agency": agency, "region": REGION, "year": year, "tables": tables, "date": dated}
        address = url or address_of(agency, year)
        self.capture(day, address, json.dumps(told).encode())
        return address

    def capture(
        self, day: date, url: str, body: bytes, role: str = "article", status: int = 200, outcome: str = "ok"
    ) -> str:
        """Write a capture and return its id."""
        at(day)
        provenance = Provenance(self._run["id"], role, portal="qinghe", region=REGION)
        exchange = Exchange(url, status, "OK", [("Content-Type", "text/html")], body, now())
        return self._writer.response(exchange, provenance, outcome).id

    def decide(self, subject: str, decision: dict[str, Any]) -> None:
        """Write what a person settled."""
        self._writer.decision(subject, decision, "someone")

    def judged(self, as_of: date, *, read: bool = True) -> dict[tuple[str, int], dict[str, Any]]:
        """Read the documents, and return the statuses at the end of a day by name and year."""
        if read:
            self.archive.db.execute("DELETE FROM extractions")
            read_documents(self.archive)
        assemble(self.archive.db)
        end = datetime.combine(as_of + timedelta(days=1), time(), SHANGHAI).astimezone(UTC) - timedelta(microseconds=1)
        rows = [status.as_json() for status in judge(self.archive.db, end)]
        return {(row["agency"], row["year"]): row for row in rows}


def address_of(agency: str, year: int) -> str:
    """Return where the report of an agency stands."""
    return f"{HOST}/{sum(map(ord, agency))}/{year}.html"


def entry(
    agency: str, year: int | None, url: str | None = None, kind: str = "annual_report", title: str | None = None
) -> Entry:
    """Return an entry of a column."""
    said = title or TITLE.format(agency=agency, year=year)
    return Entry(url or address_of(agency, year or 0), said, kind, True, None, year, agency)
