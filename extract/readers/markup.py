"""HTML inside a text, as in Markdown: its tables as grids, its other tags as blanks; every other character stays in its place."""

import re
from collections.abc import Iterator

from extract.document import Grid
from extract.readers.elements import Page
from extract.readers.spans import TooManyCells

_TABLE = re.compile(
    r"(?:<html[^<>]*>\s*<body[^<>]*>\s*)?<table\b.*?</table\s*>(?:\s*</body>\s*</html>)?", re.IGNORECASE | re.DOTALL
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->|&(?:nbsp|emsp|ensp|#160);", re.DOTALL)
_LINE_END = re.compile(r"\r\n|\n|\r")
_SHOWN = re.compile(r"[^\r\n]")
MOST_TAGGED = 0.5
"""A file of which a larger share of lines bears tags, not counting tables, is a page."""

_WHOLE_PAGE = re.compile(r"<!doctype\s+html|<html\b|<head\b|<body\b|<meta\b", re.IGNORECASE)
_SCRIPT = re.compile(r"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)


def is_page(text: str) -> bool:
    """Return whether a text with HTML tags is a page or a piece of one, rather than a text with some HTML in it."""
    rest = _SCRIPT.sub("", _TABLE.sub("", text))
    if _WHOLE_PAGE.search(rest):
        return True
    lines = [line for line in _LINE_END.split(rest) if line.strip()]
    tagged = sum(_TAG.search(line) is not None for line in lines)
    return not lines or tagged > MOST_TAGGED * len(lines)


def without_markup(text: str) -> tuple[str, list[tuple[int, Grid]]]:
    """Return a text with blanks for its markup, and the tables of it with the numbers of the lines they begin in, from 1."""
    if "<" not in text and "&" not in text:
        return text, []
    tables = list(_tables(text))
    bare = _TABLE.sub(_blanks, text) if tables else text
    return _TAG.sub(_blanks, bare), tables


def _blanks(found: re.Match[str]) -> str:
    return _SHOWN.sub(" ", found[0])


def _tables(text: str) -> Iterator[tuple[int, Grid]]:
    """Yield the tables that are no mere layout; one that cannot be read as a grid is left out."""
    found = list(_TABLE.finditer(text))
    if not found:
        return
    page = Page("".join(f"<div>{match[0]}</div>" for match in found))
    for match, frame in zip(found, page.tree.css("body > div"), strict=False):
        line = 1 + len(_LINE_END.findall(text, 0, match.start()))
        for table in frame.css("table"):
            if not page.is_layout(table):
                try:
                    yield line, page.table_grid(table)
                except TooManyCells:
                    continue
