"""What checks, issues and shortcomings of our reading are called, in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from archive.cross.rules import rules

KINDS = ("sum", "ratio", "powers", "growth", "area")
"""The kinds of rules across years and agencies."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A kind of finding: its key, its names, and for what was not read the reasons there can be."""

    key: str
    zh: str
    en: str
    why_zh: str = ""
    why_en: str = ""


@cache
def findings() -> Mapping[str, Mapping[str, Finding]]:
    """Return all kinds by list (`checks`, `cross`, `issues`, `doubtful`, `unread`; `severity`) and key."""
    path = Path(__file__).with_name("findings.yaml")
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    named = {name: {key: Finding(key, **words) for key, words in kinds.items()} for name, kinds in told.items()}
    across = {rule["rule"]: Finding(rule["rule"], rule["zh"], rule["en"]) for rule in rules(*KINDS)}
    return named | {"cross": across}


def finding(name: str, key: str | None) -> Finding:
    """Return a kind of finding of a list; a key that nobody named stands for itself. Copies that disagree are issues."""
    return findings()["issues" if name == "copies" else name].get(key or "") or Finding(key or "—", key or "—", "")
