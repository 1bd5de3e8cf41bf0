"""The text of a report without what has to differ (numbers, years, names) and what has to be the same (headings, labels)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from unicodedata import normalize

import yaml

from archive.cell_names import names as cell_labels

NUMBER, NAME = "0", "N"
"""What stands for a number and for a name in a masked text."""

MOST_CHARACTERS = 30_000
"""So much of each part is looked at."""

_ENUMERATOR = re.compile(r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．,，]|[①-⑳])+")
_NUMBERS = r"\d+(?:[.,]\d+)*%?|[〇零一二三四五六七八九十百千万亿两]{2,}"


@dataclass(frozen=True, slots=True)
class Masked:
    """A part of a report: its number, the text to be compared, and where each character of it stands in the part's text.

    `starts` and `ends` are offsets, the end exclusive.
    """

    number: int
    text: str
    starts: Sequence[int]
    ends: Sequence[int]


@cache
def _fixed() -> Any:
    return yaml.safe_load((files(__package__) / "fixed.yaml").read_text(encoding="utf-8"))


@cache
def _fixed_lines() -> frozenset[str]:
    labels = [
        label for table in cell_labels("zh").values() for axis in ("rows", "columns") for label in table[axis].values()
    ]
    return frozenset(_bare(line) for line in (*_fixed()["lines"], *labels))


def _bare(line: str) -> str:
    return "".join(filter(str.isalnum, _ENUMERATOR.sub("", normalize("NFKC", line).strip())))


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


def masked_text(text: str, differing: re.Pattern[str]) -> str:
    """Return the text of a part as it is compared, without the places: what `masked` gives, sooner."""
    lines = (line for line in text[:MOST_CHARACTERS].splitlines() if _bare(line) not in _fixed_lines())
    kept = (differing.sub(_marker, _plain(line)[0]) for line in lines)
    return "".join(filter(str.isalnum, "".join(kept)))


def _marker(match: re.Match[str]) -> str:
    return NAME if match.lastgroup == "name" else NUMBER


def masked(number: int, text: str, differing: re.Pattern[str]) -> Masked:
    """Return a part of a report as it is compared."""
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    offset = 0
    for line in text[:MOST_CHARACTERS].splitlines(keepends=True):
        if _bare(line) not in _fixed_lines():
            plain, places = _plain(line)
            for piece, start, end in _pieces(plain, differing):
                characters.append(piece)
                starts.append(offset + places[start])
                ends.append(offset + places[end - 1] + 1)
        offset += len(line)
    return Masked(number, "".join(characters), starts, ends)


def _plain(line: str) -> tuple[str, Sequence[int]]:
    """Return a line after NFKC, and the place in the line from which each character came."""
    folded = normalize("NFKC", line)
    if len(folded) == len(line):
        return folded, range(len(line))
    pairs = [(new, place) for place, old in enumerate(line) for new in normalize("NFKC", old)]
    return "".join(new for new, _ in pairs), [place for _, place in pairs]


def _pieces(plain: str, differing: re.Pattern[str]) -> Iterable[tuple[str, int, int]]:
    done = 0
    for match in differing.finditer(plain):
        yield from ((plain[place], place, place + 1) for place in range(done, match.start()) if plain[place].isalnum())
        yield _marker(match), match.start(), match.end()
        done = match.end()
    yield from ((plain[place], place, place + 1) for place in range(done, len(plain)) if plain[place].isalnum())
