"""Tables that list reports by agency and year: what the cells beside and above a link say about the document it leads to."""

import re
from dataclasses import dataclass
from itertools import islice

from selectolax.lexbor import LexborNode

from crawler import naming
from crawler.page import squeeze

_LEVELS = 4
_MOST_CELLS = 20_000
_WIDEST_SPAN = 100
_LONGEST_TEXT = 60
_HEAD_ROWS = 2
_LISTS = ("ul", "ol", "dl")
_YEAR = re.compile(r"((?:19|20)\d\d)年?度?(?:政府信息公开)?(?:工作)?(?:年度)?(?:年报|报告)?")

Cells = dict[tuple[int, int], LexborNode]


@dataclass(frozen=True, slots=True)
class Place:
    """What the headers of a cell say: an agency's name, a year; None where they say nothing."""

    agency: str | None = None
    year: int | None = None


NOWHERE = Place()


class Grids:
    """The tables of one page, each laid out when the first of its links is looked at."""

    def __init__(self) -> None:
        self._tables: dict[int, tuple[Cells, dict[int, tuple[int, int]]]] = {}

    def place(self, node: LexborNode) -> Place:
        """Return what the headers of the cell that a link stands in say; a table of layout says nothing."""
        cell = _above(node, ("td", "th", *_LISTS), _LEVELS)
        if cell is None or cell.tag in _LISTS:
            return NOWHERE
        table = _above(cell, ("table",), _LEVELS)
        if table is None:
            return NOWHERE
        if table.mem_id not in self._tables:
            self._tables[table.mem_id] = _laid_out(table)
        cells, places = self._tables[table.mem_id]
        at = places.get(cell.mem_id)
        return Place(_agency(cells, *at), _year(cells, *at)) if at else NOWHERE


def _above(node: LexborNode | None, tags: tuple[str, ...], levels: int) -> LexborNode | None:
    for _ in range(levels):
        node = node.parent if node is not None else None
        if node is not None and node.tag in tags:
            return node
    return None


def _laid_out(table: LexborNode) -> tuple[Cells, dict[int, tuple[int, int]]]:
    """Return the cells of a table by row and column, those that span several at each, and where each cell begins."""
    cells: Cells = {}
    begins: dict[int, tuple[int, int]] = {}
    rows = (row for row in table.css("tr") if (owner := _above(row, ("table",), 2)) and owner.mem_id == table.mem_id)
    for at, row in enumerate(islice(rows, _MOST_CELLS)):
        column = 0
        for cell in (child for child in row.iter() if child.tag in {"td", "th"}):
            while (at, column) in cells:
                column += 1
            begins[cell.mem_id] = (at, column)
            for down in range(_span(cell, "rowspan")):
                for right in range(_span(cell, "colspan")):
                    cells[at + down, column + right] = cell
            if len(cells) > _MOST_CELLS:
                return cells, begins
    return cells, begins


def _span(cell: LexborNode, name: str) -> int:
    value = (cell.attributes.get(name) or "1").strip()
    return min(max(int(value), 1), _WIDEST_SPAN) if value.isdecimal() and len(value) < 5 else 1


def _agency(cells: Cells, row: int, column: int) -> str | None:
    """Return the agency that the nearest cell to the left names, or the head of the column, or one cell to the right."""
    left = (_name(cells.get((row, at)), linked=True) for at in range(column - 1, -1, -1))
    head = (_name(cells.get((at, column)), linked=False) for at in range(min(_HEAD_ROWS, row)))
    found = next(filter(None, left), None) or next(filter(None, head), None)
    if found:
        return found
    right = {
        name for at in range(column + 1, column + _WIDEST_SPAN) if (name := _name(cells.get((row, at)), linked=False))
    }
    return right.pop() if len(right) == 1 else None


def _year(cells: Cells, row: int, column: int) -> int | None:
    """Return the year that the head of the column names, or a cell to the left that is no link."""
    heads = [cells.get((at, column)) for at in range(min(_HEAD_ROWS, row))]
    left = [cells.get((row, at)) for at in range(column - 1, -1, -1)]
    for cell in (*heads, *left):
        match = _YEAR.fullmatch(_text(cell)) if cell is not None and not cell.css_first("a") else None
        if match:
            return int(match.group(1))
    return None


def _name(cell: LexborNode | None, *, linked: bool) -> str | None:
    """Return the text of a cell when it is the name of an agency or a division; `linked` says that it may hold a link."""
    if cell is None or cell.css_first("ul, ol, dl, table") or (not linked and cell.css_first("a")):
        return None
    text = _text(cell)
    return text if naming.is_agency(text) or naming.is_division(text) else None


def _text(cell: LexborNode) -> str:
    text = squeeze(cell.text(separator=" ")).replace(" ", "")
    return text if len(text) <= _LONGEST_TEXT else ""
