"""The demo portals serve what real ones do: everything is reachable the way the families' mechanisms say, and nothing dangles."""

import json
import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest

from nianbao.demo.portals.site import Page
from nianbao.demo.server import DemoPortals

HREF = re.compile(r'href="([^"]+)"')
SCRIPT = re.compile(r"<script>.*?</script>", re.DOTALL)
ARTICLE = re.compile(r"/t\d{8}_\d+\.html|/post_\d+\.html")
PAGER = re.compile(r'createPageHTML\((\d+), (\d+), "(\w+)", "(\w+)"\)')
TREE = re.compile(r"SID: '(\d+)',\s+TREE: (\[.*\]),")


def fetch(portals: DemoPortals, url: str) -> Page:
    parts = urlsplit(url)
    portal = next(name for name in portals.ports if portals.base(name) == f"http://{parts.netloc}")
    return portals.sites[portal].respond(parts.path, parts.query)


def leads(url: str, page: Page) -> Iterator[str]:
    """Where a page leads to: its links, the further pages of its pager, the interface its configuration names, and what that lists."""
    if page.media_type.startswith("application/json"):
        yield from (article["url"] for article in json.loads(page.body)["articles"])
        return
    text = page.body.decode(errors="replace")
    yield from (urljoin(url, address) for address in HREF.findall(SCRIPT.sub("", text)))
    for total, current, name, extension in PAGER.findall(text):
        assert int(current) < int(total)
        yield from (urljoin(url, f"{name}_{number}.{extension}") for number in range(1, int(total)))
    for sid, tree in TREE.findall(text):
        root = url.split("/gkmlpt/")[0]
        nodes = [node for node in json.loads(tree) if not node["jump_url"]]
        yield from (f"{root}/gkmlpt/api/all/{node['id']}?page=1&sid={sid}" for node in nodes)


@pytest.fixture(scope="module")
def visited(portals: DemoPortals) -> dict[str, Page]:
    """Every page that is reached from the home pages."""
    found: dict[str, Page] = {}
    open_ends = [portal.home_url for portal in portals.portals()]
    while open_ends:
        url = open_ends.pop()
        if url not in found:
            page = found[url] = fetch(portals, url)
            if page.media_type.startswith(("text/html", "application/json")) and not page.headers:
                open_ends += leads(url, page)
    return found


def test_no_link_leads_nowhere(visited: dict[str, Page]) -> None:
    assert [url for url, page in visited.items() if page.status != 200] == []
    assert len(visited) > 150


def test_every_report_is_reached_from_the_home_pages(portals: DemoPortals, visited: dict[str, Page]) -> None:
    urls = portals.report_urls()
    assert set(urls) == set(portals.world.reports)
    assert set(urls.values()) <= set(visited)


def test_every_column_lists_the_reports_of_its_agencies(portals: DemoPortals) -> None:
    for agency, column in portals.column_urls().items():
        lists, listed = [column], set[str]()
        for url in lists:
            for lead in leads(url, fetch(portals, url)):
                if ARTICLE.search(lead):
                    listed.add(lead)
                elif lead not in lists and (lead.startswith(column) or "/api/all/" in lead):
                    lists.append(lead)
        assert {url for (name, _), url in portals.report_urls().items() if name == agency} <= listed, agency


def test_an_agency_that_published_nothing_has_an_empty_column(portals: DemoPortals) -> None:
    columns = portals.column_urls()
    assert b"<li>" not in fetch(portals, columns["tongxi-transport"]).body
    config = fetch(portals, columns["zhulan-guiyun"])
    interface = next(url for url in leads(columns["zhulan-guiyun"], config) if "/api/all/" in url)
    assert json.loads(fetch(portals, interface).body) | {"classify": None} == {
        "classify": None,
        "total": 0,
        "articles": [],
    }


def test_the_interface_answers_page_0_as_page_1_and_nothing_beyond_the_last(portals: DemoPortals) -> None:
    column = portals.column_urls()["zhulan-city"]
    first = next(url for url in leads(column, fetch(portals, column)) if "/api/all/" in url)
    answers = [fetch(portals, first.replace("page=1", f"page={number}")).body for number in (0, 1, 2)]
    assert answers[0] == answers[1]
    assert json.loads(answers[1])["total"] == len(json.loads(answers[1])["articles"]) == 6
    assert json.loads(answers[2])["articles"] == []
    assert json.loads(fetch(portals, re.sub(r"sid=\d+", "sid=1", first)).body)["total"] == 0


def test_a_list_of_two_pages_shows_each_entry_once(portals: DemoPortals) -> None:
    column = portals.column_urls()["tongxi-gov"]
    pages = [column, f"{column}index_1.html"]
    rows = [re.findall(r'<li><a href="([^"]+)"', fetch(portals, url).body.decode()) for url in pages]
    assert [len(row) for row in rows] == [8, 5]
    assert not set(rows[0]) & set(rows[1])
    assert fetch(portals, f"{column}index_2.html").status == 404
    assert fetch(portals, f"{column}index.html") == fetch(portals, column)


def test_pages_state_their_metadata(portals: DemoPortals) -> None:
    for (agency, year), url in portals.report_urls().items():
        report = portals.world.truth(agency, year)
        page = fetch(portals, url)
        if report is None or page.headers:
            continue
        text = page.body.decode(report.encoding)
        meta = dict(re.findall(r'<meta name="(\w+)" content="([^"]*)"', text))
        assert meta["ArticleTitle"] == report.title
        assert meta["PubDate"].startswith(report.published_on.isoformat())
        assert meta["ContentSource"] == report.agency.name
        assert meta["ColumnName"] == "政府信息公开年报"
        assert re.fullmatch(r"\d{10}", meta["SiteIDCode"])
        assert "您当前的位置" in text
        assert "索引号" in text


def test_a_page_in_gb18030_says_it_is_gb2312(portals: DemoPortals) -> None:
    url = portals.report_urls()["tongxi-land", 2022]
    page = fetch(portals, url)
    text = page.body.decode("gb18030")
    assert "charset=gb2312" in text
    assert "桐溪县自然资源局2022年政府信息公开工作年度报告" in text
    for narrower in ("utf-8", "gb2312", "gbk"):
        with pytest.raises(UnicodeDecodeError):
            page.body.decode(narrower)


def test_the_notice_quotes_the_headings_of_the_form(visited: dict[str, Page]) -> None:
    notice = [page.body.decode() for page in visited.values() if "编制和发布工作的通知</h1>".encode() in page.body]
    assert len(notice) == 1
    assert all(
        heading in notice[0]
        for heading in ("一、总体情况", "三、收到和处理政府信息公开申请情况", "六、其他需要报告的事项")
    )


def test_attached_files_are_documents(portals: DemoPortals, visited: dict[str, Page]) -> None:
    files = {url: page for url, page in visited.items() if page.media_type == "application/pdf"}
    assert len(files) == sum(report.attachment for report in portals.world.expected_reports()) == 2
    for page in files.values():
        assert page.body.startswith(b"%PDF-1.4")
        start = int(page.body.rsplit(b"startxref\n", 1)[1].split()[0])
        assert page.body[start:].startswith(b"xref")
        offsets = [int(line[:10]) for line in page.body[start:].split(b"\n") if line.endswith(b" n ")]
        assert all(page.body[at:].startswith(b"%d 0 obj" % number) for number, at in enumerate(offsets, 1))


def test_a_title_over_two_lines(portals: DemoPortals) -> None:
    text = fetch(portals, portals.report_urls()["qinghe-education", 2022]).body.decode()
    assert '<h1 class="title">青禾市教育局<br>2022年政府信息公开工作年度报告</h1>' in text


def test_label_variants_are_printed(portals: DemoPortals) -> None:
    text = re.sub(r"<[^>]+>", "", fetch(portals, portals.report_urls()["zhulan-civil", 2023]).body.decode())
    assert "3.危及&quot;三安全一稳定&quot;" in text
    assert "社会组织" in text
    assert "社会公益组织" not in text


def test_articles_of_the_platform_with_details_carry_their_body_twice(portals: DemoPortals) -> None:
    text = fetch(portals, portals.report_urls()["qinghe-water", 2024]).body.decode()
    detail = json.loads(text.split("DETAIL: ", 1)[1].split("\n", 1)[0])
    assert detail["content"] in text.split("window._CONFIG")[0]
