"""Which items of one form answer to which of the form that followed it, and whether their numbers may be compared."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal


@dataclass(frozen=True, slots=True)
class Term:
    """An item of a form, added or (sign -1) taken away: `t2.<row>.<column>`, `t3.<row>` (each of its columns) or
    `t3.<row>.<column>`, `t4.<column>`, `stat.<row>`.
    """

    key: str
    sign: int = 1


@dataclass(frozen=True, slots=True)
class Correspondence:
    """The sum of `earlier` items answers to the sum of `later` ones; a side without terms: the other form has no such item.

    `note` (Chinese) and `note_en` say what stands against a comparison.
    """

    earlier: tuple[Term, ...]
    later: tuple[Term, ...]
    comparable: Literal["yes", "roughly", "no"]
    note: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """All correspondences from one form to the next; both by id."""

    earlier: str
    later: str
    lines: tuple[Correspondence, ...]


@cache
def load_crosswalks() -> tuple[Crosswalk, ...]:
    """Return the crosswalks between successive forms, the earliest first."""
    data = json.loads((files(__package__) / "crosswalk.json").read_text(encoding="utf-8"))
    return tuple(
        Crosswalk(
            pair["earlier"],
            pair["later"],
            tuple(
                Correspondence(
                    _terms(line["earlier"]),
                    _terms(line["later"]),
                    line["comparable"],
                    line.get("zh", ""),
                    line.get("en", ""),
                )
                for line in pair["lines"]
            ),
        )
        for pair in data
    )


def _terms(texts: list[str]) -> tuple[Term, ...]:
    return tuple(Term(text.removeprefix("-"), -1 if text.startswith("-") else 1) for text in texts)
