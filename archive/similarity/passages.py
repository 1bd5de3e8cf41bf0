"""The longest stretches that two reports have in common, with their places in both."""

from bisect import bisect
from typing import Any

import numpy as np

from archive.shingling import SIZE
from archive.similarity.narratives import Narrative, Offsets

MOST_PASSAGES = 5
SHORTEST = 15
"""A passage has at least so many characters, numbers and names counted as one."""

MOST_TEXT = 200
"""So much of a passage is kept beside its places, in characters."""


def passages(mine: Narrative, theirs: Narrative) -> list[dict[str, Any]]:
    """Return at most five passages of a report that stand in another one too, the longest first.

    Each has the part's number and the offsets in its text on both sides.
    """
    if not len(theirs.distinct):
        return []
    here, there, lengths = _runs(mine, theirs)
    longest = np.argsort(-lengths, kind="stable")[:MOST_PASSAGES]
    return [
        _passage(mine, theirs, int(here[run]), int(there[run]), int(lengths[run]))
        for run in longest
        if lengths[run] + SIZE - 1 >= SHORTEST
    ]


def _runs(mine: Narrative, theirs: Narrative) -> tuple[Offsets, Offsets, Offsets]:
    """Return where consecutive shingles of one stand consecutively in the other: both places and the number of shingles."""
    found = np.minimum(np.searchsorted(theirs.distinct, mine.distinct), len(theirs.distinct) - 1)
    theirs_first = np.where(theirs.distinct[found] == mine.distinct, theirs.first[found], -1)[mine.kinds]
    shared = np.flatnonzero(theirs_first >= 0)
    here, there = mine.places[shared], theirs.places[theirs_first[shared]]
    broken = (here[1:] - here[:-1] != 1) | (there[1:] - there[:-1] != 1)
    starts = np.concatenate([np.zeros(min(1, len(here)), np.int64), np.flatnonzero(broken) + 1])
    return here[starts], there[starts], np.diff(np.append(starts, len(here)))


def _passage(mine: Narrative, theirs: Narrative, here: int, there: int, length: int) -> dict[str, Any]:
    section, start, end = _place(mine, here, length)
    other_section, other_start, other_end = _place(theirs, there, length)
    return {
        "section": section,
        "start": start,
        "end": end,
        "other_section": other_section,
        "other_start": other_start,
        "other_end": other_end,
        "text": mine.texts[section][start : min(end, start + MOST_TEXT)],
    }


def _place(narrative: Narrative, place: int, length: int) -> tuple[int, int, int]:
    """Return the number of the part in which shingles stand, and the offsets of their text in it."""
    part = bisect(narrative.begins, place) - 1
    return narrative.numbers[part], int(narrative.starts[place]), int(narrative.ends[place + length + SIZE - 2])
