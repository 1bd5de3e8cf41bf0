"""A page with more than one report: only the first is read as the report of the page, and the page says so."""

from collections.abc import Sequence
from dataclasses import replace

from extract.document import Document, Grid, Issue, Paragraph
from extract.labels import squeeze
from extract.sections import is_signal, section_number
from extract.titles import agency_of_title, is_complete, is_report_title, may_be_title, year_of_title

SECTIONS_OF_A_REPORT = 4
"""After so many parts a new title, or a new first part, begins another report."""


def first_report(document: Document) -> Document:
    """Return a document cut before the second report that it holds; a second copy of the same report stays.

    Reports are told apart by their titles, which name another agency or year.
    """
    seen: set[tuple[str | None, int | None]] = set()
    opened: set[int] = set()
    for number, block in enumerate(document.blocks):
        if not isinstance(block, Paragraph):
            continue
        section = section_number(block.text)
        opened |= {section} if section is not None else set()
        title = squeeze(block.text)
        if not block.linked and may_be_title(title) and is_report_title(title) and is_complete(title):
            whose = agency_of_title(title), year_of_title(title)
            another = bool(seen) and whose not in seen and len(opened) >= SECTIONS_OF_A_REPORT
            if another and _holds_report(document.blocks[number:]):
                return _cut(document, number, block.text)
            seen.add(whose)
    return document


def _holds_report(blocks: Sequence[Paragraph | Grid]) -> bool:
    return sum(is_signal(block) for block in blocks) >= 2


def _cut(document: Document, end: int, title: str) -> Document:
    body = document.body
    kept = (body[0], min(body[1], end)) if body is not None and body[0] < end else None
    issue = Issue("several_reports", f"another report follows on the same page and was not read: {title}")
    return replace(document, blocks=document.blocks[:end], body=kept, issues=(*document.issues, issue))
