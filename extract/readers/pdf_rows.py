"""Tables without level lines: the rows are where labels and numbers stand beside each other.

Lengths are points; y grows downward from the top left of the page.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from extract.readers.pdf_columns import ENUMERATED, Column, Word, columns_of, is_prose, table_between
from extract.ruling import Piece, Rule

LEAST_NUMBERS = 3
"""A table is where a line holds so many numbers apart from each other."""

LEAST_WORDS = 3
"""The header of a table has so many words on a line."""

SAME_CELL = 0.75
"""Two lines of one label are no further apart than this share of their height."""

MARGIN = 3.0

Interval = tuple[float, float]


def tables_by_rows(page: Sequence[Word]) -> list[tuple[Piece, bool]]:
    """Return the tables among words outside other tables; see tables_by_columns."""
    found = []
    for words in _regions(_lines(page)):
        stack = _levels(words)
        if stack:
            found += table_between(stack, words)
        else:
            found += [(piece, False) for piece, _ in table_between(_line_levels(words), words, one_each=True)]
    return found


def _lines(words: Iterable[Word]) -> list[list[Word]]:
    lines: list[list[Word]] = []
    for word in words:
        if lines and word.left > lines[-1][-1].right and _middle(word) < lines[-1][-1].bottom:
            lines[-1].append(word)
        else:
            lines.append([word])
    return lines


def _middle(word: Word) -> float:
    return (word.top + word.bottom) / 2


def _regions(lines: Sequence[list[Word]]) -> Iterator[list[Word]]:
    """Yield the words of each stretch of lines without prose or headings that has a line of numbers."""
    words = [word for line in lines for word in line]
    if not words:
        return
    width = max(word.right for word in words) - min(word.left for word in words)
    region: list[list[Word]] = []
    for line in [*lines, []]:
        if line and not any(is_prose(word, width) for word in line):
            region.append(line)
            continue
        while region and len(region[-1]) < 2 and region[-1][0].is_number:
            region.pop()
        if _is_tabular(region):
            yield [word for other in region for word in other]
        region = []


def _is_tabular(lines: Sequence[Sequence[Word]]) -> bool:
    """Return whether lines are a table: one holds several numbers, or several a label and a number below a header."""
    numbered = [sum(word.is_number for word in line) for line in lines]
    if any(numbers >= LEAST_NUMBERS for numbers in numbered):
        return True
    entries = sum(0 < numbers < len(line) for numbers, line in zip(numbered, lines, strict=True))
    heads = any(len(line) >= LEAST_WORDS and not numbers for numbers, line in zip(numbered, lines, strict=True))
    return heads and entries > 1


def _levels(words: Sequence[Word]) -> list[Rule]:
    """Return level lines between the rows of a table, none when the rows are in doubt."""
    columns = columns_of(words)
    numbered = [number for number, column in enumerate(columns) if _holds_number(column, words)]
    if not numbered:
        return []
    label = columns[numbered[0] - 1] if numbered[0] else None
    values = columns[numbered[0] :]
    numbers = [word for word in words if word.is_number and any(column.overlaps(word) for column in values)]
    first = min(word.top for word in numbers)
    labels = _blocks([word for word in words if label is not None and label.overlaps(word) and not word.is_number])
    rows = _merged([*_spans(labels), *((word.top, word.bottom) for word in numbers)])
    rows = [row for row in rows if row[1] > first]
    if not rows or not _is_plain(rows, labels, numbers, values):
        return []
    heads = _heads(
        [word for word in words if word.bottom < rows[0][0] and any(c.overlaps(word) for c in values)], values
    )
    others = [(w.top, w.bottom) for w in words if w.top > rows[0][1] and any(c.overlaps(w) for c in values)]
    return _rules([*heads, *_merged([*rows, *others])], words)


def _line_levels(words: Sequence[Word]) -> list[Rule]:
    """Return level lines between the lines of text of a table whose rows are in doubt."""
    columns = columns_of(words)
    first = next((number for number, column in enumerate(columns) if _holds_number(column, words)), 0)
    near = columns[max(first - 1, 0) :]
    lines = _merged((word.top, word.bottom) for word in words if any(column.overlaps(word) for column in near))
    return _rules(lines, words)


def _rules(intervals: Sequence[Interval], words: Sequence[Word]) -> list[Rule]:
    """Return level lines above, between and below rows."""
    edges = [intervals[0][0] - MARGIN, *((a[1] + b[0]) / 2 for a, b in pairwise(intervals)), intervals[-1][1] + MARGIN]
    left, right = min(word.left for word in words) - MARGIN, max(word.right for word in words) + MARGIN
    return [Rule(edge, left, right) for edge in edges]


def _holds_number(column: Column, words: Iterable[Word]) -> bool:
    return any(word.is_number and column.overlaps(word) for word in words)


def _blocks(words: Sequence[Word]) -> list[list[Word]]:
    """Return the lines of a column of labels, those of one label together."""
    blocks: list[list[Word]] = []
    for word in sorted(words, key=_middle):
        if blocks and word.top - blocks[-1][-1].bottom < SAME_CELL * (word.bottom - word.top):
            blocks[-1].append(word)
        else:
            blocks.append([word])
    return blocks


def _spans(blocks: Iterable[Sequence[Word]]) -> Iterator[Interval]:
    return ((min(word.top for word in block), max(word.bottom for word in block)) for block in blocks)


def _merged(intervals: Iterable[Interval]) -> list[Interval]:
    """Return intervals with those that overlap made one, from the top."""
    merged: list[Interval] = []
    for top, bottom in sorted(intervals):
        if merged and top < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(bottom, merged[-1][1]))
        else:
            merged.append((top, bottom))
    return merged


def _is_plain(
    rows: Iterable[Interval], labels: Iterable[Sequence[Word]], numbers: Sequence[Word], values: Sequence[Column]
) -> bool:
    """Return whether each row holds one label and one number of each column at most."""
    if any(ENUMERATED.match(word.text) for block in labels for word in block[1:]):
        return False
    for top, bottom in rows:
        here = [word for word in numbers if top <= _middle(word) <= bottom]
        if any(sum(column.overlaps(word) for word in here) > 1 for column in values):
            return False
    return True


def _heads(words: Iterable[Word], values: Sequence[Column]) -> list[Interval]:
    """Return the rows of a header: words over several columns stand in rows of their own."""
    found: list[tuple[Interval, bool]] = []
    for line in _lines(sorted(words, key=lambda word: (round(_middle(word)), word.left))):
        over = any(sum(column.overlaps(word) for column in values) > 1 for word in line)
        top, bottom = min(word.top for word in line), max(word.bottom for word in line)
        if found and not over and not found[-1][1]:
            found[-1] = ((found[-1][0][0], bottom), False)
        else:
            found.append(((top, bottom), over))
    return [interval for interval, _ in found]
