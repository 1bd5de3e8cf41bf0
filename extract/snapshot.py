"""The inert copies of web pages and texts that are shown beside their numbers: no script, style, picture, form or link survives.

Every cell of an innermost table, and in a text file every cell that was read, has the id of its place, so that a number can point at
its evidence.
"""

from collections.abc import Iterable

import nh3

from extract.anchors import anchor
from extract.decoding import decode
from extract.document import Grid, Place, TextPlace
from extract.labels import squeeze
from extract.marks import Mark, marked
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


def html_copy(data: bytes, media_type: str | None = None) -> str:
    """Return the inert copy of a web page as the inside of a body element."""
    text = decode(data, media_type)[0]
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


def text_copy(data: bytes, media_type: str | None = None, places: Iterable[Place] = ()) -> str:
    """Return a text file as a list of its lines; besides the cells of its tables, `places` are marked."""
    grids = (block for block in read_text(data, media_type).blocks if isinstance(block, Grid))
    marks: dict[int, list[Mark]] = {}
    for place in [*places, *(cell.place for grid in grids for cell in grid.cells())]:
        if isinstance(place, TextPlace):
            marks.setdefault(place.line, []).append(Mark(place.start, place.end, anchor(place) or ""))
    lines = text_file_lines(decode(data, media_type)[0])
    items = (f"<li>{marked(line, marks.get(number, []))}</li>" for number, line in enumerate(lines, 1))
    return '<ol class="lines">' + "\n".join(items) + "</ol>"
