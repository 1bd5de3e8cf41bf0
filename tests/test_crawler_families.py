"""The families: recognising them, reading their lists and their articles."""

import json

import pytest

from crawler import families, titles
from crawler.families import FAMILIES
from crawler.page import Page
from tests.crawler_portals import gkmlpt_portal, trs_portal
from tests.shared import SHARED, needs_shared

gkmlpt, trs = FAMILIES["gkmlpt"], FAMILIES["trs"]
SAMPLES = SHARED / "spec" / "portal_samples"
HOST = "http://www.yunling.gov.cn"


def _sample(name: str, url: str = f"{HOST}/xxgk/xxgknb/") -> Page:
    return Page(url, (SAMPLES / name).read_bytes())


@needs_shared
@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("trs_list_ordos_egb_xxgknb.html", "trs"),
        ("trs_list_mot_2026.html", "trs"),
        ("trs_list_amac_createpage.html", "trs"),
        ("trs_detail_jilin_fixture.html", "trs"),
        ("handan_xxgk_list.html", "trs"),
        ("gkmlpt_index_config.html", "gkmlpt"),
        ("gkmlpt_api_all.json", "gkmlpt"),
        ("nfcms_list_maoming_qx.html", "gkmlpt"),
        ("vsb_list_pager.html", "vsb"),
        ("hanweb_jpaas_column_shell_miit.html", "jpaas"),
        ("ucap_list_pager.html", "kaipu"),
    ],
)
def test_saved_pages_are_recognised(name: str, family: str) -> None:
    found = families.recognise(_sample(name))
    assert found.family == family and 0 <= found.confidence <= 1
    assert found.reasons or family == "unknown"


@needs_shared
def test_a_real_annual_report_column() -> None:
    page = _sample("trs_list_ordos_egb_xxgknb.html")
    entries = trs.list_entries(page)
    kinds = [titles.classify(entry.title, in_column=True) for entry in entries]
    assert trs.is_column(page)
    assert len(entries) == 10 and kinds.count("annual_report") == 4 and kinds.count("not_report") == 6
    assert entries[0].url == f"{HOST}/xxgk/xxgknb/202009/t20200903_2748784.html"
    assert entries[0].published_on == "2020-09-03"
    assert trs.next_pages(page) == [f"{HOST}/xxgk/xxgknb/index_1.html"]


@needs_shared
def test_attachments_in_scripts_and_twins() -> None:
    in_script = trs.article(_sample("trs_detail_jilin_fixture.html", f"{HOST}/a/202610/t20261015_1.html"))
    assert [item.url for item in in_script.attachments] == [f"{HOST}/a/202610/P020261015.pdf"]
    twins = trs.article(_sample("trs_attachments_ndrc.html", f"{HOST}/a/202606/t20260615_1.html"))
    assert [item.url.rpartition(".")[2] for item in twins.attachments] == ["pdf", "ofd"]


@needs_shared
def test_statements_of_a_real_article_keep_their_origin() -> None:
    read = trs.article(_sample("handan_xxgk_details.html"))
    assert read.published_on == "2020-08-02"
    assert {item.origin for item in read.statements if item.field == "source"} == {"table", "meta", "visible"}
    assert ("index_number", "000014348/2020-35147") in {(item.field, item.value) for item in read.statements}


@needs_shared
def test_the_real_answer_of_the_interface() -> None:
    url = "http://whly.gd.gov.cn/gkmlpt/api/all/2629?page=1&sid=175"
    page = _sample("gkmlpt_api_all.json", url)
    (entry,) = gkmlpt.list_entries(page)
    assert entry.url == "http://whly.gd.gov.cn/gkmlpt/content/4/4364/post_4364531.html"
    assert entry.agency is None and entry.published_on == "2024-01-29"
    assert [item.url for item in entry.attachments] == ["https://www.sz.gov.cn/attachment/1/1658/1658591/12541123.docx"]
    assert gkmlpt.next_pages(page) == []


@needs_shared
def test_the_real_tree_leads_to_the_interface() -> None:
    page = _sample("gkmlpt_index_config.html", "http://whly.gd.gov.cn/gkmlpt/index")
    assert gkmlpt.is_column(page)
    assert gkmlpt.list_entries(page) == []
    assert gkmlpt.next_pages(page) == ["http://whly.gd.gov.cn/gkmlpt/api/all/2629?page=1&sid=175"]


def _index(tree: object, url: str = f"{HOST}/slug/gkmlpt/index") -> Page:
    source = json.dumps(tree, ensure_ascii=False)
    return Page(url, f"<body><script>window._CONFIG = {{SID: '9', TREE: {source}, DETAIL: {{}}}}</script>".encode())


def test_report_nodes_deep_in_the_tree_with_years_below() -> None:
    years = [{"id": 3, "name": "2023年", "children": []}, {"id": 4, "name": "2024年", "children": []}]
    page = _index([{"id": 1, "name": "公开", "children": [{"id": 2, "name": "政府信息公开年报", "children": years}]}])
    assert gkmlpt.next_pages(page) == [f"{HOST}/slug/gkmlpt/api/all/{number}?page=1&sid=9" for number in (2, 3, 4)]


def test_a_node_that_jumps_elsewhere() -> None:
    page = _index([{"id": 2, "name": "政府信息公开年报", "jump_url": "/zwgk/nb/index.html", "children": []}])
    assert gkmlpt.next_pages(page) == [f"{HOST}/zwgk/nb/index.html"]


def test_pages_of_the_interface_end_with_the_total() -> None:
    portal = gkmlpt_portal()
    first, second = (
        Page(HOST + path, portal.pages[path].body)
        for path in ("/slug/gkmlpt/api/all/7?page=1&sid=42", "/slug/gkmlpt/api/all/7?page=2&sid=42")
    )
    assert len(gkmlpt.list_entries(first)) == 100 and len(gkmlpt.list_entries(second)) == 20
    assert gkmlpt.next_pages(first) == [second.url]
    assert gkmlpt.next_pages(second) == []


@pytest.mark.parametrize("body", ["<html>", "[]", '{"articles": null}', "", '{"articles": 3}'])
def test_an_interface_that_answers_something_else(body: str) -> None:
    page = Page(f"{HOST}/gkmlpt/api/all/7?page=1&sid=42", body.encode())
    with pytest.raises(ValueError):
        gkmlpt.list_entries(page)


@pytest.mark.parametrize("tree", ["[" * 5000, "[{]", '{"id": 1}', "[1, null]"])
def test_a_broken_tree_is_no_column(tree: str) -> None:
    page = Page(f"{HOST}/gkmlpt/index", f"<script>window._CONFIG = {{SID: '1', TREE: {tree}}}</script>".encode())
    assert not gkmlpt.is_column(page) and gkmlpt.next_pages(page) == []


def test_attachments_inside_the_detail_of_a_content_page() -> None:
    content = json.dumps({"content": '<p>见附件</p><a href="/attachment/0/1/2/3.pdf">年报.pdf</a>'})
    page = Page(
        f"{HOST}/gkmlpt/content/4/4364/post_1.html",
        f"<body><script>window._CONFIG = {{SID: '1', DETAIL: {content}}}</script>".encode(),
    )
    assert [item.url for item in gkmlpt.article(page).attachments] == [f"{HOST}/attachment/0/1/2/3.pdf"]


def test_the_menu_of_a_page_is_not_among_its_entries() -> None:
    page = Page(f"{HOST}/zwgk/zfxxgk/", trs_portal().pages["/zwgk/zfxxgk/"].body)
    assert trs.list_entries(page) == [] and not trs.is_column(page)


def test_metadata_prefers_table_then_meta_then_visible_then_address() -> None:
    html = """<head><meta name="PubDate" content="2025-01-21 10:00"><meta name="ContentSource" content="区府办"></head>
    <body><table><tr><td>索 引 号：</td><td>X/2025-1</td><td>发布机构：</td><td>云岭区教育局</td></tr>
    <tr><td>名　　称：</td><td>年度报告</td><td>发布日期：</td><td>2025年1月20日</td></tr></table>
    <p>发布时间：2025-01-22</p></body>"""
    read = trs.article(Page(f"{HOST}/nb/202501/t20250123_1.html", html.encode()))
    assert (read.published_on, read.source, read.title) == ("2025-01-20", "云岭区教育局", "年度报告")
    days = {item.origin: item.value[:10] for item in read.statements if item.field == "published_on"}
    assert (
        days["url"] == "2025-01-23"
        and days["meta"] == "2025-01-21"
        and set(days) == {"table", "meta", "visible", "url"}
    )


def _answer(**fields: object) -> Page:
    return Page(f"{HOST}/gkmlpt/api/all/7?page=1&sid=42", json.dumps({"articles": [], **fields}).encode())


def test_the_interface_is_empty_only_by_its_total() -> None:
    assert gkmlpt.is_empty(_answer(total=0))
    assert not gkmlpt.is_empty(_answer()) and not gkmlpt.is_empty(_answer(total=3))
    assert not gkmlpt.is_empty(_index([]))
    assert gkmlpt.extent(_answer(total=120)).pages == 2 and gkmlpt.extent(_answer(total=120)).entries == 120
