"""Word renderings as raw XML: true merges, text boxes, numbering, tracked changes, runs split anywhere, nested tables."""

import random
from html import escape

from tests.golden import packages
from tests.golden.grid import Box, Table
from tests.golden.model import Rendered, Report
from tests.golden.tables import grid_places, tables_of

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"'
)
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{MEDIA_TYPE}.main+xml"/>'
    '<Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/></Types>'
)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_ROOT = f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>'
_PARTS = f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" Type="{_RELATIONS}/numbering" Target="numbering.xml"/></Relationships>'
_NUMBERING = (
    f'<w:numbering {_NAMESPACES}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
STYLES = ("plain", "runs", "tracked", "numbered", "text_box", "nested")


def render(report: Report, rng: random.Random, style: str | None = None) -> Rendered:
    """Return a report as a Word file in a random style."""
    name = style or rng.choice(STYLES)
    body = _paragraph(report.title, rng, "plain") if name != "text_box" else _text_box(report.title)
    for number, (heading, paragraphs) in enumerate(report.parts):
        body += _heading(heading, rng, name) + "".join(_paragraph(text, rng, name) for text in paragraphs)
        if number in (1, 2, 3):
            table = _table(tables_of(report)[number - 1], rng, name)
            body += _nested(table) if name == "nested" else table
            body += _paragraph("", rng, "plain")
    section = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1200" w:bottom="1440" w:left="1200"/></w:sectPr>'
    return Rendered(
        package(f"<w:document {_NAMESPACES}><w:body>{body}{section}</w:body></w:document>"),
        MEDIA_TYPE,
        "docx",
        name,
        report.cells,
        places=grid_places(tables_of(report)),
    )


def package(document: str) -> bytes:
    """Return a Word file around its main part."""
    members = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _ROOT,
        "word/document.xml": document,
        "word/_rels/document.xml.rels": _PARTS,
        "word/numbering.xml": _NUMBERING,
    }
    return packages.package({name: _DECLARATION + xml for name, xml in members.items()})


def _run(text: str) -> str:
    return f'<w:r><w:rPr><w:sz w:val="21"/></w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""


def _runs(text: str, rng: random.Random, style: str) -> str:
    if style == "runs" and len(text) > 1:
        cut = rng.randint(1, len(text) - 1)
        return (
            _run(text[:cut])
            + '<w:proofErr w:type="spellStart"/><w:bookmarkStart w:id="1" w:name="a"/>'
            + _run(text[cut:])
        )
    if style == "tracked" and text and rng.random() < 0.4:
        old = f'<w:del w:id="7" w:author="a"><w:r><w:delText>{rng.randint(0, 999)}</w:delText></w:r></w:del>'
        return old + f'<w:ins w:id="8" w:author="a">{_run(text)}</w:ins>'
    return _run(text)


def _paragraph(text: str, rng: random.Random, style: str) -> str:
    return f"<w:p>{_runs(text, rng, style)}</w:p>"


def _heading(text: str, rng: random.Random, style: str) -> str:
    if style != "numbered":
        return _paragraph(text, rng, style)
    number = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    return f"<w:p>{number}{_run(text.split('、', 1)[1])}</w:p>"


def _text_box(text: str) -> str:
    box = f"<w:txbxContent><w:p>{_run(text)}</w:p></w:txbxContent>"
    shape = f"<w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>"
    old = f"<w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict>"
    return f'<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps">{shape}</mc:Choice><mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r></w:p>'


def _table(table: Table, rng: random.Random, style: str) -> str:
    grid = "".join(f'<w:gridCol w:w="{9500 // table.width}"/>' for _ in range(table.width))
    covering = {(row, box.column): box for box in table.boxes for row in range(box.row, box.row + box.rows)}
    rows = []
    for row in range(table.height):
        boxes = [covering[place] for place in sorted(covering) if place[0] == row]
        rows.append(
            "<w:tr>"
            + "".join(_cell(box, 9500 // table.width, rng, style, first=box.row == row) for box in boxes)
            + "</w:tr>"
        )
    return f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'


_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def _cell(box: Box, width: int, rng: random.Random, style: str, *, first: bool) -> str:
    span = f'<w:gridSpan w:val="{box.columns}"/>' if box.columns > 1 else ""
    merge = "" if box.rows == 1 else '<w:vMerge w:val="restart"/>' if first else "<w:vMerge/>"
    content = _paragraph(box.text if first else "", rng, style)
    return f'<w:tc><w:tcPr><w:tcW w:w="{width * box.columns}" w:type="dxa"/>{span}{merge}</w:tcPr>{content}</w:tc>'


def _nested(table: str) -> str:
    return f'<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="9000"/></w:tblGrid><w:tr><w:tc><w:tcPr/>{table}<w:p/></w:tc></w:tr></w:tbl>'
