"""The inert copy of a document that is no web page: its paragraphs and tables as they were read, cells under their ids."""

from collections.abc import Iterable, Iterator
from html import escape

from extract.anchors import anchor
from extract.document import Cell, Document, Grid, Paragraph, ParagraphPlace, Place, SheetPlace
from extract.marks import Mark, marked


def document_copy(document: Document, places: Iterable[Place]) -> str:
    """Return paragraphs and tables in reading order as the inside of a body element; `places` are those to be marked in paragraphs."""
    marks: dict[int, list[Mark]] = {}
    for place in places:
        if isinstance(place, ParagraphPlace):
            marks.setdefault(place.block, []).append(Mark(place.start, place.end, anchor(place) or ""))
    return "\n".join(
        _table(block) if isinstance(block, Grid) else _paragraph(block, marks.get(number, []))
        for number, block in enumerate(document.blocks)
    )


def _paragraph(paragraph: Paragraph, marks: Iterable[Mark]) -> str:
    name = f"h{paragraph.level}" if paragraph.level is not None and 1 <= paragraph.level <= 6 else "p"
    return f"<{name}>{_lines(marked(paragraph.text, marks))}</{name}>"


def _table(grid: Grid) -> str:
    sheet = next((cell.place.sheet for cell in grid.cells() if isinstance(cell.place, SheetPlace)), None)
    caption = f"<caption>{escape(sheet)}</caption>" if sheet is not None else ""
    rows = "\n".join(f"<tr>{''.join(_cells(grid, number))}</tr>" for number in range(len(grid.rows)))
    return f"<table>{caption}<tbody>\n{rows}\n</tbody></table>"


def _cells(grid: Grid, number: int) -> Iterator[str]:
    for column, cell in enumerate(grid.rows[number]):
        if cell is None:
            yield "<td></td>"
        elif (cell.row, cell.column) == (number, column):
            yield _cell(cell)


def _cell(cell: Cell) -> str:
    name = anchor(cell.place)
    attributes = f' id="{name}"' if name else ""
    attributes += f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    attributes += f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    text = "［图片］" if cell.opaque and not cell.text else cell.text
    return f"<td{attributes}>{_lines(escape(text))}</td>"


def _lines(text: str) -> str:
    return text.replace("\n", "<br>")
