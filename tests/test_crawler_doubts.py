"""What a page must not be taken for: an empty column, an agency's own one, a column read in full, a report that is there."""

from pathlib import Path

import pytest

from archive.model import ColumnReading
from crawler.asks import Ask
from crawler.hosts import HostRules
from crawler.outcomes import Judgement, judge
from crawler.page import Page
from crawler.registry import Portal
from crawler.visit import Visit
from tests.crawl_command import crawl, rows
from tests.crawler_portals import Portal as MockPortal
from tests.crawler_portals import page as served
from tests.crawler_portals import serving
from tests.test_crawl_report import Crawl, first_crawl, report
from tests.test_crawl_report import crawl as crawl_records  # noqa: F401 (a fixture)
from tests.test_crawler_layouts import _page, _report
from tests.test_crawler_visit import BASE, HOME, HOST, Walk

NOTHING = "<p>暂无数据</p>"
OTHER_BOXES = (
    '<div class="box"><h3>通知公告</h3>{}</div>',
    '<div class="box"><div class="tit"><a href="/tz/">政策解读</a></div>{}</div>',
    "<p>热点专题</p><div>{}</div>",
    "<dl><dt>相关链接</dt><dd>{}</dd></dl>",
    "<table><tr><td>县教育局</td><td>{}</td></tr></table>",
)
OWN_BOXES = (
    "{}",
    '<div class="left"><ul><li><a href="/zn/">政府信息公开指南</a></li></ul></div><div class="right">{}</div>',
    "<table><tr><th>序号</th><th>标题</th><th>发布日期</th></tr><tr><td>{}</td></tr></table>",
    '<div class="box"><h3>通知公告</h3><p>请查阅</p></div><div class="box"><h3>信息公开年报</h3>{}</div>',
)


def _reading(pages: dict[str, str], url: str = BASE) -> ColumnReading:
    return Walk(
        {f"{HOST}/": HOME, **{name: served("政府信息公开年报", body).body for name, body in pages.items()}}
    ).columns[url]


@pytest.mark.parametrize("box", OTHER_BOXES)
def test_another_box_of_the_page_says_nothing_about_the_column(box: str) -> None:
    found = _reading({BASE: f'<h2>政府信息公开年报</h2><div id="list"></div>{box.format(NOTHING)}'})
    assert (found.outcome, found.complete, found.reason) == ("error", False, "not_recognised")


@pytest.mark.parametrize("box", OWN_BOXES)
def test_the_column_s_own_box_says_that_it_is_empty(box: str) -> None:
    found = _reading({BASE: f"<h2>政府信息公开年报</h2>{box.format(NOTHING)}"})
    assert (found.outcome, found.complete, found.reason) == ("empty_list", True, None)


def test_two_nameless_reports_of_a_year_are_not_one_agency_s() -> None:
    row = '<li><a href="t2025011{0}_{0}.html">2024年政府信息公开工作年度报告</a><i>2025-01-1{0}</i></li>'
    several = _reading({BASE: row.format(5) + row.format(6)})
    single = _reading({BASE: row.format(5)})
    assert (several.kind, several.agency) == ("collective", None)
    assert single.kind == "own"


def test_tables_tell_agency_and_year() -> None:
    table = (
        "<table><tr><th>单位</th><th>2023年</th><th>2024年</th></tr>"
        '<tr><td>县教育局</td><td><a href="a3.html">查看</a></td><td><a href="a4.html">查看</a></td></tr>'
        '<tr><td rowspan="2">县林业局</td><td colspan="2"><a href="b3.html">2023年度报告</a></td></tr>'
        '<tr><td><a href="b4.html">2024年度报告</a></td></tr>'
        '<tr><td>县水利局</td><td>无</td><td><a href="c4.html">县审计局2024年政府信息公开工作年度报告</a></td></tr></table>'
    )
    found = _reading({BASE: table})
    assert {(entry.url.removeprefix(BASE), entry.agency, entry.year, entry.taken) for entry in found.entries} == {
        ("a3.html", "县教育局", 2023, True),
        ("a4.html", "县教育局", 2024, True),
        ("b3.html", "县林业局", 2023, True),
        ("b4.html", "县林业局", 2024, True),
        ("c4.html", "县审计局", 2024, True),
    }
    assert (found.kind, found.complete) == ("collective", True)


def test_tables_of_layout_tell_nothing() -> None:
    menu = '<td><ul><li><a href="/bm/">县教育局</a></li></ul></td>'
    row = '<li><a href="t20250115_1.html">2024年政府信息公开工作年度报告</a><i>2025-01-15</i></li>'
    (entry,) = _reading({BASE: f"<table><tr>{menu}<td><ul>{row}</ul></td></tr></table>"}).entries
    assert entry.agency is None


def test_a_column_that_leads_to_agencies_columns_is_whole() -> None:
    menu = '<a href="jyj/">县教育局</a><a href="lyj/">县林业局</a>'
    found = _reading({BASE: menu, f"{BASE}jyj/": NOTHING, f"{BASE}lyj/": NOTHING})
    assert (found.kind, found.outcome, found.complete, found.agency) == ("collective", "ok", True, None)


def test_a_menu_of_the_whole_portal_does_not_make_a_column_whole() -> None:
    menu = '<a href="/bm/xxgk/jyj/">县教育局</a><a href="/bm/xxgk/lyj/">县林业局</a>'
    home = HOME.replace(b"</body>", f"{menu}</body>".encode())
    found = Walk({f"{HOST}/": home, BASE: served("政府信息公开年报", f"<div id='list'></div>{menu}").body}).columns[
        BASE
    ]
    assert not found.complete and found.outcome != "empty_list"


def test_agencies_of_the_portal_s_menu_wait_for_the_collective_column() -> None:
    names = [f"县{name}局" for name in ("教育", "林业", "水利", "审计")]
    menu = "".join(f'<a href="/bm/xxgk/{number}/">{name}</a>' for number, name in enumerate(names))
    listed = "".join(
        f'<li><a href="t{year + 1}0115_{number}.html">{name}{year}年政府信息公开工作年度报告</a><i>{year + 1}-01-15</i></li>'
        for year in (2022, 2023, 2024)
        for number, name in enumerate(names)
    )
    home = HOME.replace(b"</body>", f"{menu}</body>".encode())
    walk = Walk({f"{HOST}/": home, BASE: served("政府信息公开年报", listed + menu).body})
    assert not [ask.url for ask in walk.asked if "/bm/" in ask.url]
    assert walk.visit.go_on([]) == [] and walk.visit.counts["units_covered"] == 4


@pytest.mark.parametrize(
    ("pages", "reason"),
    [
        ({BASE: "<p>共3页</p><li><a href='t20250115_1.html'>2024年政府信息公开年报</a></li>"}, "truncated"),
        ({BASE: "<p>数据加载中</p>"}, "js"),
        (
            {BASE: "<li><a href='t20250115_1.html'>2024年政府信息公开年报</a></li><a href='p2.html'>下一页</a>"},
            "gap_in_pages",
        ),
        (
            {
                BASE: "<li><a href='t20250115_1.html'>2024年政府信息公开年报</a></li><a href='p2.html'>下一页</a>",
                f"{BASE}p2.html": "<li><a href='t20250115_1.html'>2024年政府信息公开年报</a></li>",
            },
            "pagination_ignored",
        ),
        ({BASE: "<p>正文</p>"}, "not_recognised"),
        (
            {
                BASE: "<li><a href='t20250115_1.html'>2024年政府信息公开年报</a></li>"
                "<ul class='pagination'><li><a href='#'>1</a></li><li><a href='#' data-page='2'>2</a></li></ul>"
            },
            "truncated",
        ),
    ],
)
def test_a_column_not_read_in_full_tells_why(pages: dict[str, str], reason: str) -> None:
    found = _reading(pages)
    assert (found.complete, found.reason) == (False, reason)


@pytest.mark.parametrize(
    "more",
    [
        "<div class='pagination'><a href='#'>1</a><a href='#'>下一页</a></div>",
        "<div class='slides'><a href='#'>1</a><a href='#'>2</a><a href='#'>3</a></div>",
    ],
)
def test_a_pager_of_one_page_and_numbers_of_pictures_are_no_further_pages(more: str) -> None:
    listed = "<li><a href='t20250115_1.html'>2024年政府信息公开年报</a></li>"
    assert _reading({BASE: listed + more}).complete


@pytest.mark.parametrize(
    ("judgement", "reason"),
    [
        (Judgement("blocked", "waf_jsl"), "blocked"),
        (Judgement("unreachable", "timeout"), "unreachable"),
        (Judgement("error", "request budget of 5 spent"), "budget"),
        (Judgement("error", "bound reached: 200 pages"), "budget"),
    ],
)
def test_a_page_that_was_not_had_tells_why(judgement: Judgement, reason: str) -> None:
    visit = Visit(Portal("p", None, f"{HOST}/"), HostRules())
    (ask,) = visit.request_column(Ask(BASE, "column", "registry"))
    visit.fail(ask, judgement)
    (column,) = visit.finished
    assert (column.reading("").complete, column.reading("").reason) == (False, reason)


def test_notices_on_who_published_are_kept() -> None:
    title = "云岭县2024年度政府信息公开工作年度报告公布情况"
    (entry,) = _reading({BASE: f"<li><a href='t20250205_1.html'>{title}</a><i>2025-02-05</i></li>"}).entries
    assert (entry.kind, entry.taken) == ("not_report", True)


def _judged(body: str, meta: str = "") -> str:
    furniture = "<p>主办单位：云岭县人民政府办公室，欢迎访问本网站。</p>" * 40
    text = f"<html><head><title>云岭县人民政府</title>{meta}</head><body>{body}{furniture}</body></html>"
    return judge(Page(f"{BASE}t20250115_1.html", text.encode()), "article").outcome


def test_a_page_of_full_size_may_say_that_its_document_is_gone() -> None:
    meta = '<meta name="ArticleTitle" content="年报">'
    assert _judged("<h1>您访问的页面不存在</h1>") == "soft_404"
    assert _judged('<div id="zoom"><p>该信息已被删除</p></div>', meta) == "soft_404"
    assert (
        _judged(
            '<div id="zoom"><p>本年度共删除失效文件，旧件已被删除。</p>' + "<p>依法公开。</p>" * 40 + "</div>", meta
        )
        == "ok"
    )
    assert _judged("<h1>2024年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>三件信息已被删除</p>") == "ok"


def test_an_address_that_moved_to_https_is_no_new_report(crawl_records: Crawl) -> None:  # noqa: F811
    first_crawl(crawl_records)
    crawl_records.begin()
    crawl_records.answer("", "", role="home")
    secure = "https://www.songgang.gov.cn/"
    for name, body in (("a", "report a"), ("b", "another b"), ("e", "report e")):
        crawl_records.answer(name, body, at=secure)
    crawl_records.column("list", at=secure)
    crawl_records.column("other")
    crawl_records.end()
    found = report(crawl_records)
    assert (found.reports.new, found.reports.unchanged, found.reports.changed) == (1, 1, (f"{secure}b",))
    assert not found.columns


def test_an_address_that_shows_the_newest_report_each_year(tmp_path: Path) -> None:
    base = "/public/column/100?type=3"
    with serving(MockPortal()) as portal:
        portal.pages = {
            "/": _page(f'<a href="{base}">政府信息公开年报</a>', "云岭县民政局"),
            base: _report("云岭县民政局", 2023),
        }
        crawl(tmp_path / "a", portal.home, now="2024-02-01T00:00:00Z")
        portal.pages[base] = _report("云岭县民政局", 2024)
        printed = crawl(tmp_path / "a", portal.home, now="2025-02-01T00:00:00Z")
    query = "SELECT year FROM captures WHERE role = 'article' ORDER BY fetched_at"
    assert rows(tmp_path / "a", query) == [(2023,), (2024,)]
    (ended,) = printed["portals"]
    assert ended["reports"] == {"new": 1, "unchanged": 0, "changed": [], "gone": []}
