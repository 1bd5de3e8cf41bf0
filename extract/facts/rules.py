"""The patterns of `facts.yaml`, compiled: what they count, and what must or must not stand around a number."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from extract.facts.numerals import NUMERAL

NONE = r"(?P<zero>(?:均|也|亦|并|尚|暂|从)?未曾?(?:收到|接到|接收到?|受理|产生|发生|出现|涉及|引发|引起|收取|办理过?|有|被|因)|没有(?:收到|接到|受理|产生|发生|出现|涉及|引发|引起|收取)?|不存在(?=因|被|由于|任何|与?政府信息公开)|(?:暂|并|均)?无(?!法|论|偿|效|障|线|纸|差|人|误|需|须|不|异|条件)(?:发生|收取)?)"
ZERO = r"(?P<n>(?<![\d.])[0零](?![\d.]))(?P<unit>件|起|宗|例|次|个)?"
BOUND = r"(?P<bound>以上|左右|以内|之多)?"
NOT_BEHIND = r"(?!性|[-—–~～至到]\d)"
ALL_BUT_PROBLEMS = (0, 1, 2, 3, 4, 6)


@dataclass(frozen=True, slots=True)
class Rule:
    """How one number is stated; the fields are explained in `facts.yaml`."""

    key: str
    patterns: tuple[re.Pattern[str], ...]
    reject: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    needs: tuple[str, ...]
    near: tuple[str, ...]
    sections: tuple[int, ...]
    signs: tuple[str, ...]
    channels: str | None
    zero_unit: str
    only_channel: bool
    subset: bool
    shared: bool
    before: bool
    stock: bool
    relative: bool


@dataclass(frozen=True, slots=True)
class WordRule:
    """A statement in words: `place` is contact, problems or all; `value` is given for a statement that is a yes or no."""

    key: str
    place: str
    pattern: re.Pattern[str]
    value: int | None


@cache
def facts_data() -> dict[str, Any]:
    """Return the content of `facts.yaml`."""
    data: dict[str, Any] = yaml.safe_load((files("extract") / "facts.yaml").read_text(encoding="utf-8"))
    return data


@cache
def number_rules() -> tuple[Rule, ...]:
    """Return the rules for numbers, the particular before the general."""
    return tuple(_rule(item) for item in facts_data()["facts"])


@cache
def number_or_none() -> re.Pattern[str]:
    """Return what a sentence must hold to state a number by one of the rules: digits, a numeral with a unit, or words for none."""
    units = "|".join(sorted({unit for item in facts_data()["facts"] for unit in item["unit"].split("|")}))
    return re.compile(rf"[\d零未无]|没有|不存在|[〇一二两三四五六七八九十百千][余多几]?[万亿]?[余多]?(?:{units})")


@cache
def word_rules(last_year: int | None) -> tuple[WordRule, ...]:
    """Return the rules for statements in words; `last_year` is the year before that of the report."""
    last = f"{last_year}年" if last_year else "上年"
    return tuple(
        WordRule(item["key"], item["in"], re.compile(item["pattern"].replace("<last>", last)), item.get("value"))
        for item in facts_data()["words"]
    )


@cache
def compiled(name: str) -> re.Pattern[str]:
    """Return one of the expressions at the top level of `facts.yaml`, or of its part `years`."""
    data = facts_data()
    return re.compile(data[name] if name in data else data["years"][name])


def _rule(item: dict[str, Any]) -> Rule:
    units = "|".join(sorted(item["unit"].split("|"), key=len, reverse=True))
    number = f"{NUMERAL}(?P<unit>{units}){NOT_BEHIND}{BOUND}"
    macros = facts_data()["macros"] | {"n": number, "n0": ZERO, "0": NONE}
    return Rule(
        item["key"],
        tuple(re.compile(_expanded(pattern, macros)) for pattern in item["patterns"]),
        re.compile(item["reject"]) if "reject" in item else None,
        re.compile(item["unless"]) if "unless" in item else None,
        tuple(item.get("needs", ())),
        tuple(item.get("near", ())),
        tuple(item.get("sections", ALL_BUT_PROBLEMS)),
        tuple(item.get("signs", ())),
        item.get("channels"),
        item.get("zero_unit", "件"),
        *(item.get(flag, False) for flag in ("only_channel", "subset", "shared", "before", "stock", "relative")),
    )


def _expanded(pattern: str, macros: dict[str, str]) -> str:
    """Return a pattern with every <name> replaced, also those inside macros."""
    names = re.compile(r"(?<!\?P)<([a-z0_]+|n0)>")
    while names.search(pattern):
        pattern = names.sub(lambda match: macros[match[1]], pattern)
    return pattern
