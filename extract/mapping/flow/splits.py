"""How digits glued without a separator can be cut into numbers, and which cuts satisfy the identities of the form."""

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate

MOST_STEPS = 300_000
"""A run of digits that takes more steps than this to cut is not cut at all."""

MOST_DIGITS = 7
"""No count of requests or suits has more digits: the whole country receives some hundred thousand requests a year."""

MOST_SUMS = 100_000

Split = tuple[str, ...]
"""The texts of a line of cells, one for each cell."""

Vector = tuple[int, ...]

_SIGNED = re.compile(r"(?<=\d)(?=[+\-])")
_NUMERAL = re.compile(r"[+\-]?(?:0|[1-9]\d*)(?:\.\d+)?(?:[^\d.,].*)?")
_GROUPED = re.compile(r"[+\-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")


class TooManySplits(Exception):
    """A run of digits can be cut in too many ways."""


def cuts(chunks: Sequence[str], width: int) -> list[Split]:
    """Return all ways to read separated chunks of print as `width` cells; no number begins with a zero but zero itself.

    Raises TooManySplits.
    """
    found: list[Split] = []
    stack: list[tuple[tuple[str, ...], Split]] = [(_pieces(chunks), ())]
    for _ in range(MOST_STEPS):
        if not stack:
            return found
        pieces, done = stack.pop()
        if not pieces:
            found += [done] if len(done) == width else []
        elif len(pieces) <= width - len(done):
            stack += [((rest, *pieces[1:]) if rest else pieces[1:], (*done, head)) for head, rest in _heads(pieces[0])]
    raise TooManySplits


def _pieces(chunks: Sequence[str]) -> tuple[str, ...]:
    return tuple(piece for chunk in chunks for piece in _SIGNED.split(chunk))


class SumCutter:
    """Cuts separated chunks of print into groups of cells, of each of which the last cell is the sum of the others."""

    def __init__(self, chunks: Sequence[str], group: int) -> None:
        """Take the chunks and the number of cells in a group."""
        self.pieces = _pieces(chunks)
        self.text = "".join(self.pieces)
        self.ends = list(accumulate(map(len, self.pieces)))
        self.group = group
        self.steps = 0

    def cut(self, groups: int) -> list[Split]:
        """Return all ways to read the chunks as so many groups. Raises TooManySplits."""
        return [split for end, split in self._from(0, groups) if end == len(self.text)]

    def _from(self, start: int, groups: int) -> Iterator[tuple[int, Split]]:
        if groups == 0:
            yield start, ()
            return
        only = groups == 1
        for end, split in self._groups(start, last=only):
            for final, rest in self._from(end, groups - 1):
                yield final, (*split, *rest)

    def _groups(self, start: int, *, last: bool) -> Iterator[tuple[int, Split]]:
        """Yield the groups that begin at a place, with where they end; the last one ends with the text."""
        for place in range(start + self.group - 1, len(self.text)):
            for end in self._cells(place):
                total = amount_of(self.text[place:end])
                if total is None or (last and end != len(self.text)):
                    continue
                for split in self._filled(start, place, self.group - 1, total):
                    yield end, (*split, self.text[place:end])

    def _filled(self, start: int, end: int, cells: int, total: int) -> Iterator[Split]:
        """Yield the ways to cut a stretch into so many cells that add up to `total`."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise TooManySplits
        if cells == 0:
            if start == end and total == 0:
                yield ()
            return
        if end - start < cells or total < 0:
            return
        for place in self._cells(start):
            number = amount_of(self.text[start:place])
            if place <= end and number is not None and number <= total:
                longest = len(str(total - number))
                if end - place <= (cells - 1) * longest or self.pieces != (self.text,):
                    for rest in self._filled(place, end, cells - 1, total - number):
                        yield (self.text[start:place], *rest)

    def _cells(self, start: int) -> Iterator[int]:
        """Yield where a cell that begins at a place can end: inside its piece, a mark that is no number only as a whole."""
        limit = next((end for end in self.ends if end > start), len(self.text))
        whole = self.text[start:limit]
        begins = start in (0, *self.ends)
        if whole.isdigit():
            longest = min(limit, start + MOST_DIGITS)
            yield from [start + 1] if self.text[start] == "0" else range(start + 1, longest + 1)
        elif begins and _is_cell(whole):
            yield limit


def amount_of(text: str) -> int | None:
    """Return the whole number that a cell stands for, 0 for a mark without digits, None where it is neither."""
    if text.isdigit():
        return int(text)
    return None if any(character.isdigit() for character in text) else 0


def _heads(piece: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to take one cell from the left of a piece, with the rest."""
    digits = re.match(r"[+\-]?\d*", piece)
    for end in range(1, digits.end() if digits else 0):
        if _is_cell(piece[:end]) and piece[end].isdigit():
            yield piece[:end], piece[end:]
    if _is_cell(piece):
        yield piece, ""


def _is_cell(text: str) -> bool:
    """Return whether a piece can be one cell: a numeral without a leading zero, or a mark that holds no digit."""
    if not any(character.isdigit() for character in text):
        return text not in ("+", ".")
    return bool(_NUMERAL.fullmatch(text) or _GROUPED.fullmatch(text))


def feasible(options: Sequence[Sequence[Vector]]) -> list[list[int]]:
    """Return for each line the numbers of its options that stand in some combination whose vectors add up to zero.

    Raises TooManySplits.
    """
    if not options:
        return []
    zero = (0,) * len(options[0][0])
    forward = [{zero}]
    for choices in options:
        forward.append(_sums(forward[-1], choices))
    backward = [{zero}]
    for choices in reversed(options):
        backward.append(_sums(backward[-1], [tuple(-number for number in vector) for vector in choices]))
    backward.reverse()
    return [
        [
            number
            for number, vector in enumerate(choices)
            if any(
                tuple(a + b for a, b in zip(before, vector, strict=True)) in backward[line + 1]
                for before in forward[line]
            )
        ]
        for line, choices in enumerate(options)
    ]


def _sums(reached: set[Vector], choices: Sequence[Vector]) -> set[Vector]:
    if len(reached) * len(choices) > MOST_SUMS:
        raise TooManySplits
    return {tuple(a + b for a, b in zip(sum_, vector, strict=True)) for sum_ in reached for vector in choices}
