"""The text of a report without what has to differ (numbers, years, names) and what has to be the same (headings, labels)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from unicodedata import normalize

import numpy as np
import yaml
from numpy.typing import NDArray

from archive.cell_names import names as cell_labels

NUMBER, NAME = "0", "N"
"""What stands for a number and for a name in a masked text."""

MOST_CHARACTERS = 30_000
"""So much of each part is looked at."""

_SILENT = re.compile(r"[\W_]+")
_ENUMERATOR = re.compile(r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．,，]|[①-⑳])+")
_NUMBERS = r"\d+(?:[.,]\d+)*%?|[〇零一二三四五六七八九十百千万亿两]{2,}"


@dataclass(frozen=True, slots=True)
class Masked:
    """A part of a report: its number, the text to be compared, and where each character of it stands in the part's text.

    `starts` and `ends` are offsets, the end exclusive.
    """

    number: int
    text: str
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]


@cache
def _fixed() -> Any:
    return yaml.safe_load((files(__package__) / "fixed.yaml").read_text(encoding="utf-8"))


@cache
def _fixed_lines() -> frozenset[str]:
    labels = [
        label for table in cell_labels("zh").values() for axis in ("rows", "columns") for label in table[axis].values()
    ]
    return frozenset(_bare(normalize("NFKC", line)) for line in (*_fixed()["lines"], *labels))


def _bare(plain: str) -> str:
    return _SILENT.sub("", _ENUMERATOR.sub("", plain.strip()))


def names_to_mask(agency_names: Iterable[str], divisions: Iterable[str]) -> re.Pattern[str]:
    """Return the expression that finds what has to differ: names of an agency and its divisions, short forms, numbers."""
    places = {name for name in divisions if name}
    short = {name.removesuffix(end) for name in places for end in _fixed()["endings"] if name.endswith(end)}
    bodies = {name for name in agency_names if name}
    for name in tuple(bodies):
        for place in sorted((*places, *short), key=len, reverse=True):
            name = name.removeprefix(place)
        bodies.add(name)
    known = sorted({name for name in (*bodies, *places, *short) if len(name) > 1}, key=lambda n: (-len(n), n))
    alternatives = [*map(re.escape, known), _fixed()["self"]]
    return re.compile(f"(?P<name>(?:{'|'.join(alternatives)})+)|(?P<number>{_NUMBERS})")


def masked(number: int, text: str, differing: re.Pattern[str]) -> Masked:
    """Return a part of a report as it is compared."""
    pieces: list[str] = []
    starts: list[int] = []
    lasts: list[int] = []
    offset = 0
    for line in text[:MOST_CHARACTERS].splitlines(keepends=True):
        folded = normalize("NFKC", line)
        if _bare(folded) not in _fixed_lines():
            plain, places = _plain(line, folded)
            piece, first, last = _masked_line(plain, differing)
            pieces.append(piece)
            starts += [offset + places[place] for place in first]
            lasts += [offset + places[place] for place in last]
        offset += len(line)
    return Masked(number, "".join(pieces), np.array(starts, np.int32), np.array(lasts, np.int32) + np.int32(1))


def _plain(line: str, folded: str) -> tuple[str, Sequence[int]]:
    """Return a line after NFKC, and the place in the line from which each character came."""
    if len(folded) == len(line):
        return folded, range(len(line))
    pairs = [(new, place) for place, old in enumerate(line) for new in normalize("NFKC", old)]
    return "".join(new for new, _ in pairs), [place for _, place in pairs]


def _masked_line(plain: str, differing: re.Pattern[str]) -> tuple[str, list[int], list[int]]:
    """Return a line as it is compared, and where the first and the last character stand that each of its characters is for."""
    pieces: list[str] = []
    first: list[int] = []
    last: list[int] = []
    done = 0
    for match in differing.finditer(plain):
        start, end = match.span()
        kept = _kept(plain, done, start)
        pieces += (_SILENT.sub("", plain[done:start]), NAME if match.lastgroup == "name" else NUMBER)
        first += (*kept, start)
        last += (*kept, end - 1)
        done = end
    kept = _kept(plain, done, len(plain))
    return "".join((*pieces, _SILENT.sub("", plain[done:]))), first + kept, last + kept


def _kept(plain: str, start: int, end: int) -> list[int]:
    return [place for place, character in enumerate(plain[start:end], start) if character.isalnum()]
