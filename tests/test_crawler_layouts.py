"""Portals of no known software: each lays out its lists in another way, and all their reports are found."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.crawl_command import crawl, rows
from tests.crawler_portals import Portal, Served, serving

AGENCIES = ("云岭县民政局", "云岭县财政局", "云岭县教育局", "云岭县水利局", "云岭县审计局")
YEARS = (2021, 2022, 2023, 2024)
PARTS = "".join(
    f"<p>{heading}</p><p>本机关认真贯彻落实条例，主动公开政府信息，规范办理申请。</p>"
    for heading in (
        "一、总体情况",
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况",
        "五、存在的主要问题及改进情况",
        "六、其他需要报告的事项",
    )
)
Site = tuple[dict[str, Served], dict[str, tuple[str, int]]]
"""The pages of a portal, and by address the agency and year of its reports."""


def _title(agency: str, year: int) -> str:
    return f"{agency}{year}年政府信息公开工作年度报告"


def _page(body: str, title: str = "政府信息公开") -> Served:
    return Served(f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>".encode())


def _report(agency: str, year: int, more: str = "") -> Served:
    title = _title(agency, year)
    return _page(f"<h1>{title}</h1>{PARTS}{more}", title)


def _column(body: str) -> Served:
    return _page(f"<h2>政府信息公开年报</h2>{body}", "政府信息公开年报")


def rows_written_by_script() -> Site:
    agency, pages, truth, script = AGENCIES[0], {}, {}, ""
    for year in YEARS:
        name = f"{year + 1}01/t{year + 1}0115_{year}.html"
        truth[f"/zfxxgk/nb/{name}"] = (agency, year)
        row = f'<li><a href="./{name}">{_title(agency, year)}</a><span>{year + 1}-01-15</span></li>'
        script += f"document.writeln('{row}');\n"
    pages["/"] = _page('<a href="/zfxxgk/">政府信息公开</a>', agency)
    pages["/zfxxgk/"] = _page('<a href="nb/">政府信息公开年报</a>')
    pages["/zfxxgk/nb/"] = _column(f"<ul><script>{script}</script></ul>")
    return pages, truth


def records_with_a_link_to_the_next_group() -> Site:
    truth, records = {}, []
    for year in reversed(YEARS):
        for number, agency in enumerate(AGENCIES):
            url = f"/art/{year + 1}/1/15/art_11_{year}{number}.html"
            truth[url] = (agency, year)
            link = f'<a href="{url}" title="{_title(agency, year)}">{agency}</a>'
            records.append(f"<record><![CDATA[<li>{link}<i>{year + 1}-01-15</i></li>]]></record>")

    def store(group: int) -> str:
        url = f"/module/web/jpage/dataproxy.jsp?page={group + 1}&columnid=11&unitid=33&webname='云岭'"
        more = f'<nextgroup><![CDATA[<a href="{url}"></a>]]></nextgroup>' if (group + 1) * 8 < len(records) else ""
        return f"<datastore>{more}<recordset>{''.join(records[group * 8 : (group + 1) * 8])}</recordset></datastore>"

    name = quote("'云岭'")
    pages = {
        f"/module/web/jpage/dataproxy.jsp?page={group}&columnid=11&unitid=33&webname={name}": Served(
            f"<?xml version='1.0' encoding='utf-8'?>{store(group)}".encode(), "text/xml"
        )
        for group in (1, 2)
    }
    pages["/"] = _page('<a href="/col/col10/index.html">政府信息公开</a>', "云岭县人民政府")
    pages["/col/col10/index.html"] = _page('<a href="/col/col11/index.html">政府信息公开年报</a>')
    pages["/col/col11/index.html"] = _column(f'<div id="33"><script type="text/xml">{store(0)}</script></div>')
    return pages, truth


def kinds_at_flat_addresses() -> Site:
    kinds = {10: ("云岭县人民政府",), 11: AGENCIES, 12: ("云岭县石桥镇人民政府", "云岭县柳河乡人民政府")}
    tabs = "".join(
        f'<a href="/channels/{number}.html">{name}</a>'
        for number, name in ((10, "县政府"), (11, "县直部门"), (12, "乡镇街道"))
    )
    pages, truth = {}, {}
    for number, names in kinds.items():
        listed = ""
        for year in YEARS:
            for place, agency in enumerate(names):
                url = f"/contents/{number}/{number}{year}{place}.html"
                truth[url] = (agency, year)
                listed += f'<li><a href="{url}">{_title(agency, year)}</a><em>{year + 1}年1月15日</em></li>'
        pages[f"/channels/{number}.html"] = _column(f"<div>{tabs}</div><ul>{listed}</ul>")
    pages["/"] = _page('<a href="/channels/1.html">政府信息公开</a>', "云岭县人民政府")
    pages["/channels/1.html"] = _page('<a href="/channels/10.html">政府信息公开年报</a>')
    return pages, truth


def a_column_that_only_reports_name() -> Site:
    agency, pages, truth = AGENCIES[0], {}, {}
    for folder, years in (("/zfxxgk/nb/", YEARS[2:]), ("/old/ndbg/", YEARS[:2])):
        listed = ""
        for year in years:
            truth[f"{folder}{year}.html"] = (agency, year)
            listed += f'<li><a href="{year}.html">{_title(agency, year)}</a> {year + 1}-01-15</li>'
        pages[folder] = _column(f"<ul>{listed}</ul>")
    pages["/"] = _page('<a href="/zfxxgk/nb/">政府信息公开年报</a>', agency)
    return pages, truth


def numbered_pages_of_an_application() -> Site:
    agency, pages, truth = AGENCIES[2], {}, {}
    numbers = "".join(f'<a href="InfoPublic.aspx?cid=9&page={number}">{number}</a>' for number in range(1, 5))
    for number, year in enumerate(YEARS, start=1):
        truth[f"/Show.aspx?id={year}0101"] = (agency, year)
        row = f'<td><a href="Show.aspx?id={year}0101">{_title(agency, year)}</a></td><td>{year + 1}.1.15</td>'
        pages[f"/InfoPublic.aspx?cid=9&page={number}"] = _column(f"<table><tr>{row}</tr></table>{numbers}")
    pages["/"] = _page('<a href="InfoPublic.aspx?cid=1">信息公开</a>', agency)
    pages["/InfoPublic.aspx?cid=1"] = _page('<a href="InfoPublic.aspx?cid=9&page=1">年度报告</a>', "信息公开")
    return pages, truth


def an_encoded_pager_behind_a_jump() -> Site:
    agency, pages, truth = AGENCIES[0], {}, {}
    for number, year in enumerate(reversed(YEARS)):
        truth[f"/zwgk/nb/{year}.html"] = (agency, year)
        link = base64.b64encode(f'<a href="/zwgk/nb/index_{number + 1}.html">下一页</a>'.encode()).decode()
        script = f'<script>pages.innerHTML = window.atob("{link}")</script>' if number < len(YEARS) - 1 else ""
        row = f'<li><a href="{year}.html">{year}年政府信息公开工作年度报告</a><i>{year + 1}-01-30</i></li>'
        pages[f"/zwgk/nb/index_{number}.html" if number else "/zwgk/nb/"] = _column(f"<ul>{row}</ul>{script}")
    pages["/"] = _page('<script>window.location.href="/web/index.html"</script>')
    pages["/web/index.html"] = _page('<a href="/zwgk/">政务公开</a>', agency)
    pages["/zwgk/"] = _page('<a href="/zwgk/nb/">年度报告</a><a href="/zwgk/czxx/">财政信息</a>', "政务公开")
    return pages, truth


def pictures_and_selections_for_links() -> Site:
    pages, truth, options = {}, {}, ""
    for year in YEARS:
        listed = ""
        for number, agency in enumerate(AGENCIES):
            url = f"/gk/GovOpenShow.aspx?id={year}0115{number}"
            truth[url] = (agency, year)
            listed += f'<li><a href="{url}" title="{_title(agency, year)}">{agency}…</a> [{year + 1}-01-15]</li>'
        pages[f"/gk/nb.aspx?nd={year}"] = _column(f"<ul>{listed}</ul>")
        options += f'<option value="/gk/nb.aspx?nd={year}">{year}年度</option>'
    pages["/"] = _page('<map><area href="/gk/index.aspx" alt="政府信息公开"></map>', "云岭县人民政府")
    pages["/gk/index.aspx"] = _page("""<div onclick="window.open('/gk/nb.aspx')">政府信息公开年报</div>""")
    pages["/gk/nb.aspx"] = _column(f"<select><option value=''>选择年度</option>{options}</select>")
    return pages, truth


def reports_shown_in_place() -> Site:
    pages: dict[str, Served] = {}
    truth: dict[str, tuple[str, int]] = {}
    organs = {100 + number: agency for number, agency in enumerate(AGENCIES)}
    tree = "".join(f'<li><a href="/public/column/{organ}?type=4">{name}</a></li>' for organ, name in organs.items())
    for organ, agency in organs.items():
        column = f"/public/column/{organ}?type=3&nav=3"
        urls = {year: f"{column}&timeFrame={year}&hasContent=true" for year in YEARS}
        menu = "".join(f'<a href="{url}">{year}年</a>' for year, url in urls.items())
        truth |= {url: (agency, year) for year, url in urls.items()} | {column: (agency, YEARS[-1])}
        pages |= {url: _report(agency, year, menu) for url, (_, year) in truth.items() if url.startswith(column)}
        pages[f"/public/column/{organ}?type=4"] = _page(
            f'<h1>{agency}</h1><a href="{column}">政府信息公开年报</a>', agency
        )
    pages["/"] = _page('<a href="/zwgk/index.html">政务公开</a>', "云岭县人民政府")
    pages["/zwgk/index.html"] = _page('<a href="/zwgk/tree.html">部门信息公开目录</a>')
    pages["/zwgk/tree.html"] = _page(tree, "部门信息公开目录")
    return pages, truth


def agencies_in_a_cell_beside() -> Site:
    pages, truth, listed = {}, {}, ""
    for year in YEARS:
        for number, agency in enumerate(AGENCIES):
            truth[f"/gk/nb/c{year}{number}.html"] = (agency, year)
            link = f'<a href="c{year}{number}.html">{year}年政府信息公开工作年度报告</a>'
            listed += f"<tr><td>{agency}</td><td>{link}</td><td>{year + 1}-01-15</td></tr>"
    pages["/"] = _page('<a href="/gk/nb/">政府信息公开年报</a>', "云岭县人民政府")
    pages["/gk/nb/"] = _column(f"<table>{listed}</table>")
    return pages, truth


def a_matrix_of_agencies_and_years() -> Site:
    truth, listed = {}, ""
    for number, agency in enumerate(AGENCIES):
        cells = ""
        for year in YEARS:
            truth[f"/gk/nb/{number}/{year}.html"] = (agency, year)
            cells += f'<td><a href="{number}/{year}.html">查看</a></td>'
        listed += f"<tr><td>{number + 1}</td><td>{agency}</td>{cells}</tr>"
    head = "".join(f"<th>{year}年</th>" for year in YEARS)
    pages = {
        "/": _page('<a href="/gk/nb/">政府信息公开年报</a>', "云岭县人民政府"),
        "/gk/nb/": _column(f"<table><tr><th>序号</th><th>单位</th>{head}</tr>{listed}</table>"),
    }
    return pages, truth


def agencies_in_a_cell_of_several_rows() -> Site:
    truth, listed = {}, ""
    for number, agency in enumerate(AGENCIES):
        for place, year in enumerate(YEARS):
            truth[f"/gk/nb/{number}-{year}.html"] = (agency, year)
            owner = f'<td rowspan="{len(YEARS)}">{agency}</td>' if not place else ""
            listed += f'<tr>{owner}<td><a href="{number}-{year}.html">{year}年度报告</a></td></tr>'
    pages = {
        "/": _page('<a href="/gk/nb/">政府信息公开年报</a>', "云岭县人民政府"),
        "/gk/nb/": _column(f"<table>{listed}</table>"),
    }
    return pages, truth


def more_of_the_column_behind_its_box() -> Site:
    agency, truth, rows = AGENCIES[1], {}, {}
    for year in YEARS:
        truth[f"/gk/c{year}.html"] = (agency, year)
        rows[year] = f'<li><a href="/gk/c{year}.html">{_title(agency, year)}</a><i>{year + 1}-01-15</i></li>'
    boxes = (
        '<div class="box"><div class="tit"><span>通知公告</span><a href="/tzgg/">更多&gt;&gt;</a></div><ul></ul></div>'
        '<div class="box"><div class="tit"><span>政府信息公开年报</span><a href="/gk/all/">更多&gt;&gt;</a></div>'
        f"<ul>{rows[YEARS[-1]]}</ul></div>"
    )
    pages = {
        "/": _page('<a href="/gk/">政府信息公开</a>', agency),
        "/gk/": _page(boxes),
        "/gk/all/": _column(f"<ul>{''.join(rows.values())}</ul>"),
    }
    return pages, truth


def documents_of_a_channel_by_an_interface() -> Site:
    agency, truth, results = AGENCIES[3], {}, []
    for year in reversed(YEARS):
        url = f"/ylxslj/nb/pc/content/content_17000000000000{year}0.html"
        truth[url] = (agency, year)
        urls = json.dumps({"mobile": url.replace("/pc/", "/m/"), "pc": url})
        results.append({"source": {"title": _title(agency, year), "pubDate": f"{year + 1}-01-15 09:00", "urls": urls}})
    asked = "&pageSize=15&webSiteCode%5B%5D=ylxslj&channelCode%5B%5D=nb"
    pages = {
        f"POST /queryList?current={number}{asked}": Served(
            json.dumps({"code": 200, "data": {"page": number, "rows": 15, "total": 18, "results": listed}}).encode(),
            "application/json",
        )
        for number, listed in ((1, [*results[:1], *_news(14)]), (2, results[1:]))
    }
    script = "<script>var websiteId = '1753', codeName = 'nb'; load('/queryList');</script>"
    pages["/"] = _page('<a href="/ylxslj/xxgk/pc/list.html">政府信息公开</a>', agency)
    pages["/ylxslj/xxgk/pc/list.html"] = _page('<a href="/ylxslj/nb/pc/list.html">政府信息公开年报</a>')
    pages["/ylxslj/nb/pc/list.html"] = _column(f'<ul id="list"></ul>{script}')
    return pages, truth


def a_list_that_an_interface_of_json_fills() -> Site:
    agency, truth, listed = AGENCIES[1], {}, []
    for year in reversed(YEARS):
        url = f"/zwgk/nb/{year + 1}/15/{year}.html"
        truth[url] = (agency, year)
        shown = int(datetime(year + 1, 1, 14, 17, tzinfo=UTC).timestamp() * 1000)
        listed.append({"title": _title(agency, year), "url": url, "display_date": shown, "dispatch_agency": agency})
    others = [
        {"title": f"招标公告第{number}号", "url": f"/zwgk/gg/{number}.html", "display_date": "2025-02-01 09:00"}
        for number in range(14)
    ]
    pages = {
        f"POST /front/api/data/search?channelList=1899&pageNo={number}&pageSize=15": Served(
            json.dumps(
                {"code": 0, "data": {"pageNo": number, "totalPage": 2, "totalCount": 18, "list": rows}}
            ).encode(),
            "application/json",
        )
        for number, rows in ((1, [*listed[:1], *others]), (2, listed[1:]))
    }
    script = "<script>new CMS('#columnlist',{ids:'1899',http:'/front/api/data/search',pageSize:15});</script>"
    pages["/"] = _page('<a href="/zwgk/">政府信息公开</a>', agency)
    pages["/zwgk/"] = _page('<a href="/zwgk/nb/index.html">政府信息公开年报</a>')
    pages["/zwgk/nb/index.html"] = _column(
        f'<div id="columnlist"><ul><li v-for="item in list"><a :href="item.url">{{{{item.title}}}}</a></li></ul></div>{script}'
    )
    return pages, truth


def a_list_that_a_script_calls() -> Site:
    agency, truth, listed = AGENCIES[1], {}, []
    for year in reversed(YEARS):
        url = f"/doc/{year + 1}/01/15/47904{year}.shtml"
        truth[url] = (agency, year)
        listed.append({"title": _title(agency, year), "url": url, "writeTimeString": f"{year + 1}-01-15"})
    asked = "pageSize=3&siteId=184&channelIds=37764&searchType=1&order=writeTime"
    pages = {
        f"POST /info_open/search?pageIndex={number}&{asked}": Served(
            json.dumps(
                {"status": 0, "data": {"totalElements": 4, "totalPages": 2, "page": number, "data": rows}}
            ).encode(),
            "application/json",
        )
        for number, rows in ((1, listed[:3]), (2, listed[3:]))
    }
    script = '<script>var id = "37764"; getSearchList(1,3,"184",id,1,"writeTime","");</script>'
    pages["/"] = _page('<a href="/zfxxgk/index.shtml">政府信息公开</a>', agency)
    pages["/zfxxgk/index.shtml"] = _page('<a href="/zfxxgk/nb/index.shtml">政府信息公开年报</a>')
    pages["/zfxxgk/nb/index.shtml"] = _column(f'<ul id="list"></ul>{script}')
    return pages, truth


def _news(count: int) -> list[dict[str, dict[str, str]]]:
    urls = (f"/ylxslj/nb/pc/content/content_19000000000000000{number:02d}.html" for number in range(count))
    return [
        {"source": {"title": f"水库巡查记录第{number}号", "pubDate": "2025-02-01", "urls": json.dumps({"pc": url})}}
        for number, url in enumerate(urls)
    ]


def a_list_that_the_module_for_disclosure_searches() -> Site:
    truth, listed = {}, []
    for year in reversed(YEARS):
        for number, agency in enumerate(AGENCIES):
            url = f"/art/{year + 1}/1/15/art_12000{number}_{year}.html"
            truth[url] = (agency, year)
            link = f"<a href='{url}' target='_blank' title='{_title(agency, year)}'>{agency}…</a>"
            listed.append(f"<tr class='tr_main_value_odd'><td>{link}</td><td></td><td>{year + 1}-01-15</td></tr>")
    script = (
        "function find(a,b,c){ loadDynamic('/module/xxgk/search.jsp?standardXxgk=1&infotypeId='+a+"
        "'&vc_title='+encodeURI(b)+'&vc_number='+encodeURI(c)+'&area=1133', 'div4', '0','0','950','7','',''); }"
    )
    asked = "divid=div4&infotypeId=A0204&jdid=7&area=1133&standardXxgk=1"
    pages = {
        f"POST /module/xxgk/search.jsp?{asked}&currpage={number}": _fragment(
            f"<table class='tb_title'><tr><td>共2页 第{number}页</td><td>"
            f"<a href=\"javascript:funGoPage('/module/xxgk/search.jsp',2)\">下一页</a></td></tr></table>"
            f"<table>{''.join(listed[number * 10 - 10 : number * 10])}</table>"
        )
        for number in (1, 2)
    }
    pages["/"] = _page('<a href="/col/col10/index.html">政府信息公开</a>', "云岭县人民政府")
    pages["/col/col10/index.html"] = _page('<a href="/col/col11/index.html?number=A0204">政府信息公开年报</a>')
    pages["/col/col11/index.html?number=A0204"] = _column(f'<div id="div4"></div><script>{script}</script>')
    return pages, truth


def _fragment(html: str) -> Served:
    return Served(html.encode())


def titles_that_the_list_cuts_short() -> Site:
    agency, truth, listed = (
        AGENCIES[2],
        {},
        "<li><a href='t20250301_9.html'>关于做好2024年政府信息公…</a><i>2025-03-01</i></li>",
    )
    for year in YEARS:
        truth[f"/zfxxgk/nb/t{year + 1}0115_{year}.html"] = (agency, year)
        cut = _title(agency, year)[:16]
        listed += f'<li><a href="t{year + 1}0115_{year}.html">{cut}...</a><i>{year + 1}-01-15</i></li>'
    pages = {
        "/": _page('<a href="/zfxxgk/nb/">政府信息公开年报</a>', agency),
        "/zfxxgk/nb/": _column(f"<ul>{listed}</ul>"),
    }
    return pages, truth


def pages_named_by_their_number() -> Site:
    agency, pages, truth = AGENCIES[4], {}, {}
    for number, year in enumerate(reversed(YEARS), start=1):
        truth[f"/zfxxgk/nb/17000000000000{year}0.html"] = (agency, year)
        row = f'<li><a href="17000000000000{year}0.html">{_title(agency, year)}</a><span>{year + 1}-01-15</span></li>'
        script = "<script>var currentPage = parseInt('1'); var maxPage = parseInt('4');</script>"
        pages[f"/zfxxgk/nb/{number}.html"] = _column(f"<ul>{row}</ul><a onclick='go()'>下一页</a>{script}")
    pages["/"] = _page('<a href="/zfxxgk/nb/1.html">政府信息公开年报</a>', agency)
    return pages, truth


LAYOUTS: tuple[Callable[[], Site], ...] = (
    rows_written_by_script,
    records_with_a_link_to_the_next_group,
    kinds_at_flat_addresses,
    a_column_that_only_reports_name,
    numbered_pages_of_an_application,
    an_encoded_pager_behind_a_jump,
    pictures_and_selections_for_links,
    reports_shown_in_place,
    agencies_in_a_cell_beside,
    a_matrix_of_agencies_and_years,
    agencies_in_a_cell_of_several_rows,
    more_of_the_column_behind_its_box,
    documents_of_a_channel_by_an_interface,
    a_list_that_an_interface_of_json_fills,
    a_list_that_a_script_calls,
    a_list_that_the_module_for_disclosure_searches,
    pages_named_by_their_number,
    titles_that_the_list_cuts_short,
)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_every_report_is_found_and_nothing_else(tmp_path: Path, layout: Callable[[], Site]) -> None:
    pages, truth = layout()
    with serving(Portal()) as portal:
        cited = f"<p>本报告电子版可在{portal.home}old/ndbg/ 查阅。</p>"
        portal.pages = {url: _report(agency, year, cited) for url, (agency, year) in truth.items()} | pages
        crawl(tmp_path / "a", portal.home)
        query = "SELECT url, title, year, agency FROM column_entries WHERE taken"
        listed = {url.partition(portal.host)[2]: (agency, year) for url, _, year, agency in rows(tmp_path / "a", query)}
        stored = rows(
            tmp_path / "a", "SELECT url FROM captures WHERE role = 'article' AND status = 200 AND outcome = 'ok'"
        )
        complete = rows(tmp_path / "a", "SELECT min(complete) FROM columns")
    assert {url.partition(portal.host)[2] for (url,) in stored} == truth.keys()
    assert complete == [(1,)]
    assert {url: year for url, (_, year) in listed.items()} == {url: year for url, (_, year) in truth.items()}
    assert all(agency in {None, truth[url][0]} for url, (agency, _) in listed.items())


def test_what_an_interface_reads_as_json_is_posted_as_such(tmp_path: Path) -> None:
    pages, truth = a_list_that_an_interface_of_json_fills()
    with serving(Portal()) as portal:
        portal.pages = {url: _report(agency, year) for url, (agency, year) in truth.items()} | pages
        crawl(tmp_path / "a", portal.home)
    asked = [(media_type, json.loads(body)) for media_type, body in portal.posted]
    assert [media_type for media_type, _ in asked] == ["application/json"] * 2
    assert [(body["channelList"], body["pageNo"]) for _, body in asked] == [(["1899"], 1), (["1899"], 2)]
    assert rows(tmp_path / "a", "SELECT DISTINCT published_on FROM column_entries WHERE taken AND year = 2024") == [
        ("2025-01-15",)
    ]


def test_a_column_of_many_reports_a_year_is_no_agency_s_own(tmp_path: Path) -> None:
    pages, truth = agencies_in_a_cell_beside()
    with serving(Portal()) as portal:
        portal.pages = {url: _report(agency, year) for url, (agency, year) in truth.items()} | pages
        crawl(tmp_path / "a", portal.home)
    assert rows(tmp_path / "a", "SELECT kind, agency, complete FROM columns") == [("collective", None, 1)]
