"""XLSX → sheets: cached values as their number formats print them."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from extract.document import Picture
from extract.errors import UnreadableDocument
from extract.readers.ooxml import (
    Element,
    Package,
    attribute,
    child,
    children,
    local,
    number_of,
    open_package,
    reference,
)
from extract.readers.sheet_formats import (
    BUILTIN,
    GENERAL,
    general,
    is_date,
    printed_date,
    printed_number,
    printed_text,
    to_decimal,
)
from extract.readers.sheet_model import MOST_CELLS, Place, Sheet, SheetCell

SHEET_LIMIT = 30_000_000
MOST_SHEETS = 100
LAST_ROW, LAST_COLUMN = 1_048_575, 16_383
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
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
        self._texts = [_text(entry) for entry in children(package.xml(package.related(main, "sharedStrings")), "si")]
        self._formats = list(_formats(package.xml(package.related(main, "styles"))))
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
        for counted, row in enumerate(children(child(root, "sheetData"), "row")):
            self._row(sheet, row, counted)
        for merge in children(child(root, "mergeCells"), "mergeCell"):
            first, _, last = (attribute(merge, "ref") or "").partition(":")
            start, end = _place(first), _place(last or first)
            if start is not None and end is not None:
                sheet.merged.append((start, end))
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
            sheet.cells[place] = self._cell(cell, sheet.hides_zeros)

    def _cell(self, cell: Element, hides_zeros: bool) -> SheetCell:
        style = number_of(cell, "s", 0)
        code = self._formats[style] if 0 <= style < len(self._formats) else GENERAL
        kind = attribute(cell, "t") or "n"
        if kind == "inlineStr":
            return SheetCell(printed_text(_text(child(cell, "is")), code))
        value = child(cell, "v")
        text = (value.text or "") if value is not None else ""
        if kind == "s":
            known = text.isascii() and text.isdigit() and int(text) < len(self._texts)
            return SheetCell(printed_text(self._texts[int(text)], code)) if known else SheetCell(opaque=bool(text))
        if kind == "n" and text.strip():
            return number_cell(text, code, hides_zeros=hides_zeros, since_1904=self._since_1904)
        if not text and kind != "str":
            return SheetCell(opaque=child(cell, "f") is not None)
        return SheetCell({"1": "TRUE", "0": "FALSE"}.get(text, text) if kind == "b" else printed_text(text, code))


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


def _formats(styles: Element | None) -> Iterator[str]:
    """Yield the number format of every style of cells."""
    own = {
        number_of(entry, "numFmtId", -1): attribute(entry, "formatCode") or GENERAL
        for entry in children(child(styles, "numFmts"), "numFmt")
    }
    for style in children(child(styles, "cellXfs"), "xf"):
        number = number_of(style, "numFmtId")
        yield own.get(number) or BUILTIN.get(number, GENERAL)


def _text(entry: Element | None) -> str:
    """Return the text of an entry, without the small letters that tell how it is spoken; raised digits stay raised."""
    pieces = []
    for part in entry if entry is not None else ():
        if local(part) == "t":
            pieces.append(part.text or "")
        elif local(part) == "r":
            text = "".join(piece.text or "" for piece in children(part, "t"))
            raised = attribute(child(part, "rPr", "vertAlign"), "val") == "superscript"
            pieces.append(text.translate(_SUPERSCRIPTS) if raised else text)
    return "".join(pieces).translate(_WHITE_SPACE)


def _is_hidden(line: Element, size: str) -> bool:
    hidden = attribute(line, "hidden")
    return hidden in ("1", "true") or attribute(line, size) in ("0", "0.0")


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
