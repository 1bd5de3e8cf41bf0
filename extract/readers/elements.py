"""The elements of an HTML page: its text line by line, and its tables as grids."""

import json
import re
from importlib.resources import files

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extract.document import Grid
from extract.errors import UnreadableDocument
from extract.labels import squeeze
from extract.readers.spans import SpannedCell, expand, span
from extract.sections import STATUTORY_WORDS, section_number

_ELEMENTS = json.loads((files(__package__) / "html_elements.json").read_text(encoding="utf-8"))
IGNORED = frozenset(_ELEMENTS["ignored"])
BLOCKS = frozenset(_ELEMENTS["blocks"])
HEADINGS: dict[str, int] = _ELEMENTS["headings"]
MAX_NESTING = 2000
LAYOUT_CELL_LINES = 3
LAYOUT_CELL_LENGTH = 500

SHORT_CELL_LENGTH = 80
OPAQUE = "img, canvas, object, embed, select"
"""What a cell shows that is no text: a picture, a drawing, a choice."""

STRUCK = frozenset(("del", "s", "strike"))
_HIDING = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]*[1-9]))", re.IGNORECASE)
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BLANK = re.compile(r"\s+")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")
_NESTING_TAG = re.compile(
    r"<(/?)(?:div|span|font|b|i|em|strong|table|blockquote|section|article|center|form|ul|ol|a)\b", re.IGNORECASE
)


def parse_html(text: str) -> LexborHTMLParser:
    """Return the parsed page. Raises UnreadableDocument when elements are nested so deep that parsing would not end."""
    depth = deepest = 0
    for tag in _NESTING_TAG.finditer(text):
        depth = max(depth - 1, 0) if tag[1] else depth + 1
        deepest = max(deepest, depth)
    if deepest > MAX_NESTING:
        raise UnreadableDocument(f"elements are nested more than {MAX_NESTING} deep")
    return LexborHTMLParser(text)


def number_tables(tree: LexborHTMLParser) -> dict[int, int]:
    """Return the number of every table of a page, counted from 0 in document order, by the identity of its node."""
    return {node.mem_id: number for number, node in enumerate(tree.css("table"))}


def is_hidden(node: LexborNode) -> bool:
    """Return whether an element is struck out or not shown by its own attributes."""
    attributes = node.attributes
    return node.tag in STRUCK or "hidden" in attributes or bool(_HIDING.search(attributes.get("style") or ""))


def is_layout(table: LexborNode) -> bool:
    """Return whether a table only arranges the page: it holds other tables, or a cell that is an article of its own.

    A table whose own short cells bear words of the form is a table of the form, whatever else it holds.
    """
    own = [text_lines(cell, nested=False) for row in table_rows(table) for cell in row]
    short = ("".join(lines) for lines in own if sum(map(len, lines)) <= SHORT_CELL_LENGTH)
    if sum(any(word in squeeze(text) for word in STATUTORY_WORDS) for text in short) >= 2:
        return False
    if any(node.mem_id != table.mem_id for node in table.css("table")):
        return True
    return any(is_article(lines) for lines in own)


def is_article(lines: list[str]) -> bool:
    """Return whether a cell holds so many lines, or such headings, that it is no cell of a statutory table."""
    return len(lines) >= LAYOUT_CELL_LINES and (
        sum(map(len, lines)) > LAYOUT_CELL_LENGTH or any(section_number(line) for line in lines)
    )


def table_rows(table: LexborNode) -> list[list[LexborNode]]:
    """Return the cells of a table row by row, its own rows only."""
    rows = []
    for child in table.iter():
        holder = child.iter() if child.tag in ("thead", "tbody", "tfoot") else (child,)
        shown = (row for row in holder if row.tag == "tr" and not is_hidden(row))
        rows += [[cell for cell in row.iter() if cell.tag in ("td", "th") and not is_hidden(cell)] for row in shown]
    return rows


def table_grid(table: LexborNode, number: int) -> Grid:
    """Return the grid of a table after span expansion."""
    return expand(
        number,
        [
            [
                SpannedCell(
                    "\n".join(text_lines(cell)),
                    span(cell.attributes.get("rowspan")),
                    span(cell.attributes.get("colspan")),
                    opaque=cell.css_first(OPAQUE) is not None,
                )
                for cell in row
            ]
            for row in table_rows(table)
        ],
    )


def text_lines(node: LexborNode, *, nested: bool = True) -> list[str]:
    """Return the text of an element, broken where its blocks and line breaks break it, without empty lines.

    Hidden text is left out, what stands in a form's field counts as text, raised figures become superscript characters.
    With `nested` false the text of tables inside is left out.
    """
    lines = [""]
    stack: list[LexborNode | str | None] = [node.child]
    raised = 0
    while stack:
        current = stack.pop()
        if current is None:
            continue
        if isinstance(current, str):
            raised -= current == "sup"
            if current == "break":
                lines.append("")
            continue
        stack.append(current.next)
        tag = current.tag or ""
        if current.is_text_node:
            text = current.text_content or ""
            lines[-1] += text.translate(_SUPERSCRIPTS) if raised else text
        elif tag == "input":
            lines[-1] += _field_text(current)
        elif not (tag in IGNORED or current.is_comment_node or is_hidden(current) or (tag == "table" and not nested)):
            if tag in BLOCKS or tag == "br":
                lines.append("")
                stack.append("break")
            elif tag == "sup":
                raised += 1
                stack.append("sup")
            stack.append(current.child)
    return [clean for clean in (collapse(line) for line in lines) if clean]


def _field_text(field: LexborNode) -> str:
    kind = (field.attributes.get("type") or "text").lower()
    return (field.attributes.get("value") or "") if kind in ("text", "number", "tel") else ""


def collapse(text: str) -> str:
    """Return a text without invisible characters, its runs of white space as one space."""
    return _BLANK.sub(" ", _INVISIBLE.sub("", text)).strip()
