"""Which way up a page lies: print is recognised sideways too, but only upright does it give the words of a report."""

import json
from collections.abc import Sequence
from importlib.resources import files

from extract.recognition.lines import Line
from extract.recognition.model import Gray, recognise
from extract.recognition.votes import picture_of

SAMPLES, AT_ONCE = 12, 3
ENOUGH = 3
"""A page with so many known words among the sampled lines is upright."""

USUAL_WIDTH = 1.5
"""Lines about so many inches wide are sampled first: long enough for words, short enough to be quick."""

_WORDS: tuple[str, ...] = tuple(json.loads((files("extract.recognition") / "words.json").read_text(encoding="utf-8")))


def known_words(page: Gray, lines: Sequence[Line], dpi: float) -> int | None:
    """Return how many words of reports are recognised among lines of a page, counted until enough; None without wide lines."""
    wide = [line for line in lines if line.width > 2.5 * line.height]
    wide.sort(key=lambda line: (abs(line.width - USUAL_WIDTH * dpi), line.top, line.left))
    if not wide:
        return None
    words = 0
    for start in range(0, min(len(wide), SAMPLES), AT_ONCE):
        found = recognise([picture_of(page, line, dpi) for line in wide[start : min(start + AT_ONCE, SAMPLES)]])
        words += sum(text.text.count(word) for text in found for word in _WORDS)
        if words >= ENOUGH:
            break
    return words
