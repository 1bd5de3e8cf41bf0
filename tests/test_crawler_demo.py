"""The crawl of the demo country finds what its portals carry, and the second one asks only what may have changed."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from nianbao.demo.server import DemoPortals

PROJECT = Path(__file__).resolve().parent.parent


def _crawl(folder: Path, portals: DemoPortals) -> dict[str, Any]:
    hosts = [word for host in portals.hosts() for word in ("--allow-host", host)]
    homes = [portal.home_url for portal in portals.portals()]
    command = [sys.executable, "-m", "nianbao", "crawl", *homes, "-a", str(folder), "--delay", "0", *hosts]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def _rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    database = sqlite3.connect(folder / "archive.db")
    try:
        return database.execute(query).fetchall()
    finally:
        database.close()


def test_every_report_of_the_demo_country_is_found(tmp_path: Path, fresh_portals: DemoPortals) -> None:
    result = _crawl(tmp_path / "a", fresh_portals)
    assert {portal["outcome"] for portal in result["portals"]} == {"ok"}
    stored = {
        url for (url,) in _rows(tmp_path / "a", "SELECT url FROM captures WHERE role = 'article' AND status = 200")
    }
    assert stored == set(fresh_portals.report_urls().values())
    assert len({(entry.host, entry.path) for entry in fresh_portals.log}) == len(fresh_portals.log)


def test_agencies_that_published_nothing_have_an_empty_column_read_in_full(
    tmp_path: Path, fresh_portals: DemoPortals
) -> None:
    _crawl(tmp_path / "a", fresh_portals)
    world = fresh_portals.world
    silent = {
        agency.name
        for portal in world.portals
        for agency in world.agencies_of(portal.id)
        if not world.reports_of(agency.id) and agency.id in fresh_portals.column_urls()
    }
    empty = _rows(tmp_path / "a", "SELECT agency, complete FROM columns WHERE outcome = 'empty_list' AND kind = 'own'")
    assert silent and {agency for agency, _ in empty} == silent and {complete for _, complete in empty} == {1}


def test_a_second_crawl_of_the_demo_country(tmp_path: Path, fresh_portals: DemoPortals) -> None:
    _crawl(tmp_path / "a", fresh_portals)
    first = {(entry.host, entry.path) for entry in fresh_portals.log}
    fresh_portals.log.clear()
    result = _crawl(tmp_path / "a", fresh_portals)
    again = {(entry.host, entry.path) for entry in fresh_portals.log}
    assert again == first
    static = [entry for entry in fresh_portals.log if entry.status == 304]
    assert static and all(entry.conditional for entry in static)
    assert sum(portal["counts"]["reports_new"] for portal in result["portals"]) == 0
    assert _rows(tmp_path / "a", "SELECT count(*) FROM captures WHERE outcome = 'not_modified'") == [(len(static),)]


def test_a_demo_interrupted_while_it_crawls_ends_with_one_line_and_publishes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    process = subprocess.Popen(
        [sys.executable, "-m", "nianbao", "demo", "-a", str(folder), "--no-serve"],
        cwd=PROJECT,
        env={**os.environ, "NIANBAO_DEMO_PAUSE": "0.05"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    limit = time.monotonic() + 60
    while _held(folder) < 10 and process.poll() is None and time.monotonic() < limit:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1 and "Traceback" not in err
    assert err.strip().splitlines()[-1] == "Error: the crawl was interrupted; the same command goes on with it"
    assert out == "" and not (folder / "publish").exists()
    assert _rows(folder, "SELECT ok FROM runs WHERE kind = 'crawl'") == [(0,)]
    assert _rows(folder, "SELECT count(*) FROM reports") == [(0,)]


def _held(folder: Path) -> int:
    try:
        return int(_rows(folder, "SELECT count(*) FROM captures")[0][0])
    except sqlite3.OperationalError:
        return 0
