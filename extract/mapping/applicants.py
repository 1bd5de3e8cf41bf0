"""The header of table 3: in which column each kind of applicant stands, and whether the values bear that out."""

from collections.abc import Iterable, Sequence

from extract.document import Cell
from extract.forms import Form, index_of
from extract.mapping.lines import Line, printed
from extract.numbers import read_cell

Header = tuple[int, ...]
"""The columns of the seven applicants, in the order of the form."""

Keyed = tuple[Line, Cell, str]
"""A line of values, its label, and the key of the line of the form that it is."""


def add_up(rows: Iterable[Sequence[Cell | None]]) -> bool:
    """Return whether the last of the cells is the sum of the others in all rows, blank ones counted as 0.

    No rows, and blank cells that leave nothing to add up, prove nothing.
    """
    seen = seen_blank = seen_sum = False
    for row in rows:
        seen = True
        readings = [read_cell(cell.text if cell is not None else "") for cell in row]
        *parts, total = (reading.value or 0 for reading in readings)
        if sum(parts) != total:
            return False
        seen_blank |= any(reading.value is None for reading in readings)
        seen_sum |= total > 0
    return seen_sum or (seen and not seen_blank)


class Applicants:
    """Reads the header lines of table 3."""

    def __init__(self, form: Form) -> None:
        """Take the form whose columns count."""
        self.columns = form.columns
        self.width = len(form.columns)
        self.index = index_of(form.columns)

    def headers(self, head: Sequence[Line], keyed: Sequence[Keyed]) -> dict[int, Header]:
        """Return the header for lines of each width for which there is one that holds."""
        widths = {len(line.columns) for line, _, _ in keyed}
        found = {width: self._header(head, width) for width in widths}
        return {
            width: header
            for width, header in found.items()
            if header and self._holds(header, width, keyed) and self._is_borne_out(header, width, keyed)
        }

    def _words(self, head: Sequence[Line], width: int) -> dict[str, int]:
        """Return the columns of the applicants by key, read from the words that stand in each column of the header."""
        words: list[list[str]] = [[] for _ in range(width)]
        for line in head:
            for column, cell in enumerate(line.columns[:width]):
                if cell is not None and cell.text.strip() and cell.text not in words[column]:
                    words[column].append(cell.text)
        found: dict[str, int] = {}
        for column, texts in enumerate(words):
            key = next((key for n in range(1, len(texts) + 1) if (key := self.index.exact("".join(texts[-n:])))), None)
            if key is not None:
                found.setdefault(key, column)
        return found

    def _header(self, head: Sequence[Line], width: int) -> Header | None:
        """Return the columns of the seven applicants, in the order of the form, for lines of this width.

        A line that is wider or narrower than the header has lost or gained a cell: the header says nothing about it.
        """
        grids = {id(line.grid) for line in head if line.grid.exact and len(line.columns) == width}
        above = [line for line in head if id(line.grid) in grids and len(line.columns) <= width]
        if not above:
            return None
        found = self._words(above, width)
        places = tuple(found[column.key] for column in self.columns if column.key in found)
        return places if len(set(places)) == self.width else None

    @staticmethod
    def _holds(header: Header, width: int, keyed: Sequence[Keyed]) -> bool:
        """Return whether a header stands above the values: few lines have a label below it or print beside it."""
        lines = [(line, label) for line, label, _ in keyed if line.grid.exact and len(line.columns) == width]
        beside = [
            line
            for line, label in lines
            if line.end(label) > min(header)
            or any(line.start(cell) not in header for cell in printed(line.after(label)))
        ]
        return len(beside) * 4 <= len(lines)

    @staticmethod
    def _is_borne_out(header: Header, width: int, keyed: Sequence[Keyed]) -> bool:
        """Return whether a header keeps the order of the form, or the values below it add up to 总计 as it stands there."""
        lines = (line.columns for line, _, _ in keyed if line.grid.exact and len(line.columns) == width)
        return sorted(header) == list(header) or add_up([columns[place] for place in header] for columns in lines)

    def order(self, head: Sequence[Line]) -> list[int] | None:
        """Return the places of the applicants of the form among seven printed values; None when the header contradicts itself.

        A header that cannot be read in full, but names applicants in the order of the form, means that order.
        """
        tables = dict.fromkeys(id(line.grid) for line in head)
        named = [
            self._words(lines, max(len(line.columns) for line in lines))
            for table in tables
            for lines in ([line for line in head if id(line.grid) == table],)
        ]
        found: dict[str, int] = max(named, key=len, default={})
        printed_order = sorted(found, key=lambda key: found[key])
        form_order = [column.key for column in self.columns]
        if len(printed_order) == self.width:
            return [printed_order.index(key) for key in form_order]
        return list(range(self.width)) if printed_order == [key for key in form_order if key in found] else None
