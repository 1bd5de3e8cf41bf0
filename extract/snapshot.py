"""The inert copy of a document that is shown beside its numbers: no script, style, picture, form or link survives.

Every cell of an innermost table has the id `t<table>r<row>c<column>`; in a text file every cell of a table has the id
`l<line>c<start>`. These are the places that `where` names, so a number can point at its evidence.
"""

from html import escape

import nh3

from extract.decoding import decode
from extract.document import Grid, Place, TablePlace, TextPlace
from extract.labels import squeeze
from extract.media import media_type_of
from extract.readers.elements import Page
from extract.readers.spans import TooManyCells
from extract.readers.text import read_text, text_file_lines
from extract.sections import STATUTORY_WORDS

TAGS = {
    "a", "article", "b", "blockquote", "br", "caption", "center", "code", "col", "colgroup", "dd", "div", "dl", "dt", "em", "font",
    "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "li", "main", "nav", "ol", "p", "pre", "s", "section", "small",
    "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
CELL_ATTRIBUTES = {"id", "colspan", "rowspan", "align"}
ATTRIBUTES = {"td": CELL_ATTRIBUTES, "th": CELL_ATTRIBUTES, "p": {"align"}, "div": {"align"}, "col": {"span"}}
DROPPED_WITH_CONTENT = {
    "script",
    "style",
    "noscript",
    "template",
    "title",
    "iframe",
    "object",
    "svg",
    "math",
    "select",
    "textarea",
}


def anchor(place: Place) -> str | None:
    """Return the id under which a place stands in the snapshot, or None for places on pages, in pictures and in other files."""
    if place.part is not None:
        return None
    if isinstance(place, TablePlace):
        return f"t{place.table}r{place.row}c{place.column}"
    if isinstance(place, TextPlace):
        return f"l{place.line}c{place.start}"
    return None


def snapshot(data: bytes, media_type: str | None = None) -> str | None:
    """Return the inert copy of an HTML or text document as the inside of a body element; None for other kinds."""
    kind = media_type_of(data, media_type)
    if kind == "text/html":
        return _html(decode(data, media_type)[0])
    if kind == "text/plain":
        return _text(data, media_type)
    return None


def _html(text: str) -> str:
    page = Page(text)
    tree = page.tree
    for element in tree.css("[id]"):
        del element.attrs["id"]
    _mark_cells(page)
    _remove_hidden(page)
    for field in tree.css("input[value]"):
        field.replace_with(field.attributes.get("value") or "")
    for area in tree.css("textarea"):
        area.replace_with(area.text())
    for image in tree.css("img"):
        image.replace_with(f"［图片 {image.attributes.get('alt') or ''}］")
    body = tree.body
    return nh3.clean(
        body.html if body is not None and body.html else "",
        tags=TAGS,
        attributes=ATTRIBUTES,
        clean_content_tags=DROPPED_WITH_CONTENT,
        url_schemes=set(),
        link_rel=None,
    )


def _remove_hidden(page: Page) -> None:
    """Take out what the page does not show, unless the report itself stands there."""
    body = page.tree.body
    shown = body is not None and any(word in squeeze("".join(page.text_lines(body))) for word in STATUTORY_WORDS)
    for element in page.tree.css("*") if shown else ():
        if page.is_hidden(element):
            element.decompose(recursive=True)


def _mark_cells(page: Page) -> None:
    for table in page.tree.css("table"):
        if page.is_layout(table):
            continue
        try:
            grid = page.table_grid(table)
        except TooManyCells:
            continue
        cells = iter(grid.cells())
        for row in page.table_rows(table):
            for node, cell in zip(row, cells, strict=False):
                node.attrs["id"] = anchor(cell.place) or ""


def _text(data: bytes, media_type: str | None) -> str:
    lines = text_file_lines(decode(data, media_type)[0])
    marks: dict[int, list[TextPlace]] = {}
    for grid in (block for block in read_text(data, media_type).blocks if isinstance(block, Grid)):
        for cell in grid.cells():
            if isinstance(cell.place, TextPlace):
                marks.setdefault(cell.place.line, []).append(cell.place)
    return "<pre>" + "\n".join(_marked(line, marks.get(number, [])) for number, line in enumerate(lines, 1)) + "</pre>"


def _marked(line: str, places: list[TextPlace]) -> str:
    pieces, end = [], 0
    for place in places:
        pieces.append(escape(line[end : place.start]))
        pieces.append(f'<span id="{anchor(place)}">{escape(line[place.start : place.end])}</span>')
        end = place.end
    return "".join([*pieces, escape(line[end:])])
