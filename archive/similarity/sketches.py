"""Texts as sets of hashed shingles, MinHash sketches of them, and which sketches are alike (locality-sensitive hashing)."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from archive.shingling import SIZE

Hashes = NDArray[np.uint64]

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
        found = found * _MULTIPLIER + points[place : place + len(found)]
    return _mixed(found)


def _mixed(values: Hashes) -> Hashes:
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def sketch(distinct: Hashes) -> NDArray[np.uint32]:
    """Return the MinHash sketch of a set of hashes that is not empty."""
    ranks: Hashes = (distinct * _FACTORS + _ADDENDS) >> np.uint64(32)
    smallest: Hashes = ranks.min(axis=1)
    return smallest.astype(np.uint32)


def candidates(sketches: NDArray[np.uint32]) -> Iterator[NDArray[np.int64]]:
    """Yield for each sketch the places of those that agree with it in a band, in order, without itself."""
    near: list[list[NDArray[np.int64]]] = [[] for _ in range(len(sketches))]
    for band in range(BANDS):
        for bucket in _buckets(sketches[:, band * ROWS : (band + 1) * ROWS]):
            for place, one in enumerate(bucket):
                near[one].append(_others(bucket, place))
    for one, found in enumerate(near):
        together = np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)
        yield together[together != one]


def _others(bucket: NDArray[np.int64], place: int) -> NDArray[np.int64]:
    if len(bucket) <= LARGEST_BUCKET:
        return bucket
    return np.take(bucket, range(place + 1, place + 1 + LARGEST_BUCKET), mode="wrap")


def _buckets(rows: NDArray[np.uint32]) -> Sequence[NDArray[np.int64]]:
    """Return the places of equal rows, where there are several."""
    wide = rows.astype(np.uint64)
    keys = _mixed(_mixed(wide[:, 0] << np.uint64(32) | wide[:, 1]) ^ wide[:, 2])
    order = np.argsort(keys, kind="stable")
    bounds = np.flatnonzero(np.diff(keys[order])) + 1
    return [bucket for bucket in np.split(order, bounds) if len(bucket) > 1]
