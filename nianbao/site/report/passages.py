"""The text of a report cut at the numbers and words that it states, so that a fact leads to where it is printed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from nianbao.site.report.rows import Row


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a text; `fact` is the position of the fact that is printed there, None elsewhere."""

    text: str
    fact: int | None = None


def passages(text: str, facts: Iterable[Row]) -> list[Passage]:
    """Return a text in stretches; of facts that share a stretch only the first is marked."""
    found: list[Passage] = []
    at = 0
    for fact in sorted(facts, key=lambda fact: (fact["start"], -fact["end"], fact["position"])):
        start, end = fact["start"], min(fact["end"], len(text))
        if start < at or start >= end:
            continue
        found += [Passage(text[at:start]), Passage(text[start:end], fact["position"])]
        at = end
    return [passage for passage in (*found, Passage(text[at:])) if passage.text]


def marked_positions(sections: Iterable[Sequence[Passage]]) -> set[int]:
    """Return the positions of the facts that are marked in these texts."""
    return {passage.fact for section in sections for passage in section if passage.fact is not None}


@cache
def fact_names() -> Mapping[str, Mapping[str, str]]:
    """Return the Chinese and English names of facts, of their scopes, by key."""
    path = Path(__file__).with_name("facts.yaml")
    names: Mapping[str, Mapping[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return names


def fact_name(key: str) -> Mapping[str, str]:
    """Return the names of a fact in both languages; a key nobody named stands for itself."""
    return fact_names().get(key) or {"zh": key, "en": ""}
