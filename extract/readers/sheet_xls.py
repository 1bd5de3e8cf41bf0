"""XLS → sheets: values by calamine, and from the records of the file what calamine does not tell: formats, what is hidden."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO

from python_calamine import CalamineError, CalamineWorkbook

from extract.errors import UnreadableDocument
from extract.ole import OleFile
from extract.readers.sheet_formats import BUILTIN, GENERAL, printed_text
from extract.readers.sheet_model import MOST_CELLS, Place, Sheet, SheetCell
from extract.readers.sheet_xlsx import number_cell

LARGEST_RANGE = 2_000_000
"""A sheet whose used range holds more places than this is not opened."""

_BOF, _EOF, _FILEPASS = 0x0809, 0x0A, 0x2F
_DATEMODE, _BOUNDSHEET, _FORMAT, _XF = 0x22, 0x85, 0x041E, 0xE0
_ROW, _COLINFO, _WINDOW2, _MULRK, _MULBLANK = 0x0208, 0x7D, 0x023E, 0xBD, 0xBE
_CELLS = frozenset((0x0203, 0x027E, 0x06, 0xFD, 0x0204, 0x0205, 0x0201))
"""Records of one cell; all begin with row, column and the number of its style."""

_BIFF8 = 0x0600
_WORKSHEET = 0

Record = tuple[int, bytes]


@dataclass
class _Looks:
    """How the cells of a sheet look: the style of each by place, what is hidden."""

    name: str
    hidden: bool
    start: int
    styles: dict[Place, int] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    hides_zeros: bool = False


def read_xls(data: bytes) -> list[Sheet] | None:
    """Return the sheets of a workbook; None for versions before Excel 97, which are read in another way.

    Raises UnreadableDocument when it is damaged, encrypted or too large.
    """
    file = OleFile(data)
    if "workbook" not in file.names():
        return None
    try:
        stream = file.read("workbook")
        if struct.unpack_from("<HHH", stream)[::2] != (_BOF, _BIFF8):
            return None
        book = _Book(stream)
        return _with_values(data, book)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise UnreadableDocument("the workbook is damaged") from error


class _Book:
    """What the records of a workbook say about the looks of its cells."""

    def __init__(self, stream: bytes) -> None:
        self.since_1904 = False
        self.sheets: list[_Looks] = []
        self._formats: dict[int, str] = {}
        self._styles: list[int] = []
        for kind, body in _records(stream, 0):
            self._global(kind, body)
        for sheet in self.sheets:
            for kind, body in _records(stream, sheet.start):
                _look(sheet, kind, body)

    def code(self, style: int) -> str:
        """Return the number format of a style."""
        number = self._styles[style] if style < len(self._styles) else 0
        return self._formats.get(number) or BUILTIN.get(number, GENERAL)

    def _global(self, kind: int, body: bytes) -> None:
        if kind == _FILEPASS:
            raise UnreadableDocument("the document is encrypted with a password")
        if kind == _DATEMODE:
            self.since_1904 = body[:1] == b"\x01"
        elif kind == _FORMAT:
            number, length, wide = struct.unpack_from("<HHB", body)
            self._formats[number] = _string(body[5:], length, wide)
        elif kind == _XF:
            self._styles.append(struct.unpack_from("<HH", body)[1])
        elif kind == _BOUNDSHEET:
            start, state, sort, length, wide = struct.unpack_from("<IBBBB", body)
            if sort == _WORKSHEET:
                self.sheets.append(_Looks(_string(body[8:], length, wide), bool(state & 3), start))


def _look(sheet: _Looks, kind: int, body: bytes) -> None:
    """Take in one record of a sheet."""
    if kind in _CELLS:
        row, column, style = struct.unpack_from("<HHH", body)
        sheet.styles[row, column] = style
    elif kind in (_MULRK, _MULBLANK):
        row, column = struct.unpack_from("<HH", body)
        size = 6 if kind == _MULRK else 2
        for number in range((len(body) - 6) // size):
            sheet.styles[row, column + number] = struct.unpack_from("<H", body, 4 + size * number)[0]
    elif kind == _ROW:
        row, height, flags = struct.unpack("<H4xH4xH", body[:14])
        if flags & 0x20 or height == 0:
            sheet.hidden_rows.add(row)
    elif kind == _COLINFO:
        first, last, width, _, flags = struct.unpack_from("<HHHHH", body)
        if flags & 1 or width == 0:
            sheet.hidden_columns.update(range(first, min(last, 255) + 1))
    elif kind == _WINDOW2:
        sheet.hides_zeros = not body[0] & 0x10


def _records(stream: bytes, start: int) -> Iterator[Record]:
    """Yield the records from a beginning to its end, without those of charts inside."""
    depth = 0
    while start + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, start)
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        if depth == 1:
            yield kind, stream[start + 4 : start + 4 + length]
        start += 4 + length


def _string(data: bytes, length: int, wide: int) -> str:
    return data[: 2 * length].decode("utf-16-le") if wide & 1 else data[:length].decode("latin-1")


def _with_values(data: bytes, book: _Book) -> list[Sheet]:
    if any(_range(looks.styles) > LARGEST_RANGE for looks in book.sheets):
        raise UnreadableDocument("a sheet of the workbook spans too many cells")
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        return [_sheet(workbook, looks, book) for looks in book.sheets if looks.name in workbook.sheet_names]
    except (CalamineError, ValueError, OSError) as error:
        raise UnreadableDocument("the workbook is damaged") from error


def _range(styles: dict[Place, int]) -> int:
    rows, columns = {row for row, _ in styles}, {column for _, column in styles}
    return (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1) if styles else 0


def _sheet(workbook: CalamineWorkbook, looks: _Looks, book: _Book) -> Sheet:
    found = workbook.get_sheet_by_name(looks.name)
    sheet = Sheet(looks.name, looks.hidden, hidden_rows=looks.hidden_rows, hidden_columns=looks.hidden_columns)
    sheet.merged = list(found.merged_cell_ranges or ())
    top, left = found.start or (0, 0)
    values = found.to_python(skip_empty_area=True)
    for (row, column), style in sorted(looks.styles.items())[:MOST_CELLS]:
        inside = 0 <= row - top < len(values) and 0 <= column - left < len(values[row - top])
        value = values[row - top][column - left] if inside else ""
        sheet.cells[row, column] = _cell(value, book.code(style), looks, book)
    sheet.cut = len(looks.styles) > MOST_CELLS
    return sheet


def _cell(value: object, code: str, looks: _Looks, book: _Book) -> SheetCell:
    if isinstance(value, bool):
        return SheetCell(str(value).upper())
    if isinstance(value, int | float):
        return number_cell(repr(value), code, hides_zeros=looks.hides_zeros, since_1904=book.since_1904)
    if isinstance(value, date | datetime):
        return SheetCell(value.isoformat()[:10])
    text = str(value)
    return SheetCell(printed_text(text, code)) if isinstance(value, str) else SheetCell(text, doubtful=True)
