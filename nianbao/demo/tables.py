"""The three tables of a report as rows of cells with spans, laid out as the national forms print them."""

from dataclasses import dataclass

from extract.forms import Form, Label, load_form
from nianbao.demo.model import Report


@dataclass(frozen=True, slots=True)
class Box:
    """A cell of a table: its text, how many rows and columns it covers, and whether it is a label."""

    text: str
    rows: int = 1
    columns: int = 1
    label: bool = True


Table = list[list[Box]]


def tables(report: Report) -> dict[int, Table]:
    """Return the tables of a report by the section in which they stand (2, 3 and 4)."""
    form = load_form(report.form)
    return {2: _proactive(report, form), 3: _requests(report, form), 4: _remedies(report, form)}


def _label(report: Report, label: Label) -> str:
    return report.labels.get(label.key, label.label)


def _value(report: Report, key: str, columns: int = 1) -> Box:
    return Box(report.cells[key].text, columns=columns, label=False)


def _proactive(report: Report, form: Form) -> Table:
    width = 4
    table: Table = []
    for block in form.blocks:
        spans = [1] * (len(block.columns) - 1) + [width - len(block.columns)]
        names = [Box(_label(report, column), columns=span) for column, span in zip(block.columns, spans, strict=True)]
        table += [[Box(block.label, columns=width)], [Box(form.item_label), *names]]
        for row in block.rows:
            if not row.extension:
                keys = [f"t2.{row.key}.{column.key}" for column in block.columns]
                values = [_value(report, key, span) for key, span in zip(keys, spans, strict=True)]
                table.append([Box(_label(report, row)), *values])
    return table


def _requests(report: Report, form: Form) -> Table:
    natural, *legal, total = (_label(report, column) for column in form.columns)
    head: Table = [
        [Box(form.note, rows=3, columns=3), Box(form.applicants_label, columns=7)],
        [Box(natural, rows=2), Box(form.legal_person_label, columns=len(legal)), Box(total, rows=2)],
        [Box(name) for name in legal],
    ]
    return head + _lines(report, form)


def _lines(report: Report, form: Form) -> Table:
    """Return the lines of table 3; the label of a group stands left of its first line and spans all of them."""
    printed = [row for row in form.rows if f"t3.{row.key}.total" in report.cells]
    groups = {row.key: row for row in form.rows}
    table: Table = []
    open_groups: set[str] = set()
    for row in printed:
        above = _ancestors(row, groups)
        labels = []
        for group in above:
            if group.key not in open_groups:
                open_groups.add(group.key)
                size = sum(group in _ancestors(other, groups) for other in printed)
                labels.append(Box(_label(report, group), rows=size))
        labels.append(Box(_label(report, row), columns=3 - len(above)))
        table.append(labels + [_value(report, f"t3.{row.key}.{column.key}") for column in form.columns])
    return table


def _ancestors(row: Label, rows: dict[str, Label]) -> list[Label]:
    """Return the groups that a line belongs to, the outermost first."""
    above: list[Label] = []
    while row.parent:
        row = rows[row.parent]
        above.insert(0, row)
    return above


def _remedies(report: Report, form: Form) -> Table:
    review, *litigation = form.remedy_blocks
    results = [Box(column.label) for column in form.remedy_columns]
    tall = [Box(column.label, rows=2) for column in form.remedy_columns]
    keys = [f"t4.{block.key}_{column.key}" for block in form.remedy_blocks for column in form.remedy_columns]
    return [
        [Box(review.label, columns=5), Box(form.litigation_label, columns=10)],
        [*tall, *(Box(block.label, columns=5) for block in litigation)],
        results * 2,
        [_value(report, key) for key in keys],
    ]
