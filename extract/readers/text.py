"""Plain text and Markdown → Document: lines are paragraphs, runs of lines with tabs or pipes are tables without sure columns."""

import re
from collections.abc import Iterator
from itertools import pairwise

from extract.decoding import decode
from extract.document import Cell, Document, Grid, Issue, Paragraph, TextPlace
from extract.numbers import is_value
from extract.readers.elements import collapse
from extract.readers.markup import without_markup
from extract.sections import section_number
from extract.statements import stated

Pieces = list[tuple[str, TextPlace]]

BLANK_ROW_TABS = 4
"""A line of nothing but this many tabs is a row of blank cells."""

LONE_ROW_CELLS = 3
"""A single line between paragraphs is a row of a table only with this many cells."""

WHOLE_ROWS = (7, 15)
"""Numbers in a whole row of table 3, behind its label, and of table 4."""

_LINE_END = re.compile(r"\r\n|\n|\r")
_HEADING = re.compile(r"^(#{1,6})\s+(.*)$")
_RULE = re.compile(r"^[\s|:+-]*-{2,}[\s|:+-]*$")
_PIPES = re.compile(r"[|｜│]")
_EMPHASIS = re.compile(r"\*\*|__|\\(?=[.\-*_#|])|<br\s*/?>")
_DRAWN = re.compile(r"[│┃|]|[─━]{3}|\+[-=]{3}")
_JUNCTION = re.compile(r"[├┼┤┬┴┌└┏┣╋┫┳┻┗]|\+[-=]{3,}\+")
LEAST_RULES = 4
"""A table is drawn with so many lines of junctions at least."""

_EDGE_MARKS = "*_ \t\u3000\xa0"


def read_text(data: bytes, declared: str | None = None) -> Document:
    """Return the Document of a text or Markdown file; places are lines from 1 and characters of the line."""
    text, tables, issues = without_markup(decode(data, declared)[0])
    lines = text_file_lines(text)
    blocks: list[Paragraph | Grid] = []
    number = 1 + max((grid.index for _, grid in tables), default=-1)
    drawn = list(_drawn(lines))
    for begin, end in drawn:
        lines[begin:end] = [""] * (end - begin)
    runs = _runs(lines)
    gaps = any(_has_gap(row) for _, rows in runs if not isinstance(rows, str) for row in rows)
    for line, rows in runs:
        while tables and tables[0][0] < line:
            blocks.append(tables.pop(0)[1])
        if isinstance(rows, str):
            blocks.append(_paragraph(rows))
        else:
            blocks.append(_grid(number, rows if gaps else _without_padding(rows)))
            number += 1
    blocks += [grid for _, grid in tables]
    issues += [
        Issue(
            "drawn_table", f"lines {begin + 1} to {end} draw a table whose rows go over several lines; it was not read"
        )
        for begin, end in drawn
    ]
    return Document(
        "text/plain", tuple(blocks), statements=tuple(stated(blocks)), lines=tuple(lines), issues=tuple(issues)
    )


def text_file_lines(text: str) -> list[str]:
    """Return the lines of a text as editors count them: ended by line feeds and carriage returns only."""
    return _LINE_END.split(text)


def _drawn(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Yield begin and end of the runs of lines that draw a table of which rows go over several lines."""
    begin = None
    for number, line in enumerate([*lines, ""]):
        if _DRAWN.search(line):
            begin = number if begin is None else begin
        elif begin is not None:
            rules = [place for place in range(begin, number) if _JUNCTION.search(lines[place])]
            if len(rules) >= LEAST_RULES and any(after - before > 2 for before, after in pairwise(rules)):
                yield begin, number
            begin = None


def _runs(lines: list[str]) -> list[tuple[int, str | list[Pieces]]]:
    """Return the lines of a file as paragraphs, and as runs of rows of one table each, with the numbers of their lines."""
    found: list[tuple[int, str | list[Pieces]]] = []
    rows: list[tuple[str, Pieces]] = []
    for number, line in enumerate([*lines, ""], 1):
        cells = _split(line, number, in_table=bool(rows))
        if cells is not None:
            rows += [] if _RULE.match(line) else [(line, cells)]
            continue
        if rows and _goes_on([row for row, _ in rows], line):
            clean = line.strip(_EDGE_MARKS)
            start = line.index(clean)
            rows[-1][1][-1] = (collapse(clean), TextPlace(number, start, start + len(clean)))
            continue
        if rows:
            lone = len(rows) == 1 and sum(bool(text) for text, _ in rows[0][1]) < LONE_ROW_CELLS
            begin = rows[0][1][0][1].line
            found += [(begin, row) for row, _ in rows] if lone else [(begin, _without_frame(rows))]
            rows = []
        if line.strip():
            found.append((number, line))
    return found


def _goes_on(rows: list[str], following: str) -> bool:
    """Return whether the last cell of a row stands in the next line: the row ends with a bar as others do not, and there a number stands alone."""
    ends = [_PIPES.match(row.strip()[-1:]) is not None for row in rows]
    return ends[-1] and not all(ends) and following.strip() != "" and is_value(following.strip(_EDGE_MARKS))


def _split(line: str, number: int, *, in_table: bool) -> Pieces | None:
    """Return the cells of a line of a table with their places, or None when the line is no such line."""
    bare = line.strip()
    if len(_PIPES.findall(line)) >= 2:
        start, pieces = 0, _PIPES.split(line)
    elif "\t" in bare or ("\t" in line and in_table and bare) or (not bare and line.count("\t") >= BLANK_ROW_TABS):
        if section_number(collapse(line)) is not None:
            return None
        start, pieces = 0, line.split("\t")
    else:
        return None
    cells = []
    for piece in pieces:
        clean = piece.strip(_EDGE_MARKS)
        offset = start + (piece.index(clean) if clean else 0)
        cells.append((collapse(_EMPHASIS.sub("", clean)), TextPlace(number, offset, offset + len(clean))))
        start += len(piece) + 1
    return cells


def _without_frame(rows: list[tuple[str, Pieces]]) -> list[Pieces]:
    """Return the cells of a table without the blank ones outside its bars, where all lines begin or end with a bar."""
    barred = [pieces for line, pieces in rows if len(_PIPES.findall(line)) >= 2]
    first = all(not pieces[0][0] for pieces in barred)
    last = all(not pieces[-1][0] for pieces in barred)
    framed = {id(pieces) for pieces in barred}
    return [pieces[int(first) : len(pieces) - last] if id(pieces) in framed else pieces for _, pieces in rows]


def _has_gap(row: Pieces) -> bool:
    """Return whether a blank cell stands between printed ones: who prints such a row leaves no blank cell out."""
    printed = [number for number, (text, _) in enumerate(row) if text]
    return bool(printed) and len(printed) < printed[-1] - printed[0] + 1


def _without_padding(rows: list[Pieces]) -> list[Pieces]:
    """Return rows without the blank cells at the end of those with some numbers: they may make up for blank ones left out before.

    They are padding where rows that are whole, or print words only, end with blank cells too.
    """
    ends = [1 + max((number for number, (text, _) in enumerate(row) if text), default=-1) for row in rows]
    partial = [_is_partial([text for text, _ in row if text]) for row in rows]
    told = any(end < len(row) and (not part or end <= 2) for row, end, part in zip(rows, ends, partial, strict=True))
    return [row[:end] if told and part else row for row, end, part in zip(rows, ends, partial, strict=True)]


def _is_partial(texts: list[str]) -> bool:
    """Return whether a row with these printed cells bears numbers, but not as many as a whole row."""
    label, whole = int(bool(texts) and not is_value(texts[0])), WHOLE_ROWS
    numbers = sum(map(is_value, texts))
    return 0 < numbers < whole[1] and not (label and numbers == whole[0])


def _grid(index: int, rows: list[Pieces]) -> Grid:
    return Grid(
        index,
        tuple(
            tuple(Cell(text, number, column, place) for column, (text, place) in enumerate(row))
            for number, row in enumerate(rows)
        ),
        exact=False,
    )


def _paragraph(line: str) -> Paragraph:
    bare = _EMPHASIS.sub("", line.strip())
    heading = _HEADING.match(bare)
    return Paragraph(collapse(heading[2]), len(heading[1])) if heading else Paragraph(collapse(bare))
