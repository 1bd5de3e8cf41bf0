"""Portals of the families with static pages or plain queries: every report is found, nothing else, with few requests."""

import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from nianbao.demo.portals.site import Site
from nianbao.demo.server import DemoPortals
from nianbao.demo.world import load_world
from tests.conftest import start_on_free_ports

PROJECT = Path(__file__).resolve().parent.parent
THEMES = ("families", "lonsun_vsb_tail")
WITH_INTERFACES = ("kaipu", "jpage", "jpaas", "nfcms", "gkmlpt")
PORTALS = [portal.id for portal in load_world(*THEMES).portals if portal.family not in WITH_INTERFACES]


@dataclass(frozen=True)
class Crawled:
    """The portals, what the crawl said of each, and the archive it filled."""

    portals: DemoPortals
    told: dict[str, dict[str, Any]]
    folder: Path

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        database = sqlite3.connect(self.folder / "archive.db")
        try:
            return database.execute(query, values).fetchall()
        finally:
            database.close()

    def truth(self, portal: str) -> dict[str, tuple[str, int]]:
        """Agency and year of every report on a portal, by its address."""
        reports = self.portals.sites[portal].reports
        world = self.portals.world
        names = {agency.id: agency.name for agency in world.agencies}
        return {self.portals.base(portal) + path: (names[key[0]], key[1]) for key, path in reports.items()}

    def in_place(self, portal: str) -> dict[str, tuple[str, int]]:
        """Columns that themselves show a report which has an address of its own too."""
        site, truth = self.portals.sites[portal], self.truth(portal)
        base = self.portals.base(portal)
        shown = {_body(site, url.removeprefix(base)): about for url, about in truth.items()}
        columns = {base + column: _body(site, column) for column in site.columns.values()}
        return {url: shown[body] for url, body in columns.items() if body in shown}


def _body(site: Site, path: str) -> bytes:
    return site.respond(*path.partition("?")[::2]).body


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("families")
    with start_on_free_ports(folder / "portals", *THEMES) as portals:
        hosts = [word for host in portals.hosts() for word in ("--allow-host", host)]
        homes = {portal.home_url: portal.id for portal in portals.portals() if portal.id in PORTALS}
        command = [sys.executable, "-m", "nianbao", "crawl", *homes, "-a", str(folder / "a"), "--delay", "0", *hosts]
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr
        told = {homes[portal["home"]]: portal for portal in json.loads(done.stdout)["portals"]}
        yield Crawled(portals, told, folder / "a")


@pytest.mark.parametrize("portal", PORTALS)
def test_every_report_of_a_portal_is_found_and_nothing_else(crawled: Crawled, portal: str) -> None:
    assert crawled.told[portal]["outcome"] == "ok"
    query = "SELECT url FROM captures WHERE role = 'article' AND status = 200 AND url LIKE ?"
    found = [url for (url,) in crawled.rows(query, f"{crawled.portals.base(portal)}/%")]
    truth = crawled.truth(portal)
    assert len(found) == len(set(found))
    assert set(found) - set(crawled.in_place(portal)) == set(truth)


@pytest.mark.parametrize("portal", PORTALS)
def test_agency_and_year_of_every_report_are_known_from_the_lists(crawled: Crawled, portal: str) -> None:
    """A title without a year leaves the year to the document."""
    query = (
        "SELECT e.url, coalesce(e.agency, c.agency), e.year, e.title FROM column_entries e"
        " JOIN columns c ON c.url = e.column_url WHERE e.taken AND e.url LIKE ?"
    )
    entries = crawled.rows(query, f"{crawled.portals.base(portal)}/%")
    expected = crawled.truth(portal) | crawled.in_place(portal)
    assert {url for url, *_ in entries} >= crawled.truth(portal).keys()
    for url, agency, year, title in entries:
        unstated = year is None and not re.search(r"\d{4}", title)
        assert agency == expected[url][0], title
        assert unstated or year == expected[url][1], title


@pytest.mark.parametrize("portal", PORTALS)
def test_a_portal_is_asked_little(crawled: Crawled, portal: str) -> None:
    asked = [entry.path for entry in crawled.portals.log if crawled.portals.base(portal) == f"http://{entry.host}"]
    assert len(asked) == len(set(asked))
    assert len(asked) <= 3 * len(crawled.truth(portal))


@pytest.mark.parametrize("portal", PORTALS)
def test_agencies_without_reports_have_an_empty_column_read_in_full(crawled: Crawled, portal: str) -> None:
    world = crawled.portals.world
    silent = {agency.name for agency in world.agencies_of(portal) if not world.reports_of(agency.id)}
    query = "SELECT agency, complete FROM columns WHERE outcome = 'empty_list' AND url LIKE ?"
    empty = crawled.rows(query, f"{crawled.portals.base(portal)}/%")
    assert {agency for agency, complete in empty if complete} == silent
    assert len(empty) == len(silent)


def test_a_column_of_years_kinds_and_units_is_one_collective_column(crawled: Crawled) -> None:
    portal = next(portal.id for portal in crawled.portals.world.portals if portal.family == "years")
    query = "SELECT url, agency, kind, complete FROM columns WHERE url LIKE ?"
    (column,) = set(crawled.portals.sites[portal].columns.values())
    base = crawled.portals.base(portal)
    assert crawled.rows(query, f"{base}/%") == [(base + column, None, "collective", 1)]
