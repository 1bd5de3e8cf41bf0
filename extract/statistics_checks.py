"""The sums of the statistics printed before 2019: a total against the lines below it, where all of these are printed."""

from collections.abc import Mapping

from extract.checks import Check, rules, status_of, total_of
from extract.forms.statistics import StatisticsForm
from extract.mapping.cells import CellReading


def statistics_checks(form: StatisticsForm, cells: Mapping[str, CellReading]) -> tuple[Check, ...]:
    """Return the result of the rule for every total that is printed with all its lines.

    They are hints: reports of that time count cases that are still open, or add lines of their own. Lines that only some
    places print count where they are printed.
    """
    totals = [row.key for row in form.rows if row.kind == "total"]
    groups = {key: [row for row in form.rows if row.parent == key] for key in totals}
    printed = {
        key: tuple(f"stat.{row.key}" for row in rows if not row.extension or f"stat.{row.key}" in cells)
        for key, rows in groups.items()
    }
    return tuple(
        _sum(form, f"stat.{key}", parts, cells)
        for key, parts in printed.items()
        if parts and all(name in cells for name in (f"stat.{key}", *parts))
    )


def _sum(form: StatisticsForm, total: str, parts: tuple[str, ...], cells: Mapping[str, CellReading]) -> Check:
    (rule,) = rules("total")
    row = next(row for row in form.rows if f"stat.{row.key}" == total)
    left, right = total_of((total,), cells), total_of(parts, cells)
    figures = {"left": cells[total].raw or "□", "right": "—" if right is None else right}
    return Check(
        rule["rule"],
        row.key,
        rule["severity"],
        status_of(left, right, [cells[key] for key in (total, *parts)]),
        left,
        right,
        rule["message"].format(name=row.label, **figures),
        rule["message_en"].format(name=row.en, **figures),
        (total, *parts),
    )
