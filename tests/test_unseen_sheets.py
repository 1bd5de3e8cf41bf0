"""Spreadsheets: what nobody sees, what is struck out, formats that print digits of their own, values not worked out."""

import re
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill

from extract.document import Cell, Document
from extract.readers import read_document
from extract.readers.sheet_formats import general, printed_number

WHITE = "FFFFFFFF"


def book(value: object = 12) -> Workbook:
    made = Workbook()
    for row in (["三、收到和处理政府信息公开申请情况"], [], ["申请", "数量"], ["新收", value]):
        made.active.append(row)
    return made


def document(made: Workbook) -> Document:
    out = BytesIO()
    made.save(out)
    return read_document(out.getvalue())


def cell(made: Workbook) -> Cell:
    found = document(made).grids()[-1].rows[1][1]
    assert found is not None
    return found


def codes(made: Workbook) -> set[str]:
    return {issue.code for issue in document(made).issues}


@pytest.mark.parametrize("value", [12, "12", 1.5])
@pytest.mark.parametrize("font", [Font(strike=True), Font(color=WHITE), Font(color="FFFEFEFE")])
def test_a_number_nobody_sees_is_neither_read_nor_blank(value: object, font: Font) -> None:
    made = book(value)
    made.active["B4"].font = font
    found = cell(made)
    assert (found.text, found.opaque) == ("", True)
    assert "hidden_text" in codes(made)


def test_white_on_a_dark_ground_is_seen() -> None:
    made = book()
    made.active["B4"].font = Font(color=WHITE)
    made.active["B4"].fill = PatternFill("solid", fgColor="FF1F3864")
    assert cell(made).text == "12"


@pytest.mark.parametrize(
    ("font", "text"),
    [
        (InlineFont(strike=True), "12"),
        (InlineFont(color=WHITE), "12"),
        (InlineFont(vertAlign="subscript"), "12⁹"),
        (InlineFont(sz=5), "12 9"),
        (InlineFont(sz=11), "129"),
    ],
)
def test_pieces_of_a_text_that_look_otherwise(font: InlineFont, text: str) -> None:
    assert cell(book(CellRichText(TextBlock(InlineFont(sz=11), "12"), TextBlock(font, "9")))).text == text


def test_rows_without_height_are_hidden() -> None:
    made = book()
    made.active.append(["结转", 7])
    made.active.row_dimensions[4].height = 0.1
    grid = document(made).grids()[-1]
    assert [found.text for found in grid.cells()] == ["申请", "数量", "结转", "7"]


@pytest.mark.parametrize("code", ['0"1"', '"2024年"0', "0\\1", "*00", 'General"9"', '"0"0'])
def test_a_format_that_prints_digits_of_its_own_says_nothing_sure(code: str) -> None:
    assert printed_number(Decimal(5), code) is None


def test_zero_may_be_printed_as_a_text() -> None:
    assert printed_number(Decimal(0), '#,##0;-#,##0;"0"') == "0"
    assert printed_number(Decimal(5), '"0"') is None


def test_numbers_without_a_format() -> None:
    assert general(Decimal("860.0000000001")) == "860"
    assert general(Decimal("0.30000000000000004")) == "0.3"
    assert general(Decimal("24252.311082")) == "24252.311082"
    assert printed_number(Decimal("123456789012"), "General") is None
    assert printed_number(Decimal("12345678901"), "General") == "12345678901"


@pytest.mark.parametrize(
    ("font", "doubt"), [(Font(color=WHITE), 0.0), (Font(strike=True), 0.0), (Font(bold=True), None)]
)
def test_a_condition_that_may_hide_a_number_puts_it_in_doubt(font: Font, doubt: float | None) -> None:
    made = book()
    made.active.conditional_formatting.add("B4:B9", CellIsRule("equal", ["12"], font=font))
    assert cell(made).confidence == doubt


def test_a_formula_without_a_value_is_not_blank() -> None:
    assert cell(book("=3+4")).opaque


@pytest.mark.parametrize(("uncalculated", "doubt"), [("1", 0.0), ("0", None)])
def test_a_formula_that_is_yet_to_be_worked_out_holds_nothing_sure(uncalculated: str, doubt: float | None) -> None:
    out, changed = BytesIO(), BytesIO()
    book("=3+4").save(out)
    with ZipFile(out) as made, ZipFile(changed, "w") as package:
        for name in made.namelist():
            xml = re.sub(r"(</f>)<v ?/>|(</f>)<v></v>", "</f><v>0</v>", made.read(name).decode())
            package.writestr(name, xml.replace('fullCalcOnLoad="1"', f'fullCalcOnLoad="{uncalculated}"'))
    found = read_document(changed.getvalue()).grids()[-1].rows[1][1]
    assert found is not None
    assert (found.text, found.confidence) == ("0", doubt)
