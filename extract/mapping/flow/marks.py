"""The labels of a form as they stand in running text: where each is printed, and what stands behind it."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from extract.forms import Section
from extract.labels import normalise, squeeze, without_quotes
from extract.mapping.flow.stream import Stream

MOST_MARKS = 1000
"""A text in which the labels of a form stand more often than this is no report."""

WORDS_BEFORE_TITLE = 12
_NUMERALS = "一二三四五六"
_NUMBERING = re.compile(r"(?:[(]?[一二三四五六七八九十]+[)]|[一二三四五六七八九十]+[、.,])+$")
_DIGIT = re.compile(r"[(]?\d[)、.,]$|[①-⑳]$")
_NOTE = re.compile(r"[(【\[][^()【】\[\]\d]{2,60}[)】\]]")
_EXPLANATION = re.compile(r"\((?:[^()【】\[\]\d]|20\d\d年|如-?\d){2,160}\)")
"""What a province adds to a label to explain it; the only numbers in it are years and an example."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A label at its place in `bare` of a stream: `start` with its numbering, `end` with a note in brackets behind it."""

    key: str
    start: int
    end: int


def marks(stream: Stream, labels: Iterable[tuple[str, Collection[str]]], start: int, end: int) -> list[Mark]:
    """Return all labels that stand in a stretch of a stream, in printed order; of overlapping ones the longest.

    Words of an explanation behind a label are none.
    """
    spellings: dict[str, str] = {}
    for key, texts in labels:
        for text in texts:
            for bare in (_bare(text), normalise(text)):
                spellings.setdefault(bare, key)
    pattern = re.compile("|".join(re.escape(text) for text in sorted(spellings, key=len, reverse=True)))
    found: list[Mark] = []
    for match in pattern.finditer(stream.bare, start, end):
        if not found or match.start() >= found[-1].end:
            first, last = _with_numbering(stream.bare, match.start(), start), _with_note(stream.bare, match.end())
            found.append(Mark(spellings[match[0]], first, last))
    return found


def heading_of(stream: Stream, section: Section, start: int, end: int) -> int:
    """Return where in a stretch the heading of a part of the report stands, `end` where it stands nowhere.

    Words such as 政府信息公开工作 may stand between the number of the part and its title.
    """
    found = marks(stream, [("=", (section.title, *section.variants))], start, end)
    if not found:
        return end
    number = stream.bare.rfind(
        _NUMERALS[section.number - 1] + "、", max(start, found[0].start - WORDS_BEFORE_TITLE), found[0].start
    )
    return number if number >= 0 else found[0].start


def _bare(label: str) -> str:
    """Return a label without numbering, as it stands in text."""
    text = without_quotes(squeeze(label))
    return re.sub(r"^(?:[(]?[一二三四五六七八九十\d]+[)、.,])+", "", text) or text


def _with_numbering(bare: str, place: int, start: int) -> int:
    """Return where the numbering of a label begins that stands at `place`: one digit at most, for no line bears two."""
    head = bare[max(start, place - 12) : place]
    digit = _DIGIT.search(head)
    if digit:
        return place - len(digit[0])
    numbering = _NUMBERING.search(head)
    return place - len(numbering[0]) if numbering else place


def _with_note(bare: str, place: int) -> int:
    note = _NOTE.match(bare, place) or _EXPLANATION.match(bare, place)
    return note.end() if note else place


def in_order(found: Sequence[Mark], order: Mapping[str, int]) -> list[Mark]:
    """Return the longest run of marks in the order of the form, each key once; of equal ones the closest that ends first."""
    if len(found) > MOST_MARKS:
        return []
    best: list[tuple[int, int]] = []
    for number, mark in enumerate(found):
        length, before = 0, -1
        for earlier in range(number):
            other = found[earlier]
            if order[other.key] < order[mark.key] and other.end <= mark.start and best[earlier][0] >= max(length, 1):
                length, before = best[earlier][0], earlier
        best.append((length + 1, before))
    if not best:
        return []
    place = max(range(len(best)), key=lambda number: (best[number][0], -number))
    chain: list[Mark] = []
    while place >= 0:
        chain.append(found[place])
        place = best[place][1]
    return chain[::-1]
