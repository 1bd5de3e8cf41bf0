"""How digits glued without a separator can be cut into numbers, and which cuts satisfy the identities of the form."""

import re
from collections.abc import Callable, Iterator, Sequence

MOST_STEPS = 300_000
"""A run of digits that takes more steps than this to cut is not cut at all."""

MOST_SUMS = 100_000

Split = tuple[str, ...]
"""The texts of a line of cells, one for each cell."""

Vector = tuple[int, ...]

_SIGNED = re.compile(r"(?<=\d)(?=[+\-])")
_NUMERAL = re.compile(r"[+\-]?(?:0|[1-9]\d*)(?:\.\d+)?(?:[^\d.].*)?")
_GROUPED = re.compile(r"[+\-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")


class TooManySplits(Exception):
    """A run of digits can be cut in too many ways."""


class Cutter:
    """Cuts separated chunks of print into cells, in every way in which each group of `group` cells satisfies `holds`."""

    def __init__(self, group: int, holds: Callable[[Split], bool]) -> None:
        """Take the number of cells of a group and the identity that each group must satisfy."""
        self.group = group
        self.holds = holds
        self.steps = 0

    def cut(self, chunks: Sequence[str], width: int) -> list[Split]:
        """Return all ways to read the chunks as `width` cells; no number begins with a zero but zero itself.

        Raises TooManySplits.
        """
        self.steps = 0
        pieces = [piece for chunk in chunks for piece in _SIGNED.split(chunk)]
        return list(self._cut(pieces, width, ()))

    def _cut(self, pieces: Sequence[str], width: int, done: Split) -> Iterator[Split]:
        if done and len(done) % self.group == 0 and not self.holds(done[-self.group :]):
            return
        if not pieces:
            if width == 0:
                yield done
            return
        if len(pieces) > width:
            return
        for head, rest in _heads(pieces[0]):
            self.steps += 1
            if self.steps > MOST_STEPS:
                raise TooManySplits
            yield from self._cut((rest, *pieces[1:]) if rest else pieces[1:], width - 1, (*done, head))


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
