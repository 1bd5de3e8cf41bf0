"""Which version of the form a document prints, and its cells: all lines of all tables, told apart by what they say."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from extract.document import Document, Grid, Issue, Paragraph
from extract.forms import FORM_IDS, Form, load_form
from extract.labels import normalise, squeeze
from extract.mapping.cells import NOT_PRINTED, CellBook, CellReading
from extract.mapping.flow import read_flow
from extract.mapping.lines import Line, lines_of
from extract.mapping.pieces import joined
from extract.mapping.proactive import ProactiveTable
from extract.mapping.remedies import RemediesTable
from extract.mapping.requests import RequestsTable


@dataclass(frozen=True, slots=True)
class MappedForm:
    """The form a document prints and all its cells, in the order of the form."""

    form: Form
    cells: dict[str, CellReading]
    issues: tuple[Issue, ...]


def map_form(document: Document) -> MappedForm | None:
    """Return the cells of the form in a document, or None when it prints no table of a known form."""
    lines = lines_of(grid for grid in document.grids() if grid.width > 1 or len(grid.rows) == 1)
    words = {name for line in lines for name in line.names}
    form = _by_labels(lambda label: label in words) or _by_tables(lines)
    book = CellBook()
    if form is not None:
        _read_tables(form, lines, book)
    if not book.cells:
        text = squeeze("".join(b.text if isinstance(b, Paragraph) else _texts(b) for b in document.blocks))
        form = _by_labels(lambda label: label in text)
    if form is not None and any(book.cells.get(key, NOT_PRINTED) is NOT_PRINTED for key in _wanted(form, book)):
        read_flow(form, document, book)
    book.settle()
    return MappedForm(form, _complete(form, book), tuple(book.issues)) if form is not None else None


def _texts(grid: Grid) -> str:
    return "".join(cell.text for cell in grid.cells())


def _by_labels(stands: Callable[[str], bool]) -> Form | None:
    """Return the version of the form by the labels that stand in one version only, never by year or cited notice."""
    scores = {form_id: sum(stands(normalise(label)) for label in load_form(form_id).detect) for form_id in FORM_IDS}
    best = max(FORM_IDS, key=lambda form_id: scores[form_id])
    return load_form(best) if scores[best] else None


def _by_tables(lines: Sequence[Line]) -> Form | None:
    """Return the present form when tables 3 or 4 stand alone, which all versions share but for one line."""
    form = load_form(FORM_IDS[0])
    tables = (RequestsTable(form, CellBook()), RemediesTable(form, CellBook()))
    return form if any(table.opens(line) for line in lines for table in tables) else None


def _read_tables(form: Form, lines: Sequence[Line], book: CellBook) -> None:
    """Split the lines of all tables where table 2, 3 or 4 opens, and read each stretch as what it is."""
    proactive, requests, remedies = ProactiveTable(form, book), RequestsTable(form, book), RemediesTable(form, book)
    lines = joined(
        lines,
        known=lambda text: proactive.knows(text) or requests.knows(text),
        heads=lambda line: proactive.opens(line) or requests.is_header(line) or remedies.opens(line),
    )
    stretches: dict[str, list[Line]] = {"proactive": [], "requests": [], "remedies": []}
    current = None
    for line in lines:
        if proactive.opens(line):
            current = "proactive"
        elif remedies.opens(line):
            current = "remedies"
        elif requests.opens(line):
            current = "requests"
        if current is not None:
            stretches[current].append(line)
    for line in stretches["proactive"]:
        proactive.read(line)
    requests.read(stretches["requests"])
    remedies.read(stretches["remedies"])


def _complete(form: Form, book: CellBook) -> dict[str, CellReading]:
    """Return every cell of the form in its order; cells that were not found are unreadable, with an issue."""
    wanted = _wanted(form, book)
    missing = [key for key in wanted if book.cells.get(key, NOT_PRINTED) is NOT_PRINTED]
    for table, name in (("t2", "table 2"), ("t3", "table 3"), ("t4", "table 4")):
        absent = [key for key in missing if key.startswith(table)]
        total = sum(key.startswith(table) for key in wanted)
        if absent:
            code = "table_missing" if len(absent) == total else "cells_missing"
            book.note(
                code,
                f"{name}: {len(absent)} of {total} cells were not found: {', '.join(absent[:3])}{'…' if absent[3:] else ''}",
            )
    cells = {key: book.cells.get(key, NOT_PRINTED) for key in wanted}
    book.issues += ambiguity(cells)
    return cells


def ambiguity(cells: Mapping[str, CellReading]) -> list[Issue]:
    """Return the issue that names the cells that cannot be told with certainty, if there are any."""
    doubtful = [key for key, cell in cells.items() if cell.state == "ambiguous"]
    words = (
        f"{len(doubtful)} cells cannot be told with certainty: {', '.join(doubtful[:3])}{'…' if doubtful[3:] else ''}"
    )
    return [Issue("ambiguous_cells", words)] if doubtful else []


def _wanted(form: Form, book: CellBook) -> list[str]:
    """Return the keys of this report: those of the form, the single line （六） where that is printed, extra lines if printed."""
    single_line = any(key.startswith("t3.other.") for key in book.cells)
    keys = form.cell_keys()
    if single_line and form.id == "fmt_2021":
        place = next(number for number, key in enumerate(keys) if key.startswith("t3.other_uncorrected"))
        others = [f"t3.other.{column.key}" for column in form.columns]
        kept = [
            key for key in keys if not key.startswith(("t3.other_uncorrected", "t3.other_fee_unpaid", "t3.other_misc"))
        ]
        keys = [*kept[:place], *others, *kept[place:]]
    return keys + [key for key in book.cells if key not in keys]
