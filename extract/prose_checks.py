"""The checks of what the text of a report states against its tables and within itself. They are hints, never proofs."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, takewhile
from typing import Any

from extract.checks import Check, rules, status_of, total_of
from extract.facts import Fact
from extract.facts.numerals import numeral_value
from extract.facts.prose import prose_of
from extract.forms import Form
from extract.mapping.cells import CellReading
from extract.numbers import Number

SHOWN_SENTENCE = 80
OFFICE = r"(?:政府|委员会|管委会)办公?[室厅]?$"
_BREAKDOWN = re.compile(
    r"(?<![\d.])(?P<whole>\d+)(?P<unit>条|件|篇|次|项|人|份|宗)[^，,。；;\d（(]{0,12}(?:[，,：:]|(?P<open>[（(]))?"
    r"(?:其中|包括|分别为)[:：，,]?(?P<rest>.+)$"
)
_INEXACT = re.compile(r"[余多约近万亿%％]|其中|同比|[较比]|年|占")
_ASIDE = re.compile(r"[（(][^（）()]*[）)]")
_NO_PART = re.compile(
    r"^(?!.*(?:信息|类|栏目|文件)).*(?:收到|答复|办理|回复|留言|咨询|召开|回应|受理|阅读|关注|访问|浏览|转[发载])"
    r"|此外|同时|另|全年|累计"
)
_CHANNEL = re.compile(r"公众号|微信|微博|抖音|快手|头条|网站|新媒体|客户端|APP", re.IGNORECASE)


def prose_checks(
    form: Form, cells: Mapping[str, CellReading], facts: Sequence[Fact], scope: str | None, agency: str | None
) -> list[Check]:
    """Return the results of the rules that compare stated numbers with cells, and of those within one sentence.

    `scope` is that of the report: numbers of another scope cannot be compared with its tables. What the office of a
    government received for it stands in the tables of the office; whether it is one the name of the `agency` tells.
    """
    if scope == "own" and re.search(OFFICE, agency or ""):
        facts = [replace(fact, scope=scope) if fact.scope == "headquarters" else fact for fact in facts]
    return [
        *(check for rule in rules("fact") if (check := _against_table(rule, form, cells, facts, scope)) is not None),
        *(check for rule in rules("sentence") for check in _within_sentence(rule, facts)),
        *(check for rule in rules("breakdown") for check in _breakdowns(rule, facts)),
    ]


def _against_table(
    rule: Mapping[str, Any], form: Form, cells: Mapping[str, CellReading], facts: Sequence[Fact], scope: str | None
) -> Check | None:
    """Return the check of one kind of fact, or None where the text states none or the form has no such cells.

    Where the text states several numbers of a kind, one that agrees is enough: the others may be parts of it.
    """
    stated = [fact for fact in facts if fact.key == rule["fact"] and _has_value(fact, rule.get("values"))]
    sums = [keys for terms in rule["accept"] if (keys := _keys(terms, cells))]
    if not stated or not sums:
        return None
    comparable = [fact for fact in stated if _is_comparable(fact, scope)]
    tried = [(_result(fact, keys, cells), fact, keys) for fact in comparable for keys in sums]
    order = ("pass", "pass_if_blank_zero", "not_assessable", "fail")
    status, fact, keys = min(
        tried, key=lambda item: order.index(item[0]), default=("not_assessable", stated[0], sums[0])
    )
    if status == "fail":
        fact, keys = comparable[0], sums[0]
    right = total_of(keys, cells)
    names = [(_cell_name(key, form, "label"), _cell_name(key, form, "en"), cells[key].raw or "□") for key in keys]
    why = _why_not(fact, scope) if not comparable else ("", "")
    quoted = shortened(fact)
    return Check(
        rule["rule"],
        _operand(rule),
        rule["severity"],
        status,
        fact.value,
        right,
        f"文中“{quoted}”{why[0]}：{fact.value}；{' + '.join(f'{zh} {raw}' for zh, _, raw in names)} ＝ {_shown(right)}",
        f"The text, “{quoted}”{why[1]}: {fact.value}; {' + '.join(f'{en} {raw}' for _, en, raw in names)} = {_shown(right)}",
        tuple(dict.fromkeys(key for option in sums for key in option)),
    )


def _operand(rule: Mapping[str, Any]) -> str:
    zero = rule.get("values") == "zero" and rule["fact"] != "requests_received"
    return f"{rule['fact']}.none" if zero else str(rule["fact"])


def _has_value(fact: Fact, values: str | None) -> bool:
    if fact.value is None:
        return False
    return values is None or (fact.value == 0) == (values == "zero")


def _is_comparable(fact: Fact, scope: str | None) -> bool:
    """Return whether a number is exact and of the bodies that the tables of the report count."""
    return fact.qualifier is None and fact.scope in (None, scope)


def _why_not(fact: Fact, scope: str | None) -> tuple[str, str]:
    if fact.qualifier is not None:
        return f"（约数：{fact.qualifier}）", f" (inexact: {fact.qualifier})"
    return f"（范围 {fact.scope}，报告为 {scope}）", f" (of scope {fact.scope}, the report of {scope})"


def _result(fact: Fact, keys: Sequence[str], cells: Mapping[str, CellReading]) -> str:
    return status_of(fact.value, total_of(keys, cells), [cells[key] for key in keys])


def _keys(terms: Sequence[str], cells: Mapping[str, CellReading]) -> list[str]:
    """Return the cells of a sum, a * filled in; none where the form of the report lacks one of them."""
    keys: list[str] = []
    for term in terms:
        head, star, tail = term.partition("*")
        if star:
            pattern = re.compile(re.escape(head) + "[a-z_]+" + re.escape(tail))
            found = [key for key in cells if key.startswith(head) and pattern.fullmatch(key)]
        else:
            found = [term] if term in cells else []
        if not found:
            return []
        keys += found
    return keys


def _cell_name(key: str, form: Form, language: str) -> str:
    """Return a cell by the printed labels of its table, line and column."""
    table, _, rest = key.partition(".")
    row, _, column = rest.partition(".")
    if table == "t4":
        labels = [label for label in form.remedy_blocks if row.startswith(label.key)]
        labels = labels[-1:] + [label for label in form.remedy_columns if row.endswith(label.key)][-1:]
    elif table == "t3":
        labels = [label for label in form.rows if label.key == row] + [c for c in form.columns if c.key == column]
    else:
        blocks = [block for block in form.blocks if row in [label.key for label in block.rows]]
        labels = [label for block in blocks for label in (*block.rows, *block.columns) if label.key in (row, column)]
    return f"{_TABLES[table][language]} " + " · ".join(
        getattr(label, language).partition("（区分")[0] for label in labels
    )


_TABLES = {
    "t2": {"label": "表二", "en": "table 2"},
    "t3": {"label": "表三", "en": "table 3"},
    "t4": {"label": "表四", "en": "table 4"},
}


def _within_sentence(rule: Mapping[str, Any], facts: Sequence[Fact]) -> Iterator[Check]:
    """Yield for every sentence that states a whole and its parts whether they add up; some parts may be left unsaid."""
    for number, whole in enumerate(fact for fact in facts if fact.key == rule["whole"]):
        together = [fact for fact in facts if (fact.section, fact.sentence) == (whole.section, whole.sentence)]
        parts = [fact for fact in together if fact.key.startswith(rule["parts"] + ".")]
        if len(parts) > 1 and sum(fact.key == rule["whole"] for fact in together) == 1:
            yield _sum_check(rule, f"{rule['parts']}.{number}", whole, [fact.value or 0 for fact in parts])


def _breakdowns(rule: Mapping[str, Any], facts: Sequence[Fact]) -> Iterator[Check]:
    """Yield for every stated number that is followed by its parts in the same unit whether they add up.

    What follows the parts may count something else: the first of them that add up are enough.
    """
    seen: set[tuple[int, str]] = set()
    for number, whole in enumerate(facts):
        match = _BREAKDOWN.search(prose_of(whole.sentence).plain) if whole.value is not None else None
        if match is None or (whole.section, whole.sentence) in seen or numeral_value(match["whole"]) != whole.value:
            continue
        rest = _list_of_parts(match, of_channel=whole.key.startswith("proactive_by_channel."))
        parts = [int(part) for part in re.findall(rf"(?<![\d.])(\d+){match['unit']}", rest)]
        if len(parts) > 1 and not _INEXACT.search(rest) and whole.qualifier is None:
            seen.add((whole.section, whole.sentence))
            sums = enumerate(accumulate(parts), 1)
            enough = next((count for count, total in sums if total == whole.value), len(parts))
            yield _sum_check(rule, f"{whole.key}.{number}", whole, parts[:enough])


def _list_of_parts(match: re.Match[str], *, of_channel: bool) -> str:
    """Return the clauses that may state parts of a matched whole, without asides in brackets.

    They end with the bracket that they stand in, with a word for something else, and for a channel with another channel.
    """
    plain = match["rest"]
    while _ASIDE.search(plain):
        plain = _ASIDE.sub("", plain)
    plain = re.split(r"[。；;]" + (r"|[）)]" if match["open"] else ""), plain)[0]
    clauses = re.split(r"(?<=[，,、])", plain)
    ends = (_NO_PART, _CHANNEL) if of_channel else (_NO_PART,)
    return "".join(takewhile(lambda clause: not any(end.search(clause) for end in ends), clauses))


def _sum_check(rule: Mapping[str, Any], operand: str, whole: Fact, parts: Sequence[Number]) -> Check:
    left, right = sum(parts), whole.value or 0
    status = "pass" if left == right else "fail" if left > right else "not_assessable"
    words = {"sentence": shortened(whole), "left": left, "right": right}
    message, message_en = rule["message"].format(**words), rule["message_en"].format(**words)
    return Check(rule["rule"], operand, rule["severity"], status, left, right, message, message_en, ())


def shortened(fact: Fact) -> str:
    """Return the sentence of a fact, or as much of it as is fit to be quoted."""
    sentence = fact.sentence
    return sentence if len(sentence) <= SHOWN_SENTENCE else sentence[:SHOWN_SENTENCE] + "…"


def _shown(total: Number | None) -> str:
    return "—" if total is None else str(total)
