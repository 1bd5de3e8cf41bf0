"""Which way up a page lies: print is recognised sideways too, but only upright does it give the words of a report."""

import json
from collections.abc import Sequence
from importlib.resources import files

from extract.recognition.lines import Line
from extract.recognition.model import Gray, recognise
from extract.recognition.votes import picture_of

SAMPLES = 12
ENOUGH = 3
"""A page with so many known words among the sampled lines is upright."""

USUAL_WIDTH = 1.5
"""Lines about so many inches wide are sampled first: long enough for words, short enough to be quick."""

_WORDS: tuple[str, ...] = tuple(json.loads((files("extract.recognition") / "words.json").read_text(encoding="utf-8")))


def known_words(page: Gray, lines: Sequence[Line], dpi: float) -> int | None:
    """Return how many words that reports use are recognised among the lines of a page; None when it has no lines of words."""
    wide = [line for line in lines if line.width > 2.5 * line.height]
    wide.sort(key=lambda line: (abs(line.width - USUAL_WIDTH * dpi), line.top, line.left))
    if not wide:
        return None
    found = recognise([picture_of(page, line, dpi) for line in wide[:SAMPLES]])
    return sum(text.text.count(word) for text in found for word in _WORDS)
