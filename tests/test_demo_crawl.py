"""The crawl of one portal of every family finds the reports its lists lead to, and claims no list whole that it could not read."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from nianbao.demo.server import DemoPortals
from nianbao.demo.world import load_world
from tests.conftest import start_on_free_ports

READ = tuple(portal.id for portal in load_world("families").portals)


class Crawled:
    """The portals crawled once, and what the archive holds of them."""

    def __init__(self, folder: Path, portals: DemoPortals) -> None:
        self.portals = portals
        hosts = [word for host in portals.hosts() for word in ("--allow-host", host)]
        homes = [f"{portals.base(portal)}/" for portal in READ]
        command = [sys.executable, "-m", "nianbao", "crawl", *homes, "-a", str(folder), "--delay", "0", *hosts]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        self.outcomes = {portal["outcome"] for portal in json.loads(done.stdout)["portals"]}
        database = sqlite3.connect(folder / "archive.db")
        query = "SELECT url, role FROM captures WHERE status = 200"
        self.stored: dict[str, str] = dict(database.execute(query))
        self.columns = database.execute("SELECT url, agency, outcome, complete FROM columns").fetchall()
        database.close()


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("crawled")
    with start_on_free_ports(folder, "families") as portals:
        yield Crawled(folder, portals)


@pytest.mark.parametrize("portal", READ)
def test_the_reports_of_a_portal_are_found_and_nothing_else(portal: str, crawled: Crawled) -> None:
    site, base = crawled.portals.sites[portal], crawled.portals.base(portal)
    listed = {base + path for key, path in site.reports.items() if key not in site.unlisted}
    taken = {url for url, role in crawled.stored.items() if role == "article" and url.startswith(f"{base}/")}
    assert crawled.outcomes == {"ok"}
    assert listed <= set(crawled.stored)
    assert taken <= {base + path for path in [*site.reports.values(), *site.twins]}


def test_a_list_that_cannot_be_read_to_the_end_is_not_whole(crawled: Crawled) -> None:
    agencies = {agency.id: agency.name for agency in crawled.portals.world.agencies}
    hidden = {agencies[agency] for portal in READ for agency, _ in crawled.portals.sites[portal].unlisted}
    states = {(outcome, complete) for _, agency, outcome, complete in crawled.columns if agency in hidden}
    assert hidden and states == {("ok", 0)}
