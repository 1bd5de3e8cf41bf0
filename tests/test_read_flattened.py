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
