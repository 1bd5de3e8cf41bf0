"""Which way up a page lies: print is recognised sideways too, but only upright does it give the words of a report."""

import json
from collections.abc import Sequence
from importlib.resources import files
from itertools import zip_longest

from extract.recognition.lines import Line
from extract.recognition.model import Gray, recognise
from extract.recognition.votes import picture_of

SAMPLES, AT_ONCE = 30, 10
LEGIBLE = 0.5
SURELY = 0.7
ENOUGH = 9
"""A page is surely upright with so many different words, when more than this share of its lines is recognised."""

LEAST_SHAPE = 1.7
"""A line of words is at least so many times wider than high."""

USUAL_WIDTH = 1.0
"""Lines about so many inches wide are sampled first: long enough for words, short enough to be quick."""

_WORDS: tuple[str, ...] = tuple(json.loads((files("extract.recognition") / "words.json").read_text(encoding="utf-8")))


def uprightness(page: Gray, outside: Sequence[Line], cells: Sequence[Line], dpi: float) -> float | None:
    """Return how upright a page looks: the number of its different known words times the share of its lines recognised; None without such lines.

    Lines outside tables and those of cells are sampled in turn: letters one below the other in narrow cells
    give words when the page lies on its side, but then its other lines give none.
    """
    pairs = zip_longest(_words_in(outside, dpi), _words_in(cells, dpi))
    wide = [line for pair in pairs for line in pair if line is not None]
    if not wide:
        return None
    words: set[str] = set()
    legible, read = 0, 0
    for start in range(0, min(len(wide), SAMPLES), AT_ONCE):
        found = recognise([picture_of(page, line, dpi) for line in wide[start : start + AT_ONCE]])
        words |= {word for word in _WORDS for text in found if word in text.text}
        legible += sum(text.confidence >= LEGIBLE for text in found)
        read += len(found)
        if len(words) * legible >= ENOUGH * read and legible > SURELY * read:
            break
    return len(words) * legible / read


def _words_in(lines: Sequence[Line], dpi: float) -> list[Line]:
    """Return the lines that may hold words, those of the usual width first."""
    wide = [line for line in lines if line.width > LEAST_SHAPE * line.height]
    return sorted(wide, key=lambda line: (abs(line.width - USUAL_WIDTH * dpi), line.top, line.left))
