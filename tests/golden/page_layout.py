"""The layout of a report on pages: paragraphs and tables that break between rows or inside them."""

import random
from dataclasses import dataclass

from tests.golden.grid import Box, Table
from tests.golden.model import Report
from tests.golden.pages import Edge, Page, Rule, joined, runs_of, width_of, wrapped
from tests.golden.tables import tables_of

BORDERS = ("stroke", "joined", "rects", "fills", "double", "no_outer")
_WIDTHS = {2: [1.0] * 4, 3: [0.7, 1.1, 2.6, *[0.85] * 7], 4: [1.0] * 15}
_LEAD = 1.3


@dataclass(frozen=True)
class Style:
    """How a report is set; lengths in points. `gap` is blank space before table 3, which moves its page breaks.

    `latin` is the width of digits in parts of their size.
    """

    width: float = 595
    height: float = 842
    margin: float = 56
    size: float = 14
    table_size: float = 9
    padding: float = 3
    border: str = "stroke"
    line_width: float = 0.5
    two_fonts: bool = True
    break_inside: bool = False
    open_breaks: bool = False
    values_below: bool = False
    repeat_header: bool = False
    gap: float = 0
    latin: float = 0.5

    def __str__(self) -> str:
        """Name what makes this style special."""
        flags = [
            name
            for name in ("two_fonts", "break_inside", "open_breaks", "values_below", "repeat_header")
            if getattr(self, name)
        ]
        return " ".join([self.border, f"{self.width:.0f}x{self.height:.0f}", f"{self.table_size:g}pt", *flags])


def random_style(rng: random.Random, latin: float = 0.5) -> Style:
    """Return a style with every choice at random but the width of digits."""
    wide = rng.random() < 0.15
    inside = rng.random() < 0.4
    return Style(
        *((842, 595) if wide else (595, 842)),
        margin=rng.uniform(35, 80),
        size=rng.choice([10.5, 12, 14, 16]),
        table_size=rng.choice([7.5, 8, 9, 10, 10.5]),
        padding=rng.uniform(1.5, 7),
        border=rng.choice(BORDERS),
        line_width=rng.choice([0.25, 0.5, 0.75, 1, 1.5]),
        two_fonts=rng.random() < 0.6,
        break_inside=inside,
        open_breaks=inside and rng.random() < 0.5,
        values_below=inside and rng.random() < 0.3,
        repeat_header=rng.random() < 0.15,
        gap=rng.uniform(0, 500) if rng.random() < 0.5 else 0,
        latin=latin,
    )


@dataclass(frozen=True)
class _Strip:
    """The part of a row on one page; `lines` are those of its text that stand there, from and to."""

    page: int
    row: int
    top: float
    bottom: float
    first: bool
    last: bool


class Layout:
    """Sets one report page by page."""

    def __init__(self, style: Style) -> None:
        self.style = style
        self.pages: list[Page] = []
        self.y = 0.0
        self._turn()

    def report(self, report: Report) -> list[Page]:
        """Return the pages of a report, numbered."""
        self.paragraph(report.title, self.style.size * 1.3, centred=True)
        for number, (heading, paragraphs) in enumerate(report.parts):
            self.paragraph(heading, self.style.size)
            for text in paragraphs:
                self.paragraph("　　" + text, self.style.size)
            if number in (1, 2, 3):
                self.y += self.style.gap if number == 2 else 0
                self.table(tables_of(report)[number - 1])
        for number, page in enumerate(self.pages, 1):
            self._text(page, f"- {number} -", page.width / 2 - 12, page.height - self.style.margin / 2, 9)
        return self.pages

    def paragraph(self, text: str, size: float, *, centred: bool = False) -> None:
        """Set a paragraph with the space behind it."""
        room = self.style.width - 2 * self.style.margin
        for line in wrapped(text, size, room, self.style.latin):
            if self.y + size * _LEAD > self._bottom:
                self._turn()
            indent = (room - width_of(line, size, self.style.latin)) / 2 if centred else 0
            self._text(self.pages[-1], line, self.style.margin + indent, self.y + size, size)
            self.y += size * _LEAD
        self.y += size * 0.5

    def table(self, table: Table) -> None:
        """Set a table, over as many pages as it takes."""
        columns = self._columns(table)
        size = self._size(table, columns)
        texts = {box: wrapped(box.text, size, self._room(box, columns), self.style.latin) for box in table.boxes}
        strips = self._strips(self._heights(table, texts, size), size)
        for box in table.boxes:
            self._box(
                box,
                texts[box],
                columns,
                [strip for strip in strips if box.row <= strip.row < box.row + box.rows],
                size,
            )
        self._draw(table, strips, columns)
        self.y = strips[-1].bottom + self.style.size

    @property
    def _bottom(self) -> float:
        return self.style.height - self.style.margin

    def _turn(self) -> None:
        self.pages.append(Page(self.style.width, self.style.height))
        self.y = self.style.margin

    def _text(self, page: Page, text: str, x: float, y: float, size: float) -> None:
        page.runs += runs_of(text, x, y, size, self.style.latin, two_fonts=self.style.two_fonts)

    def _columns(self, table: Table) -> list[float]:
        shares = _WIDTHS[table.number][: table.width]
        room = self.style.width - 2 * self.style.margin
        edges = [self.style.margin]
        for share in shares:
            edges.append(edges[-1] + room * share / sum(shares))
        return edges

    def _room(self, box: Box, columns: list[float]) -> float:
        return columns[box.column + box.columns] - columns[box.column] - 4

    def _size(self, table: Table, columns: list[float]) -> float:
        size = self.style.table_size
        while size > 4 and any(
            box.key
            and box.text.replace(",", "").isdecimal()
            and width_of(box.text, size, self.style.latin) > self._room(box, columns)
            for box in table.boxes
        ):
            size -= 0.5
        return size

    def _heights(self, table: Table, texts: dict[Box, list[str]], size: float) -> list[float]:
        def need(box: Box) -> float:
            return max(1, len(texts[box])) * size * _LEAD + 2 * self.style.padding

        heights = [
            max((need(box) for box in table.row(row) if box.rows == 1), default=0.0) for row in range(table.height)
        ]
        for box in table.boxes:
            if box.rows > 1:
                last = box.row + box.rows - 1
                heights[last] += max(0.0, need(box) - sum(heights[box.row : last + 1]))
        return heights

    def _strips(self, heights: list[float], size: float) -> list[_Strip]:
        strips: list[_Strip] = []
        for row, height in enumerate(heights):
            left = self._bottom - self.y
            if height <= left:
                strips.append(self._strip(row, height, first=True, last=True))
            elif self.style.break_inside and left > size * _LEAD + self.style.padding and height - left > size * _LEAD:
                strips.append(self._strip(row, left, first=True, last=False))
                self._turn()
                strips.append(self._strip(row, height - left + self.style.padding, first=False, last=True))
            else:
                self._turn()
                strips.append(self._strip(row, height, first=True, last=True))
        return strips

    def _strip(self, row: int, height: float, *, first: bool, last: bool) -> _Strip:
        top = self.y
        self.y += height
        return _Strip(len(self.pages) - 1, row, top, self.y, first, last)

    def _box(self, box: Box, lines: list[str], columns: list[float], strips: list[_Strip], size: float) -> None:
        pages = sorted({strip.page for strip in strips})
        whole = len(pages) == 1
        rest = list(lines)
        for page in pages:
            own = [strip for strip in strips if strip.page == page]
            top, bottom = own[0].top, own[-1].bottom
            fits = max(0, int((bottom - top - self.style.padding) / (size * _LEAD)))
            below = not whole and page == pages[0] and box.rows == 1 and box.key is not None and self.style.values_below
            here = rest if page == pages[-1] else [] if below else rest[:fits]
            rest = rest[len(here) :]
            slack = (bottom - top - len(here) * size * _LEAD) / 2 if whole else self.style.padding
            for number, line in enumerate(here):
                x = (
                    columns[box.column]
                    + 2
                    + (
                        max(0.0, self._room(box, columns) - width_of(line, size, self.style.latin)) / 2
                        if box.key
                        else 0
                    )
                )
                self._text(self.pages[page], line, x, top + slack + (number * _LEAD + 1) * size, size)

    def _draw(self, table: Table, strips: list[_Strip], columns: list[float]) -> None:
        for page in sorted({strip.page for strip in strips}):
            own = [strip for strip in strips if strip.page == page]
            edges: list[Edge] = []
            for box in table.boxes:
                mine = [strip for strip in own if box.row <= strip.row < box.row + box.rows]
                if mine and self.style.border == "rects":
                    left, right = columns[box.column], columns[box.column + box.columns]
                    place = (left, mine[0].top, right, mine[-1].bottom)
                    self.pages[page].rules.append(Rule(place, self.style.line_width, "box"))
                elif mine:
                    edges += self._edges(box, mine, columns)
            self.pages[page].rules += self._rules(edges, (columns[0], own[0].top, columns[-1], own[-1].bottom))

    def _edges(self, box: Box, strips: list[_Strip], columns: list[float]) -> list[Edge]:
        left, right = round(columns[box.column], 2), round(columns[box.column + box.columns], 2)
        top, bottom = round(strips[0].top, 2), round(strips[-1].bottom, 2)
        edges = [(left, top, left, bottom), (right, top, right, bottom)]
        begins = strips[0].first and strips[0].row == box.row
        ends = strips[-1].last and strips[-1].row == box.row + box.rows - 1
        if begins or not self.style.open_breaks:
            edges.append((left, top, right, top))
        if ends or not self.style.open_breaks:
            edges.append((left, bottom, right, bottom))
        return edges

    def _rules(self, edges: list[Edge], outside: Edge) -> list[Rule]:
        width, border = self.style.line_width, self.style.border
        left, top, right, bottom = (round(value, 2) for value in outside)
        outer = {
            e for e in edges if (e[0] == e[2] and e[0] in (left, right)) or (e[1] == e[3] and e[1] in (top, bottom))
        }
        if border == "no_outer":
            return [Rule(edge, width, "stroke") for edge in joined(e for e in edges if e not in outer)]
        if border == "double":
            shifted = [(e[0] + d, e[1] + d, e[2] + d, e[3] + d) for e in joined(outer) for d in (-0.8, 0.8)]
            return [Rule(edge, 0.4, "stroke") for edge in (*shifted, *joined(e for e in edges if e not in outer))]
        if border == "fills":
            return [Rule(edge, width, "fill") for edge in dict.fromkeys(edges)]
        if border == "joined":
            return [Rule(edge, width, "stroke") for edge in joined(edges)]
        return [Rule(edge, width, "stroke") for edge in edges]
