"""Sets of hashes, kept in a temporary file so that memory does not grow with the number of reports."""

from collections.abc import Iterable, Sequence
from tempfile import TemporaryFile

import numpy as np

from archive.similarity.sketches import Hashes, Places


def stored(sets: Iterable[Hashes]) -> list[Hashes]:
    """Return the same arrays, none of them empty, as views of a file that is gone when the last of them is."""
    sizes = []
    with TemporaryFile() as file:
        for one in sets:
            file.write(one.data)
            sizes.append(len(one))
        file.flush()
        whole = np.memmap(file, dtype=np.uint64, mode="r") if sizes else np.empty(0, np.uint64)
    return np.split(np.asarray(whole), np.cumsum(sizes)[:-1]) if sizes else []


def shared(mine: Hashes, others: Sequence[Hashes]) -> Places:
    """Return how many members of an ascending set that is not empty each of the others has too."""
    if not others:
        return np.empty(0, np.int64)
    theirs = np.concatenate(others)
    places = np.minimum(np.searchsorted(mine, theirs), len(mine) - 1)
    bounds = np.cumsum([0, *map(len, others)])[:-1]
    return np.add.reduceat((mine[places] == theirs).astype(np.int64), bounds)
