"""The elements of an HTML page: its text line by line, and its tables as grids."""

import json
import re
from collections.abc import Iterable, Iterator
from importlib.resources import files
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extract.document import Grid
from extract.errors import UnreadableDocument
from extract.labels import squeeze
from extract.readers.appearance import Appearance
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
_OPAQUE = "img, canvas, object, embed, select, button, svg, iframe, script, math"
"""What a cell shows that is no text of its own: a picture, a drawing, a choice, something written by a script."""

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_STATUTORY = re.compile("|".join(STATUTORY_WORDS))
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


class Page:
    """A parsed page: which of its elements are shown, its tables as grids, its text line by line."""

    def __init__(self, text: str) -> None:
        """Parse the page. Raises UnreadableDocument when elements are nested so deep that parsing would not end."""
        self.tree = parse_html(text)
        self.table_numbers = {node.mem_id: number for number, node in enumerate(self.tree.css("table"))}
        self.appearance = Appearance(self.tree, text)
        self._opaque = frozenset(_cells_around((*self.tree.css(_OPAQUE), *self.appearance.struck)))
        self._doubtful = frozenset(_cells_around(self.appearance.hard_to_see))
        self._cells: dict[int, list[str]] = {}
        self._rows: dict[int, list[list[LexborNode]]] = {}

    def is_hidden(self, node: LexborNode) -> bool:
        """Return whether an element is struck out or not shown, as far as the page itself says."""
        return node.mem_id in self.appearance.unseen

    def is_layout(self, table: LexborNode) -> bool:
        """Return whether a table only arranges the page: it holds other tables, or a cell that is an article of its own.

        A table whose own short cells bear words of the form is a table of the form, whatever else it holds.
        """
        own = [self._own_lines(cell) for row in self.table_rows(table) for cell in row]
        short = ("".join(lines) for lines in own if sum(map(len, lines)) <= SHORT_CELL_LENGTH)
        statutory = (text for text in short if not text.isdigit() and _STATUTORY.search(squeeze(text)))
        if len(list(islice(statutory, 2))) == 2:
            return False
        if any(node.mem_id != table.mem_id for node in table.css("table")):
            return True
        return any(is_article(lines) for lines in own)

    def _own_lines(self, cell: LexborNode) -> list[str]:
        """Return the text of a cell without that of tables inside, worked out once."""
        known = self._cells.get(cell.mem_id)
        if known is None:
            known = self._cells[cell.mem_id] = self.text_lines(cell, nested=False)
        return known

    def table_rows(self, table: LexborNode) -> list[list[LexborNode]]:
        """Return the cells of a table row by row, its own rows only, worked out once."""
        known = self._rows.get(table.mem_id)
        if known is None:
            known = self._rows[table.mem_id] = self._table_rows(table)
        return known

    def _table_rows(self, table: LexborNode) -> list[list[LexborNode]]:
        rows = []
        hidden = self.appearance.unseen
        for child in table.iter():
            holder = child.iter() if child.tag in ("thead", "tbody", "tfoot") else (child,)
            shown = (row for row in holder if row.tag == "tr" and row.mem_id not in hidden)
            rows += [
                [cell for cell in row.iter() if cell.tag in ("td", "th") and cell.mem_id not in hidden] for row in shown
            ]
        return rows

    def table_grid(self, table: LexborNode) -> Grid:
        """Return the grid of a table after span expansion."""
        simple = len(table.css("table")) == 1
        return expand(
            self.table_numbers[table.mem_id],
            [[self._spanned(cell, simple=simple) for cell in row] for row in self.table_rows(table)],
        )

    def _spanned(self, cell: LexborNode, *, simple: bool) -> SpannedCell:
        attributes = cell.attributes
        return SpannedCell(
            "\n".join(self._own_lines(cell) if simple else self.text_lines(cell)),
            span(attributes.get("rowspan")),
            span(attributes.get("colspan")),
            opaque=cell.mem_id in self._opaque,
            doubtful=cell.mem_id in self._doubtful,
        )

    def joined(self, line: str, before: LexborNode | None, text: str, node: LexborNode) -> str:
        """Return the text of a node as it follows a line: digits that look other than those before them are no part of their number.

        The mark of a note becomes superscript characters, digits set apart are parted by a space.
        """
        if before is None or not (line[-1:].isdigit() and text[:1].isdigit()):
            return text
        relation = self.appearance.relation(before, node)
        return text.translate(_SUPERSCRIPTS) if relation == "note" else f" {text}" if relation == "apart" else text

    def text_lines(self, node: LexborNode, *, nested: bool = True) -> list[str]:
        """Return the text of an element, broken where its blocks and line breaks break it, without empty lines.

        Hidden text is left out, what stands in a form's field counts as text, raised figures become superscript characters.
        With `nested` false the text of tables inside is left out.
        """
        only = node.child
        if only is not None and only.is_text_node and only.next is None:
            clean = collapse(only.text_content or "")
            return [clean] if clean else []
        lines = [""]
        before: LexborNode | None = None
        stack: list[LexborNode | str | None] = [node.child]
        raised = 0
        hidden = self.appearance.unseen
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
            if current.is_text_node:
                text = current.text_content or ""
                lines[-1] += text.translate(_SUPERSCRIPTS) if raised else self.joined(lines[-1], before, text, current)
                before = current
                continue
            tag = current.tag or ""
            if tag == "input":
                lines[-1] += _field_text(current)
            elif not (
                tag in IGNORED or current.is_comment_node or current.mem_id in hidden or (tag == "table" and not nested)
            ):
                if tag in BLOCKS or tag == "br":
                    lines.append("")
                    stack.append("break")
                elif tag == "sup":
                    raised += 1
                    stack.append("sup")
                stack.append(current.child)
        return [clean for line in lines if line and (clean := collapse(line))]


def _cells_around(nodes: Iterable[LexborNode]) -> Iterator[int]:
    """Yield the identities of the cells that stand around or inside these elements."""
    for node in nodes:
        inside = node.css("td, th")
        yield from (cell.mem_id for cell in inside)
        around: LexborNode | None = node
        while around is not None and not (inside and around.tag == "table"):
            if around.tag in ("td", "th"):
                yield around.mem_id
            around = around.parent


def is_article(lines: list[str]) -> bool:
    """Return whether a cell holds so many lines, or such headings, that it is no cell of a statutory table."""
    return len(lines) >= LAYOUT_CELL_LINES and (
        sum(map(len, lines)) > LAYOUT_CELL_LENGTH or any(section_number(line) for line in lines)
    )


def _field_text(field: LexborNode) -> str:
    kind = (field.attributes.get("type") or "text").lower()
    return (field.attributes.get("value") or "") if kind in ("text", "number", "tel") else ""


def collapse(text: str) -> str:
    """Return a text without invisible characters, its runs of white space as one space."""
    if text.isascii() and text.isalnum():
        return text
    return _BLANK.sub(" ", _INVISIBLE.sub("", text)).strip()
