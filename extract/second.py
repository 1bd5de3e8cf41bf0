"""The second reading of a PDF by an independent reader, wherever the first is unsure or its sums fail.

Where both decide a cell and differ, it is ambiguous with both numbers. What only the second finds is taken over where sums
prove it, and is ambiguous elsewhere.
"""

from dataclasses import replace

from extract.checks import run_checks
from extract.copies import in_part
from extract.document import Issue
from extract.errors import UnreadableDocument
from extract.mapping import CellReading, MappedForm, map_form
from extract.sources import Source

_UNDECIDED = ("ambiguous", "unreadable")


def confirmed(first: MappedForm, source: Source) -> MappedForm:
    """Return the cells of a PDF after a second reading, where one is needed."""
    if not source.data or _is_sure(first):
        return first
    second = _second(source)
    if second is None or second.form.id != first.form.id:
        issue = Issue("not_confirmed", "the second reader of PDF files finds no table of this form")
        return replace(first, issues=(*first.issues, issue))
    cells = _proved(first, {key: _agreed(cell, second.cells.get(key)) for key, cell in first.cells.items()})
    different = [key for key, cell in cells.items() if cell.state == "ambiguous" != first.cells[key].state]
    issues = list(first.issues)
    if different:
        words = f"two readers of the PDF differ in {len(different)} cells: {', '.join(different[:5])}"
        issues.append(Issue("readers_disagree", words))
    if all(cell.state != "unreadable" for cell in cells.values()):
        issues = [issue for issue in issues if issue.code not in ("cells_missing", "table_missing")]
    return MappedForm(first.form, cells, tuple(issues))


def _proved(first: MappedForm, cells: dict[str, CellReading]) -> dict[str, CellReading]:
    """Return the cells with those in doubt that only the second reader found and no sum bears out."""
    taken = [
        key for key, cell in cells.items() if cell is not first.cells[key] and first.cells[key].state == "unreadable"
    ]
    if not taken:
        return cells
    borne_out: dict[str, bool] = {}
    for check in run_checks(first.form, cells):
        if check.severity != "heuristic":
            for key in check.cells:
                borne_out[key] = borne_out.get(key, True) and check.status in ("pass", "pass_if_blank_zero")
    doubted = {key: cells[key] for key in taken if not borne_out.get(key, False)}
    return cells | {
        key: CellReading(None, "ambiguous", cell.raw, cell.place, () if cell.value is None else (cell.value,))
        for key, cell in doubted.items()
    }


def _is_sure(form: MappedForm) -> bool:
    if any(cell.state in _UNDECIDED for cell in form.cells.values()):
        return False
    return all(check.status != "fail" for check in run_checks(form.form, form.cells) if check.severity != "heuristic")


def _second(source: Source) -> MappedForm | None:
    from extract.readers.pdf_second import read_pdf_again

    try:
        document = read_pdf_again(source.data)
    except UnreadableDocument:
        return None
    return map_form(in_part(document, source.part) if source.part is not None else document)


def _agreed(first: CellReading, second: CellReading | None) -> CellReading:
    if second is None or second.state in _UNDECIDED or first.state == "ambiguous":
        return first
    if first.state == "unreadable":
        return second
    if first.value == second.value and (first.value is not None or first.state == second.state):
        return first
    values = tuple(dict.fromkeys(value for value in (first.value, second.value) if value is not None))
    return CellReading(None, "ambiguous", first.raw, first.place, values)
