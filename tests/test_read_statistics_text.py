"""Statistics of before 2019 in plain text: rows on a line of their own, cells on a line of their own, tabs and bars."""

from collections.abc import Sequence

import pytest

from extract.document import TextPlace
from extract.report import Report, read_report

PROSE = "本机关认真贯彻《中华人民共和国政府信息公开条例》，扎实推进政府信息公开各项工作。" * 12
HEADER = ("统计指标", "单位", "统计数")
ROWS = [
    ("（一）收到申请数", "件", "31"), ("1.当面申请数", "件", "11"), ("2.传真申请数", "件", "0"), ("4.信函申请数", "件", "20"),
    ("（二）申请办结数", "件", "30"), ("五、行政诉讼数量", "件", "/"), ("（二）被依法纠错数", "件", "5"),
]  # fmt: skip
EXPECTED = {
    "received": ("number", 31), "received_in_person": ("number", 11), "received_fax": ("zero", 0), "received_mail": ("number", 20),
    "completed": ("number", 30), "litigation": ("dash", None), "litigation_corrected": ("number", 5),
}  # fmt: skip


def read(*rows: Sequence[str], cell_end: str = " ", row_end: str = "\n") -> Report:
    text = f"测试市教育局2016年政府信息公开工作年度报告\n一、概述\n{PROSE}\n" + row_end.join(map(cell_end.join, rows))
    report = read_report(text.encode(), "text/plain")
    assert isinstance(report, Report)
    return report


def cells(report: Report) -> dict[str, tuple[str, object]]:
    return {key.removeprefix("stat."): (cell.state, cell.value) for key, cell in report.cells.items()}


@pytest.mark.parametrize("cell_end", [" ", "\n", "\t", " | ", "　　"])
def test_cells_with_any_mark_between_them(cell_end: str) -> None:
    report = read(HEADER, *ROWS, cell_end=cell_end)
    assert report.form == "stat_2014"
    assert cells(report) == EXPECTED


def test_all_rows_on_one_line() -> None:
    assert cells(read(HEADER, *ROWS, row_end=" ")) == EXPECTED


def test_the_number_knows_its_line() -> None:
    place = read(HEADER, *ROWS).cells["stat.received_mail"].place
    assert place == TextPlace(8, 10, 12)


def test_a_line_without_a_number_is_blank_where_rows_are_lines() -> None:
    found = cells(read(HEADER, *ROWS, ("2.延期办结数", "件")))
    assert found == {**EXPECTED, "completed_extended": ("blank", None)}


def test_a_number_that_may_belong_to_a_blank_line_is_in_doubt() -> None:
    found = cells(read(HEADER, *ROWS, ("2.延期办结数", "件"), cell_end="\n"))
    assert {state for key, (state, _) in found.items() if key != "completed_extended"} == {"ambiguous"}


def test_the_cumulative_column_is_told_by_the_header_only() -> None:
    rows = [(*row, str(100 + number)) for number, row in enumerate(ROWS)]
    told = cells(read((*HEADER, "历年累计"), *rows))
    assert {key: cell for key, cell in told.items() if not key.endswith(".cumulative")} == EXPECTED
    assert told["received.cumulative"] == ("number", 100)
    assert {state for state, _ in cells(read(*rows)).values()} == {"ambiguous"}


def test_an_unknown_line_keeps_its_number() -> None:
    found = cells(read(HEADER, *ROWS[:5], ("网站专栏留言数", "件", "77"), *ROWS[5:]))
    assert found == EXPECTED


def test_codes_before_the_labels_leave_the_numbers_open() -> None:
    rows = [(f"{number:02}", *row) for number, row in enumerate(ROWS, 1)]
    assert not {state for state, _ in cells(read(("代码", *HEADER), *rows)).values()} & {"number", "zero"}
    assert not {state for state, _ in cells(read(*rows)).values()} & {"number", "zero"}


CUT = [
    ("四、行政复议数量", "件", "9"), ("（一）维持具体\n行政行为数", "件", "4"), ("（二）被依法 纠错数", "件", "5"),
    ("五、行政诉讼数量", "件", "8"), ("（一）维持具体行政行为\n或者驳回原告诉讼请求数", "件", "6"), ("（三）其他情形数", "件", "2"),
    ("八、机构建设和保障经费情况", "——", ""), ("（三）从事政府信息\n公开工作人员数", "人", "3"),
    ("1.专职人员数 （不包括政府公报及\n政府网站工作人员数）", "人", "1"), ("2.兼职 人员数", "人", "2"),
]  # fmt: skip
WHOLE = {
    "review": 9, "review_upheld": 4, "review_corrected": 5, "litigation": 8, "litigation_upheld": 6, "litigation_other": 2,
    "staff": 3, "staff_full_time": 1, "staff_part_time": 2,
}  # fmt: skip


@pytest.mark.parametrize("cell_end", [" ", "\n", "　"])
def test_labels_that_breaks_and_spaces_cut_are_whole_again(cell_end: str) -> None:
    found = cells(read(HEADER, *CUT, cell_end=cell_end))
    assert {key: value for key, (_, value) in found.items()} == WHOLE


def test_a_heading_right_before_a_label_takes_nothing_from_it() -> None:
    rows = [("一、主动公开情况",), ("（一）主动公开政府信息数（同一信息只计一次）", "条", "7"), *ROWS]
    assert cells(read(HEADER, *rows)) == EXPECTED | {"proactive_total": ("number", 7)}
