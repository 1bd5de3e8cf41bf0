"""Whole crawls of tiny portals on loopback, each in a process of its own as on the command line."""

import gzip
import json
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tests.crawl_command import PROJECT, command, crawl, rows
from tests.crawler_portals import Portal, Served, article, gkmlpt_portal, page, row, serving, trs_portal

BASE = "/zwgk/zfxxgk/zfxxgknb/"


@pytest.fixture
def county() -> Iterator[Portal]:
    with serving(trs_portal()) as portal:
        yield portal


@pytest.fixture
def platform() -> Iterator[Portal]:
    with serving(gkmlpt_portal()) as portal:
        yield portal


def test_a_full_crawl_of_both_families(tmp_path: Path, county: Portal, platform: Portal) -> None:
    result = crawl(tmp_path / "a", county.home, f"{platform.home}slug/gkmlpt/index", options=["--region", "990001"])
    first, second = result["portals"]
    assert (first["outcome"], first["counts"]["reports_found"]) == ("ok", 5)
    assert (second["outcome"], second["counts"]["reports_found"]) == ("ok", 3)
    columns = rows(tmp_path / "a", "SELECT url, kind, agency, region, outcome, complete, entries FROM columns")
    found = {url.removeprefix(county.home): rest for url, *rest in columns}
    assert found["zwgk/zfxxgk/zfxxgknb/"] == ["collective", None, "990001", "ok", 1, 6]
    assert found["gzbm/sjyj/zfxxgknb/"] == ["own", "县教育局", "990001", "ok", 1, 2]
    assert found["gzbm/sdaj/zfxxgknb/"] == ["own", "县档案局", "990001", "empty_list", 1, 0]
    assert found[f"{platform.home}slug/gkmlpt/index"] == ["own", "松岗市海洋局", "990001", "ok", 1, 120]


def test_every_response_is_stored_with_its_outcome(tmp_path: Path, county: Portal) -> None:
    crawl(tmp_path / "a", county.home)
    stored = {
        url.removeprefix(county.home[:-1]): (status, outcome, role)
        for url, status, outcome, role in rows(tmp_path / "a", "SELECT url, status, outcome, role FROM captures")
    }
    assert set(stored) == set(county.asked())
    assert stored["/robots.txt"] == (200, "ok", "robots")
    assert stored["/"] == (200, "ok", "home")
    assert stored[f"{BASE}202503/P020250320002.doc"] == (404, "gone", "attachment")
    assert stored["/gzbm/scgj/zfxxgknb/t20250116_3001.html"] == (302, "ok", "article")
    assert stored["/new/t20250116_3001.html"] == (200, "ok", "article")


def test_what_is_not_requested_is_recorded(tmp_path: Path, county: Portal) -> None:
    result = crawl(tmp_path / "a", county.home)
    attempts = rows(tmp_path / "a", "SELECT url, outcome, detail FROM attempts")
    private = f"{county.home}private/t20250118_1003.html"
    assert (private, "robots", "Forbidden by robots.txt") in attempts
    assert ("http://mirror.example.com/t20250118_1.html", "error", "host not allowed") in attempts
    assert result["portals"][0]["missing"] == {
        private: "Forbidden by robots.txt",
        f"{county.home[:-1]}{BASE}202503/P020250320002.doc": "status 404",
    }
    assert not [path for path in county.asked() if path.startswith("/private/")]
    kinds = dict(rows(tmp_path / "a", "SELECT title, kind || taken FROM column_entries"))
    assert kinds["松岗县信访局2024年政府信息公开工作年度报告"] == "annual_report1"
    assert kinds["松岗县气象局2024年政府信息公开工作年度报告"] == "annual_report0"
    assert kinds["关于做好2024年政府信息公开工作年度报告编制和发布工作的通知"] == "not_report0"


def test_provenance_of_a_report(tmp_path: Path, county: Portal) -> None:
    crawl(tmp_path / "a", county.home, options=["--region", "990001"])
    query = "SELECT agency, region, year, published_on, link_text, via_url, rule, portal FROM captures WHERE url LIKE '%_2024.html'"
    title, via = "松岗县教育局2024年政府信息公开工作年度报告", f"{county.home}gzbm/sjyj/zfxxgknb/"
    assert rows(tmp_path / "a", query) == [
        ("县教育局", "990001", 2024, "2025-01-15", title, via, "trs_list", county.host)
    ]


def test_a_second_crawl_asks_only_what_changed(tmp_path: Path, county: Portal) -> None:
    crawl(tmp_path / "a", county.home)
    before = len(county.log)
    result = crawl(tmp_path / "a", county.home)
    again = county.log[before:]
    static = {path for path, served in county.pages.items() if served.static}
    assert {path for path, status, _ in again if path in static and status != 304} == set()
    assert sorted(path for path, *_ in again) == sorted(path for path, *_ in county.log[:before])
    counts = result["portals"][0]["counts"]
    assert (counts["reports_found"], counts["reports_new"]) == (5, 0)
    assert counts["not_modified"] == len([path for path, status, _ in again if status == 304 and path != "/robots.txt"])


def test_a_changed_report_is_stored_again(tmp_path: Path, county: Portal) -> None:
    crawl(tmp_path / "a", county.home)
    path = f"{BASE}202403/t20240320_1004.html"
    county.pages[path] = Served(county.pages[path].body.replace("依法公开".encode(), "依法主动公开".encode()))
    crawl(tmp_path / "a", county.home)
    query = f"SELECT count(DISTINCT sha256) FROM captures WHERE url LIKE '%{path}'"
    assert rows(tmp_path / "a", query) == [(2,)]


def test_a_crawl_killed_at_any_moment_goes_on_where_it_stopped(tmp_path: Path, county: Portal) -> None:
    whole = tmp_path / "whole"
    crawl(whole, county.home)
    documents = "SELECT url, status, outcome, sha256 FROM captures WHERE role IN ('article', 'attachment') ORDER BY url"
    expected = rows(whole, documents)
    county.pause = 0.03
    for after in (3, 9, 13, 16):
        county.log.clear()
        folder = tmp_path / f"killed-{after}"
        process = subprocess.Popen(
            command(folder, [county.home]), cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        limit = time.monotonic() + 60
        while len(county.log) < after and process.poll() is None and time.monotonic() < limit:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.wait()
        held = {url for (url,) in rows(folder, "SELECT url FROM captures WHERE role IN ('article', 'attachment')")}
        county.log.clear()
        crawl(folder, county.home)
        asked = {county.home[:-1] + path for path in county.asked(200)}
        assert not held & asked
        assert sorted(set(rows(folder, documents))) == expected


def test_the_years_asked_for(tmp_path: Path, county: Portal) -> None:
    crawl(tmp_path / "a", county.home, options=["--year", "2023"])
    articles = [path for path in county.asked() if "/t20" in path]
    assert sorted(articles) == sorted(
        [f"{BASE}202403/t20240320_1004.html", "/gzbm/sjyj/zfxxgknb/2025/t20250115_2023.html"]
    )
    assert f"{BASE}index_1.html" in county.asked()


def test_the_budget_of_requests(tmp_path: Path, county: Portal) -> None:
    result = crawl(tmp_path / "a", county.home, options=["--max-requests", "8"])
    assert len([path for path in county.asked() if path != "/robots.txt"]) == 8
    assert result["portals"][0]["counts"]["requests"] == 8
    spent = rows(tmp_path / "a", "SELECT count(*) FROM attempts WHERE detail LIKE 'request budget%'")
    assert spent[0][0] > 0


def test_an_unreachable_and_a_blocked_portal_are_outcomes(tmp_path: Path) -> None:
    block = Portal({"/": Served(b"<html><head><title>Environment Checking</title></head></html>", status=412)})
    with serving(Portal()) as closed:
        pass
    with serving(block):
        result = crawl(tmp_path / "a", block.home, closed.home)
    assert [portal["outcome"] for portal in result["portals"]] == ["blocked", "unreachable"]
    assert block.asked() == ["/robots.txt", "/", "/"]
    assert rows(tmp_path / "a", "SELECT DISTINCT outcome, detail FROM captures WHERE role = 'home'") == [
        ("blocked", "waf_environment")
    ]
    unreachable = rows(tmp_path / "a", f"SELECT DISTINCT outcome FROM attempts WHERE url LIKE '{closed.home}%'")
    assert unreachable == [("unreachable",)]


def test_one_identity_everywhere(tmp_path: Path, county: Portal) -> None:
    crawl(tmp_path / "a", county.home)
    (agent,) = {agent for *_, agent in county.log}
    assert agent.startswith("Nianbao/") and "contact" in agent


def test_cookies_stay_with_their_host_and_port(tmp_path: Path, county: Portal, platform: Portal) -> None:
    home = county.pages["/"]
    county.pages["/"] = Served(home.body, headers=(("Set-Cookie", "JSESSIONID=county; Path=/"), ("Set-Cookie", "b=2")))
    crawl(tmp_path / "a", county.home, f"{platform.home}slug/gkmlpt/index")
    after_home = county.cookies[county.asked().index("/") + 1 :]
    assert after_home and all("JSESSIONID=county" in cookie and "b=2" in cookie for cookie in after_home)
    assert set(platform.cookies) == {""}


def test_the_crawl_delay_of_robots_txt_is_kept(tmp_path: Path, county: Portal) -> None:
    county.pages["/robots.txt"] = Served(b"User-agent: *\nCrawl-delay: 1\n", "text/plain")
    crawl(tmp_path / "a", county.home, options=["--max-requests", "3"])
    pauses = [later - earlier for earlier, later in pairwise(county.times[1:])]
    assert len(pauses) == 2 and min(pauses) > 0.9


def test_a_host_that_blocks_is_left_alone(tmp_path: Path, county: Portal) -> None:
    block = Served(b"<html><head><title>Environment Checking</title></head></html>", status=412)
    for path in [path for path in county.pages if "/t20" in path]:
        county.pages[path] = block
    crawl(tmp_path / "a", county.home)
    assert len([path for path in county.asked() if "/t20" in path]) == 2
    refused = rows(tmp_path / "a", "SELECT DISTINCT outcome FROM attempts WHERE detail LIKE '%left alone%'")
    assert refused == [("blocked",)]


def test_the_home_page_in_place_of_a_report(tmp_path: Path, county: Portal) -> None:
    path = f"{BASE}202403/t20240320_1004.html"
    county.pages[path] = county.pages["/"]
    result = crawl(tmp_path / "a", county.home)
    assert result["portals"][0]["missing"][county.home[:-1] + path] == "the home page in its place"
    assert rows(tmp_path / "a", f"SELECT outcome FROM captures WHERE url LIKE '%{path}'") == [("soft_404",)]


def test_gzip_pages_announced_or_not(tmp_path: Path, county: Portal) -> None:
    for path, headers in ((BASE, (("Content-Encoding", "gzip"),)), ("/gzbm/sjyj/zfxxgknb/", ())):
        county.pages[path] = Served(gzip.compress(county.pages[path].body), headers=headers)
    assert crawl(tmp_path / "a", county.home)["portals"][0]["counts"]["reports_found"] == 5
    assert crawl(tmp_path / "a", county.home)["portals"][0]["counts"]["reports_found"] == 5


def test_a_page_nobody_can_read_is_stored_and_the_rest_goes_on(tmp_path: Path, county: Portal) -> None:
    county.pages["/gzbm/sjyj/zfxxgknb/"] = Served(b"<html>" + b"<div>" * 100_000)
    result = crawl(tmp_path / "a", county.home)
    assert (result["portals"][0]["outcome"], result["portals"][0]["counts"]["reports_found"]) == ("ok", 3)
    query = "SELECT outcome, complete FROM columns WHERE url LIKE '%/sjyj/zfxxgknb/'"
    assert rows(tmp_path / "a", query) == [("error", 0)]
    assert rows(tmp_path / "a", "SELECT outcome FROM captures WHERE url LIKE '%/sjyj/zfxxgknb/'") == [("error",)]


def test_robots_that_forbid_everything(tmp_path: Path, county: Portal) -> None:
    county.pages["/robots.txt"] = Served(b"User-agent: nianbao\nDisallow: /\n", "text/plain")
    result = crawl(tmp_path / "a", county.home)
    assert result["portals"][0]["outcome"] == "robots" and county.asked() == ["/robots.txt"]


def test_a_column_that_fell_silent_is_an_alarm(tmp_path: Path, county: Portal) -> None:
    crawl(tmp_path / "a", county.home)
    county.pages["/gzbm/sjyj/zfxxgknb/"] = county.pages["/gzbm/sdaj/zfxxgknb/"]
    for _ in range(2):
        result = crawl(tmp_path / "a", county.home)
        assert [alarm for alarm in result["portals"][0]["alarms"] if "/gzbm/sjyj/" in alarm]
        query = "SELECT outcome, complete FROM columns WHERE url LIKE '%/sjyj/zfxxgknb/'"
        assert rows(tmp_path / "a", query) == [("empty_list", 0)]


def test_a_redirect_to_another_host_is_not_followed(tmp_path: Path, county: Portal) -> None:
    away = Served(b"", status=302, headers=(("Location", "http://mirror.example.com/"),), static=False)
    county.pages["/gzbm/scgj/zfxxgknb/t20250116_3001.html"] = away
    crawl(tmp_path / "a", county.home)
    attempts = rows(tmp_path / "a", "SELECT url, outcome, detail FROM attempts")
    assert ("http://mirror.example.com/", "error", "host not allowed") in attempts


def test_an_archive_that_cannot_grow_ends_the_crawl_with_one_line(tmp_path: Path, county: Portal) -> None:
    full = command(tmp_path / "a", [county.home])
    limited = ["bash", "-c", 'ulimit -f 400; exec "$@"', "bash", *full]
    for path in [path for path in county.pages if "/t20" in path]:
        county.pages[path] = Served(county.pages[path].body + random.Random(path).randbytes(300_000))
    done = subprocess.run(limited, cwd=PROJECT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert done.stderr.strip().splitlines()[-1].startswith("Error: ")
    assert rows(tmp_path / "a", "SELECT count(*) FROM portals") == [(0,)]
    assert crawl(tmp_path / "a", county.home)["portals"][0]["counts"]["reports_found"] == 5


def test_an_interrupted_crawl_leaves_its_portal_unfinished(tmp_path: Path, county: Portal) -> None:
    county.pause = 0.05
    process = subprocess.Popen(
        command(tmp_path / "a", [county.home]), cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    while len(county.log) < 8 and process.poll() is None:
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert "Traceback" not in err and json.loads(out)["interrupted"]
    assert rows(tmp_path / "a", "SELECT count(*) FROM portals") == [(0,)]
    assert crawl(tmp_path / "a", county.home)["portals"][0]["counts"]["reports_found"] == 5


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1:9/", "http://mirror.example/", "nosuchportal", "ftp://www.gov.cn/"]
)
def test_targets_that_cannot_be_crawled(tmp_path: Path, target: str) -> None:
    command = [sys.executable, "-m", "nianbao", "crawl", target, "-a", str(tmp_path / "a")]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1 and target in done.stderr


def test_detecting_the_family_of_a_page(county: Portal) -> None:
    url = f"{county.home[:-1]}{BASE}"
    command = [sys.executable, "-m", "nianbao", "portals", "detect", url, "--allow-host", county.host]
    done = subprocess.run([*command, "--format", "json"], cwd=PROJECT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["family"], found["url"]) == ("trs", url) and found["reasons"]
    assert county.asked() == ["/robots.txt", BASE]
    told = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=60).stdout.splitlines()
    assert told[0] == f"trs  confidence {found['confidence']:.2f}  {url}"
    assert told[1:] == [f"- {reason}" for reason in found["reasons"]]


def test_detecting_where_there_is_no_page(county: Portal) -> None:
    command = [sys.executable, "-m", "nianbao", "portals", "detect", f"{county.home}no", "--allow-host", county.host]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and "gone" in done.stderr and len(done.stderr.strip().splitlines()) == 1


def _listing(*urls: str) -> Portal:
    rows = "".join(row(url, f"松岗县{url[-6]}局2024年政府信息公开工作年度报告", "2025-01-15") for url in urls)
    home = page("松岗县人民政府", f'<a href="{BASE}">政府信息公开年报</a>')
    return Portal({"/": home, BASE: page("政府信息公开年报", f"<ul>{rows}</ul>")})


def _article(portal: Portal, name: str) -> str:
    portal.pages[f"/{name}.html"] = article("松岗县2024年政府信息公开工作年度报告", "2025-01-15")
    return f"{portal.home}{name}.html"


def test_an_article_is_left_to_the_portal_on_whose_host_it_stands(tmp_path: Path) -> None:
    with serving(_listing("/t1.html")) as slow:
        slow.pause = 0.2
        listed, unlisted = _article(slow, "t1"), _article(slow, "t2")
        with serving(_listing(listed, unlisted)) as quick:
            result = crawl(tmp_path / "a", quick.home, slow.home)
    assert [portal["outcome"] for portal in result["portals"]] == ["ok", "ok"]
    assert [portal["counts"]["reports_found"] for portal in result["portals"]] == [1, 1]
    taken = dict(rows(tmp_path / "a", "SELECT url, portal FROM captures WHERE role = 'article'"))
    assert taken == {listed: slow.host, unlisted: quick.host}
    assert sorted(slow.asked()).count("/t1.html") == 1
    assert rows(tmp_path / "a", f"SELECT count(*) FROM column_entries WHERE url = '{listed}' AND taken") == [(2,)]


def test_a_resumed_crawl_counts_no_report_twice(tmp_path: Path) -> None:
    with serving(Portal()) as third:
        shared = _article(third, "t1")
        with serving(_listing(shared)) as quick, serving(_listing(shared)) as slow:
            slow.pause = 2
            options = ["--allow-host", third.host]
            process = subprocess.Popen(
                command(tmp_path / "a", [quick.home, slow.home], *options),
                cwd=PROJECT,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            limit = time.monotonic() + 60
            while time.monotonic() < limit and not _finished(tmp_path / "a"):
                time.sleep(0.05)
            process.send_signal(signal.SIGKILL)
            process.wait()
            slow.pause = 0
            result = crawl(tmp_path / "a", quick.home, slow.home, options=options)
    assert sum(portal["counts"].get("reports_found", 0) for portal in result["portals"]) == 1
    assert third.asked().count("/t1.html") == 1


def _finished(folder: Path) -> bool:
    try:
        return bool(rows(folder, "SELECT 1 FROM portals"))
    except sqlite3.OperationalError:
        return False
