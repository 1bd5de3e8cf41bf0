"""OFD files: text where it is drawn, tables by their lines, and all the ways in which writers differ."""

import struct
import sys
from dataclasses import dataclass
from io import BytesIO
from types import ModuleType
from typing import Any

import pytest
from PIL import Image

from extract.document import BoxPlace, Document, Grid, Issue, Paragraph, Statement
from extract.errors import UnreadableDocument
from extract.forms import load_form
from extract.readers import read_document
from extract.readers.jbig2 import SIGNATURE
from extract.readers.ofd import read_ofd
from extract.report import Report, read_report
from tests.ofd_writer import Flow, OfdFile, bar, line, table, text
from tests.synthetic import HEADINGS, TITLE, Cells, random_cells, table_2, table_3, table_4
from tests.test_read_layouts import differences

ROWS = [["信息内容", "本年制发件数", "现行有效件数"], ["规章", "13", "27"], ["行政规范性文件", "", "104"]]


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text if cell is not None else "-" for cell in row] for row in grid.rows]


def page(body: str, **how: Any) -> Document:
    return read_ofd(OfdFile([body], **how).data())


def codes(document: Document) -> list[str]:
    return [issue.code for issue in document.issues]


@pytest.mark.parametrize("way", ["list", "runs", "single", "none"])
@pytest.mark.parametrize("draw", [line, bar])
def test_a_table_however_it_is_drawn(way: str, draw: object) -> None:
    [grid] = page(table(20, 40, ROWS, way=way, draw=draw)).grids()
    assert texts(grid) == ROWS
    assert grid.exact


def test_places_are_points_from_the_top_left() -> None:
    [grid] = page(table(25.4, 50.8, ROWS, width=25.4, height=25.4)).grids()
    cell = grid.rows[1][1]
    assert cell is not None
    assert isinstance(cell.place, BoxPlace)
    assert cell.place.page == 1
    assert cell.place.box == pytest.approx((144, 216, 216, 288), abs=0.4)


@pytest.mark.parametrize("prefix", ["", "ofd", "x"])
def test_any_namespace_and_prefix(prefix: str) -> None:
    document = page(table(20, 40, ROWS), prefix=prefix, namespace="http://www.ofdspec.org/")
    assert texts(document.grids()[0]) == ROWS


def test_attributes_in_lower_case() -> None:
    body = table(20, 40, ROWS).replace("Size=", "size=").replace("DeltaX=", "deltax=").replace("Boundary=", "boundary=")
    assert texts(page(body).grids()[0]) == ROWS


@pytest.mark.parametrize(
    "base",
    [
        "./Pages/Page_{}/Content.xml",
        "/Doc_0/Pages/Page_{}/Content.xml",
        "Pages\\Page_{}\\Content.xml",
        "Doc_0/Pages/Page_{}/Content.xml",
        "Pages/../Pages/Page_{}/Content.xml",
        "pages%2FPage_{}/Content.xml",
    ],
)
def test_paths_however_they_are_spelt(base: str) -> None:
    assert texts(page(table(20, 40, ROWS), base=base).grids()[0]) == ROWS


def test_a_path_out_of_the_file_is_missing() -> None:
    with pytest.raises(UnreadableDocument, match="missing"):
        page("", base="../../../../etc/passwd")


def test_lines_without_any_text_are_told() -> None:
    assert codes(page(table(20, 40, [["", ""], ["", ""]]))) == ["page_without_text"]


def test_transformed_objects() -> None:
    """The text object is written at half its size and doubled; the block around it changes nothing."""
    code = '<o:TextCode X="1" Y="2" DeltaX="1">47</o:TextCode>'
    doubled = f'<o:TextObject ID="9" Boundary="52 44 8 8" Size="2" CTM="2 0 0 2 0 0">{code}</o:TextObject>'
    lines = table(20, 40, [["", ""], ["", ""]])
    [grid] = page(f"<o:PageBlock><o:PageBlock>{doubled}</o:PageBlock></o:PageBlock>{lines}").grids()
    assert texts(grid) == [["", "47"], ["", ""]]


def test_composite_graphics_and_templates() -> None:
    unit = f'<o:CompositeGraphicUnits><o:CompositeGraphicUnit ID="70"><o:Content>{table(0, 0, ROWS)}</o:Content></o:CompositeGraphicUnit></o:CompositeGraphicUnits>'
    use = '<o:CompositeObject ID="8" Boundary="20 40 90 30" ResourceID="70"/>'
    document = page(
        use, resources=unit, templates={"5": text(20, 30, "二、主动公开政府信息情况")}, template_of={0: "5"}
    )
    assert [block.text for block in document.paragraphs()] == ["二、主动公开政府信息情况"]
    assert texts(document.grids()[0]) == ROWS
    assert codes(page(use)) == ["page_incomplete"]


def test_what_is_not_visible_is_not_there() -> None:
    hidden = text(22, 76, "99", extra=' Visible="false"') + text(22, 76, "88", extra=' Alpha="0"')
    unfilled = text(22, 76, "77", extra=' Fill="false"')
    erased = line(35, 40, 35, 70).replace("<o:Abb", '<o:StrokeColor Value="255 255 255"/><o:Abb')
    document = page(table(20, 40, ROWS) + hidden + unfilled + erased)
    assert texts(document.grids()[0]) == ROWS
    assert document.paragraphs() == []


def test_merged_cells_and_two_lines_in_a_cell() -> None:
    across = "".join(line(20, y, 80, y) for y in (40, 60)) + line(50, 50, 80, 50)
    down = "".join(line(x, 40, x, 60) for x in (20, 50, 80))
    body = across + down + text(22, 48, "申请人") + text(22, 55, "情况") + text(52, 47, "5") + text(52, 57, "12")
    [grid] = page(body).grids()
    assert texts(grid) == [["申请人\n情况", "5"], ["申请人\n情况", "12"]]
    assert [(cell.rowspan, cell.colspan) for cell in grid.cells()] == [(2, 1), (1, 1), (1, 1)]


def test_bold_by_printing_twice_is_one_number() -> None:
    body = table(20, 40, [["a", "b"], ["c", ""]]) + text(52, 56, "11") + text(52.1, 56, "11")
    assert texts(page(body).grids()[0])[1] == ["c", "11"]


def test_a_table_over_two_pages_keeps_a_row_that_the_break_left_open() -> None:
    upper = table(20, 250, ROWS[:2]) + "".join(line(x, 270, x, 285) for x in (20, 50, 80, 110)) + text(22, 278, "许可")
    upper += text(52, 278, "31") + text(82, 278, "47")
    document = read_ofd(OfdFile([upper, table(20, 20, [["强制", "5", "6"]])]).data())
    first, second = document.grids()
    assert texts(first)[-1] == ["许可", "31", "47"]
    assert texts(second) == [["强制", "5", "6"]]
    assert [grid.index for grid in document.grids()] == [0, 1]


def test_a_turned_page_is_read_upright() -> None:
    turned = "<o:PageBlock>{}</o:PageBlock>".format(
        "".join(
            f'<o:TextObject ID="1" Boundary="0 0 210 297" Size="4" CTM="0 1 -1 0 {x} {y}"><o:TextCode X="0" Y="0" DeltaX="2">{words}</o:TextCode></o:TextObject>'
            for x, y, words in ((155, 42, "13"), (155, 92, "27"), (125, 42, "31"), (125, 92, "58"))
        )
    )
    lines = "".join(line(x, 40, x, 140) for x in (110, 140, 170)) + "".join(line(110, y, 170, y) for y in (40, 90, 140))
    [grid] = page(turned + lines).grids()
    assert texts(grid) == [["13", "27"], ["31", "58"]]
    cell = grid.rows[0][1]
    assert cell is not None
    assert isinstance(cell.place, BoxPlace)
    assert cell.place.box == pytest.approx((396.9, 255.1, 481.9, 396.9), abs=0.4)


def test_a_slanted_watermark_is_left_out_and_told() -> None:
    mark = '<o:TextObject ID="1" Boundary="20 40 80 80" Size="9" CTM="0.7 0.7 -0.7 0.7 9 9"><o:TextCode X="0" Y="0" DeltaX="9">内部</o:TextCode></o:TextObject>'
    document = page(table(20, 40, ROWS) + mark)
    assert texts(document.grids()[0]) == ROWS
    assert codes(document) == ["slanted_text"]


def test_what_the_file_says_of_itself() -> None:
    info = "<o:Title>某局2024年政府信息公开工作年度报告</o:Title><o:CustomDatas><o:CustomData Name='PubDate'>2025-01-15</o:CustomData></o:CustomDatas>"
    document = page("", info=info)
    assert Statement("meta", "title", "某局2024年政府信息公开工作年度报告") in document.statements
    assert Statement("meta", "published", "2025-01-15") in document.statements


def test_attachments_are_told() -> None:
    listed = b'<Attachments><Attachment Name="annex.docx"><FileLoc>annex.docx</FileLoc></Attachment></Attachments>'
    document = page(
        "",
        attachments="<o:Attachments>Attachs/Attachments.xml</o:Attachments>",
        files={"Doc_0/Attachs/Attachments.xml": listed},
    )
    assert document.issues == (Issue("attachments_not_read", "the OFD file has attachments: annex.docx"),)


def test_a_character_without_meaning_makes_its_cell_opaque() -> None:
    [grid] = page(table(20, 40, [["规章", "\ue001"], ["其他", "3"]])).grids()
    assert [cell.opaque for cell in grid.cells()] == [False, True, False, False]


def picture(width: int, height: int) -> bytes:
    out = BytesIO()
    Image.effect_noise((width, height), 40).save(out, "PNG")
    return out.getvalue()


SCAN = '<o:MultiMedias><o:MultiMedia ID="6" Type="Image"><o:MediaFile>scan.png</o:MediaFile></o:MultiMedia></o:MultiMedias>'


def shown(box: str, ctm: str) -> str:
    return f'<o:ImageObject ID="5" Boundary="{box}" CTM="{ctm}" ResourceID="6"/>'


def test_a_number_over_the_border_of_its_cell_is_in_doubt() -> None:
    body = table(20, 40, [["a", "b", "c"], ["", "", ""]]) + text(76, 56, "123456") + text(25, 56, "78")
    [grid] = page(body).grids()
    cells = {cell.text: cell.alternatives for cell in grid.cells()}
    assert cells["78"] == ()
    assert [text for text, others in cells.items() if others == ("123456",)] == ["12", "3456"]


@dataclass(frozen=True)
class Recognised:
    blocks: tuple[Paragraph | Grid, ...]
    issues: tuple[Issue, ...] = ()


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, float, int]]:
    """What the recogniser was handed; it finds one paragraph on every page."""
    calls: list[tuple[Any, float, int]] = []

    def read_page_image(grey: Any, *, dpi: float, page: int) -> Recognised:
        calls.append((grey, dpi, page))
        return Recognised((Paragraph(f"page {page}"),))

    module = ModuleType("extract.readers.scan")
    module.read_page_image = read_page_image  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "extract.readers.scan", module)
    return calls


def test_a_scanned_page_goes_to_the_recogniser_in_its_place(seen: list[tuple[Any, float, int]]) -> None:
    data = picture(827, 1169)
    scan = shown("0 0 210 297", "210 0 0 297 0 0")
    layer = text(20, 40, "看不清的文字")
    file = OfdFile(
        [text(20, 40, "第一页"), layer + scan, text(20, 40, "第三页")],
        resources=SCAN,
        files={"Doc_0/Res/scan.png": data},
    )
    document = read_ofd(file.data())
    assert [block.text for block in document.paragraphs()] == ["第一页", "page 2", "第三页"]
    [(grey, dpi, number)] = seen
    assert dpi == pytest.approx(100, abs=0.1)
    assert number == 2
    assert grey.shape == (pytest.approx(1169, abs=1), 827)
    assert codes(document) == ["hidden_text"]


def test_a_scan_lies_where_the_page_shows_it(seen: list[tuple[Any, float, int]]) -> None:
    out = BytesIO()
    Image.new("L", (800, 1100), 0).save(out, "PNG")
    scan = shown("5 10 203.2 279.4", "203.2 0 0 279.4 0 0")
    read_ofd(OfdFile([scan], resources=SCAN, files={"Doc_0/Res/scan.png": out.getvalue()}).data())
    grey, dpi, _ = seen[0]
    assert dpi == pytest.approx(100, abs=0.1)
    dark = (grey < 128).nonzero()
    assert (dark[0].min(), dark[1].min()) == (pytest.approx(39, abs=1), pytest.approx(20, abs=1))
    assert (grey < 128).sum() == 800 * 1100


def test_a_scan_that_cannot_be_decoded_is_told() -> None:
    scan = shown("0 0 210 297", "210 0 0 297 0 0")
    jbig2 = b"\x97JB2\r\n\x1a\n" + bytes(100)
    document = page(scan, resources=SCAN, files={"Doc_0/Res/scan.png": jbig2})
    assert codes(document) == ["picture_unreadable"]


def jbig2_of(ink: Image.Image) -> bytes:
    """Return a picture, 1 where there is ink, as a JBIG2 file of one region in the code of fax machines."""
    out = BytesIO()
    ink.save(out, "TIFF", compression="group4", tiffinfo={278: ink.height})
    with Image.open(out) as tiff:
        [start], [length] = tiff.tag_v2[273], tiff.tag_v2[279]  # type: ignore[attr-defined]
    coded = out.getvalue()[start : start + length]
    size = struct.pack(">II", *ink.size)
    page = struct.pack(">IBBBI", 0, 48, 0, 1, 19) + size + bytes(11)
    region = size + bytes(8) + b"\0" + b"\1" + coded
    return (
        SIGNATURE
        + b"\1"
        + struct.pack(">I", 1)
        + page
        + struct.pack(">IBBBI", 1, 38, 0, 1, len(region))
        + region
        + struct.pack(">IBBBI", 2, 49, 0, 1, 0)
    )


def test_a_scan_in_jbig2_is_decoded(seen: list[tuple[Any, float, int]]) -> None:
    ink = Image.new("1", (827, 1169), 0)
    ink.paste(1, (100, 200, 300, 260))
    scan = shown("0 0 210 297", "210 0 0 297 0 0")
    document = page(scan, resources=SCAN, files={"Doc_0/Res/scan.png": jbig2_of(ink)})
    assert codes(document) == []
    dark = (seen[0][0] < 128).nonzero()
    assert [int(edge) for edge in (dark[1].min(), dark[0].min(), dark[1].max(), dark[0].max())] == [100, 200, 299, 259]


def test_a_watermark_over_a_page_of_text_hides_nothing() -> None:
    mark = shown("0 0 210 297", "210 0 0 297 0 0").replace('ID="5"', 'ID="5" Alpha="60"')
    document = page(text(20, 40, "一、总体情况") + mark, resources=SCAN, files={"Doc_0/Res/scan.png": picture(90, 120)})
    assert [block.text for block in document.paragraphs()] == ["一、总体情况"]


def test_a_picture_in_a_page_is_offered_and_makes_its_cell_opaque() -> None:
    data = picture(300, 100)
    small = shown("52 51 26 8", "26 0 0 8 0 0")
    wide = shown("20 100 170 60", "170 0 0 60 0 0")
    body = table(20, 40, [["规章", "1"], ["其他", ""]]) + small + wide
    document = page(body, resources=SCAN, files={"Doc_0/Res/scan.png": data})
    assert [picture.name for picture in document.pictures] == ["page 1, picture 2"]
    assert [cell.opaque for cell in document.grids()[0].cells()] == [False, False, False, True]


def test_a_damaged_page_is_told_and_a_damaged_file_refused() -> None:
    broken = OfdFile([table(20, 40, ROWS), "<o:Open>"]).data()
    document = read_ofd(broken)
    assert texts(document.grids()[0]) == ROWS
    assert codes(document) == ["ofd_incomplete"]
    for data in (b"PK\x03\x04 OFD.xml", OfdFile([""]).data().replace(b"Document.xml", b"Documint.xml", 1)):
        with pytest.raises(UnreadableDocument):
            read_ofd(data)


def test_hostile_numbers_are_bounded() -> None:
    runs = text(20, 40, "规章").replace('DeltaX="4.000"', 'DeltaX="g 999999999 4"')
    wild = text(20, 50, "文件").replace('DeltaX="4.000"', 'DeltaX="nan 1e400"')
    document = page(runs + wild + line(20, 60, 1e300, 60))
    assert [block.text for block in document.paragraphs()] == ["规章文件"]


def test_entities_are_not_resolved() -> None:
    file = OfdFile([""], files={}).data()
    assert b"<ofd:OFD" in file
    bomb = OfdFile([text(20, 40, "&amp;file;")])
    assert [block.text for block in read_ofd(bomb.data()).paragraphs()] == ["&file;"]


def test_an_ofd_file_is_known_by_its_content() -> None:
    assert read_document(OfdFile([text(20, 40, "一、总体情况")]).data()).media_type == "application/ofd"


def whole_report(cells: Cells, flow: Flow, start: float) -> bytes:
    """Return a report with all its tables, the first line `start` millimetres below the top of the page."""
    form = load_form("fmt_2021")
    flow.y = start
    flow.paragraph(TITLE, left=50)
    tables = iter(
        (
            (table_2(form, cells), [60.0, 35.0, 40.0, 40.0]),
            (table_3(form, cells), [18.0, 22.0, 38.0, *[14.5] * 7]),
            (table_4(form, cells), [12.0] * 15),
        )
    )
    for heading in HEADINGS:
        flow.paragraph(heading)
        if heading[0] in "二三四":
            flow.table(*next(tables))
        else:
            flow.paragraph("　　本年度没有需要报告的其他情况。")
    for number in range(len(flow.pages)):
        flow.pages[number] += text(100, 285, f"- {number + 1} -", 4)
    return OfdFile(flow.pages).data()


@pytest.mark.parametrize("start", [25, 60, 95, 130, 165, 200])
@pytest.mark.parametrize(("closed", "draw", "way"), [(True, line, "list"), (False, bar, "runs"), (False, line, "none")])
def test_every_cell_of_a_whole_report(start: float, closed: bool, draw: Any, way: str) -> None:
    cells = random_cells(int(start))
    report = read_report(whole_report(cells, Flow(way=way, draw=draw, closed=closed), start))
    assert isinstance(report, Report)
    assert differences(cells, report) == []
    assert report.title == TITLE
    assert [section.heading for section in report.sections] == list(HEADINGS)
    assert "- " not in "".join(section.text for section in report.sections)
