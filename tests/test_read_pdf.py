"""PDF files: tables with all kinds of borders and none, text wherever it is, and what must not be read."""

import random
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader

from extract.document import BoxPlace, Document, Grid, Statement
from extract.errors import UnreadableDocument
from extract.forms import load_form
from extract.readers.pdf import read_pdf
from extract.readers.pdf_cells import tables_of
from extract.readers.pdf_second import read_pdf_again
from extract.readers.pdf_text import Glyph
from extract.report import Report, read_report
from extract.ruling import Box, Piece
from tests.pdf_writer import (
    SONG,
    PdfFile,
    Pen,
    dashed,
    dots,
    double,
    fill,
    level_only,
    none,
    segments,
    stroke,
    upright_only,
)
from tests.synthetic import HEADINGS, TITLE, Cells, Row, random_cells, table_2, table_3, table_4
from tests.test_read_layouts import differences

ROWS: list[Row] = [
    [("信息内容", 1, 1), ("本年制发件数", 1, 1), ("现行有效件数", 1, 1)],
    [("规章", 1, 1), ("13", 1, 1), ("27", 1, 1)],
    [("行政规范性文件", 1, 1), ("", 1, 1), ("104", 1, 1)],
]
TEXTS = [["信息内容", "本年制发件数", "现行有效件数"], ["规章", "13", "27"], ["行政规范性文件", "", "104"]]
WIDTHS = {2: [180.0, 100, 100, 100], 3: [45.0, 60, 130, *[37] * 7], 4: [33.0] * 15}
PROSE = "本年度，全局主动公开信息若干条，本报告统计期限自2024年1月1日起至2024年12月31日止，各项工作有序推进。"


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text if cell is not None else "-" for cell in row] for row in grid.rows]


def with_table(**how: object) -> PdfFile:
    file = PdfFile(**how)  # type: ignore[arg-type]  # the options of the canvas
    file.table(ROWS, [120, 80, 80])
    return file


def only_table(file: PdfFile) -> Grid:
    [grid] = read_pdf(file.data()).grids()
    return grid


def report_pdf(cells: Cells, pen: Pen, **how: object) -> bytes:
    """Return a report as a PDF with tables drawn by a pen."""
    form, file = load_form("fmt_2021"), PdfFile()
    file.paragraph(TITLE, 16)
    for number, heading in enumerate(HEADINGS):
        file.paragraph(heading, 14)
        if number not in (1, 2, 3):
            file.paragraph(PROSE)
            continue
        rows = (table_2, table_3, table_4)[number - 1](form, cells)
        if number == 2:
            file.turn()
        file.table(rows, WIDTHS[number + 1][: sum(width for _, _, width in rows[0])], pen, **how)  # type: ignore[arg-type]
        if number == 2:
            file.turn()
    return file.data()


def read(data: bytes) -> Report:
    report = read_report(data)
    assert isinstance(report, Report)
    return report


@pytest.mark.parametrize("outer", [True, False])
@pytest.mark.parametrize("pen", [stroke, fill, double, dashed, segments, dots])
def test_a_report_with_any_kind_of_borders(pen: Pen, outer: bool) -> None:
    cells = random_cells(3)
    report = read(report_pdf(cells, pen, outer=outer))
    assert differences(cells, report) == []
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]
    assert report.sections[4].text == PROSE


@pytest.mark.parametrize("blank", [False, True])
@pytest.mark.parametrize("pen", [level_only, none, upright_only])
def test_a_report_whose_columns_only_the_text_tells(pen: Pen, blank: bool) -> None:
    cells = random_cells(3)
    if blank:
        rng = random.Random(1)
        cells = {key: rng.choice([text, text, "", "0"]) for key, text in cells.items()}
    assert differences(cells, read(report_pdf(cells, pen))) == []


@pytest.mark.parametrize("seed", [5, 12, 13, 18, 20])
def test_where_only_the_text_tells_a_cell_is_exact_or_in_doubt_but_never_wrong(seed: int) -> None:
    rng = random.Random(seed)
    cells = {key: rng.choice([text, text[:1], "0", "", "—"]) for key, text in random_cells(seed).items()}
    how = {"size": rng.choice([7, 8, 9]), "padding": rng.choice([1, 2, 3]), "centred": rng.random() < 0.5}
    report = read(report_pdf(cells, rng.choice([level_only, none, upright_only]), **how))
    wrong = [(key, text, cell) for key, text, cell in differences(cells, report) if cell is not None]
    assert [key for key, _, cell in wrong if cell.state not in ("ambiguous", "unreadable")] == []


def test_columns_without_header_are_not_beyond_doubt() -> None:
    file = PdfFile()
    file.table(ROWS[1:], [120, 80, 80], level_only)
    file.paragraph(PROSE)
    file.table(ROWS, [120, 80, 80], level_only)
    assert [grid.exact for grid in read_pdf(file.data()).grids()] == [False, True]


@pytest.mark.parametrize("second", [False, True])
def test_both_readers_give_the_same_cells_and_places(second: bool) -> None:
    grids = (read_pdf_again if second else read_pdf)(with_table().data()).grids()
    assert [texts(grid) for grid in grids] == [TEXTS]
    cell = grids[0].rows[1][1]
    assert cell is not None
    assert isinstance(cell.place, BoxPlace)
    assert cell.place.page == 1
    assert cell.place.box == pytest.approx((170, 78.4, 250, 96.8), abs=0.2)


def test_forms_within_forms_stand_where_their_matrices_put_them() -> None:
    file = PdfFile()
    canvas = file.canvas
    canvas.beginForm("inner")
    file.table(ROWS, [120, 80, 80])
    canvas.endForm()
    canvas.beginForm("outer")
    canvas.translate(20, -30)
    canvas.scale(0.9, 0.9)
    canvas.doForm("inner")
    canvas.endForm()
    canvas.translate(10, 0)
    canvas.doForm("outer")
    grid = only_table(file)
    assert texts(grid) == TEXTS
    cell = grid.rows[1][1]
    assert cell is not None
    assert isinstance(cell.place, BoxPlace)
    height = 842 * 0.1 + 30
    assert cell.place.box == pytest.approx((183, 78.4 * 0.9 + height, 255, 96.8 * 0.9 + height), abs=0.2)


@pytest.mark.parametrize("angle", [90, 180])
def test_a_page_turned_by_its_own_entry(angle: int) -> None:
    file = PdfFile()
    file.canvas.setPageRotation(angle)
    file.table(ROWS, [120, 80, 80])
    assert texts(only_table(file)) == TEXTS


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_table_drawn_sideways_keeps_its_place_on_the_page(angle: int) -> None:
    file = PdfFile(842, 842)
    file.canvas.translate(421, 421)
    file.canvas.rotate(angle)
    file.canvas.translate(-421, -421)
    file.table(ROWS, [120, 80, 80])
    grid = only_table(file)
    assert texts(grid) == TEXTS
    cell = grid.rows[1][1]
    assert cell is not None
    assert isinstance(cell.place, BoxPlace)
    boxes = {90: (78.4, 592, 96.8, 672), 180: (592, 745.2, 672, 763.6), 270: (745.2, 170, 763.6, 250)}
    assert cell.place.box == pytest.approx(boxes[angle], abs=0.2)


def test_places_count_from_the_corner_of_the_page_as_it_is_cropped() -> None:
    file = PdfFile()
    file.canvas.setCropBox((30, 100, 580, 800))
    file.table(ROWS, [120, 80, 80])
    cell = only_table(file).rows[1][1]
    assert cell is not None
    assert isinstance(cell.place, BoxPlace)
    assert cell.place.box == pytest.approx((140, 36.4, 220, 54.8), abs=0.2)


def test_a_password_only_to_change_the_file_is_none_to_read_it() -> None:
    assert texts(only_table(with_table(encrypt=StandardEncryption("", "owner", canPrint=0)))) == TEXTS
    with pytest.raises(UnreadableDocument, match="password"):
        read_pdf(with_table(encrypt=StandardEncryption("user", "owner")).data())


@pytest.mark.parametrize("reader", [read_pdf, read_pdf_again])
@pytest.mark.parametrize("damage", [lambda data: data[:9] + b"nothing", lambda data: data[: len(data) // 2]])
def test_a_broken_file_is_unreadable(reader: Callable[[bytes], Document], damage: Callable[[bytes], bytes]) -> None:
    with pytest.raises(UnreadableDocument):
        reader(damage(with_table().data()))


def test_text_that_is_not_drawn_is_no_part_of_a_cell() -> None:
    file = with_table()
    hidden = file.canvas.beginText(180, 842 - 85)
    hidden.setFont(SONG, 8)
    hidden.setTextRenderMode(3)
    hidden.textOut("99")
    file.canvas.drawText(hidden)
    document = read_pdf(file.data())
    assert [texts(grid) for grid in document.grids()] == [TEXTS]
    assert [issue.code for issue in document.issues] == ["hidden_text"]


def test_radicals_are_the_letters_they_stand_for() -> None:
    file = PdfFile()
    file.text(60, 60, "⼀、⽂件⺠⻚⻓⾏政", 12)
    data = file.data()
    assert [paragraph.text for paragraph in read_pdf(data).paragraphs()] == ["一、文件民页长行政"]
    assert [paragraph.text for paragraph in read_pdf_again(data).paragraphs()] == ["一、文件民页长行政"]


def test_a_number_over_a_border_is_in_doubt() -> None:
    file = with_table()
    file.text(247, 109, "555", 8)
    row = only_table(file).rows[2]
    assert all(cell is not None and cell.alternatives == ("555",) for cell in row[1:2])


def test_a_long_number_goes_on_in_the_next_line_but_two_numbers_do_not_become_one() -> None:
    file = PdfFile()
    file.table([[("收费金额", 1, 1), ("24252.311082", 1, 1)], [("次数", 1, 1), ("12", 1, 1)]], [80, 40])
    assert texts(only_table(file))[0][1] == "24252.311082"
    file = PdfFile()
    file.table([[("收费金额", 1, 1), ("", 1, 1)], [("次数\n", 1, 1), ("12", 1, 1)]], [80, 80], padding=12)
    file.text(150, 72, "24", 8)
    file.text(150, 84, "31", 8)
    assert texts(only_table(file))[0][1] == "24\n31"


def test_a_letter_printed_twice_to_be_bold_is_one() -> None:
    file = with_table()
    for shift in (0, 0.3):
        file.text(180 + shift, 108, "6", 8)
    assert texts(only_table(file))[2][1] == "6"


def test_a_picture_in_a_cell_makes_it_opaque() -> None:
    picture = BytesIO()
    Image.new("RGB", (20, 20), "red").save(picture, "png")
    file = with_table()
    file.canvas.drawImage(ImageReader(picture), 200, 842 - 113, 10, 10)
    opaque = [cell.opaque for cell in only_table(file).cells()]
    assert opaque == [*[False] * 7, True, False]


def test_a_frame_around_text_is_no_table() -> None:
    file = PdfFile()
    file.table([[("本页为正文，四周有边框，里面是一整段文字。" * 3, 1, 1)]], [450], centred=False)
    document = read_pdf(file.data())
    assert document.grids() == []
    assert (
        "".join(paragraph.text for paragraph in document.paragraphs())
        == "本页为正文，四周有边框，里面是一整段文字。" * 3
    )


def test_two_cells_side_by_side_are_a_table_only_as_a_label_with_its_value() -> None:
    file = PdfFile()
    file.table([[("行政强制", 1, 1), ("7", 1, 1)]], [240, 240])
    file.turn()
    file.table([[("左边是一栏正文。" * 9, 1, 1), ("右边是另一栏。" * 9, 1, 1)]], [240, 240])
    assert [texts(grid) for grid in read_pdf(file.data()).grids()] == [[["行政强制", "7"]]]


def test_a_paragraph_goes_on_over_the_page_and_page_numbers_are_left_out() -> None:
    file = PdfFile()
    long = "".join(random.Random(1).choices("这一段文字很长而且没有重复的行", k=2000)) + "。"
    file.paragraph(long)
    file.paragraph(PROSE)
    file.turn()
    assert [paragraph.text for paragraph in read_pdf(file.data()).paragraphs()] == [long, PROSE]


def test_tables_are_counted_on_from_page_to_page() -> None:
    file = with_table()
    file.turn()
    file.table(ROWS, [120, 80, 80])
    file.paragraph("以上为两张表。")
    document = read_pdf(file.data())
    assert [grid.index for grid in document.grids()] == [0, 1]
    assert [type(block).__name__ for block in document.blocks] == ["Grid", "Grid", "Paragraph"]
    assert isinstance(document.grids()[1].rows[0][0].place, BoxPlace)  # type: ignore[union-attr]
    assert {cell.place.page for cell in document.grids()[1].cells()} == {2}  # type: ignore[union-attr]


@pytest.mark.parametrize(("title", "stated"), [(TITLE, True), ("untitled", False), ("ĘţÁú½­ÊÐ", False)])
def test_only_a_title_in_chinese_is_taken_from_the_properties(title: str, stated: bool) -> None:
    file = with_table()
    file.canvas.setTitle(title)
    statements = read_pdf(file.data()).statements
    assert (Statement("meta", "title", title) in statements) == stated


def test_a_page_of_hatching_is_told_and_the_others_are_read() -> None:
    file = PdfFile()
    for n in range(9000):
        file.canvas.line(10, 800 - n * 0.005, 10 + n % 500, 800 - n * 0.005)
    for n in range(3000):
        file.canvas.rect(10 + 7 * (n % 80), 40 + 7 * (n // 80), 5, 5)
    file.turn()
    file.table(ROWS, [120, 80, 80])
    document = read_pdf(file.data())
    assert [texts(grid) for grid in document.grids()][-1] == TEXTS


def test_a_small_raised_digit_is_a_mark_and_no_part_of_the_number() -> None:
    number = [Glyph(digit, 10 + 5 * place, 12, 15 + 5 * place, 20) for place, digit in enumerate("682")]
    box = Box(0, 0, 1, 1, 0, 0, 60, 30)
    piece = Piece((box,), 1, 1, 0, 0, 60, 30)
    (marked,), _ = tables_of([piece], [*number, Glyph("1", 25, 11, 28, 16)], [])
    assert [cell.text for cell in marked.grid(1).cells()] == ["682¹"]
