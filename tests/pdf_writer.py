"""PDF pages for the tests of the readers, by reportlab: text at its place, and tables with many kinds of borders."""

from collections.abc import Callable, Sequence
from io import BytesIO

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests.synthetic import Row

SONG = "STSong-Light"
LEAD = 1.3
Edge = tuple[float, float, float, float]
Pen = Callable[[Canvas, Edge], None]


def stroke(canvas: Canvas, edge: Edge) -> None:
    """Draw an edge as one stroke."""
    canvas.setLineWidth(0.5)
    canvas.line(*edge)


def fill(canvas: Canvas, edge: Edge) -> None:
    """Draw an edge as a thin filled box."""
    x0, y0, x1, y1 = edge
    canvas.rect(x0 - 0.4, min(y0, y1) - 0.4, x1 - x0 + 0.8, abs(y1 - y0) + 0.8, stroke=0, fill=1)


def double(canvas: Canvas, edge: Edge) -> None:
    """Draw an edge as two strokes side by side."""
    x0, y0, x1, y1 = edge
    for shift in (-0.8, 0.8):
        across, down = (0, shift) if y0 == y1 else (shift, 0)
        stroke(canvas, (x0 + across, y0 + down, x1 + across, y1 + down))


def dashed(canvas: Canvas, edge: Edge) -> None:
    """Draw an edge with the dash pattern of the PDF."""
    canvas.setDash(3, 2)
    stroke(canvas, edge)
    canvas.setDash()


def segments(canvas: Canvas, edge: Edge) -> None:
    """Draw an edge as many short strokes."""
    x0, y0, x1, y1 = edge
    count = max(1, round((abs(x1 - x0) + abs(y1 - y0)) / 4))
    for n in range(count):
        a, b = n / count, (n + 0.5) / count
        stroke(canvas, (x0 + a * (x1 - x0), y0 + a * (y1 - y0), x0 + b * (x1 - x0), y0 + b * (y1 - y0)))


def dots(canvas: Canvas, edge: Edge) -> None:
    """Draw an edge as small filled squares."""
    x0, y0, x1, y1 = edge
    count = max(1, round((abs(x1 - x0) + abs(y1 - y0)) / 2))
    for n in range(count + 1):
        canvas.rect(x0 + n / count * (x1 - x0) - 0.3, y0 + n / count * (y1 - y0) - 0.3, 0.6, 0.6, stroke=0, fill=1)


def level_only(canvas: Canvas, edge: Edge) -> None:
    """Draw an edge only when it is level."""
    if edge[1] == edge[3]:
        stroke(canvas, edge)


def upright_only(canvas: Canvas, edge: Edge) -> None:
    """Draw an edge only when it is upright."""
    if edge[0] == edge[2]:
        stroke(canvas, edge)


def none(canvas: Canvas, edge: Edge) -> None:
    """Draw no edge."""
    del canvas, edge


class PdfFile:
    """A PDF under construction; places are points from the top left of an A4 page."""

    def __init__(self, width: float = 595, height: float = 842, **how: object) -> None:
        """Begin the first page."""
        self.out = BytesIO()
        pdfmetrics.registerFont(UnicodeCIDFont(SONG))
        self.canvas = Canvas(self.out, pagesize=(width, height), invariant=1, **how)
        self.height = height
        self.y = 60.0

    def data(self) -> bytes:
        """Return the bytes of the file."""
        self.canvas.save()
        return self.out.getvalue()

    def turn(self) -> None:
        """Number the page and begin a new one."""
        self.text(290, self.height - 22, f"- {self.canvas.getPageNumber()} -", 9)
        self.canvas.showPage()
        self.y = 60.0

    def text(self, x: float, y: float, text: str, size: float = 10, *, font: str = SONG) -> None:
        """Write a text with its baseline at y."""
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, self.height - y, text)

    def paragraph(self, text: str, size: float = 12, left: float = 60, right: float = 535) -> None:
        """Write a paragraph with an indent, wrapped, below what stands on the page."""
        for part in wrapped("　　" + text, size, right - left):
            if self.y > self.height - 70:
                self.turn()
            self.y += size * LEAD
            self.text(left, self.y, part, size)
        self.y += size / 2

    def table(
        self,
        rows: Sequence[Row],
        widths: Sequence[float],
        pen: Pen = stroke,
        *,
        left: float = 50,
        size: float = 8,
        padding: float = 4,
        outer: bool = True,
        centred: bool = True,
    ) -> None:
        """Set a table below what stands on the page; `outer` tells whether its outer border is drawn."""
        edges = [left]
        for width in widths:
            edges.append(edges[-1] + width)
        boxes = placed(rows, len(widths))
        lines = {box: wrapped(box[0], size, edges[box[2] + box[4]] - edges[box[2]] - 4) for box in boxes}
        heights = [0.0] * len(rows)
        for box in sorted(boxes, key=lambda box: box[3]):
            last = box[1] + box[3] - 1
            need = max(1, len(lines[box])) * size * LEAD + 2 * padding
            heights[last] = max(heights[last], need - sum(heights[box[1] : last]))
        tops = [self.y]
        for height in heights:
            tops.append(tops[-1] + height)
        for box in boxes:
            _, row, column, rowspan, colspan = box
            x0, x1, y0, y1 = edges[column], edges[column + colspan], tops[row], tops[row + rowspan]
            start = (y0 + y1) / 2 - len(lines[box]) * size * LEAD / 2 + size
            for n, line in enumerate(lines[box]):
                x = (x0 + x1 - width_of(line, size)) / 2 if centred else x0 + 2
                self.text(x, start + n * size * LEAD, line, size)
            for edge in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
                at_edge = edge[0] == edge[2] and edge[0] in (edges[0], edges[-1])
                at_edge = at_edge or (edge[1] == edge[3] and edge[1] in (tops[0], tops[-1]))
                if outer or not at_edge:
                    pen(self.canvas, (edge[0], self.height - edge[1], edge[2], self.height - edge[3]))
        self.y = tops[-1] + size


def placed(rows: Sequence[Row], width: int) -> list[tuple[str, int, int, int, int]]:
    """Return the cells of rows as text, row, column, rowspan, colspan."""
    taken: set[tuple[int, int]] = set()
    boxes = []
    for row, cells in enumerate(rows):
        for text, rowspan, colspan in cells:
            column = next(column for column in range(width) if (row, column) not in taken)
            taken |= {(row + r, column + c) for r in range(rowspan) for c in range(colspan)}
            boxes.append((text, row, column, rowspan, colspan))
    return boxes


def width_of(text: str, size: float) -> float:
    """Return the length of a text in the font of the tests."""
    return float(pdfmetrics.stringWidth(text, SONG, size))


def wrapped(text: str, size: float, width: float) -> list[str]:
    """Return a text cut into lines that fit the width."""
    lines: list[str] = []
    for character in text:
        if lines and width_of(lines[-1] + character, size) <= width:
            lines[-1] += character
        else:
            lines.append(character)
    return lines
