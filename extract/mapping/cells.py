"""The keyed cells of a report as they are gathered, with every doubt kept beside them."""

from dataclasses import dataclass, field

from extract.document import Cell, Issue, Place
from extract.numbers import UNKNOWN_UNIT, Number, read_cell


@dataclass(frozen=True, slots=True)
class CellReading:
    """One cell of the form as read: its value, state, printed text, place, and the candidates where it is ambiguous."""

    value: Number | None
    state: str
    raw: str
    place: Place | None
    candidates: tuple[Number, ...] = ()


SURE = 0.8
"""A number recognised in a picture with less confidence than this is in doubt."""

NOT_PRINTED = CellReading(None, "unreadable", "", None)


def is_doubtful(cell: Cell) -> bool:
    """Return whether readers disagree on a cell, or recognised it in a picture without being sure."""
    return bool(cell.alternatives) or (cell.confidence is not None and cell.confidence < SURE)


BLANK_COPY = 5
"""So many cells at least must be blank in one printing of a table and not in the other to make it the copy that was not filled in."""


@dataclass
class CellBook:
    """Cells found so far by key, and what went against expectation on the way."""

    cells: dict[str, CellReading] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    _twice: dict[str, tuple[CellReading, CellReading]] = field(default_factory=dict)

    def put(self, key: str, cell: Cell | None, unit: str | None = None, printed_unit: str | None = None) -> None:
        """Read the cell of a key; None means the form prints no cell there.

        `unit` is that of the form, `printed_unit` the one that the printed column names, where it names one.
        """
        if cell is None:
            self._keep(key, NOT_PRINTED)
            return
        reading = read_cell(cell.text, unit, printed_unit)
        if cell.opaque and reading.state == "blank":
            self._keep(key, CellReading(None, "unreadable", cell.text, cell.place))
            self.note("picture_cell", f"{key}: the cell shows a picture or a field, no text")
            return
        if cell.rowspan > 1 and reading.state != "blank":
            self.put_ambiguous(key, cell.text, cell.place, () if reading.value is None else (reading.value,))
            self.note("merged_cell", f"{key}: one printed value {cell.text!r} stands for {cell.rowspan} lines")
            return
        if is_doubtful(cell):
            values = (read_cell(text, unit, printed_unit).value for text in (cell.text, *cell.alternatives))
            self.put_ambiguous(key, cell.text, cell.place, tuple(dict.fromkeys(v for v in values if v is not None)))
            return
        self.put_text(key, cell.text, cell.place, unit, printed_unit)

    def put_text(
        self, key: str, text: str, place: Place | None, unit: str | None = None, printed_unit: str | None = None
    ) -> None:
        """Read the printed text of a key at its place."""
        reading = read_cell(text, unit, printed_unit)
        if reading.converted is not None:
            self.note(
                "other_unit",
                f"{key}: printed as {text!r}{f' ({printed_unit})' if printed_unit else ''}, that is {reading.converted} {unit or '元'}",
            )
        elif printed_unit == UNKNOWN_UNIT and reading.state == "text":
            self.note("other_unit", f"{key}: {text!r} is printed in a unit that is not known")
        self._keep(key, CellReading(reading.value, reading.state, text, place, reading.candidates))

    def put_joined(self, key: str, text: str, raw: str, place: Place | None) -> None:
        """Read a number that is printed in several pieces: `text` put together, `raw` as printed."""
        reading = read_cell(text)
        self._keep(key, CellReading(reading.value, reading.state, raw, place))

    def replace(self, key: str, cell: Cell) -> None:
        """Read the cell of a key anew, whatever stood there before."""
        self.cells.pop(key, None)
        self.put(key, cell)

    def put_ambiguous(self, key: str, raw: str, place: Place | None, candidates: tuple[Number, ...] = ()) -> None:
        """Record that a value is printed but cannot be told with certainty."""
        self._keep(key, CellReading(None, "ambiguous", raw, place, candidates))

    def note(self, code: str, message: str) -> None:
        """Record an issue once."""
        issue = Issue(code, message)
        if issue not in self.issues:
            self.issues.append(issue)

    def settle(self) -> None:
        """Decide on tables that are printed twice: of one that is blank all over and one that is not, the latter counts.

        Other cells that are printed more than once with different content stay ambiguous.
        """
        for table in dict.fromkeys(key.partition(".")[0] for key in self._twice):
            pairs = {key: both for key, both in self._twice.items() if key.startswith(f"{table}.")}
            blank = [all(both[place].state == "blank" for both in pairs.values()) for place in (0, 1)]
            if len(pairs) >= BLANK_COPY and any(blank):
                self.cells |= {key: both[blank.index(True) - 1] for key, both in pairs.items()}
                self.note("printed_twice", f"{table} is printed twice, once as a blank form")
                continue
            key, (one, other) = next(iter(pairs.items()))
            more = f" and {len(pairs) - 1} more" if len(pairs) > 1 else ""
            self.note(
                "printed_twice",
                f"{key}{more} are printed more than once with different content: {one.raw!r} and {other.raw!r}",
            )
        self._twice.clear()

    def _keep(self, key: str, reading: CellReading) -> None:
        before = self.cells.get(key)
        if before is None or before is NOT_PRINTED:
            self.cells[key] = reading
        elif reading is not NOT_PRINTED and (before.value, before.state) != (reading.value, reading.state):
            values = tuple(value for value in (before.value, reading.value) if value is not None)
            self.cells[key] = CellReading(None, "ambiguous", before.raw, before.place, values)
            self._twice.setdefault(key, (before, reading))
