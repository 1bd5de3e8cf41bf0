"""The three tables of a report as the forms print them."""

from collections.abc import Iterable

from tests.golden.form_data import APPLICANTS, REMEDIES, RESULTS
from tests.golden.grid import Box, Table
from tests.golden.model import Report


def tables_of(report: Report) -> tuple[Table, Table, Table]:
    """Return tables 2, 3 and 4 as the form prints them, damaged where the report says so."""
    two, three, four = (report.damage(table) for table in (table_2(report), table_3(report), table_4(report)))
    return two, three, four


def grid_places(tables: Iterable[Table]) -> dict[str, tuple[float, ...]]:
    """Return row and column of every value in its table."""
    return {box.key: (box.row, box.column) for table in tables for box in table.boxes if box.key}


def table_2(report: Report) -> Table:
    """Return the table of what was disclosed proactively."""
    blocks = report.form.blocks()
    width = 1 + max(len(block["columns"]) for block in blocks)
    boxes: list[Box] = []
    row = 0
    for block in blocks:
        columns = block["columns"]
        wide = {columns[-1]["key"]: width - len(columns)}
        boxes.append(Box(report.label(block["label"]), row, 0, 1, width))
        boxes.append(Box(report.form.data["proactive"]["item_label"], row + 1, 0))
        boxes += [Box(report.label(c["label"]), row + 1, n, 1, wide.get(c["key"], 1)) for n, c in enumerate(columns, 1)]
        for number, line in enumerate(block["rows"], row + 2):
            keys = [f"t2.{line['key']}.{c['key']}" for c in columns]
            boxes.append(Box(report.label(line["label"]), number, 0))
            boxes += [
                Box(report.cells[key].text, number, n, 1, wide.get(c["key"], 1), key)
                for n, (key, c) in enumerate(zip(keys, columns, strict=True), 1)
            ]
        row += 2 + len(block["rows"])
    return _table(2, width, boxes)


def table_3(report: Report) -> Table:
    """Return the table of requests: three columns of labels, seven of numbers."""
    data = report.form.data["requests"]
    names = [report.label(column["label"]) for column in data["columns"]]
    boxes = [
        Box(report.label(data["note"]), 0, 0, 3, 3),
        Box(data["applicants_label"], 0, 3, 1, 7),
        Box(names[0], 1, 3, 2),
        Box(data["legal_person_label"], 1, 4, 1, 5),
        Box(names[6], 1, 9, 2),
        *(Box(name, 2, column) for column, name in enumerate(names[1:6], 4)),
    ]
    lines = report.form.lines()
    groups = {line["key"]: line for line in lines if line.get("kind") == "group"}
    inner = [line for line in lines if line.get("parent") and line["key"] not in groups]
    for row, line in enumerate((line for line in lines if line["key"] not in groups), 3):
        boxes += _labels_of(report, line, row, inner, groups)
        keys = [f"t3.{line['key']}.{applicant}" for applicant in APPLICANTS]
        boxes += [Box(report.cells[key].text, row, column, key=key) for column, key in enumerate(keys, 3)]
    return _table(3, 10, boxes)


def _labels_of(
    report: Report, line: dict[str, str], row: int, inner: list[dict[str, str]], groups: dict[str, dict[str, str]]
) -> Iterable[Box]:
    label, parent = report.label(line["label"]), line.get("parent")
    if parent is None:
        yield Box(label, row, 0, 1, 3)
        return
    if line is inner[0]:
        yield Box(report.label(groups["processed"]["label"]), row, 0, len(inner))
    siblings = [other for other in inner if other["parent"] == parent]
    if parent == "processed":
        yield Box(label, row, 1, 1, 2)
        return
    if line is siblings[0]:
        yield Box(report.label(groups[parent]["label"]), row, 1, len(siblings))
    yield Box(label, row, 2)


def table_4(report: Report) -> Table:
    """Return the table of reviews and lawsuits."""
    data = report.form.data["remedies"]
    results = [report.label(column["label"]) for column in data["columns"]]
    review, direct, after = (report.label(block["label"]) for block in data["blocks"])
    keys = [f"t4.{block}_{result}" for block in REMEDIES for result in (*RESULTS, "total")]
    boxes = [
        Box(review, 0, 0, 1, 5),
        Box(data["litigation_label"], 0, 5, 1, 10),
        *(Box(result, 1, column, 2) for column, result in enumerate(results)),
        Box(direct, 1, 5, 1, 5),
        Box(after, 1, 10, 1, 5),
        *(Box(result, 2, column) for column, result in enumerate([*results, *results], 5)),
        *(Box(report.cells[key].text, 3, column, key=key) for column, key in enumerate(keys)),
    ]
    return _table(4, 15, boxes)


def _table(number: int, width: int, boxes: list[Box]) -> Table:
    ordered = tuple(sorted(boxes, key=lambda box: (box.row, box.column)))
    return Table(number, width, max(box.row + box.rows for box in boxes), ordered)
