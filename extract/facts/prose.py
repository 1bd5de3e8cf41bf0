"""Running text without white space and with plain digits, every character with its place in the original."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_KEPT = frozenset("，；：。、！？（）“”‘’《》〈〉")
_STOP = re.compile("[。！？!?]")
_LINE_OPENER = re.compile(
    r"(?:[（(]?[一二三四五六七八九十]{1,3}[)）、.．]|[一二三四五六七八九十]是|[（(]?\d{1,2}[)）.．、](?!\d))"
)
_LINE_END = "。！？!?；;"
HEADING_LENGTH = 25
REMEMBERED = 16
"""Facts and checks look at the parts of a report one after the other: so many texts are kept as they are searched."""


@dataclass(frozen=True, slots=True)
class Prose:
    """A text as it is searched: `plain` without white space, `origins[i]` the place of its character i in `original`."""

    plain: str
    origins: tuple[int, ...]
    original: str

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return start and end (exclusive) in the original of a stretch of the plain text that is not empty."""
        return self.origins[start], self.origins[end - 1] + 1

    def printed(self, start: int, end: int) -> str:
        """Return a stretch as printed, without the breaks of its lines."""
        first, last = self.place(start, end)
        return re.sub(r"\s*\n\s*", "", self.original[first:last]).strip()

    def is_spaced(self, start: int, end: int) -> bool:
        """Return whether white space stands within a stretch."""
        first, last = self.place(start, end)
        return bool(re.search(r"\s", self.original[first:last]))


class _Plain(dict[str, str]):
    """Characters as they are searched, worked out once each."""

    def __missing__(self, char: str) -> str:
        parts = char if char in _KEPT else unicodedata.normalize("NFKC", char)
        self[char] = "".join(p for p in parts if not p.isspace() and p not in "\u200b\u200c\u200d\u2060\ufeff")
        return self[char]


_PLAIN = _Plain()


@lru_cache(REMEMBERED)
def prose_of(text: str) -> Prose:
    """Return a text as it is searched; full-width digits and letters become plain, Chinese punctuation stays."""
    shown = [_PLAIN[char] for char in text]
    origins = [place for place, parts in enumerate(shown) for _ in parts]
    return Prose("".join(shown), tuple(origins), text)


def sentences(prose: Prose) -> Iterator[tuple[int, int]]:
    """Yield start and end of every sentence in the plain text.

    A line break ends a sentence only beside a stop, a heading or a numbered line: lines of PDF files break anywhere.
    """
    ends = {stop.end() for stop in _STOP.finditer(prose.plain)} | _line_breaks(prose)
    start = 0
    for end in sorted(ends | {len(prose.plain)}):
        if end > start:
            yield start, end
            start = end


def _line_breaks(prose: Prose) -> frozenset[int]:
    """Return the places in the plain text before which a line break ends the sentence."""
    breaks, line_start = set(), 0
    behind = dict.fromkeys(bisect_right(prose.origins, found.start()) for found in re.finditer("\n", prose.original))
    for place in behind:
        if not 0 < place < len(prose.plain):
            continue
        line = prose.plain[line_start:place]
        ended = line[-1] in _LINE_END or _LINE_OPENER.match(prose.plain, place)
        heading = _LINE_OPENER.match(line) and len(line) <= HEADING_LENGTH and not re.search(r"[，,。；;：:]", line)
        if ended or heading:
            breaks.add(place)
        line_start = place
    return frozenset(breaks)
