"""Tables whose lines are level only: the columns are where text stands below its header, the borders in the gaps between.

Lengths are points; y grows downward from the top left of the page.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extract.numbers import is_value
from extract.readers.pdf_text import Glyph
from extract.ruling import Piece, Rule, joined, table_pieces
from extract.sections import section_number

LEAST_WIDTH = 150.0
LEAST_RULES = 3
SAME_EDGE = 4.0
"""Lines of one table end this close to each other."""

WORD_GAP = 0.9
"""Words of a line stand further apart than this share of the height of its letters."""

CLEAR_GAP = 2.0
"""Columns of numbers are beyond doubt where so much space parts them."""

PROSE_LENGTH = 20
PROSE_WIDTH = 0.75
"""A line of so many letters that fills this share of the width is prose, not a cell."""

ENUMERATED = re.compile(r"(?:\d{1,2}[.．、]|[（(]?[一二三四五六七八九十]{1,2}[)）、])")
"""What numbered labels begin with."""


@dataclass(frozen=True, slots=True)
class Word:
    """Letters that stand together on a line, with the level and the ends of the line they are on."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    @property
    def is_number(self) -> bool:
        """Whether it is the value of a cell."""
        return is_value(self.text)


@dataclass(slots=True)
class Column:
    """Where the words of a column stand: its left and right end."""

    left: float
    right: float

    def overlaps(self, word: Word) -> bool:
        """Return whether a word stands in the column."""
        return word.left < self.right and word.right > self.left


def tables_by_columns(words: Sequence[Word], rules: Iterable[Rule]) -> list[tuple[Piece, bool]]:
    """Return the tables that level lines and the columns of the text between them make.

    `words` and `rules` are those outside other tables. With each table stands whether the columns of all its numbers are
    beyond doubt.
    """
    found = []
    for stack in _stacks(joined(rules, 2.0, 3.0)):
        for part in _without_prose(stack, words):
            found += table_between(part, words)
    return found


def words_of(lines: Iterable[Sequence[Glyph]]) -> list[Word]:
    """Return the words of level lines one after the other."""
    return [word for line in lines for word in _words(line)]


def _words(line: Sequence[Glyph]) -> Iterator[Word]:
    """Yield the words of a line."""
    gap = WORD_GAP * max([bottom - top for _, _, top, _, bottom in line])
    part: list[Glyph] = []
    right = 0.0
    for glyph in line:
        _, left, _, end, _ = glyph
        if part and left - right > gap:
            yield _word(part, right)
            part = []
        right = end if not part or end > right else right
        part.append(glyph)
    yield _word(part, right)


def _word(part: Sequence[Glyph], right: float) -> Word:
    texts, lefts, tops, _, bottoms = zip(*part, strict=True)
    return Word("".join(texts), lefts[0], right, min(tops), max(bottoms))


def _stacks(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    """Yield level lines that stand below each other between the same two edges."""
    stack: list[Rule] = []
    left = right = 0.0
    for rule in sorted(rules, key=lambda rule: (round(rule.position), rule.start - rule.end)):
        inside = stack and rule.start > left - SAME_EDGE and rule.end < right + SAME_EDGE
        if not inside:
            if stack:
                yield stack
            stack, left, right = [], rule.start, rule.end
        stack.append(rule)
    if stack:
        yield stack


def _without_prose(stack: Sequence[Rule], words: Sequence[Word]) -> Iterator[list[Rule]]:
    """Yield the parts of a stack of lines between which no prose and no heading of a part of the report stands."""
    left, right = min(rule.start for rule in stack), max(rule.end for rule in stack)
    part: list[Rule] = []
    for rule in stack:
        if part and rule.position - part[-1].position > SAME_EDGE:
            between = [w for w in words if part[-1].position < (w.top + w.bottom) / 2 < rule.position]
            if any(is_prose(word, right - left) for word in between):
                yield part
                part = []
        part.append(rule)
    yield part


def is_prose(word: Word, width: float) -> bool:
    """Return whether a word is no cell of a table this wide: prose, or the heading of a part of the report."""
    if section_number(word.text) is not None:
        return True
    return len(word.text) >= PROSE_LENGTH and word.right - word.left > PROSE_WIDTH * width


def table_between(stack: Sequence[Rule], words: Iterable[Word], *, one_each: bool = False) -> list[tuple[Piece, bool]]:
    """Return the table that level lines make with the columns of the words between them, if they do.

    With `one_each`, only rows with one label and a number have columns: beside other words nobody knows what is blank.
    """
    levels: list[float] = []
    for rule in stack:
        if not levels or rule.position - levels[-1] > SAME_EDGE:
            levels.append(rule.position)
    left, right = min(rule.start for rule in stack), max(rule.end for rule in stack)
    if len(levels) < LEAST_RULES or right - left < LEAST_WIDTH:
        return []
    inside = [
        word
        for word in words
        if left - 1 < (word.left + word.right) / 2 < right + 1 and levels[0] < (word.top + word.bottom) / 2 < levels[-1]
    ]
    columns = columns_of(inside)
    if len(columns) < 2 or not any(word.is_number for word in inside):
        return []
    borders = _borders(columns, inside)
    upright = [Rule(edge, levels[0], levels[-1]) for edge in (left, right)]
    for top, bottom in pairwise(levels):
        here = [word for word in inside if top < (word.top + word.bottom) / 2 < bottom]
        crossed = {border for border in borders if any(word.left < border < word.right for word in here)}
        if any(_is_enclosed(word, borders, crossed) for word in here if word.is_number):
            return []
        if not one_each or _is_row(here, columns):
            upright += [Rule(border, top, bottom) for border in borders if border not in crossed]
    sure = is_sure(columns, inside)
    return [(piece, sure) for piece in table_pieces(stack, upright)]


def _is_row(words: Sequence[Word], columns: Iterable[Column]) -> bool:
    """Return whether words hold a number, no two in one column, and no two numbered labels."""
    numbers = [word for word in words if word.is_number]
    items = sum(ENUMERATED.match(word.text) is not None for word in words if not word.is_number)
    return bool(numbers) and items < 2 and all(sum(map(column.overlaps, numbers)) < 2 for column in columns)


def _borders(columns: Sequence[Column], words: Iterable[Word]) -> list[float]:
    """Return the middles of the gaps between columns, where words over several columns leave them."""
    ends = [column.right for column in columns]
    starts = [column.left for column in columns]
    for word in words:
        over = [number for number, column in enumerate(columns) if column.overlaps(word)]
        ends[over[-1]] = max(ends[over[-1]], word.right)
        starts[over[0]] = min(starts[over[0]], word.left)
    return [(end + start) / 2 for end, start in zip(ends, starts[1:], strict=False)]


def _is_enclosed(number: Word, borders: Sequence[float], crossed: Collection[float]) -> bool:
    """Return whether a number has no border beside it because something else reaches over it."""
    before = [border for border in borders if border <= number.left]
    behind = [border for border in borders if border >= number.right]
    return bool(before and before[-1] in crossed) or bool(behind and behind[0] in crossed)


def columns_of(words: Iterable[Word]) -> list[Column]:
    """Return the columns that words stand in, from the left; words over several columns make none."""
    columns: list[Column] = []
    for word in sorted(words, key=lambda word: (not word.is_number, word.right - word.left)):
        over = [column for column in columns if column.overlaps(word)]
        if not over:
            columns.append(Column(word.left, word.right))
        elif len(over) == 1:
            over[0].left, over[0].right = min(over[0].left, word.left), max(over[0].right, word.right)
    return sorted(columns, key=lambda column: column.left)


def is_sure(columns: Sequence[Column], words: Sequence[Word]) -> bool:
    """Return whether every number stands in one column, clear of its neighbours, below words that head the column."""
    numbers = [word for word in words if word.is_number]
    for word in numbers:
        over = [column for column in columns if column.overlaps(word)]
        if len(over) != 1:
            return False
        heads = (w for w in words if not w.is_number and w.bottom < word.top and over[0].overlaps(w))
        if not any(sum(column.overlaps(head) for column in columns) == 1 for head in heads):
            return False
    numbered = [any(column.overlaps(word) for word in numbers) for column in columns]
    return all(
        other.left - one.right > CLEAR_GAP
        for (one, other), both in zip(pairwise(columns), pairwise(numbered), strict=True)
        if all(both)
    )
