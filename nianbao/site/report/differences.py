"""What differs between two versions of a report: cells old → new, and the text paragraph by paragraph."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from nianbao.site.report.cells import evidence
from nianbao.site.report.rows import Row, all_rows
from nianbao.site.report.views import View, link_to, load_views

DOUBTFUL = ("ambiguous", "unreadable")
MOST_PARAGRAPHS = 1_500
MOST_LETTERS = 60_000
"""So many characters of changed paragraphs are compared letter by letter; the others are shown whole, old and new."""

Kind = Literal["same", "old", "new"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that both versions have, or only the old or the new one."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class CellDifference:
    """A cell whose printed text differs; `sure` is false when one side was not read with certainty.

    The anchors lead to its places on the pages of the sources of the old and the new version.
    """

    key: str
    old: str | None
    new: str | None
    sure: bool
    old_anchor: str = ""
    new_anchor: str = ""


@dataclass(frozen=True, slots=True)
class SectionDifference:
    """A part whose text differs: its heading, the changed paragraphs in pieces, and how many paragraphs are the same."""

    number: int
    heading: str
    paragraphs: tuple[tuple[Piece, ...], ...]
    same: int


@dataclass(frozen=True, slots=True)
class Differences:
    """All that differs. `title` is in pieces, None when it is the same; `like` is false when two extractors read the versions."""

    cells: tuple[CellDifference, ...]
    sections: tuple[SectionDifference, ...]
    title: tuple[Piece, ...] | None
    like: bool


def differences(db: sqlite3.Connection, old: Row, new: Row) -> Differences:
    """Return what differs between two versions, given as their rows."""
    before, after = _texts(db, old["id"]), _texts(db, new["id"])
    budget = [MOST_LETTERS]
    sections = [
        found
        for number in sorted(before.keys() | after.keys())
        if (found := _section(number, before.get(number), after.get(number), budget)) is not None
    ]
    title = None if old["title"] == new["title"] else tuple(_letters(old["title"] or "", new["title"] or ""))
    one, other = (_Printed(evidence(db, row["id"]), load_views(db, row["id"], copies=False)) for row in (old, new))
    cells = tuple(_cells(one, other))
    return Differences(cells, tuple(sections), title, old["extractor"] == new["extractor"])


def _texts(db: sqlite3.Connection, version: str) -> dict[int, Row]:
    rows = all_rows(db, "SELECT number, heading, text FROM sections WHERE version_id = ? ORDER BY number", version)
    return {row["number"]: row for row in rows}


@dataclass(frozen=True, slots=True)
class _Printed:
    """The cells of a version and the files they stand in."""

    cells: Mapping[str, Row]
    views: Sequence[View]

    def raw(self, key: str) -> str | None:
        return str(self.cells[key]["raw"]) if key in self.cells else None

    def is_sure(self, key: str) -> bool:
        return key in self.cells and self.cells[key]["state"] not in DOUBTFUL

    def anchor(self, key: str) -> str:
        return link_to(self.views, key, self.cells[key]["where"]) if key in self.cells else ""


def _cells(old: _Printed, new: _Printed) -> Iterator[CellDifference]:
    for key in dict.fromkeys((*new.cells, *old.cells)):
        before, after = old.raw(key), new.raw(key)
        if _bare(before) != _bare(after) or (before is None) != (after is None):
            sure = old.is_sure(key) and new.is_sure(key)
            yield CellDifference(key, before, after, sure, old.anchor(key), new.anchor(key))


def _bare(text: str | None) -> str:
    return "".join((text or "").split())


def _section(number: int, old: Row | None, new: Row | None, budget: list[int]) -> SectionDifference | None:
    before, after = _paragraphs(old), _paragraphs(new)
    if before == after:
        return None
    changed: list[tuple[Piece, ...]] = []
    same = 0
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            same += b - a
        else:
            changed += _changed(before[a:b], after[c:d], budget)
    return SectionDifference(number, str((new or old or {}).get("heading") or number), tuple(changed), same)


def _paragraphs(section: Row | None) -> list[str]:
    if section is None:
        return []
    lines = [section["heading"] or "", *(section["text"] or "").split("\n")]
    return [line.strip() for line in lines if line.strip()][:MOST_PARAGRAPHS]


def _changed(old: Sequence[str], new: Sequence[str], budget: list[int]) -> Iterator[tuple[Piece, ...]]:
    """Yield changed paragraphs: those that replace each other letter by letter, the others as gone or added."""
    pairs = min(len(old), len(new))
    for before, after in zip(old, new, strict=False):
        budget[0] -= len(before) + len(after)
        if budget[0] >= 0 and SequenceMatcher(None, before, after, autojunk=False).ratio() > 0.4:
            yield tuple(_letters(before, after))
        else:
            yield Piece("old", before), Piece("new", after)
    yield from ((Piece("old", text),) for text in old[pairs:])
    yield from ((Piece("new", text),) for text in new[pairs:])


def _letters(old: str, new: str) -> Iterator[Piece]:
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("same", old[a:b])
            continue
        if b > a:
            yield Piece("old", old[a:b])
        if d > c:
            yield Piece("new", new[c:d])
