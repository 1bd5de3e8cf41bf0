"""Spreadsheets: numbers as their formats print them, merged and hidden cells, reports in one sheet."""

import random
from decimal import Decimal
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlwt
from openpyxl import Workbook

from extract.document import Document, Grid, Paragraph, SheetPlace
from extract.errors import UnreadableDocument
from extract.forms import load_form
from extract.media import XLS, XLSX
from extract.readers import read_document
from extract.readers.sheet_formats import BUILTIN, general, printed_date, printed_number, printed_text
from extract.report import Report, read_report
from tests.synthetic import HEADINGS, TITLE, Row, random_cells, table_2, table_3, table_4

SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def workbook(*rows: list[object]) -> Workbook:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return book


def grids(data: bytes) -> list[Grid]:
    return read_document(data).grids()


def rows(grid: Grid) -> list[list[str]]:
    return [["" if cell is None else cell.text for cell in row] for row in grid.rows]


def codes(document: Document) -> set[str]:
    return {issue.code for issue in document.issues}


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        ("0", "0.00", "0.00"),
        ("24252.311082", "General", "24252.311082"),
        ("12", "General", "12"),
        ("12", "@", "12"),
        ("1234567.5", "#,##0", "1,234,568"),
        ("-1234.5", "#,##0.00", "-1,234.50"),
        ("0.125", "0.0%", "12.5%"),
        ("5", '0"件"', "5件"),
        ("5", "000", "005"),
        ("5", "0.##", "5"),
        ("0", "0;-0;;@", ""),
        ("-7", "0_);[Red]\\(0\\)", "(7)"),
        ("0", BUILTIN[43], "-"),
        ("1234", BUILTIN[41], "1,234"),
        ("5", "[$¥-804]#,##0.00", "¥5.00"),
        ("12345", "0,", "12"),
        ("2.5", "0", "3"),
        ("-0.3", "0", "0"),
    ],
)
def test_a_number_is_what_its_format_prints(value: str, code: str, text: str) -> None:
    printed = printed_number(Decimal(value), code)
    assert printed is not None
    assert printed.strip() == text


@pytest.mark.parametrize("code", ["0!.0,", "[DBNum1]General", "# ?/?", "0.00E+00", "[>5]0;0", "yyyy-m-d", "0x0"])
def test_a_format_that_is_not_understood_prints_nothing_sure(code: str) -> None:
    assert printed_number(Decimal(5), code) is None


def test_days_and_texts_by_their_formats() -> None:
    assert printed_date(Decimal(45306)) == "2024-01-15"
    assert printed_date(Decimal(43844), since_1904=True) == "2024-01-15"
    assert printed_date(Decimal("0.5")) is None
    assert (printed_text("甲", "@"), printed_text("甲", ";;;"), printed_text("甲", "0")) == ("甲", "", "甲")
    assert general(Decimal("1200")) == "1200"


def formatted(values: list[tuple[object, str]]) -> tuple[bytes, bytes]:
    """Return the same numbers in the same formats as XLSX and as XLS."""
    book, old = Workbook(), xlwt.Workbook()
    sheet = old.add_sheet("一")
    for row, (value, code) in enumerate(values):
        book.active.cell(row + 1, 1, "标签")
        book.active.cell(row + 1, 2, value).number_format = code
        sheet.write(row, 0, "标签")
        sheet.write(row, 1, value, xlwt.easyxf(num_format_str=code))
    out = BytesIO()
    old.save(out)
    return saved(book), out.getvalue()


def test_both_formats_print_numbers_alike() -> None:
    values: list[tuple[object, str]] = [
        (0, "0.00"),
        (24252.311082, "General"),
        (3, "General"),
        (1500, "#,##0"),
        ("7", "@"),
    ]
    values += [(0.1 + 0.2, "General"), (0, "0;-0;;@"), (12.0, "General")]
    new, old = formatted(values)
    expected = ["0.00", "24252.311082", "3", "1,500", "7", "0.3", "", "12"]
    for data in (new, old):
        assert [row[1] for row in rows(grids(data)[0])] == expected


def test_a_number_in_a_format_that_is_not_understood_is_in_doubt() -> None:
    for data in formatted([(123456, "0!.0,"), (5, "0")]):
        cells = [row[1] for row in grids(data)[0].rows]
        assert [cell.confidence for cell in cells if cell is not None] == [0.0, None]


def test_a_day_is_no_number() -> None:
    for data in formatted([(5, "yyyy-m-d"), (6, "0")]):
        assert [row[1] for row in rows(grids(data)[0])] == ["1900-01-05", "6"]


def test_merged_cells_span_and_places_name_the_sheet() -> None:
    book = workbook(["头", None, "数"], ["甲", "乙", 4], [None, "丙", 5])
    book.active.title = "附件"
    book.active.merge_cells("A1:B1")
    book.active.merge_cells("A2:A3")
    grid = grids(saved(book))[0]
    assert rows(grid) == [["头", "头", "数"], ["甲", "乙", "4"], ["甲", "丙", "5"]]
    spans = {cell.text: (cell.rowspan, cell.colspan) for cell in grid.cells()}
    assert (spans["头"], spans["甲"]) == ((1, 2), (2, 1))
    assert [cell.place for cell in grid.cells()][-1] == SheetPlace("附件", 2, 2)


def test_a_formula_without_a_stored_result_shows_nothing_the_file_holds() -> None:
    cell = grids(saved(workbook(["合计", "=SUM(1,2)"])))[0].rows[0][1]
    assert cell is not None
    assert (cell.text, cell.opaque) == ("", True)


def test_what_is_hidden_is_left_out_with_an_issue() -> None:
    book = workbook(["甲", 1, 9], ["隐", 2, 9], ["乙", 3, 9])
    book.active.row_dimensions[2].hidden = True
    book.active.column_dimensions["C"].hidden = True
    book.create_sheet("旧").append(["丙", 4])
    book["旧"].sheet_state = "hidden"
    book.create_sheet("表").append(["本年新收政府信息公开申请数量", 4])
    document = read_document(saved(book))
    assert [rows(grid) for grid in document.grids()] == [
        [["甲", "1"], ["乙", "3"]],
        [["本年新收政府信息公开申请数量", "4"]],
    ]
    assert len([issue for issue in document.issues if issue.code == "hidden_text"]) == 3


def test_hidden_rows_and_columns_of_old_files_are_left_out() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for row, label in enumerate(("本年新收政府信息公开申请数量", "隐", "乙")):
        for column, value in enumerate((label, row, 9)):
            sheet.write(row, column, value)
    sheet.row(1).hidden = True
    sheet.col(2).hidden = True
    out = BytesIO()
    book.save(out)
    document = read_document(out.getvalue())
    assert rows(document.grids()[0]) == [["本年新收政府信息公开申请数量", "0"], ["乙", "2"]]
    assert "hidden_text" in codes(document)


def test_a_form_that_stands_only_in_a_hidden_sheet_is_read_with_an_issue() -> None:
    book = workbook(["目录"])
    book.create_sheet("表").append(["本年新收政府信息公开申请数量", 4])
    book["表"].sheet_state = "hidden"
    document = read_document(saved(book))
    assert rows(document.grids()[0]) == [["本年新收政府信息公开申请数量", "4"]]
    assert "hidden_text" in codes(document)


def test_a_sheet_that_hides_its_zeros_prints_blanks() -> None:
    book = workbook(["名", "数", "量"], ["甲", 0, 1])
    book.active.sheet_view.showZeros = False
    assert rows(grids(saved(book))[0])[1] == ["甲", "", "1"]


def test_rows_of_text_between_tables_are_paragraphs_and_labels_inside_a_table_are_not() -> None:
    book = workbook(
        ["某局年度报告"], ["单位：某局"], ["甲", 1], ["小计"], ["乙", 2], ["二、主动公开政府信息情况"], ["丙", 3]
    )
    blocks = read_document(saved(book)).blocks
    found = [block.text if isinstance(block, Paragraph) else rows(block) for block in blocks]
    assert found == [
        "某局年度报告",
        "单位：某局",
        [["甲", "1"], ["小计", ""], ["乙", "2"]],
        "二、主动公开政府信息情况",
        [["丙", "3"]],
    ]


def sheet_of(tables: list[tuple[str, list[Row]]], between: int) -> Workbook:
    """Return tables below each other in one sheet, each below its heading, with blank rows between; numbers as numbers."""
    book = Workbook()
    sheet = book.active
    sheet.append([TITLE])
    line = 2
    for heading, table in tables:
        if heading:
            sheet.cell(line, 1, heading)
            line += 1
        taken: set[tuple[int, int]] = set()
        for number, row in enumerate(table):
            column = 1
            for text, height, width in row:
                while (line + number, column) in taken:
                    column += 1
                sheet.cell(line + number, column, int(text) if text.isdigit() else text)
                if height * width > 1:
                    sheet.merge_cells(
                        start_row=line + number,
                        start_column=column,
                        end_row=line + number + height - 1,
                        end_column=column + width - 1,
                    )
                taken |= {(line + number + r, column + c) for r in range(height) for c in range(width)}
        line += len(table) + between
    return book


@pytest.mark.parametrize("form_id", ["fmt_2021", "fmt_2019"])
@pytest.mark.parametrize("headings", [True, False])
@pytest.mark.parametrize("between", [0, 1])
def test_the_three_tables_of_a_report_in_one_sheet(form_id: str, headings: bool, between: int) -> None:
    form, cells = load_form(form_id), random_cells(between, form_id)
    blank = random.Random(7).sample([key for key in cells if key.startswith("t3.")], 20)
    cells |= dict.fromkeys(blank, "")
    tables = [table_2(form, cells), table_3(form, cells), table_4(form, cells)]
    names = HEADINGS[1:4] if headings else ("", "", "")
    report = read_report(saved(sheet_of(list(zip(names, tables, strict=True)), between)))
    assert isinstance(report, Report)
    assert (report.form, report.title) == (form_id, TITLE)
    wrong = {
        key: (text, report.cells[key])
        for key, text in cells.items()
        if report.cells[key].value != (int(text) if text else None)
        and report.cells[key].state not in ("ambiguous", "unreadable")
    }
    assert not wrong
    unsure = [key for key in cells if report.cells[key].state in ("ambiguous", "unreadable")]
    assert not unsure


def test_tables_alone_are_a_report_of_an_agency_that_is_not_stated() -> None:
    form, cells = load_form("fmt_2021"), random_cells(3)
    book = sheet_of([("", table_2(form, cells)), ("", table_3(form, cells)), ("", table_4(form, cells))], 1)
    book.active["A1"] = None
    report = read_report(saved(book))
    assert isinstance(report, Report)
    assert report.agency is None
    assert {issue.code for issue in report.issues} >= {"agency_not_stated", "year_not_stated"}


def raw(sheet: str) -> bytes:
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{SHEET}" xmlns:r="{relations}"><sheets><sheet name="s" r:id="a"/></sheets></workbook>',
        )
        package.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<r><Relationship Id="a" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></r>',
        )
        package.writestr("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{SHEET}">{sheet}</worksheet>')
    return out.getvalue()


def test_cells_at_the_far_end_of_a_sheet_cost_nothing() -> None:
    far = raw(
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData>'
        '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    )
    assert rows(grids(far)[0])[0][0] == "1"


def test_rich_text_keeps_raised_digits_apart_and_leaves_out_how_it_is_spoken() -> None:
    rich = '<is><r><t>12</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r><rPh><t>あ</t></rPh></is>'
    data = raw(
        f'<sheetData><row><c t="inlineStr">{rich}</c><c t="b"><v>1</v></c><c t="e"><v>#REF!</v></c></row></sheetData>'
    )
    assert rows(grids(data)[0]) == [["12¹", "TRUE", "#REF!"]]


def test_damaged_workbooks_are_unreadable() -> None:
    new, old = formatted([(1, "0")])
    assert (read_document(new).media_type, read_document(old).media_type) == (XLSX, XLS)
    for data in (new[: len(new) // 2], old[:2000], raw("<sheetData>")):
        with pytest.raises(UnreadableDocument):
            read_document(data)
