"""The narrative of a report as it is compared: the shingles of all its parts, and where they stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from archive.shingling import SIZE
from archive.similarity.masking import Masked
from archive.similarity.sketches import Hashes, hashes

Offsets = NDArray[np.int32]
_NONE = np.empty(0, np.int32)


@dataclass(frozen=True, slots=True)
class Narrative:
    """The shingles of a report in the order of its text, and as a set.

    `texts` are the texts of its parts by their numbers; `starts` and `ends` are offsets in them, for each character of all
    masked parts one after the other, `begins` where each part begins there. `distinct` are the hashes, each once, ascending.
    `places` is where each shingle begins in the masked parts, `kinds` which of the distinct hashes it has, `first` which shingle
    is the first with each of them.
    """

    numbers: Sequence[int]
    texts: dict[int, str]
    begins: Sequence[int]
    starts: Offsets
    ends: Offsets
    places: Offsets
    distinct: Hashes
    kinds: Offsets
    first: Offsets

    @property
    def weight(self) -> int:
        """About how many bytes it takes."""
        arrays = (self.starts, self.ends, self.places, self.distinct, self.kinds, self.first)
        return sum(array.nbytes for array in arrays) + sum(2 * len(text) for text in self.texts.values())


def narrative(parts: Sequence[Masked], texts: dict[int, str]) -> Narrative:
    """Return the narrative of which these are the parts; no shingle reaches from one into the next."""
    begins = [0, *accumulate(len(part.text) for part in parts)]
    within = [np.arange(begin, end - SIZE + 1, dtype=np.int32) for begin, end in pairwise(begins)]
    places = np.concatenate([_NONE, *within])
    distinct, first, kinds = np.unique(
        hashes("".join(part.text for part in parts))[places], return_index=True, return_inverse=True
    )
    return Narrative(
        [part.number for part in parts],
        texts,
        begins[:-1],
        np.concatenate([_NONE, *(part.starts for part in parts)]),
        np.concatenate([_NONE, *(part.ends for part in parts)]),
        places,
        distinct,
        kinds.astype(np.int32),
        first.astype(np.int32),
    )
