"""Numbers that stand in several pieces, as a page sets them in several elements: which pieces belong together, the sums tell."""

from collections.abc import Sequence
from itertools import combinations, pairwise

from extract.mapping.flow.splits import MOST_DIGITS, Split

MOST_PIECES = 4
"""So many pieces a cell at most on average; a line of more is not put together."""

MOST_WAYS = 20_000


def put_together(pieces: Sequence[str], width: int) -> list[Split]:
    """Return all ways to join neighbouring pieces to groups of `width` numbers of which the last is the sum of the others.

    No number begins with a zero but zero itself. Nothing is returned where pieces are not digits only, or are too many.
    """
    if not all(piece.isascii() and piece.isdigit() for piece in pieces):
        return []
    return _groups(tuple(pieces), width) if len(pieces) <= MOST_PIECES * width else []


def put_blocks_together(pieces: Sequence[str], width: int, blocks: int) -> list[Split]:
    """Return all ways to join pieces to `blocks` groups as `put_together` makes them, one after the other."""
    if blocks == 1:
        return put_together(pieces, width)
    found: list[Split] = []
    for end in range(width, len(pieces) - width * (blocks - 1) + 1):
        for first in put_together(pieces[:end], width):
            found += [(*first, *rest) for rest in put_blocks_together(pieces[end:], width, blocks - 1)]
            if len(found) > MOST_WAYS:
                return []
    return found


def _groups(pieces: tuple[str, ...], width: int) -> list[Split]:
    found = []
    for ends in combinations(range(1, len(pieces)), width - 1):
        bounds = (0, *ends, len(pieces))
        texts = tuple("".join(pieces[start:end]) for start, end in pairwise(bounds))
        if all(_is_number(text) for text in texts) and sum(map(int, texts[:-1])) == int(texts[-1]):
            found.append(texts)
    return found


def _is_number(text: str) -> bool:
    return len(text) <= MOST_DIGITS and (text == "0" or not text.startswith("0"))
