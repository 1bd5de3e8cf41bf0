"""XLSX → sheets: cached values as their number formats print them."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from extract.document import Picture
from extract.errors import UnreadableDocument
from extract.readers.ooxml import (
    Element,
    Package,
    attribute,
    child,
    children,
    number_of,
    open_package,
    reference,
)
from extract.readers.sheet_formats import (
    general,
    is_date,
    printed_date,
    printed_number,
    printed_text,
    to_decimal,
)
from extract.readers.sheet_looks import (
    RichText,
    Style,
    changing_formats,
    conditions,
    rich_text,
    shown_text,
    styles_of,
)
from extract.readers.sheet_model import MOST_CELLS, Place, Sheet, SheetCell

SHEET_LIMIT = 30_000_000
MOST_SHEETS = 100
LAST_ROW, LAST_COLUMN = 1_048_575, 16_383
LEAST_SIZE = 0.3
"""A row lower than this many points, or a column narrower than this many digits, shows nothing."""

MOST_CONDITIONS = 200
_WHITE_SPACE = str.maketrans({"\u00a0": " "})


def read_xlsx(data: bytes) -> tuple[list[Sheet], list[Picture]]:
    """Return the sheets of a workbook and its pictures. Raises UnreadableDocument when it is damaged."""
    package = open_package(data)
    main = package.related("", "officeDocument") or "xl/workbook.xml"
    workbook = package.xml(main)
    if workbook is None:
        raise UnreadableDocument("the file holds no workbook")
    relations = package.relations(main)
    reader = _Reader(package, main, workbook)
    sheets = []
    for entry in list(children(child(workbook, "sheets"), "sheet"))[:MOST_SHEETS]:
        relation = relations.get(reference(entry) or "")
        if relation is not None and relation.kind == "worksheet" and relation.target:
            hidden = (attribute(entry, "state") or "visible") != "visible"
            sheets.append(reader.sheet(relation.target, attribute(entry, "name") or "", hidden))
    names = sorted(name for name in package.names() if name.startswith("xl/media/"))
    pictures = [Picture(name, package.data(name) or b"") for name in names]
    return sheets, pictures


class _Reader:
    """Reads the sheets of one workbook, which share texts and formats."""

    def __init__(self, package: Package, main: str, workbook: Element) -> None:
        self._package = package
        self._texts = [
            rich_text(entry) for entry in children(package.xml(package.related(main, "sharedStrings")), "si")
        ]
        styles = package.xml(package.related(main, "styles"))
        self._styles = list(styles_of(styles))
        self._changing = changing_formats(styles)
        self._uncalculated = attribute(child(workbook, "calcPr"), "fullCalcOnLoad") in ("1", "true")
        self._has_tables = False
        self._since_1904 = attribute(child(workbook, "workbookPr"), "date1904") in ("1", "true")

    def sheet(self, path: str, name: str, hidden: bool) -> Sheet:
        """Return one sheet."""
        sheet = Sheet(name, hidden)
        data = self._package.data(path, SHEET_LIMIT)
        root = None if data is None else self._package.xml(path)
        view = child(root, "sheetViews", "sheetView")
        sheet.hides_zeros = attribute(view, "showZeros") in ("0", "false")
        for column in children(child(root, "cols"), "col"):
            if _is_hidden(column, "width"):
                behind = min(number_of(column, "max", 1), LAST_COLUMN + 1)
                sheet.hidden_columns.update(range(max(number_of(column, "min", 1) - 1, 0), behind))
        self._has_tables = child(root, "tableParts") is not None
        for counted, row in enumerate(children(child(root, "sheetData"), "row")):
            self._row(sheet, row, counted)
        for merge in children(child(root, "mergeCells"), "mergeCell"):
            first, _, last = (attribute(merge, "ref") or "").partition(":")
            start, end = _place(first), _place(last or first)
            if start is not None and end is not None:
                sheet.merged.append((start, end))
        _doubt(sheet, conditions(root, self._changing))
        return sheet

    def _row(self, sheet: Sheet, row: Element, counted: int) -> None:
        number = number_of(row, "r", counted + 1) - 1
        if _is_hidden(row, "ht"):
            sheet.hidden_rows.add(number)
        column = -1
        for cell in children(row, "c"):
            place = _place(attribute(cell, "r") or "") or (number, column + 1)
            column = place[1]
            if len(sheet.cells) >= MOST_CELLS:
                sheet.cut = True
                return
            sheet.cells[place] = self._cell(cell, sheet)

    def _cell(self, cell: Element, sheet: Sheet) -> SheetCell:
        number = number_of(cell, "s", 0)
        style = self._styles[number] if 0 <= number < len(self._styles) else Style()
        if self._has_tables:
            style = replace(style, ground=None)
        found = self._content(cell, style, sheet)
        if found.text and style.hides(style.font) and not isinstance(self._text_of(cell), tuple):
            sheet.unseen = True
            return SheetCell(opaque=True)
        if self._uncalculated and found.text and child(cell, "f") is not None:
            return replace(found, doubtful=True)
        return found

    def _text_of(self, cell: Element) -> RichText | None:
        """Return the text that a cell holds, or None for one that holds something else, or a text that is not there."""
        if attribute(cell, "t") == "inlineStr":
            return rich_text(child(cell, "is"))
        if attribute(cell, "t") != "s":
            return None
        number = _value(cell)
        known = number.isascii() and number.isdigit() and int(number) < len(self._texts)
        return self._texts[int(number)] if known else None

    def _content(self, cell: Element, style: Style, sheet: Sheet) -> SheetCell:
        kind = attribute(cell, "t") or "n"
        text = _value(cell)
        if kind in ("s", "inlineStr"):
            rich = self._text_of(cell)
            return SheetCell(opaque=bool(text)) if rich is None else _shown(rich, style, sheet)
        if kind == "n" and text.strip():
            return number_cell(text, style.code, hides_zeros=sheet.hides_zeros, since_1904=self._since_1904)
        if not text and (kind != "str" or child(cell, "v") is None):
            return SheetCell(opaque=child(cell, "f") is not None)
        return SheetCell({"1": "TRUE", "0": "FALSE"}.get(text, text) if kind == "b" else printed_text(text, style.code))


def _value(cell: Element) -> str:
    value = child(cell, "v")
    return (value.text or "") if value is not None else ""


def _shown(rich: RichText, style: Style, sheet: Sheet) -> SheetCell:
    if isinstance(rich, str):
        return SheetCell(printed_text(rich.translate(_WHITE_SPACE), style.code))
    text, left_out = shown_text(rich, style)
    sheet.unseen |= left_out
    return SheetCell(printed_text(text.translate(_WHITE_SPACE), style.code), opaque=left_out)


def _doubt(sheet: Sheet, ranges: Sequence[str]) -> None:
    """Put the cells of ranges in doubt, for a condition decides whether they are seen."""
    for reference_text in ranges[:MOST_CONDITIONS]:
        first, _, last = reference_text.partition(":")
        start, end = _place(first), _place(last or first)
        if start is None or end is None:
            continue
        for place in list(sheet.cells):
            if start[0] <= place[0] <= end[0] and start[1] <= place[1] <= end[1]:
                sheet.cells[place] = replace(sheet.cells[place], doubtful=True)


def number_cell(text: str, code: str, *, hides_zeros: bool, since_1904: bool) -> SheetCell:
    """Return what a cell prints that stores a number; in doubt where its format is not understood."""
    try:
        number = to_decimal(float(text))
    except (ValueError, OverflowError, InvalidOperation):
        return SheetCell(text, doubtful=True)
    if not number.is_finite() or abs(number) >= Decimal("1e15"):
        return SheetCell(text, doubtful=True)
    if number == 0 and hides_zeros:
        return SheetCell()
    if is_date(code):
        day = printed_date(number, since_1904=since_1904)
        return SheetCell(general(number), doubtful=True) if day is None else SheetCell(day)
    printed = printed_number(number, code)
    return SheetCell(general(number), doubtful=True) if printed is None else SheetCell(printed.strip())


def _is_hidden(line: Element, size: str) -> bool:
    hidden = attribute(line, "hidden")
    try:
        return hidden in ("1", "true") or float(attribute(line, size) or LEAST_SIZE) < LEAST_SIZE
    except ValueError:
        return False


def _place(reference_text: str) -> Place | None:
    """Return the place of a reference such as B12; None for what is none."""
    letters = reference_text.replace("$", "").rstrip("0123456789")
    digits = reference_text.replace("$", "")[len(letters) :]
    if not (letters.isascii() and letters.isalpha() and len(letters) <= 3 and digits and len(digits) <= 7):
        return None
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    row = int(digits) - 1
    return (row, column - 1) if 0 <= row <= LAST_ROW and column - 1 <= LAST_COLUMN else None
