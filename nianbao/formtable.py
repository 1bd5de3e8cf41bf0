"""A report on the terminal, as the form prints it, with doubtful cells and failed checks marked."""

import sys

from rich.console import Console
from rich.table import Table
from rich.text import Text

from extract.forms import FORM_IDS, Form, load_form
from extract.forms.statistics import STATISTICS_FORM_IDS, load_statistics_form
from extract.mapping import CellReading
from extract.report import NoReport, Report

PLAIN_WIDTH = 160
"""Columns of the tables where the output is no terminal."""

STYLES = {"ambiguous": "bold yellow", "unreadable": "bold red", "text": "cyan", "dash": "dim"}
MARKS = {"ambiguous": "？", "unreadable": "✗"}


def print_form(report: Report | NoReport, console: Console | None = None) -> None:
    """Print the three tables, the failed checks and the issues of a report."""
    console = console or Console(highlight=False, width=None if sys.stdout.isatty() else PLAIN_WIDTH)
    if isinstance(report, NoReport):
        console.print(f"不是年度报告 Not an annual report: {report.reason}", markup=False)
        return
    console.print(Text(report.title or "（无标题 no title）", style="bold"))
    console.print(f"{report.agency or '—'} · {report.year or '—'} · {report.form or '—'}", markup=False)
    failed = {key for check in report.checks if check.status == "fail" for key in check.cells}
    if report.form in STATISTICS_FORM_IDS:
        console.print(_statistics(report, failed))
    if report.form in FORM_IDS:
        form = load_form(report.form)
        for table in (
            _proactive(form, report, failed),
            _requests(form, report, failed),
            _remedies(form, report, failed),
        ):
            console.print(table)
    for check in report.checks:
        if check.status == "fail":
            console.print(Text(f"✗ {check.rule} {check.message}", style="red"))
    for issue in report.issues:
        console.print(Text(f"! {issue.code}: {issue.message}", style="yellow"))


def _statistics(report: Report, failed: set[str]) -> Table:
    form = load_statistics_form(str(report.form))
    table = Table(title=form.name)
    for column in ("统计指标", "单位", "统计数", "历年累计"):
        table.add_column(column, justify="right" if column in ("统计数", "历年累计") else "left")
    for row in form.rows:
        key, label = f"stat.{row.key}", "  " * len(form.ancestors(row.key)) + row.label
        if key in report.cells:
            numbers = (_cell(report, name, failed) for name in (key, f"{key}.cumulative"))
            table.add_row(label, row.unit or "", *numbers)
        elif row.kind == "group":
            table.add_row(Text(label, style="bold"))
    return table


def _cell(report: Report, key: str, failed: set[str]) -> Text:
    cell = report.cells.get(key)
    if cell is None:
        return Text("")
    text = f"{_printed(cell)}{MARKS.get(cell.state, '')}"
    return Text(
        text, style=" ".join(filter(None, (STYLES.get(cell.state, ""), "red underline" if key in failed else "")))
    )


def _printed(cell: CellReading) -> str:
    return " ".join(cell.raw.split()) if len(cell.raw) <= 24 else cell.raw[:23] + "…"


def _proactive(form: Form, report: Report, failed: set[str]) -> Table:
    table = Table(title="二、主动公开政府信息情况", show_header=False, show_lines=True)
    for block in form.blocks:
        table.add_row(
            Text(f"{block.label} {form.item_label}", style="bold"),
            *(Text(c.label, style="bold") for c in block.columns),
        )
        for row in block.rows:
            if f"t2.{row.key}.{block.columns[0].key}" in report.cells:
                table.add_row(row.label, *(_cell(report, f"t2.{row.key}.{c.key}", failed) for c in block.columns))
    return table


def _requests(form: Form, report: Report, failed: set[str]) -> Table:
    table = Table(title="三、收到和处理政府信息公开申请情况")
    table.add_column("")
    for column in form.columns:
        table.add_column(column.label, justify="right")
    depth = {None: 0, "processed": 1}
    for row in form.rows:
        indent = "  " * depth.get(row.parent, 2)
        if f"t3.{row.key}.total" in report.cells:
            table.add_row(indent + row.label, *(_cell(report, f"t3.{row.key}.{c.key}", failed) for c in form.columns))
        elif row.kind == "group":
            table.add_row(Text(indent + row.label, style="bold"))
    return table


def _remedies(form: Form, report: Report, failed: set[str]) -> Table:
    table = Table(title="四、政府信息公开行政复议、行政诉讼情况")
    table.add_column("")
    for column in form.remedy_columns:
        table.add_column(column.label, justify="right")
    for block in form.remedy_blocks:
        table.add_row(block.label, *(_cell(report, f"t4.{block.key}_{c.key}", failed) for c in form.remedy_columns))
    return table
