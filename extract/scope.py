"""Whose work a report tells of, who compiled it, and whom it names for questions."""

import re
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from extract.document import Issue
from extract.labels import squeeze
from extract.titles import ENDINGS


@cache
def _rules() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((files(__package__) / "scope.yaml").read_text(encoding="utf-8"))
    return data


def compiler_of(text: str) -> str | None:
    """Return the body that a text names as the one that compiled the report, as printed, or None."""
    return _named("compiled", text)


def named_in_text(text: str) -> str | None:
    """Return the agency that the text itself names as compiler or for questions, for a report that names it nowhere else.

    The office of a government is none: it compiles the report of the government and its own. So is who drew the report from
    those of others.
    """
    if re.search(_rules()["gathered"], squeeze(text)):
        return None
    for rule in ("compiled", "made", "drawn", "asked"):
        name = _named(rule, text)
        office = re.match(_rules()["body_of_office"], name or "")
        name = str(office["body"]) if office else name
        if name and not re.search(_rules()["office_of_government"], name):
            return name
    return None


def _named(rule: str, text: str) -> str | None:
    for match in re.finditer(_rules()[rule], squeeze(text)):
        name = match["name"]
        if name.endswith(ENDINGS) and not name.startswith(("我", "本")):
            return name
    return None


def scope_of_report(title: str | None, agency: str | None, preface: str) -> tuple[str | None, list[Issue]]:
    """Return own, area, system or headquarters, None where neither name nor text tells, and an issue where they contradict."""
    named = _scope_of_name(agency, title)
    covered = _scope_of_text(preface)
    if covered is None or covered == named:
        return named, []
    if named is None:
        return covered, []
    words = f"by the name of the agency the report is one of scope {named}, its text says that it covers {covered}"
    return named, [Issue("scope_conflict", words)]


def _scope_of_name(agency: str | None, title: str | None) -> str | None:
    for name in filter(None, (_bracketed(agency, title), agency)):
        for rule in _rules()["scopes"]:
            if re.search(rule["pattern"], squeeze(name)):
                return str(rule["scope"])
    return None


def _bracketed(agency: str | None, title: str | None) -> str | None:
    """Return the name with the bracket that the title prints behind it, as in 区政府（含区政府办公室）."""
    match = re.search(re.escape(agency) + r"\([^)]*\)", squeeze(title)) if agency and title else None
    return match[0] if match else None


def _scope_of_text(preface: str) -> str | None:
    """Return the scope that the sentence on what the report covers names, or None for none or several."""
    sentences = list(re.finditer(_rules()["covers"], squeeze(preface)))
    found = {scope for match in sentences for scope, words in _rules()["words"].items() if re.search(words, match[0])}
    return found.pop() if len(found) == 1 else None
