"""PDF files: what a reader of the page does not see is not read, and what is struck out or laid over it is read as it looks."""

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extract.document import Cell, Document
from extract.readers.pdf import read_pdf
from tests.pdf_writer import PdfFile
from tests.synthetic import Row

ROWS: list[Row] = [
    [("信息内容", 1, 1), ("本年制发件数", 1, 1), ("现行有效件数", 1, 1)],
    [("规章", 1, 1), ("13", 1, 1), ("27", 1, 1)],
    [("行政规范性文件", 1, 1), ("", 1, 1), ("104", 1, 1)],
]
BASELINE = 842 - 108.0
EMPTY = (2, 1)


def with_table() -> PdfFile:
    file = PdfFile()
    file.table(ROWS, [120, 80, 80])
    file.canvas.setFont("Helvetica", 8)
    return file


def cell(document: Document, row: int, column: int) -> Cell:
    [grid] = document.grids()
    found = grid.rows[row][column]
    assert found is not None
    return found


def empty_cell(file: PdfFile) -> Cell:
    return cell(read_pdf(file.data()), *EMPTY)


def white(canvas: Canvas) -> None:
    canvas.setFillGray(0.99)


def transparent(canvas: Canvas) -> None:
    canvas.setFillAlpha(0)


def clipped(canvas: Canvas) -> None:
    path = canvas.beginPath()
    path.rect(0, 0, 30, 30)
    canvas.clipPath(path, stroke=0)


@pytest.mark.parametrize("look", [white, transparent, clipped])
def test_digits_that_are_not_seen_are_left_out_and_told(look: Callable[[Canvas], None]) -> None:
    file = with_table()
    look(file.canvas)
    file.canvas.drawString(180, BASELINE, "99")
    document = read_pdf(file.data())
    assert cell(document, *EMPTY).text == ""
    assert [issue.code for issue in document.issues] == ["hidden_text"]


def test_white_digits_on_a_dark_band_are_read() -> None:
    file = with_table()
    file.canvas.setFillGray(0.2)
    file.canvas.rect(171, BASELINE - 4, 78, 14, stroke=0, fill=1)
    file.canvas.setFillGray(1)
    file.canvas.drawString(200, BASELINE, "58")
    found = empty_cell(file)
    assert (found.text, found.alternatives) == ("58", ())


def test_of_a_number_covered_and_printed_anew_the_new_one_is_read() -> None:
    file = with_table()
    file.canvas.drawString(200, BASELINE, "41")
    file.canvas.setFillGray(1)
    file.canvas.rect(196, BASELINE - 2, 20, 9, stroke=0, fill=1)
    file.canvas.setFillGray(0)
    file.canvas.drawString(202, BASELINE, "58")
    found = empty_cell(file)
    assert (found.text, found.alternatives) == ("58", ())


def test_a_number_below_a_picture_is_not_read_and_the_cell_not_blank() -> None:
    picture = BytesIO()
    Image.new("RGB", (20, 20), "white").save(picture, "png")
    file = with_table()
    file.canvas.drawString(200, BASELINE, "41")
    file.canvas.drawImage(ImageReader(picture), 196, BASELINE - 2, 20, 9)
    found = empty_cell(file)
    assert (found.text, found.opaque) == ("", True)


def test_a_slanted_watermark_is_no_part_of_a_cell() -> None:
    file = with_table()
    file.canvas.setFillGray(0.6)
    for x in range(60, 340, 40):
        file.canvas.saveState()
        file.canvas.translate(x, BASELINE - 4)
        file.canvas.rotate(30)
        file.canvas.drawString(0, 0, "2024")
        file.canvas.restoreState()
    document = read_pdf(file.data())
    assert [cell(document, 2, column).text for column in range(3)] == ["行政规范性文件", "", "104"]
    assert not cell(document, 2, 2).alternatives


def test_pale_digits_put_a_cell_in_doubt() -> None:
    file = with_table()
    file.canvas.setFillGray(0.85)
    file.canvas.drawString(225, BASELINE, "7")
    assert empty_cell(file).alternatives == ("7",)


def strike(file: PdfFile, height: float) -> None:
    file.canvas.setLineWidth(0.6)
    file.canvas.line(195, BASELINE + height, 212, BASELINE + height)


def test_a_struck_number_alone_is_in_doubt_and_an_underlined_one_is_not() -> None:
    file = with_table()
    file.canvas.drawString(198, BASELINE, "41")
    strike(file, 2.8)
    assert empty_cell(file).alternatives != ()
    file = with_table()
    file.canvas.drawString(198, BASELINE, "41")
    strike(file, -1)
    found = empty_cell(file)
    assert (found.text, found.alternatives) == ("41", ())


def test_a_number_beside_a_struck_one_is_its_correction() -> None:
    file = with_table()
    file.canvas.drawString(198, BASELINE, "41")
    strike(file, 2.8)
    file.canvas.drawString(225, BASELINE, "58")
    found = empty_cell(file)
    assert (found.text, found.alternatives) == ("58", ())


def test_what_a_form_field_holds_is_read() -> None:
    file = with_table()
    form = file.canvas.acroForm
    form.textfield(
        name="made", x=180, y=BASELINE - 3, width=50, height=12, value="36", fontSize=8, borderWidth=0, fillColor=None
    )
    assert empty_cell(file).text == "36"


def test_a_number_of_which_a_part_is_struck_out_is_in_doubt() -> None:
    file = with_table()
    file.canvas.drawString(203, BASELINE, "4158")
    strike(file, 2.8)
    assert empty_cell(file).alternatives != ()


def test_a_field_that_only_says_what_it_holds_is_read_and_an_empty_one_is_blank() -> None:
    texts = []
    for value in ("36", ""):
        file = with_table()
        file.canvas.acroForm.textfield(
            x=180, y=BASELINE - 3, width=50, height=12, value=value, fontSize=8, borderWidth=0, fillColor=None
        )
        texts.append(empty_cell(file).text)
    assert texts == ["36", ""]


@pytest.mark.parametrize(("size", "rise", "text", "other"), [(5, 3, "682¹", ()), (5, 0, "6821", ("682",))])
def test_a_small_digit_above_the_line_is_a_mark_and_one_on_it_in_doubt(
    size: float, rise: float, text: str, other: tuple[str, ...]
) -> None:
    file = with_table()
    file.canvas.drawString(190, BASELINE, "682")
    file.canvas.setFont("Helvetica", size)
    file.canvas.drawString(204, BASELINE + rise, "1")
    found = empty_cell(file)
    assert (found.text, found.alternatives) == (text, other)


def test_a_small_digit_before_a_number_is_in_doubt() -> None:
    file = with_table()
    file.canvas.drawString(190, BASELINE, "682")
    file.canvas.setFont("Helvetica", 0.5)
    file.canvas.drawString(188, BASELINE, "9")
    assert empty_cell(file).alternatives == ("682",)


def test_a_page_printed_over_itself_is_read_once() -> None:
    file = PdfFile()
    for shift in (0, 0.4):
        file.y = 60
        file.table(ROWS, [120, 80, 80], left=50 + shift)
    document = read_pdf(file.data())
    assert [cell(document, row, 2).text for row in range(3)] == ["现行有效件数", "27", "104"]


def test_another_digit_over_a_digit_is_in_doubt() -> None:
    file = with_table()
    file.canvas.drawString(190, BASELINE, "68")
    file.canvas.drawString(191, BASELINE, "7")
    assert empty_cell(file).alternatives != ()


def test_a_digit_much_larger_than_the_table_is_in_doubt() -> None:
    file = with_table()
    file.canvas.setFont("Helvetica", 20)
    file.canvas.drawString(200, BASELINE - 4, "5")
    document = read_pdf(file.data())
    assert [bool(cell(document, row, 1).alternatives) for row in (1, 2)] == [False, True]


def test_on_a_page_too_large_to_paint_what_may_not_be_seen_is_in_doubt() -> None:
    file = PdfFile(12000, 9000)
    file.table(ROWS, [120, 80, 80])
    file.canvas.setFont("Helvetica", 8)
    file.canvas.setFillGray(1)
    file.canvas.drawString(200, 9000 - 108, "7")
    assert empty_cell(file).alternatives == ("7",)
