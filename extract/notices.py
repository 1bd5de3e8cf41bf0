"""Notices on which agencies published their annual reports: they name who must publish, and who was late (`notices.yaml`)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from extract.document import Document
from extract.labels import squeeze
from extract.notice_names import LONGEST_NAME, is_late_word, named_in, rules
from extract.titles import may_be_title, year_of_title

MOST_NAMES = 2000


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
    text = "。".join(squeeze(paragraph.text) for paragraph in document.paragraphs())
    found = list(islice(named_in(document.blocks, year), MOST_NAMES))
    named = tuple(dict.fromkeys(name for name, _ in found))
    if not named:
        return None
    said = {name for name, is_late in found if is_late} | set(_single_out(text, named, year))
    late = tuple(name for name in named if name in said)
    stated = re.search(rules()["stated"], text)
    in_time = not late and not re.search(rules()["except"], text)
    in_time = in_time and any(re.search(pattern, text) for pattern in rules()["all_in_time"])
    return Notice(year, named, late, int(stated.group(1)) if stated else None, in_time)


def _titles(document: Document) -> Iterator[str]:
    """Yield the titles of a document that are those of a notice."""
    stated = (statement.value for statement in document.statements if statement.name == "title")
    printed = (paragraph.text for paragraph in [*document.paragraphs()][:20] if not paragraph.linked)
    for title in (*stated, *printed):
        if may_be_title(title) and re.search(rules()["title"], squeeze(title)):
            yield title


def _single_out(text: str, named: tuple[str, ...], year: int) -> Iterator[str]:
    """Yield the agencies that a sentence excepts from those in time, or says to have been late, without a list of its own."""
    known = set(named)
    for sentence in re.split(r"[。;；]", text):
        excepted = re.search(rules()["except"], sentence)
        if excepted is not None:
            yield from (name for name in re.split(r"[、,，和及]", excepted["names"]) if name in known)
        for clause in filter(lambda clause: is_late_word(clause, year), re.split(r"[,，:]", sentence)):
            ends = range(min(LONGEST_NAME, len(clause)), 0, -1)
            name = next((clause[:end] for end in ends if clause[:end] in known), None)
            said = clause.removeprefix(name or "")
            if name is not None and re.search(rules()["said_of_one"], said) and is_late_word(said, year):
                yield name
