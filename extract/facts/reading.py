"""The facts of a report, part by part."""

import re
from collections.abc import Iterator, Sequence

from extract.facts.context import (
    channels_of,
    clause_start,
    is_of_year,
    is_part,
    is_part_by_channel,
    is_stated,
    scope_of,
)
from extract.facts.fact import Fact
from extract.facts.lists import problems_and_measures
from extract.facts.numerals import numeral_value, qualifier, scaled
from extract.facts.prose import Prose, prose_of, sentences
from extract.facts.rules import Rule, number_or_none, number_rules
from extract.facts.words import statements_in_words
from extract.sections import SectionText

MOST_CHARACTERS = 200_000
MOST_SENTENCE = 1500
PROBLEMS = 5
WEBSITE = "website"
PART = "part"
"""The scope of a number that counts some of the bodies of an area: no total."""


def facts_of(sections: Sequence[SectionText], year: int | None) -> tuple[Fact, ...]:
    """Return the facts that the parts of a report state about its year, in printed order.

    Left out is what might be of another year, planned, compared, or a part of something else.
    """
    found: list[Fact] = []
    for section in sections:
        prose = prose_of(section.text[:MOST_CHARACTERS])
        facts: list[Fact] = []
        before = ""
        for start, last in sentences(prose):
            end = min(last, start + MOST_SENTENCE)
            facts += _numbers(prose, start, end, before, section.number, year)
            facts += statements_in_words(prose, start, end, section.number, year)
            before = prose.plain[start:end]
        if section.number == PROBLEMS:
            facts += problems_and_measures(prose, section.number, year)
        found += sorted(facts, key=lambda fact: (fact.start, fact.end, fact.key))
    return tuple(found)


def _numbers(prose: Prose, start: int, end: int, before: str, section: int, year: int | None) -> Iterator[Fact]:
    """Yield the numbers that a sentence states; a printed number is one fact, unless several keys share it.

    `before` is the sentence before it.
    """
    sentence = prose.plain[start:end]
    if not number_or_none().search(sentence):
        return
    claimed: set[tuple[int, int]] = set()
    for rule in number_rules():
        if section not in rule.sections or not _is_about(rule, sentence, before, section):
            continue
        own: set[tuple[int, int]] = set()
        for pattern in rule.patterns:
            for match in pattern.finditer(sentence):
                span = match.span("zero" if "zero" in pattern.groupindex else "n")
                if _meets(span, own) or (not rule.shared and _meets(span, claimed)):
                    continue
                fact = _fact(prose, start, sentence, match, rule, section, year)
                if fact is not None:
                    own.add(span)
                    yield fact
        claimed |= own


def _meets(span: tuple[int, int], others: set[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _is_about(rule: Rule, sentence: str, before: str, section: int) -> bool:
    """Return whether a sentence, or the one before it, bears the words that a rule needs."""
    if not rule.needs or f"@{section}" in rule.needs or any(word in sentence for word in rule.needs):
        return True
    return any(word in before for word in rule.near)


def _fact(
    prose: Prose, offset: int, sentence: str, match: re.Match[str], rule: Rule, section: int, year: int | None
) -> Fact | None:
    """Return the fact of one match, or None where its surroundings forbid it or its number is none."""
    none = match.groupdict().get("zero")
    first, last = match.span("zero") if none else match.span("n")
    clause = min(clause_start(sentence, first), match.start())
    words = sentence[clause:first] + (sentence[last : match.end()] if none else "")
    if not is_of_year(sentence[:first], year, rule) or not is_stated(sentence[:first], words, rule):
        return None
    if none and re.match(r"[^，,；;。、]{0,6}\d", sentence[match.end() :]):
        return None
    if prose.is_spaced(offset + first, offset + last) and not none:
        return None
    value = 0 if none else numeral_value(match["n"])
    key = _key(rule, sentence, clause, first)
    scope = scope_of(sentence[: match.end()])
    if value is None or key is None or (rule.subset and scope == PART):
        return None
    if rule.subset and key == rule.key and is_part(sentence[:first]):
        return None
    groups = match.groupdict()
    if not none:
        value = scaled(value, groups.get("scale"))
    if any(sign in match[0] for sign in rule.signs):
        value = -value
    place = prose.place(offset + first, offset + last)
    return Fact(
        key,
        value,
        rule.zero_unit if none else groups.get("unit"),
        prose.printed(offset, offset + len(sentence)),
        section,
        *place,
        scope=None if scope == PART else scope,
        qualifier=_qualifier(match),
    )


def _qualifier(match: re.Match[str]) -> str | None:
    if "near" not in match.re.groupindex:
        return None
    words = (qualifier(match) or "") + (match["bound"] or "")
    return words or None


def _key(rule: Rule, sentence: str, clause: int, end: int) -> str | None:
    """Return the key of a rule, that of the channel where the sentence names one, or None where it must and does not.

    What was published by several channels is the whole only where the website is one of them.
    """
    if rule.channels is None:
        return rule.key
    named = channels_of(sentence, clause, end)
    if len(named) == 1:
        return f"{rule.channels}.{named[0]}" if is_part_by_channel(sentence[:end], named[0]) else None
    return None if rule.only_channel or (named and WEBSITE not in named) else rule.key
