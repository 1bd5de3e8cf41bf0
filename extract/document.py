"""The Document: what every reader makes of its bytes, and all that later steps know of them.

A document is a sequence of blocks in reading order: paragraphs of text and grids of cells. Each carries its place in the
source, so that every number leads back to where it is printed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class TablePlace:
    """A cell in HTML, Word or a sheet: tables counted from 0 in document order, row and column of the grid after spans.

    Of every place, `part` names the attachment, picture or member of a ZIP file it stands in; None for the document itself.
    """

    table: int
    row: int
    column: int
    part: str | None = None


@dataclass(frozen=True, slots=True)
class SheetPlace:
    """A cell of a spreadsheet: the name of its sheet, its row and column there, both counted from 0."""

    sheet: str
    row: int
    column: int
    part: str | None = None


@dataclass(frozen=True, slots=True)
class TextPlace:
    """A stretch of a text file: line counted from 1, start and end in characters of that line, end exclusive."""

    line: int
    start: int
    end: int
    part: str | None = None


@dataclass(frozen=True, slots=True)
class BoxPlace:
    """A box on a page: pages counted from 1, left, top, right, bottom in points (pixels for pictures) from the top left."""

    page: int
    box: tuple[float, float, float, float]
    part: str | None = None


@dataclass(frozen=True, slots=True)
class ParagraphPlace:
    """A stretch of text outside tables where the source has neither lines nor pages: the block counted from 0 in reading
    order, start and end in its characters, end exclusive.
    """

    block: int
    start: int
    end: int
    part: str | None = None


Place = TablePlace | SheetPlace | TextPlace | BoxPlace | ParagraphPlace


def place_as_json(place: Place | None) -> dict[str, Any] | None:
    """Return a place as the `where` of a cell."""
    return None if place is None else {name: value for name, value in asdict(place).items() if value is not None}


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """A printed cell: its text with runs of white space collapsed (a line break stays a line break), and its place.

    `opaque` is true for a cell that shows something which is no text, such as a picture.
    `confidence` is that of a text recognised in a picture, from 0 to 1; None where the source itself holds the text.
    `alternatives` are other texts that a second reading found in the same place: the cell is then in doubt.
    """

    text: str
    row: int
    column: int
    place: Place
    rowspan: int = 1
    colspan: int = 1
    opaque: bool = False
    confidence: float | None = None
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """A table after span expansion: `rows[r][c]` is the cell that covers that place, or None where none does.

    `exact` is true when the source itself says which column a cell stands in; a table flattened to text does not.
    """

    index: int
    rows: tuple[tuple[Cell | None, ...], ...]
    exact: bool = True

    @property
    def width(self) -> int:
        """The number of columns."""
        return max((len(row) for row in self.rows), default=0)

    def cells(self) -> Iterator[Cell]:
        """Yield every cell once, in reading order."""
        for number, row in enumerate(self.rows):
            for column, cell in enumerate(row):
                if cell is not None and (cell.row, cell.column) == (number, column):
                    yield cell


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of text outside tables; `level` is that of an HTML heading (1 to 6), None for plain text.

    `linked` is true when all of it is a link: it then speaks of another page. `place` is known where the source has pages.
    `recognised` is true for text read from a picture at one look: no number in it is sure.
    """

    text: str
    level: int | None = None
    linked: bool = False
    place: Place | None = None
    recognised: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """What a page says about itself, with its origin: table (disclosure table), meta, heading, title or visible."""

    origin: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Issue:
    """Something out of the ordinary that a reader of the result must know."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture inside a document that may show one of its tables: its name there, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Document:
    """One document as blocks in reading order.

    `body` is the part of `blocks` (start, end) that is the article itself, without the page around it.
    `pictures` are those inside the file, in reading order; nothing of them stands in `blocks`. `lines` are the raw lines of a
    text file, which `TextPlace` counts.
    """

    media_type: str
    blocks: tuple[Paragraph | Grid, ...]
    statements: tuple[Statement, ...] = ()
    body: tuple[int, int] | None = None
    issues: tuple[Issue, ...] = field(default_factory=tuple)
    pictures: tuple[Picture, ...] = ()
    lines: tuple[str, ...] = ()

    @property
    def article(self) -> Sequence[Paragraph | Grid]:
        """The blocks of the article."""
        start, end = self.body or (0, len(self.blocks))
        return self.blocks[start:end]

    def grids(self) -> list[Grid]:
        """The tables in reading order."""
        return [block for block in self.blocks if isinstance(block, Grid)]

    def paragraphs(self) -> list[Paragraph]:
        """The paragraphs in reading order."""
        return [block for block in self.blocks if isinstance(block, Paragraph)]
