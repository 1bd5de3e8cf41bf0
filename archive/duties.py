"""Which classes of agencies owe a report, and what proves that one did: the rules, as data."""

import re
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def rules() -> dict[str, Any]:
    """Return what is known of classes and kinds of evidence (`duties.yaml`)."""
    known: dict[str, Any] = yaml.safe_load((files(__package__) / "duties.yaml").read_text(encoding="utf-8"))
    return known


CLASSES = tuple(rules()["classes"])


def why_not_obliged(name: str, agency_class: str | None) -> tuple[str, str] | None:
    """Return why an agency owes no report, in Chinese and English; None when it does."""
    if agency_class and not rules()["classes"].get(agency_class, {"owes": True})["owes"]:
        chinese, english = rules()["classes"][agency_class]["name"]
        return chinese, english
    if re.search(rules()["not_obliged_names"], name):
        chinese, english = rules()["not_obliged_reason"]
        return chinese, english
    return None
