"""Text with marks: escaped for HTML, stretches of it in elements that have an id."""

from collections.abc import Iterable
from html import escape
from typing import NamedTuple


class Mark(NamedTuple):
    """A stretch of a text, end exclusive, and the id of the element around it."""

    start: int
    end: int
    id: str


def marked(text: str, marks: Iterable[Mark]) -> str:
    """Return a text as HTML with each mark once; a mark that crosses the end of the one it began in ends there."""
    pieces: list[str] = []
    ends: list[int] = []
    at = 0

    def write(upto: int) -> None:
        nonlocal at
        pieces.append(escape(text[at:upto]))
        at = max(at, upto)

    def close(upto: int) -> None:
        while ends and ends[-1] <= upto:
            write(ends.pop())
            pieces.append("</span>")

    for mark in _each_once(marks):
        start = min(max(mark.start, 0), len(text))
        close(start)
        write(start)
        pieces.append(f'<span id="{escape(mark.id)}">')
        ends.append(min(mark.end, len(text), *ends))
    close(len(text))
    write(len(text))
    return "".join(pieces)


def _each_once(marks: Iterable[Mark]) -> Iterable[Mark]:
    """Return marks in the order in which they begin, the longer first, and of those with one id the longest."""
    found: dict[str, Mark] = {}
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end, mark.id)):
        found.setdefault(mark.id, mark)
    return found.values()
