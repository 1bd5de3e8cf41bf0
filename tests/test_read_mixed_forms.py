"""Reports that print blocks of two versions of the form, or the header of one block above another: no number gets a wrong name."""

from collections.abc import Callable

import pytest

from extract.forms import load_form
from extract.report import Report, read_report
from tests.synthetic import HEADINGS, TITLE, Row, random_cells, spanned, table_2, table_3, table_4

FORMS = {form_id: load_form(form_id) for form_id in ("fmt_2021", "fmt_2019")}
CELLS = {form_id: random_cells(5, form_id) for form_id in FORMS}
FIRST_BLOCK = 4


def bars(rows: list[Row]) -> str:
    return "\n".join("| " + " | ".join(text for text, _, _ in row) + " |" for row in rows)


def lines(rows: list[Row]) -> str:
    return "\n\n".join(text for row in rows for text, _, _ in row)


LAYOUTS = [spanned, bars, lines]


def read(second: list[Row], form_id: str, layout: Callable[[list[Row]], str]) -> Report:
    tables = [second, table_3(FORMS[form_id], CELLS[form_id]), table_4(FORMS[form_id], CELLS[form_id])]
    parts = [TITLE, HEADINGS[0], "全年公开有序。" * 9]
    for heading, rows in zip(HEADINGS[1:4], tables, strict=True):
        parts += [heading, layout(rows)]
    parts += [HEADINGS[4], "更新不够及时。", HEADINGS[5], "无。"]
    if layout is spanned:
        text = "".join(part if part.startswith("<table") else f"<p>{part}</p>" for part in parts)
        report = read_report(f"<html><body>{text}</body></html>".encode())
    else:
        report = read_report("\n".join(parts).encode(), "text/plain")
    assert isinstance(report, Report)
    return report


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("first", "rest"), [("fmt_2019", "fmt_2021"), ("fmt_2021", "fmt_2019")])
def test_a_block_of_the_other_version_is_in_doubt(first: str, rest: str, layout: Callable[[list[Row]], str]) -> None:
    top, below = table_2(FORMS[first], CELLS[first]), table_2(FORMS[rest], CELLS[rest])
    report = read(top[:FIRST_BLOCK] + below[FIRST_BLOCK:], rest, layout)
    assert report.form == rest
    states = {key: cell.state for key, cell in report.cells.items() if "regulations" in key or "normative" in key}
    assert set(states.values()) == {"ambiguous"}
    assert {key: cell.raw for key, cell in report.cells.items() if key not in states} == {
        key: text for key, text in CELLS[rest].items() if key not in states
    }


@pytest.mark.parametrize("layout", LAYOUTS)
def test_values_below_the_header_of_another_block_are_in_doubt(layout: Callable[[list[Row]], str]) -> None:
    rows = table_2(FORMS["fmt_2019"], CELLS["fmt_2019"])
    rows[-2] = [("信息内容", 1, 1), ("上一年项目数量", 1, 1), ("本年增/减", 1, 2)]
    report = read(rows, "fmt_2019", layout)
    doubtful = {key for key, cell in report.cells.items() if cell.state == "ambiguous"}
    assert doubtful == {"t2.central_procurement.projects", "t2.central_procurement.amount"}
    assert {key: cell.raw for key, cell in report.cells.items() if key not in doubtful} == {
        key: text for key, text in CELLS["fmt_2019"].items() if key not in doubtful
    }


def test_a_unit_that_the_form_does_not_print_is_said() -> None:
    rows = table_2(FORMS["fmt_2019"], CELLS["fmt_2019"])
    rows[-2] = [(text.replace("采购总金额", "采购总金额（万元）"), high, wide) for text, high, wide in rows[-2]]
    report = read(rows, "fmt_2019", spanned)
    assert {key: cell.raw for key, cell in report.cells.items()} == CELLS["fmt_2019"]
    assert [issue.message for issue in report.issues] == [
        "t2.central_procurement.amount: the column is printed in 万元"
    ]
