"""Automatic numbers of a Word document: what is printed before a numbered paragraph though it stands in no text."""

import json
import re
from collections.abc import Sequence
from importlib.resources import files

from extract.readers.docx_styles import Styles
from extract.readers.ooxml import Element, attribute, child, children, number_of

_FORMATS = json.loads((files(__package__) / "docx_numbering.json").read_text(encoding="utf-8"))
_COUNTING = frozenset(_FORMATS["counting"])
_DIGITWISE = frozenset(_FORMATS["digitwise"])
_LISTS: dict[str, str] = _FORMATS["lists"]
_DIGITS: str = _FORMATS["digits"]
_LEGAL: str = _FORMATS["legal_digits"]
_ROMAN = ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
LEVELS = 9


class Numbering:
    """The lists of one document, and how far each has counted. Ask for every paragraph once, in reading order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        """Take the root of the part with the lists, None where the document has none, and the styles."""
        self._styles = styles
        self._lists = {attribute(entry, "numId") or "": entry for entry in children(root, "num")}
        self._abstract = {attribute(entry, "abstractNumId") or "": entry for entry in children(root, "abstractNum")}
        self._counts: dict[str, list[int | None]] = {}
        self._started: set[tuple[str, int]] = set()

    def label(self, properties: Element | None) -> str:
        """Return what is printed before a paragraph with these properties, and count on; empty for most paragraphs."""
        number, level = self._membership(properties)
        entry = self._lists.get(number)
        abstract = self._abstract_of(entry)
        if entry is None or abstract is None or not 0 <= level < LEVELS:
            return ""
        levels = [self._level(entry, abstract, place) for place in range(LEVELS)]
        counts = self._counts.setdefault(attribute(abstract, "abstractNumId") or "", [None] * LEVELS)
        self._count(counts, entry, number, level, levels)
        return self._printed(counts, level, levels)

    def _membership(self, properties: Element | None) -> tuple[str, int]:
        """Return the list of a paragraph and its level in it; an empty list where it has none."""
        styles = self._styles.of_paragraph(properties)
        number = level = None
        for holder in (properties, *(child(style, "pPr") for style in styles)):
            own = child(holder, "numPr")
            level = level if level is not None else child(own, "ilvl")
            number = number if number is not None else child(own, "numId")
        found = attribute(number, "val") or ""
        return found, number_of(level) if level is not None else self._level_of_style(found, styles)

    def _level_of_style(self, number: str, styles: Sequence[Element]) -> int:
        names = {attribute(style, "styleId") for style in styles}
        for entry in children(self._abstract_of(self._lists.get(number)), "lvl"):
            if attribute(child(entry, "pStyle"), "val") in names:
                return number_of(entry, "ilvl")
        return 0

    def _abstract_of(self, entry: Element | None) -> Element | None:
        """Return the definition of a list, where a style of lists holds it also that."""
        abstract = self._abstract.get(attribute(child(entry, "abstractNumId"), "val") or "")
        link = attribute(child(abstract, "numStyleLink"), "val")
        if link is None:
            return abstract
        linked = (a for a in self._abstract.values() if attribute(child(a, "styleLink"), "val") == link)
        return next(linked, abstract)

    @staticmethod
    def _level(entry: Element, abstract: Element, place: int) -> Element | None:
        for override in children(entry, "lvlOverride"):
            own = child(override, "lvl")
            if number_of(override, "ilvl") == place and own is not None:
                return own
        return next((lvl for lvl in children(abstract, "lvl") if number_of(lvl, "ilvl") == place), None)

    def _count(
        self, counts: list[int | None], entry: Element, number: str, level: int, levels: Sequence[Element | None]
    ) -> None:
        for override in children(entry, "lvlOverride"):
            place, start = number_of(override, "ilvl"), child(override, "startOverride")
            if place == level and start is not None and (number, level) not in self._started:
                counts[level] = number_of(start) - 1
        self._started.add((number, level))
        for above in range(level):
            counts[above] = _start(levels[above]) if counts[above] is None else counts[above]
        before = counts[level]
        counts[level] = _start(levels[level]) if before is None else before + 1
        for below in range(level + 1, LEVELS):
            if attribute(child(levels[below], "lvlRestart"), "val") != "0":
                counts[below] = None

    @staticmethod
    def _printed(counts: Sequence[int | None], level: int, levels: Sequence[Element | None]) -> str:
        legal = child(levels[level], "isLgl") is not None

        def number(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            kind = attribute(child(levels[place], "numFmt"), "val") or "decimal"
            return as_printed(counts[place] or 0, "decimal" if legal else kind)

        if attribute(child(levels[level], "numFmt"), "val") == "bullet":
            return ""
        return re.sub(r"%([1-9])", number, attribute(child(levels[level], "lvlText"), "val") or "")


def _start(level: Element | None) -> int:
    return number_of(child(level, "start"), default=1)


def as_printed(number: int, kind: str) -> str:
    """Return a number in one of the number formats of Word, in digits where the format is not known."""
    if kind == "none":
        return ""
    if kind in _LISTS and 0 < number <= len(_LISTS[kind]):
        return _LISTS[kind][number - 1]
    if kind in _COUNTING and 0 < number < 100:
        return _counted(number, _DIGITS, "十")
    if kind == "chineseLegalSimplified" and 0 < number < 100:
        return _counted(number, _LEGAL, "拾", bare_ten=False)
    if kind in _DIGITWISE:
        return "".join(_DIGITS[int(digit)] for digit in str(max(number, 0)))
    if kind in ("upperRoman", "lowerRoman") and 0 < number < 90:
        return _roman(number).upper() if kind == "upperRoman" else _roman(number)
    if kind == "decimalFullWidth":
        return str(number).translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    return f"{number:02}" if kind == "decimalZero" else str(number)


def _counted(number: int, digits: str, ten: str, *, bare_ten: bool = True) -> str:
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ten if tens == 1 and bare_ten else digits[tens] + ten
    return head + (digits[ones] if ones else "")


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text
