"""What stands on pages: runs of text and ruling lines at their places, in points from the top left of a page."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field

Edge = tuple[float, float, float, float]
"""A level or upright line: left, top, right, bottom."""


@dataclass(frozen=True)
class Run:
    """Characters of one font ("song" for Chinese, "latin") from a point on the baseline."""

    x: float
    y: float
    size: float
    text: str
    font: str


@dataclass(frozen=True)
class Rule:
    """A ruling line: `way` is stroke, fill (a thin filled box), or box (the edge is then that of a whole stroked box)."""

    edge: Edge
    width: float
    way: str


@dataclass
class Page:
    """One page under construction."""

    width: float
    height: float
    runs: list[Run] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)


def width_of(text: str, size: float, latin: float) -> float:
    """Return the length of a text: Chinese characters are square, others `latin` times as wide as high."""
    return sum(size if ord(character) > 0x2E80 or character in "“”—…" else size * latin for character in text)


def wrapped(text: str, size: float, width: float, latin: float) -> list[str]:
    """Return a text cut into lines that fit the width, anywhere between two characters."""
    lines: list[str] = []
    for character in text:
        if lines and width_of(lines[-1] + character, size, latin) <= width:
            lines[-1] += character
        else:
            lines.append(character)
    return lines


def runs_of(text: str, x: float, y: float, size: float, latin: float, *, two_fonts: bool) -> Iterable[Run]:
    """Yield a line of text as runs, Latin letters and digits in a font of their own where two fonts are used."""
    start = 0
    for end in range(1, len(text) + 1):
        if end < len(text) and (not two_fonts or text[end].isascii() == text[start].isascii()):
            continue
        piece = text[start:end]
        font = "latin" if two_fonts and piece.isascii() else "song"
        yield Run(x + width_of(text[:start], size, latin), y, size, piece, font)
        start = end


def joined(edges: Iterable[Edge]) -> list[Edge]:
    """Return edges on the same line that touch or overlap as one."""
    found: list[Edge] = []
    distinct = set(edges)
    for upright in (False, True):
        chosen = sorted(
            (e for e in distinct if (e[0] == e[2]) == upright), key=lambda e: (e[0], e[1]) if upright else (e[1], e[0])
        )
        for edge in chosen:
            last = found[-1] if found else None
            at, start, end = (0, 1, 3) if upright else (1, 0, 2)
            if last and (last[0] == last[2]) == upright and last[at] == edge[at] and edge[start] <= last[end] + 0.01:
                longer = max(last[end], edge[end])
                found[-1] = (last[0], last[1], last[2], longer) if upright else (last[0], last[1], longer, last[3])
            else:
                found.append(edge)
    return found


def shuffled(page: Page, rng: random.Random) -> list[Run]:
    """Return the runs of a page with its lines of text in random order, as some programs write them."""
    lines: list[list[Run]] = []
    for run in page.runs:
        if lines and lines[-1][-1].y == run.y and lines[-1][-1].x < run.x and lines[-1][-1].font != run.font:
            lines[-1].append(run)
        else:
            lines.append([run])
    rng.shuffle(lines)
    return [run for line in lines for run in line]
