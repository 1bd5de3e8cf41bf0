"""Words of menus: groups of agencies are no agencies, whatever a portal calls them; years and kinds lead on."""

import pytest

from crawler import discovery, lists, naming, titles
from crawler.page import Page

COLUMN = "http://www.yunling.gov.cn/zwgk/nb/"


@pytest.mark.parametrize(
    "text",
    [
        "市直部门",
        "市政府组成部门",
        "区县政府",
        "各县（市、区）政府",
        "县（市、区）",
        "县市区",
        "乡镇（街道）",
        "镇办",
        "街道办事处",
        "各街道办事处",
        "垂直管理部门",
        "部门（单位）",
        "中央驻市单位",
        "县直机关",
        "部门信息公开目录",
    ],
)
def test_groups_are_neither_agencies_nor_divisions(text: str) -> None:
    assert naming.is_group(text) and naming.is_kind(text)
    assert not naming.is_agency(text) and not naming.is_division(text)


@pytest.mark.parametrize(
    "text",
    [
        "云岭县教育局",
        "县机关事务服务局",
        "县机关事务服务中心",
        "北桥街道办事处",
        "石桥镇",
        "区政府办公室",
        "市直机关工委办公室",
        "云岭海关",
        "县供销社",
        "市残疾人联合会",
        "市文化市场综合执法总队",
    ],
)
def test_agencies_are_no_groups(text: str) -> None:
    assert naming.is_agency(text) and not naming.is_group(text)


@pytest.mark.parametrize(
    "text", ["政务服务中心", "便民服务中心", "社区卫生服务中心", "隶属海关", "办事大厅", "领导信息"]
)
def test_no_agencies(text: str) -> None:
    assert not naming.is_agency(text) or naming.is_group(text)


@pytest.mark.parametrize("text", ["城区", "市中区", "云岭县", "北山开发区"])
def test_divisions_are_no_groups(text: str) -> None:
    assert naming.is_division(text) and not naming.is_group(text)


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("政府信息年报", 10),
        ("政务公开工作年度报告", 10),
        ("公开年度报告", 6),
        ("年报公开", 6),
        ("乡镇（街道）", 3),
        ("政府网站年报", 0),
        ("统计年报", 0),
    ],
)
def test_what_links_say_about_reports(text: str, score: int) -> None:
    assert discovery.score(text)[0] == score


@pytest.mark.parametrize(
    "text", ["2023年部门年报", "2023年各部门政府信息公开年报", "二〇二三年", "2023年信息公开年度报告"]
)
def test_years_of_menus(text: str) -> None:
    assert naming.is_year(text)


@pytest.mark.parametrize("text", ["2023年工作要点", "2023年云岭县教育局政府信息公开年报", "二季度"])
def test_words_that_are_no_year_of_a_menu(text: str) -> None:
    assert not naming.is_year(text)


def test_kinds_of_a_column_by_the_words_for_their_reports() -> None:
    names = ("机关年报", "关区年报", "街道办事处政府信息公开工作年度报告", "县教育局年度报告", "统计年报", "财政预决算")
    menu = "".join(f'<li><a href="./k{number}/">{name}</a></li>' for number, name in enumerate(names))
    page = Page(COLUMN, f"<html><body><ul>{menu}</ul></body></html>".encode())
    found = {node.text: node.agency for node in discovery.nodes(page, COLUMN)}
    assert found == {
        "机关年报": None,
        "关区年报": None,
        "街道办事处政府信息公开工作年度报告": None,
        "县教育局年度报告": "县教育局",
    }


def test_the_title_of_a_group_s_reports_names_no_agency() -> None:
    assert titles.agency("2023年部门政府信息公开工作年度报告") is None
    assert titles.agency("2023年云岭县教育局政府信息公开工作年度报告") == "云岭县教育局"


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("您的位置：<a href='/'>首页</a> &gt; <a href='/zwgk/'>政务公开</a> &gt; 公开年报 &gt; 关区", True),
        ("<a href='/'>首页</a>&nbsp;>&nbsp;<a href='../'>政府信息公开年报</a> > 2021", True),
        ("首页 更多>> 图片 当前位置： 首页 » 政务公开 » 年度报告 » 列表", True),
        ("当前位置：首页 > 政务公开 > 政府网站年报 > 列表", False),
        ("首页 政务公开 年报", False),
    ],
)
def test_the_path_that_a_page_prints_names_it(line: str, named: bool) -> None:
    page = Page(COLUMN, f"<html><title>云岭县人民政府</title><body><div>{line}</div></body></html>".encode())
    assert lists.is_named(page) is named
