"""Report → PDF: the title, six headed sections and three ruled tables on A4 pages."""

from itertools import pairwise

from extract.forms import load_form
from nianbao.demo import pdf, prose
from nianbao.demo.model import Report
from nianbao.demo.render import NUMERALS
from nianbao.demo.tables import Table, tables

MARGIN, TOP, BOTTOM = 60.0, 780.0, 60.0
TEXT, CELL = 12.0, 8.0
WIDTHS: dict[int, list[float]] = {2: [175, 100, 100, 100], 3: [45, 60, 83, *[41] * 7], 4: [31.6] * 15}


class _Paper:
    """Pages being filled from top to bottom."""

    def __init__(self) -> None:
        self.pages: list[list[str]] = [[]]
        self.at = TOP

    def room(self, height: float) -> None:
        """Go on to the next page unless so much room is left."""
        if self.at - height < BOTTOM:
            self.pages.append([])
            self.at = TOP

    def paragraph(self, words: str, size: float = TEXT, indent: int = 2) -> None:
        """Print a paragraph."""
        for line in _wrapped("　" * indent + words, (pdf.WIDTH - 2 * MARGIN) / size):
            self.room(size * 1.6)
            self.at -= size * 1.6
            self.pages[-1].append(pdf.text(line, MARGIN, self.at, size))

    def table(self, table: Table, widths: list[float]) -> None:
        """Print a table that fits on one page, with all its rules."""
        places = _places(table, len(widths))
        edges = [MARGIN + sum(widths[:column]) for column in range(len(widths) + 1)]
        heights = [CELL * 1.8] * len(table)
        for (row, column), (words, rows, columns) in places.items():
            lines = len(_wrapped(words, (edges[column + columns] - edges[column] - 4) / CELL))
            heights[row] = max(heights[row], (lines * CELL * 1.25 + 5) / rows)
        self.room(sum(heights) + 10)
        levels = [self.at - 5 - sum(heights[:row]) for row in range(len(table) + 1)]
        for (row, column), (words, rows, columns) in places.items():
            self._cell(words, edges[column], levels[row], edges[column + columns], levels[row + rows])
        self.at = levels[-1] - 8

    def _cell(self, words: str, left: float, top: float, right: float, bottom: float) -> None:
        corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
        self.pages[-1] += [pdf.rule(*first, *second) for first, second in pairwise(corners)]
        lines = _wrapped(words, (right - left - 4) / CELL)
        first = (top + bottom) / 2 + CELL * 1.25 * (len(lines) / 2 - 0.85)
        for place, line in enumerate(lines):
            start = (left + right - pdf.width(line, CELL)) / 2
            self.pages[-1].append(pdf.text(line, start, first - place * CELL * 1.25, CELL))


def printed(report: Report) -> bytes:
    """Return a report as a PDF file."""
    paper = _Paper()
    paper.paragraph(report.title, 16, 0)
    for words in prose.opening(report):
        paper.paragraph(words)
    tabled = tables(report)
    for section in load_form(report.form).sections:
        paper.paragraph(f"{NUMERALS[section.number - 1]}、{section.title}")
        for words in prose.paragraphs(report, section.number):
            paper.paragraph(words)
        if section.number in tabled:
            paper.table(tabled[section.number], WIDTHS[section.number])
    return pdf.document(paper.pages)


def _places(table: Table, width: int) -> dict[tuple[int, int], tuple[str, int, int]]:
    """Return text, rows and columns of every box by row and column of its corner."""
    taken: set[tuple[int, int]] = set()
    places = {}
    for row, boxes in enumerate(table):
        for box in boxes:
            column = next(place for place in range(width) if (row, place) not in taken)
            places[row, column] = (box.text, box.rows, box.columns)
            taken |= {(row + down, column + along) for down in range(box.rows) for along in range(box.columns)}
    return places


def _wrapped(words: str, room: float) -> list[str]:
    size = max(int(room), 1)
    return [words[start : start + size] for start in range(0, len(words), size)] or [""]
