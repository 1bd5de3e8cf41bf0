"""The narrative of a report as it is compared: the shingles of all its parts, and where they stand."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archive.shingling import SIZE
from archive.similarity.masking import Masked
from archive.similarity.sketches import Hashes, Places, hashes


@dataclass(frozen=True, slots=True)
class Narrative:
    """The shingles of a report in the order of its text, and as a set.

    `texts` are the texts of its parts by their numbers; `starts` and `ends` are offsets in them, for each character of all
    masked parts one after the other, `begins` where each part begins there. `places` is where each shingle begins there, `first`
    which shingle is the first of its kind, for each of the distinct ones, which ascend.
    """

    numbers: Sequence[int]
    texts: dict[int, str]
    begins: Places
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    hashes: Hashes
    places: Places
    distinct: Hashes
    first: Places

    @property
    def weight(self) -> int:
        """About how many bytes it takes."""
        arrays = (self.begins, self.starts, self.ends, self.hashes, self.places, self.distinct, self.first)
        return sum(array.nbytes for array in arrays) + sum(2 * len(text) for text in self.texts.values())


def narrative(parts: Sequence[Masked], texts: dict[int, str]) -> Narrative:
    """Return the narrative of which these are the parts; no shingle reaches from one into the next."""
    lengths = [len(part.text) for part in parts]
    begins = np.cumsum([0, *lengths])
    within = [np.arange(begin, begin + length - SIZE + 1) for begin, length in zip(begins, lengths, strict=False)]
    places = np.concatenate([np.empty(0, np.int64), *within])
    found = hashes("".join(part.text for part in parts))[places]
    distinct, first = np.unique(found, return_index=True)
    none = np.empty(0, np.int32)
    return Narrative(
        [part.number for part in parts],
        texts,
        begins[:-1],
        np.concatenate([none, *(part.starts for part in parts)]),
        np.concatenate([none, *(part.ends for part in parts)]),
        found,
        places,
        distinct,
        first,
    )
