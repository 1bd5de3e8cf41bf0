"""Notices on which agencies published their annual reports: they name who must publish, and who was late (`notices.yaml`)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import takewhile
from typing import Any

import yaml

from extract.document import Cell, Document, Grid, Paragraph
from extract.labels import squeeze
from extract.titles import ENDINGS, may_be_title, year_of_title

MOST_NAMES = 2000
LONGEST_NAME = 40
FEWEST = 3
"""So many names in a row are a list; fewer are a sentence that speaks of agencies."""

_NOTE = re.compile(r"\([^()]*\)")
_ORDINAL = re.compile(r"^(?:\d{1,4}[.、)]?|[一二三四五六七八九十]{1,4}[.、)])")
_AND_MORE = re.compile(r"等(?:\d{1,4}(?:个|家))?(?:单位|部门|机关)?$")


@dataclass(frozen=True, slots=True)
class Notice:
    """What a notice says for a report year: the agencies that must publish, as printed and in that order, those of them that did
    not in time, how many there are in its own words, and whether it says that all published in time.
    """

    year: int
    named: tuple[str, ...]
    late: tuple[str, ...]
    stated: int | None
    all_in_time: bool

    def as_json(self) -> dict[str, Any]:
        """Return the notice as the command line prints it."""
        return {
            "year": self.year,
            "named": list(self.named),
            "late": list(self.late),
            "stated": self.stated,
            "all_in_time": self.all_in_time,
        }


def notice_in(document: Document) -> Notice | None:
    """Return what a document says as such a notice; None when its title is not that of one, or it names no agency or year."""
    year = next((year for title in _titles(document) if (year := year_of_title(title)) is not None), None)
    if year is None:
        return None
    text = "".join(squeeze(paragraph.text) for paragraph in document.paragraphs())
    found = [*_lists(document.blocks), *_columns(document.grids())][:MOST_NAMES]
    late = tuple(dict.fromkeys(name for name, is_late in found if is_late))
    named = tuple(dict.fromkeys(name for name, _ in found))
    if not named:
        return None
    stated = re.search(_rules()["stated"], text)
    in_time = not late and any(re.search(pattern, text) for pattern in _rules()["all_in_time"])
    return Notice(year, named, late, int(stated.group(1)) if stated else None, in_time)


@cache
def _rules() -> dict[str, Any]:
    rules: dict[str, Any] = yaml.safe_load((files(__package__) / "notices.yaml").read_text(encoding="utf-8"))
    return rules


def _titles(document: Document) -> Iterator[str]:
    """Yield the titles of a document that are those of a notice."""
    stated = (statement.value for statement in document.statements if statement.name == "title")
    printed = (paragraph.text for paragraph in [*document.paragraphs()][:20] if not paragraph.linked)
    for title in (*stated, *printed):
        if may_be_title(title) and re.search(_rules()["title"], squeeze(title)):
            yield title


def _lists(blocks: Sequence[Paragraph | Grid]) -> Iterator[tuple[str, bool]]:
    """Yield the agencies that stand behind a colon, in the sentence or on lines of their own, and whether they were late."""
    for number, block in enumerate(blocks):
        if not isinstance(block, Paragraph) or block.linked:
            continue
        for sentence in re.split(r"[。;；]", squeeze(block.text)):
            lead, colon, rest = sentence.rpartition(":")
            if not colon:
                continue
            is_late = re.search(_rules()["late"], lead) is not None
            names = _names(re.split(r"[、,，]", _NOTE.sub("", rest))) if rest else _below(blocks[number + 1 :])
            if len(names) >= (1 if is_late else FEWEST):
                yield from ((name, is_late) for name in names)


def _below(blocks: Sequence[Paragraph | Grid]) -> list[str]:
    """Return the agencies named on the lines that follow, one on each."""
    lines = (squeeze(block.text) if isinstance(block, Paragraph) else "" for block in blocks)
    return [name for line in takewhile(_is_name, (_bare(line) for line in lines)) if (name := line)]


def _columns(grids: Iterable[Grid]) -> Iterator[tuple[str, bool]]:
    """Yield the agencies that tables name under a heading that says so, and whether their row says that they were late."""
    for grid in grids:
        rows = [[cell for cell in row if cell is not None] for row in grid.rows]
        column: int | None = None
        for row in rows:
            texts = [squeeze(cell.text) for cell in row]
            head = next((place for place, text in enumerate(texts) if re.match(_rules()["column"], text)), None)
            if head is not None:
                column = head
            elif column is not None and column < len(row) and _is_name(_bare(texts[column])):
                yield _bare(texts[column]), _is_late(row)


def _is_late(row: Sequence[Cell]) -> bool:
    return any(re.match(_rules()["late_cell"], squeeze(cell.text)) for cell in row)


def _names(parts: Iterable[str]) -> list[str]:
    """Return names of agencies, or none where something else stands among them."""
    names = [_bare(part) for part in parts if part]
    return names if all(map(_is_name, names)) else []


def _bare(text: str) -> str:
    return _AND_MORE.sub("", _ORDINAL.sub("", _NOTE.sub("", text)))


def _is_name(text: str) -> bool:
    return (
        3 < len(text) <= LONGEST_NAME and text.endswith(ENDINGS) and re.fullmatch(r"[\u3400-\u9fff]+", text) is not None
    )
