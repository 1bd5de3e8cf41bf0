"""What kind of body a name tells of: its sectors, its class, and the key by which two forms of one name are known as one."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import yaml

GOVERNMENT = "人民政府"
OFFICE = "人民政府办公室"
_JOINTS = re.compile(r"[和与及、的]|(?<=.)暨")


@dataclass(frozen=True, slots=True)
class Kind:
    """What a body is: its key (expanded name), its class (None where the name does not tell) and its sectors."""

    key: str
    agency_class: str | None
    sectors: tuple[str, ...]


@cache
def rules() -> dict[str, Any]:
    """Return the rules of `departments.yaml`."""
    loaded: dict[str, Any] = yaml.safe_load((files(__package__) / "departments.yaml").read_text(encoding="utf-8"))
    return loaded


@lru_cache(maxsize=65536)
def kind_of(body: str) -> Kind:
    """Return the kind of a body from its name without place: 工信局 and 工业和信息化局 have one key."""
    key = _JOINTS.sub("", body)
    for pattern, expansion in _expansions():
        key = pattern.sub(expansion, key)
    sectors = tuple(name for name, words in _sectors() if words.search(key))
    return Kind(key, _class(key), sectors)


def is_recognised(body: str) -> bool:
    """Return whether a body's name ends as names of agencies do, itself or written out."""
    return ends_as_agency(body) or ends_as_agency(kind_of(body).key)


def ends_as_agency(text: str) -> bool:
    """Return whether a text of two characters or more ends as names of agencies do."""
    return len(text) > 1 and text.endswith(_endings())


def begins_with_own_word(text: str) -> bool:
    """Return whether a text begins with a word that only looks like 市, 区 … before the name of a body: 市场, 区域."""
    return bool(re.match(rules()["own_words"], text))


def is_scenic(zone: str) -> bool:
    """Return whether a zone is one that bears the name of a mountain or lake."""
    return zone.endswith(tuple(rules()["scenic"]))


def is_county_wide(zone: str) -> bool:
    """Return whether a zone is one that is a whole county."""
    return zone in rules()["county_wide"]


def is_vertical_at(kind: Kind, level: str) -> bool:
    """Return whether a body that its name makes a vertical organ is one at this level of division."""
    levels = (rules()["sectors"][sector].get("vertical_level", level) for sector in kind.sectors)
    return all(one == level for one in levels)


def is_dispatched(sectors: tuple[str, ...]) -> bool:
    """Return whether the county bodies of a sector are organs of the prefecture's bureau."""
    return any(rules()["sectors"][sector].get("dispatched", False) for sector in sectors)


def has_branches(sectors: tuple[str, ...]) -> bool:
    """Return whether the 分局 of a sector are organs of the bureau of the division above."""
    return any(rules()["sectors"][sector].get("branches", False) for sector in sectors)


def zone_key(zone: str) -> str:
    """Return what the forms of a zone's name have in common: 经开区 is 经济技术开发区."""
    for pattern, form in rules()["zone_forms"]:
        zone = re.sub(pattern, form, zone)
    return zone


def same_family(one: Kind, other: Kind) -> bool:
    """Return whether two bodies of one division may be one under two names: of a common sector and a like class."""
    return bool(set(one.sectors) & set(other.sectors)) and one.agency_class == other.agency_class


def _class(key: str) -> str | None:
    for name, pattern in _classes():
        if pattern.search(key):
            return name
    return "local_department"


@cache
def _expansions() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), expansion) for pattern, expansion in rules()["expansions"])


@cache
def _sectors() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile("|".join(entry["words"]))) for name, entry in rules()["sectors"].items())


@cache
def _classes() -> tuple[tuple[str | None, re.Pattern[str]], ...]:
    return tuple((name, re.compile(pattern)) for name, pattern in rules()["classes"])


@cache
def _endings() -> tuple[str, ...]:
    return tuple(rules()["endings"])
