"""Tables as texts of web pages print them: a bar behind each cell, spans made up for at the end of a row, blank cells left out."""

import random
from collections.abc import Callable

import pytest

from extract.forms import load_form
from extract.report import Report, read_report
from tests.synthetic import HEADINGS, TITLE, Cells, Row, random_cells, table_2, table_3, table_4

Table = list[list[str]]
Layout = Callable[[Table, int], str]


def row_to_a_line(table: Table, width: int) -> str:
    return "".join("| " + " | ".join(row) + " | " + "|" * (width - len(row)) + "\n" for row in table)


def cell_to_a_line(table: Table, width: int) -> str:
    return "".join("".join(cell + " |\n" for cell in row) + "|" * (width - len(row)) + "\n" for row in table)


def cell_between_breaks(table: Table, width: int) -> str:
    return "".join("| " + "".join(f"\n {cell}  | " for cell in row) + "|" * (width - len(row)) + "\n" for row in table)


def bar_before_a_cell(table: Table, _width: int) -> str:
    return "".join("\n| ".join(row) + "\n|\n" for row in table)


def bar_behind_tabs(table: Table, _width: int) -> str:
    return "".join("  " + "  | \n\t\t\t".join(row) + "\n   | \n\t\t\n" for row in table)


def bare_cells(table: Table, _width: int) -> str:
    return "\n\n".join(cell for row in table for cell in row) + "\n"


LAYOUTS = [row_to_a_line, cell_to_a_line, cell_between_breaks, bar_before_a_cell, bar_behind_tabs]


def read(form_id: str, cells: Cells, layout: Layout, *, keeps_blanks: bool) -> Report:
    form = load_form(form_id)

    def shown(rows: list[Row]) -> str:
        width = max(map(len, rows))
        return layout([[text for text, _, _ in row if text or keeps_blanks] for row in rows], width)

    tables = [shown(make(form, cells)) for make in (table_2, table_3, table_4)]
    text = [
        TITLE,
        HEADINGS[0],
        "全年公开有序。" * 9,
        HEADINGS[1],
        tables[0],
        HEADINGS[2],
        tables[1],
        HEADINGS[3],
        tables[2],
    ]
    report = read_report("\n".join([*text, HEADINGS[4], "更新不够及时。", HEADINGS[5], "无。"]).encode(), "text/plain")
    assert isinstance(report, Report)
    return report


@pytest.mark.parametrize("form_id", ["fmt_2021", "fmt_2019"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_cell_of_a_flattened_page(form_id: str, layout: Layout) -> None:
    cells = random_cells(11, form_id)
    assert {key: cell.raw for key, cell in read(form_id, cells, layout, keeps_blanks=True).cells.items()} == cells


@pytest.mark.parametrize("keeps_blanks", [True, False])
@pytest.mark.parametrize("share", [0.1, 0.3, 0.9])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_blank_cells_that_were_left_out_shift_no_number(layout: Layout, share: float, keeps_blanks: bool) -> None:
    for seed in range(4):
        rng = random.Random(seed)
        cells = {key: "" if rng.random() < share else text for key, text in random_cells(seed).items()}
        report = read("fmt_2021", cells, layout, keeps_blanks=keeps_blanks)
        told = {key: cell for key, cell in report.cells.items() if cell.state not in ("ambiguous", "unreadable")}
        assert {key: (cells[key], cell.raw) for key, cell in told.items() if cell.raw != cells[key]} == {}


def test_a_text_that_leaves_out_repeated_lines_has_no_blank_table() -> None:
    form = load_form("fmt_2019")
    tables = [make(form, dict.fromkeys(form.cell_keys(), "0")) for make in (table_2, table_3, table_4)]
    cells = [[text for row in rows for text, _, _ in row if text] for rows in tables]
    parts = [
        TITLE,
        HEADINGS[0],
        "全年公开有序。" * 9,
        HEADINGS[1],
        *cells[0],
        HEADINGS[2],
        *cells[1],
        HEADINGS[3],
        *cells[2],
    ]
    lines = dict.fromkeys([*parts, HEADINGS[4], "更新不够及时。", HEADINGS[5], "无。"])
    report = read_report("\n".join(lines).encode(), "text/plain")
    assert isinstance(report, Report)
    assert {cell.state for cell in report.cells.values()} == {"unreadable"}
    assert "lines_left_out" in {issue.code for issue in report.issues}


EXPLAINED = {
    "规范性文件": "规范性文件（市直机关印发的决定、公告、意见，以及名称中有“办法”“细则”等字样，按规定程序备案的规范性文件）",
    "上一年项目数量": "上一年项目数量（指2018年底的事项数）",
    "本年增/减": "本年增/减（指2019年增加或减少的事项数，减少的写负数，如-3）",
    "其他对外管理服务事项": "其他对外管理服务事项（行政许可之外的事项，包括行政确认、行政处罚、行政强制和其他公共服务）",
}


@pytest.mark.parametrize("layout", [*LAYOUTS, bare_cells])
def test_explanations_behind_labels_are_no_part_of_the_table(layout: Layout) -> None:
    cells = random_cells(5, "fmt_2019")

    def explained(table: Table, width: int) -> str:
        return layout([[EXPLAINED.get(cell, cell) for cell in row] for row in table], width)

    report = read("fmt_2019", cells, explained, keeps_blanks=True)
    assert {key: cell.raw for key, cell in report.cells.items()} == cells


WORDED = {"t2.regulations": "无权制定规章", "t2.admin_coercion": "未实施行政强制", "t3.carried_in": "没有结转的申请"}


@pytest.mark.parametrize("layout", [*LAYOUTS, bare_cells])
@pytest.mark.parametrize("form_id", ["fmt_2021", "fmt_2019"])
def test_cells_that_say_in_words_that_there_is_nothing_are_not_blank(form_id: str, layout: Layout) -> None:
    words = {
        key: WORDED[key.rpartition(".")[0]] for key in random_cells(7, form_id) if key.rpartition(".")[0] in WORDED
    }
    report = read(form_id, random_cells(7, form_id) | words, layout, keeps_blanks=True)
    assert {report.cells[key].state for key in words} <= {"text", "ambiguous", "unreadable"}
    rest = {key: text for key, text in random_cells(7, form_id).items() if key not in words}
    assert {key: report.cells[key].raw for key in rest} == rest
