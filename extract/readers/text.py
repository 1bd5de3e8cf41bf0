"""Plain text and Markdown → Document: lines are paragraphs, runs of lines with tabs or pipes are tables without sure columns."""

import re

from extract.decoding import decode
from extract.document import Cell, Document, Grid, Paragraph, TextPlace
from extract.statements import stated

BLANK_ROW_TABS = 4
"""A line of nothing but this many tabs is a row of blank cells."""

_HEADING = re.compile(r"^(#{1,6})\s+(.*)$")
_RULE = re.compile(r"^[\s|:+-]*-{2,}[\s|:+-]*$")
_BLANK = re.compile(r"\s+")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff]")


def read_text(data: bytes, declared: str | None = None) -> Document:
    """Return the Document of a text or Markdown file; places are lines from 1 and characters of the line."""
    text, _ = decode(data, declared)
    blocks: list[Paragraph | Grid] = []
    table: list[list[tuple[str, TextPlace]]] = []
    tables = 0
    for number, line in enumerate(text.splitlines(), 1):
        cells = _split(line, number)
        if cells is not None:
            if not _RULE.match(line):
                table.append(cells)
            continue
        if table:
            blocks.append(_grid(tables, table))
            tables, table = tables + 1, []
        if line.strip():
            blocks.append(_paragraph(line))
    if table:
        blocks.append(_grid(tables, table))
    return Document("text/plain", tuple(blocks), statements=tuple(stated(blocks)))


def _split(line: str, number: int) -> list[tuple[str, TextPlace]] | None:
    """Return the cells of a line of a table with their places, or None when the line is no such line."""
    if line.count("|") >= 2:
        separator = "|"
    elif "\t" in line.strip("\r\n ") and (line.strip() or line.count("\t") >= BLANK_ROW_TABS):
        separator = "\t"
    else:
        return None
    start, end = 0, len(line)
    if separator == "|":
        start = line.index("|") + 1 if line.lstrip().startswith("|") else 0
        end = line.rindex("|") if line.rstrip().endswith("|") else end
    cells = []
    for piece in line[start:end].split(separator):
        clean = _collapse(piece)
        offset = start + (len(piece) - len(piece.lstrip()) if clean else 0)
        cells.append((clean, TextPlace(number, offset, offset + len(piece.strip()))))
        start += len(piece) + 1
    return cells


def _grid(index: int, rows: list[list[tuple[str, TextPlace]]]) -> Grid:
    return Grid(
        index,
        tuple(
            tuple(Cell(text, number, column, place) for column, (text, place) in enumerate(row))
            for number, row in enumerate(rows)
        ),
        exact=False,
    )


def _paragraph(line: str) -> Paragraph:
    heading = _HEADING.match(line.strip())
    if heading:
        return Paragraph(_collapse(heading[2]), len(heading[1]))
    return Paragraph(_collapse(line))


def _collapse(text: str) -> str:
    return _BLANK.sub(" ", _INVISIBLE.sub("", text)).strip()
