"""From a home page to columns and entries, without any network."""

import pytest

from crawler import discovery, naming
from crawler.asks import Ask
from crawler.hosts import HostRules
from crawler.outcomes import Judgement, judge
from crawler.page import Page
from crawler.registry import Column, Portal
from crawler.visit import Visit
from tests.crawler_portals import page as served
from tests.crawler_portals import row

HOST = "http://www.yunling.gov.cn"
BASE = f"{HOST}/zwgk/zfxxgknb/"


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("政府信息公开年报", 10),
        ("政府信息公开工作年度报告", 10),
        ("年度报告", 6),
        ("政府信息公开", 4),
        ("政务公开", 4),
        ("部门信息公开", 3),
        ("政府网站工作年度报表", 0),
        ("政府信息公开指南", 0),
        ("要闻", 0),
        ("", 0),
        ("云岭区召开政府信息公开年报工作会议并部署下一阶段工作任务和有关要求", 0),
    ],
)
def test_score_of_link_texts(text: str, points: int) -> None:
    assert discovery.score(text)[0] == points


@pytest.mark.parametrize("name", ["县教育局", "云岭镇人民政府", "城东街道办事处", "县发展和改革委员会", "县政府办公室"])
def test_names_of_agencies(name: str) -> None:
    assert naming.is_agency(name)


@pytest.mark.parametrize("name", ["新闻中心", "互动交流", "各乡镇", "国务院部门", "领导之窗", "局", "通知公告"])
def test_other_words_are_no_agencies(name: str) -> None:
    assert not naming.is_agency(name)


class Walk:
    """A visit answered from a dictionary of pages; what is missing is a 404."""

    def __init__(
        self, pages: dict[str, bytes], portal: Portal | None = None, years: frozenset[int] = frozenset()
    ) -> None:
        self.visit = Visit(portal or Portal("p", None, f"{HOST}/"), HostRules(), years)
        self.asked: list[Ask] = []
        waiting = self.visit.begin()
        while waiting:
            ask = waiting.pop(0)
            self.asked.append(ask)
            page = Page(ask.url, pages.get(ask.url, b""), status=200 if ask.url in pages else 404)
            waiting += self.visit.answer(ask, page, judge(page, ask.role), f"capture-{len(self.asked)}")
        self.outcome = self.visit.close()
        self.columns = {column.url: column.reading("2025-04-01T00:00:00.000000Z") for column in self.visit.finished}

    def urls(self, role: str) -> list[str]:
        return [ask.url for ask in self.asked if ask.role == role]


def _column(rows: str, extra: str = "") -> bytes:
    return served("政府信息公开年报", f"<ul>{rows}</ul>", extra=extra).body


def _report(year: int, name: str = "云岭县教育局", folder: str = ".") -> str:
    return row(f"{folder}/t{year + 1}0115_{year}.html", f"{name}{year}年政府信息公开工作年度报告", f"{year + 1}-01-15")


HOME = served("云岭县人民政府", f'<a href="{BASE}">政府信息公开年报</a>').body


def test_a_column_in_one_step_from_home() -> None:
    walk = Walk({f"{HOST}/": HOME, BASE: _column(_report(2023) + _report(2024))})
    reading = walk.columns[BASE]
    assert walk.outcome == "ok"
    assert (reading.kind, reading.agency, reading.outcome, reading.complete) == ("own", "云岭县教育局", "ok", True)
    assert [(entry.year, entry.taken) for entry in reading.entries] == [(2023, True), (2024, True)]
    assert walk.urls("article") == [f"{BASE}t20240115_2023.html", f"{BASE}t20250115_2024.html"]


def test_years_restrict_the_reports_not_the_lists() -> None:
    pager = '<script>createPageHTML(2, 0, "index", "html")</script>'
    pages = {
        f"{HOST}/": HOME,
        BASE: _column(_report(2024), pager),
        f"{BASE}index_1.html": _column(_report(2022), pager),
    }
    walk = Walk(pages, years=frozenset({2022}))
    assert walk.urls("article") == [f"{BASE}t20230115_2022.html"]
    assert [(entry.year, entry.taken) for entry in walk.columns[BASE].entries] == [(2024, False), (2022, True)]
    assert walk.columns[BASE].complete


def test_a_pager_that_repeats_its_first_page() -> None:
    pager = '<script>createPageHTML(5, 0, "index", "html")</script>'
    same = _column(_report(2024), pager)
    walk = Walk({f"{HOST}/": HOME, BASE: same, **{f"{BASE}index_{number}.html": same for number in range(1, 5)}})
    assert walk.urls("list") == [f"{BASE}index_1.html"]
    assert not walk.columns[BASE].complete


def test_a_pager_that_claims_too_many_pages() -> None:
    pager = '<script>createPageHTML(9, 0, "index", "html")</script>'
    empty = {f"{BASE}index_{number}.html": _column("", pager) for number in range(2, 9)}
    pages = {
        f"{HOST}/": HOME,
        BASE: _column(_report(2024), pager),
        f"{BASE}index_1.html": _column(_report(2023), pager),
    }
    walk = Walk(pages | empty)
    assert walk.urls("list") == [f"{BASE}index_1.html", f"{BASE}index_2.html"]
    assert not walk.columns[BASE].complete and len(walk.columns[BASE].entries) == 2


def test_a_missing_page_leaves_the_column_incomplete() -> None:
    pager = '<script>createPageHTML(3, 0, "index", "html")</script>'
    pages = {
        f"{HOST}/": HOME,
        BASE: _column(_report(2024), pager),
        f"{BASE}index_2.html": _column(_report(2022), pager),
    }
    reading = Walk(pages).columns[BASE]
    assert (reading.outcome, reading.complete, len(reading.entries)) == ("ok", False, 2)


def test_a_blocked_page_decides_the_outcome_of_the_column() -> None:
    pager = '<script>createPageHTML(2, 0, "index", "html")</script>'
    block = b"<html><head><title>Environment Checking</title></head></html>"
    pages = {f"{HOST}/": HOME, BASE: _column(_report(2024), pager), f"{BASE}index_1.html": block}
    reading = Walk(pages).columns[BASE]
    assert (reading.outcome, reading.complete, len(reading.entries)) == ("blocked", False, 1)


def test_a_menu_of_years_belongs_to_the_column() -> None:
    menu = "".join(f'<a href="./{year}/">{year}年</a>' for year in (2023, 2024))
    bare = row("./t20240115_1.html", "县教育局", "2024-01-15")
    pages = {
        f"{HOST}/": HOME,
        BASE: _column(menu),
        f"{BASE}2024/": _column(_report(2024)),
        f"{BASE}2023/": _column(bare),
    }
    reading = Walk(pages).columns[BASE]
    found = {(entry.title, entry.kind, entry.taken, entry.year) for entry in reading.entries}
    assert ("县教育局", "unclear", True, 2023) in found
    assert len(reading.pages) == 3 and reading.complete and len(found) == 2


def test_agencies_of_a_collective_column_have_columns_of_their_own() -> None:
    menu = '<a href="./sjyj_12/">县教育局</a><a href="./slyj_13/">县林业局</a>'
    pages = {
        f"{HOST}/": HOME,
        BASE: _column(menu + _report(2024, "云岭县人民政府")),
        f"{BASE}sjyj_12/": _column(_report(2024) + menu.replace("./", "../")),
        f"{BASE}slyj_13/": _column("<p>暂无</p>" + menu.replace("./", "../")),
    }
    walk = Walk(pages)
    found = {url: (column.agency, column.outcome, column.complete) for url, column in walk.columns.items()}
    assert found[f"{BASE}sjyj_12/"] == ("县教育局", "ok", True)
    assert found[f"{BASE}slyj_13/"] == ("县林业局", "empty_list", True)
    assert len(walk.asked) == len({ask.url for ask in walk.asked})


def test_an_aggregate_leads_to_the_columns_of_other_hosts() -> None:
    elsewhere = "http://www.songgang.gov.cn/zfxxgk/zfxxgknb/"
    menu = f'<a href="{elsewhere}">松岗市</a><a href="http://www.songgang.gov.cn/">松岗市人民政府</a>'
    report = _report(2024, "松岗市人民政府")
    walk = Walk({f"{HOST}/": HOME, BASE: _column(_report(2024, "云岭省人民政府") + menu), elsewhere: _column(report)})
    assert walk.columns[elsewhere].agency == "松岗市"
    assert f"{elsewhere}t20250115_2024.html" in walk.urls("article")
    assert "http://www.songgang.gov.cn/" not in [ask.url for ask in walk.asked]


def test_a_shell_that_scripts_would_fill() -> None:
    shell = b"<html><head><title>x</title><script src='/a.js'></script></head><body><div id='app'></div></body></html>"
    walk = Walk({f"{HOST}/": HOME, BASE: shell})
    assert (walk.outcome, walk.columns[BASE].outcome, walk.columns[BASE].complete) == (
        "js_required",
        "js_required",
        False,
    )


def test_a_home_page_without_any_column() -> None:
    assert Walk({f"{HOST}/": served("云岭县", "<p>要闻</p>").body}).outcome == "error"


def test_a_home_page_that_is_gone_and_a_column_that_is_known() -> None:
    portal = Portal("p", None, f"{HOST}/", columns=(Column(BASE, "云岭县教育局"),))
    walk = Walk({BASE: _column(_report(2024, "县局"))}, portal)
    assert walk.outcome == "ok" and walk.columns[BASE].agency == "云岭县教育局"


def test_an_unreachable_home_is_tried_at_its_twins() -> None:
    visit = Visit(Portal("p", None, f"{HOST}/"), HostRules())
    tried, waiting = [], visit.begin()
    while waiting:
        ask = waiting.pop()
        tried.append(ask.url)
        waiting += visit.fail(ask, Judgement("unreachable", "timeout"))
    assert tried == [f"{HOST}/", "https://www.yunling.gov.cn/", "http://yunling.gov.cn/"]
    assert visit.close() == "unreachable"


def test_a_blocked_home_is_not_tried_again() -> None:
    visit = Visit(Portal("p", None, f"{HOST}/"), HostRules())
    (home,) = visit.begin()
    assert visit.fail(home, Judgement("blocked", "waf_jsl")) == [] and visit.close() == "blocked"


def test_other_hosts_are_noted_and_not_asked() -> None:
    mirror = row("http://mirror.example/t20250115_1.html", "云岭县林业局2024年政府信息公开工作年度报告", "2025-01-15")
    walk = Walk({f"{HOST}/": HOME, BASE: _column(mirror)})
    assert walk.urls("article") == [] and list(walk.visit.refused) == ["mirror.example:80"]
    assert [entry.taken for entry in walk.columns[BASE].entries] == [False]


def test_friendly_links_to_other_governments_are_not_followed() -> None:
    friends = '<a href="http://www.gov.cn/">中央人民政府</a><a href="http://www.other.gov.cn/">邻县人民政府</a>'
    walk = Walk({f"{HOST}/": HOME, BASE: _column(_report(2024) + friends)})
    assert {ask.url.split("/")[2] for ask in walk.asked} == {"www.yunling.gov.cn"}


MENU = "".join(f"<a href='/lm{number}/'>栏目</a>" for number in range(6))


def _found(body: bytes, home: bytes = HOME, **more: bytes) -> tuple[str, str, bool]:
    walk = Walk({f"{HOST}/": home, BASE: body, **{f"{BASE}{name}.html": page for name, page in more.items()}})
    return walk.outcome, walk.columns[BASE].outcome, walk.columns[BASE].complete


def _bare(text: str, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{text}</body></html>".encode()


@pytest.mark.parametrize(
    "body",
    [
        _bare("<h1>访问验证</h1><p>请输入验证码</p><input name='code'>"),
        _bare("为保障网站安全，请完成安全验证后继续浏览"),
        b"<div>\xe5\xae\x89\xe5\x85\xa8\xe9\xaa\x8c\xe8\xaf\x81</div>",
        _bare("<p>网站正在维护中，请稍后再来</p>"),
        _bare("<center><h1>502 Bad Gateway</h1></center>", "<title>502 Bad Gateway</title>"),
        _bare("您的访问请求可能对网站造成安全威胁，已被拦截"),
    ],
)
def test_a_page_in_the_way_is_no_empty_column(body: bytes) -> None:
    assert _found(body) == ("blocked", "blocked", False)


@pytest.mark.parametrize(
    "body",
    [
        _bare("页面加载中 <div id=app></div>"),
        _bare(
            "<h1>政府信息公开年报</h1><p>数据加载中</p><p>暂无数据</p><script>load()</script>"
            + "<a href='/a/'>栏目</a>" * 9
        ),
        _bare("<h1>政府信息公开年报</h1><ul><li>{{item.title}}</li></ul><p>暂无数据</p>"),
    ],
)
def test_a_page_that_scripts_would_fill_is_no_empty_column(body: bytes) -> None:
    assert _found(body) == ("js_required", "js_required", False)


@pytest.mark.parametrize(
    "body",
    [
        served("政府信息公开年报", "<ul></ul>").body,
        served("政府信息公开年报", "<p>欢迎浏览本网站。</p>").body,
        served(
            "政府信息公开年报", f"{MENU}<ul></ul>", extra='<script>createPageHTML(3, 0, "index", "html")</script>'
        ).body,
        served("政府信息公开年报", "<div style='display:none'>暂无数据</div><div id='list'></div>").body,
        served("政府信息公开年报", "<p>暂无数据</p><p>共3页</p>").body,
        served("政府信息公开年报", "<p>暂无法访问该内容</p>").body,
        served("通知公告", "<ul></ul><p>暂无信息</p>").body,
    ],
)
def test_a_page_without_a_list_proves_nothing(body: bytes) -> None:
    assert _found(body) == ("error", "error", False)
    alarms = Walk({f"{HOST}/": HOME, BASE: body}).visit.alarms
    assert alarms == [f"{BASE}: no list recognised (error)"]


@pytest.mark.parametrize(
    "body",
    [
        served("政府信息公开年报", "<ul></ul><p>该栏目暂无内容。</p>").body,
        served("云岭县教育局", "<h2>年度报告</h2><div>没有相关信息</div>").body,
        served("年报-云岭县人民政府", "<p>共0条</p>").body,
        served(
            "政府信息公开年报", f"{MENU}<ul></ul>", extra='<script>createPageHTML(1, 0, "index", "html")</script>'
        ).body,
    ],
)
def test_a_column_that_states_that_it_is_empty(body: bytes) -> None:
    assert _found(body) == ("empty_list", "empty_list", True)


@pytest.mark.parametrize(
    "pager",
    [
        "<span>共3页</span><a href='javascript:go(2)'>2</a>",
        "<a href='javascript:go(2)'>下一页</a>",
        "<a href='#' onclick='turn(2)'>尾页</a>",
        "<a href='javascript:go(2)'>2</a><a href='javascript:go(3)'>3</a>",
        "<p>共 25 条记录</p>",
        "<script>createPageHTML('page_div', 5, 1, 'fenye')</script>",
    ],
)
def test_a_pager_that_only_scripts_can_follow_leaves_the_column_incomplete(pager: str) -> None:
    assert _found(_column(_report(2024), pager)) == ("ok", "ok", False)


@pytest.mark.parametrize("pager", ["<span>共1页</span><a href='javascript:go(1)'>下一页</a>", "<p>共1条 1/1页</p>"])
def test_a_pager_of_one_page(pager: str) -> None:
    assert _found(_column(_report(2024), pager)) == ("ok", "ok", True)


def test_a_later_page_without_a_list_leaves_the_column_incomplete() -> None:
    pager = '<script>createPageHTML(2, 0, "index", "html")</script>'
    page = _column(_report(2024), pager)
    assert _found(page, index_1=_column("<p>欢迎</p>", pager)) == ("ok", "ok", False)
    assert _found(page, index_1=_column(_report(2023), pager)) == ("ok", "ok", True)


def test_a_column_that_is_gone() -> None:
    walk = Walk({f"{HOST}/": HOME})
    assert walk.visit.alarms == []
    assert (walk.outcome, walk.columns[BASE].outcome, walk.columns[BASE].complete) == ("gone", "gone", False)


def test_a_list_of_something_else_is_no_complete_column() -> None:
    news = served("工作动态", f"<ul>{row('./t20250101_1.html', '召开会议', '2025-01-01')}</ul>").body
    assert _found(news) == ("ok", "ok", False)


def test_an_empty_year_does_not_hide_the_others() -> None:
    menu = "".join(f'<a href="./{year}/">{year}年</a>' for year in (2023, 2024))
    up = menu.replace("./", "../")
    pages = {
        f"{HOST}/": HOME,
        BASE: _column(menu),
        f"{BASE}2023/": _column(up),
        f"{BASE}2024/": _column(up + _report(2024)),
    }
    reading = Walk(pages).columns[BASE]
    assert (reading.outcome, reading.complete, len(reading.entries)) == ("ok", False, 1)
    pages[f"{BASE}2023/"] = _column(f"{up}<p>暂无信息</p>")
    assert Walk(pages).columns[BASE].complete


def test_a_home_page_reached_by_a_redirect_is_not_asked_for_again_as_an_agency() -> None:
    visit = Visit(Portal("p", None, f"{HOST}/"), HostRules())
    (ask,) = visit.begin()
    judged = Judgement("ok")
    home = Page(f"{HOST}/main/index.html", '<a href="/xxgk/">政府信息公开</a>'.encode())
    (disclosure,) = visit.answer(ask, home, judged, "1")
    page = Page(
        f"{HOST}/xxgk/", '<a href="/main/index.html">云岭县人民政府</a><a href="/xxgk/czj/">财政局</a>'.encode()
    )
    visit.answer(disclosure, page, judged, "2")
    assert [unit.url for unit in visit.go_on([])] == [f"{HOST}/xxgk/czj/"]


def test_agencies_below_a_year_belong_to_that_year_of_the_collective_column() -> None:
    title = "<title>政府信息公开年报</title>"
    report = row("./t20240118_1.html", "政府信息公开年报", "2024-01-18")
    pages = {
        f"{HOST}/": '<a href="/nb/">政府信息公开年报</a>',
        f"{HOST}/nb/": f'{title}<a href="/nb/2023/">2023年</a>',
        f"{HOST}/nb/2023/": f'{title}<a href="/nb/2023/czj/">县财政局</a><a href="/nb/2023/mzj/">县民政局</a>',
        f"{HOST}/nb/2023/czj/": f"{title}<ul>{report}</ul>",
        f"{HOST}/nb/2023/mzj/": f"{title}<p>该栏目暂无内容</p>",
    }
    walk = Walk({url: html.encode() for url, html in pages.items()})
    (column,) = walk.visit.columns.values()
    assert column.complete
    assert [(entry.agency, entry.year) for entry in column.entries.values()] == [("县财政局", 2023)]
