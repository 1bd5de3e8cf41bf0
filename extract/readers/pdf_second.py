"""The second reader of PDF files, independent of the first: pdfplumber finds lines and characters by its own means."""

import logging
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any

import pdfplumber
from pdfplumber.utils.geometry import crop_to_bbox
from pdfplumber.utils.text import chars_to_textmap

from extract.document import BoxPlace, Cell, Document, Grid, Paragraph
from extract.errors import UnreadableDocument
from extract.readers.pdf_text import RADICALS

SHORT_EDGE = 5
"""Edges of thin shapes shorter than this are the ends of lines, not lines."""

OPEN_END = 2.5
MOST_PAGES = 60
SETTINGS = {"edge_min_length": SHORT_EDGE, "edge_min_length_prefilter": SHORT_EDGE, "snap_tolerance": 2}

Box = tuple[float, float, float, float]

_LETTERS = str.maketrans(RADICALS)

logging.getLogger("pdfminer").setLevel(logging.ERROR)


def read_pdf_again(data: bytes, pages: Collection[int] | None = None) -> Document:
    """Return the tables of a PDF as pdfplumber finds them, with its text; of some pages if numbers are given.

    Raises UnreadableDocument.
    """
    blocks: list[Paragraph | Grid] = []
    try:
        with pdfplumber.open(BytesIO(data), pages=sorted(pages) if pages is not None else None) as pdf:
            for page in pdf.pages[:MOST_PAGES]:
                text = page.extract_text() or ""
                blocks += [Paragraph(_folded(line)) for line in text.splitlines() if line.strip()]
                for table in _tables(page):
                    blocks.append(_grid(page, table, sum(isinstance(block, Grid) for block in blocks)))
                page.close()
    except Exception as error:
        # pdfminer raises errors of every kind on broken files, those of Python itself among them.
        raise UnreadableDocument(f"the PDF cannot be read: {type(error).__name__}") from error
    return Document("application/pdf", tuple(blocks))


def _tables(page: Any) -> Sequence[Any]:
    """Return the tables of a page with rows closed that a page break cut open."""
    tables = page.find_tables(SETTINGS)
    closing = sorted({y for table in tables for y in _open_ends(page, table)})
    if not closing:
        return list(tables)
    return list(page.find_tables({**SETTINGS, "explicit_horizontal_lines": closing}))


def _open_ends(page: Any, table: Any) -> Iterator[float]:
    """Yield the heights at which at least three verticals of a table end beyond its cells."""
    left, top, right, bottom = table.bbox
    upright = [
        edge
        for edge in page.vertical_edges
        if left - OPEN_END <= edge["x0"] <= right + OPEN_END and edge["bottom"] > top and edge["top"] < bottom
    ]
    for end, beyond in (("bottom", max), ("top", min)):
        if not upright:
            return
        extreme = beyond(edge[end] for edge in upright)
        near = {round(edge["x0"]) for edge in upright if abs(edge[end] - extreme) <= OPEN_END}
        outside = extreme > bottom + OPEN_END if end == "bottom" else extreme < top - OPEN_END
        if outside and len(near) >= 3:
            yield extreme


def _grid(page: Any, table: Any, index: int) -> Grid:
    xs = sorted({edge for cell in table.cells for edge in (cell[0], cell[2])})
    ys = sorted({edge for cell in table.cells for edge in (cell[1], cell[3])})
    rows: list[list[Cell | None]] = [[None] * (len(xs) - 1) for _ in ys[1:]]
    texts = _texts(page, table.cells)
    for left, top, right, bottom in table.cells:
        row, column = ys.index(top), xs.index(left)
        rowspan, colspan = ys.index(bottom) - row, xs.index(right) - column
        text = texts[left, top, right, bottom]
        place = BoxPlace(page.page_number, (round(left, 1), round(top, 1), round(right, 1), round(bottom, 1)))
        cell = Cell(text, row, column, place, rowspan, colspan)
        for line in rows[row : row + rowspan]:
            line[column : column + colspan] = [cell] * colspan
    return Grid(index, tuple(tuple(row) for row in rows))


def _texts(page: Any, boxes: Sequence[Box]) -> Mapping[Box, str]:
    """Return the text in each box: of all characters that reach into it."""
    bands: dict[tuple[float, float], list[Any]] = {}
    texts = {}
    for box in boxes:
        left, top, right, bottom = box
        if (top, bottom) not in bands:
            bands[top, bottom] = [char for char in page.chars if char["bottom"] >= top and char["top"] <= bottom]
        near = [char for char in bands[top, bottom] if char["x1"] >= left and char["x0"] <= right]
        inside = crop_to_bbox(near, box)
        texts[box] = _folded(chars_to_textmap(inside, layout_bbox=box).as_string) if inside else ""
    return texts


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text.translate(_LETTERS)).strip()
