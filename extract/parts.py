"""A page with more than one report: only the first is read as the report of the page, and the page says so."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from extract.document import Document, Grid, Issue, Paragraph
from extract.labels import squeeze
from extract.sections import is_signal, parts_opened
from extract.statements import PRINTED
from extract.titles import TITLE_LINES, agency_of_title, title_beginning, year_of_title

_LABEL = re.compile(f"^(?:{'|'.join(name for name, field in PRINTED.items() if field == 'title')})[:：]")
WORD = "公开"
"""No title of a report is without this word."""

SECTIONS_OF_A_REPORT = 4
"""After so many parts a new title, or a new first part, begins another report."""

SIGNALS_OF_A_REPORT = 2


def first_report(document: Document) -> Document:
    """Return a document cut before the second report that it holds; a second copy of the same report stays.

    Reports are told apart by their titles, which name another agency or year.
    """
    seen: set[tuple[str | None, int | None]] = set()
    opened: set[int] = set()
    lines, last = _lines(document.blocks), None
    for number, block in enumerate(document.blocks):
        if not isinstance(block, Paragraph):
            continue
        opened.update(parts_opened(block))
        title = _title_at(lines, number)
        if title is not None:
            whose = agency_of_title(title), year_of_title(title)
            another = bool(seen) and whose not in seen and len(opened) >= SECTIONS_OF_A_REPORT
            if another and last is None:
                last = _last_beginning(document.blocks)
            if another and last is not None and number <= last:
                return _cut(document, number, title)
            seen.add(whose)
    return document


def _lines(blocks: Sequence[Paragraph | Grid]) -> list[str | None]:
    """Return the text of every block without spaces, None for tables and links."""
    return [squeeze(block.text) if isinstance(block, Paragraph) and not block.linked else None for block in blocks]


def _title_at(lines: Sequence[str | None], number: int) -> str | None:
    window = [line or "" for line in takewhile(lambda line: line is not None, lines[number : number + TITLE_LINES])]
    if WORD not in "".join(window):
        return None
    return title_beginning([_LABEL.sub("", window[0]), *window[1:]])


def _last_beginning(blocks: Sequence[Paragraph | Grid]) -> int:
    """Return the last place behind which a report may begin: two parts or tables follow it; -1 where there is none."""
    signals = 0
    for number in range(len(blocks) - 1, -1, -1):
        block = blocks[number]
        signals += len(parts_opened(block)) if isinstance(block, Paragraph) else is_signal(block)
        if signals >= SIGNALS_OF_A_REPORT:
            return number
    return -1


def _cut(document: Document, end: int, title: str) -> Document:
    body = document.body
    kept = (body[0], min(body[1], end)) if body is not None and body[0] < end else None
    issue = Issue("several_reports", f"another report follows on the same page and was not read: {title}")
    return replace(document, blocks=document.blocks[:end], body=kept, issues=(*document.issues, issue))
