"""Forms in running text: digits glued without a separator are numbers only where the sums leave one reading."""

import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.forms import load_form
from extract.mapping.flow.broken import put_together
from extract.mapping.flow.splits import SumCutter, cuts, feasible
from extract.report import Report, read_report
from tests.synthetic import TITLE, Cells, random_cells

FORM = load_form("fmt_2021")
ROWS = list(FORM.rows)
COLUMNS = [column.key for column in FORM.columns]


def text_of(cells: Cells, *, glue: str = "", before: str = "", after: str = "") -> str:
    """Return a report as one line of text: labels, and values with `glue` between."""
    lines = [
        f"{TITLE}\n\n",
        "本报告所列数据的统计期限自2024年1月1日起至2024年12月31日止。一、总体情况全年工作平稳。\n\n二、主动公开政府信息情况",
    ]
    for block in FORM.blocks:
        lines.append(block.label + FORM.item_label + "".join(column.label for column in block.columns))
        for row in block.rows:
            values = [cells[f"t2.{row.key}.{column.key}"] for column in block.columns]
            lines.append(row.label + before + " ".join(values) + after)
    lines.append("三、收到和处理政府信息公开申请情况" + FORM.note + FORM.applicants_label + FORM.columns[0].label)
    lines.append(FORM.legal_person_label + "总计" + "".join(column.label for column in FORM.columns[1:6]))
    for row in ROWS:
        values = [cells[f"t3.{row.key}.{key}"] for key in COLUMNS] if row.kind != "group" else []
        lines.append(row.label + before + glue.join(values) + after)
    lines.append("四、政府信息公开行政复议、行政诉讼情况行政复议行政诉讼" + "结果维持结果纠正其他结果尚未审结总计")
    lines.append("未经复议直接起诉复议后起诉" + "结果维持结果纠正其他结果尚未审结总计" * 2)
    lines.append(before + glue.join(cells[key] for key in cells if key.startswith("t4.")) + after)
    lines.append("五、存在的主要问题及改进情况无。六、其他需要报告的事项无。")
    return "".join(lines)


def read(text: str) -> Report:
    report = read_report(text.encode())
    assert isinstance(report, Report), report
    return report


def wrong(cells: Cells, report: Report) -> list[str]:
    """Return the cells that are given as a number other than the printed one."""
    return [key for key, text in cells.items() if report.cells[key].value not in (None, float(text))]


def small_cells(seed: int) -> Cells:
    """Return cells of a small agency: mostly zeros and one or two digits, obeying the sums."""
    rng = random.Random(seed)
    cells = random_cells(seed)
    outcomes = [row.key for row in FORM.outcome_rows()]
    parts = COLUMNS[:-1]
    table = {key: {part: rng.choice([0, 0, 0, 0, 1, 2, 12]) for part in parts} for key in outcomes}
    table["processed_total"] = {part: sum(table[key][part] for key in outcomes) for part in parts}
    table["carried_out"] = {part: rng.choice([0, 1]) for part in parts}
    table["carried_in"] = dict.fromkeys(parts, 0)
    table["received_new"] = {part: table["processed_total"][part] + table["carried_out"][part] for part in parts}
    for key, row in table.items():
        cells |= {f"t3.{key}.{part}": str(number) for part, number in row.items()}
        cells[f"t3.{key}.total"] = str(sum(row.values()))
    return cells


@pytest.mark.parametrize("seed", range(6))
def test_glued_digits_are_recovered_or_in_doubt(seed: int) -> None:
    cells = small_cells(seed)
    report = read(text_of(cells))
    assert wrong(cells, report) == []
    found = [key for key in cells if key.startswith("t3.") and report.cells[key].value is not None]
    assert len(found) > 0.9 * sum(key.startswith("t3.") for key in cells)
    for key, cell in report.cells.items():
        if cell.state == "ambiguous" and cell.candidates:
            assert float(cells[key]) in cell.candidates, key


@pytest.mark.parametrize("glue", [" ", "  ", "\n", "\n\n", "\t"])
def test_separated_values_are_exact(glue: str) -> None:
    cells = random_cells(5)
    report = read(text_of(cells, glue=glue, before=glue, after=glue))
    assert {key: report.cells[key].raw for key in cells} == cells


def test_values_between_bars_keep_their_blanks() -> None:
    cells = {key: "" if key.startswith("t3.") and text == "0" else text for key, text in small_cells(3).items()}
    text = text_of(cells, glue=" |\n", before=" |\n", after=" |\n")
    report = read(text)
    assert {key: report.cells[key].raw for key in cells if key.startswith("t3.")} == {
        key: printed for key, printed in cells.items() if key.startswith("t3.")
    }


def test_two_ways_to_cut_are_ambiguous_with_both_numbers() -> None:
    cells = random_cells(7) | {
        "t2.normative_documents.issued": "69",
        "t2.normative_documents.repealed": "3",
        "t2.normative_documents.in_force": "665",
    }
    report = read(text_of(cells).replace("69 3 665", "693665"))
    issued = report.cells["t2.normative_documents.issued"]
    assert (issued.state, issued.value) == ("ambiguous", None)
    assert {6, 69, 693} <= set(issued.candidates)


def test_a_label_apart_from_its_values_takes_no_others() -> None:
    cells = random_cells(11)
    text = text_of(cells, glue=" ", before=" ", after="\n")
    first, second = (f"{row.label} {' '.join(cells[f't3.{row.key}.{key}'] for key in COLUMNS)}" for row in ROWS[6:8])
    assert first in text and second in text
    swapped = text.replace(first, ROWS[6].label).replace(second, f"{second} {first.removeprefix(ROWS[6].label)}")
    assert wrong(cells, read(swapped)) == []
    assert all(read(swapped).cells[f"t3.{ROWS[6].key}.{key}"].state != "blank" for key in COLUMNS)


@given(st.lists(st.integers(0, 120), min_size=4, max_size=4))
@settings(max_examples=60, deadline=None)
def test_cuts_equal_those_found_by_trying_all(numbers: list[int]) -> None:
    digits = "".join(map(str, [*numbers, sum(numbers)]))
    every = set()
    for ends in combinations(range(1, len(digits)), 4):
        cells = tuple(digits[a:b] for a, b in zip((0, *ends), (*ends, len(digits)), strict=True))
        if all(cell == str(int(cell)) for cell in cells) and sum(map(int, cells[:-1])) == int(cells[-1]):
            every.add(cells)
    assert set(SumCutter([digits], 5).cut(1)) == every


def test_a_number_with_commas_is_not_cut_before_a_comma() -> None:
    assert cuts(["201,463395,835326,037"], 3) == []
    assert cuts(["123,456"], 1) == [("123,456",)]


def test_feasible_keeps_what_some_combination_allows() -> None:
    assert feasible([[(1, 0), (2, 1)], [(-1, 0), (5, 5)], [(0, 0)]]) == [[0], [0], [0]]
    assert feasible([[(1,)], [(2,)]]) == [[], []]


def test_one_number_under_three_columns_is_not_cut_where_nothing_is_glued() -> None:
    cells = random_cells(19)
    keys = [f"t2.regulations.{column.key}" for column in FORM.blocks[0].columns]
    text = text_of(cells, glue=" ", before=" ", after="\n")
    report = read(text.replace("规章 " + " ".join(cells[key] for key in keys), "规章 100"))
    assert [(report.cells[key].value, report.cells[key].state) for key in keys] == [(None, "ambiguous")] * 3


def test_lawsuits_printed_before_reviews_are_not_read_as_reviews() -> None:
    cells = random_cells(5)
    text = text_of(cells, glue=" ").replace("情况行政复议行政诉讼", "情况行政诉讼行政复议")
    report = read(text)
    assert {report.cells[key].state for key in cells if key.startswith("t4.")} == {"unreadable"}
    assert "misaligned_row" in {issue.code for issue in report.issues}


def test_a_line_printed_twice_with_other_numbers_is_ambiguous() -> None:
    cells = random_cells(23)
    text = text_of(cells, glue=" ", before=" ", after="\n")
    line = f"行政许可 {cells['t2.admin_licensing.decisions']}\n"
    report = read(text.replace(line, f"{line}行政许可 7\n"))
    assert report.cells["t2.admin_licensing.decisions"].state == "ambiguous"


@pytest.mark.parametrize("seed", [5, 6, 7])
def test_numbers_printed_in_pieces_are_put_together_where_the_sums_leave_one_way(seed: int) -> None:
    cells = random_cells(seed)
    pieces = {
        key: "\n".join((text[:1], text[1:])) if len(text) > 1 and key[:2] != "t2" else text
        for key, text in cells.items()
    }
    report = read(text_of(pieces, glue="\n"))
    assert wrong(cells, report) == []
    third = [key for key in cells if key.startswith("t3.")]
    assert sum(report.cells[key].value == int(cells[key]) for key in third) >= 0.9 * len(third)
    assert report.cells["t3.processed_total.total"].raw == pieces["t3.processed_total.total"]


def test_pieces_under_several_columns_without_a_sum_stay_in_doubt() -> None:
    cells = random_cells(5)
    pieces = {key: "\n".join((text[:1], text[1:])) if len(text) > 1 else text for key, text in cells.items()}
    pieces |= {"t2.regulations.issued": "1\n2", "t2.regulations.repealed": "", "t2.regulations.in_force": "34"}
    report = read(text_of(pieces, glue="\n"))
    assert {report.cells[f"t2.regulations.{column}"].state for column in ("issued", "repealed", "in_force")} == {
        "ambiguous"
    }


def test_all_ways_to_put_pieces_together_are_found() -> None:
    assert put_together(["1", "2", "3", "1", "5"], 3) == [("12", "3", "15")]
    assert put_together(["1", "1", "2"], 3) == [("1", "1", "2")]
    assert put_together(["1", "0", "1", "1", "1"], 3) == [("10", "1", "11")]
    assert put_together(["0", "1", "1"], 2) == []
    assert put_together(["1", "二", "3"], 2) == []


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6])
def test_glued_digits_beside_blank_cells_are_never_cut_wrongly(share: float) -> None:
    for seed in range(6):
        rng = random.Random(seed)
        cells = {key: "" if rng.random() < share else text for key, text in small_cells(seed).items()}
        report = read(text_of(cells).replace(" ", ""))
        told = {key: cell for key, cell in report.cells.items() if cell.state not in ("ambiguous", "unreadable")}
        assert {key: (cells[key], cell.raw) for key, cell in told.items() if cell.raw != cells[key]} == {}


@pytest.mark.parametrize("label", ["行政强制", "3.其他", "四、结转下年度继续办理"])
def test_a_text_that_ends_behind_a_label_has_no_blank_line_there(label: str) -> None:
    text = text_of(random_cells(5), glue="\n", before="\n", after="\n")
    report = read(text[: text.rindex(label) + len(label)])
    told = [key for key, cell in report.cells.items() if cell.state not in ("ambiguous", "unreadable")]
    assert told and {report.cells[key].state for key in told} <= {"number", "zero"}
