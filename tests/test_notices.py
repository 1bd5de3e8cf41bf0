"""Official notices of who published: read, kept, evidence of who owes, and a word against saying that a report is missing."""

from datetime import date

import pytest
from rich.console import Console

from extract.notices import Notice
from extract.report import NoReport, read_report
from nianbao.extraction import extract_archive
from nianbao.progress import Reporter
from tests.status_scene import FINANCE, HOST, OWN, Scene

TITLE = "青禾市2023年政府信息公开工作年度报告公布情况"
THREE = ("青禾市财政局", "青禾市教育局", "三河镇人民政府")
NOTICE = f"{HOST}/tz/1.html"
FEBRUARY, MARCH, JUNE = date(2024, 2, 10), date(2024, 3, 1), date(2024, 6, 1)


def html(*paragraphs: str, title: str = TITLE) -> bytes:
    body = "".join(text if text.startswith("<table") else f"<p>{text}</p>" for text in paragraphs)
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>".encode()


def notice(*paragraphs: str, title: str = TITLE) -> Notice | None:
    found = read_report(html(*paragraphs, title=title))
    assert isinstance(found, NoReport)
    return found.notice


def table(*rows: tuple[str, ...]) -> str:
    lines = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


@pytest.mark.parametrize(
    "paragraphs",
    [
        (f"一、全市应公布年度报告的单位3个，名单为：{'、'.join(THREE)}。",),
        ("应公布的单位3个：青禾市财政局（含市国资委）、青禾市教育局、三河镇人民政府等3个单位。",),
        (
            "应当公布年度报告的单位共3个，名单如下：",
            "1.青禾市财政局",
            "2、青禾市教育局",
            "(3)三河镇人民政府",
            "特此通报。",
        ),
        ("应公布单位3个。", table(("序号", "单位名称"), ("1", THREE[0]), ("2", THREE[1]), ("3", THREE[2]))),
        (f"应公布单位3个。{'、'.join(THREE)}等3个单位均已编制年度报告。",),
        (f"应公布单位3个，名单为：{'；'.join(THREE)}。",),
        (f"应公布单位3个：1.{THREE[0]} 2.{THREE[1]} 3.{THREE[2]}",),
        ("应公布单位3个。", f"（一）政府部门（2个）：{THREE[0]}、{THREE[1]}。", f"（二）乡镇街道（1个）：{THREE[2]}。"),
        ("应公布单位3个。", "一、应公布单位名单（3个）", *THREE, "二、存在问题"),
        (
            "应公布单位3个。",
            table(("序号", "单位", "序号", "单位"), ("1", THREE[0], "3", THREE[2]), ("2", THREE[1], "", "")),
        ),
        (
            "应公布单位3个。",
            table(("类别", "单位"), ("政府部门", THREE[0]), ("政府部门", THREE[1]), ("乡镇", THREE[2])),
        ),
        ("应公布单位3个。", table(THREE)),
        (
            f"应公布单位3个：{'、'.join(THREE)}。",
            "无需公布的单位：青禾市人大办、青禾市政协办、青禾市总工会。",
            "已撤销的单位：青禾市扶贫办、青禾市安监局、青禾市物价局。",
            "2021年应公布单位：青禾市旅游局、青禾市文化局、青禾市体育局。",
        ),
    ],
    ids=[
        *("sentence", "notes", "lines", "table", "before", "semicolons", "numbered", "nested", "below"),
        *("two_columns", "kinds", "bare_table", "not_owing"),
    ],
)
def test_the_agencies_that_a_notice_names_are_read(paragraphs: tuple[str, ...]) -> None:
    found = notice(*paragraphs)
    assert found is not None
    assert (found.year, sorted(found.named), found.late, found.stated) == (2023, sorted(THREE), (), 3)
    assert not found.all_in_time


def test_a_long_list_of_names_that_end_as_headings_do_is_read_whole() -> None:
    names = [f"青禾市{one}{two}街道" for one in "东西南北中上下前后里" for two in "山水林田湖草沙石云雨风雪"]
    found = notice("应公布单位名单如下：", *names)
    assert found is not None and list(found.named) == names


def test_names_without_a_place_are_those_of_the_portals_division() -> None:
    found = notice("应公布单位：教育局、县财政局、松坪镇、桐溪高新区管委会。")
    assert found is not None and found.named == ("教育局", "县财政局", "松坪镇", "桐溪高新区管委会")


@pytest.mark.parametrize(
    ("said", "in_time"),
    [
        ("按时公布率100%。", True),
        ("各单位均于2024年1月31日前公布了年度报告。", True),
        ("未按时公布单位0个。", True),
        ("各单位均未按时公布。", False),
        ("按时公布率98%。", False),
        ("请未按时公布的单位尽快公布。", False),
        (f"除{THREE[1]}外，其他单位均于1月31日前公布。", False),
    ],
)
def test_that_all_published_in_time_is_taken_from_its_words(said: str, in_time: bool) -> None:
    found = notice(f"名单为：{'、'.join(THREE)}。", said)
    assert found is not None and found.all_in_time == in_time


@pytest.mark.parametrize(
    "late",
    [
        "未按时公布的单位：青禾市教育局。",
        table(("单位", "是否按时公布"), (THREE[0], "是"), (THREE[1], "否"), (THREE[2], "是")),
        table(("单位", "是否逾期"), (THREE[0], "否"), (THREE[1], "是"), (THREE[2], "否")),
        table(("单位", "按时公布", "未按时公布"), (THREE[0], "√", ""), (THREE[1], "", "√"), (THREE[2], "√", "")),
        table(("单位", "公布时间", "备注"), (THREE[0], "1月9日", ""), (THREE[1], "2月9日", "逾期公布")),
        f"除{THREE[1]}外，其他单位均于1月31日前公布。",
        f"{THREE[1]}未按时公布年度报告。",
        f"2024年1月31日前未公布的单位：{THREE[1]}。",
    ],
    ids=["sentence", "table", "asks_late", "ticks", "remark", "excepted", "of_one", "dated"],
)
def test_the_late_ones_are_told_from_the_others(late: str) -> None:
    found = notice(f"名单为：{'、'.join(THREE)}。", late)
    assert found is not None
    assert (found.named, found.late, found.all_in_time) == (THREE, (THREE[1],), False)


@pytest.mark.parametrize(
    "said",
    [
        f"2022年未按时公布的单位：{THREE[1]}。",
        f"{THREE[1]}未公开机构职能信息。",
        table(("单位", "是否按时公布", "格式是否规范"), (THREE[0], "是", "是"), (THREE[1], "是", "否")),
        table(("单位", "存在问题"), (THREE[0], "无"), (THREE[1], "未公布附表")),
    ],
    ids=["another_year", "another_matter", "another_question", "fault"],
)
def test_nobody_is_late_by_what_is_said_of_other_things(said: str) -> None:
    found = notice(f"名单为：{'、'.join(THREE)}。", said)
    assert found is not None and (found.named, found.late) == (THREE, ())


@pytest.mark.parametrize(
    ("title", "paragraph"),
    [
        (TITLE, "工作中做到以下几点：加强领导、明确责任、落实措施。"),
        (TITLE, f"名单为：{THREE[0]}、以及其他各单位、{THREE[1]}。"),
        (TITLE.replace("2023年", ""), f"名单为：{'、'.join(THREE)}。"),
        ("青禾市财政局2023年工作总结", f"名单为：{'、'.join(THREE)}。"),
    ],
)
def test_what_names_nobody_or_no_year_is_no_notice(title: str, paragraph: str) -> None:
    assert notice(paragraph, title=title) is None


def extract(scene: Scene) -> None:
    extract_archive(scene.archive, Reporter(Console(quiet=True)), jobs=1)


def test_who_is_named_owes_the_report_of_that_year(scene: Scene) -> None:
    scene.capture(FEBRUARY, NOTICE, html(f"应公布单位4个，名单为：{'、'.join(THREE)}。"))
    extract(scene)
    found = scene.judged(JUNE, read=False)
    assert set(found) == {(name, 2023) for name in THREE[:2]}, "a town of no known county is nobody"
    [evidence] = scene.archive.db.query("SELECT * FROM roster_evidence WHERE agency_id LIKE '%财政局'")
    assert (evidence["kind"], evidence["url"]) == ("status_notice", NOTICE)
    [issue] = scene.archive.db.query("SELECT message FROM issues WHERE code = 'notice_incomplete'")
    assert issue["message"] == "the notice states 4 agencies and 3 were read"
    extract(scene)
    assert scene.archive.db.table("notice_units").count == 3


@pytest.mark.parametrize(
    ("said", "confirmed"),
    [("", True), ("按时公布率100%。", False), (f"未按时公布的单位：{FINANCE}。", True)],
    ids=["named", "in_time", "late"],
)
def test_a_notice_that_says_it_was_published_stands_against_calling_it_missing(
    scene: Scene, said: str, confirmed: bool
) -> None:
    scene.capture(FEBRUARY, NOTICE, html(f"名单为：{'、'.join(THREE)}。", said))
    for day in (FEBRUARY, MARCH):
        scene.read(day, OWN)
    extract(scene)
    row = scene.judged(JUNE, read=False)[FINANCE, 2023]
    assert (row["status"], row["confirmed"]) == ("not_found", confirmed)
    assert (NOTICE in row["explanation"]) == (NOTICE in row["explanation_en"]) == (not confirmed)
