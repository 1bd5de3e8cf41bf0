"""A change as a sentence, in Chinese and in English."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from archive.cell_names import Language, cell_name
from archive.changes.change import Change
from archive.changes.comparing import CellChange
from archive.changes.contents import TITLE
from archive.clock import day_in_china, parse

MOST_CELLS = 5
MOST_TEXT = 30


@cache
def _words(language: Language) -> Any:
    return yaml.safe_load((files(__package__) / "words.yaml").read_text(encoding="utf-8"))[language]


def sentence(change: Change, language: Language = "zh") -> str:
    """Return what a change is, between which days, and what differs; at most five cells are named."""
    words = _words(language)
    missing, missing_to = change.missing or (change.first_after, change.first_after)
    days = {"before": change.last_before, "after": change.first_after, "missing": missing, "missing_to": missing_to}
    said = [words["kinds"][change.kind].format(**{name: _day(at) for name, at in days.items()})]
    if change.comparison is not None:
        said += _differences(change, language)
    return str(words["list"].join(said)) + ("。" if language == "zh" else "")


def _differences(change: Change, language: Language) -> list[str]:
    words, found = _words(language), change.comparison
    if found is None:
        return []
    facts = {
        "n": len(found.cells),
        "cells": _cells(found.cells, language),
        "sections": words["list"].join(
            _part(number, heading, language) for number, heading in zip(found.sections, change.headings, strict=True)
        ),
    }
    said = [words["classes"][found.change or "unknown"].format(**facts)]
    if found.change == "number" and found.sections:
        said.append(words["also"].format(**facts))
    if found.change == "whole" and found.cells:
        said.append(words["whole_cells"].format(**facts))
    for name, count in (("not_comparable", len(found.not_comparable)), ("unlike", len(found.unlike))):
        if count:
            said.append(words[name].format(n=count))
    if found.no_text:
        said.append(words["no_text"])
    old, new = change.published_on
    if old != new and old and new:
        said.append(words["published_on"].format(old=old, new=new))
    return said


def _cells(cells: tuple[CellChange, ...], language: Language) -> str:
    words = _words(language)
    shown = [
        words["cell"].format(
            name=cell_name(changed.cell, language),
            old=_short(changed.old.raw) or words["blank"],
            new=_short(changed.new.raw) or words["blank"],
        )
        for changed in cells[:MOST_CELLS]
    ]
    return str(words["list"].join(shown if len(cells) <= MOST_CELLS else [*shown, words["more"]]))


def _part(number: int, heading: str, language: Language) -> str:
    words = _words(language)
    return str(words["title"] if number == TITLE else words["part"].format(number=number, heading=_short(heading)))


def _short(text: str) -> str:
    return text if len(text) <= MOST_TEXT else f"{text[:MOST_TEXT]}…"


def _day(at: str) -> str:
    return day_in_china(parse(at)).isoformat()
