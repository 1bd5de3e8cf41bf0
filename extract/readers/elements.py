"""The elements of an HTML page: its text line by line, and its tables as grids."""

import json
import re
from importlib.resources import files

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extract.document import Grid
from extract.errors import UnreadableDocument
from extract.readers.spans import SpannedCell, expand, span
from extract.sections import section_number

_ELEMENTS = json.loads((files(__package__) / "html_elements.json").read_text(encoding="utf-8"))
IGNORED = frozenset(_ELEMENTS["ignored"])
BLOCKS = frozenset(_ELEMENTS["blocks"])
HEADINGS: dict[str, int] = _ELEMENTS["headings"]
MAX_NESTING = 2000
LAYOUT_CELL_LINES = 3
LAYOUT_CELL_LENGTH = 500

_BLANK = re.compile(r"\s+")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff]")
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


def is_layout(table: LexborNode) -> bool:
    """Return whether a table only arranges the page: it holds other tables, or a cell that is an article of its own."""
    if any(node.mem_id != table.mem_id for node in table.css("table")):
        return True
    return any(_is_article(text_lines(cell)) for row in table_rows(table) for cell in row)


def _is_article(lines: list[str]) -> bool:
    """Return whether a cell holds so many lines, or such headings, that it is no cell of a statutory table."""
    return len(lines) >= LAYOUT_CELL_LINES and (
        sum(map(len, lines)) > LAYOUT_CELL_LENGTH or any(section_number(line) for line in lines)
    )


def table_rows(table: LexborNode) -> list[list[LexborNode]]:
    """Return the cells of a table row by row, its own rows only."""
    rows = []
    for child in table.iter():
        holder = child.iter() if child.tag in ("thead", "tbody", "tfoot") else (child,)
        rows += [[cell for cell in row.iter() if cell.tag in ("td", "th")] for row in holder if row.tag == "tr"]
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
                )
                for cell in row
            ]
            for row in table_rows(table)
        ],
    )


def text_lines(node: LexborNode) -> list[str]:
    """Return the text of an element, broken where its blocks and line breaks break it, without empty lines."""
    lines = [""]
    stack: list[LexborNode | str | None] = [node.child]
    while stack:
        current = stack.pop()
        if current is None:
            continue
        if isinstance(current, str):
            lines.append("")
            continue
        stack.append(current.next)
        tag = current.tag or ""
        if current.is_text_node:
            lines[-1] += current.text_content or ""
        elif tag not in IGNORED and not current.is_comment_node:
            if tag in BLOCKS or tag == "br":
                lines.append("")
                stack.append("break")
            stack.append(current.child)
    return [clean for clean in (collapse(line) for line in lines) if clean]


def collapse(text: str) -> str:
    """Return a text without invisible characters, its runs of white space as one space."""
    return _BLANK.sub(" ", _INVISIBLE.sub("", text)).strip()
