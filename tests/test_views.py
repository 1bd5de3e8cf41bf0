"""What is shown of a file: the mark that a number leads to stands where the number is printed, in every format."""

import random
import re
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import numpy as np
import pytest
from lxml import etree
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from extract import views
from extract.anchors import anchor_of
from extract.errors import UnreadableDocument
from extract.forms import load_form
from extract.isolation import Limits, ReaderPool
from extract.page_sizes import page_sizes
from extract.readers import read_document
from extract.report import Report, report_in
from extract.sources import Source, opened
from extract.views import View, views_of
from nianbao.drawing import Drawn, NotDrawn, PageStore, draw_page
from nianbao.drawing.finding import file_in
from tests.golden import docx_files, html_pages, ofd_files, office, pdf_files, scans, sheets, texts
from tests.golden.model import Rendered, random_report
from tests.golden.model import Report as Golden
from tests.golden.packages import package
from tests.golden.page_layout import Layout
from tests.golden.page_style import Style
from tests.synthetic import flattened, random_cells

CHOSEN = 20
Cells = Mapping[str, Mapping[str, Any]]


def bare(text: str) -> str:
    return re.sub(r"[\s\u200b\ufeff]+", "", text)


def shown(data: bytes, media_type: str, *attachments: Source) -> tuple[Cells, tuple[View, ...]]:
    """Return twenty random cells of a document, as the output gives them, and what is shown of it."""
    found = opened([Source(data, media_type), *attachments])
    report = report_in(found, "0" * 64)
    assert isinstance(report, Report)
    cells = report.as_json()["cells"]
    placed = [key for key, cell in report.cells.items() if cell.state not in ("unreadable", "ambiguous")]
    return {key: cells[key] for key in random.Random(5).sample(placed, CHOSEN)}, views_of(found, report)


def texts_at(view: View, cells: Cells) -> dict[str, str]:
    """Return the text of the element that each cell leads to."""
    assert view.copy is not None
    tree = LexborHTMLParser(view.copy)
    found = {key: tree.css(f"#{anchor_of(cell['where'])}") for key, cell in cells.items()}
    assert {key: len(nodes) for key, nodes in found.items()} == dict.fromkeys(cells, 1)
    return {key: bare(nodes[0].text()) for key, nodes in found.items()}


def assert_marked(document: Rendered) -> None:
    cells, [view] = shown(document.data, document.media_type)
    assert texts_at(view, cells) == {key: bare(cell["raw"]) for key, cell in cells.items()}
    assert texts_at(view, cells) == {key: bare(document.cells[key].text) for key in cells}


@pytest.mark.parametrize("layout", ["clean", "word", "nested", "padded"])
def test_a_web_page(layout: str) -> None:
    assert_marked(html_pages.render(random_report(61, plain=layout == "padded"), random.Random(61), layout))


@pytest.mark.parametrize("layout", ["pipes", "bare_pipes", "tabs", "spaces", "cells"])
def test_a_text(layout: str) -> None:
    assert_marked(texts.render(random_report(62, plain=True), random.Random(62), layout))


@pytest.mark.parametrize("style", docx_files.STYLES)
def test_a_word_document(style: str) -> None:
    assert_marked(docx_files.render(random_report(63), random.Random(63), style))


@pytest.mark.parametrize("seed", range(3))
def test_a_workbook_new_and_old(seed: int) -> None:
    assert_marked(sheets.render_xlsx(random_report(seed), random.Random(seed)))
    assert_marked(sheets.render_xls(random_report(seed), random.Random(seed)))


@pytest.mark.skipif(not office.has_office(), reason="LibreOffice is not installed")
@pytest.mark.parametrize("kind", ["doc", "rtf"])
def test_a_word_document_of_another_kind(kind: str) -> None:
    written = docx_files.render(random_report(64, plain=True), random.Random(64), "plain")
    data = office.converted({"a": written.data}, "docx", kind)["a"]
    assert_marked(replace(written, data=data, media_type=office.MEDIA_TYPES[kind]))


def test_running_text_is_marked_where_its_numbers_stand() -> None:
    cells = random_cells(68)
    lines = flattened(load_form("fmt_2021"), cells).split("\n")
    page = f"<html><body><h1>{lines[0]}</h1>{''.join(f'<p>{line}</p>' for line in lines[1:])}</body></html>"
    for data in ("\n".join(lines).encode(), page.encode()):
        found, [view] = shown(data, "text/html" if data.startswith(b"<") else "text/plain")
        assert texts_at(view, found) == {key: cells[key] for key in found}


def test_a_member_of_an_archive_within_an_archive_is_found() -> None:
    inner = package({"说明.txt": b"x", "年报/一.html": b"<html><body>1</body></html>"})
    outer = package({"a.txt": b"a", "内.zip": inner})
    assert file_in(outer, None, "内.zip/年报/一.html") == (b"<html><body>1</body></html>", None)
    assert file_in(outer, "application/zip", "") == (outer, "application/zip")
    for name in ("内.zip", "二.html", "a.txt/picture 1", "../a.txt"):
        with pytest.raises(UnreadableDocument):
            file_in(outer, None, name)


def test_a_picture_inside_a_word_file_is_found_by_its_name() -> None:
    out, picture = BytesIO(), BytesIO()
    Image.new("L", (60, 40), 90).save(picture, "PNG")
    word = docx.Document()
    word.add_picture(BytesIO(picture.getvalue()))
    word.save(out)
    [shown_inside] = read_document(out.getvalue()).pictures
    assert file_in(out.getvalue(), None, shown_inside.name) == (picture.getvalue(), None)
    drawn = draw_page(package({"报告.docx": out.getvalue()}), None, f"报告.docx/{shown_inside.name}", 1)
    assert isinstance(drawn, Drawn)
    assert Image.open(BytesIO(drawn.data)).size == (60, 40)


def picture_of(document: bytes, page: int) -> Image.Image:
    drawn = draw_page(document, None, "", page)
    assert isinstance(drawn, Drawn)
    assert drawn.media_type == "image/webp"
    return Image.open(BytesIO(drawn.data)).convert("L")


def cut(picture: Image.Image, box: tuple[float, ...], size: tuple[float, float]) -> "np.ndarray[Any, Any]":
    """Return what of a picture stands inside a box given in the units of the page, without its border."""
    across, down = picture.width / size[0], picture.height / size[1]
    left, top, right, bottom = (round(edge * scale) for edge, scale in zip(box, (across, down) * 2, strict=True))
    return np.asarray(picture.crop((left + 3, top + 3, right - 3, bottom - 3)))


def assert_boxes_show_cells(data: bytes, cells: Cells, view: View) -> None:
    """Assert that a box on the drawn page holds ink when the cell is not blank, and none when it is."""
    pages = {page: picture_of(data, page) for page in {cell["where"]["page"] for cell in cells.values()}}
    for key, cell in cells.items():
        page = cell["where"]["page"]
        inside = cut(pages[page], cell["where"]["box"], view.pages[page - 1])
        assert (inside.min() < 128) == bool(cell["raw"]), key


@pytest.mark.parametrize("turned", [False, True])
def test_a_pdf(turned: bool) -> None:
    report = random_report(65, plain=True)
    layout = Layout(Style())
    data = pdf_files.draw(layout.report(report), turned=turned)
    cells, [view] = shown(data, "application/pdf")
    assert view.copy is None
    assert_boxes_show_cells(data, cells, view)
    for key, cell in cells.items():
        page, x, y = layout.places[key]
        left, top, right, bottom = cell["where"]["box"]
        assert cell["where"]["page"] == page, key
        if not turned:
            assert left < x < right, key
            assert top < y < bottom, key
        assert cell["raw"] == report.cells[key].text


def scanned(layout: Layout, report: Golden, kind: str, dpi: int) -> bytes:
    face = next(path for path in scans._SONG if path.is_file())
    pages = [scans.picture(page, dpi, face) for page in layout.report(report)]
    out = BytesIO()
    resolution = {"resolution": dpi} if kind == "PDF" else {"dpi": (dpi, dpi)}
    pages[0].save(out, kind, save_all=True, append_images=pages[1:], **resolution)
    return out.getvalue()


@pytest.mark.skipif(not scans.available(), reason="no Chinese outline font")
def test_a_scan() -> None:
    layout = Layout(Style(margin=30, size=10.5, table_size=8, padding=3))
    data = scanned(layout, random_report(66, plain=True), "PDF", 150)
    cells, [view] = shown(data, "application/pdf")
    assert len(view.pages) == len(layout.pages)
    assert_boxes_show_cells(data, cells, view)
    for key, cell in cells.items():
        page, x, y = layout.places[key]
        left, top, right, bottom = cell["where"]["box"]
        assert cell["where"]["page"] == page, key
        assert left < x < right, key
        assert top < y < bottom, key


@pytest.mark.skipif(not scans.available(), reason="no Chinese outline font")
def test_a_picture_is_shown_in_its_own_pixels() -> None:
    layout, dpi = Layout(Style()), 150
    data = scanned(layout, random_report(67, plain=True), "TIFF", dpi)
    sizes = page_sizes(data, "image/tiff")
    assert sizes == tuple((round(page.width * dpi / 72), round(page.height * dpi / 72)) for page in layout.pages)
    pictures = {page: picture_of(data, page) for page in range(1, len(sizes) + 1)}
    for page, x, y in list(layout.places.values())[::20]:
        box = tuple(value * dpi / 72 for value in (x - 4, y - 12, x + 12, y + 4))
        assert cut(pictures[int(page)], box, sizes[int(page) - 1]).min() < 128


@pytest.mark.parametrize("seed", range(2))
def test_an_ofd(seed: int) -> None:
    document = ofd_files.render(random_report(seed, plain=True), random.Random(seed))
    cells, _ = shown(document.data, document.media_type)
    drawn = {}
    for page in {cell["where"]["page"] for cell in cells.values()}:
        answer = draw_page(document.data, document.media_type, "", page)
        assert isinstance(answer, Drawn)
        drawn[page] = list(etree.fromstring(answer.data).iter("{*}text"))
    for key, cell in cells.items():
        left, top, right, bottom = cell["where"]["box"]
        found = ""
        for line in drawn[cell["where"]["page"]]:
            places = zip(line.get("x", "").split(), line.text or "", strict=True)
            found += "".join(
                c for x, c in places if left <= float(x) <= right and top <= float(line.get("y", 0)) <= bottom
            )
        assert bare(found) == bare(cell["raw"]) == bare(document.cells[key].text), key


def test_a_member_of_an_archive_and_an_attachment() -> None:
    page = html_pages.render(random_report(41), random.Random(41), "clean")
    packed = package({"说明.txt": "附件".encode(), "年报/公开.html": page.data})
    cells, [view] = shown(packed, "application/zip")
    assert view.part == "年报/公开.html"
    assert texts_at(view, cells) == {key: bare(page.cells[key].text) for key in cells}

    report = random_report(42, plain=True)
    pdf = package({"年报.pdf": pdf_files.draw(Layout(Style()).report(report))})
    cells, views = shown(b"<html><body><h1>x</h1></body></html>", "text/html", Source(pdf, None, "http://a/b.zip"))
    assert [view.part for view in views] == [None, "http://a/b.zip/年报.pdf"]
    assert views[0].copy == "<h1>x</h1>"
    place = next(iter(cells.values()))["where"]["page"]
    inside = draw_page(pdf, None, "年报.pdf", place)
    assert isinstance(inside, Drawn)
    assert inside == draw_page(pdf_files.draw(Layout(Style()).report(report)), None, "", place)


def test_copies_stay_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    page = html_pages.render(random_report(43), random.Random(43), "clean").data
    monkeypatch.setattr(views, "LARGEST_COPY", 100)
    assert [view.copy for view in shown(page, "text/html")[1]] == [None]
    monkeypatch.setattr(views, "LARGEST_COPY", 1_000_000)
    monkeypatch.setattr(views, "LARGEST_COPIES", 100)
    assert [view.copy for view in shown(page, "text/html")[1]] == [None]


def test_nothing_of_a_document_is_trusted() -> None:
    planted = "<script>a()</script>"
    text = f"一、总体情况 {planted}".encode()
    report = docx_files.render(replace(random_report(1), title=planted), random.Random(1), "plain")
    _, [view] = shown(report.data, report.media_type)
    assert view.copy is not None
    assert "<script" not in view.copy
    assert isinstance(draw_page(text, "text/plain", "", 1), NotDrawn)
    assert isinstance(draw_page(b"%PDF-1.7 nothing", None, "", 1), NotDrawn)
    assert isinstance(draw_page(b"%PDF-1.7 nothing", None, "a/b.pdf", 1), NotDrawn)
    assert isinstance(draw_page(pdf_files.draw(Layout(Style()).report(random_report(2))), None, "", 99), NotDrawn)


def test_drawn_pages_are_kept_within_bounds(tmp_path: Path) -> None:
    data = pdf_files.draw(Layout(Style()).report(random_report(3)))
    asked = []

    def stored() -> tuple[bytes, str | None]:
        asked.append(1)
        return data, "application/pdf"

    store = PageStore(tmp_path / "pages")
    try:
        first = store.page("d" * 64, "", 1, stored)
        assert isinstance(first, Drawn)
        assert store.page("d" * 64, "", 1, stored) == first
        assert len(asked) == 1
        assert isinstance(store.page("d" * 64, "", 77, stored), NotDrawn)
        assert isinstance(store.page("d" * 64, "", 77, stored), NotDrawn)
        assert len(asked) == 2
        small = PageStore(tmp_path / "pages", capacity=len(first.data) + 1)
        try:
            assert isinstance(small.page("e" * 64, "", 2, stored), Drawn)
        finally:
            small.close()
        assert len(list((tmp_path / "pages").iterdir())) == 1
    finally:
        store.close()


def test_drawing_in_a_worker_stays_within_limits() -> None:
    with ReaderPool(draw_page, Limits(seconds=30.0)) as pool:
        drawn = pool.read(pdf_files.draw(Layout(Style()).report(random_report(3))), None, "", 1)
    assert isinstance(drawn, Drawn)
