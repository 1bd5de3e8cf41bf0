"""Texts as sets of hashed shingles, MinHash sketches of them, and which sketches are alike (locality-sensitive hashing)."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from archive.shingling import SIZE

Hashes = NDArray[np.uint64]
Places = NDArray[np.int64]

BANDS, ROWS = 42, 3
"""Sketches that agree in all rows of a band are candidates: half of the pairs with a Jaccard index of 0.25, all from 0.5 on."""

LARGEST_BUCKET = 400
"""Of a bucket with more texts, each is compared with so many that follow it."""

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_RANDOM = np.random.default_rng(20190101)
_FACTORS = _RANDOM.integers(1, 2**63, size=(BANDS * ROWS, 1), dtype=np.uint64) | np.uint64(1)
_ADDENDS = _RANDOM.integers(0, 2**63, size=(BANDS * ROWS, 1), dtype=np.uint64)


def hashes(text: str) -> Hashes:
    """Return the hashes of the shingles of a text, in its order; none for a text shorter than a shingle."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    if len(points) < SIZE:
        return np.empty(0, dtype=np.uint64)
    found = np.zeros(len(points) - SIZE + 1, dtype=np.uint64)
    for place in range(SIZE):
        found *= _MULTIPLIER
        found += points[place : place + len(found)]
    return _mixed(found)


def _mixed(values: Hashes) -> Hashes:
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def sketch(distinct: Hashes) -> NDArray[np.uint32]:
    """Return the MinHash sketch of a set of hashes that is not empty."""
    ranks: Hashes = distinct * _FACTORS
    ranks += _ADDENDS
    smallest: Hashes = ranks.min(axis=1) >> np.uint64(32)
    return smallest.astype(np.uint32)


def candidates(sketches: NDArray[np.uint32]) -> Iterator[Places]:
    """Yield for each sketch the places of those that agree with it in a band, in order, without itself."""
    bands = [_buckets(sketches[:, band * ROWS : (band + 1) * ROWS]) for band in range(BANDS)]
    for one in range(len(sketches)):
        near = np.zeros(len(sketches), dtype=np.bool_)
        for order, begins, ends, turns in bands:
            begin, end, turn = begins[one], ends[one], turns[one]
            if end - begin <= LARGEST_BUCKET:
                near[order[begin:end]] = True
            else:
                near[order[turn + 1 : min(turn + 1 + LARGEST_BUCKET, end)]] = True
                near[order[begin : max(begin, turn + 1 + LARGEST_BUCKET - (end - begin))]] = True
        near[one] = False
        yield np.flatnonzero(near)


def _buckets(rows: NDArray[np.uint32]) -> tuple[Places, list[int], list[int], list[int]]:
    """Return an order in which equal rows stand together, and for each row where its like begin and end in it and where it stands."""
    wide = rows.astype(np.uint64)
    keys = _mixed(_mixed(wide[:, 0] << np.uint64(32) | wide[:, 1]) ^ wide[:, 2])
    order = np.argsort(keys, kind="stable")
    turns = np.argsort(order)
    bounds = np.concatenate([[0], np.flatnonzero(np.diff(keys[order])) + 1, [len(keys)]])
    bucket = np.searchsorted(bounds, turns, side="right")
    return order, bounds[bucket - 1].tolist(), bounds[bucket].tolist(), turns.tolist()
