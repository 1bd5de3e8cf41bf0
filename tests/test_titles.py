"""Titles: their kind, their year, their agency."""

import csv
import json

import pytest

from crawler import titles
from tests.shared import CORPUS, SHARED, needs_shared


@needs_shared
def test_titles_are_classified_as_labelled() -> None:
    with (SHARED / "spec" / "titles.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    wrong = [row for row in rows if titles.classify(row["title"], in_column=True) != row["label"]]
    assert rows and not wrong


@needs_shared
def test_look_alike_pages_are_not_reports() -> None:
    lines = (CORPUS / "page_negatives.jsonl").read_text(encoding="utf-8").splitlines()
    words = [json.loads(line)["what"].partition("(")[0] for line in lines]
    assert words and not [word for word in words if titles.classify(word) == "annual_report"]


@pytest.mark.parametrize(
    ("title", "in_column", "kind"),
    [
        ("云岭区教育局2023年政府信息公开工作年度报告", False, "annual_report"),
        ("云岭区教育局2023年政府信息公开工作年度报告.docx", False, "annual_report"),
        ("二〇二一年云岭区政府信息公开年报", False, "annual_report"),
        ("云岭区2021年度政府信息公开年度工作情况", False, "not_report"),
        ("云岭区2021年度政府信息公开年度工作情况", True, "annual_report"),
        ("云岭区林业局2019年信息公开年度报告", True, "annual_report"),
        ("2022年", True, "unclear"),
        ("云岭县2023年政务公开工作年度报告", True, "unclear"),
        ("云岭县2023年政务公开工作年度报告", False, "not_report"),
        ("云岭县2023年政务公开工作总结", True, "not_report"),
        ("云岭区教育局2023年政府信…", True, "unclear"),
        ("云岭区人民政府信息公开工作年...", True, "unclear"),
        ("云岭区教育局2023年政府信…", False, "not_report"),
        ("关于做好2023年政府信息公开…", True, "not_report"),
        ("云岭区2023年政府信息公开考核…", True, "not_report"),
        ("云岭区领导简介…", True, "not_report"),
        ("2022年", False, "not_report"),
        ("年度报告", True, "unclear"),
        ("【工作推进】云岭区部署2023年政府信息公开工作年度报告编制", True, "not_report"),
        ("云岭区2022年政府信息公开工作年度报告（图解）", True, "rendition"),
        ("云岭区人民医院2022年信息公开年报", True, "related_report"),
        ("大学路街道2022年政府信息公开工作年度报告", True, "annual_report"),
        ("云岭区2022年政府网站工作年度报表", True, "not_report"),
        ("云岭区召开年度工作会议", True, "not_report"),
    ],
)
def test_kind_of_a_title(title: str, in_column: bool, kind: str) -> None:
    assert titles.classify(title, in_column=in_column) == kind


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("云岭区2023年政府信息公开工作年度报告", 2023),
        ("2009上海市政府信息公开年报", 2009),
        ("二〇二三年政府信息公开工作年度报告", 2023),
        ("云岭区23年政府信息公开年报", 2023),
        ("2022-2023学年度信息公开年报", None),
        ("政府信息公开年报", None),
        ("云岭区2023年政府信息公开工作年度报告（2024年发布）", None),
    ],
)
def test_year_of_a_title(title: str, year: int | None) -> None:
    assert titles.year(title) == year


@pytest.mark.parametrize(
    ("title", "agency"),
    [
        ("云岭区教育局 2024 年政府信息公开工作年度报告", "云岭区教育局"),
        ("2018年云岭市政府信息公开工作年度报告", "云岭市"),
        ("云岭市人民政府信息公开年报", "云岭市人民政府"),
        ("云岭区林业局关于2023年政府信息公开工作的年度报告", "云岭区林业局"),
        ("云岭海关（本级机关）2023年政府信息公开工作年度报告", "云岭海关"),
        ("2023年度我局政府信息公开年度报告", None),
        ("本溪市教育局2023年政府信息公开工作年度报告", "本溪市教育局"),
        ("政府信息公开年报", None),
        ("2022年", None),
        ("2023年政府信息公开工作年度报告（云岭市北桥街道）", "云岭市北桥街道"),
        ("政府信息公开工作年度报告(2022年度)(云岭区教育局)", "云岭区教育局"),
        ("2022年政府信息公开年报（含街道）", None),
        ("2022年政府信息公开年报（修订）", None),
    ],
)
def test_agency_of_a_title(title: str, agency: str | None) -> None:
    assert titles.agency(title) == agency
