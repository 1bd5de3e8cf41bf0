"""The longest stretches that two reports have in common, with their places in both."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archive.shingling import SIZE
from archive.similarity.masking import Masked
from archive.similarity.sketches import hashes

MOST_PASSAGES = 5
SHORTEST = 15
"""A passage has at least so many characters, numbers and names counted as one."""

MOST_TEXT = 200
"""So much of a passage is kept beside its places, in characters."""


def passages(parts: Sequence[Masked], others: Sequence[Masked], texts: dict[int, str]) -> list[dict[str, Any]]:
    """Return at most five passages of a report that stand in another one too, the longest first.

    Each has the part's number and the offsets in its text on both sides; `texts` are those of the report's parts.
    """
    mine, theirs = _sequence(parts), _sequence(others)
    if not len(mine[0]) or not len(theirs[0]):
        return []
    runs = sorted(_runs(mine, theirs), key=lambda run: (-run[2], run[0]))
    return [
        _passage(run, parts, others, mine, theirs, texts)
        for run in runs[:MOST_PASSAGES]
        if run[2] + SIZE - 1 >= SHORTEST
    ]


_Sequence = tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.int64]]
_Run = tuple[int, int, int]


def _sequence(parts: Sequence[Masked]) -> _Sequence:
    """Return the hashes of all parts in order, with the place of the part and the place in it of each."""
    found = [hashes(part.text) for part in parts]
    if not found:
        return np.empty(0, np.uint64), np.empty(0, np.int64), np.empty(0, np.int64)
    return (
        np.concatenate(found),
        np.concatenate([np.full(len(some), number) for number, some in enumerate(found)]),
        np.concatenate([np.arange(len(some)) for some in found]),
    )


def _runs(mine: _Sequence, theirs: _Sequence) -> list[_Run]:
    """Return where consecutive shingles of one stand consecutively in the other: both places and the number of shingles."""
    distinct, first = np.unique(theirs[0], return_index=True)
    places = np.minimum(np.searchsorted(distinct, mine[0]), len(distinct) - 1)
    shared = np.flatnonzero(distinct[places] == mine[0])
    if not len(shared):
        return []
    there = first[places[shared]]
    broken = (
        (np.diff(shared) != 1)
        | (np.diff(there) != 1)
        | (np.diff(mine[1][shared]) != 0)
        | (np.diff(theirs[1][there]) != 0)
    )
    starts = np.concatenate([[0], np.flatnonzero(broken) + 1])
    lengths = np.diff(np.concatenate([starts, [len(shared)]]))
    return [(int(shared[s]), int(there[s]), int(length)) for s, length in zip(starts, lengths, strict=True)]


def _passage(
    run: _Run,
    parts: Sequence[Masked],
    others: Sequence[Masked],
    mine: _Sequence,
    theirs: _Sequence,
    texts: dict[int, str],
) -> dict[str, Any]:
    part, other = parts[mine[1][run[0]]], others[theirs[1][run[1]]]
    start, end = _place(part, int(mine[2][run[0]]), run[2])
    other_start, other_end = _place(other, int(theirs[2][run[1]]), run[2])
    return {
        "section": part.number,
        "start": start,
        "end": end,
        "other_section": other.number,
        "other_start": other_start,
        "other_end": other_end,
        "text": texts[part.number][start : min(end, start + MOST_TEXT)],
    }


def _place(part: Masked, place: int, length: int) -> tuple[int, int]:
    return part.starts[place], part.ends[place + length + SIZE - 2]
