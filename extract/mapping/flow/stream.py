"""The text of a document as one stream of characters, each of which knows where it is printed."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from extract.document import Document, Grid, ParagraphPlace, Place, TextPlace
from extract.mapping.cells import is_doubtful

GLUED_RUNS = 3
_LONG_RUN = re.compile(r"(?<!\d)\d{7,}(?!\d)")

BREAK = "\n"
"""Stands between two lines, paragraphs or cells."""

_SPACE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff*_\\]")
_PIPES = "|｜│"
_QUOTES = "\"“”„‟＂'‘’「」『』"


@dataclass(frozen=True, slots=True)
class Segment:
    """A line, a paragraph or a cell: its text, the place of a stretch of it, and whether its reader is sure of it."""

    text: str
    place: Callable[[int, int], Place]
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Stream:
    """`text` holds normalised characters (spaces, `|` between cells, line breaks kept); `origin[i]` is the segment and offset
    of character i. Quotes count as spaces. `bare` is the text without spaces and breaks, `index[i]` the place of its character i in `text`.
    """

    segments: tuple[Segment, ...]
    text: str
    origin: tuple[tuple[int, int], ...]
    bare: str
    index: tuple[int, ...]

    def place(self, start: int, end: int) -> Place:
        """Return the place of the characters from `start` up to `end` of `text`, which stand in one segment."""
        segment, first = self.origin[start]
        return self.segments[segment].place(first, self.origin[end - 1][1] + 1)

    def place_behind(self, place: int) -> Place:
        """Return the empty place behind the character before `place`, for what is not printed there."""
        segment, offset = self.origin[place - 1]
        return self.segments[segment].place(offset + 1, offset + 1)

    def is_cut(self, place: int) -> bool:
        """Return whether nothing but bars and spaces follows the character before `place`: the text ends there."""
        return not self.text[place:].strip(" \n|-")

    def is_sure(self, place: int) -> bool:
        """Return whether the reader is sure of the character at `place`."""
        return self.segments[self.origin[place][0]].sure

    def raw(self, start: int, end: int) -> str:
        """Return the printed text behind the characters from `start` up to `end`."""
        segment, first = self.origin[start]
        last_segment, last = self.origin[end - 1]
        if segment == last_segment:
            return self.segments[segment].text[first : last + 1]
        return self.text[start:end]


def stream_of(document: Document) -> Stream:
    """Return the stream of a document: of its raw lines where it is a text, else of its paragraphs and cells."""
    segments = tuple(_segments(document))
    text: list[str] = []
    origin: list[tuple[int, int]] = []
    for number, segment in enumerate(segments):
        for offset, character in enumerate(segment.text):
            for shown in _normalised(character):
                text.append(shown)
                origin.append((number, offset))
        text.append(BREAK)
        origin.append((number, max(len(segment.text) - 1, 0)))
    index = tuple(place for place, character in enumerate(text) if character not in " \n")
    return Stream(segments, "".join(text), tuple(origin), "".join(text[place] for place in index), index)


def _normalised(character: str) -> str:
    if character in _PIPES:
        return "|"
    if character in _QUOTES:
        return " "
    if _SPACE.match(character):
        return BREAK if character in "\n\r" else " "
    if unicodedata.decomposition(character).startswith(("<super>", "<sub>", "<circle>")):
        return " "
    return unicodedata.normalize("NFKC", character)


def _segments(document: Document) -> Iterator[Segment]:
    if document.lines:
        for number, line in enumerate(document.lines, 1):
            yield Segment(line, _text_place(number))
        return
    for number, block in enumerate(document.blocks):
        if isinstance(block, Grid):
            for cell in block.cells():
                yield Segment(cell.text, _fixed(cell.place), not is_doubtful(cell))
        else:
            place = _fixed(block.place) if block.place else _paragraph_place(number)
            yield Segment(block.text, place, not block.recognised)


def _text_place(line: int) -> Callable[[int, int], Place]:
    return lambda start, end: TextPlace(line, start, end)


def _paragraph_place(block: int) -> Callable[[int, int], Place]:
    return lambda start, end: ParagraphPlace(block, start, end)


def _fixed(place: Place) -> Callable[[int, int], Place]:
    return lambda _start, _end: place


def is_glued(stream: Stream) -> bool:
    """Return whether a text prints values without a separator: so it does where long runs of digits stand in several places."""
    return len(_LONG_RUN.findall(stream.text)) >= GLUED_RUNS
