"""Workbook renderings: merged cells, numbers as numbers with their formats or as text, one sheet or one per part."""

import random
from io import BytesIO
from typing import Any

import xlwt
from openpyxl import Workbook
from openpyxl.styles import Alignment

from tests.golden.grid import Box
from tests.golden.model import Rendered, Report
from tests.golden.packages import timeless
from tests.golden.printing import Printed
from tests.golden.tables import tables_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS = "application/vnd.ms-excel"
Line = list[Box]


def render_xlsx(report: Report, rng: random.Random) -> Rendered:
    """Return a report as a workbook in the format of 2007."""
    as_text, sheets = rng.random() < 0.3, _sheets(report, rng)
    book = Workbook()
    book.remove(book.active)
    for name, boxes in sheets:
        sheet = book.create_sheet(name)
        for box in boxes:
            cell = sheet.cell(box.row + 1, box.column + 1)
            cell.value, cell.number_format = _content(box, report, as_text=as_text)
            cell.alignment = Alignment(wrap_text=True)
            if box.rows > 1 or box.columns > 1:
                sheet.merge_cells(None, box.row + 1, box.column + 1, box.row + box.rows, box.column + box.columns)
    out = BytesIO()
    book.save(out)
    return Rendered(timeless(out.getvalue()), XLSX, "xlsx", _where(sheets, as_text), report.cells)


def render_xls(report: Report, rng: random.Random) -> Rendered:
    """Return a report as a workbook in the format before 2007."""
    as_text, sheets = rng.random() < 0.3, _sheets(report, rng)
    book = xlwt.Workbook(encoding="utf-8")
    for name, boxes in sheets:
        sheet = book.add_sheet(name)
        for box in boxes:
            value, number_format = _content(box, report, as_text=as_text)
            style = xlwt.XFStyle()
            style.num_format_str = number_format
            if box.rows > 1 or box.columns > 1:
                last = (box.row + box.rows - 1, box.column, box.column + box.columns - 1)
                sheet.write_merge(box.row, *last, value, style)
            else:
                sheet.write(box.row, box.column, value, style)
    out = BytesIO()
    book.save(out)
    return Rendered(out.getvalue(), XLS, "xls", _where(sheets, as_text), report.cells)


def _where(sheets: list[tuple[str, list[Box]]], as_text: bool) -> str:
    return f"{'one' if len(sheets) == 1 else 'many'} {'text' if as_text else 'numbers'}"


def _sheets(report: Report, rng: random.Random) -> list[tuple[str, list[Box]]]:
    """Return the boxes of each sheet: all parts below one another, or each part on a sheet of its own."""
    apart = rng.random() < 0.4
    sheets: list[tuple[str, list[Box]]] = [("年报", [])]
    row = 0
    for number, lines in enumerate(_parts(report)):
        if apart and number:
            sheets.append((f"表{number}", []))
            row = 0
        sheets[-1][1].extend(Box(b.text, b.row + row, b.column, b.rows, b.columns, b.key) for b in lines)
        row += max((b.row + b.rows for b in lines), default=0) + rng.randint(0, 1)
    return sheets


def _parts(report: Report) -> list[list[Box]]:
    parts = [[Box(report.title, 0, 0, 1, 10)]]
    tables = tables_of(report)
    for number, (heading, paragraphs) in enumerate(report.parts):
        lines = [Box(text, row, 0, 1, 10) for row, text in enumerate((heading, *paragraphs))]
        if number in (1, 2, 3):
            lines += [
                Box(b.text, b.row + len(lines), b.column, b.rows, b.columns, b.key) for b in tables[number - 1].boxes
            ]
        parts.append(lines)
    return parts


def _content(box: Box, report: Report, *, as_text: bool) -> tuple[Any, str]:
    """Return what a cell holds and its number format: a number only where its printed form can be told from both."""
    printed: Printed | None = report.cells.get(box.key or "")
    if printed is None or as_text or printed.kind != "number":
        return box.text or None, "General"
    if box.text == str(printed.value):
        return printed.value, "General"
    whole, _, fraction = box.text.partition(".")
    if whole.isdecimal() and fraction.isdecimal():
        return float(box.text), "0." + "0" * len(fraction)
    return box.text, "General"
