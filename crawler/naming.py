"""Words of links that name somebody or something: agencies, divisions, groups of either, years and kinds in a column's menus."""

import re
from functools import lru_cache

from crawler import rules

_KNOWN = 4096
_LONGEST = 100
_LONGEST_GROUP = 30


def is_agency(text: str) -> bool:
    """Tell whether words are the name of an agency."""
    return len(text) <= _LONGEST and _is_agency(text)


def is_division(text: str) -> bool:
    """Tell whether words are the name of a division, as aggregates print it for its government."""
    return len(text) <= _LONGEST and bool(_search("region", text)) and not is_group(text)


def is_group(text: str) -> bool:
    """Tell whether words name many agencies at once, such as 市直部门 or 乡镇（街道）."""
    return len(text) <= _LONGEST_GROUP and _is_group(text)


def is_year(text: str) -> bool:
    """Tell whether words name a year in a column's menu, or the years before, maybe of a group of agencies."""
    return len(text) <= _LONGEST_GROUP and _is_year(text)


def is_kind(text: str) -> bool:
    """Tell whether words name a kind of publishers in a column's menu, with or without the words for their reports."""
    return len(text) <= _LONGEST_GROUP and _is_kind(text)


def reports_of(text: str) -> str | None:
    """Return whose reports words name that end with those for annual reports and name no year, such as 机关年报; else None."""
    return _reports_of(text) if len(text) <= _LONGEST_GROUP else None


@lru_cache(_KNOWN)
def _is_group(text: str) -> bool:
    return bool(_search("group", text))


@lru_cache(_KNOWN)
def _is_year(text: str) -> bool:
    year = _search("year_node", text)
    if year or not (start := _search("year_start", text)):
        return bool(year)
    rest = _without_reports(text[start.end() :])
    return not rest or is_group(rest)


@lru_cache(_KNOWN)
def _is_kind(text: str) -> bool:
    rest = _without_reports(text)
    return bool(_search("kind_node", text)) or (bool(rest) and is_group(rest))


@lru_cache(_KNOWN)
def _reports_of(text: str) -> str | None:
    rest = _without_reports(text)
    named = rest not in {"", text} and not re.search(r"\d", text)
    return rest if named and not _search("ruled_out", text) else None


@lru_cache(_KNOWN)
def _is_agency(text: str) -> bool:
    text = text.replace(" ", "")
    return bool(_search("agency", text)) and not _search("no_agency", text) and not is_group(text)


def _without_reports(text: str) -> str:
    return re.sub(rules.load("discovery.yaml")["reports"], "", text)


def _search(name: str, text: str) -> re.Match[str] | None:
    return re.search(rules.load("discovery.yaml")[name], text)
