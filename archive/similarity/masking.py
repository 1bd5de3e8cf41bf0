"""The text of a report without what has to differ (numbers, years, names) and what has to be the same (headings, labels)."""

import re
import sys
from array import array
from collections.abc import Iterable
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
_WIDE = {"，": ",", "；": ";", "：": ":", "（": "(", "）": ")"}
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
    of_one_line = {name for name in (*bodies, *places, *short) if len(name) > 1 and name.splitlines() == [name]}
    known = sorted(of_one_line, key=lambda name: (-len(name), name))
    alternatives = [*map(re.escape, known), _fixed()["self"]]
    return re.compile(f"(?P<name>(?:{'|'.join(alternatives)})+)|(?P<number>{_NUMBERS})")


def masked(number: int, text: str, differing: re.Pattern[str]) -> Masked:
    """Return a part of a report as it is compared."""
    plain, places = _plain(text[:MOST_CHARACTERS])
    points = np.frombuffer(plain.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).copy()
    kept = _alphanumeric()[points]
    last = np.arange(len(points))
    for match in differing.finditer(plain):
        start, end = match.span()
        kept[start:end] = False
        kept[start] = True
        points[start] = ord(NAME if match.lastgroup == "name" else NUMBER)
        last[start] = end - 1
    chosen = np.flatnonzero(kept)
    characters = points[chosen].tobytes().decode("utf-32-le", "surrogatepass")
    return Masked(number, characters, places[chosen], places[last[chosen]] + np.int32(1))


@cache
def _alphanumeric() -> NDArray[np.bool_]:
    """Return for every code point whether it is a letter or a digit."""
    return np.fromiter(map(str.isalnum, map(chr, range(sys.maxunicode + 1))), np.bool_)


def _plain(text: str) -> tuple[str, NDArray[np.int32]]:
    """Return the lines that are not fixed, after NFKC, and the place in the text from which each character came."""
    lines: list[str] = []
    places = array("i")
    offset = 0
    for line in text.splitlines(keepends=True):
        plain = _folded(line)
        if _bare(plain) not in _fixed_lines():
            if len(plain) == len(line):
                places.extend(range(offset, offset + len(line)))
            else:
                pairs = [(new, place) for place, old in enumerate(line, offset) for new in normalize("NFKC", old)]
                plain = "".join(new for new, _ in pairs)
                places.extend(place for _, place in pairs)
            lines.append(plain)
        offset += len(line)
    return "".join(lines), np.frombuffer(places, dtype=np.int32)


def _folded(line: str) -> str:
    """Return a line after NFKC; without the commonest wide signs most lines are in this form already, which is seen at once."""
    for wide, narrow in _WIDE.items():
        line = line.replace(wide, narrow)
    return normalize("NFKC", line)
