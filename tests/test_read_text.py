"""Text and Markdown files: tables of bars with and without a frame, tables in HTML, lines that go on."""

import re
from collections.abc import Callable

import pytest

from extract.forms import load_form
from extract.media import media_type_of
from extract.report import Report, read_report
from tests.synthetic import HEADINGS, TITLE, grid_of, page, random_cells, table_2, table_3, table_4
from tests.test_read_layouts import differences

FORM = load_form("fmt_2021")
CELLS = random_cells(9)
TABLES = re.findall(r"<table.*?</table>", page(FORM, CELLS), re.DOTALL)
PERIOD = "本报告所列数据的统计期限自2024年1月1日起至2024年12月31日止。"


def markdown(shown: Callable[[str], str]) -> str:
    parts = [f"# {TITLE}", f"## {HEADINGS[0]}", PERIOD, f"## {HEADINGS[1]}", shown(TABLES[0])]
    parts += [f"## {HEADINGS[2]}", shown(TABLES[1]), f"## {HEADINGS[3]}", shown(TABLES[2])]
    return "\n\n".join([*parts, f"## {HEADINGS[4]}", "更新不够及时。", f"## {HEADINGS[5]}", "无。"])


def read(text: str) -> Report:
    report = read_report(text.encode())
    assert isinstance(report, Report), report
    return report


@pytest.mark.parametrize(
    "shown",
    [
        lambda table: table,
        lambda table: f"<html><body>{table}</body></html>",
        lambda table: "<div align=center>\n\n" + table.replace("<tr", "\n<tr").replace("<td", "\n  <td") + "\n\n</div>",
    ],
)
def test_tables_in_html_inside_markdown_are_read_as_grids(shown: Callable[[str], str]) -> None:
    report = read(markdown(shown))
    assert (report.media_type, report.title, report.year) == ("text/plain", TITLE, 2024)
    assert differences(CELLS, report) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<p>一</p>\n<p>二</p>", "text/html"),
        ("<!-- x -->\n\n<html><body>一\n二\n三\n四\n五</body></html>", "text/html"),
        ("一\n二\n三\n四<br>\n五", "text/plain"),
        ("<script>\n" + "var a;\n" * 50 + "</script><p>一</p>", "text/html"),
        ("# 一\n<html><body><table><tr><td>1</td></tr></table></body></html>\n二\n三", "text/plain"),
    ],
)
def test_a_text_with_some_html_in_it_is_no_page(text: str, kind: str) -> None:
    assert media_type_of(text.encode()) == kind


def rows(*, frame: bool) -> str:
    """Return a report whose tables are lines of bars, spanned cells as blank ones."""

    def shown(table: list[str]) -> str:
        line = "|".join(table)
        return f"|{line}|" if frame else line

    tables = ["\n".join(shown(line) for line in grid_of(make(FORM, BLANKED))) for make in (table_2, table_3, table_4)]
    heads = [TITLE, HEADINGS[0], PERIOD, HEADINGS[1], tables[0], HEADINGS[2], tables[1], HEADINGS[3], tables[2]]
    return "\n\n".join([*heads, HEADINGS[4], "更新不够及时。", HEADINGS[5], "无。"])


BLANKED = CELLS | {"t3.received_new.natural_person": "0", "t3.carried_in.natural_person": "", "t3.carried_in.total": ""}


@pytest.mark.parametrize("frame", [True, False])
def test_blank_cells_between_bars_stay_in_their_columns(frame: bool) -> None:
    report = read(rows(frame=frame))
    wrong = [
        found
        for found in differences(BLANKED, report)
        if found[2] and found[2].state not in ("ambiguous", "unreadable")
    ]
    assert wrong == []
    assert report.cells["t3.granted_full.total"].raw == CELLS["t3.granted_full.total"]


def test_a_number_that_goes_over_into_the_next_line_is_no_blank() -> None:
    total = BLANKED["t3.other_misc.total"]
    label = "3.其他"
    text = rows(frame=False)
    begin = text.index(label)
    end = text.index("\n", begin)
    assert text[begin:end].endswith(f"|{total}")
    broken = text[: end - len(total)] + f"\n{total}" + text[end:]
    cell = read(broken).cells["t3.other_misc.total"]
    assert (cell.raw, cell.value) == (total, int(total))


def test_a_table_drawn_with_rows_of_several_lines_is_not_guessed() -> None:
    drawn = ["┌────┬────┐"]
    for row in FORM.value_rows[:10]:
        drawn += [f"│{row.label[:6]}│１２│", f"│{row.label[6:12]}│３４│", "├────┼────┤"]
    text = rows(frame=True).replace(HEADINGS[4], "\n".join(drawn) + "\n\n" + HEADINGS[4])
    report = read(text)
    assert "drawn_table" in {issue.code for issue in report.issues}
    assert report.cells["t3.granted_full.total"].raw == CELLS["t3.granted_full.total"]


def test_a_table_in_html_that_is_too_large_is_an_issue() -> None:
    bomb = (
        "<table><tr>"
        + "<td colspan=100 rowspan=100>规章</td>" * 30
        + "</tr>"
        + "<tr><td>1</td></tr>" * 100
        + "</table>"
    )
    report = read(markdown(lambda table: table) + "\n\n" + bomb)
    assert "table_too_large" in {issue.code for issue in report.issues}
    assert differences(CELLS, report) == []


def test_the_text_of_a_table_that_only_arranges_a_text_stays() -> None:
    frame = "<table><tr><td>" + "<p>全年工作平稳有序，各项任务按期完成。</p>" * 60 + "</td></tr></table>"
    report = read(markdown(lambda table: table).replace(PERIOD, f"{PERIOD}\n\n{frame}"))
    assert any("全年工作平稳有序" in section.text for section in report.sections)
