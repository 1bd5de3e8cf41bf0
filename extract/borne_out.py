"""What the sums of the form say of numbers that were recognised in pictures.

A number in doubt counts where a sum, of which all else is sure, holds with it: two independent witnesses agree. A number
that alone makes the sums of both its line and its column fail is in doubt: the picture may have been misread.
"""

from collections import Counter
from collections.abc import Collection

from extract.checks import Check, run_checks
from extract.document import BoxPlace, Document, Issue, Place
from extract.mapping import CellReading, MappedForm
from extract.mapping.form import ambiguity
from extract.numbers import read_cell

_HOLDS = ("pass", "pass_if_blank_zero")


def recognised_places(document: Document) -> frozenset[Place]:
    """Return the places of the cells on pages whose text was recognised."""
    cells = (cell for grid in document.grids() for cell in grid.cells() if cell.confidence is not None)
    return frozenset(cell.place for cell in cells if isinstance(cell.place, BoxPlace))


def weighed(mapped: MappedForm, recognised: Collection[Place]) -> MappedForm:
    """Return the cells of a form, those at recognised places decided or put in doubt by the sums they take part in."""
    cells = dict(mapped.cells)
    while accepted := _borne_out(mapped, cells, recognised):
        cells |= accepted
    doubted = _contradicted(mapped, cells, recognised)
    cells |= doubted
    issues = [issue for issue in mapped.issues if issue.code != "ambiguous_cells"] + ambiguity(cells)
    if doubted:
        issues.append(Issue("perhaps_misread", f"line and column contradict what was recognised: {', '.join(doubted)}"))
    return MappedForm(mapped.form, cells, tuple(issues))


def _borne_out(
    mapped: MappedForm, cells: dict[str, CellReading], recognised: Collection[Place]
) -> dict[str, CellReading]:
    """Return the cells in doubt that a sum bears out in which they are the only ones, and that no other such sum contradicts."""
    tried = {
        key: trial for key, cell in cells.items() if cell.place in recognised and (trial := _trial(cell)) is not None
    }
    alone: dict[str, list[str]] = {}
    for check in _sums(mapped, cells | tried) if tried else ():
        doubtful = [key for key in check.cells if key in tried]
        if len(doubtful) == 1:
            alone.setdefault(doubtful[0], []).append(check.status)
    return {
        key: tried[key]
        for key, states in alone.items()
        if any(state in _HOLDS for state in states) and "fail" not in states
    }


def _trial(cell: CellReading) -> CellReading | None:
    """Return what a cell in doubt would be if its text were right; None where the text is no plain number."""
    reading = read_cell(cell.raw or "")
    if cell.state != "ambiguous" or cell.candidates != (reading.value,) or reading.state not in ("number", "zero"):
        return None
    return CellReading(reading.value, reading.state, cell.raw, cell.place)


def _contradicted(
    mapped: MappedForm, cells: dict[str, CellReading], recognised: Collection[Place]
) -> dict[str, CellReading]:
    failed = [check for check in _sums(mapped, cells) if check.status == "fail"]
    lines, columns = (
        Counter(key for check in failed if check.rule.startswith("T3.R") is is_line for key in check.cells)
        for is_line in (True, False)
    )
    return {
        key: CellReading(None, "ambiguous", cell.raw, cell.place, (cell.value,))
        for key, cell in cells.items()
        if cell.value is not None and cell.place in recognised and lines[key] and columns[key]
    }


def _sums(mapped: MappedForm, cells: dict[str, CellReading]) -> list[Check]:
    return [check for check in run_checks(mapped.form, cells) if len(check.cells) > 1]
