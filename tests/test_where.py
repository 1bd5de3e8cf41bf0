"""The place of a cell is where it stands: every place is opened again by another way than the reader's, and its text compared."""

import random
import re
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import openpyxl
import pdfplumber
import pytest
from lxml import etree, html

from extract.mapping import CellReading
from extract.report import Report, read_report
from tests.golden import docx_files, html_pages, ofd_files, pdf_files, scans, sheets, texts
from tests.golden.model import Rendered, random_report
from tests.golden.packages import package
from tests.golden.page_layout import Layout
from tests.golden.page_style import Style
from tests.golden.pages import Page

CHOSEN = 50
Where = Mapping[str, Any]
Look = Callable[[Where], str]


def bare(text: str) -> str:
    """Return a text without white space."""
    return re.sub(r"[\s\u200b\ufeff]+", "", text)


def chosen_cells(data: bytes, media_type: str) -> dict[str, tuple[CellReading, Where]]:
    """Return fifty random cells of a document as read, with their places as the output gives them."""
    report = read_report(data, media_type)
    assert isinstance(report, Report)
    cells = report.as_json()["cells"]
    placed = [key for key, cell in report.cells.items() if cell.state not in ("unreadable", "ambiguous")]
    assert len(placed) >= CHOSEN
    return {key: (report.cells[key], cells[key]["where"]) for key in random.Random(7).sample(placed, CHOSEN)}


def assert_found(document: Rendered, look: Look, data: bytes | None = None) -> None:
    """Assert that every chosen cell is printed at its place, and is the one the document has there."""
    found = chosen_cells(document.data if data is None else data, document.media_type)
    shown = {key: bare(look(where)) for key, (_, where) in found.items()}
    assert shown == {key: bare(cell.raw) for key, (cell, _) in found.items()}
    assert shown == {key: bare(document.cells[key].text) for key in found}


def filled(rows: list[list[tuple[Any, int, int]]]) -> dict[tuple[int, int], Any]:
    """Return what stands at each row and column, of rows of (content, rowspan, colspan)."""
    grid: dict[tuple[int, int], Any] = {}
    for number, row in enumerate(rows):
        column = 0
        for content, down, across in row:
            while (number, column) in grid:
                column += 1
            grid.update({(number + y, column + x): content for y in range(down) for x in range(across)})
    return grid


def html_look(data: bytes, charset: str) -> Look:
    page = html.fromstring(data.decode(charset))

    def look(where: Where) -> str:
        table = list(page.iter("table"))[where["table"]]
        rows = [
            [(cell, int(cell.get("rowspan", 1)), int(cell.get("colspan", 1))) for cell in row.xpath("./td|./th")]
            for row in table.xpath("./tr|./tbody/tr")
        ]
        return "".join(filled(rows)[where["row"], where["column"]].itertext())

    return look


def docx_look(data: bytes) -> Look:
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    with ZipFile(BytesIO(data)) as file:
        tables = list(etree.fromstring(file.read("word/document.xml")).iter(w + "tbl"))

    def look(where: Where) -> str:
        row = tables[where["table"]].findall(w + "tr")[where["row"]]
        cells: list[etree._Element] = []
        for cell in row.findall(w + "tc"):
            span = cell.find(f"{w}tcPr/{w}gridSpan")
            cells += [cell] * int(span.get(w + "val") if span is not None else 1)
        return "".join(text.text for text in cells[where["column"]].iter(w + "t"))

    return look


def sheet_look(data: bytes) -> Look:
    book = openpyxl.load_workbook(BytesIO(data))

    def look(where: Where) -> str:
        cell = book[where["sheet"]].cell(where["row"] + 1, where["column"] + 1)
        decimals = re.fullmatch(r"0\.(0+)", cell.number_format)
        return f"{cell.value:.{len(decimals[1])}f}" if decimals else "" if cell.value is None else str(cell.value)

    return look


def pdf_look(data: bytes) -> Look:
    pages = [page.chars for page in pdfplumber.open(BytesIO(data)).pages]

    def look(where: Where) -> str:
        left, top, right, bottom = where["box"]
        inside = [
            char
            for char in pages[where["page"] - 1]
            if left <= (char["x0"] + char["x1"]) / 2 <= right and top <= (char["top"] + char["bottom"]) / 2 <= bottom
        ]
        return "".join(char["text"] for char in sorted(inside, key=lambda char: (round(char["bottom"]), char["x0"])))

    return look


def ofd_look(data: bytes) -> Look:
    with ZipFile(BytesIO(data)) as file:
        names = sorted(
            (n for n in file.namelist() if n.endswith("Content.xml")), key=lambda n: int(re.findall(r"\d+", n)[-1])
        )
        pages = [etree.fromstring(file.read(name)) for name in names]

    def look(where: Where) -> str:
        left, top, right, bottom = (value * 25.4 / 72 for value in where["box"])
        found = []
        for text in pages[where["page"] - 1].iter("{*}TextObject"):
            x, y, width, height = (float(value) for value in text.get("Boundary", "").split())
            if left <= x + width / 2 <= right and top <= y + height / 2 <= bottom:
                found.append((round(y + height), x, "".join(text.itertext())))
        return "".join(words for _, _, words in sorted(found))

    return look


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("layout", ["clean", "word", "nested", "padded"])
def test_a_place_in_html_is_row_and_column_of_the_nth_table(layout: str, seed: int) -> None:
    document = html_pages.render(random_report(seed, plain=layout == "padded"), random.Random(seed), layout)
    charset = document.where.split()[-1].replace("gb2312", "gb18030")
    assert_found(document, html_look(document.data, charset))


@pytest.mark.parametrize("style", docx_files.STYLES)
def test_a_place_in_word_is_row_and_grid_column_of_the_nth_table(style: str) -> None:
    document = docx_files.render(random_report(11), random.Random(11), style)
    assert_found(document, docx_look(document.data))


@pytest.mark.parametrize("seed", range(4))
def test_a_place_in_a_workbook_names_sheet_row_and_column(seed: int) -> None:
    document = sheets.render_xlsx(random_report(seed), random.Random(seed))
    assert_found(document, sheet_look(document.data))


@pytest.mark.parametrize("seed", range(4))
def test_a_place_in_an_old_workbook_is_that_in_its_new_twin(seed: int) -> None:
    old = sheets.render_xls(random_report(seed), random.Random(seed))
    twin = sheets.render_xlsx(random_report(seed), random.Random(seed))
    assert_found(old, sheet_look(twin.data))


PAGE_STYLES = {
    "plain": Style(),
    "wide": Style(width=842, height=595, border="fills"),
    "breaks": Style(break_inside=True, padding=6, table_size=10),
    "small": Style(border="double", table_size=7.5, gap=300),
}


@pytest.mark.parametrize("name", PAGE_STYLES)
@pytest.mark.parametrize("turned", [False, True])
def test_a_place_in_a_pdf_is_a_box_in_points_of_the_page_as_shown(name: str, turned: bool) -> None:
    report = random_report(21, plain=True)
    pages = Layout(PAGE_STYLES[name]).report(report)
    document = Rendered(pdf_files.draw(pages, turned=turned), pdf_files.MEDIA_TYPE, "pdf", name, report.cells)
    assert_found(document, pdf_look(document.data))


@pytest.mark.parametrize("seed", range(4))
def test_a_place_in_an_ofd_is_a_box_in_points(seed: int) -> None:
    document = ofd_files.render(random_report(seed, plain=True), random.Random(seed))
    assert_found(document, ofd_look(document.data))


@pytest.mark.parametrize("layout", ["pipes", "bare_pipes", "tabs", "spaces", "cells"])
def test_a_place_in_a_text_is_a_stretch_of_a_line(layout: str) -> None:
    document = texts.render(random_report(31, plain=True), random.Random(31), layout)
    lines = document.data.decode(document.where.split()[-1]).split("\n")
    assert_found(document, lambda where: lines[where["line"] - 1][where["start"] : where["end"]])


def test_a_place_in_a_member_names_the_member() -> None:
    page = html_pages.render(random_report(41), random.Random(41), "clean")
    data = package({"说明.txt": "附件".encode(), "年报/公开.html": page.data})
    look = html_look(page.data, page.where.split()[-1].replace("gb2312", "gb18030"))
    found = chosen_cells(data, "application/zip")
    assert {where["part"] for _, where in found.values()} == {"年报/公开.html"}
    assert {key: bare(look(where)) for key, (_, where) in found.items()} == {
        key: bare(page.cells[key].text) for key in found
    }


def drawn_cell(page: Page, x: float, y: float) -> tuple[float, float, float, float]:
    """Return the box between the ruling lines around a point of a page."""
    level = [e[1] for e in (rule.edge for rule in page.rules) if e[1] == e[3] and e[0] - 1 <= x <= e[2] + 1]
    upright = [e[0] for e in (rule.edge for rule in page.rules) if e[0] == e[2] and e[1] - 1 <= y <= e[3] + 1]
    return (
        max(edge for edge in upright if edge <= x),
        max(edge for edge in level if edge <= y),
        min(edge for edge in upright if edge > x),
        min(edge for edge in level if edge > y),
    )


@pytest.mark.skipif(not scans.available(), reason="no Chinese outline font")
def test_a_place_in_a_picture_is_in_the_drawn_cell_in_pixels() -> None:
    report, dpi = random_report(51, plain=True), 150
    layout = Layout(Style(margin=30, size=10.5, table_size=8, padding=3))
    pages = layout.report(report)
    pictures = [scans.picture(page, dpi, next(path for path in scans._SONG if path.is_file())) for page in pages]
    out = BytesIO()
    pictures[0].save(out, "TIFF", save_all=True, append_images=pictures[1:], dpi=(dpi, dpi))
    for key, (cell, where) in chosen_cells(out.getvalue(), "image/tiff").items():
        page, x, y = layout.places[key]
        assert (cell.raw, where["page"]) == (report.cells[key].text, page), key
        left, top, right, bottom = drawn_cell(pages[int(page) - 1], x, y)
        box = [value * 72 / dpi for value in where["box"]]
        assert left < (box[0] + box[2]) / 2 < right, key
        assert top < (box[1] + box[3]) / 2 < bottom, key
