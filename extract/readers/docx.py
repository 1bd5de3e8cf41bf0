"""DOCX → Document: paragraphs and tables of the body in reading order, text boxes where they are anchored."""

from dataclasses import dataclass, field

from extract.document import Document, Grid, Paragraph, Statement
from extract.errors import UnreadableDocument
from extract.media import DOCX
from extract.readers.docx_numbering import Numbering
from extract.readers.docx_shown import Shown
from extract.readers.docx_styles import Styles, is_placeholder, shown
from extract.readers.docx_tables import CellContent, is_hidden_row, is_layout, row_cells, table_grid, table_rows
from extract.readers.docx_text import TextReader
from extract.readers.elements import is_article
from extract.readers.ooxml import Element, Package, child, local, open_package, reference
from extract.readers.spans import TooManyCells
from extract.sections import is_signal, section_number
from extract.statements import stated

MAX_NESTING = 12
"""Tables and text boxes deeper than this inside each other are not read."""

_REVISIONS = frozenset(("del", "moveFrom", "cellDel"))


def read_docx(data: bytes, declared: str | None = None) -> Document:
    """Return the Document of a Word document. Raises UnreadableDocument when it is damaged or no Word document."""
    del declared
    package = open_package(data)
    main = package.related("", "officeDocument") or "word/document.xml"
    root = package.xml(main)
    body = child(root, "body")
    if body is None:
        raise UnreadableDocument("the file holds no Word document")
    walk = _walked(package, main, body, hidden=False)
    if walk.text.skipped and not any(is_signal(block) for block in walk.blocks):
        walk = _walked(package, main, body, hidden=True)
        walk.text.note("hidden_text", "the report stands in text that the document does not show")
    if any(local(element) in _REVISIONS for element in body.iter()):
        walk.text.note("tracked_changes", "the document holds tracked changes; it was read as if all were accepted")
    blocks = tuple(walk.blocks)
    return Document(
        DOCX,
        blocks,
        statements=(*_title(package), *stated(blocks)),
        issues=tuple(walk.text.issues),
        pictures=tuple(walk.text.pictures.values()),
    )


def _walked(package: Package, main: str, body: Element, *, hidden: bool) -> "_Walk":
    styles = Styles(package.xml(package.related(main, "styles")))
    numbering = Numbering(package.xml(package.related(main, "numbering")), styles)
    walk = _Walk(TextReader(package, package.relations(main), styles, numbering, hidden))
    walk.visit(body, 0)
    return walk


def _title(package: Package) -> list[Statement]:
    """Return the title among the properties of the file, which may be left from the document it was made from."""
    title = child(package.xml(package.related("", "core-properties")), "title")
    text = (title.text or "").strip() if title is not None else ""
    return [Statement("title", "title", text)] if text else []


@dataclass
class _Walk:
    """Collects blocks in reading order and counts the tables."""

    text: TextReader
    blocks: list[Paragraph | Grid] = field(default_factory=list)
    tables: int = 0

    def visit(self, container: Element, depth: int) -> None:
        """Take in the paragraphs and tables of the body, a text box or a cell."""
        if depth > MAX_NESTING:
            self.text.note("deep_nesting", f"what is nested more than {MAX_NESTING} deep was not read")
            return
        for below in shown(container):
            tag = local(below)
            if tag == "p":
                self._paragraph(below, depth)
            elif tag == "tbl":
                self._table(below, depth)
            elif tag == "sdt":
                self.text.placeholder(Shown())
            elif tag == "altChunk":
                self.text.attach(reference(below))

    def _paragraph(self, element: Element, depth: int) -> None:
        properties = child(element, "pPr")
        found = self.text.read(element)
        contents = self.text.styles.is_contents(properties)
        linked = contents or 0 < sum(map(len, found.lines)) <= found.linked
        level = None if contents else self.text.styles.level(properties)
        self.blocks += [Paragraph(line, level, linked) for line in found.clean()]
        for box in found.boxes:
            self.visit(box, depth + 1)

    def _table(self, table: Element, depth: int) -> None:
        number = self.tables
        self.tables += 1
        if any(is_hidden_row(row) for row in shown(table)):
            self.text.note("hidden_text", "rows that are hidden were left out")
        if is_layout(table):
            for row in table_rows(table):
                for cell in row_cells(row):
                    self.visit(cell, depth + 1)
            return
        nested: list[Element] = []
        try:
            grid = table_grid(table, number, lambda cell: self._content(cell, nested, depth))
        except TooManyCells:
            self.text.note("table_too_large", f"table {number} of the document has too many cells and was not read")
            return
        self.blocks.append(grid)
        self._prose(grid)
        for inner in nested:
            self._table_inside(inner, depth + 1)

    def _table_inside(self, table: Element, depth: int) -> None:
        if depth > MAX_NESTING:
            self.text.note("deep_nesting", f"what is nested more than {MAX_NESTING} deep was not read")
        else:
            self._table(table, depth)

    def _content(self, container: Element, nested: list[Element], depth: int) -> CellContent:
        """Return what a cell shows, its text boxes included; tables inside it are left for later."""
        shows = Shown()
        tables = len(nested)
        if is_placeholder(_control_around(container)):
            self.text.placeholder(shows)
            return CellContent("", opaque=True)
        self._gather(container, shows, nested, depth)
        return CellContent("\n".join(shows.clean()), shows.opaque or len(nested) > tables)

    def _gather(self, container: Element, shows: Shown, nested: list[Element], depth: int) -> None:
        if depth > MAX_NESTING:
            shows.opaque = True
            return
        for below in shown(container):
            if local(below) == "p":
                found = self.text.read(below)
                shows.lines += found.lines
                shows.opaque |= found.opaque
                for box in found.boxes:
                    self._gather(box, shows, nested, depth + 1)
            elif local(below) == "sdt":
                self.text.placeholder(shows)
            elif local(below) == "tbl":
                nested.append(below)
            elif local(below) == "altChunk":
                self.text.attach(reference(below))
                shows.opaque = True

    def _prose(self, grid: Grid) -> None:
        """Take in as paragraphs what of a table is prose: headings of parts, and cells that are articles."""
        for cell in grid.cells():
            lines = cell.text.split("\n")
            if is_article(lines) or (cell.text and section_number(cell.text)):
                self.blocks += [Paragraph(line) for line in lines]


def _control_around(cell: Element) -> Element | None:
    """Return the content control that a cell stands in by itself."""
    inside = cell.getparent()
    return inside.getparent() if inside is not None and local(inside) == "sdtContent" else None
