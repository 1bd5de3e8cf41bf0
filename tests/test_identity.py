import csv

import pytest

from extract.dates import iso_day
from extract.document import Document, Paragraph, Statement
from extract.identity import identify
from extract.titles import agency_of_title, is_report_title, year_of_title
from tests.shared import SHARED, needs_shared


def document(*lines: str, statements: tuple[Statement, ...] = ()) -> Document:
    return Document("text/plain", tuple(Paragraph(line) for line in lines), statements)


@pytest.mark.parametrize(
    ("title", "agency", "year"),
    [
        ("澄江县水利局2024年政府信息公开工作年度报告", "澄江县水利局", 2024),
        ("2023年澄江县人民政府政府信息公开工作年度报告", "澄江县人民政府", 2023),
        ("澄江县水利局 2024 年度政府信息公开年报", "澄江县水利局", 2024),
        ("澄江县城西街道二〇二二年政府信息公开工作年度报告", "澄江县城西街道", 2022),
        ("澄江县财政局政府信息公开工作2024年度报告", "澄江县财政局", 2024),
        ("政府信息公开工作年报", None, None),
    ],
)
def test_agency_and_year_of_a_title(title: str, agency: str | None, year: int | None) -> None:
    assert (agency_of_title(title), year_of_title(title)) == (agency, year)


@pytest.mark.parametrize(
    "title",
    [
        "关于做好2024年政府信息公开工作年度报告编制和发布工作的通知",
        "一图读懂澄江县2024年政府信息公开工作年度报告",
        "澄江师范大学2022-2023学年信息公开工作年度报告",
        "澄江县2024年政府信息公开工作年度报告公布情况",
        "澄江县2024年法治政府建设年度报告",
        "澄江县人民医院2024年信息公开工作年度报告",
    ],
)
def test_look_alikes_are_no_reports(title: str) -> None:
    assert not is_report_title(title)


@needs_shared
def test_titles_of_real_reports_and_look_alikes() -> None:
    with (SHARED / "spec" / "titles.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    wrong = [row["title"] for row in rows if is_report_title(row["title"]) != (row["label"] == "annual_report")]
    assert wrong == []


def test_a_title_over_two_lines() -> None:
    identity = identify(document("澄江县水利局", "2024年政府信息公开工作年度报告", "一、总体情况"))
    assert (identity.title, identity.agency, identity.year) == (
        "澄江县水利局 2024年政府信息公开工作年度报告",
        "澄江县水利局",
        2024,
    )


def test_the_fuller_name_counts_when_it_ends_in_the_one_of_the_title() -> None:
    statements = (
        Statement("table", "title", "水利局2024年政府信息公开工作年度报告"),
        Statement("table", "publisher", "澄江县水利局"),
    )
    assert identify(document("正文", statements=statements)).agency == "澄江县水利局"


def test_title_and_period_that_disagree_are_an_issue_and_not_a_choice_in_silence() -> None:
    identity = identify(
        document("澄江县水利局2024年政府信息公开工作年度报告", "统计期限自2023年1月1日起至2023年12月31日止。")
    )
    assert identity.year == 2024
    assert identity.period == ("2023-01-01", "2023-12-31")
    assert [issue.code for issue in identity.issues] == ["year_conflict"]


def test_the_year_of_an_untitled_page_comes_from_its_address_and_says_so() -> None:
    identity = identify(document("本局工作情况"), url="http://www.example.gov.cn/report.jsp?area=1&fbtime=2021")
    assert identity.year == 2021
    assert {issue.code for issue in identity.issues} == {"year_inferred", "agency_not_stated"}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-01-17 15:40", "2024-01-17"),
        ("2024年1月7日", "2024-01-07"),
        ("发布于2024/1/7", "2024-01-07"),
        ("2024年1月", None),
        ("2024-13-40", None),
    ],
)
def test_days_are_read_and_never_invented(text: str, day: str | None) -> None:
    assert iso_day(text) == day
