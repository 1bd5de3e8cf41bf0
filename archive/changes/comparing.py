"""What differs between two contents of a report: cells that both tell with certainty, parts of the text, or nothing that is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from unicodedata import normalize

from archive.changes.contents import TITLE, Cell, Content
from archive.shingling import jaccard, letters, shingles

Class = Literal["markup", "typography", "number", "section", "whole"]
NOISE_AGREEMENT, NOISE_PIECES = 0.95, 30
"""Reading two formats loses or adds scraps of text: a part that agrees so far, or differs in so few pieces, is not told apart."""

OTHER_TEXT = 1 / 3
"""Texts that share fewer of their pieces, less than half of each, are different ones."""

LEAST_TEXT = 50
"""A text with fewer characters is too short to be called another one."""


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that differs: its printed text and its number (None where it has none) before and after."""

    cell: str
    old: Cell
    new: Cell


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs. `change` is None when nothing could be compared.

    `cells` differ, `sections` are the numbers of parts whose text differs (0: the title). `not_comparable` cells were not read
    with certainty on one side; `unlike` parts differ by so little that it may come from two formats being read; where one side
    has no text, `no_text` is set.
    """

    change: Class | None
    cells: tuple[CellChange, ...] = ()
    sections: tuple[int, ...] = ()
    not_comparable: tuple[str, ...] = ()
    unlike: tuple[int, ...] = ()
    no_text: bool = False

    @property
    def other_content(self) -> bool:
        """Whether anything that a reader reads differs, beyond typography."""
        return self.change in ("number", "section", "whole")


def compare(old: Content, new: Content) -> Comparison | None:
    """Return what differs between two contents, or None when their difference is none of the agency's.

    Readings of different versions of the extractor are not compared. Where one has attachments that the other lacks,
    these may not have been fetched: only cells that both have can differ then, and without any there is no change.
    """
    if old.extractor != new.extractor:
        return None
    cells, doubtful = _cells(old, new)
    if (old.attachments < new.attachments) or (new.attachments < old.attachments):
        return Comparison("number", cells, not_comparable=doubtful) if cells else None
    sections, unlike, other = _text(old, new)
    no_text = bool(old.headings) != bool(new.headings)
    return Comparison(_class(old, new, cells, sections, other), cells, sections, doubtful, unlike, no_text)


def _class(
    old: Content, new: Content, cells: tuple[CellChange, ...], sections: tuple[int, ...], other: bool
) -> Class | None:
    if other:
        return "whole"
    if cells:
        return "number"
    if sections:
        return "section"
    shared = old.cells.keys() & new.cells.keys()
    if not shared and (old.cells or new.cells or not (old.text and new.text)):
        return None
    exact = old.text == new.text and all(old.cells[key].raw == new.cells[key].raw for key in shared)
    return "markup" if exact else "typography"


def _cells(old: Content, new: Content) -> tuple[tuple[CellChange, ...], tuple[str, ...]]:
    shared = [key for key in old.cells if key in new.cells]
    changed = tuple(
        CellChange(key, old.cells[key], new.cells[key]) for key in shared if not same(old.cells[key], new.cells[key])
    )
    keys = dict.fromkeys((*old.cells, *old.doubtful, *new.cells, *new.doubtful))
    doubtful = tuple(
        key
        for key in keys
        if key not in shared and (key not in old.doubtful or old.doubtful[key] != new.doubtful.get(key))
    )
    return changed, doubtful


def same(old: Cell, new: Cell) -> bool:
    """Tell whether two cells say the same: equal numbers however printed, equal words, or equally nothing."""
    if "text" in (old.state, new.state):
        return _squeezed(old.raw) == _squeezed(new.raw)
    if old.value is None or new.value is None:
        return old.state == new.state
    return bool(old.value == new.value)


def _squeezed(text: str) -> str:
    return "".join(normalize("NFKC", text).split())


def _text(old: Content, new: Content) -> tuple[tuple[int, ...], tuple[int, ...], bool]:
    """Return the parts that differ, those that differ too little to tell, and whether the text is another one."""
    before, after = _letters(old.text), _letters(new.text)
    if before.keys() <= {TITLE} or after.keys() <= {TITLE}:
        before, after = (
            {number: words for number, words in text.items() if number == TITLE} for text in (before, after)
        )
    if TITLE not in before or TITLE not in after:
        before.pop(TITLE, None), after.pop(TITLE, None)
    if not before or not after:
        return (), (), False
    differing = [number for number in sorted({*before, *after}) if before.get(number) != after.get(number)]
    unlike = [number for number in differing if old.media_type != new.media_type and _is_noise(before, after, number)]
    sure = [number for number in differing if number not in unlike]
    whole, other = "".join(before.values()), "".join(after.values())
    long = min(len(whole), len(other)) >= LEAST_TEXT
    another = bool(sure) and long and jaccard(shingles(whole), shingles(other)) < OTHER_TEXT
    return tuple(sure), tuple(unlike), another


def _letters(text: Mapping[int, str]) -> dict[int, str]:
    return {number: words for number, printed in text.items() if (words := letters(printed))}


def _is_noise(before: Mapping[int, str], after: Mapping[int, str], number: int) -> bool:
    old, new = shingles(before.get(number, "")), shingles(after.get(number, ""))
    return len(old ^ new) <= NOISE_PIECES or jaccard(old, new) >= NOISE_AGREEMENT
