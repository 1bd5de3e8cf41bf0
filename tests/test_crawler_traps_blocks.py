"""Block pages: each is recognised and recorded, one is asked for again, and the platform group then rests for a day."""

from pathlib import Path

import pytest

from crawler import blocks, outcomes
from crawler.hosts import platform
from crawler.page import Page
from nianbao.demo.traps import Answer, Call, Trap
from nianbao.demo.traps import blocks as traps
from nianbao.demo.traps.county import COLUMN, NOT_FOUND, county, path
from tests.trap_runs import all_served, crawl, rows

KINDS = {
    "ruishu_412": "waf_ruishu",
    "ruishu_202": "waf_ruishu",
    "ruishu_200": "waf_ruishu",
    "jsl_521": "waf_jsl",
    "jsl_captcha": "waf_jsl",
    "chuangyu": "waf_chuangyu",
    "chuangyu_soft": "waf_chuangyu",
    "slider": "waf_slider",
    "environment": "waf_environment",
    "status_468": "waf_468",
    "status_422": "waf_422",
    "status_461": "waf_461",
    "status_418": "waf_other",
    "status_405": "waf_aliyun",
    "status_493": "waf_493",
    "acw_sc": "waf_aliyun",
    "wzws": "waf_wzws",
    "edgeone": "waf_edgeone",
    "xuanwudun": "waf_xuanwudun",
    "wangsu": "waf_wangsu",
    "safedog": "waf_safedog",
    "yunwangdun": "waf_yunwangdun",
    "safeline": "waf_safeline",
    "rate_429": "rate_limited; retry after 900 s",
    "login": "login_required",
    "captcha": "captcha_form",
    "bare_403": "http_403",
}


def test_every_block_page_has_its_detector() -> None:
    assert set(KINDS) == set(traps.block_pages())
    for name, answer in traps.block_pages().items():
        page = Page("http://www.x.gov.cn/a/b.html", answer.body, list(answer.headers), answer.status)
        for role in ("home", "column", "list", "article"):
            judged = outcomes.judge(page, role)
            assert (judged.outcome, judged.detail) == ("blocked", KINDS[name]), (name, role)
            assert judged.detector and judged.detector.split("/")[0] == KINDS[name].split(";")[0]


def test_detectors_are_named_once_per_group() -> None:
    for group in (None, "general"):
        names = [one.id for one in blocks.detectors(group)]
        assert len(names) == len(set(names)) and all(one.version > 0 for one in blocks.detectors(group))


@pytest.mark.parametrize(
    ("url", "group"),
    [
        ("http://www.jinjiang.chengdu.gov.cn/a", "chengdu.gov.cn"),
        ("https://chengdu.gov.cn:8443/", "chengdu.gov.cn"),
        ("http://www.gov.cn/", "www.gov.cn"),
        ("http://127.0.0.1:8101/a", "127.0.0.1:8101"),
        ("http://portal.example/", "portal.example"),
    ],
)
def test_platform_groups(url: str, group: str) -> None:
    assert platform(url) == group


def test_a_firewall_is_asked_twice_and_then_left_alone_for_a_day(tmp_path: Path) -> None:
    shut = {kind: traps.blocked(kind) for kind in ("ruishu_412", "jsl_521", "slider", "rate_429", "bare_403")}
    later, folder = traps.blocked_later("chuangyu"), tmp_path / "a"
    with all_served([*shut.values(), later]):
        result = crawl(folder, *shut.values(), later, now="2026-01-10T00:00:00", vantage="test bench")
        again = crawl(folder, *shut.values(), later, now="2026-01-10T23:00:00")
        assert {portal["outcome"] for portal in (*result.values(), *again.values())} == {"blocked"}
        for kind, trap in shut.items():
            assert trap.asked() == ["/"] * (1 if kind == "rate_429" else 2), kind
        stopped = [asked for asked in later.asked() if asked.startswith(f"{COLUMN}2")]
        assert len(stopped) == 2 and len(set(stopped)) == 1
        counts = [len(trap.calls) for trap in (*shut.values(), later)]
        crawl(folder, *shut.values(), later, now="2026-01-11T00:30:00")
        assert all(len(trap.calls) > before for trap, before in zip((*shut.values(), later), counts, strict=True))
    first = rows(
        folder, "SELECT detector, attempt, vantage FROM captures WHERE url = ? AND role = 'home'", shut["jsl_521"].home
    )
    assert first[:2] == [("waf_jsl/2", 1, "test bench"), ("waf_jsl/2", 2, "test bench")]
    assert rows(folder, "SELECT count(*) FROM columns WHERE complete OR outcome = 'empty_list'") == [(0,)]
    refused = rows(folder, "SELECT DISTINCT outcome FROM attempts WHERE detail LIKE '%left alone%'")
    assert refused == [("blocked",)]


def test_what_is_let_through_when_asked_again_or_concerns_one_page_is_no_rest(tmp_path: Path) -> None:
    once, forbidden, quoting = traps.blocked_once("chuangyu"), traps.one_page_forbidden(), traps.quoting()
    no_robots = county(lambda call, usual: NOT_FOUND if call.path == "/robots.txt" else usual)
    with all_served([once, forbidden, quoting, no_robots]):
        result = crawl(tmp_path / "a", once, forbidden, quoting, no_robots)
    assert {portal["outcome"] for portal in result.values()} == {"ok"}
    found = {home: portal["counts"]["reports_found"] for home, portal in result.items()}
    assert found == {once.home: 5, forbidden.home: 4, quoting.home: 5, no_robots.home: 5}
    assert forbidden.asked().count(path(2022)) == 1
    query = "SELECT outcome, detail FROM captures WHERE url LIKE ? AND outcome = 'blocked'"
    assert rows(tmp_path / "a", query, f"{forbidden.home}%") == [("blocked", "http_403")]
    assert rows(tmp_path / "a", query, f"{quoting.home}%") == []


def test_only_the_group_that_blocks_waits(tmp_path: Path) -> None:
    order: list[str] = []

    def noting(name: str, trap: Trap) -> Trap:
        usual = trap.answer

        def answer(call: Call) -> Answer:
            order.append(f"{name} {call.path}")
            return usual(call)

        trap.answer = answer
        return trap

    shut, open_ = noting("shut", traps.blocked("jsl_521")), noting("open", county())
    with all_served([shut, open_]):
        crawl(tmp_path / "a", shut, open_, delay=0.02)
    first, second = (place for place, what in enumerate(order) if what == "shut /")
    assert len([what for what in order[first:second] if what.startswith("open /zwgk/zfxxgknb/2")]) == 5
