"""The portal of every family leads to its reports by the family's own mechanism, and to nothing that is not there."""

import gzip
import json
import re
from base64 import b64decode
from collections.abc import Iterator
from html import unescape
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlencode, urljoin, urlsplit

import pytest

from extract.report import Report as ReadReport
from extract.report import read_report
from nianbao.demo.portals import articles
from nianbao.demo.portals.site import Page
from nianbao.demo.server import DemoPortals
from nianbao.demo.world import load_world
from tests.conftest import start_on_free_ports

THEME = "families"
PORTALS = [portal.id for portal in load_world(THEME).portals]
LINK = re.compile(r"""(?:href|src|<option value)="([^"#]+)"|window\.open\('([^']+)'|URL='([^']+)'|url=([^"']+)["']""")
UNIT = re.compile(r'url="([^"]+)"\s+queryData="([^"]+)"')
PROXY = "/module/web/jpage/dataproxy.jsp"
UNIT_PATH = "/api-gateway/jpaas-publish-server/front/page/build/unit"
ASSETS = (".js", ".css", ".jpg", "?from=print", "mindex.html")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoPortals]:
    with start_on_free_ports(tmp_path_factory.mktemp("families"), THEME) as portals:
        yield portals


def fetch(served: DemoPortals, url: str) -> Page:
    parts = urlsplit(url)
    portal = next(name for name in served.ports if served.base(name) == f"http://{parts.netloc}")
    return served.sites[portal].respond(parts.path, parts.query)


def text_of(page: Page) -> str:
    data = gzip.decompress(page.body) if "Content-Encoding" in page.headers else page.body
    return data.decode(errors="replace")


def addresses(text: str) -> Iterator[str]:
    """What a page names in its markup, and what its scripts write there or lead to."""
    for hidden in re.findall(r'window\.atob\("([^"]+)"\)', text):
        text += b64decode(hidden).decode()
    for record in re.findall(r"<record><!\[CDATA\[(.*?)\]\]>", text, re.DOTALL):
        text += record
    plain = re.sub(r"<!--.*?-->|<script.*?</script>", "", text, flags=re.DOTALL)
    yield from (unescape(next(filter(None, groups))) for groups in LINK.findall(plain))
    yield from re.findall(r'window\.location\.href="([^"]+)"', text)


def further_pages(url: str, text: str) -> Iterator[str]:
    """The pages that a list goes on with, by the script or the words of its pager."""
    for total, name in re.findall(r"createPageHTML\('page_div',(\d+), \d+,'(\w+)','shtml'", text):
        yield from (f"{name}_{number}.shtml" for number in range(2, int(total) + 1))
    for total in re.findall(r"var countPage = (\d+)", text):
        yield from (f"index_{number}.html" for number in range(1, int(total)))
    for total in re.findall(r"当前第 1 / (\d+) 页", text):
        yield from (url.replace(".html", f"_{number}.html") for number in range(2, int(total) + 1))
    for total, link in re.findall(r"pageCount:(\d+),link:'([^']+)'", text):
        yield from (link.replace("pageIndex=1", f"pageIndex={number}") for number in range(2, int(total) + 1))
    if '"script.json"' in text:
        yield "script.json"


def interfaces(text: str) -> Iterator[str]:
    """What the scripts of a page ask."""
    for proxy in re.findall(r"<nextgroup><!\[CDATA\[<a href=\"([^\"]+)\"", text):
        yield from (proxy.replace("page=1", f"startrecord={start}&endrecord={start + 3}") for start in (5, 9))
    for address, parameters in UNIT.findall(text):
        told = dict(re.findall(r"'(\w+)':'([^']*)'", parameters))
        for number in (1, 2, 3):
            yield f"{address}?{urlencode(told | {'paramJson': json.dumps({'pageNo': number, 'pageSize': 4})})}"
    for channel in re.findall(r"var channelId = '(\w+)'", text):
        yield from (f"/common/search/{channel}?page={page}&_pageSize=4&_isJson=true" for page in (1, 2))
    for sid, tree in re.findall(r"SID: '(\d+)',\s+TREE: (\[.*\]),", text):
        for node in json.loads(tree):
            yield node["jump_url"] or f"api/all/{node['id']}?page=1&sid={sid}"


def leads(url: str, page: Page) -> set[str]:
    """Where a page leads to."""
    if url.endswith("script.json"):
        return {urljoin(url, f"list{number}.html") for number in range(2, json.loads(page.body)["endPage"] + 1)}
    text = text_of(page)
    if page.media_type.startswith("application/json"):
        answer = json.loads(text)
        text = answer.get("data", {}).get("html", "") if isinstance(answer.get("data"), dict) else ""
        rows = [*answer.get("articles", []), *answer.get("data", {}).get("results", [])]
        text += "".join(f'<a href="{row["url"]}">' for row in rows)
    found = [*addresses(text), *further_pages(url, text), *interfaces(text)]
    return {
        urljoin(url, address) for address in found if address.strip() and not address.split("?v=")[0].endswith(ASSETS)
    }


@pytest.fixture(scope="module")
def reached(served: DemoPortals) -> dict[str, Page]:
    """Every page that is reached from the home pages."""
    found: dict[str, Page] = {}
    open_ends = [portal.home_url for portal in served.portals()]
    while open_ends:
        url = open_ends.pop()
        if url not in found:
            page = found[url] = fetch(served, url)
            if page.media_type.startswith(("text/", "application/json")):
                open_ends += leads(url, page)
    return found


def test_no_lead_goes_nowhere(reached: dict[str, Page]) -> None:
    assert [url for url, page in reached.items() if page.status != 200] == []


@pytest.mark.parametrize("portal", PORTALS)
def test_the_reports_of_a_portal_are_reached_by_its_mechanism(
    portal: str, served: DemoPortals, reached: dict[str, Page]
) -> None:
    site, base = served.sites[portal], served.base(portal)
    assert site.reports
    found = {key for key, path in site.reports.items() if base + path in reached}
    assert found == set(site.reports) - site.unlisted


def test_every_agency_has_a_column_that_is_reached(served: DemoPortals, reached: dict[str, Page]) -> None:
    assert set(served.column_urls()) == {agency.id for agency in served.world.agencies}
    assert set(served.column_urls().values()) <= set(reached)


def test_twins_show_the_report_of_another_address(served: DemoPortals) -> None:
    for portal, site in served.sites.items():
        for twin, path in site.twins.items():
            base = served.base(portal)
            assert fetch(served, base + twin).body == fetch(served, base + path).body
    assert sum(bool(site.twins) for site in served.sites.values()) == 2


def test_the_readers_find_what_is_printed_in_every_family(served: DemoPortals) -> None:
    for key, url in served.report_urls().items():
        truth = served.world.truth(*key)
        assert truth
        if truth.year not in (2020, 2024) and truth.encoding == "utf-8" and not truth.enclosed and not truth.gzip:
            continue
        page = fetch(served, url)
        if truth.enclosed:
            assert not isinstance(read_report(page.body, page.media_type, url), ReadReport)
            page = articles.sealed_copy(truth)[1]
        body = gzip.decompress(page.body) if "Content-Encoding" in page.headers else page.body
        read = read_report(body, page.media_type, url)
        assert isinstance(read, ReadReport), truth.key
        output = read.as_json()
        assert (output["title"], output["agency"], output["year"]) == (truth.title, truth.agency.name, truth.year)
        found = {name: (cell["state"], cell["value"]) for name, cell in output["cells"].items()}
        assert found == {name: (cell.state, cell.value) for name, cell in truth.cells.items()}, truth.key


def test_nothing_else_is_read_as_a_report(served: DemoPortals, reached: dict[str, Page]) -> None:
    shown = {*served.report_urls().values()}
    for portal, site in served.sites.items():
        shown |= {served.base(portal) + twin for twin in site.twins}
    others = [other.title for other in served.world.others]
    pages = {url: page for url, page in reached.items() if url not in shown and page.media_type == "text/html"}
    named = {url: page for url, page in pages.items() if any(title in text_of(page) for title in others)}
    assert len(named) > len(others)
    assert [
        url for url, page in named.items() if isinstance(read_report(page.body, "text/html", url), ReadReport)
    ] == []


def test_a_proxy_answers_forms_in_blocks_and_nothing_where_a_unit_is_named_by_a_blob(served: DemoPortals) -> None:
    texts = {agency: text_of(fetch(served, served.column_urls()[agency])) for agency in ("jiluan-gov", "jiluan-water")}
    forms = {
        agency: dict(re.findall(r"'(\w+)':'?([^',}]+)'?", text.split("proxyParam:")[2]))
        for agency, text in texts.items()
    }
    host = urlsplit(served.base("jiluan")).netloc
    answers = {}
    for agency, form in forms.items():
        connection = HTTPConnection(host, timeout=10)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", f"{PROXY}?startrecord=5&endrecord=6&perpage=4", urlencode(form), headers)
        answers[agency] = connection.getresponse().read()
        connection.close()
    assert answers["jiluan-gov"].count(b"<record>") == 2
    assert b"<totalrecord>7</totalrecord>" in answers["jiluan-gov"]
    assert len(answers["jiluan-water"]) == 54
    posted = [request for request in served.log if request.method == "POST"]
    assert [request.form for request in posted[-2:]] == [urlencode(form) for form in forms.values()]
    assert {key[0] for key in served.sites["jiluan"].unlisted} == {"jiluan-water"}


def test_a_unit_refuses_a_tag_that_is_not_told_in_utf_8(served: DemoPortals) -> None:
    column = served.column_urls()["rongyin-gov"]
    shells = UNIT.findall(text_of(fetch(served, column)))
    told = [dict(re.findall(r"'(\w+)':'([^']*)'", parameters)) for _, parameters in shells]
    own = next(unit for unit in told if unit["tagId"] == "右侧内容")
    others = "&".join(f"{name}={value}" for name, value in own.items() if name != "tagId")
    answers = {
        charset: json.loads(
            served.sites["rongyin"].respond(UNIT_PATH, f"{others}&tagId={quote(own['tagId'], encoding=charset)}").body
        )
        for charset in ("utf-8", "gbk")
    }
    assert len(told) == 3
    assert answers["gbk"] == {"success": False, "data": {}}
    assert answers["utf-8"]["data"]["html"].count("<li>") == 4


def test_a_unit_may_ignore_the_number_of_the_page(served: DemoPortals) -> None:
    column = served.column_urls()["rongyin-education"]
    pages = [url for url in leads(column, fetch(served, column)) if quote("右侧内容") in url]
    assert len(pages) == 3
    assert len({fetch(served, url).body for url in pages}) == 1
    assert {agency for agency, _ in served.sites["rongyin"].unlisted} == {"rongyin-education"}


def test_pages_count_down_from_the_last(served: DemoPortals) -> None:
    column = served.column_urls()["weidu-gov"]
    first, second = text_of(fetch(served, column)), text_of(fetch(served, column.replace(".htm", "/1.htm")))
    assert '<span class="p_next p_fun"><a href="zfxxgknb/1.htm">下页</a></span>' in first
    assert ("1/2</span>" in first, "2/2</span>" in second) == (True, True)


def test_a_script_sends_a_file_whose_address_has_no_extension(reached: dict[str, Page]) -> None:
    files = {url: page for url, page in reached.items() if "/download.jsp?" in url}
    assert [page.body[:4] for page in files.values()] == [b"%PDF"] * 2
    assert {page.media_type for page in files.values()} == {"application/octet-stream"}
    assert all(page.headers["Content-Disposition"].endswith(".pdf") for page in files.values())


def test_a_page_of_the_wrong_charset_and_one_always_compressed(served: DemoPortals) -> None:
    page = fetch(served, served.report_urls()["zhuting-civil", 2023])
    assert b"charset=utf-8" in page.body
    assert "竺汀县民政局2023年政府信息公开工作年度报告" in page.body.decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        page.body.decode()
    assert "Content-Encoding" in fetch(served, served.report_urls()["zhuting-gov", 2022]).headers


def test_a_column_of_files_has_reports_that_are_pdf(served: DemoPortals) -> None:
    urls = [url for (agency, _), url in served.report_urls().items() if agency == "zhuting-audit"]
    assert len(urls) == 5
    assert all(fetch(served, url).body.startswith(b"%PDF") for url in urls)


def test_a_file_has_a_twin_in_ofd(reached: dict[str, Page]) -> None:
    twins = {url: page for url, page in reached.items() if url.endswith(".ofd")}
    assert [page.body[:2] for page in twins.values()] == [b"PK"]
    assert {url.replace(".ofd", ".pdf") for url in twins} <= set(reached)


def test_themes_are_apart(tmp_path: Path) -> None:
    with start_on_free_ports(tmp_path) as usual:
        assert not set(usual.ports) & set(PORTALS)
