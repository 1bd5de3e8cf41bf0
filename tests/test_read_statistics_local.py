"""Statistics that provinces printed before 2014, in two editions and in the layouts of their own statistical forms."""

from collections.abc import Mapping, Sequence

import pytest

from extract.forms.statistics import load_statistics_form
from extract.report import Report, read_report

PROSE = "本机关认真贯彻《中华人民共和国政府信息公开条例》，扎实推进政府信息公开各项工作。" * 6
TITLE = "测试市水务局2011年政府信息公开工作年度报告"
EDITIONS = ["stat_2008_local", "stat_2011_local"]
PARTS = {
    "received_in_person": 3,
    "received_fax": 4,
    "received_email": 0,
    "received_online": 6,
    "received_mail": 7,
    "received_other": 1,
}


def printed(form_id: str, *, extensions: bool = False) -> list[tuple[str, str, str]]:
    """Return key, label and unit of each line of an edition."""
    rows = load_statistics_form(form_id).rows
    return [(row.key, row.label, row.unit or "") for row in rows if extensions or not row.extension]


def page(header: Sequence[str], *lines: Sequence[str]) -> Report:
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in line) + "</tr>" for line in [header, *lines])
    report = read_report(f"<h1>{TITLE}</h1><p>一、概述</p><p>{PROSE}</p><table>{rows}</table>".encode())
    assert isinstance(report, Report)
    return report


def text(*lines: str) -> Report:
    report = read_report("\n".join([TITLE, "一、概述", PROSE, "附表 统计报表", *lines]).encode(), "text/plain")
    assert isinstance(report, Report)
    return report


def values(report: Report) -> Mapping[str, object]:
    return {key.removeprefix("stat."): cell.value for key, cell in report.cells.items()}


@pytest.mark.parametrize("form_id", EDITIONS)
def test_every_line_of_an_edition_below_the_header_of_a_statistical_form(form_id: str) -> None:
    rows = printed(form_id)
    lines = [
        (f"&nbsp;&nbsp;{label}", unit, f"{n:02}**", f"{n}", f"{n * 31}") for n, (_, label, unit) in enumerate(rows, 1)
    ]
    report = page(("指标名称", "计算单位", "代码", "本月累计", "本年累计"), ("甲", "乙", "丙", "1", "2"), *lines)
    assert report.form == form_id
    assert values(report) == {key: n * 31 for n, (key, _, _) in enumerate(rows, 1)}
    assert "extra_lines" not in {issue.code for issue in report.issues}


@pytest.mark.parametrize("form_id", EDITIONS)
def test_the_same_lines_with_a_bar_before_each_cell(form_id: str) -> None:
    rows = printed(form_id)
    lines = [f"{label} *\n| {unit}\n| {n:02}\n| {n}\n| {n * 31}\n|" for n, (_, label, unit) in enumerate(rows, 1)]
    report = text("指 标 名 称\n| 计量\n单位\n| 代码\n| 本期实际\n| 本年累计\n|\n甲\n| 乙\n| 丙\n| 1\n| 2\n|", *lines)
    assert values(report) == {key: n * 31 for n, (key, _, _) in enumerate(rows, 1)}


@pytest.mark.parametrize("header", ["指 标 名 称 代 码 本期", ""])
def test_codes_of_lines_are_no_numbers_where_the_header_does_not_name_them(header: str) -> None:
    lines = [f"{label} {unit} {n:02}" for n, (_, label, unit) in enumerate(printed("stat_2008_local"), 1)]
    assert set(values(text(header, *lines)).values()) <= {None}


def test_lines_that_only_some_places_print_count_in_a_sum_where_they_are_printed() -> None:
    parts = [(key, label) for key, label, _ in printed("stat_2008_local") if key.startswith(("reply_", "received"))]
    refused = {key: 2 for key, _ in parts if load_parent(key) == "reply_refused"}
    numbers = {**PARTS, "received": 21, **refused, "reply_refused": 2 * len(refused) + 5, "reply_granted": 9}
    lines = [(label, "条", str(numbers[key])) for key, label in parts if key in numbers]
    header = ("指标名称", "单位", "数量")
    failed = {c.operand for c in page(header, *lines).checks if c.rule == "STAT.S1" and c.status == "fail"}
    withheld = page(header, *lines, ("“不予公开范围3”数", "条", "5")).checks
    passed = {check.operand for check in withheld if check.rule == "STAT.S1" and check.status == "pass"}
    assert failed == {"reply_refused"}
    assert passed == {"received", "reply_refused"}


def load_parent(key: str) -> str | None:
    return next(row.parent for row in load_statistics_form("stat_2008_local").rows if row.key == key)


def test_a_table_for_each_line_without_a_header() -> None:
    form = load_statistics_form("stat_2014")
    lines = [
        (row.label, "——", "") if row.kind == "group" else (row.label, row.unit, str(n * 3))
        for n, row in enumerate(form.rows)
    ]
    tables = "".join(f"<table><tr>{''.join(f'<td>{cell}</td>' for cell in line)}</tr></table>" for line in lines)
    report = read_report(f"<h1>{TITLE}</h1><p>一、概述</p><p>{PROSE}</p>{tables}".encode())
    assert isinstance(report, Report)
    assert values(report) == {row.key: n * 3 for n, row in enumerate(form.rows) if row.kind != "group"}
