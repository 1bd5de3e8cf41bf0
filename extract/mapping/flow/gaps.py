"""What stands between two labels in running text: values, marks for nothing, bars between cells, or words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.mapping.flow.stream import Stream

_TOKEN = re.compile(
    r"(?P<bar>\|)"
    r"|(?P<page>(?<![^\n])[ ]*(?:[-—–]\s*\d{1,3}\s*[-—–]|第\s*\d{1,3}\s*页)[ ]*(?=\n))"
    r"|(?P<rule>-{3,})"
    r"|(?P<value>[+\-−]?\d[\d,]*(?:\.\d+)?(?:[件条宗份例起项个次]|[万亿]?元)?(?:[(【\[][^()【】\[\]\n|]{0,40}[)】\]])?(?:[+\-−]\d+)*)"
    r"|(?P<dash>[-‐‑‒–—―−/]+|无(?![\u4e00-\u9fff])|不适用)"
    r"|(?P<space>\s+)"
    r"|(?P<word>(?:(?![|\d\n+\-−/]).)+|.)"
)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of print between two separators that holds one value, or several glued ones; places in `text` of the stream."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Gap:
    """The values behind a label. `cells` are the pieces between bars, None where no bar stands; `words` what is no value.

    `before` holds words that stand between the label and its values, `after` those behind the first values, which begin at
    `rest`; the gap begins at `start`.
    """

    start: int
    chunks: tuple[Chunk, ...]
    cells: tuple[Chunk | None, ...] | None
    before: str = ""
    after: str = ""
    rest: int = 0

    @property
    def first_cell(self) -> int:
        """The number of the first piece between bars that is printed."""
        return next(number for number, cell in enumerate(self.cells or ()) if cell is not None)

    @property
    def shows_blank(self) -> bool:
        """Whether bars show a blank cell between printed ones: blank cells then were not left out."""
        printed = [number for number, cell in enumerate(self.cells or ()) if cell is not None]
        return bool(printed) and len(printed) < printed[-1] - printed[0] + 1


def read_gap(stream: Stream, start: int, end: int) -> Gap:
    """Return what stands from `start` up to `end` of the text of a stream, up to words that follow values (`rest`)."""
    chunks: list[Chunk] = []
    cells: list[list[Chunk]] = [[]]
    bars, before, after, rest = False, "", "", end
    for token in _TOKEN.finditer(stream.text, start, end):
        kind = token.lastgroup
        if kind == "bar":
            bars = True
            cells.append([])
        elif kind in ("value", "dash"):
            chunk = Chunk(token[0], token.start(), token.end())
            chunks.append(chunk)
            cells[-1].append(chunk)
        elif kind == "word" and token[0].strip():
            if chunks:
                after, rest = stream.text[token.start() : end], token.start()
                break
            before += token[0]
    whole = all(len(cell) <= 1 for cell in cells)
    pieces = tuple(cell[0] if cell else None for cell in cells) if bars and whole else None
    return Gap(start, tuple(chunks), pieces, before.strip(), after.strip(), rest)


def located(split: Sequence[str], chunks: Sequence[Chunk]) -> list[Chunk]:
    """Return the numbers of a split with their places, one after the other inside the chunks they were cut from or put together of."""
    found: list[Chunk] = []
    queue = list(chunks)
    offset = 0
    for text in split:
        begin, left = queue[0].start + offset, len(text)
        while left:
            taken = min(left, len(queue[0].text) - offset)
            left, offset = left - taken, offset + taken
            end = queue[0].start + offset
            if offset >= len(queue[0].text):
                queue.pop(0)
                offset = 0
        found.append(Chunk(text, begin, end))
    return found
