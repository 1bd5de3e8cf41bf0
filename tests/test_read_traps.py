"""What portals do to reports: each trap must be read right, or with doubt, and never wrong in silence."""

import re
from collections.abc import Callable

import pytest

from extract.forms import load_form
from extract.report import NoReport, Report, read_report
from extract.snapshot import html_copy
from tests.synthetic import HEADINGS, TITLE, Row, flattened, grid_of, page, random_cells, spanned
from tests.test_read_layouts import differences

CELLS = random_cells(41)
FORM = load_form("fmt_2021")
KEY = "t3.granted_full.total"


def read(text: str | bytes, url: str | None = None) -> Report:
    report = read_report(text if isinstance(text, bytes) else text.encode(), url=url)
    assert isinstance(report, Report), report
    return report


def with_cell(inner: str) -> str:
    """Return the page with other HTML in the cell KEY, whose number is made unique first."""
    text = page(FORM, {**CELLS, KEY: "987654"})
    assert text.count(">987654<") == 1
    return text.replace(">987654<", f">{inner}<")


@pytest.mark.parametrize(
    ("inner", "state", "value"),
    [
        ("682<sup>1</sup>", "text", 682),
        ("6②", "text", 6),
        ("682<span style='display: none'>9</span>", "number", 682),
        ("<del>5</del>682", "number", 682),
        ("<input value='682'>", "number", 682),
        ("<textarea>682</textarea>", "number", 682),
        ("<img src=n.png>", "unreadable", None),
        ("零", "text", None),
        ("68&shy;2", "number", 682),
        ("1" * 400, "text", None),
    ],
)
def test_what_a_cell_shows_is_what_is_read(inner: str, state: str, value: int | None) -> None:
    text = with_cell(inner)
    report = read(text)
    assert (report.cells[KEY].state, report.cells[KEY].value) == (state, value)
    others = {key: printed for key, printed in CELLS.items() if key != KEY}
    assert differences(others, report) == []
    assert html_copy(text.encode())


@pytest.mark.parametrize(
    "header", ["本年收费金额（单位：元）", "本年收费金额（元）", "本年收费金额/元", "年度收费总额 单位：元"]
)
def test_a_unit_in_the_header_counts(header: str) -> None:
    report = read(
        page(FORM, {**CELLS, "t2.admin_fees.amount_10k_cny": "251000"}).replace("本年收费金额（单位：万元）", header)
    )
    cell = report.cells["t2.admin_fees.amount_10k_cny"]
    assert (cell.state, cell.value, cell.raw) == ("text", None, "251000")
    assert any(issue.code == "other_unit" and "25.1" in issue.message for issue in report.issues)


def shifted(rows: list[Row]) -> str:
    """Return table 3 with one label column less than its header, and a blank cell behind each line."""
    if len(rows) != 28:
        return spanned(rows)
    grid = grid_of(rows)
    lines = [*grid[:3], *([row[0], row[2] or row[1], *row[3:], ""] for row in grid[3:])]
    return (
        "<table>"
        + "".join("<tr>" + "".join(f"<td>{text}</td>" for text in line) + "</tr>" for line in lines)
        + "</table>"
    )


@pytest.mark.parametrize("kept", [("total",), ("natural_person",), ("legal_commercial", "total"), ()])
def test_values_that_are_offset_against_the_header_are_never_given_to_the_wrong_applicant(
    kept: tuple[str, ...],
) -> None:
    cells = {key: text if not key.startswith("t3.") or key.endswith(kept) else "" for key, text in CELLS.items()}
    if not kept:
        cells = dict(CELLS)
    wrong = [
        found
        for found in differences(cells, read(page(FORM, cells, shifted)))
        if found[2] and found[2].state not in ("ambiguous", "unreadable")
    ]
    assert wrong == []


def test_one_value_across_several_applicants_is_none_of_theirs() -> None:
    inner = f"</td><td colspan=4>987654</td><td>{CELLS['t3.granted_full.total']}"
    text = page(FORM, {**CELLS, "t3.granted_full.legal_commercial": "987654"})
    row = text[: text.index(">987654<")].rindex("<tr")
    end = text.index("</tr>", row)
    label = text[row:end].split("</td>")[:2]
    assert "987654" in text[row:end]
    text = text[:row] + "</td>".join([*label]) + inner + "</td>" + text[end:]
    found = [read(text).cells[f"t3.granted_full.{column.key}"].state for column in FORM.columns]
    assert set(found) == {"ambiguous"}


def test_columns_in_another_order_are_read_by_their_header() -> None:
    def swapped(rows: list[Row]) -> str:
        if len(rows) != 28:
            return spanned(rows)
        head = [
            (t.replace("科研机构", "§").replace("社会公益组织", "科研机构").replace("§", "社会公益组织"), h, w)
            for t, h, w in rows[2]
        ]
        body = [[*row[:-7], row[-7], row[-6], row[-4], row[-5], *row[-3:]] for row in rows[3:]]
        return spanned([*rows[:2], head, *body])

    assert differences(CELLS, read(page(FORM, CELLS, swapped))) == []


def test_only_the_first_of_two_reports_on_a_page_is_read() -> None:
    other = page(FORM, random_cells(42), title=TITLE.replace("2024", "2023"))
    report = read(page(FORM, CELLS).replace("</body>", other + "</body>"))
    assert (report.year, differences(CELLS, report)) == (2024, [])
    assert "several_reports" in {issue.code for issue in report.issues}


OTHER = TITLE.replace("水利局2024", "农业局2023")


@pytest.mark.parametrize("first", [TITLE, TITLE.replace("2024", "\n2024"), f"标题: {TITLE}"])
@pytest.mark.parametrize("second", [OTHER, OTHER.replace("局", "局\n"), f"标题：{OTHER}"])
@pytest.mark.parametrize("separator", ["\t", "|"])
def test_only_the_first_of_two_reports_in_a_text_is_read(first: str, second: str, separator: str) -> None:
    alone = flattened(FORM, CELLS, separator).replace(TITLE, first, 1)
    after = flattened(FORM, random_cells(42), separator).replace(TITLE, second, 1).replace("2024年", "2023年")
    report = read(f"{alone}\n\n{after}")
    assert (report.agency, report.year, differences(CELLS, report)) == ("澄江县水利局", 2024, [])
    [issue] = [issue for issue in report.issues if issue.code == "several_reports"]
    assert issue.message.endswith(OTHER)


def test_two_reports_whose_parts_run_together_are_told_apart() -> None:
    prose = "".join(f"{heading}本年各项工作均已完成。" for heading in HEADINGS)
    report = read(f"标题: {TITLE}\n{prose}\n标题: {OTHER}\n{prose}")
    assert "several_reports" in {issue.code for issue in report.issues}


@pytest.mark.parametrize("separator", ["\t", ""])
@pytest.mark.parametrize("total", [None, "7"])
def test_a_last_line_that_is_printed_again_is_in_doubt_where_it_differs(separator: str, total: str | None) -> None:
    text = flattened(FORM, CELLS, "\t")
    line = next(line for line in text.splitlines() if line.startswith("四、结转下年度"))
    again = line if total is None else line + total
    report = read(text.replace(line, f"{line}\n{again}").replace("\t", separator))
    cell = report.cells["t3.carried_out.total"]
    assert (cell.state, cell.value) == (
        ("ambiguous", None) if total else ("number", int(CELLS["t3.carried_out.total"]))
    )
    assert ("printed_twice" in {issue.code for issue in report.issues}) == (total is not None)


def test_a_line_above_a_title_is_no_part_of_it() -> None:
    text = flattened(FORM, CELLS)
    report = read(f"{text}\n澄江县财政局\n{text}")
    assert "several_reports" not in {issue.code for issue in report.issues}
    assert (report.agency, differences(CELLS, report)) == ("澄江县水利局", [])


def test_a_report_with_pictures_does_not_take_the_tables_of_the_next_one() -> None:
    pictures: Callable[[list[Row]], str] = lambda _: "<p><img src=t.png></p>"  # noqa: E731
    other = page(FORM, random_cells(42), title=TITLE.replace("2024", "2023"))
    report = read(page(FORM, CELLS, pictures).replace("</body>", other + "</body>"))
    assert (report.year, dict(report.cells)) == (2024, {})


def test_a_link_to_another_report_is_not_the_title() -> None:
    link = "<ul><li><a href=x>澄江县教育局2023年政府信息公开工作年度报告</a></li></ul>"
    text = page(FORM, CELLS).replace(f"<title>{TITLE}_澄江县人民政府</title>", "<title>年报</title>")
    report = read(text.replace("<div class=nav>", link + "<div class=nav>"))
    assert (report.agency, report.year) == ("澄江县水利局", 2024)


@pytest.mark.parametrize(
    "line",
    [
        "发布时间：2025-01-20 10:00",
        "发布日期：2025-01-20 15:40:00来源:县水利局",
        "来源：县水利局 发布日期：2025-01-20 09:30:00 浏览次数：1",
        "【发布日期：2025-01-20】【字号：大】",
        "生成日期：2025-01-10 发布日期：2025-01-20",
        "公开日期: ２０２５－０１－２０",
    ],
)
def test_the_day_of_publication_in_the_line_above_the_article(line: str) -> None:
    assert (
        read(page(FORM, CELLS).replace("<div class=zoom>", f"<p>{line}</p><div class=zoom>")).published_on
        == "2025-01-20"
    )


def test_the_day_a_document_was_written_is_not_taken_for_its_publication() -> None:
    text = page(FORM, CELLS).replace("<div class=zoom>", "<p>生成日期：2025-01-10</p><div class=zoom>")
    assert read(text).published_on is None


def test_an_address_that_names_another_year_is_a_conflict() -> None:
    report = read(page(FORM, CELLS), url="http://www.example.gov.cn/r.jsp?fbtime=2022")
    assert "year_conflict" in {issue.code for issue in report.issues}


@pytest.mark.parametrize("name", ["XX局", "××县××局", "某某局"])
def test_a_form_to_be_filled_in_is_no_report(name: str) -> None:
    empty = page(FORM, dict.fromkeys(CELLS, ""), title=f"{name}2024年政府信息公开工作年度报告")
    assert isinstance(read_report(empty.encode()), NoReport)


def test_a_report_without_title_names_itself_in_its_first_sentence() -> None:
    text = re.sub(r"<title>.*?</title>|<h1>.*?</h1>", "", page(FORM, CELLS))
    sentence = (
        "根据国务院办公厅《政府信息公开工作年度报告格式》的通知要求，现公布澄江县水利局2024年政府信息公开工作年度报告。"
    )
    report = read(text.replace("<div class=zoom>", f"<div class=zoom><p>{sentence}</p>"))
    assert (report.agency, report.year) == ("澄江县水利局", 2024)


@pytest.mark.parametrize("charset", ["zlib", "rot13", "undefined", "unicode_escape", "no-such"])
def test_a_charset_that_is_none_is_ignored(charset: str) -> None:
    report = read(page(FORM, CELLS).replace("charset=utf-8", f"charset={charset}"))
    assert differences(CELLS, report) == []


def test_lines_of_a_text_are_counted_as_editors_count_them() -> None:
    text = flattened(FORM, CELLS, "|").replace("\n\n", "\n\f\u2028x\n\n", 1)
    for cell in read(text).as_json()["cells"].values():
        where = cell["where"]
        assert text.split("\n")[where["line"] - 1][where["start"] : where["end"]] == cell["raw"]


@pytest.mark.parametrize(
    "bomb",
    [
        "<table>" + "<tr><td rowspan=0>x</td></tr>" * 2000 + "</table>",
        "<table>" + "<tr><td rowspan=100 colspan=100>x</td></tr>" * 400 + "</table>",
    ],
)
def test_spans_that_multiply_are_left_out_and_said_so(bomb: str) -> None:
    report = read(page(FORM, CELLS).replace("</body>", bomb + "</body>"))
    assert differences(CELLS, report) == []
    assert "table_too_large" in {issue.code for issue in report.issues}


def test_a_sub_total_of_the_last_group_is_no_line_of_the_form() -> None:
    marker = '<tr><td rowspan="3" colspan="1">（六）其他处理</td>'
    text = page(FORM, CELLS)
    assert marker in text
    sub_total = '<tr><td colspan="2">（六）其他处理</td>' + "<td>7</td>" * 7 + "</tr>"
    text = text.replace(marker, sub_total + marker).replace('rowspan="22"', 'rowspan="23"')
    report = read(text)
    assert differences(CELLS, report) == []
    assert set(report.cells) == set(CELLS)
    assert {check.status for check in report.checks if check.rule.startswith(("T3", "T4"))} == {"pass"}


def remedies_page(table: str) -> str:
    """Return the page with another table 4."""
    text = page(FORM, CELLS)
    start = text.index(HEADINGS[3]) + len(HEADINGS[3] + "</p>")
    return text[:start] + table + text[text.index("<p>" + HEADINGS[4]) :]


def remedies_rows(order: list[int]) -> list[str]:
    """Return a row for each block, its results in this order."""
    return [
        f"<td>{block.label}</td>"
        + "".join(f"<td>{CELLS[f't4.{block.key}_{FORM.remedy_columns[n].key}']}</td>" for n in order)
        for block in FORM.remedy_blocks
    ]


def test_table_4_with_a_row_for_each_result() -> None:
    rows = [
        (f"<td rowspan=5>{block.label}</td>" if number == 0 else "")
        + f"<td>{column.label}</td><td>{CELLS[f't4.{block.key}_{column.key}']}</td>"
        for block in FORM.remedy_blocks
        for number, column in enumerate(FORM.remedy_columns)
    ]
    report = read(remedies_page("<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"))
    assert differences(CELLS, report) == []


@pytest.mark.parametrize("order", [[0, 1, 2, 3, 4], [4, 0, 1, 2, 3]])
def test_table_4_with_a_row_for_each_block(order: list[int]) -> None:
    head = "<td></td>" + "".join(f"<td>{FORM.remedy_columns[n].label}</td>" for n in order)
    rows = [head, *remedies_rows(order)]
    report = read(remedies_page("<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"))
    cells = {key: cell for key, cell in report.cells.items() if key.startswith("t4.")}
    if order[0] == 0:
        assert {key: cell.raw for key, cell in cells.items()} == {key: CELLS[key] for key in cells}
    else:
        assert {cell.value for cell in cells.values()} == {None}


def test_table_4_in_two_tables() -> None:
    words = "".join(f"<td>{column.label}</td>" for column in FORM.remedy_columns)
    rows = remedies_rows([0, 1, 2, 3, 4])
    values = [row.partition("</td>")[2] for row in rows]
    first, *others = (block.label for block in FORM.remedy_blocks)
    report = read(
        remedies_page(
            f"<table><tr><td colspan=5>{first}</td></tr><tr>{words}</tr><tr>{values[0]}</tr></table>"
            f"<table><tr><td colspan=10>行政诉讼</td></tr><tr>{''.join(f'<td colspan=5>{title}</td>' for title in others)}</tr>"
            f"<tr>{words * 2}</tr><tr>{values[1]}{values[2]}</tr></table>"
        )
    )
    assert differences(CELLS, report) == []


def test_table_4_with_a_row_for_each_block_below_a_title_for_both_kinds_of_lawsuits() -> None:
    head = "<td colspan=2></td>" + "".join(f"<td>{column.label}</td>" for column in FORM.remedy_columns)
    first, second, third = remedies_rows([0, 1, 2, 3, 4])
    rows = [head, first.replace("<td>", "<td colspan=2>", 1), f"<td rowspan=2>行政诉讼</td>{second}", third]
    report = read(remedies_page("<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"))
    assert differences(CELLS, report) == []
