"""A crawl over again from the archive alone."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from nianbao.demo.traps import blocks, transport
from tests import trap_runs
from tests.crawler_portals import Portal, Served, article, gkmlpt_portal, serving, trs_portal

PROJECT = Path(__file__).resolve().parent.parent
REPORT = "/zwgk/zfxxgk/zfxxgknb/202403/t20240320_1004.html"
GONE = "/gzbm/sjyj/zfxxgknb/2025/t20250115_2023.html"


def nianbao(*arguments: str | Path) -> tuple[int, Any, str]:
    command = [sys.executable, "-m", "nianbao", *map(str, arguments)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=120)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, json.loads(done.stdout or "null"), done.stderr


def crawl(folder: Path, *portals: Portal, options: tuple[str, ...] = ()) -> None:
    hosts = [word for portal in portals for word in ("--allow-host", portal.host)]
    homes = [
        f"{portal.home}slug/gkmlpt/index" if "/slug/gkmlpt/index" in portal.pages else portal.home for portal in portals
    ]
    assert nianbao("crawl", *homes, "-a", folder, "--delay", "0", *hosts, *options)[0] == 0


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of two crawls of two portals that are not there any more."""
    folder = tmp_path_factory.mktemp("replay") / "a"
    with serving(trs_portal()) as county, serving(gkmlpt_portal()) as platform:
        county.pages["/zwgk/zfxxgk/zfxxgknb/202503/P020250320002.doc"] = Served(b"", status=503, static=False)
        crawl(folder, county, platform)
        county.pages[REPORT] = article("松岗县人民政府2023年政府信息公开工作年度报告", "2024-03-21")
        del county.pages[GONE]
        crawl(folder, county, platform)
    return folder


def test_the_archive_answers_a_crawl_as_the_portals_did(crawled: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (crawled / "warc").iterdir()}
    status, found, words = nianbao("replay", "-a", crawled)
    assert (status, found["differences"], found["unanswered"]) == (0, [], [])
    assert len(found["portals"]) == 2 and found["answered"] > 20
    assert "0 differences" in words
    assert {path: path.stat().st_mtime_ns for path in (crawled / "warc").iterdir()} == before


def test_one_portal_by_its_id(crawled: Path) -> None:
    name = next(row for row in portals(crawled) if "slug" in row)
    status, found, _ = nianbao("replay", name, "-a", crawled)
    assert (status, found["portals"]) == (0, [name])


def test_a_portal_that_was_not_crawled(crawled: Path) -> None:
    status, _, words = nianbao("replay", "nosuch", "-a", crawled)
    assert status == 1 and words.splitlines()[-1] == "Error: 'nosuch' did not come to its end in this archive"


def test_what_is_found_otherwise_is_listed(crawled: Path, tmp_path: Path) -> None:
    changed = copied(crawled, tmp_path)
    with sqlite3.connect(changed / "archive.db") as db:
        (column,) = db.execute("SELECT url FROM columns WHERE agency = '县教育局'").fetchone()
        db.execute("UPDATE columns SET entries = 9 WHERE url = ?", [column])
        db.execute("UPDATE column_entries SET title = '别的' WHERE column_url = ? AND url LIKE '%_2024.html'", [column])
        db.execute("UPDATE portals SET outcome = 'empty_list' WHERE id LIKE '%slug'")
        report = db.execute("SELECT url FROM captures WHERE url LIKE ?", [f"%{REPORT}"]).fetchone()[0]
        db.execute("DELETE FROM captures WHERE url = ?", [report])
    status, found, words = nianbao("replay", "-a", changed)
    assert status == 1
    told = {(item["what"], item["recorded"], item["replayed"]) for item in found["differences"]}
    assert told == {
        ("entries", 9, 2),
        ("title", "别的", "松岗县教育局2024年政府信息公开工作年度报告"),
        ("outcome", "empty_list", "ok"),
    }
    assert found["unanswered"] == [report] and f"not in the archive: {report}" in words


def test_a_crawl_of_one_year_and_a_small_budget_is_replayed_with_them(tmp_path: Path) -> None:
    with serving(trs_portal()) as county:
        crawl(tmp_path / "a", county, options=("--year", "2024", "--max-requests", "11"))
    status, found, words = nianbao("replay", "-a", tmp_path / "a")
    assert (status, found["differences"], found["unanswered"]) == (0, [], []), words


def portals(folder: Path) -> list[str]:
    with sqlite3.connect(folder / "archive.db") as db:
        return [row[0] for row in db.execute("SELECT id FROM portals")]


def copied(folder: Path, to: Path) -> Path:
    copy = to / "a"
    (copy / "warc").mkdir(parents=True)
    for path in (folder / "warc").iterdir():
        os.link(path, copy / "warc" / path.name)
    (copy / "archive.db").write_bytes((folder / "archive.db").read_bytes())
    return copy


def test_what_kept_us_from_pages_is_replayed_too(tmp_path: Path) -> None:
    kinds = [
        *(blocks.blocked("ruishu_412"), blocks.blocked_later("jsl_521"), blocks.blocked_once("chuangyu")),
        *(transport.cookie_first(), transport.looping(), blocks.one_page_forbidden(), blocks.throttling(4)),
    ]
    broken = transport.cookie_first()
    with trap_runs.all_served([*kinds, broken]):
        secure = broken.home.replace("http:", "https:")
        result = trap_runs.crawl(tmp_path / "a", *kinds, urls=[secure], allow_hosts=[broken.host])
    assert [portal["outcome"] for portal in result.values()].count("blocked") >= 2
    assert result[secure]["outcome"] == "ok" and not result[secure]["missing"]
    status, found, words = nianbao("replay", "-a", tmp_path / "a")
    assert (status, found["differences"], found["unanswered"]) == (0, [], []), words
