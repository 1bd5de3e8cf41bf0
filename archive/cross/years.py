"""Rules between the reports of two years: sums, ratios, and what the text says of growth."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from archive.cross.check import CrossCheck, Side, Status, Term, check, status_of
from archive.cross.figures import Figures
from archive.cross.rules import Rule, comparable
from archive.reports import Row

OTHER_FORM = {
    "zh": "两年格式不同，此项不可比",
    "en": "the forms of the two years differ, these lines cannot be compared",
}
OTHER_SCOPE = {
    "zh": "两年报告所涵盖的范围不同，不作比较",
    "en": "the reports of the two years cover different bodies and are not compared",
}


def sums(rule: Rule, now: Figures, before: Figures) -> Iterator[CrossCheck]:
    """Yield a rule of kind sum for each operand that the reports print."""
    for operand in rule["over"]:
        left, right = (_terms(rule[side], operand, now, before) for side in ("left", "right"))
        if not left:
            continue
        hindrance = _hindrance(now, before, [*left, *right])
        if hindrance is OTHER_FORM or (hindrance and right):
            yield check(rule, operand, "not_assessable", Side(tuple(left), None), Side((), None), hindrance)
        elif right:
            sides = Side.of(left), Side.of(right)
            yield check(rule, operand, status_of(rule["holds"], *sides), *sides)


def ratios(rule: Rule, now: Figures, before: Figures) -> Iterator[CrossCheck]:
    """Yield a rule of kind ratio for each cell that holds a number above 0 in both reports."""
    least, most = rule["factors"]
    for cell in rule["over"]:
        terms = [Term(report, cell) for report in (now, before) if cell in report.cells]
        values = [term.figure.value for term in terms]
        if len(terms) < 2 or None in values or min(values) <= 0 or _hindrance(now, before, terms):
            continue
        far = max(values) >= rule["least_value"] and least <= max(values) / min(values) <= most
        yield check(rule, cell, "fail" if far else "pass", Side.of(terms[:1]), Side.of(terms[1:]))


def growth(rule: Rule, now: Figures, before: Figures, facts: Sequence[Row]) -> Iterator[CrossCheck]:
    """Yield for each exact statement of growth whether it agrees with the requests of both years."""
    stated = [fact for fact in facts if _is_plain(rule, fact, now)]
    pairs = [pair for cells in rule["accept"] if (pair := _both(cells, now, before)) is not None]
    if not pairs or _hindrance(now, before, [*pairs[0][0].terms, *pairs[0][1].terms]):
        return
    for number, fact in enumerate(stated, 1):
        grown = [_growth(rule, fact, left.value, right.value) for left, right in pairs]
        agrees = any(value is not None and _close(value, fact["value"]) for value in grown)
        blank = any(term.figure.state == "blank" for side in pairs[0] for term in side.terms)
        status: Status = "pass" if agrees else "not_assessable" if blank or grown[0] is None else "fail"
        note = {"zh": f"文中“{fact['sentence']}”", "en": f"the text says “{fact['sentence']}”"}
        yield check(rule, f"{rule['fact']}.{number}", status, *pairs[0], note)


def _terms(keys: Sequence[str], operand: str, now: Figures, before: Figures) -> list[Term]:
    """Return the cells that the terms of a rule stand for; none when a report lacks one."""
    terms = []
    for key in keys:
        cell, _, when = key.format(operand=operand).partition("@")
        terms.append(Term(before if when else now, cell.removeprefix("-"), -1 if cell.startswith("-") else 1))
    return terms if all(term.cell in term.report.cells for term in terms) else []


def _hindrance(now: Figures, before: Figures, terms: Sequence[Term]) -> dict[str, str] | None:
    """Return why the two reports cannot be compared in these cells, or None."""
    if not all(comparable(t.cell, before.form, now.form) for t in terms):
        return OTHER_FORM
    return OTHER_SCOPE if now.scope and before.scope and now.scope != before.scope else None


def _both(cells: Sequence[str], now: Figures, before: Figures) -> tuple[Side, Side] | None:
    sides = [Side.of([Term(report, cell) for cell in cells if cell in report.cells]) for report in (now, before)]
    complete = all(len(side.terms) == len(cells) and side.value is not None for side in sides)
    return (sides[0], sides[1]) if complete else None


def _is_plain(rule: Rule, fact: Row, now: Figures) -> bool:
    """Tell whether a statement is exact, about requests, and about the bodies that the report covers."""
    return (
        fact["key"] == rule["fact"]
        and fact["value"] is not None
        and fact["qualifier"] is None
        and fact["unit"] in (*rule["counts"], *rule["shares"])
        and fact["scope"] in (None, now.scope)
        and re.search(rule["about"], fact["sentence"] or "") is not None
    )


def _growth(rule: Rule, fact: Row, now: Any, before: Any) -> Decimal | None:
    """Return how much more there was than the year before: in pieces, or in percent where the text says percent."""
    more = Decimal(str(now)) - Decimal(str(before))
    if fact["unit"] in rule["counts"]:
        return more
    return more * 100 / Decimal(str(before)) if before else None


def _close(value: Decimal, stated: Any) -> bool:
    """Tell whether a number agrees with a stated one, rounded or cut off to its digits."""
    printed = Decimal(str(stated))
    exponent = printed.as_tuple().exponent
    return abs(value - printed) < Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
