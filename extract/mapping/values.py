"""Which cells of a line of table 3 are its seven values: below the header, side by side, or where lines of its shape have them."""

from collections import Counter
from collections.abc import Sequence

from extract.document import Cell, Grid
from extract.mapping.applicants import Applicants, Header, Keyed, add_up
from extract.mapping.lines import Line, printed
from extract.numbers import is_value

Shape = tuple[Grid | int, int, int]

USUAL_SHARE = 0.8
"""What this share of the lines of a flattened table has in common counts as its shape."""


class ValueCells:
    """Finds the values of the lines of a table, by its header and by what its lines have in common."""

    def __init__(self, applicants: Applicants, head: Sequence[Line], keyed: Sequence[Keyed]) -> None:
        """Take the lines of the header, and those of values with their labels and keys."""
        self.width = applicants.width
        self.keyed = keyed
        self.headers = applicants.headers(head, keyed)
        self.order = self._borne_out(applicants.order(head))
        self.offsets = self._offsets()
        tables = {_table(line) for line, _, _ in keyed}
        self.right_aligned = {table for table in tables if self._is_right_aligned(table)}

    def of(self, line: Line, label: Cell) -> list[Cell] | None:
        """Return the seven values of a line in the order of the form, None where they cannot be told apart by column."""
        regular = line.grid.exact or self._is_regular(line, label)
        aligned = regular and _table(line) in self.right_aligned
        return (
            self._by_header(line, label, self.headers.get(len(line.columns)) if line.grid.exact else None)
            or self._in_order(self._full_run(line, label))
            or self._whole(line, self._in_order(self._by_neighbours(line, label) if regular else None))
            or self._whole(line, self._in_order(self._last(line, label) if aligned else None))
        )

    def _whole(self, line: Line, cells: list[Cell] | None) -> list[Cell] | None:
        """Return cells told by position; of the last line only where it does not look as if the document ended within it."""
        if cells is None or line is not self.keyed[-1][0] or printed(cells[:1]) or len(printed(cells)) < self.width - 1:
            return cells
        return cells if add_up([cells]) else None

    def unlabelled(self, line: Line) -> list[Cell] | None:
        """Return the values of a line that is nothing but seven values, in the order of the form."""
        return self._in_order(self._run(line.cells, line)) if not line.labels else None

    def _borne_out(self, order: list[int] | None) -> list[int] | None:
        """Return an order other than that of the form only where the values add up to 总计 in it: spans may be lost."""
        if order is None or order == sorted(order):
            return order
        runs = (run for line, label, _ in self.keyed if (run := self._full_run(line, label)) is not None)
        return order if add_up([run[place] for place in order] for run in runs) else None

    def _in_order(self, cells: Sequence[Cell] | None) -> list[Cell] | None:
        return None if cells is None or self.order is None else [cells[place] for place in self.order]

    def _is_regular(self, line: Line, label: Cell) -> bool:
        """Return whether a line of a flattened table has as many cells as such lines have; else it lost or gained one.

        Either all lines are of one length, or seven cells follow the label of each.
        """
        lines = [(other, cell) for other, cell, _ in self.keyed if other.grid is line.grid]
        length, same = Counter(len(other.columns) for other, _ in lines).most_common(1)[0]
        if same >= USUAL_SHARE * len(lines):
            return len(line.columns) == length
        adjacent = sum(len(other.columns) - other.end(cell) == self.width for other, cell in lines)
        return adjacent >= USUAL_SHARE * len(lines) and len(line.columns) - line.end(label) == self.width

    def _offsets(self) -> dict[Shape, set[int]]:
        """Return for each shape of line (grid, label column, length) where seven printed values in a row begin."""
        offsets: dict[Shape, set[int]] = {}
        for line, label, _ in self.keyed:
            run = self._full_run(line, label)
            if run is not None:
                offsets.setdefault(self._shape(line, label), set()).add(line.start(run[0]))
        return offsets

    @staticmethod
    def _shape(line: Line, label: Cell) -> Shape:
        return _table(line), line.start(label), len(line.columns)

    def _full_run(self, line: Line, label: Cell) -> list[Cell] | None:
        """Return the values of a line where exactly seven stand side by side and no other is printed."""
        return self._run(line.after(label), line)

    def _run(self, cells: Sequence[Cell], line: Line) -> list[Cell] | None:
        values = printed(cells)
        if len(values) != self.width or not all(is_value(cell.text) for cell in values):
            return None
        return values if line.start(values[-1]) - line.start(values[0]) == self.width - 1 else None

    def _is_right_aligned(self, table: Grid | int) -> bool:
        """Return whether the values of a table without sure columns are the last seven cells of each of its lines.

        So it is when nothing is printed between label and last seven in any line, the last cell is printed in some line,
        and most labels stand right before the seven.
        """
        lines = [(line, label) for line, label, _ in self.keyed if _table(line) == table]
        adjacent = closed = 0
        for line, label in lines:
            first = len(line.columns) - self.width
            if first < line.end(label) or any(line.start(cell) < first for cell in printed(line.after(label))):
                return False
            adjacent += first == line.end(label)
            last = line.columns[-1]
            closed += last is not None and bool(printed([last]))
        return bool(closed) and adjacent * 2 > len(lines)

    def _last(self, line: Line, label: Cell) -> list[Cell] | None:
        """Return the last seven cells of a line whose label stands right before them or whose last cell is printed."""
        cells = [cell for cell in line.columns[-self.width :] if cell is not None]
        sure = line.end(label) == len(line.columns) - self.width or bool(printed(cells[-1:]))
        return cells if len(set(cells)) == self.width and sure else None

    def _by_header(self, line: Line, label: Cell, header: Header | None) -> list[Cell] | None:
        """Return the cells below the seven applicants, when all that is printed right of the label stands below them.

        A line that lost or gained a blank cell beside its label would be shifted in silence. So its label must reach the
        first applicant, or its last applicant must be printed, or nothing at all.
        """
        if header is None:
            return None
        cells = [line.columns[column] for column in header]
        values = line.after(label)
        chosen = [cell for cell in cells if cell is not None and cell in values]
        alone = len(set(chosen)) == self.width or not printed(chosen)
        if len(chosen) < self.width or not alone or not set(printed(values)) <= set(chosen):
            return None
        last = line.columns[max(header)]
        closed = last is not None and bool(printed([last]))
        return chosen if closed or line.end(label) == min(header) or not printed(chosen) else None

    def _by_neighbours(self, line: Line, label: Cell) -> list[Cell] | None:
        """Return the values of a line with blanks: where lines of the same shape without blanks have theirs."""
        values = line.after(label)
        if not printed(values) and len(values) >= self.width:
            return values[-self.width :]
        starts = self.offsets.get(self._shape(line, label), set())
        if len(starts) != 1:
            return None
        start = next(iter(starts))
        if line.end(label) != start and not printed(
            [cell for cell in line.columns[start + self.width - 1 :][:1] if cell]
        ):
            return None
        chosen = [cell for cell in line.columns[start : start + self.width] if cell is not None]
        return chosen if len(set(chosen)) == self.width and set(printed(values)) <= set(chosen) else None


def _table(line: Line) -> Grid | int:
    """Return what lines must share to be compared: a flattened table; of tables with sure columns only the width."""
    return len(line.columns) if line.grid.exact else line.grid
