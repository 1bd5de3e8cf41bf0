"""The layout of a report on pages: paragraphs and tables that break between rows or inside them."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.golden.grid import Box, Table
from tests.golden.model import Report
from tests.golden.page_rules import rules_of
from tests.golden.page_style import Style
from tests.golden.pages import Page, runs_of, width_of, wrapped
from tests.golden.tables import tables_of

_WIDTHS = {2: [1.0] * 4, 3: [0.7, 1.1, 2.6, *[0.85] * 7], 4: [1.0] * 15}
_LEAD = 1.3
_HEADER_ROWS = 3
Lines = dict[Box, list[str]]


@dataclass(frozen=True)
class _Strip:
    """The part of a row on one page; `first` and `last` tell whether the row begins and ends in it."""

    page: int
    row: int
    top: float
    bottom: float
    first: bool
    last: bool


class Layout:
    """Sets one report page by page.

    `places` are those of the values: page from 1, and the left end of the first baseline. `breaks` are the places where
    a page turned in a table: number of the table, row, and whether inside the row.
    """

    def __init__(self, style: Style) -> None:
        self.style = style
        self.pages: list[Page] = []
        self.y = 0.0
        self.places: dict[str, tuple[float, ...]] = {}
        self.breaks: list[tuple[int, int, bool]] = []
        self._turn()

    def report(self, report: Report) -> list[Page]:
        """Return the pages of a report, numbered."""
        self._paragraph(report.title, self.style.size * 1.3, centred=True)
        for number, (heading, paragraphs) in enumerate(report.parts):
            self._paragraph(heading, self.style.size)
            for text in paragraphs:
                self._paragraph("　　" + text, self.style.size)
            if number in (1, 2, 3):
                self.y += self.style.gap if number == 2 else 0
                self._table(tables_of(report)[number - 1])
                self.y += self.style.size
        for number, page in enumerate(self.pages, 1):
            self._text(page, f"- {number} -", page.width / 2 - 12, page.height - self.style.margin / 2, 9)
        return self.pages

    @property
    def _bottom(self) -> float:
        return self.style.height - self.style.margin

    def _turn(self) -> None:
        self.pages.append(Page(self.style.width, self.style.height))
        self.y = self.style.margin

    def _text(self, page: Page, text: str, x: float, y: float, size: float) -> None:
        page.runs += runs_of(text, x, y, size, self.style.latin, two_fonts=self.style.two_fonts)

    def _paragraph(self, text: str, size: float, *, centred: bool = False) -> None:
        room = self.style.width - 2 * self.style.margin
        for line in wrapped(text, size, room, self.style.latin):
            if self.y + size * _LEAD > self._bottom:
                self._turn()
            indent = (room - width_of(line, size, self.style.latin)) / 2 if centred else 0
            self._text(self.pages[-1], line, self.style.margin + indent, self.y + size, size)
            self.y += size * _LEAD
        self.y += size * 0.5

    def _table(self, table: Table) -> None:
        columns = self._columns(table)
        size = self._size(table, columns)
        lines = {box: wrapped(box.text, size, _room(box, columns), self.style.latin) for box in table.boxes}
        strips = self._strips(table, self._heights(table, lines, size), size)
        bottom = self.y
        for box in table.boxes:
            own = [strip for strip in strips if box.row <= strip.row < box.row + box.rows]
            self._fill(box, lines[box], columns, own, size)
        self._draw(table, strips, columns)
        self.y = bottom

    def _columns(self, table: Table) -> list[float]:
        shares = _WIDTHS[table.number][: table.width]
        room = self.style.width - 2 * self.style.margin
        edges = [self.style.margin]
        for share in shares:
            edges.append(edges[-1] + room * share / sum(shares))
        return [round(edge, 2) for edge in edges]

    def _size(self, table: Table, columns: list[float]) -> float:
        """Return the size of the text at which no number needs two lines, unless they may."""
        size = self.style.table_size
        if self.style.wrap_numbers:
            return size
        numbers = [box for box in table.boxes if box.key and box.text.replace(",", "").isdecimal()]
        while size > 4 and any(width_of(box.text, size, self.style.latin) > _room(box, columns) for box in numbers):
            size -= 0.5
        return size

    def _heights(self, table: Table, lines: Lines, size: float) -> list[float]:
        def need(box: Box) -> float:
            return max(1, len(lines[box])) * size * _LEAD + 2 * self.style.padding

        single = {row: [box for box in table.row(row) if box.rows == 1] for row in range(table.height)}
        heights = [max((need(box) for box in boxes), default=0.0) for boxes in single.values()]
        for box in table.boxes:
            last = box.row + box.rows - 1
            heights[last] += max(0.0, need(box) - sum(heights[box.row : last + 1]))
        return heights

    def _strips(self, table: Table, heights: list[float], size: float) -> list[_Strip]:
        strips: list[_Strip] = []
        least = size * _LEAD + self.style.padding
        for row, height in enumerate(heights):
            left = self._bottom - self.y
            if height <= left:
                strips.append(self._strip(row, height))
            elif self.style.break_inside and left > least and height - left > size * _LEAD:
                strips.append(self._strip(row, left, last=False))
                self._turn_inside(table, row, inside=True)
                strips.append(self._strip(row, height - left + self.style.padding, first=False))
            else:
                self._turn_inside(table, row, inside=False)
                strips.append(self._strip(row, height))
        return strips

    def _strip(self, row: int, height: float, *, first: bool = True, last: bool = True) -> _Strip:
        top = self.y
        self.y += height
        return _Strip(len(self.pages) - 1, row, round(top, 2), round(self.y, 2), first, last)

    def _turn_inside(self, table: Table, row: int, *, inside: bool) -> None:
        self.breaks.append((table.number, row, inside))
        self._turn()
        if self.style.repeat_header and table.number == 3 and row >= _HEADER_ROWS:
            header = tuple(box for box in table.boxes if box.row < _HEADER_ROWS)
            self._table(Table(table.number, table.width, _HEADER_ROWS, header))

    def _fill(self, box: Box, lines: list[str], columns: list[float], strips: list[_Strip], size: float) -> None:
        """Print the text of a box: in the middle, or from the top where it goes over pages."""
        pages = sorted({strip.page for strip in strips})
        rest = list(lines)
        for page in pages:
            own = [strip for strip in strips if strip.page == page]
            height = own[-1].bottom - own[0].top
            here = self._lines_here(box, rest, height, size, first=page == pages[0], last=page == pages[-1])
            rest = rest[len(here) :]
            above = (height - len(here) * size * _LEAD) / 2 if len(pages) == 1 else self.style.padding
            for number, line in enumerate(here):
                slack = max(0.0, _room(box, columns) - width_of(line, size, self.style.latin)) / 2 if box.key else 0
                x, y = columns[box.column] + 2 + slack, own[0].top + above + (number * _LEAD + 1) * size
                self._text(self.pages[page], line, x, y, size)
                self.places.setdefault(box.key or "", (page + 1, x, y))

    def _lines_here(
        self, box: Box, rest: list[str], height: float, size: float, *, first: bool, last: bool
    ) -> list[str]:
        if last:
            return rest
        if first and box.rows == 1 and box.key is not None and self.style.values_below:
            return []
        return rest[: max(0, int((height - self.style.padding) / (size * _LEAD)))]

    def _draw(self, table: Table, strips: Sequence[_Strip], columns: list[float]) -> None:
        for page in sorted({strip.page for strip in strips}):
            own = [strip for strip in strips if strip.page == page]
            boxes = []
            for box in table.boxes:
                mine = [strip for strip in own if box.row <= strip.row < box.row + box.rows]
                if mine:
                    place = (columns[box.column], mine[0].top, columns[box.column + box.columns], mine[-1].bottom)
                    begins = mine[0].first and mine[0].row == box.row
                    ends = mine[-1].last and mine[-1].row == box.row + box.rows - 1
                    is_open = self.style.open_breaks
                    boxes.append((place, is_open and not begins, is_open and not ends))
            below_header = self.style.repeat_header and table.number == 3 and page != strips[0].page
            top = -1.0 if below_header else own[0].top
            outside = (columns[0], top, columns[-1], own[-1].bottom)
            self.pages[page].rules += rules_of(boxes, outside, self.style)


def _room(box: Box, columns: list[float]) -> float:
    return columns[box.column + box.columns] - columns[box.column] - 4
