"""The checks of a report's text: parts that are missing or empty, other years and bodies left over, an odd period."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from extract.checks import Check, rules, total_of
from extract.facts.prose import prose_of, sentences
from extract.identity import Identity
from extract.labels import squeeze
from extract.mapping.cells import CellReading
from extract.numbers import Number
from extract.sections import SectionText

SHOWN_SENTENCE = 60
PARTS = 6
PROBLEMS = 5
CURRENT_FEES = "fmt_2021"


@cache
def _words() -> Mapping[str, str]:
    data: Mapping[str, str] = yaml.safe_load((files(__package__) / "text_checks.yaml").read_text(encoding="utf-8"))
    return data


def text_checks(
    identity: Identity, sections: Sequence[SectionText], cells: Mapping[str, CellReading], form: str | None
) -> list[Check]:
    """Return the results of the rules for the text of a report that follows a national form; of others only its period."""
    checks = [*_period(identity)]
    if form is not None:
        checks += [
            *_documents(identity, cells),
            *_parts(sections),
            *_fees(sections, form),
            *_leftovers(identity, sections),
        ]
    return checks


def _check(
    rule: str,
    operand: str,
    passed: bool,
    left: Number | None = None,
    right: Number | None = None,
    *keys: str,
    **words: Any,
) -> Check:
    """Return the result of a rule; a word is a pair where it differs between Chinese and English."""
    entry = next(item for item in rules("text") if item["rule"] == rule)
    kind = "message_pass" if passed and "message_pass" in entry else "message"
    values = {"left": left, "right": right} | words
    messages = [
        entry[kind + ending].format(
            **{name: value[place] if isinstance(value, tuple) else value for name, value in values.items()}
        )
        for place, ending in enumerate(("", "_en"))
    ]
    status = "pass" if passed else "fail"
    return Check(rule, operand, entry["severity"], status, left, right, messages[0], messages[1], keys)


def _documents(identity: Identity, cells: Mapping[str, CellReading]) -> Iterator[Check]:
    """Yield the checks of table 2: rules made by a body that makes none, and more documents issued than there can be."""
    agency = squeeze(identity.agency or "")
    powerless = re.search(_words()["no_rules"], agency) and not re.search(_words()["may_make_rules"], agency)
    stated = {
        key: cell.value for key, cell in cells.items() if key.startswith("t2.regulations.") and cell.value is not None
    }
    if powerless and stated:
        most = max(stated.values())
        yield _check("T2.2", "regulations", most <= 0, most, 0, *stated, name=identity.agency)
    keys = [f"t2.normative_documents.{column}" for column in ("issued", "repealed", "in_force")]
    if all(key in cells and cells[key].value is not None for key in keys):
        left, right = cells[keys[0]].value or 0, total_of(keys[1:], cells) or 0
        yield _check("T2.3", "normative_documents", left <= right, left, right, *keys)


def _parts(sections: Sequence[SectionText]) -> Iterator[Check]:
    """Yield whether all six parts were found, and whether the one on problems says anything."""
    found = {section.number: section for section in sections}
    missing = [number for number in range(1, PARTS + 1) if number not in found]
    named = (
        "，缺第" + "、".join("一二三四五六"[n - 1] for n in missing) + "部分",
        f", missing: {', '.join(map(str, missing))}",
    )
    yield _check("Q5", "parts", not missing, PARTS - len(missing), PARTS, missing=named if missing else "")
    if PROBLEMS in found:
        bare = squeeze(found[PROBLEMS].text)
        yield _check("Q4", "problems", not re.match(_words()["nothing_said"], bare), len(bare))


def _fees(sections: Sequence[SectionText], form: str) -> Iterator[Check]:
    """Yield whether the text speaks of fees, as reports in the form of 2021 are to."""
    if form == CURRENT_FEES and sections:
        said = any(re.search(_words()["fee"], squeeze(section.text)) for section in sections)
        yield _check("N7", "fees", said, found=("已", "something") if said else ("未", "nothing"))


def _leftovers(identity: Identity, sections: Sequence[SectionText]) -> Iterator[Check]:
    """Yield what may be left over from another report: sentences about another year, another body as the compiler."""
    if identity.year is not None and sections:
        year, quoted = next(_of_earlier_years(identity.year, sections), (None, ""))
        yield _check("Q1", "year", year is None, year or identity.year, identity.year, sentence=quoted)
    ours, theirs = _places(identity.agency), _places(identity.compiled_by)
    if ours and theirs:
        yield _check("Q2", "compiler", bool(ours & theirs), agency=identity.agency, compiler=identity.compiled_by)


def _of_earlier_years(year: int, sections: Sequence[SectionText]) -> Iterator[tuple[int, str]]:
    """Yield year and words of the sentences that open with a year before the report's and do not name that."""
    for section in sections:
        prose = prose_of("" if section.number == PROBLEMS else section.text)
        for start, end in sentences(prose):
            sentence = prose.plain[start:end]
            match = re.match(_words()["opening_year"], sentence)
            if match and int(match["year"]) < year and f"{year}年" not in sentence:
                yield int(match["year"]), prose.printed(start, min(end, start + SHOWN_SENTENCE))


def _places(name: str | None) -> set[str]:
    return set(re.findall(_words()["place"], squeeze(name or "")))


def _period(identity: Identity) -> Iterator[Check]:
    if identity.period is not None:
        first, last = identity.period
        whole = first[4:] == "-01-01" and last == f"{first[:4]}-12-31"
        yield _check("Q6", "period", whole, first=first, last=last)
