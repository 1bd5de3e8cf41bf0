"""Tables of statistics in running text, one cell or one row to a line: put together as a table again where no doubt is left."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extract.document import Cell, Document, Grid, Place
from extract.mapping.flow.stream import Segment, stream_of
from extract.mapping.statistics_layout import is_unit, role_of
from extract.numbers import read_cell

HEADER_WORDS = 12
"""A header is among so many words before the first line."""

MOST_PIECES = 4
LONGEST_LABEL = 80
"""A label stands in so many pieces at most, with so many characters together."""

RUNNING_LINES = 4
"""So many times in a row at least a number must be one more than that above it to be a running number."""

_WORD = re.compile(r"[^\s|｜│]+")
_ENUMERATOR = re.compile(r"^[(（]?\d{1,2}[)）.、．]$")
_COLUMN_NAMES = frozenset("甲乙丙丁戊12345")
_NOTE_WITHIN = re.compile(r"^[(（]?[^()（）]*[)）]?[^()（）]*(?:[(（][^()（）]*[)）])?$")
"""A label in several words: its number, its words, and at most one explanation in brackets at its end."""

_VALUE_STATES = ("number", "zero", "dash")


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    place: Place
    segment: int


@dataclass(slots=True)
class _Row:
    """A line of the table: its label, the word for the unit, and the values up to the next label."""

    label: _Word
    unit: _Word | None = None
    values: list[_Word] = field(default_factory=list)

    @property
    def stands_apart(self) -> bool:
        """Whether the values are printed on other lines than the label."""
        return any(value.segment != self.label.segment for value in self.values)


def grid_of_text(document: Document, knows: Callable[[str], bool]) -> Grid | None:
    """Return the table that stands in running text, as a grid with a header; None where there is none.

    `knows` tells the labels of the form. A line whose values do not fit the columns of the header is put in doubt.
    """
    words = list(_words(stream_of(document).segments))
    first, rows = _rows(words, knows)
    above = _without_column_names(words[max(0, first - HEADER_WORDS) : first])
    if not rows or (above and _is_value(above[-1])):
        return None
    header = [(word, role) for word in above if (role := role_of(word.text))]
    roles = [role for _, role in header]
    if roles[:1] == ["code"] or ("code" not in roles and _begin_with_codes(rows)):
        return None
    columns = [word for word, role in header if role not in ("indicator", "unit")]
    return _grid(rows, columns)


def _words(segments: Sequence[Segment]) -> Iterator[_Word]:
    for number, segment in enumerate(segments):
        for match in _WORD.finditer(segment.text):
            if not match[0].strip("*"):
                continue
            yield _Word(match[0], segment.place(match.start(), match.end()), number)


def _without_column_names(words: Sequence[_Word]) -> Sequence[_Word]:
    """Return the words of a header without the line below it that names its columns 甲, 乙, 丙, 1, 2."""
    begin = next((number for number, word in enumerate(words) if word.text == "甲"), len(words))
    return words[:begin] if all(word.text in _COLUMN_NAMES for word in words[begin:]) else words


def _is_value(word: _Word) -> bool:
    return read_cell(word.text).state in _VALUE_STATES


def _rows(words: Sequence[_Word], knows: Callable[[str], bool]) -> tuple[int, list[_Row]]:
    """Return the place of the first label, and all lines; a line ends at the next label or at other words."""
    found: list[_Row] = []
    first, number, open_row, enumerator = 0, 0, False, ""
    while number < len(words):
        word = words[number]
        length = _label_length(words, number, knows, enumerator)
        if length:
            first = number if not found else first
            text = enumerator + "".join(part.text for part in words[number : number + length])
            found.append(_Row(_Word(text, word.place, words[number + length - 1].segment)))
            open_row = True
        elif open_row and is_unit(word.text) and found[-1].unit is None and not found[-1].values:
            found[-1].unit = word
        elif open_row and _is_value(word):
            found[-1].values.append(word)
        elif not _ENUMERATOR.match(word.text):
            open_row = False
        enumerator = word.text if not length and _ENUMERATOR.match(word.text) else ""
        number += max(length, 1)
    return first, found


def _label_length(words: Sequence[_Word], number: int, knows: Callable[[str], bool], enumerator: str) -> int:
    """Return how many words from a place on are one label, as a line break or a space cuts it; 0 where none begins there."""
    text, length = enumerator, 0
    for count, word in enumerate(words[number : number + MOST_PIECES], 1):
        if _is_value(word) or (count > 1 and (is_unit(word.text) or knows(word.text))):
            break
        text += word.text
        if count > 1 and len(text) > LONGEST_LABEL:
            break
        if knows(text) and (count == 1 or _NOTE_WITHIN.match(text)):
            length = count
    return length


def _begin_with_codes(rows: Sequence[_Row]) -> bool:
    """Return whether most lines bear a running number before their values."""
    first = [int(row.values[0].text) for row in rows if row.values and row.values[0].text.isdecimal()]
    running = sum(after == before + 1 for before, after in pairwise(first))
    return running >= RUNNING_LINES and running * 2 > len(rows)


def _grid(rows: Sequence[_Row], columns: Sequence[_Word]) -> Grid:
    """Return the lines below a header; without a header there is one column of numbers."""
    names = [word.text for word in columns] or ["统计数"]
    lacking = any(row.unit is not None and not row.values for row in rows)
    lines = [_header(rows[0].label.place, names)]
    for row in rows:
        if row.values or row.unit is not None:
            fits = len(row.values) == len(names) and not (lacking and row.stands_apart)
            lines.append(_line(row, len(lines), len(names), fits=fits))
    return Grid(0, tuple(lines))


def _header(place: Place, names: Sequence[str]) -> tuple[Cell, ...]:
    return tuple(Cell(text, 0, column, place) for column, text in enumerate(("统计指标", "单位", *names)))


def _line(row: _Row, number: int, width: int, *, fits: bool) -> tuple[Cell, ...]:
    unit = row.unit or _Word("", row.label.place, row.label.segment)
    head = (Cell(row.label.text, number, 0, row.label.place), Cell(unit.text, number, 1, unit.place))
    if not row.values and width == 1:
        return (*head, Cell("", number, 2, unit.place))
    if fits:
        return head + tuple(Cell(word.text, number, 2 + at, word.place) for at, word in enumerate(row.values))
    raw = " ".join(word.text for word in row.values)
    place = row.values[0].place if row.values else unit.place
    doubtful = tuple(word.text for word in row.values) or ("",)
    return head + tuple(Cell(raw, number, 2 + at, place, alternatives=doubtful) for at in range(width))
