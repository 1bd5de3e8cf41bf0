"""What the sums of the form say of numbers that are not sure: recognised in pictures, or printed with a gap or a break inside.

Such a number counts where a sum, of which all else is sure, holds with it: two independent witnesses agree. So do numbers
broken over lines that make a sum hold together, for their digits are sure and only the break is in doubt. A recognised number
that alone makes the sums of both its line and its column fail is in doubt: the picture may have been misread.
"""

from collections.abc import Collection, Mapping, Sequence

from extract.checks import Check, run_checks
from extract.document import BoxPlace, Document, Issue, Place
from extract.mapping import CellReading, MappedForm
from extract.mapping.form import ambiguity
from extract.numbers import Number, read_cell

CLEAR = 0.98
"""What was recognised more surely than this is not doubted because another sum happens to fail by the same amount."""

_HOLDS = ("pass", "pass_if_blank_zero")


def recognised_places(document: Document) -> dict[Place, float]:
    """Return the places of the cells on pages whose text was recognised, and how sure each is, from 0 to 1."""
    cells = (cell for grid in document.grids() for cell in grid.cells())
    return {
        cell.place: cell.confidence
        for cell in cells
        if isinstance(cell.place, BoxPlace) and cell.confidence is not None
    }


def weighed(mapped: MappedForm, recognised: Mapping[Place, float]) -> MappedForm:
    """Return the cells of a form, those in doubt decided by the sums they take part in, those at recognised places perhaps put in doubt."""
    if not recognised and not any(cell.state == "ambiguous" for cell in mapped.cells.values()):
        return mapped
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
    """Return the cells in doubt that sums bear out: one in which it is the only one or all in doubt are broken numbers, or those
    of both its line and its column.

    None of the sums that speak of it may fail.
    """
    tried = {}
    for key, cell in cells.items():
        trial = _trial(cell, recognised=cell.place in recognised) if cell.state == "ambiguous" else None
        if trial is not None:
            tried[key] = trial
    alone: dict[str, list[str]] = {}
    together: dict[str, list[str]] = {}
    for check in _sums(mapped, cells | tried) if tried else ():
        doubtful = [key for key in check.cells if key in tried]
        broken = check.status in _HOLDS and all(
            tried[key].value and cells[key].place not in recognised for key in doubtful
        )
        for key in doubtful:
            (alone if len(doubtful) == 1 or broken else together).setdefault(key, []).append(check.status)
    return {key: trial for key, trial in tried.items() if _is_proved(alone.get(key, []), together.get(key, []))}


def _is_proved(alone: Sequence[str], together: Sequence[str]) -> bool:
    """Return whether sums prove a number: a single one that has no other doubtful number, or at least two that have."""
    if alone:
        return "fail" not in alone and any(status in _HOLDS for status in alone)
    return len(together) >= 2 and all(status in _HOLDS for status in together)


def _trial(cell: CellReading, *, recognised: bool) -> CellReading | None:
    """Return what a cell in doubt would be if its text were right, or its digits one number; None where it is neither."""
    reading = read_cell(cell.raw or "")
    if recognised and reading.state in ("number", "zero") and cell.candidates == (reading.value,):
        return CellReading(reading.value, reading.state, cell.raw, cell.place)
    if reading.state != "ambiguous" or len(reading.candidates) != 1 or cell.candidates != reading.candidates:
        return None
    value = reading.candidates[0]
    return CellReading(value, "number" if value else "zero", cell.raw, cell.place)


def _contradicted(
    mapped: MappedForm, cells: dict[str, CellReading], recognised: Mapping[Place, float]
) -> dict[str, CellReading]:
    failed = [check for check in _sums(mapped, cells) if check.status == "fail"]
    lines = [check for check in failed if check.rule.startswith("T3.R")]
    columns = [check for check in failed if not check.rule.startswith("T3.R")]
    crossing = {key for line in lines for key in line.cells if any(key in column.cells for column in columns)}
    suspects = _at_fault(lines, columns) or crossing
    cancelling = _cancelling(lines) | _cancelling(columns)
    return {
        key: CellReading(None, "ambiguous", cell.raw, cell.place, (cell.value,))
        for key, cell in cells.items()
        if cell.value is not None
        and cell.place is not None
        and cell.place in recognised
        and (key in suspects or (key in cancelling and recognised[cell.place] < CLEAR))
    }


def _at_fault(lines: Sequence[Check], columns: Sequence[Check]) -> set[str]:
    """Return the cells that alone explain all failed sums, each its line and its column by the same amount; none where they do not."""
    found = {
        key
        for line in lines
        for column in columns
        if _off_by(line) == _off_by(column) is not None
        for key in set(line.cells) & set(column.cells)
    }
    crossed = [check for check in (*lines, *columns) if _is_crossed(check, lines, columns)]
    return found if all(len(found.intersection(check.cells)) == 1 for check in crossed) else set()


def _cancelling(failed: Sequence[Check]) -> set[str]:
    """Return the cells of sums that are off by the same amount and share none: a sum that crosses them may hold by two errors."""
    return {
        key
        for one in failed
        for other in failed
        if _off_by(one) == _off_by(other) is not None and not set(one.cells) & set(other.cells)
        for key in (*one.cells, *other.cells)
        if key.startswith("t3.")
    }


def _is_crossed(check: Check, lines: Sequence[Check], columns: Sequence[Check]) -> bool:
    others = columns if check in lines else lines
    return any(set(check.cells) & set(other.cells) for other in others)


def _off_by(check: Check) -> Number | None:
    """Return by how much the sides of a sum differ."""
    return None if check.left is None or check.right is None else abs(check.left - check.right)


def _sums(mapped: MappedForm, cells: dict[str, CellReading]) -> list[Check]:
    return [check for check in run_checks(mapped.form, cells) if len(check.cells) > 1]
