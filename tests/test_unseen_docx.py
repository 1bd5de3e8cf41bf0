"""Word documents: what nobody sees, what is struck out, the marks of notes, and what only a program would work out."""

import pytest

from extract.document import Cell, Document
from tests.test_read_docx import codes, p, r, read, tbl, tc, tr

WHITE = '<w:color w:val="FFFFFF"/>'
SIGNAL = p("三、收到和处理政府信息公开申请情况")
FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'


def field(instruction: str, result: str | None = None) -> str:
    shown = "" if result is None else FIELD.format("separate") + result
    inside = f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
    return FIELD.format("begin") + inside + shown + FIELD.format("end")


def table(content: str, properties: str = "", table_properties: str = "") -> str:
    rows = tbl(tr(tc("收到申请"), tc(f"<w:p>{content}</w:p>", properties)))
    return rows.replace("<w:tbl>", f"<w:tbl><w:tblPr>{table_properties}</w:tblPr>")


def cell_of(document: Document) -> Cell:
    cell = document.grids()[0].rows[0][1]
    assert cell is not None
    return cell


def cell(content: str, properties: str = "", table_properties: str = "") -> tuple[str, bool]:
    found = cell_of(read(table(content, properties, table_properties)))
    return found.text, found.opaque


@pytest.mark.parametrize(
    "properties",
    [
        WHITE,
        '<w:color w:val="FEFEFE"/>',
        '<w:color w:val="FFFFFF" w:themeColor="background1"/>',
        '<w:sz w:val="2"/>',
        '<w:color w:val="1F3864"/><w:shd w:val="clear" w:fill="1F3864"/>',
        "<w:textFill><w:noFill/></w:textFill>",
    ],
)
def test_what_nobody_sees_is_not_read(properties: str) -> None:
    document = read(SIGNAL + table(r("12") + r("9", properties)))
    assert cell_of(document).text == "12"
    assert "hidden_text" in codes(document)
    alone = cell_of(read(SIGNAL + table(r("9", properties))))
    assert (alone.text, alone.opaque) == ("", True)


@pytest.mark.parametrize(
    ("cell_properties", "table_properties"),
    [
        ('<w:shd w:val="clear" w:fill="4472C4"/>', ""),
        ('<w:shd w:val="pct50" w:fill="FFFFFF"/>', ""),
        ('<w:shd w:val="clear" w:themeFill="accent1"/>', ""),
        ("", '<w:shd w:val="clear" w:fill="000000"/>'),
    ],
)
def test_white_letters_on_a_dark_ground_are_seen(cell_properties: str, table_properties: str) -> None:
    assert cell(r("12", WHITE), cell_properties, table_properties) == ("12", False)


def test_white_letters_in_a_table_whose_style_shades_cells_are_seen() -> None:
    style = '<w:style w:type="table" w:styleId="T"><w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:fill="4472C4"/></w:tcPr></w:tblStylePr></w:style>'
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    parts: dict[str, str | bytes] = {
        "word/styles.xml": f"<w:styles {names}>{style}</w:styles>",
        "word/_rels/document.xml.rels": '<Relationships><Relationship Id="s" Type="x/styles" Target="styles.xml"/></Relationships>',
    }
    found = cell_of(read(table(r("12", WHITE), "", '<w:tblStyle w:val="T"/>'), parts))
    assert (found.text, found.opaque) == ("12", False)


def test_a_report_all_in_unseen_letters_is_read_all_the_same() -> None:
    document = read(p("三、收到和处理政府信息公开申请情况").replace("<w:rPr>", f"<w:rPr>{WHITE}"))
    assert "三、收到和处理政府信息公开申请情况" in [found.text for found in document.paragraphs()]


@pytest.mark.parametrize("name", ["strike", "dstrike"])
def test_a_cell_whose_number_is_struck_out_is_not_blank(name: str) -> None:
    assert cell(r("9", f"<w:{name}/>") + r("12"))[0] == "12"
    assert cell(r("9", f"<w:{name}/>")) == ("", True)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (r("12") + r("1", '<w:position w:val="8"/><w:sz w:val="12"/>'), "12¹"),
        (r("12") + r("1", '<w:position w:val="8"/><w:sz w:val="12"/>') * 2, "12¹¹"),
        (r("12") + r("1", '<w:position w:val="8"/>'), "12 1"),
        (r("12") + r("1", '<w:sz w:val="12"/>'), "12 1"),
        (r("12") + r("1", '<w:vertAlign w:val="subscript"/>'), "12¹"),
        (r("12") + '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="2"/><w:t>1</w:t></w:r>', "12¹"),
        (r("12") + '<w:r><w:sym w:font="Symbol" w:char="F031"/></w:r>', "12 1"),
        (r("12") + "<m:oMath><m:r><m:t>1</m:t></m:r></m:oMath>", "12 1"),
        (
            "<m:oMath><m:sSup><m:e><m:r><m:t>12</m:t></m:r></m:e><m:sup><m:r><m:t>1</m:t></m:r></m:sup></m:sSup></m:oMath>",
            "12¹",
        ),
        (
            "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>",
            "1/2",
        ),
        (r("12", '<w:spacing w:val="400"/>') + r("7"), "12 7"),
        (r("1", '<w:spacing w:val="20"/>') + r("2"), "12"),
        (r("1", '<w:sz w:val="21"/>') + r("2", '<w:sz w:val="20"/>'), "12"),
        (
            "<w:r><w:ruby><w:rubyPr/><w:rt>"
            + r("9")
            + "</w:rt><w:rubyBase>"
            + r("12")
            + "</w:rubyBase></w:ruby></w:r>",
            "12",
        ),
    ],
)
def test_digits_that_look_otherwise_are_of_no_one_number(content: str, text: str) -> None:
    assert cell(content)[0] == text


@pytest.mark.parametrize(
    ("content", "text", "opaque"),
    [
        (field(" EQ \\o\\ac(○,5) "), "\ufffd", True),
        (field(" EQ \\o\\ac(○,5) ", r("5")), "5\ufffd", True),
        (r("12") + field(" PAGE "), "12\ufffd", True),
        (field(" =1+2 ", r("3")), "3", False),
        (r("12") + field(' XE "词" '), "12", False),
        (field(" FORMTEXT ", r("12")), "12", False),
        ('<w:fldSimple w:instr=" =SUM(LEFT) "/>', "\ufffd", True),
        (f'<w:fldSimple w:instr=" =SUM(LEFT) ">{r("3")}</w:fldSimple>', "3", False),
        (f'<w:bdo w:val="rtl">{r("21")}</w:bdo>', "\ufffd21", True),
        ("<w:r><w:pgNum/></w:r>", "\ufffd", True),
    ],
)
def test_what_a_program_works_out_is_no_blank(content: str, text: str, opaque: bool) -> None:
    assert cell(content) == (text, opaque)


def test_a_content_control_nobody_filled_in_holds_no_value() -> None:
    control = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    assert cell(control.format(r("0"))) == ("", True)
    around = read(tbl(tr(tc("收到申请"), control.format(tc("0")), tc("5"))))
    found = [(held.text, held.opaque) for held in around.grids()[0].cells()]
    assert found == [("收到申请", False), ("", True), ("5", False)]
    assert "placeholder" in codes(around)
    filled = control.replace("<w:showingPlcHdr/>", '<w:showingPlcHdr w:val="0"/>')
    assert cell(filled.format(r("12"))) == ("12", False)


def test_rows_lower_than_any_letter_are_left_out() -> None:
    low = '<w:trHeight w:val="10" w:hRule="exact"/>'
    document = read(tbl(tr(tc("一"), tc("1")), tr(tc("二"), tc("2"), properties=low)))
    assert len(document.grids()[0].rows) == 1
    assert "hidden_text" in codes(document)
