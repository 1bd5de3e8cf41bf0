import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.forms import load_form
from extract.numbers import read_cell
from extract.report import Report, read_report
from tests.synthetic import (
    Cells,
    Row,
    flattened,
    one_table_per_row,
    padded,
    page,
    random_cells,
    spanned,
    word_paste,
)

LAYOUTS = [spanned, padded, word_paste, one_table_per_row]
FORMS = [("fmt_2021", False), ("fmt_2021", True), ("fmt_2019", False)]


def read(text: str) -> Report:
    report = read_report(text.encode())
    assert isinstance(report, Report)
    return report


def differences(cells: Cells, report: Report) -> list[Any]:
    """Return every cell whose value or state is not what is printed."""
    found = []
    for key, text in cells.items():
        unit = "万元" if key.endswith("amount_10k_cny") else None
        wanted, cell = read_cell(text, unit), report.cells.get(key)
        if cell is None or (cell.value, cell.state) != (wanted.value, wanted.state):
            found.append((key, text, cell))
    return found


def with_blanks(cells: Cells, seed: int) -> Cells:
    rng = random.Random(seed)
    return {key: rng.choice([text, text, "", "—", "/", "0"]) for key, text in cells.items()}


@pytest.mark.parametrize(("form_id", "single_line"), FORMS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_cell_of_every_layout(form_id: str, single_line: bool, layout: Callable[[list[Row]], str]) -> None:
    cells = random_cells(7, form_id, single_line=single_line)
    report = read(page(load_form(form_id), cells, layout))
    assert differences(cells, report) == []
    assert set(report.cells) == set(cells)
    assert report.form == form_id
    assert {check.status for check in report.checks if check.rule.startswith(("T3", "T4"))} == {"pass"}


@pytest.mark.parametrize("layout", [spanned, word_paste])
@given(seed=st.integers(0, 10**6))
@settings(max_examples=15, deadline=None, derandomize=True)
def test_blank_cells_and_dashes_stay_what_they_are(layout: Callable[[list[Row]], str], seed: int) -> None:
    cells = with_blanks(random_cells(seed), seed)
    report = read(page(load_form("fmt_2021"), cells, layout))
    assert differences(cells, report) == []


@pytest.mark.parametrize("layout", [padded, one_table_per_row])
@given(seed=st.integers(0, 10**6))
@settings(max_examples=15, deadline=None, derandomize=True)
def test_with_padding_for_spans_only_a_line_without_total_is_in_doubt(
    layout: Callable[[list[Row]], str], seed: int
) -> None:
    cells = with_blanks(random_cells(seed), seed)
    report = read(page(load_form("fmt_2021"), cells, layout))
    doubtful = {key for key, _, cell in differences(cells, report) if cell is not None and cell.state == "ambiguous"}
    assert len(doubtful) == len(differences(cells, report))
    assert all(key.startswith("t3.") and cells[f"t3.{key.split('.')[1]}.total"] == "" for key in doubtful)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_report_without_any_number_is_blank_and_not_zero(layout: Callable[[list[Row]], str]) -> None:
    cells = dict.fromkeys(random_cells(1), "")
    report = read(page(load_form("fmt_2021"), cells, layout))
    assert {(cell.state, cell.value) for cell in report.cells.values()} == {("blank", None)}


@pytest.mark.parametrize("separator", ["\t", "|"])
def test_flattened_text(separator: str) -> None:
    cells = random_cells(3)
    report = read(flattened(load_form("fmt_2021"), cells, separator))
    assert differences(cells, report) == []


@pytest.mark.parametrize("separator", ["\t", "|"])
@given(seed=st.integers(0, 10**6))
@settings(max_examples=25, deadline=None, derandomize=True)
def test_flattened_text_with_blanks_is_exact_or_in_doubt_but_never_wrong(separator: str, seed: int) -> None:
    cells = with_blanks(random_cells(seed), seed)
    wrong = [
        found
        for found in differences(cells, read(flattened(load_form("fmt_2021"), cells, separator)))
        if found[2] is None or found[2].state not in ("ambiguous", "unreadable")
    ]
    assert wrong == []


@given(
    seed=st.integers(0, 10**6),
    row=st.integers(3, 27),
    shift=st.sampled_from(["drop_label", "drop_value", "extra_blank", "drop_first"]),
)
@settings(max_examples=300, deadline=None, derandomize=True)
def test_a_damaged_line_is_exact_or_in_doubt_but_never_shifted_in_silence(seed: int, row: int, shift: str) -> None:
    cells = with_blanks(random_cells(seed), seed)

    def damaged(rows: list[Row]) -> str:
        if len(rows) != 28:
            return spanned(rows)
        line = list(rows[row])
        if shift == "drop_label":
            line = [(text, height, 1) for text, height, _ in line]
        elif shift == "drop_value":
            line = line[:-1]
        elif shift == "drop_first":
            line = line[:-7] + line[-6:]
        else:
            line = [*line[:-7], ("", 1, 1), *line[-7:]]
        return spanned([*rows[:row], line, *rows[row + 1 :]])

    report = read(page(load_form("fmt_2021"), cells, damaged))
    wrong = [
        found
        for found in differences(cells, report)
        if found[2] is None or found[2].state not in ("ambiguous", "unreadable")
    ]
    flagged = {check.status for check in report.checks} & {"fail"} or report.issues
    assert wrong == [] or flagged


def test_the_place_of_a_cell_is_where_it_is_printed() -> None:
    cells = random_cells(5)
    report = read(page(load_form("fmt_2021"), cells, padded))
    where = report.as_json()["cells"]["t3.received_new.natural_person"]["where"]
    assert where == {"table": 2, "row": 3, "column": 3}, "table 0 is the layout table, 1 is table 2 of the form"


def test_the_place_of_a_cell_in_text_is_its_line_and_characters() -> None:
    text = flattened(load_form("fmt_2021"), random_cells(5), "|")
    for cell in read(text).as_json()["cells"].values():
        where = cell["where"]
        assert text.splitlines()[where["line"] - 1][where["start"] : where["end"]] == cell["raw"]


def test_label_variants_typos_and_cut_labels() -> None:
    cells = random_cells(11)
    text = page(load_form("fmt_2021"), cells)
    for printed, variant in {
        "行政规范性文件": "规范性文件",
        "社会公益组织": "社会组织",
        "本年废止件数": "本年度止件数",
        "2.其他法律行政法规禁止公开": "2．其他法律行政止公开",
        "3.危及“三安全一稳定”": '3、危及"三安全一稳定"',
        "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请": "1.申请人无正当理由逾期.....",
        "四、结转下年度继续办理": "四、转结下年度继续办理",
    }.items():
        assert printed in text
        text = text.replace(printed, variant)
    assert differences(cells, read(text)) == []


def test_a_header_word_split_over_two_rows() -> None:
    cells = random_cells(12)
    text = page(load_form("fmt_2021"), cells, spanned)
    header = "".join(
        f'<td rowspan="1" colspan="1">{word}</td>'
        for word in ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
    )
    assert header in text
    upper = "".join(f"<td>{word}</td>" for word in ("商业", "科研", "社会公益", "法律服务", "其他"))
    lower = "".join(f"<td>{word}</td>" for word in ("企业", "机构", "组织", "机构", ""))
    text = text.replace(header, f"{upper}</tr><tr>{lower}").replace(
        'rowspan="3" colspan="3"', 'rowspan="4" colspan="3"'
    )
    text = text.replace('<td rowspan="2" colspan="1">自然人', '<td rowspan="3" colspan="1">自然人').replace(
        '<td rowspan="2" colspan="1">总计</td></tr>', '<td rowspan="3" colspan="1">总计</td></tr>'
    )
    assert differences(cells, read(text)) == []


def test_a_table_printed_twice_with_other_numbers_is_in_doubt() -> None:
    cells = random_cells(13)
    other = {**cells, "t3.granted_full.total": str(int(cells["t3.granted_full.total"]) + 1)}
    form = load_form("fmt_2021")
    report = read(page(form, cells).replace("</body>", page(form, other) + "</body>"))
    assert report.cells["t3.granted_full.total"].state == "ambiguous"
    assert "printed_twice" in {issue.code for issue in report.issues}


def test_a_header_whose_line_of_values_is_lost_is_not_a_blank_table() -> None:
    cells = random_cells(13)
    text = page(load_form("fmt_2021"), cells)
    end = text.rindex("</table>")
    report = read(text[: text.rindex("<tr", 0, end)] + text[end:])
    assert {report.cells[key].state for key in cells if key.startswith("t4.")} == {"unreadable"}


def test_a_blank_line_beside_values_of_an_unknown_label_is_in_doubt() -> None:
    cells = random_cells(13) | {f"t3.granted_full.{column.key}": "" for column in load_form("fmt_2021").columns}
    stray = "<tr><td colspan=3>情形甲</td>" + "<td>3</td>" * 6 + "<td>18</td></tr>"
    text = page(load_form("fmt_2021"), cells)
    end = text.index("</tr>", text.index("予以公开")) + len("</tr>")
    report = read(text[:end] + stray + text[end:])
    assert report.cells["t3.granted_full.total"].state == "ambiguous"


@pytest.mark.parametrize("label", ["2.申请人逾期未按收费通知要求撤纳", "申请人逾期未按收赞通知要求缴纳费用、行政"])
def test_a_label_that_is_cut_and_misspelt_is_told_by_its_neighbours(label: str) -> None:
    cells, form = random_cells(13), load_form("fmt_2021")
    whole = next(row.label for row in form.rows if row.key == "other_fee_unpaid")
    assert differences(cells, read(page(form, cells).replace(whole, label))) == []


def test_a_line_printed_again_under_a_misspelt_label_is_the_same_line() -> None:
    cells = random_cells(13)
    text = page(load_form("fmt_2021"), {**cells, "t3.received_new.legal_other": "987654"})
    start = text.rindex("<tr", 0, text.index("本年新收"))
    end = text.index("</tr>", start) + len("</tr>")
    again = text[start:end].replace("申请数量", "日请数量").replace("987654", "987655")
    report = read(text[:end] + again + text[end:])
    assert report.cells["t3.received_new.legal_other"].state == "ambiguous"
    assert "printed_twice" in {issue.code for issue in report.issues}


@pytest.mark.parametrize("blank_first", [True, False])
def test_a_blank_form_beside_the_filled_one_does_not_count(blank_first: bool) -> None:
    cells, form = random_cells(13), load_form("fmt_2021")
    pages = [page(form, dict.fromkeys(cells, "")), page(form, cells)]
    first, second = pages if blank_first else pages[::-1]
    report = read(first.replace("</body>", second + "</body>"))
    assert differences(cells, report) == []


def test_the_same_bytes_give_the_same_report() -> None:
    data = page(load_form("fmt_2021"), random_cells(2)).encode()
    first, second = read_report(data), read_report(data)
    assert first == second
