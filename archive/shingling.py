"""A text as the set of its overlapping pieces of five characters: the measure of how much two texts share."""

import re
from unicodedata import normalize

SIZE = 5
_POINT = re.compile(r"(?<=\d)\.(?=\d)")


def letters(text: str) -> str:
    """Return a text without what typography changes: NFKC, without spaces and punctuation but the points within numbers."""
    return "".join(filter(str.isalnum, _POINT.sub("点", normalize("NFKC", text))))


def shingles(text: str) -> set[str]:
    """Return all pieces of five characters of a text; a shorter text is one piece, an empty one has none."""
    return {text[start : start + SIZE] for start in range(max(len(text) - SIZE + 1, 1))} - {""}


def jaccard(one: set[str], other: set[str]) -> float:
    """Return the share of all pieces that both have, from 0 to 1; two empty sets agree."""
    together = len(one | other)
    return len(one & other) / together if together else 1.0
