"""Reading pages: encodings, days, links, pagers."""

import base64
import gzip
from urllib.parse import quote_plus

import pytest

from crawler import dates, encoding, pagers
from crawler.links import Link, links
from crawler.page import Page

URL = "http://www.yunling.gov.cn/zwgk/nb/"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("年报".encode("gb18030"), "text/html; charset=gb2312"),
        ("年报".encode("gb18030"), "text/html; charset=utf-8"),
        ("年报".encode(), "text/html; charset=gb2312"),
        (b'<meta charset="gbk">' + "年报".encode("gbk"), ""),
        (b"\xef\xbb\xbf" + "年报".encode(), "text/html; charset=gbk"),
        ("年报".encode("utf-16-le"), "text/html; charset=utf-16le"),
        ("年报".encode("gb18030"), "text/html; charset=nosuch"),
    ],
)
def test_text_of_bytes(body: bytes, content_type: str) -> None:
    assert encoding.decode(body, content_type).endswith("年报")


def test_one_broken_byte_does_not_turn_a_page_into_another_script() -> None:
    body = "政府信息公开".encode() * 20 + b"\xe5\xb9" + "年度报告".encode()
    assert "年度报告" in encoding.decode(body, "text/html; charset=utf-8")


def test_gzip_that_nobody_announced() -> None:
    assert Page.received(URL, gzip.compress("年报".encode()), [], 200).text == "年报"
    assert Page.received(URL, b"\x1f\x8bbroken", [("Content-Encoding", "gzip")], 200).body == b"\x1f\x8bbroken"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("发布于 2025-01-20 08:46", "2025-01-20"),
        ("2025年1月2日", "2025-01-02"),
        ("2025/01/20", "2025-01-20"),
        ("2025.1.20", "2025-01-20"),
        ("2025-13-40 然后 2024-02-29", "2024-02-29"),
        ("2025-02-29", None),
        ("共 120251 条", None),
    ],
)
def test_days(text: str, day: str | None) -> None:
    assert dates.first_day(text) == day


def test_day_of_an_address() -> None:
    assert dates.compact_day("/202501/t20250120_1.html") == "2025-01-20"
    assert dates.compact_day("/t19700101_3415941.html") is None


def test_links_however_they_are_made() -> None:
    html = """<base href="/x/"><a href="a.html" title="全称">全…</a><map><area href="b.html" alt="图"></map>
    <select><option value="/c/">三</option><option value="0">零</option></select>
    <div onclick="window.open('d.html')">四</div><li data-url="/e/">五</li><iframe src="f.html"></iframe>
    <a href="javascript:void(0)" onclick="location.href='/g/'">七</a>
    <a style="cursor:pointer" onclick="queryArticleByCondition(this,'/xx/5f-2.shtml')">八</a>
    <a onclick="isDownLoad(this, 'j.html')" title="九号">…</a><a onclick="jumpTo(this,'7','1')">十</a>
    <a href="{{url}}">模板</a><a href="#top">顶</a><!-- <a href="/h/">注释</a> -->
    <script>var a = '<a href="/i/">脚本</a>';</script>"""
    found = {link.url.removeprefix("http://www.yunling.gov.cn"): link.title for link in links(Page(URL, html.encode()))}
    assert found == {
        "/x/a.html": "全称",
        "/x/b.html": "图",
        "/c/": "三",
        "/x/d.html": "四",
        "/e/": "五",
        "/x/f.html": "",
        "/g/": "七",
        "/xx/5f-2.shtml": "八",
        "/x/j.html": "九号",
    }


def test_the_day_of_a_row_belongs_to_its_link_only() -> None:
    html = """<ul><li><a href="1.html">一</a><span>2025-01-01</span></li><li><a href="2.html">二</a></li></ul>
    <table><tr><td><a href="3.html">三</a></td><td>2025年1月3日</td></tr></table>
    <a href="4.html"><span>四</span><span>2025-01-04</span></a><p>更新 2025-09-09 <a href="5.html">五</a> <a href="6.html">六</a></p>"""
    found = [(link.title, link.day) for link in links(Page(URL, f"<body>{html}".encode()))]
    assert found == [
        ("一", "2025-01-01"),
        ("二", None),
        ("三", "2025-01-03"),
        ("四", "2025-01-04"),
        ("五", None),
        ("六", None),
    ]


def test_a_page_of_very_many_links_is_read_in_reasonable_time() -> None:
    html = "<body><div>" + "".join(f'<a href="{number}.html">文件{number}</a>' for number in range(20000)) + "</div>"
    assert links(Page(URL, html.encode()))[-1] == Link(f"{URL}19999.html", "文件19999")


def test_a_page_nested_absurdly_deep_is_refused_not_parsed() -> None:
    with pytest.raises(ValueError, match="deep"):
        links(Page(URL, b"<div>" * 200_000))
    assert links(Page(URL, b"<p>" * 50_000 + b'<a href="a.html">a</a>'))


@pytest.mark.parametrize(
    ("script", "pages"),
    [
        ('createPageHTML(3, 0, "index", "html");', ["index_1.html", "index_2.html"]),
        ("createPageHTML(2,1,'index','shtml')", ["index_1.shtml"]),
        ('createPage(2, 0, "index", "html");', ["index_1.html"]),
        ('createPageHTML(1, 0, "index", "html");', []),
        ('createPageHTML(3, 0, "zfxxgknb", "htm");', ["zfxxgknb_1.htm", "zfxxgknb_2.htm"]),
        ("createPageHTML('page_div', 3, 1, 'xlist', 'shtml', 40);", ["xlist_2.shtml", "xlist_3.shtml"]),
        ("function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt) {}", []),
        (
            'var countPage = 3; for (i = 0; i < countPage; i++) document.write("<a href=\'index"+"_" + i + "."+"html\'>");',
            ["index_1.html", "index_2.html"],
        ),
        ("Pager({size:3, current:0, prefix:'list',suffix:'htm'});", ["list_1.htm", "list_2.htm"]),
        (
            "var pager_options={ currentPage:parseInt('0')+1, countPage:parseInt('2'), PAGE_NAME:'nb', PAGE_EXT:'shtml' };"
            'document.write(PAGE_NAME + "_" + i + "." + PAGE_EXT)',
            ["nb_1.shtml"],
        ),
    ],
)
def test_pages_of_a_static_list(script: str, pages: list[str]) -> None:
    page = Page(URL, f"<body><script>{script}</script>".encode())
    assert pagers.further(page) == [URL + name for name in pages]


def test_what_a_pager_claims_is_capped() -> None:
    page = Page(URL, b'<body><script>createPageHTML(999999999, 0, "index", "html")</script>')
    assert len(pagers.further(page)) == pagers.MOST_PAGES - 1


def test_the_next_page_by_its_anchor() -> None:
    page = Page(URL, '<body><a href="index_3.html">3</a><a href="index_2.html">下一页</a>'.encode())
    assert pagers.further(page) == [URL + "index_2.html"]


@pytest.mark.parametrize(
    ("path", "html", "pages"),
    [
        ("1.html", "<script>var maxPage = parseInt('3');</script>", ["2.html", "3.html"]),
        ("page_1.html", '<div><pagination :now="1" pagesize="3"></pagination></div>', ["page_2.html", "page_3.html"]),
        ("index.html", "<script>nsetpage(1,31,15,'gotopage')</script>", ["index_2.html", "index_3.html"]),
        ("", '<div id="pageDec" pagesize="15" pagecount="3"></div>', ["index_1.html", "index_2.html"]),
        ("index.html", '<div id="pageDec" pagesize="15" pagecount="1"></div>', []),
        ("index.html", "<script>$('.pages').pagination(\"setPage\",1,3);</script>", ["index_2.html", "index_3.html"]),
        ("index_2.html", "<script>$('.pages').pagination(\"setPage\",2,3);</script>", []),
        ("list-42-1.html", "<p>共 3 页</p>", ["list-42-2.html", "list-42-3.html"]),
        ("t20240105_1.html", "<p>共3页</p>", []),
        ("11.html", "<p>共3页</p>", []),
        ("index.html", "<p>共3页</p>", []),
    ],
)
def test_further_pages_of_a_first_page_that_bears_its_number(path: str, html: str, pages: list[str]) -> None:
    assert pagers.further(Page(URL + path, f"<body>{html}".encode())) == [URL + name for name in pages]


def test_a_pager_that_a_script_decodes_from_an_element() -> None:
    links_of_pager = '<span>首页</span><a href="/zwgk/nb/2.html">下一页</a>'
    for text in (links_of_pager, quote_plus(links_of_pager)):
        encoded = base64.b64encode(text.encode()).decode()
        html = f'<body><div id="pages">{encoded}</div><script>x.innerHTML = window.atob(x.innerText)</script>'
        assert pagers.further(Page(URL + "1.html", html.encode())) == [URL + "2.html"]
        assert pagers.further(Page(URL, f'<body><div id="pages">{encoded}</div>'.encode())) == []


@pytest.mark.parametrize(
    ("html", "days"),
    [
        ("<ul><li><a href='a.html'>甲局年报</a></li></ul><p>更新于2025-03-01</p>", [None]),
        ("<div><ul><li><a href='a.html'>甲局年报</a></li></ul><p>2025-03-01</p></div>", [None]),
        (
            "<ul><li onclick=\"open('a.html')\">甲</li><li onclick=\"open('b.html')\">乙 2025-01-02</li></ul>",
            [None, "2025-01-02"],
        ),
        (
            "<div><p><a href='a.html'>甲</a></p><p><a href='javascript:open(\"b.html\")'>乙</a> 2025-01-02</p></div>",
            [None, "2025-01-02"],
        ),
        ("<li><a href='a.html'>关于2023年3月1日公开情况的年报</a><span>2024-01-20</span></li>", ["2024-01-20"]),
        ("<li><a href='a.html'>关于2023年3月1日公开情况的年报</a></li>", [None]),
        ("<li><a href='a.html'>甲局2023年年报<span>2024-01-20</span></a></li>", ["2024-01-20"]),
        ("<li><a href='a.html'>甲局2023年年报 [2024-01-20]</a></li>", ["2024-01-20"]),
        ("<dl><dt><a href='a.html'>甲</a></dt><dd>2024-01-20</dd></dl>", ["2024-01-20"]),
        ("<table><tr><td><a href='a.html'>甲</a></td></tr><tr><td>2024-01-20</td></tr></table>", [None]),
    ],
)
def test_a_day_is_never_that_of_another_row(html: str, days: list[str | None]) -> None:
    assert [link.day for link in links(Page(URL, f"<html><body>{html}</body></html>".encode()))] == days
