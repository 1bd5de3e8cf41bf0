"""The blocks of a sheet: rows that stand together are a table, a row that is nothing but prose is a paragraph."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from extract.document import Cell, Grid, Issue, Paragraph, SheetPlace
from extract.labels import squeeze
from extract.numbers import is_value
from extract.readers.elements import collapse
from extract.readers.sheet_model import Place, Sheet, SheetCell
from extract.sections import STATUTORY_WORDS, section_number
from extract.titles import is_report_title

MOST_ROWS = 2_000
MOST_COLUMNS = 100
MOST_MERGES = 5_000
PROSE_LENGTH = 60
"""A row that is one text of at least this length, or holds a full stop, is prose."""

DOUBT = 0.0
"""The confidence in a cell whose number format is not understood."""


class SheetBlocks:
    """Makes the blocks of one sheet; with `hidden` those of its hidden rows and columns too."""

    def __init__(self, sheet: Sheet, *, hidden: bool) -> None:
        """Take the sheet."""
        self._sheet = sheet
        self._hidden = hidden
        self.issues: list[Issue] = []
        self._rows = self._kept(self._range(0), sheet.hidden_rows, "rows", MOST_ROWS)
        self._columns = self._kept(self._range(1), sheet.hidden_columns, "columns", MOST_COLUMNS)
        if sheet.cut:
            self._note("table_too_large", "it has more cells than are read")
        if sheet.unseen:
            self._note("hidden_text", "text that is struck out or of the colour of its background was left out")
        self._owners = self._merges()

    def _range(self, axis: int) -> list[int]:
        """Return the rows from the first to the last that the file holds, or the columns in which anything is printed."""
        printed = {place[axis] for place, cell in self._sheet.cells.items() if cell.text or cell.opaque}
        if axis == 1 or not printed:
            return sorted(printed)
        return sorted({row for row, _ in self._sheet.cells if row >= min(printed)})

    def _kept(self, lines: list[int], concealed: set[int], name: str, most: int) -> list[int]:
        kept = [line for line in lines if self._hidden or line not in concealed]
        if len(kept) < len(lines):
            self._note("hidden_text", f"{name} that are hidden were left out")
        if len(kept) > most:
            self._note("table_too_large", f"only the first {most} {name} were read")
        return kept[:most]

    def _note(self, code: str, message: str) -> None:
        self.issues.append(Issue(code, f"sheet {self._sheet.name}: {message}"))

    def _merges(self) -> dict[Place, Place]:
        """Return for every place inside a merged range the place whose cell is printed there."""
        owners: dict[Place, Place] = {}
        if len(self._sheet.merged) > MOST_MERGES:
            self._note("table_too_large", f"only the first {MOST_MERGES} merged cells were read")
        for first, last in self._sheet.merged[:MOST_MERGES]:
            rows = self._rows[bisect_left(self._rows, first[0]) : bisect_right(self._rows, last[0])]
            columns = self._columns[bisect_left(self._columns, first[1]) : bisect_right(self._columns, last[1])]
            owners.update({(row, column): first for row in rows for column in columns})
        return owners

    def _owner(self, place: Place) -> Place:
        return self._owners.get(place, place)

    def _cell(self, place: Place) -> SheetCell:
        return self._sheet.cells.get(place, SheetCell())

    def blocks(self) -> Iterator[Paragraph | Grid]:
        """Yield the paragraphs and tables from top to bottom; the index of a table is left 0."""
        table: list[int] = []
        above = None
        for row in self._rows:
            follows = above is not None and self._follows(row, above)
            prose = self._prose(row, inside=bool(table) and follows)
            if table and (prose or not follows or self._is_gap(row)):
                yield self._grid(table)
                table = []
            yield from (Paragraph(line) for line in prose)
            if not prose and not self._is_gap(row):
                table.append(row)
            above = row
        if table:
            yield self._grid(table)

    def _follows(self, row: int, above: int) -> bool:
        """Return whether a row stands right below another one, hidden rows aside."""
        return all(between in self._sheet.hidden_rows for between in range(above + 1, row))

    def _is_gap(self, row: int) -> bool:
        """Return whether nothing is printed in a row, nor does the file hold blank cells of a table there."""
        places = [(row, column) for column in self._columns]
        blank = all(not _shows(self._cell(self._owner(place))) for place in places)
        return blank and sum(place in self._sheet.cells for place in places) < 2

    def _prose(self, row: int, *, inside: bool) -> list[str]:
        """Return the lines of a row that is one text outside tables, or a heading, a title or prose between them."""
        owners = dict.fromkeys(self._owner((row, column)) for column in self._columns)
        cells = [self._cell(owner) for owner in owners if _shows(self._cell(owner))]
        text = cells[0].text if len(cells) == 1 else ""
        if not text or is_value(text) or any(word in squeeze(text) for word in STATUTORY_WORDS):
            return []
        prose = "。" in text or len(text) >= PROSE_LENGTH
        if inside and not (prose or section_number(text) or is_report_title(squeeze(text))):
            return []
        return _lines(text)

    def _grid(self, rows: Sequence[int]) -> Grid:
        """Return rows that stand together as a table, as wide as anything is printed in them."""
        owners = [[self._owner((row, column)) for column in self._columns] for row in rows]
        used = [n for line in owners for n, owner in enumerate(line) if _shows(self._cell(owner))]
        owners = [line[min(used) : max(used) + 1] for line in owners] if used else []
        reach: dict[Place, list[Place]] = {}
        for number, line in enumerate(owners):
            for column, owner in enumerate(line):
                reach.setdefault(owner, []).append((number, column))
        cells = {owner: self._placed(owner, places) for owner, places in reach.items()}
        return Grid(0, tuple(tuple(cells[owner] for owner in line) for line in owners))

    def _placed(self, owner: Place, places: Sequence[Place]) -> Cell:
        held = self._cell(owner)
        (row, column), (last_row, last_column) = places[0], places[-1]
        return Cell(
            "\n".join(_lines(held.text)),
            row,
            column,
            SheetPlace(self._sheet.name, *owner),
            last_row - row + 1,
            last_column - column + 1,
            held.opaque,
            DOUBT if held.doubtful else None,
        )


def _shows(cell: SheetCell) -> bool:
    return bool(cell.text.strip()) or cell.opaque


def _lines(text: str) -> list[str]:
    return [line for line in map(collapse, text.split("\n")) if line]
