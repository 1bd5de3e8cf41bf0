"""The second reading of a PDF by an independent reader, wherever the first is unsure or its sums fail.

Where both decide a cell and differ, it is ambiguous with both numbers. What only the second finds is taken over where sums
prove it, and is ambiguous elsewhere.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from extract.checks import run_checks
from extract.copies import in_part
from extract.document import BoxPlace, Issue
from extract.errors import UnreadableDocument
from extract.mapping import CellReading, MappedForm, map_form
from extract.sources import Source

_UNDECIDED = ("ambiguous", "unreadable")


def confirmed(first: MappedForm, source: Source) -> MappedForm:
    """Return the cells of a PDF after a second reading, where one is needed."""
    doubted = _doubted(first) if source.data else []
    if not doubted:
        return first
    second = _again(first, doubted, source)
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


def _doubted(form: MappedForm) -> list[str]:
    """Return the cells that are not decided, and those of the sums that fail."""
    undecided = [key for key, cell in form.cells.items() if cell.state in _UNDECIDED]
    checks = run_checks(form.form, form.cells)
    failed = (
        key for check in checks if check.status == "fail" and check.severity != "heuristic" for key in check.cells
    )
    return list(dict.fromkeys((*undecided, *failed)))


def _again(first: MappedForm, doubted: Sequence[str], source: Source) -> MappedForm | None:
    """Return the second reading of the pages of the tables with cells in doubt; of all pages where it finds none of these there."""
    if all(_page(first.cells[key]) is not None for key in doubted):
        tables = {key.partition(".")[0] for key in doubted}
        held = (_page(cell) for key, cell in first.cells.items() if key.partition(".")[0] in tables)
        pages = {page for page in held if page is not None}
        second = _second(source, pages)
        if second is not None and second.form.id == first.form.id and _finds(second, doubted):
            return replace(
                second, cells={k: cell for k, cell in second.cells.items() if _page(first.cells.get(k)) in pages}
            )
    return _second(source, None)


def _finds(form: MappedForm, keys: Sequence[str]) -> bool:
    return any(form.cells[key].state != "unreadable" for key in keys if key in form.cells)


def _page(cell: CellReading | None) -> int | None:
    return cell.place.page if cell is not None and isinstance(cell.place, BoxPlace) else None


def _second(source: Source, pages: Collection[int] | None) -> MappedForm | None:
    from extract.readers.pdf_second import read_pdf_again

    try:
        document = read_pdf_again(source.data, pages)
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
