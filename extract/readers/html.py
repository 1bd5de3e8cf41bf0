"""HTML → Document: paragraphs and innermost tables in reading order, whatever layout tables stand around them."""

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extract.decoding import decode
from extract.document import Document, Grid, Issue, Paragraph, Statement
from extract.errors import UnreadableDocument
from extract.readers.spans import SpannedCell, expand, span
from extract.sections import is_signal, section_number
from extract.statements import META_NAMES, stated

IGNORED = frozenset(
    ("script", "style", "noscript", "template", "head", "select", "button", "textarea", "iframe", "object", "svg")
)
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ucapcontent",
        "ucaptitle",
        "ul",
    ]
)
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6, "ucaptitle": 1}
MAX_DEPTH = 300
MAX_NESTING = 2000
LAYOUT_CELL_LINES = 3
LAYOUT_CELL_LENGTH = 500

_BLANK = re.compile(r"\s+")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff]")
_NESTING_TAG = re.compile(
    r"<(/?)(?:div|span|font|b|i|em|strong|table|blockquote|section|article|center|form|ul|ol|a)\b", re.IGNORECASE
)


def read_html(data: bytes, declared: str | None = None) -> Document:
    """Return the Document of an HTML page."""
    text, _ = decode(data, declared)
    tree = parse_html(text)
    walk = _Walk(table_numbers=number_tables(tree))
    if tree.body is not None:
        walk.visit(tree.body, (), 0)
        walk.flush(())
    blocks = tuple(walk.blocks)
    return Document(
        "text/html",
        blocks,
        statements=(*_head_statements(tree), *stated(blocks)),
        body=_article(blocks, walk.paths),
        issues=tuple(walk.issues),
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
    return [clean for clean in (_collapse(line) for line in lines) if clean]


def _collapse(text: str) -> str:
    return _BLANK.sub(" ", _INVISIBLE.sub("", text)).strip()


@dataclass
class _Walk:
    """Collects blocks in reading order; `paths` holds for each block the elements around it."""

    table_numbers: dict[int, int]
    blocks: list[Paragraph | Grid] = field(default_factory=list)
    paths: list[tuple[int, ...]] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    inline: str = ""

    def visit(self, node: LexborNode, path: tuple[int, ...], depth: int, level: int | None = None) -> None:
        """Take in the children of an element; `level` is that of the heading they stand in."""
        path = (*path, node.mem_id)
        if depth > MAX_DEPTH:
            self.issues.append(
                Issue("deep_nesting", f"text nested more than {MAX_DEPTH} elements deep was read without its tables")
            )
            self._add_lines(text_lines(node), path, level)
            return
        child = node.child
        while child is not None:
            self._child(child, path, depth, level)
            child = child.next

    def _child(self, child: LexborNode, path: tuple[int, ...], depth: int, level: int | None) -> None:
        tag = child.tag or ""
        if child.is_text_node:
            self.inline += child.text_content or ""
        elif child.is_comment_node or tag in IGNORED:
            return
        elif tag == "br":
            self.flush(path, level)
        elif tag == "table" and not is_layout(child):
            self.flush(path, level)
            self._add(table_grid(child, self.table_numbers[child.mem_id]), (*path, child.mem_id))
        elif tag in BLOCKS:
            self.flush(path, level)
            inside = HEADINGS.get(tag, level)
            self.visit(child, path, depth + 1, inside)
            self.flush((*path, child.mem_id), inside)
        else:
            self.visit(child, path, depth + 1, level)

    def flush(self, path: tuple[int, ...], level: int | None = None) -> None:
        """End the paragraph that is being collected."""
        text, self.inline = _collapse(self.inline), ""
        if text:
            self._add(Paragraph(text, level), path)

    def _add_lines(self, lines: list[str], path: tuple[int, ...], level: int | None) -> None:
        for line in lines:
            self._add(Paragraph(line, level), path)

    def _add(self, block: Paragraph | Grid, path: tuple[int, ...]) -> None:
        self.blocks.append(block)
        self.paths.append(path)


def _article(blocks: tuple[Paragraph | Grid, ...], paths: list[tuple[int, ...]]) -> tuple[int, int] | None:
    """Return the range of blocks inside the innermost element that holds all section headings and statutory tables."""
    signals = [path for block, path in zip(blocks, paths, strict=True) if is_signal(block)]
    if len(signals) < 2:
        return None
    shared = 0
    while all(len(path) > shared and path[shared] == signals[0][shared] for path in signals):
        shared += 1
    container = signals[0][:shared]
    inside = [number for number, path in enumerate(paths) if path[:shared] == container]
    return inside[0], inside[-1] + 1


def _head_statements(tree: LexborHTMLParser) -> list[Statement]:
    found = []
    for meta in tree.css("meta"):
        name = (meta.attributes.get("name") or "").strip().lower()
        value = _collapse(meta.attributes.get("content") or "")
        if value and name in META_NAMES:
            found.append(Statement("meta", META_NAMES[name], value))
    title = tree.css_first("title")
    if title is not None and _collapse(title.text()):
        found.append(Statement("title", "title", _collapse(title.text())))
    return found
