"""One report in several copies: a page and its attachments, the members of a ZIP file, a PDF and its Word twin.

Each table is taken from the copy that prints it best; where copies print different things, that is an issue.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from extract.document import Document, Grid, Issue, Paragraph, Place
from extract.identity import Identity
from extract.mapping import CellReading, MappedForm
from extract.mapping.statistics import MappedStatistics
from extract.sections import SectionText

TABLES = ("t2", "t3", "t4", "stat")
MOST_NAMED = 5
_UNDECIDED = ("ambiguous", "unreadable")


@dataclass(frozen=True, slots=True)
class Copy:
    """What one document says of a report; `part` is the name of the attachment or member, None for the document itself.

    A `member` stands in an archive and is nowhere read by itself.
    """

    part: str | None
    document: Document
    identity: Identity
    sections: tuple[SectionText, ...]
    mapped: MappedForm | None
    member: bool = False

    def says_something(self) -> bool:
        """Return whether the document prints a title, a part or a table of the report."""
        return self.mapped is not None or bool(self.sections) or self.identity.title is not None


def in_part(document: Document, part: str) -> Document:
    """Return a document whose every place names the part it stands in."""
    return replace(document, blocks=tuple(_block(block, part) for block in document.blocks))


def _block(block: Paragraph | Grid, part: str) -> Paragraph | Grid:
    if isinstance(block, Paragraph):
        return replace(block, place=_place(block.place, part)) if block.place is not None else block
    cells = {id(cell): replace(cell, place=_place(cell.place, part)) for cell in block.cells()}
    rows = tuple(tuple(cells[id(cell)] if cell is not None else None for cell in row) for row in block.rows)
    return replace(block, rows=rows)


def _place(place: Place, part: str) -> Place:
    return replace(place, part=part)


def same_report(copies: Sequence[Copy]) -> tuple[list[Copy], list[Issue]]:
    """Return the copies that are of one report with the first that names it, and an issue for each that is of another."""
    first = next((copy for copy in copies if copy.identity.title), copies[0])
    kept: list[Copy] = []
    issues: list[Issue] = []
    for copy in copies:
        if _contradicts(first.identity, copy.identity):
            issues.append(_another(copy))
        else:
            kept.append(copy)
    return kept, issues


def _another(copy: Copy) -> Issue:
    title = copy.identity.title or copy.identity.agency
    if copy.member:
        return Issue("several_reports", f"{copy.part} is another report and was not read: {title}")
    return Issue("other_report_attached", f"{copy.part or 'the document'} is of another report: {title}")


def _contradicts(one: Identity, other: Identity) -> bool:
    years = {year for year in (one.year, other.year) if year is not None}
    agencies = sorted((name for name in (one.agency, other.agency) if name), key=len)
    return len(years) > 1 or (len(agencies) == 2 and not agencies[1].endswith(agencies[0]))


def identity_of(copies: Sequence[Copy]) -> Identity:
    """Return who and when, each from the first copy that says it."""
    first = copies[0].identity
    found = {
        name: next((value for copy in copies if (value := getattr(copy.identity, name)) is not None), None)
        for name in ("title", "agency", "year", "period", "published_on")
    }
    settled = {"year_not_stated"} if found["year"] is not None and first.year is None else set()
    return replace(first, **found, issues=tuple(issue for issue in first.issues if issue.code not in settled))


def sections_of(copies: Sequence[Copy]) -> tuple[SectionText, ...]:
    """Return the parts of the copy that prints most of them, and most text."""
    return max(
        copies, key=lambda copy: (len(copy.sections), sum(len(section.text) for section in copy.sections))
    ).sections


def form_of(copies: Sequence[Copy]) -> MappedForm | None:
    """Return the cells of all copies: each table from the copy that decides most of it, differences as issues."""
    mapped = [(copy.part, copy.mapped) for copy in copies if copy.mapped is not None]
    if len(mapped) < 2:
        return mapped[0][1] if mapped else None
    best = max(mapped, key=lambda pair: _decided(pair[1], TABLES))[1]
    same = [(part, form) for part, form in mapped if form.form.id == best.form.id]
    cells: dict[str, CellReading] = {}
    issues = [
        Issue("copies_disagree", f"{part or 'the document'} prints another form: {form.form.id}")
        for part, form in mapped
        if form.form.id != best.form.id
    ]
    taken: list[MappedForm] = []
    for table in TABLES:
        base = max(same, key=lambda pair: _decided(pair[1], (table,)))
        taken += [base[1]] if base[1] not in taken else []
        own, found = _compared(table, base, [pair for pair in same if pair is not base])
        cells |= own
        issues += found
    kept = [issue for form in taken for issue in form.issues if len(taken) == 1 or issue.code not in ("table_missing",)]
    return MappedForm(best.form, cells, tuple(dict.fromkeys((*kept, *issues))))


def statistics_of(printed: Sequence[tuple[str | None, MappedStatistics]]) -> MappedStatistics | None:
    """Return the statistics of the copy that decides most of them, with an issue for each copy that differs."""
    if len(printed) < 2:
        return printed[0][1] if printed else None
    base = max(printed, key=lambda pair: sum(cell.state not in _UNDECIDED for cell in pair[1].cells.values()))
    issues = [issue for other in printed if other is not base for issue in _differences(base, other[0], other[1].cells)]
    return replace(base[1], issues=(*base[1].issues, *issues))


def _differences(
    base: tuple[str | None, MappedForm | MappedStatistics], part: str | None, cells: Mapping[str, CellReading]
) -> list[Issue]:
    """Return an issue that names the cells which both copies decide, and differently."""
    different = [
        f"{key} {cell.raw!r} / {copy.raw!r}"
        for key, cell in base[1].cells.items()
        if (copy := cells.get(key)) is not None
        and cell.state not in _UNDECIDED
        and copy.state not in _UNDECIDED
        and cell.value != copy.value
    ]
    if not different:
        return []
    words = f"{base[0] or 'the document'} and {part or 'the document'} differ in {len(different)} cells: "
    more = " …" if len(different) > MOST_NAMED else ""
    return [Issue("copies_disagree", words + ", ".join(different[:MOST_NAMED]) + more)]


def _decided(form: MappedForm, tables: Sequence[str]) -> int:
    return sum(cell.state not in _UNDECIDED for key, cell in form.cells.items() if key.split(".")[0] in tables)


def _compared(
    table: str, base: tuple[str | None, MappedForm], others: Iterable[tuple[str | None, MappedForm]]
) -> tuple[dict[str, CellReading], list[Issue]]:
    """Return the cells of a table, what the base leaves open from other copies, and an issue for each copy that differs."""
    cells = {key: cell for key, cell in base[1].cells.items() if key.startswith(f"{table}.")}
    issues: list[Issue] = []
    for part, other in others:
        copy = {key: cell for key, cell in other.cells.items() if key in cells}
        issues += _differences(base, part, copy)
        cells |= {
            key: cell for key, cell in copy.items() if cells[key].state in _UNDECIDED and cell.state not in _UNDECIDED
        }
    return cells, issues
