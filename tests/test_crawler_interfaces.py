"""Families whose lists interfaces fill: what their pages and answers are read as."""

import json
from urllib.parse import parse_qs, parse_qsl, urljoin, urlsplit

import pytest

from crawler import families
from crawler.families import FAMILIES
from crawler.page import Page
from tests.shared import SHARED, needs_shared

SAMPLES = SHARED / "spec" / "portal_samples"
HOST = "http://www.yunling.gov.cn"
JPAGE, JPAAS, KAIPU, PAGE_PC, QUERYLIST, IVS, INTERTID = (
    FAMILIES[name] for name in ("jpage", "jpaas", "kaipu", "page_pc", "querylist", "ivs", "intertid")
)


def _page(path: str, text: str) -> Page:
    return Page(HOST + path, text.encode())


def _unit(number: int, records: str, total: int, per_page: int = 15) -> str:
    parameters = (
        f"'col':'1','webid':'9','path':'/','columnid':'77','unitid':'{number}','webname':'云岭县','permissiontype':0"
    )
    call = (
        f"proxyUrl:'/module/web/jpage/dataproxy.jsp',perPage:{per_page},proxyParam:{{{parameters}}},totalRecord:{total}"
    )
    store = f'<script type="text/xml"><datastore><recordset>{records}</recordset></datastore></script>'
    return f'<div id="{number}">{store}</div><script>$("#{number}").jpage({{{call}}});</script>'


def _record(name: str, number: int) -> str:
    link = f'<a href="/art/2025/1/14/art_77_{number}.html" title="{name}">{name[:8]}…</a>'
    return f"<record><![CDATA[<li>{link}<b>2025-01-14</b></li>]]></record>"


REPORTS = _record("云岭县民政局2024年政府信息公开工作年度报告", 1) + _record(
    "云岭县财政局二〇二四年政府信息公开工作年度报告", 2
)


@needs_shared
def test_records_of_a_real_page_and_the_form_its_proxy_takes() -> None:
    page = Page(f"{HOST}/col/col78506/index.html", (SAMPLES / "hanweb_jpage_inline_recordset.html").read_bytes())
    assert families.recognise(page).family == "jpage"
    (entry,) = JPAGE.list_entries(page)
    assert entry.url == f"{HOST}/art/2026/9/10/art_78506_1.html" and entry.published_on == "2026-09-10"
    (more,) = JPAGE.next_pages(page)
    query = parse_qs(urlsplit(more).query)
    assert (query["startrecord"], query["endrecord"], query["perpage"]) == (["1"], ["45"], ["15"])
    form = dict(parse_qsl(families.form(more) or ""))
    assert (
        form["columnid"] == "78506" and form["unitid"] == "325517" and form["webname"] == "江苏省人力资源和社会保障厅"
    )
    assert "startrecord" not in form


@needs_shared
def test_a_real_answer_of_the_proxy() -> None:
    url = f"{HOST}/module/web/jpage/dataproxy.jsp?startrecord=1&endrecord=45&perpage=15&columnid=7&unitid=8"
    page = Page(url, (SAMPLES / "hanweb_jpage_dataproxy_response.xml").read_bytes())
    entries = JPAGE.list_entries(page)
    assert [entry.published_on for entry in entries] == ["2025-01-14", "2024-01-12"]
    assert entries[1].title == "政府信息公开年报"
    assert JPAGE.extent(page).entries == 481 and not JPAGE.is_empty(page)
    (more,) = JPAGE.next_pages(page)
    assert parse_qs(urlsplit(more).query)["startrecord"] == ["46"] and JPAGE.series(more) == JPAGE.series(url)


def test_only_units_that_list_documents_are_asked_for_more() -> None:
    nav = _unit(1, '<record><![CDATA[<a href="/col/col3/index.html">机构概况</a>]]></record>', 40)
    page = _page("/col/col77/index.html", f"<html><body>{nav}{_unit(2, REPORTS, 40)}</body></html>")
    assert [parse_qs(urlsplit(url).query)["unitid"] for url in JPAGE.next_pages(page)] == [["2"]]
    assert [entry.title[:6] for entry in JPAGE.list_entries(page) if "公开" in entry.title] == [
        "云岭县民政局",
        "云岭县财政局",
    ]


def test_the_parameters_of_the_proxy_under_their_older_name() -> None:
    unit = _unit(2, "", 40).replace("proxyParam", "ajaxParam")
    (url,) = JPAGE.next_pages(_page("/col/col77/index.html", f"<html><body>{unit}</body></html>"))
    assert parse_qs(urlsplit(url).query)["columnid"] == ["77"]


def test_a_list_that_stands_in_its_page_whole_is_not_asked_for_again() -> None:
    page = _page("/col/col77/index.html", f"<html><body>{_unit(2, REPORTS, 2)}</body></html>")
    assert JPAGE.next_pages(page) == [] and not JPAGE.is_empty(page)


def test_a_unit_without_records_is_empty_only_if_it_claims_none() -> None:
    for total, empty in ((0, True), (7, False)):
        page = _page("/col/col77/index.html", f"<html><body>{_unit(2, '', total)}</body></html>")
        assert JPAGE.is_empty(page) is empty


SHELL = """<html><body><script src="/x/unitbuild.js?v=3" url="/api-gateway/jpaas-publish-server/front/page/build/unit"
 queryData="{'parseType':'bulidstatic','webId':'w1','tplSetId':'t1','pageType':'column','tagId':'%s','editType':'null','pageId':'p1'}">
</script></body></html>"""


def _answer(html: str, number: int = 1) -> Page:
    (url,) = JPAAS.next_pages(_page("/col/col5/index.html", SHELL % "右侧内容"))
    return Page(
        url.replace("%22pageNo%22%3A1", f"%22pageNo%22%3A{number}"),
        json.dumps({"success": True, "data": {"html": html}}).encode(),
    )


def test_units_of_a_shell_are_asked_in_utf8_navigation_left_out() -> None:
    shell = _page("/col/col5/index.html", SHELL % "右侧内容" + SHELL % "底部导航")
    (url,) = JPAAS.next_pages(shell)
    assert "tagId=%E5%8F%B3%E4%BE%A7%E5%86%85%E5%AE%B9" in url and "parseType=bulidstatic" in url
    assert json.loads(parse_qs(urlsplit(url).query)["paramJson"][0]) == {"pageNo": 1, "pageSize": 15}
    assert families.recognise(shell).family == "jpaas" and JPAAS.list_entries(shell) == []


@needs_shared
@pytest.mark.parametrize(("name", "count"), [("hanweb_jpaas_unit_miit.json", 2), ("hanweb_jpaas_unit_samr.json", 1)])
def test_real_answers_of_units(name: str, count: int) -> None:
    page = Page(_answer("").url, (SAMPLES / name).read_bytes())
    entries = JPAAS.list_entries(page)
    assert len(entries) == count and all("\n" not in entry.title for entry in entries)


def test_pages_of_a_unit_end_with_its_count_or_a_page_that_is_not_full() -> None:
    rows = "".join(
        f'<li><a href="/c/art/2025/art_{n:032x}.html">甲局{n}</a><span>2025-01-14</span></li>' for n in range(15)
    )
    counted = f'<ul>{rows}</ul><script>oLayPageRender({{rows:"15",count:"31",pageNo:"1"}})</script>'
    assert len(JPAAS.next_pages(_answer(counted))) == 1 and JPAAS.extent(_answer(counted)).entries == 31
    assert JPAAS.next_pages(_answer(counted, number=3)) == []
    assert len(JPAAS.next_pages(_answer(rows))) == 1
    assert JPAAS.next_pages(_answer(rows.partition("</li>")[0])) == []


@needs_shared
def test_an_interface_that_refuses_is_no_empty_list() -> None:
    page = Page(_answer("").url, (SAMPLES / "hanweb_jpaas_unit_tagmismatch.json").read_bytes())
    with pytest.raises(ValueError, match="without the HTML"):
        JPAAS.list_entries(page)


@needs_shared
def test_the_search_interface_of_kaipu() -> None:
    url = f"{HOST}/common/search/db9694580ad74929979e1981b8c534f9?page=1&_pageSize=15&_isJson=true"
    page = Page(url, (SAMPLES / "ucap_common_search.json").read_bytes())
    (entry,) = KAIPU.list_entries(page)
    assert entry.url == f"{HOST}/yhq/c100186/202501/c01_592213.shtml" and entry.published_on == "2025-01-15"
    assert KAIPU.extent(page).entries == 189
    (more,) = KAIPU.next_pages(page)
    assert parse_qs(urlsplit(more).query)["page"] == ["2"]


def test_a_column_of_kaipu_that_shows_nothing_names_its_interface() -> None:
    script = "<script>var url='/common/search/db9694580ad74929979e1981b8c534f9?page='</script>"
    (url,) = KAIPU.next_pages(_page("/c100186/list.shtml", f"<html><body>{script}</body></html>"))
    assert url.startswith(f"{HOST}/common/search/db9694580ad74929979e1981b8c534f9?page=1&")
    listed = '<ul><li><a href="/c1/202501/c01_592213.shtml">甲局年报</a><span>2025-01-14</span></li></ul>'
    assert KAIPU.next_pages(_page("/c100186/list.shtml", f"<html><body>{listed}{script}</body></html>")) == []


@pytest.mark.parametrize(
    ("url", "html", "path"),
    [
        ("/c1/list.shtml", "<script>url: '/searchList/{}?_isJson=true'</script>", "/searchList/"),
        ("/c1/list.shtml", "<meta name=channelid content={}>", "/common/search/"),
        ("http://www.csrc.gov.cn/c1/list.shtml", "<meta name=channelid content={}>", "/searchList/"),
        (
            "http://www.csrc.gov.cn/c1/zfxxgk_zdgk.shtml?channelid={}",
            "<meta name=channelid content=c1>",
            "/searchList/",
        ),
    ],
)
def test_portals_of_kaipu_whose_interface_stands_elsewhere(url: str, html: str, path: str) -> None:
    channel = "17d5ff2fe43e488dba825807ae40d63f"
    page = Page(urljoin(HOST, url.format(channel)), f"<html><head>{html.format(channel)}</head><body></body>".encode())
    (asked,) = KAIPU.next_pages(page)
    assert urlsplit(asked).path == path + channel
    rows = [{"title": "2023年年报", "url": "/c1/c2/content.shtml", "publishedTimeStr": "2024-01-20 09:00:00"}]
    answer = Page(asked, json.dumps({"data": {"rows": 1, "total": 2, "results": rows}}).encode())
    (entry,) = KAIPU.list_entries(answer)
    assert entry.published_on == "2024-01-20" and "page=2" in KAIPU.next_pages(answer)[0]
    assert KAIPU.series(asked) == path + channel


def test_a_list_whose_number_of_pages_stands_in_a_file_beside_it() -> None:
    first = _page("/sitesources/yl/page_pc/zwgk/nb/list1.html", "<html><body><ul></ul></body></html>")
    (file,) = PAGE_PC.next_pages(first)
    assert file == f"{HOST}/sitesources/yl/page_pc/zwgk/nb/script.json"
    count = Page(file, b'{"endPage": 3}')
    assert [url.rpartition("/")[2] for url in PAGE_PC.next_pages(count)] == ["list2.html", "list3.html"]
    assert PAGE_PC.is_empty(count) and not PAGE_PC.is_empty(first)
    with pytest.raises(ValueError):
        PAGE_PC.next_pages(Page(file, b"{}"))


SEARCH = "loadDynamic('/module/xxgk/search.jsp?infotypeId={}'+a+'&vc_title='+encodeURI(b)+'&area=11{}', 'div7', '0','1000','950','{}','','');"


def _asked(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))


def test_the_search_of_the_module_for_disclosure_needs_a_kind_of_information() -> None:
    shell = f"<html><body><script>{SEARCH.format('', '', 3)}</script></body></html>"
    assert JPAGE.next_pages(_page("/col/col5/index.html", shell)) == []
    (own,) = JPAGE.next_pages(_page("/col/col5/index.html?vc_xxgkarea=22&number=A02-1", shell))
    assert _asked(own) == {"divid": "div7", "infotypeId": "A02-1", "jdid": "3", "area": "22", "currpage": "1"}
    named = f"<html><body><script>{SEARCH.format('Z2401', 5, 4)}</script></body></html>"
    (by_script,) = JPAGE.next_pages(_page("/col/col5/index.html", named))
    assert _asked(by_script) == {"divid": "div7", "infotypeId": "Z2401", "jdid": "4", "area": "115", "currpage": "1"}
    assert families.form(own) == "" and families.form(f"{HOST}/col/col5/index.html") is None
    assert JPAGE.series(own) == JPAGE.series(own.replace("currpage=1", "currpage=2")) != JPAGE.series(by_script)


def test_answers_of_the_search_end_with_the_pages_they_print() -> None:
    url = "/module/xxgk/search.jsp?infotypeId=A02&currpage={}"
    row = "<tr class='tr_main_value_odd'><td><a href='/art/2025/1/3/art_7_1.html' title='云岭县民政局2024年政府信息公开工作年度报告'>云岭县…</a></td><td>2025-01-03</td></tr>"
    first, last = (_page(url.format(number), f"<table><tr><td>共2页</td></tr>{row}</table>") for number in (1, 2))
    assert families.recognise(first).family == "jpage"
    assert [(entry.published_on, entry.title[-4:]) for entry in JPAGE.list_entries(first)] == [
        ("2025-01-03", "年度报告")
    ]
    assert [_asked(more)["currpage"] for more in JPAGE.next_pages(first)] == ["2"] and JPAGE.next_pages(last) == []
    assert JPAGE.is_empty(_page(url.format(1), "<div>暂无相关内容</div>")) and not JPAGE.is_empty(first)


def test_the_interface_of_channels_and_its_answers() -> None:
    script = "<script>var codeName = 'col77'; $.post('/queryList')</script>"
    for path, channel in (("/yl/col/col77/index.html", "col77"), ("/yl/nb/pc/list.html", "nb")):
        shell = _page(
            path, f"<html><body>{script if 'col77' in path else script.replace('codeName', 'x')}</body></html>"
        )
        (url,) = QUERYLIST.next_pages(shell)
        assert (_asked(url)["webSiteCode[]"], _asked(url)["channelCode[]"]) == ("yl", channel)
        assert families.form(url) == ""
    assert QUERYLIST.next_pages(_page("/yl/nb/pc/list.html", "<html><body><ul></ul></body></html>")) == []


@pytest.mark.parametrize("body", ["{}", "[]", '{"data": {"results": null}}', '{"data": {"rows": 15}}', "<html></html>"])
def test_an_interface_of_channels_that_answers_something_else(body: str) -> None:
    page = _page("/queryList?current=1&pageSize=15", body)
    with pytest.raises(ValueError, match=r".+"):
        QUERYLIST.list_entries(page)


def test_documents_without_an_address_are_missed_by_the_total() -> None:
    results = [
        {
            "source": {
                "title": "云岭县民政局2024年政府信息公开工作年度报告",
                "pubDate": "2025-01-14 10:00",
                "urls": "{broken",
            }
        },
        {
            "source": {
                "title": "云岭县财政局2024年政府信息公开工作年度报告",
                "urls": json.dumps({"common": "/yl/nb/common/content/content_1900000000000000001.html"}),
            }
        },
        "nonsense",
    ]
    page = _page("/queryList?current=1&pageSize=15", json.dumps({"data": {"total": "2", "results": results}}))
    (entry,) = QUERYLIST.list_entries(page)
    assert entry.published_on is None and QUERYLIST.extent(page).entries == 2 and not QUERYLIST.is_empty(page)
    assert families.recognise(page).family == "querylist"
    assert QUERYLIST.is_empty(_page("/queryList?current=1", '{"data": {"total": 0, "results": []}}'))


CALL = "new CMS('#columnlist',{{success:f(1);\nids:'{}',http:'{}'}});\n"


def test_lists_that_an_interface_of_json_fills() -> None:
    call = CALL.format("1899,1900", "/zwgk-search-front/api/data/affair")
    page = _page("/zwgk/nb/index.html", f"<html><body><ul></ul><script>{call}</script></body></html>")
    assert families.recognise(page).family == "ivs"
    (url,) = IVS.next_pages(page)
    body = json.loads(families.form(url) or "")
    assert urlsplit(url).path == "/zwgk-search-front/api/data/affair"
    assert (body["channelList"], body["pageNo"], body["pageSize"]) == (["1899", "1900"], 1, 15)
    many = "".join(CALL.format(number, "/front/api/data/search") for number in range(4))
    assert IVS.next_pages(_page("/zwgk/", f"<html><body><script>{many}</script></body></html>")) == []


@pytest.mark.parametrize(
    ("shown", "day"), [(1705424400000, "2024-01-17"), ("2024-01-17 09:00", "2024-01-17"), (10**30, None), (None, None)]
)
def test_days_of_an_interface_of_json(shown: object, day: str | None) -> None:
    row = {"title": "云岭县2023年政府信息公开年报", "url": "/zwgk/nb/1.html", "display_date": shown}
    answer = {"data": {"totalCount": 16, "list": [row, {"title": "没有地址", "url": ""}]}}
    url = f"{HOST}/front/api/data/search?channelList=3&pageNo=1&pageSize=15"
    page = Page(url, json.dumps(answer).encode())
    (entry,) = IVS.list_entries(page)
    assert entry.published_on == day and IVS.extent(page).entries == 16
    assert [parse_qs(urlsplit(more).query)["pageNo"] for more in IVS.next_pages(page)] == [["2"]]
    with pytest.raises(ValueError, match="without documents"):
        IVS.list_entries(Page(url, b'{"code": 500}'))


LISTED = 'show("<li id="5">"); var id = "37764"; // getSearchList(1,20,"9","9",1,"writeTime")\n{}'


@pytest.mark.parametrize(
    ("call", "channels"),
    [
        ('getSearchList(1,20,"184","37764",1,"writeTime","","");', "37764"),
        ("qx_wbj_getSearchList(1, 20, 184, id, 1, 'writeTime', '');", "37764"),
        ('/* getSearchList(1,20,"9","9",1,"writeTime") */ getSearchList(1,20,"184",id,1,"writeTime")', "37764"),
        ("id = id + ',' + 37765; getSearchList(1,20,'184',id,1,'writeTime');", "37764,37765"),
        ("function getSearchList(pageIndex,pageSize,siteId,id,kind,order){}", None),
        ("getSearchList(1,20,'184',unknown,1,'writeTime');", None),
    ],
)
def test_lists_that_a_script_calls(call: str, channels: str | None) -> None:
    page = _page("/zfxxgk/nb/index.shtml", f"<html><body><ul></ul><script>{LISTED.format(call)}</script></body></html>")
    asked = [(_asked(url)["siteId"], _asked(url)["channelIds"]) for url in INTERTID.next_pages(page)]
    assert asked == ([("184", channels)] if channels else [])


def test_answers_to_lists_that_a_script_calls() -> None:
    row = {
        "title": "云岭县2023年政府信息公开年报",
        "url": "/doc/2024/01/17/4790460.shtml",
        "writeTimeString": "2024-01-17",
    }
    url = f"{HOST}/info_open/search?pageIndex=1&pageSize=20&siteId=184&channelIds=37764&searchType=1&order=writeTime"
    answer = {
        "status": 0,
        "data": {"totalElements": 21, "totalPages": 2, "data": [row, {"title": "没有地址", "url": ""}]},
    }
    page = Page(url, json.dumps(answer).encode())
    (entry,) = INTERTID.list_entries(page)
    assert entry.published_on == "2024-01-17" and INTERTID.extent(page).entries == 21 and families.form(url) == ""
    (more,) = INTERTID.next_pages(page)
    assert _asked(more)["pageIndex"] == "2" and INTERTID.series(more) == INTERTID.series(url)
    nothing = Page(url, b'{"status": 0, "data": {"totalElements": 0, "totalPages": 0, "data": []}}')
    assert not INTERTID.is_empty(nothing) and INTERTID.next_pages(nothing) == []
    with pytest.raises(ValueError, match="without documents"):
        INTERTID.list_entries(Page(url, b'{"status": 500, "data": null}'))
