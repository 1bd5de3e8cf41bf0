"""HTML inside a text, as in Markdown: its tables as grids, its other tags as blanks; every other character stays in its place."""

import re

from extract.document import Grid, Issue
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


def without_markup(text: str) -> tuple[str, list[tuple[int, Grid]], list[Issue]]:
    """Return a text with blanks for its markup, and the tables of it with the numbers of the lines they begin in, from 1.

    The text of a table that only arranges the page stays; one too large to be read is left out with an issue.
    """
    if "<" not in text and "&" not in text:
        return text, [], []
    tables, kept, issues = _tables(text)
    bare = _TABLE.sub(lambda found: found[0] if found.start() in kept else _blanks(found), text)
    return _TAG.sub(_blanks, bare), tables, issues


def _blanks(found: re.Match[str]) -> str:
    return _SHOWN.sub(" ", found[0])


def _tables(text: str) -> tuple[list[tuple[int, Grid]], set[int], list[Issue]]:
    """Return the tables as grids with their lines, where those begin that have none, and an issue for each too large."""
    tables: list[tuple[int, Grid]] = []
    kept: set[int] = set()
    issues: list[Issue] = []
    found = list(_TABLE.finditer(text))
    page = Page("".join(f"<div>{match[0]}</div>" for match in found))
    for match, frame in zip(found, page.tree.css("body > div"), strict=False):
        line = 1 + len(_LINE_END.findall(text, 0, match.start()))
        grids = [table for table in frame.css("table") if not page.is_layout(table)]
        if not grids:
            kept.add(match.start())
        for table in grids:
            try:
                tables.append((line, page.table_grid(table)))
            except TooManyCells:
                words = f"the table in line {line} has too many cells and was not read"
                issues.append(Issue("table_too_large", words))
    return tables, kept, issues
