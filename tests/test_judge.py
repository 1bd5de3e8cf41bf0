from extract.forms import load_form
from extract.report import NoReport, Report, read_report
from tests.synthetic import HEADINGS, page, random_cells


def test_a_notice_that_quotes_the_headings_is_no_report() -> None:
    notice = (
        "<html><head><title>关于做好2024年政府信息公开工作年度报告编制和发布工作的通知</title></head><body>"
        "<h1>关于做好2024年政府信息公开工作年度报告编制和发布工作的通知</h1><p>年度报告应当包括以下内容：</p>"
        + "".join(f"<p>{heading}</p>" for heading in HEADINGS)
        + "</body></html>"
    )
    result = read_report(notice.encode())
    assert isinstance(result, NoReport)
    assert "通知" in result.reason


def test_a_notice_with_the_empty_form_attached_is_no_report() -> None:
    empty = page(
        load_form("fmt_2021"),
        dict.fromkeys(random_cells(1), ""),
        title="关于印发《政府信息公开工作年度报告格式》的通知",
    )
    assert isinstance(read_report(empty.encode()), NoReport)


def test_the_empty_form_is_no_report() -> None:
    empty = page(load_form("fmt_2021"), dict.fromkeys(random_cells(1), ""), title="政府信息公开工作年度报告")
    result = read_report(empty.encode())
    assert isinstance(result, NoReport)
    assert result.reason.startswith("the form is empty")


def test_a_report_of_zeros_that_leaves_the_year_to_its_column_is_a_report() -> None:
    zeros = page(load_form("fmt_2021"), dict.fromkeys(random_cells(1), "0"), title="澄江县水利局政府信息公开年报")
    result = read_report(zeros.replace("本报告统计期限自2024年1月1日起至2024年12月31日止。", "").encode())
    assert isinstance(result, Report)
    assert (result.agency, result.year) == ("澄江县水利局", None)
    assert {(cell.state, cell.value) for cell in result.cells.values()} == {("zero", 0)}


def test_a_page_of_errors_is_no_report() -> None:
    result = read_report("<html><title>404</title><body><h1>您访问的页面不存在</h1></body></html>".encode())
    assert isinstance(result, NoReport)


def test_a_report_whose_tables_are_pictures_is_a_report_with_unknown_cells() -> None:
    text = page(load_form("fmt_2021"), random_cells(1), lambda _: "<p><img src=table.png></p>")
    result = read_report(text.encode())
    assert isinstance(result, Report)
    assert (result.form, dict(result.cells)) == (None, {})
    assert "no_form" in {issue.code for issue in result.issues}


def test_tables_glued_to_one_line_of_digits_are_never_read_wrong() -> None:
    cells = random_cells(1)
    glued = page(
        load_form("fmt_2021"),
        cells,
        lambda rows: "<p>" + "".join(t for row in rows for t, _, _ in row) + "</p>",
    )
    result = read_report(glued.encode())
    assert isinstance(result, Report)
    assert {key for key, text in cells.items() if result.cells[key].value not in (None, float(text))} == set()
    assert "blank" not in {cell.state for cell in result.cells.values()}
