"""The checks of one report: rules as data, evaluated on cells as printed. A failed sum is a flag, never a licence to repair.

Results: `pass`; `fail`; `pass_if_blank_zero` when the sums hold only if blank cells are counted as 0; `not_assessable`
when a cell cannot be read, or when blank cells leave the sums open.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from extract.forms import Form, Label
from extract.mapping.cells import CellReading
from extract.numbers import Number

_TABLE_4_RULES = {"review": "T4.B1", "litigation_direct": "T4.B2", "litigation_after_review": "T4.B3"}
_SUMS = ("column", "row", "block")
MOST_TERMS = 6


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one rule for one operand; `cells` are the keys of all cells that took part."""

    rule: str
    operand: str
    severity: str
    status: str
    left: Number | None
    right: Number | None
    message: str
    message_en: str
    cells: tuple[str, ...]


@cache
def _all_rules() -> tuple[dict[str, Any], ...]:
    return tuple(yaml.safe_load((files(__package__) / "checks.yaml").read_text(encoding="utf-8")))


def rules(*kinds: str) -> tuple[dict[str, Any], ...]:
    """Return the rules of `checks.yaml` that are repeated over these kinds of things, in its order."""
    return tuple(rule for rule in _all_rules() if rule["for"] in kinds)


def run_checks(form: Form, cells: Mapping[str, CellReading]) -> list[Check]:
    """Return the results of the rules for tables 3 and 4, in the order of the rules and of the form."""
    outcomes = tuple(row.key for row in _outcomes(form, cells))
    lines = tuple(row.key for row in form.rows if f"t3.{row.key}.total" in cells)
    sums = [_sum(plan, cells) for plan in _plans(form, outcomes, lines)]
    return [*sums, *_whole_numbers(cells), _all_lines(cells)]


@dataclass(frozen=True, slots=True)
class _Plan:
    """One sum to be checked: the rule, what it is repeated over, the cells of both sides, and their names by language."""

    rule: Mapping[str, Any]
    operand: Label
    left: tuple[str, ...]
    right: tuple[str, ...]
    names: Mapping[str, Mapping[str, str]]


@cache
def _plans(form: Form, outcomes: tuple[str, ...], lines: tuple[str, ...]) -> tuple[_Plan, ...]:
    """Return the sums of a form in the order of the rules, for a report that prints these lines and outcomes."""
    operands: dict[str, Sequence[Label]] = {
        "column": form.columns,
        "row": [row for row in form.rows if row.key in lines],
        "block": form.remedy_blocks,
    }
    groups = {
        "@outcomes": outcomes,
        "@parts": tuple(column.key for column in form.columns if column.key != "total"),
        "@results": tuple(column.key for column in form.remedy_columns if column.key != "total"),
    }
    plans = []
    for rule in rules(*_SUMS):
        for operand in operands[rule["for"]]:
            left, right = (_expand(rule[side], rule["for"], operand, groups) for side in ("left", "right"))
            names = {
                language: _names(form, rule["for"], operand, language, (*left, *right)) for language in ("label", "en")
            }
            plans.append(_Plan(rule, operand, left, right, names))
    return tuple(plans)


def _expand(terms: Sequence[str], kind: str, operand: Label, groups: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the cells that the terms of a rule stand for."""
    found: list[str] = []
    for term in terms:
        filled = term.replace("{" + kind + "}", operand.key)
        mark = next((mark for mark in groups if mark in filled), None)
        found += [filled] if mark is None else [filled.replace(mark, key) for key in groups[mark]]
    return tuple(found)


def _sum(plan: _Plan, cells: Mapping[str, CellReading]) -> Check:
    rule, operand, keys = plan.rule, plan.operand, (*plan.left, *plan.right)
    left, right = total_of(plan.left, cells), total_of(plan.right, cells)

    return Check(
        _TABLE_4_RULES.get(operand.key, rule["rule"]),
        operand.key,
        rule["severity"],
        status_of(left, right, [cells[key] for key in keys]),
        left,
        right,
        _message(rule["message"], plan, "label", left, right, cells),
        _message(rule["message_en"], plan, "en", left, right, cells),
        keys,
    )


def _message(
    template: str,
    plan: _Plan,
    language: str,
    left: Number | None,
    right: Number | None,
    cells: Mapping[str, CellReading],
) -> str:
    names = plan.names[language]
    return template.format(
        name=getattr(plan.operand, language),
        left=_shown(left),
        right=_shown(right),
        left_terms=_terms(plan.left, names, cells),
        right_terms=_terms(plan.right, names, cells),
    )


def _names(form: Form, kind: str, operand: Label, language: str, keys: Sequence[str]) -> Mapping[str, str]:
    """Return for each cell of a sum the label that tells it apart: its line within a column, its column within a line or a block."""
    labels = {"column": form.rows, "row": form.columns, "block": form.remedy_columns}[kind]
    names = {label.key: getattr(label, language).partition("（区分")[0] for label in labels}
    if kind == "block":
        return {key: names[key.removeprefix(f"t4.{operand.key}_")] for key in keys}
    return {key: names[key.split(".")[1 if kind == "column" else 2]] for key in keys}


def _terms(keys: Sequence[str], names: Mapping[str, str], cells: Mapping[str, CellReading]) -> str:
    """Return the cells of one side of a sum by label and printed text; of many, those that are not zero."""
    shown = keys if len(keys) <= MOST_TERMS else [key for key in keys if cells[key].state != "zero"]
    terms = [f"{names[key]} {cells[key].raw or '□'}" for key in shown]
    return " + ".join(terms if len(terms) <= 2 * MOST_TERMS else [*terms[:MOST_TERMS], "…", terms[-1]]) or "0"


def _shown(total: Number | None) -> str:
    return "—" if total is None else str(total)


def _outcomes(form: Form, cells: Mapping[str, CellReading]) -> list[Label]:
    """Return the lines that make up 总计 in this report: the three lines of （六）, or its single line where that is printed."""
    candidates = {row.key: row for row in (*form.outcome_rows(), *(row for row in form.rows if row.key == "other"))}
    return [row for row in candidates.values() if f"t3.{row.key}.total" in cells]


def total_of(keys: Sequence[str], cells: Mapping[str, CellReading]) -> Number | None:
    """Return the sum of cells with blank and dash as 0, or None when one of them cannot be read."""
    readings = [cells[key] for key in keys]
    if any(reading.value is None and reading.state not in ("blank", "dash") for reading in readings):
        return None
    if not any(isinstance(reading.value, float) for reading in readings):
        return sum(int(reading.value or 0) for reading in readings)
    total = sum((Decimal(str(reading.value)) for reading in readings if reading.value is not None), Decimal(0))
    return int(total) if total == int(total) else float(total)


def status_of(left: Number | None, right: Number | None, readings: Sequence[CellReading]) -> str:
    """Return whether two sides agree; blank cells among `readings` leave a sum open unless it holds with them as 0."""
    if left is None or right is None:
        return "not_assessable"
    if any(reading.value is None for reading in readings):
        return "pass_if_blank_zero" if left == right else "not_assessable"
    return "pass" if left == right else "fail"


def _whole_numbers(cells: Mapping[str, CellReading]) -> list[Check]:
    """Return for tables 3 and 4 one passing check, or one failed check per cell that is no count (negative or a fraction)."""
    results = []
    for rule, table in (("T3.B1", "t3"), ("T4.B4", "t4")):
        counts = {key: cell for key, cell in cells.items() if key.startswith(table) and cell.value is not None}
        wrong = {
            key: cell.value for key, cell in counts.items() if isinstance(cell.value, float) or (cell.value or 0) < 0
        }
        results += [
            Check(
                rule,
                key,
                "arithmetic",
                "fail",
                value,
                None,
                f"{key} 印为 {value}，不是件数",
                f"{key} is printed as {value}, not a count",
                (key,),
            )
            for key, value in wrong.items()
        ]
        if not wrong:
            status = "pass" if counts else "not_assessable"
            name = {"t3": "表三", "t4": "表四"}[table]
            results.append(
                Check(
                    rule,
                    table,
                    "arithmetic",
                    status,
                    None,
                    None,
                    f"{name}各数均为非负整数",
                    f"Table {table[1]}: all numbers are counts",
                    (),
                )
            )
    return results


def _all_lines(cells: Mapping[str, CellReading]) -> Check:
    """Return whether every value line of table 3 was found."""
    lines = dict.fromkeys(key.split(".")[1] for key in cells if key.startswith("t3."))
    found = [line for line in lines if cells[f"t3.{line}.total"].place is not None]
    status = "pass" if len(found) == len(lines) else "fail"
    return Check(
        "T3.H1",
        "lines",
        "heuristic",
        status,
        len(found),
        len(lines),
        f"表三应有 {len(lines)} 行数据，读到 {len(found)} 行",
        f"Table 3 has {len(lines)} lines of values, {len(found)} were found",
        (),
    )
