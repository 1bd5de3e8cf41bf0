"""HTML → Document: paragraphs and innermost tables in reading order, whatever layout tables stand around them."""

from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extract.decoding import decode
from extract.document import Document, Grid, Issue, Paragraph, Picture, Statement
from extract.readers.elements import (
    BLOCKS,
    HEADINGS,
    IGNORED,
    Page,
    collapse,
    is_article,
)
from extract.readers.spans import TooManyCells
from extract.sections import is_signal, section_number
from extract.statements import META_NAMES, stated

MAX_DEPTH = 300
_TABLES = 3
"""How many tables the national form has."""

LEAST_PICTURE, MOST_PICTURE = 4_000, 40_000_000
"""Lengths in characters of a picture inside a page that may show a table."""


def read_html(data: bytes, declared: str | None = None) -> Document:
    """Return the Document of an HTML page."""
    text, _ = decode(data, declared)
    page = Page(text)
    tree = page.tree
    walk = _walked(page, hidden=False)
    if walk.skipped and walk.statutory_tables() < _TABLES:
        unfolded = _walked(page, hidden=True)
        if unfolded.is_fuller(walk):
            walk = unfolded
            walk.issues.append(
                Issue("hidden_text", "the report stands in a part of the page that is not shown at first")
            )
    blocks = tuple(walk.blocks)
    return Document(
        "text/html",
        blocks,
        statements=(*_head_statements(tree), *stated(blocks)),
        body=_article(blocks, walk.paths),
        issues=tuple(walk.issues),
        pictures=tuple(_pictures(tree)),
    )


def _pictures(tree: LexborHTMLParser) -> Iterator[Picture]:
    """Yield the pictures whose bytes stand in the page itself and are large enough to show a table."""
    for number, image in enumerate(tree.css("img[src^='data:image/']"), 1):
        encoded = (image.attributes.get("src") or "").partition(";base64,")[2]
        if LEAST_PICTURE <= len(encoded) <= MOST_PICTURE:
            try:
                yield Picture(f"picture {number}", b64decode(unquote_to_bytes(encoded), validate=False))
            except ValueError:
                continue


def _walked(page: Page, *, hidden: bool) -> "_Walk":
    walk = _Walk(page, hidden)
    if page.tree.body is not None:
        walk.visit(page.tree.body, (), 0)
        walk.flush(())
    return walk


@dataclass
class _Walk:
    """Collects blocks in reading order; `paths` holds for each block the elements around it.

    `hidden` says whether to take in what is not shown, `skipped` whether any such was left out; `links` counts the
    elements `a` around the present place, `linked` the characters of the present paragraph inside them.
    """

    page: Page
    hidden: bool
    skipped: bool = False
    links: int = 0
    linked: int = 0
    blocks: list[Paragraph | Grid] = field(default_factory=list)
    paths: list[tuple[int, ...]] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    inline: str = ""
    before: LexborNode | None = None

    def visit(self, node: LexborNode, path: tuple[int, ...], depth: int, level: int | None = None) -> None:
        """Take in the children of an element; `level` is that of the heading they stand in."""
        path = (*path, node.mem_id)
        if depth > MAX_DEPTH:
            self.issues.append(
                Issue("deep_nesting", f"text nested more than {MAX_DEPTH} elements deep was read without its tables")
            )
            self._add_lines(self.page.text_lines(node), path, level)
            return
        child = node.child
        while child is not None:
            self._child(child, path, depth, level)
            child = child.next

    def _child(self, child: LexborNode, path: tuple[int, ...], depth: int, level: int | None) -> None:
        tag = child.tag or ""
        if child.is_text_node:
            text = child.text_content or ""
            self.inline += self.page.joined(self.inline, self.before, text, child)
            self.before = child
            self.linked += len(collapse(text)) if self.links else 0
        elif child.is_comment_node or tag in IGNORED:
            return
        elif not self.hidden and self.page.is_hidden(child):
            self.skipped = True
        elif tag == "br":
            self.flush(path, level)
        elif tag == "table" and not self.page.is_layout(child):
            self.flush(path, level)
            self._table(child, (*path, child.mem_id))
        elif tag in BLOCKS:
            self.flush(path, level)
            inside = HEADINGS.get(tag, level)
            self.visit(child, path, depth + 1, inside)
            self.flush((*path, child.mem_id), inside)
        else:
            self.links += tag == "a"
            self.visit(child, path, depth + 1, level)
            self.links -= tag == "a"

    def _table(self, table: LexborNode, path: tuple[int, ...]) -> None:
        """Take in a table, and as paragraphs what of it is prose: headings of parts, and cells that are articles."""
        number = self.page.table_numbers[table.mem_id]
        try:
            grid = self.page.table_grid(table)
        except TooManyCells:
            self.issues.append(
                Issue("table_too_large", f"table {number} of the page has too many cells and was not read")
            )
            return
        self._add(grid, path)
        for cell in grid.cells():
            lines = cell.text.split("\n")
            if is_article(lines) or (cell.text and section_number(cell.text)):
                self._add_lines(lines, path, None)

    def statutory_tables(self) -> int:
        """Return how many tables of the form were found."""
        return sum(isinstance(block, Grid) and is_signal(block) for block in self.blocks)

    def is_fuller(self, other: "_Walk") -> bool:
        """Return whether more of a report was found than on another walk: more of its tables, or the first heading."""
        ours, theirs = self.statutory_tables(), other.statutory_tables()
        return ours > theirs or not any(is_signal(block) for block in other.blocks)

    def flush(self, path: tuple[int, ...], level: int | None = None) -> None:
        """End the paragraph that is being collected."""
        text, linked = collapse(self.inline), self.linked
        self.inline, self.linked = "", 0
        if text:
            self._add(Paragraph(text, level, linked=linked >= len(text)), path)

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
        value = collapse(meta.attributes.get("content") or "")
        if value and name in META_NAMES:
            found.append(Statement("meta", META_NAMES[name], value))
    title = tree.css_first("title")
    if title is not None and collapse(title.text()):
        found.append(Statement("title", "title", collapse(title.text())))
    return found
