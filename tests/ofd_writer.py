"""OFD files for tests, written from GB/T 33190 in the ways that its writers differ."""

from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from zipfile import ZipFile

NAMESPACE = "http://www.ofdspec.org/2016"


def text(x: float, y: float, words: str, size: float = 4.0, *, way: str = "list", extra: str = "") -> str:
    """Return characters on the baseline y, in millimetres; `way` is how their distances are written."""
    widths = [size if ord(character) > 255 else size / 2 for character in words]
    steps = widths[:-1]
    if way == "single":
        parts, left = [], x
        for character, width in zip(words, widths, strict=True):
            parts.append(text(left, y, character, size, extra=extra))
            left += width
        return "".join(parts)
    if way == "runs" and len(set(steps)) == 1:
        delta = f' DeltaX="g {len(steps)} {steps[0]:.3f}"'
    elif way == "none" or not steps:
        delta = ""
    else:
        delta = f' DeltaX="{" ".join(f"{step:.3f}" for step in steps)}"'
    box = f"{x} {y - size} {sum(widths)} {size * 1.3:.3f}"
    code = f'<o:TextCode X="0" Y="{size}"{delta}>{words}</o:TextCode>'
    return f'<o:TextObject ID="1" Boundary="{box}" Font="1" Size="{size}"{extra}>{code}</o:TextObject>'


def line(x: float, y: float, to_x: float, to_y: float, extra: str = "") -> str:
    """Return a stroked line."""
    box = f"{x} {y} {max(to_x - x, 0.1)} {max(to_y - y, 0.1)}"
    data = f"M 0 0 L {to_x - x} {to_y - y}"
    return f'<o:PathObject ID="2" Boundary="{box}" LineWidth="0.25"{extra}><o:AbbreviatedData>{data}</o:AbbreviatedData></o:PathObject>'


def bar(x: float, y: float, to_x: float, to_y: float) -> str:
    """Return the same line as a thin filled rectangle."""
    width, height = max(to_x - x, 0.2), max(to_y - y, 0.2)
    data = f"S 0 0 M 0 0 L {width} 0 L {width} {height} L 0 {height} C"
    box = f"{x} {y} {width} {height}"
    return (
        f'<o:PathObject ID="3" Boundary="{box}" Stroke="false" Fill="true">'
        f"<o:AbbreviatedData>{data}</o:AbbreviatedData></o:PathObject>"
    )


def table(
    left: float, top: float, rows: list[list[str]], *, width: float = 30, height: float = 10, **how: object
) -> str:
    """Return a ruled table; `draw` draws a line, `way` is handed to text."""
    draw = how.get("draw", line)
    way = str(how.get("way", "list"))
    right, bottom = left + width * len(rows[0]), top + height * len(rows)
    parts = [draw(left, top + height * n, right, top + height * n) for n in range(len(rows) + 1)]  # type: ignore[operator]
    parts += [draw(left + width * n, top, left + width * n, bottom) for n in range(len(rows[0]) + 1)]  # type: ignore[operator]
    for n, row in enumerate(rows):
        parts += [
            text(left + width * m + 2, top + height * n + 6, words, way=way) for m, words in enumerate(row) if words
        ]
    return "".join(parts)


@dataclass
class OfdFile:
    """An OFD file under construction: bodies of pages as XML with the prefix `o:`, and whatever else it holds."""

    pages: list[str]
    templates: dict[str, str] = field(default_factory=dict)
    template_of: dict[int, str] = field(default_factory=dict)
    info: str = ""
    resources: str = ""
    attachments: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    namespace: str = NAMESPACE
    prefix: str = "ofd"
    base: str = "Pages/Page_{}/Content.xml"
    page_box: str = "0 0 210 297"

    def data(self) -> bytes:
        """Return the bytes of the file."""
        pages = "".join(f'<o:Page ID="{n}" BaseLoc="{self.base.format(n)}"/>' for n in range(len(self.pages)))
        templates = "".join(f'<o:TemplatePage ID="{name}" BaseLoc="Tpls/{name}.xml"/>' for name in self.templates)
        out = BytesIO()
        with ZipFile(out, "w") as file:
            self._put(
                file,
                "OFD.xml",
                f"<o:OFD><o:DocBody><o:DocInfo>{self.info}</o:DocInfo><o:DocRoot>Doc_0/Document.xml</o:DocRoot></o:DocBody></o:OFD>",
            )
            self._put(
                file,
                "Doc_0/Document.xml",
                f"<o:Document><o:CommonData><o:PageArea><o:PhysicalBox>{self.page_box}</o:PhysicalBox></o:PageArea>"
                f"<o:PublicRes>PublicRes.xml</o:PublicRes>{templates}</o:CommonData><o:Pages>{pages}</o:Pages>"
                f"{self.attachments}</o:Document>",
            )
            self._put(file, "Doc_0/PublicRes.xml", f'<o:Res BaseLoc="Res">{self.resources}</o:Res>')
            for name, body in self.templates.items():
                self._put(
                    file, f"Doc_0/Tpls/{name}.xml", f"<o:Page><o:Content><o:Layer>{body}</o:Layer></o:Content></o:Page>"
                )
            for number, body in enumerate(self.pages):
                use = f'<o:Template TemplateID="{self.template_of[number]}"/>' if number in self.template_of else ""
                page = f"<o:Page>{use}<o:Content><o:Layer>{body}</o:Layer></o:Content></o:Page>"
                self._put(file, f"Doc_0/Pages/Page_{number}/Content.xml", page)
            for name, data in self.files.items():
                file.writestr(name, data)
        return out.getvalue()

    def _put(self, file: ZipFile, name: str, xml: str) -> None:
        first, end = xml.index("<"), xml.index(">")
        declared = f'{xml[first:end]} xmlns:o="{self.namespace}"{xml[end:]}'
        spelt = declared.replace("xmlns:o=", f"xmlns:{self.prefix}=" if self.prefix else "xmlns=")
        spelt = spelt.replace("<o:", f"<{self.prefix}:" if self.prefix else "<")
        file.writestr(
            name,
            '<?xml version="1.0" encoding="UTF-8"?>'
            + spelt.replace("</o:", f"</{self.prefix}:" if self.prefix else "</"),
        )


Row = list[tuple[str, int, int]]


@dataclass
class Flow:
    """Lines of text and tables set one below the other over pages; `closed` says whether a page break is ruled."""

    way: str = "list"
    draw: Callable[[float, float, float, float], str] = line
    closed: bool = True
    top: float = 25.0
    bottom: float = 270.0
    size: float = 3.0
    pages: list[str] = field(default_factory=lambda: [""])
    y: float = 25.0

    def put(self, xml: str) -> None:
        """Draw on the present page."""
        self.pages[-1] += xml

    def turn(self) -> None:
        """Go on with a new page."""
        self.pages.append("")
        self.y = self.top

    def paragraph(self, words: str, *, left: float = 25.0) -> None:
        """Set a line of text."""
        if self.y + 8 > self.bottom:
            self.turn()
        self.put(text(left, self.y + 5, words, 4.0, way=self.way))
        self.y += 8

    def table(self, rows: list[Row], widths: list[float], left: float = 15.0) -> None:
        """Set a table; a cell that a page break cuts keeps its text on the first page."""
        edges = [left]
        for width in widths:
            edges.append(edges[-1] + width)
        placed = _placed(rows, len(widths))
        heights = [self._height(cells, widths) for cells in placed]
        running: list[tuple[int, int, int]] = []
        first = True
        for number, cells in enumerate(placed):
            if self.y + heights[number] > self.bottom:
                if self.closed:
                    self.put(self.draw(edges[0], self.y, edges[-1], self.y))
                self.turn()
                first = True
            running = [cell for cell in running if cell[2] > number]
            starts = [(column, column + span, number + rows_) for column, span, rows_, _ in cells]
            inside = {edge for start, end, _ in [*running, *starts] for edge in (start, end)}
            for start, end, _ in starts if not (first and self.closed) else [*starts, *running]:
                self.put(self.draw(edges[start], self.y, edges[end], self.y))
            for edge in inside:
                self.put(self.draw(edges[edge], self.y, edges[edge], self.y + heights[number]))
            for column, _, _, words in cells:
                self._write(words, edges[column], widths[column])
            running += starts
            self.y += heights[number]
            first = False
        self.put(self.draw(edges[0], self.y, edges[-1], self.y))
        self.y += 6

    def _height(self, cells: list[tuple[int, int, int, str]], widths: list[float]) -> float:
        lines = [len(self._wrapped(words, widths[column])) for column, _, rows, words in cells if rows == 1]
        return 3 + 4 * max(lines, default=1)

    def _wrapped(self, words: str, width: float) -> list[str]:
        step = int((width - 2) / self.size)
        if words.isascii():
            return [words]
        return [words[place : place + step] for place in range(0, len(words), step)]

    def _write(self, words: str, x: float, width: float) -> None:
        for number, part in enumerate(self._wrapped(words, width)):
            self.put(text(x + 1, self.y + 4.5 + 4 * number, part, self.size, way=self.way))


def _placed(rows: list[Row], width: int) -> list[list[tuple[int, int, int, str]]]:
    """Return for each row its cells as column, columns, rows, text."""
    taken: set[tuple[int, int]] = set()
    found = []
    for number, row in enumerate(rows):
        cells = []
        for words, height, span in row:
            column = next(place for place in range(width) if (number, place) not in taken)
            taken |= {(number + down, column + right) for down in range(height) for right in range(span)}
            cells.append((column, span, height, words))
        found.append(cells)
    return found
