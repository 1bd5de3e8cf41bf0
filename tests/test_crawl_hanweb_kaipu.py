"""A crawl of portals made by Hanweb, Kaipu and NFCMS software finds their reports, whose they are and of which year."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crawler import families
from crawler.page import Page
from nianbao.demo.model import Report
from nianbao.demo.server import DemoPortals
from nianbao.demo.world import load_world
from tests.conftest import start_on_free_ports

PROJECT = Path(__file__).resolve().parent.parent
THEMES = ("families", "hanweb_kaipu")
FAMILIES = ("kaipu", "jpage", "jpaas")
PORTALS = [portal.id for portal in load_world(*THEMES).portals if portal.family in FAMILIES]
AGGREGATE, ELSEWHERE = "nanlu", "nanlu-forestry"
"""A city whose collective column leads to all reports, and the host of their own that some of them stand on."""


class Crawled:
    """The portals crawled once, and the archive that came of it."""

    def __init__(self, folder: Path, portals: DemoPortals) -> None:
        self.folder, self.portals = folder, portals
        hosts = [word for host in portals.hosts() for word in ("--allow-host", host)]
        homes = [f"{portals.base(portal)}/" for portal in [*PORTALS, AGGREGATE]]
        command = [sys.executable, "-m", "nianbao", "crawl", *homes, "-a", str(folder), "--delay", "0", *hosts]
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr

    def rows(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        """Return what the archive answers."""
        database = sqlite3.connect(self.folder / "archive.db")
        try:
            return database.execute(query, values).fetchall()
        finally:
            database.close()

    def requests(self, portal: str) -> int:
        """Return how many requests a portal got."""
        host = self.portals.base(portal).partition("//")[2]
        return sum(entry.host == host for entry in self.portals.log)

    def listed(self, portal: str) -> dict[str, Report]:
        """Return every report of a portal that a list leads to, by address."""
        site, base = self.portals.sites[portal], self.portals.base(portal)
        return {
            base + path: self.portals.world.reports[key]
            for key, path in site.reports.items()
            if key not in site.unlisted
        }


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("families")
    with start_on_free_ports(folder / "portals", *THEMES) as portals:
        yield Crawled(folder / "a", portals)


@pytest.mark.parametrize("portal", PORTALS)
def test_exactly_the_reports_that_lists_lead_to_are_stored(crawled: Crawled, portal: str) -> None:
    articles = crawled.rows(
        "SELECT DISTINCT url FROM captures WHERE role = 'article' AND status = 200 AND url LIKE ?",
        f"{crawled.portals.base(portal)}/%",
    )
    assert {url for (url,) in articles} == set(crawled.listed(portal))


@pytest.mark.parametrize("portal", PORTALS)
def test_every_entry_has_its_agency_and_the_year_its_title_states(crawled: Crawled, portal: str) -> None:
    entries = crawled.rows(
        "SELECT e.url, coalesce(e.agency, c.agency), e.year FROM column_entries e JOIN columns c ON c.url = e.column_url"
        " WHERE e.taken AND e.url LIKE ?",
        f"{crawled.portals.base(portal)}/%",
    )
    assert set(entries) == {
        (url, report.agency.name, report.year if str(report.year) in report.title else None)
        for url, report in crawled.listed(portal).items()
    }


@pytest.mark.parametrize("portal", PORTALS)
def test_few_requests_are_spent(crawled: Crawled, portal: str) -> None:
    assert crawled.requests(portal) <= 3 * len(crawled.listed(portal))


@pytest.mark.parametrize("portal", PORTALS)
def test_every_attached_file_is_stored(crawled: Crawled, portal: str) -> None:
    attached = [report for report in crawled.listed(portal).values() if report.attachment]
    files = crawled.rows(
        "SELECT DISTINCT url FROM captures WHERE role = 'attachment' AND status = 200 AND url LIKE ?",
        f"{crawled.portals.base(portal)}/%",
    )
    assert len(files) == len(attached)


@pytest.mark.parametrize("portal", PORTALS)
def test_a_column_is_complete_when_all_it_has_was_listed(crawled: Crawled, portal: str) -> None:
    world, site = crawled.portals.world, crawled.portals.sites[portal]
    names = {agency.id: agency.name for agency in world.agencies_of(portal)}
    cut = {agency for agency, _ in site.unlisted}
    host = crawled.portals.base(portal).partition("//")[2]
    told = crawled.rows("SELECT agency, complete, outcome FROM columns WHERE portal = ?", host)
    assert sorted(told) == sorted(
        (names[agency], int(agency not in cut), "ok" if world.reports_of(agency) else "empty_list")
        for agency in site.columns
    )


def test_a_collective_column_by_year_gives_every_agency_its_reports_wherever_they_stand(crawled: Crawled) -> None:
    reports = crawled.listed(AGGREGATE) | crawled.listed(ELSEWHERE)
    column = f"{crawled.portals.base(AGGREGATE)}/zwgk/zfxxgknb/index.html"
    entries = crawled.rows("SELECT url, agency, year FROM column_entries WHERE taken AND column_url = ?", column)
    assert set(entries) == {(url, report.agency.name, report.year) for url, report in reports.items()}
    assert crawled.rows("SELECT kind, outcome, complete FROM columns WHERE url = ?", column) == [
        ("collective", "ok", 1)
    ]
    stored = {url for (url,) in crawled.rows("SELECT url FROM captures WHERE role = 'article' AND status = 200")}
    assert set(reports) <= stored
    assert crawled.requests(AGGREGATE) + crawled.requests(ELSEWHERE) <= 1.5 * len(reports)


@pytest.mark.parametrize(
    ("claimed", "empty"),
    [
        ("1, 1,'xxgk_list','shtml',0", True),
        ("1, 1,'xxgk_list','shtml',3", False),
        ("1, 1,'xxgk_list','shtml'", False),
        ("2, 1,'xxgk_list','shtml',0", False),
    ],
)
def test_a_list_without_rows_is_empty_only_where_its_pager_states_a_total_of_0(claimed: str, empty: bool) -> None:
    menu = "".join(f'<a href="/c100{number}/list.shtml">政务公开栏目之{number}</a>' for number in range(100, 120))
    html = f"""<html><head><title>政府信息公开年报</title></head><body><p>当前位置：首页 政府信息公开年报。</p>{menu}<ul class="newsList"></ul>
        <div id="page_div"></div><script>createPageHTML('page_div',{claimed});</script></body></html>"""
    page = Page("http://www.x.gov.cn/c100100/xxgk_list.shtml", html.encode())
    assert families.reader("kaipu").is_empty(page) is empty
