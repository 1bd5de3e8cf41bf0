"""The cells of all forms as columns of the wide table: each with its label as printed, in both languages."""

from collections.abc import Iterator

from archive.exports.model import Column, Text
from extract.forms import FORM_IDS, Form, load_form
from extract.forms.statistics import STATISTICS_FORM_IDS, load_statistics_form

ITEMS = Text("件", "items")
UNITS = {"件": ITEMS, "项": ITEMS, "条": ITEMS, "万元": Text("万元", "10,000 yuan"), "元": Text("元", "yuan")}
OTHER = ("other", "（六）其他处理（未分项印出）", "Other handling, where printed as one line")
"""The line of table 3 that stands for three, where a report prints it as one."""


def cell_columns() -> list[Column]:
    """Return a column for every cell that a report can have, in the order of the forms, the newest first."""
    found: dict[str, Column] = {}
    for form in map(load_form, FORM_IDS):
        for column in (*_proactive(form), *_requests(form), *_remedies(form)):
            found.setdefault(column.name, column)
    for column in _statistics():
        found.setdefault(column.name, column)
    return list(found.values())


def _column(key: str, zh: tuple[str, ...], en: tuple[str, ...], unit: str | None) -> Column:
    text = Text(" / ".join(dict.fromkeys(zh)), " / ".join(dict.fromkeys(en)))
    return Column(key, "number", text, (UNITS.get(unit) or Text(unit, unit)) if unit else None)


def _proactive(form: Form) -> Iterator[Column]:
    for block in form.blocks:
        for row in block.rows:
            for column in block.columns:
                labels = (block.label, row.label, column.label), (block.en, row.en, column.en)
                yield _column(f"t2.{row.key}.{column.key}", *labels, column.unit)


def _requests(form: Form) -> Iterator[Column]:
    rows = [(row.key, row.label, row.en) for row in form.value_rows]
    for key, label, en in (*rows, OTHER):
        for column in form.columns:
            yield _column(f"t3.{key}.{column.key}", (label, column.label), (en, column.en), "件")


def _remedies(form: Form) -> Iterator[Column]:
    for block in form.remedy_blocks:
        for column in form.remedy_columns:
            yield _column(f"t4.{block.key}_{column.key}", (block.label, column.label), (block.en, column.en), "件")


def _statistics() -> Iterator[Column]:
    for form in map(load_statistics_form, STATISTICS_FORM_IDS):
        for row in form.rows:
            if row.kind != "group":
                yield _column(f"stat.{row.key}", (row.label,), (row.en,), row.unit)
                yield _column(f"stat.{row.key}.cumulative", (row.label, "累计"), (row.en, "cumulative"), row.unit)
