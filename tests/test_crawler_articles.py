"""What article pages say about themselves: their disclosure tables, and the days printed above the text."""

import pytest

from crawler import article
from crawler.page import Page

URL = "http://www.yunling.gov.cn/zwgk/nb/{}"


def _read(body: str, name: str = "12.html") -> article.Article:
    return article.read(Page(URL.format(name), f"<html><body>{body}</body></html>".encode()))


def _table(body: str) -> dict[str, str]:
    return {item.field: item.value for item in _read(body).statements if item.origin == "table"}


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("云岭县北桥街道办事处 2022年02月09日来源:1 [字体: ] 打印", "2022-02-09"),
        ("2023-01-19 15:54:58 来源: 云岭县民政局", "2023-01-19"),
        ("发表时间:2022-01-29 13:51来源:云岭县文旅局", "2022-01-29"),
        ("发布日期: 2017- 01- 13 00: 00 浏览次数:", "2017-01-13"),
        ("【发布时间】2020-02-03", "2020-02-03"),
        ("时间: 2024-01-16 来源: 云岭县卫生健康局 【字体】", "2024-01-16"),
        ("更新时间：2024-01-17 发布时间：2024-01-16", "2024-01-16"),
        ("更新时间：2024-01-17", None),
        ("归档时间:2023-06-15", None),
        ("生效日期: 2024-01-31 废止日期:", None),
        ("办公时间 2023年夏季8:30至18:00", None),
        ("今天是2026年11月21日 星期六", None),
    ],
)
def test_the_day_printed_above_the_text(line: str, day: str | None) -> None:
    assert _read(f"<h1>云岭县2021年政府信息公开年报</h1><p>{line}</p><p>一、总体情况</p>").published_on == day


def test_a_printed_day_counts_before_that_of_the_address() -> None:
    read = _read("<p>北桥街道办事处</p><p>2022年01月18日来源:1</p>", "202206/t20220615_3268.html")
    assert read.published_on == "2022-01-18"


@pytest.mark.parametrize(
    ("line", "source"), [("来源： 【字号：大", None), ("来源：云岭县统计局 【字号：大", "云岭县统计局")]
)
def test_what_follows_an_empty_source_is_none(line: str, source: str | None) -> None:
    assert _read(f"<h2>年报</h2><p>日期：2022-01-27 {line}</p>").source == source


def test_labels_whose_letters_stand_apart() -> None:
    body = """<table><tr><td>索&nbsp;&nbsp;引&nbsp;&nbsp;号</td><td>YL001-2021-86</td><td>分 类</td><td>综合/其他</td></tr>
    <tr><td>名　　　　称：</td><td>云岭县2020年政府信息公开工作年度报告</td></tr><tr><td>发 布 单 位</td><td>云岭县人民政府</td></tr></table>"""
    assert _table(body) == {
        "title": "云岭县2020年政府信息公开工作年度报告",
        "source": "云岭县人民政府",
        "index_number": "YL001-2021-86",
        "category": "综合/其他",
    }


def test_an_empty_cell_does_not_take_the_words_of_the_next_label() -> None:
    body = """<table><tr><td>信息来源</td><td></td><td>关 键 词</td><td></td></tr>
    <tr><td>文 号：</td><td> </td><td>所属主题：</td><td>年度报表</td></tr></table>
    <dl><dt>发布机构</dt><dd></dd><dt>主题分类</dt><dd>财政</dd></dl>"""
    assert _table(body) == {"category": "财政"}


def test_words_that_begin_like_a_label_are_none() -> None:
    body = "<ul><li>名称变更登记</li><li>标题新闻</li><li>分类导航</li></ul><p>文号12号</p><p>发布机构 云岭县民政局</p>"
    assert _table(body) == {"source": "云岭县民政局", "document_number": "12号"}


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("信息来源:北桥镇 作者:佚名 发布时间:2022-01-26 16:32 【 字体:", "北桥镇"),
        ("信息来源:云岭县石桥街道办事处发布时间:2024-01-05 11:19 浏览次数:", "云岭县石桥街道办事处"),
        ("发布机构： 云岭县民政局 [打印]", "云岭县民政局"),
    ],
)
def test_a_value_ends_where_the_line_says_something_else(line: str, source: str) -> None:
    assert _read(f"<h1>2021年政府信息公开工作年度报告</h1><p>{line}</p>").source == source


def test_numbers_of_documents_keep_their_brackets_and_labels_are_no_values() -> None:
    body = """<table><tr><td>文号</td><td>云政发【2021】3号</td><td>索引号</td><td>YL[2021]-86</td></tr></table>
    <table><tr><td>发布机构</td><td>公开日期</td><td>2024-01-05</td></tr></table>"""
    assert _table(body) == {
        "document_number": "云政发【2021】3号",
        "index_number": "YL[2021]-86",
        "published_on": "2024-01-05",
    }


def test_an_empty_line_does_not_take_the_next_one_with_its_label() -> None:
    body = """<ul><li>发布机构:</li><li>发布日期:2020年02月17日</li><li>文号：</li><li>主题分类：政务公开</li></ul>"""
    assert _table(body) == {"published_on": "2020年02月17日", "category": "政务公开"}
    assert _read(body).source is None


def test_a_title_or_a_heading_is_no_source() -> None:
    assert _read("<p>来源：</p><p>一、总体情况</p>").source is None
    assert _read("<p>发布机构:</p><p>云岭县石桥街道2023年政府信息公开工作年度报告</p>").source is None


def test_the_day_printed_before_the_readers_counted() -> None:
    assert _read("<p>2024年01月25日 (点击: )</p>").published_on == "2024-01-25"
    assert _read("<p>2024-01-25 09:10 浏览次数：7</p>").published_on == "2024-01-25"
