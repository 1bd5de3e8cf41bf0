"""The words of the site: Chinese and English for the keys that stand in the tables."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml


@dataclass(frozen=True, slots=True)
class Word:
    """A key with its names in both languages and, for badges, a mark that does not depend on colour and a short name."""

    key: str
    zh: str
    en: str
    mark: str = ""
    short: str = ""


@cache
def vocabulary() -> dict[str, dict[str, Word]]:
    """Return all words by kind (`status`, `group`, `level`, `class` …) and key, in the order of display."""
    loaded = yaml.safe_load(Path(__file__).with_name("vocabulary.yaml").read_text(encoding="utf-8"))
    return {kind: {key: Word(key, **names) for key, names in words.items()} for kind, words in loaded.items()}


def word(kind: str, key: str | None) -> Word:
    """Return the word of a key; a key nobody named stands for itself, none for `unknown`."""
    words = vocabulary()[kind]
    return words.get(key or "unknown") or Word(key or "unknown", key or "—", key or "not stated")
