"""Labels as meaning: two spellings of the same line of a form compare equal, whatever spaces, quotes or numbering they bear."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from difflib import SequenceMatcher
from functools import lru_cache

_QUOTES = re.compile(r"[\"“”„‟＂'‘’「」『』]")
_SPACE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_ENUMERATOR = re.compile(r"^(?:\(?[一二三四五六七八九十]+\)|[一二三四五六七八九十]+[、.,]|\(?\d{1,2}[)、.,])+")
_BRACKETED_TAIL = re.compile(r"[\(【\[].*$")
_CUT_TAIL = re.compile(r"(?:\.{2,}|…+|。{2,})$")

CUT_LABEL_LENGTH = 8
"""A label cut off by dots or by a page break is still recognised by this many of its first characters."""

SHORT = 100
REMEMBERED = 20_000
"""Labels and numbers are the same in all reports: so many texts of at most `SHORT` characters are worked out only once."""

LONG_REMEMBERED = 32
"""Long texts are kept while several readers of one report look at them."""

SIMILAR_ENOUGH = 0.8
CLEARLY_BETTER = 0.08


def squeeze(text: str) -> str:
    """Return a text in NFKC without any white space."""
    return _squeezed(text) if len(text) <= SHORT else _long(text)


def _without_space(text: str) -> str:
    return _SPACE.sub("", text if text.isascii() else unicodedata.normalize("NFKC", text))


_squeezed = lru_cache(REMEMBERED)(_without_space)
_long = lru_cache(LONG_REMEMBERED)(_without_space)


def normalise(text: str) -> str:
    """Return the form of a label that is compared: no spaces, quotes, leading numbering or explanation in brackets."""
    return _normalised(text) if len(text) <= SHORT else _as_label(text)


def is_numbered(text: str) -> bool:
    """Return whether a label begins with its number: （一）, 二、 or 3."""
    return bool(_ENUMERATOR.match(squeeze(text)))


def without_quotes(text: str) -> str:
    """Return a text without quotation marks of any kind."""
    return _QUOTES.sub("", text)


def _as_label(text: str) -> str:
    bare = without_quotes(squeeze(text))
    bare = _ENUMERATOR.sub("", bare) or bare
    return _BRACKETED_TAIL.sub("", bare) or bare


_normalised = lru_cache(REMEMBERED)(_as_label)


class LabelIndex:
    """Finds the key that a printed label stands for among the labels of a form."""

    def __init__(self, labels: Iterable[tuple[str, Collection[str]]]) -> None:
        """Take pairs of a key and all spellings known for it."""
        self._spellings = {key: tuple(dict.fromkeys(normalise(text) for text in texts)) for key, texts in labels}
        self._exact: dict[str, str] = {}
        for key, texts in self._spellings.items():
            for text in texts:
                self._exact.setdefault(text, key)

    def exact(self, label: str) -> str | None:
        """Return the key whose spelling equals the label, if any."""
        return self._exact.get(normalise(label))

    def named(self, name: str) -> str | None:
        """Return the key whose spelling equals a label that is normalised already, if any."""
        return self._exact.get(name)

    def similar(self, label: str, among: Collection[str]) -> str | None:
        """Return the one key of `among` that a misspelt or cut label can only mean, else None."""
        bare = _CUT_TAIL.sub("", normalise(label))
        if len(bare) < 2:
            return None
        if len(bare) >= CUT_LABEL_LENGTH:
            cut = [key for key in among if any(text.startswith(bare) for text in self._spellings[key])]
            if len(cut) == 1:
                return cut[0]
        best = _clearly_best((self._likeness(bare, key), key) for key in among)
        if best is None and len(bare) >= CUT_LABEL_LENGTH:
            best = _clearly_best((self._likeness(bare, key, cut=True), key) for key in among)
        return best

    def completes(self, key: str, fragment: str) -> bool:
        """Return whether a text can be the second half of the label of this key, cut by a page break."""
        bare = normalise(fragment)
        return len(bare) >= 2 and any(text.endswith(bare) for text in self._spellings[key])

    def _likeness(self, bare: str, key: str, *, cut: bool = False) -> float:
        """Return how much a text is like a spelling of a label, with `cut` like the beginning of one, from 0 to 1."""
        texts = [text[: len(bare)] if cut else text for text in self._spellings[key]]
        return max(SequenceMatcher(None, bare, text, autojunk=False).ratio() for text in texts)


def _clearly_best(scored: Iterable[tuple[float, str]]) -> str | None:
    scores = sorted(scored, reverse=True)
    if not scores or scores[0][0] < SIMILAR_ENOUGH:
        return None
    if len(scores) > 1 and scores[0][0] - scores[1][0] < CLEARLY_BETTER:
        return None
    return scores[0][1]
