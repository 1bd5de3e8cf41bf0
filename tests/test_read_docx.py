"""Word documents, written part by part so that each trap stands in the file as Word writes it."""

from base64 import b64encode
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from extract.document import Document, Grid, Paragraph, TablePlace
from extract.errors import UnreadableDocument
from extract.readers import read_document
from extract.safe_zip import open_zip

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def document_xml(body: str, word: str = W) -> str:
    names = f'xmlns:w="{word}" xmlns:r="{R}" xmlns:mc="{MC}" xmlns:v="urn:v" xmlns:a="urn:a" xmlns:o="urn:o" xmlns:m="urn:m"'
    return f"<w:document {names}><w:body>{body}</w:body></w:document>"


def relations(*entries: tuple[str, str, str]) -> str:
    inside = "".join(f'<Relationship Id="{i}" Type="{R}/{kind}" Target="{target}"/>' for i, kind, target in entries)
    return f'<Relationships xmlns="{RELATIONS}">{inside}</Relationships>'


def docx(body: str, parts: dict[str, str | bytes] | None = None, word: str = W) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", document_xml(body, word))
        for name, data in (parts or {}).items():
            package.writestr(name, data)
    return file.getvalue()


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{r(text)}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def tc(content: str, properties: str = "") -> str:
    inside = content if content.startswith("<") else p(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def read(body: str, parts: dict[str, str | bytes] | None = None) -> Document:
    return read_document(docx(body, parts))


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs()]


def rows(grid: Grid) -> list[list[str | None]]:
    return [[None if cell is None else cell.text for cell in row] for row in grid.rows]


def codes(document: Document) -> set[str]:
    return {issue.code for issue in document.issues}


def numbered(*levels: tuple[str, str], number: str = "1") -> dict[str, str | bytes]:
    inside = "".join(
        f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for place, (kind, text) in enumerate(levels)
    )
    xml = f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0">{inside}</w:abstractNum><w:num w:numId="{number}"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    return {
        "word/numbering.xml": xml,
        "word/_rels/document.xml.rels": relations(("n", "numbering", "numbering.xml")),
    }


def in_list(level: int = 0, number: str = "1") -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def test_paragraphs_and_tables_stand_in_reading_order() -> None:
    document = read(p("甲") + tbl(tr(tc("1"))) + p("乙") + tbl(tr(tc("2"))))
    kinds = [block.text if isinstance(block, Paragraph) else rows(block) for block in document.blocks]
    assert kinds == ["甲", [["1"]], "乙", [["2"]]]


def test_merged_cells_span_the_grid_and_places_count_its_columns() -> None:
    grid = read(
        tbl(
            tr(tc("名称", '<w:gridSpan w:val="2"/>'), tc("数量", '<w:vMerge w:val="restart"/>')),
            tr(tc("甲"), tc("5"), tc("", "<w:vMerge/>")),
        )
    ).grids()[0]
    assert rows(grid) == [["名称", "名称", "数量"], ["甲", "5", "数量"]]
    assert [(cell.rowspan, cell.colspan) for cell in grid.cells()] == [(1, 2), (2, 1), (1, 1), (1, 1)]
    assert [cell.place for cell in grid.cells()][-1] == TablePlace(0, 1, 1)


def test_a_continued_cell_that_continues_nothing_of_its_width_stands_alone() -> None:
    grid = read(
        tbl(
            tr(tc("甲", '<w:gridSpan w:val="2"/><w:vMerge w:val="restart"/>'), tc("1")),
            tr(tc("乙", '<w:vMerge w:val="continue"/>'), tc("2"), tc("3")),
        )
    ).grids()[0]
    assert rows(grid)[1] == ["乙", "2", "3"]


def test_old_horizontal_merges_and_places_left_free_before_and_behind_a_row() -> None:
    grid = read(
        tbl(
            tr(tc("头", '<w:hMerge w:val="restart"/>'), tc("", '<w:hMerge w:val="continue"/>'), tc("3")),
            tr(tc("7"), properties='<w:gridBefore w:val="1"/><w:gridAfter w:val="1"/>'),
        )
    ).grids()[0]
    assert rows(grid) == [["头", "头", "3"], [None, "7", None]]


def test_content_controls_stand_around_paragraphs_rows_cells_and_text() -> None:
    def sdt(inside: str) -> str:
        return f"<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"

    held = tbl(sdt(tr(sdt(tc("甲")), tc(f"<w:p>{sdt(r('12'))}</w:p>"))))
    document = read(sdt(p("段落")) + sdt(held))
    assert texts(document) == ["段落"]
    assert rows(document.grids()[0]) == [["甲", "12"]]


def test_tracked_changes_are_read_as_accepted() -> None:
    deleted = f'<w:del w:id="1"><w:r><w:delText>9</w:delText></w:r></w:del><w:moveFrom w:id="2">{r("8")}</w:moveFrom>'
    inserted = f'<w:ins w:id="3">{r("4")}</w:ins><w:moveTo w:id="4">{r("2")}</w:moveTo>'
    gone = tr(tc("删"), tc("1"), properties="<w:del/>")
    document = read(tbl(gone, tr(tc("甲"), tc(f"<w:p>{deleted}{inserted}</w:p>"))))
    assert rows(document.grids()[0]) == [["甲", "42"]]
    assert "tracked_changes" in codes(document)


def test_a_text_box_written_twice_is_read_once_after_the_paragraph_that_holds_it() -> None:
    box = f"<w:txbxContent>{p('框')}</w:txbxContent>"
    both = f"<mc:AlternateContent><mc:Choice><w:drawing><a:x>{box}</a:x></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    assert texts(read(f"<w:p>{r('题')}<w:r>{both}</w:r></w:p>" + p("尾"))) == ["题", "框", "尾"]


def test_a_number_in_a_text_box_belongs_to_its_cell() -> None:
    box = f"<w:r><w:pict><v:textbox><w:txbxContent>{p('6')}</w:txbxContent></v:textbox></w:pict></w:r>"
    cell = next(read(tbl(tr(tc(f"<w:p>{box}</w:p>")))).grids()[0].cells())
    assert (cell.text, cell.opaque) == ("6", False)


def test_instructions_of_fields_are_not_text_and_their_results_are() -> None:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    inner = mark("begin") + "<w:r><w:instrText>REF x</w:instrText></w:r>" + mark("separate") + r("99") + mark("end")
    outer = mark("begin") + r("=") + inner + mark("separate") + r("5") + mark("end")
    simple = f'<w:fldSimple w:instr="PAGE">{r("7")}</w:fldSimple>'
    document = read(
        tbl(tr(tc(f"<w:p>{outer}</w:p>"), tc(f"<w:p>{simple}</w:p>"))) + f"<w:p>{mark('begin')}</w:p>" + p("后")
    )
    assert rows(document.grids()[0]) == [["5", "7"]]
    assert texts(document) == ["后"]


def test_raised_digits_and_notes_never_join_a_number() -> None:
    raised = '<w:vertAlign w:val="superscript"/>'
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    document = read(tbl(tr(tc(f"<w:p>{r('12')}{r('1', raised)}</w:p>"), tc(f"<w:p>{r('3')}{note}</w:p>"))))
    assert rows(document.grids()[0]) == [["12¹", "3"]]
    assert "notes" in codes(document)


def test_styles_raise_and_hide_too() -> None:
    styles = f'<w:styles xmlns:w="{W}"><w:style w:styleId="base"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:styleId="h"><w:basedOn w:val="base"/></w:style></w:styles>'
    parts: dict[str, str | bytes] = {
        "word/styles.xml": styles,
        "word/_rels/document.xml.rels": relations(("s", "styles", "styles.xml")),
    }
    shown = r("2", '<w:rStyle w:val="h"/><w:vanish w:val="0"/>')
    hidden = r("1", '<w:rStyle w:val="h"/>')
    document = read(f"<w:p>{hidden}{shown}</w:p>" + p("一、总体情况"), parts)
    assert texts(document) == ["2", "一、总体情况"]
    assert "hidden_text" in codes(document)


def test_a_report_that_stands_only_in_hidden_text_is_read_with_an_issue() -> None:
    document = read(f"<w:p>{r('一、总体情况', '<w:vanish/>')}</w:p>")
    assert texts(document) == ["一、总体情况"]
    assert "hidden_text" in codes(document)


def test_struck_text_is_left_out_with_an_issue() -> None:
    document = read(tbl(tr(tc(f"<w:p>{r('3', '<w:strike/>')}{r('4')}</w:p>"))) + p("一、总体情况"))
    assert rows(document.grids()[0]) == [["4"]]
    assert "struck_text" in codes(document)


def test_breaks_tabs_hyphens_and_signs_keep_numbers_apart() -> None:
    pieces = "<w:t>1</w:t><w:tab/><w:t>2</w:t><w:br/><w:noBreakHyphen/><w:t>3</w:t>"
    signs = '<w:sym w:font="Symbol" w:char="F037"/><w:sym w:font="Wingdings" w:char="F0FC"/>'
    grid = read(tbl(tr(tc(f"<w:p><w:r>{pieces}</w:r></w:p>"), tc(f"<w:p><w:r>{signs}</w:r></w:p>")))).grids()[0]
    assert rows(grid) == [["1 2\n-3", "7\ufffd"]]
    assert [cell.opaque for cell in grid.cells()] == [False, True]


@pytest.mark.parametrize(
    ("kind", "pattern", "first", "eleventh"),
    [
        ("chineseCounting", "%1、", "一、", "十一、"),
        ("japaneseCounting", "（%1）", "（一）", "（十一）"),
        ("chineseCountingThousand", "第%1条", "第一条", "第十一条"),
        ("decimal", "%1.", "1.", "11."),
        ("decimalEnclosedCircle", "%1", "①", "⑪"),
        ("lowerRoman", "%1)", "i)", "xi)"),
        ("bullet", "•", "", ""),
    ],
)
def test_automatic_numbers_are_printed(kind: str, pattern: str, first: str, eleventh: str) -> None:
    found = texts(read(p("文", in_list()) * 11, numbered((kind, pattern))))
    assert (found[0].replace(" ", ""), found[10].replace(" ", "")) == (f"{first}文", f"{eleventh}文")


def test_lower_levels_start_anew_below_each_higher_one() -> None:
    levels = [("chineseCounting", "%1、"), ("decimal", "%2.")]
    body = "".join(p("文", in_list(level)) for level in (0, 1, 1, 0, 1))
    assert texts(read(body, numbered(*levels))) == ["一、文", "1.文", "2.文", "二、文", "1.文"]


def test_an_automatic_number_never_joins_the_digits_of_its_cell() -> None:
    grid = read(tbl(tr(tc(p("5", in_list())), tc(p("其他", in_list())))), numbered(("decimal", "%1."))).grids()[0]
    assert rows(grid) == [["1. 5", "2.其他"]]


def test_a_style_numbers_and_outlines_its_headings() -> None:
    style = f'<w:styles xmlns:w="{W}"><w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:pPr>{in_list()}</w:pPr></w:style><w:style w:type="paragraph" w:styleId="t"><w:name w:val="toc 1"/></w:style></w:styles>'
    parts = numbered(("chineseCounting", "%1、")) | {
        "word/styles.xml": style,
        "word/_rels/document.xml.rels": relations(("s", "styles", "styles.xml"), ("n", "numbering", "numbering.xml")),
    }
    document = read(p("总体情况", '<w:pStyle w:val="t"/>') + p("总体情况", '<w:pStyle w:val="2"/>'), parts)
    contents, heading = document.paragraphs()
    assert (contents.text, contents.linked) == ("总体情况", True)
    assert (heading.text, heading.level) == ("一、总体情况", 2)


def test_a_table_that_arranges_the_page_is_opened_and_counted() -> None:
    inner = tbl(tr(tc("甲"), tc("1")))
    document = read(tbl(tr(tc(p("题") + inner + p("尾")))))
    assert texts(document) == ["题", "尾"]
    assert next(document.grids()[0].cells()).place == TablePlace(1, 0, 0)


def test_a_table_inside_a_cell_of_the_form_makes_the_cell_unsure() -> None:
    inner = tbl(tr(tc("7")))
    document = read(tbl(tr(tc("第二十条第（一）项"), tc("第二十条第（五）项")), tr(tc(inner + p("")), tc("2"))))
    outer, nested = document.grids()
    assert [cell.opaque for cell in outer.cells()] == [False, False, True, False]
    assert next(nested.cells()).place == TablePlace(1, 0, 0)


def test_pictures_are_kept_in_reading_order_and_make_a_blank_cell_opaque() -> None:
    def picture(i: str) -> str:
        return f'<w:p><w:r><w:drawing><a:blip r:embed="{i}"/></w:drawing></w:r></w:p>'

    parts: dict[str, str | bytes] = {
        "word/media/1.png": b"one",
        "word/media/2.png": b"two",
        "word/_rels/document.xml.rels": relations(("a", "image", "media/2.png"), ("b", "image", "media/1.png")),
    }
    document = read(picture("a") + tbl(tr(tc(picture("b")))) + picture("a"), parts)
    assert [(shown.name, shown.data) for shown in document.pictures] == [
        ("word/media/2.png", b"two"),
        ("word/media/1.png", b"one"),
    ]
    assert next(document.grids()[0].cells()).opaque


def test_the_strict_standard_and_flat_files_read_the_same() -> None:
    body = p("一、总体情况") + tbl(tr(tc("甲", '<w:gridSpan w:val="2"/>'), tc("3")))
    flat = (
        '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
        '<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">'
        f'<pkg:part pkg:name="/word/document.xml"><pkg:xmlData>{document_xml(body)}</pkg:xmlData></pkg:part>'
        f'<pkg:part pkg:name="/x"><pkg:binaryData>{b64encode(b"x").decode()}</pkg:binaryData></pkg:part></pkg:package>'
    )
    for data in (docx(body, word=STRICT), flat.encode()):
        document = read_document(data)
        assert texts(document) == ["一、总体情况"]
        assert rows(document.grids()[0]) == [["甲", "甲", "3"]]


def test_the_title_of_the_file_is_stated_unless_it_is_empty() -> None:
    def core(title: str) -> dict[str, str | bytes]:
        entry = relations(("c", "metadata/core-properties", "docProps/core.xml"))
        return {"_rels/.rels": entry, "docProps/core.xml": f"<c><title>{title}</title></c>"}

    assert [statement.value for statement in read(p("文"), core("某局年度报告")).statements] == ["某局年度报告"]
    assert not read(p("文"), core(" ")).statements


def test_damage_bombs_and_entities_are_no_documents() -> None:
    whole = docx(p("文"))
    bomb = BytesIO()
    with ZipFile(bomb, "w", ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", b" " * 30_000_000)
    deep = docx("<w:sdt>" * 5000 + "</w:sdt>" * 5000)
    for data in (whole[: len(whole) // 2], bomb.getvalue(), deep, docx("", word='x"><broken')):
        with pytest.raises(UnreadableDocument):
            read_document(data, None)


def test_an_entity_is_never_expanded() -> None:
    entity = document_xml(f"<w:p>{r('&x;')}</w:p>").encode()
    file = BytesIO()
    with ZipFile(file, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + entity)
    assert texts(read_document(file.getvalue())) == []


def test_tables_nested_without_end_are_cut_with_an_issue() -> None:
    body = p("底")
    for _ in range(40):
        body = tbl(tr(tc(body + p("层"))))
    assert "deep_nesting" in codes(read(body))


def test_a_zip_file_is_read_within_bounds() -> None:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as package:
        package.writestr("a.txt", "甲" * 10)
        package.writestr("b.bin", b"\0" * 20_000_000)
    members = open_zip(file.getvalue())
    assert members.names() == ["a.txt", "b.bin"]
    assert members.read("a.txt", 30).decode() == "甲" * 10
    for name, limit in (("a.txt", 29), ("b.bin", 100_000_000), ("c", 1)):
        with pytest.raises(UnreadableDocument):
            members.read(name, limit)
