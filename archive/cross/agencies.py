"""Rules about what an agency is: what it may issue, and whether its report is the sum of those of its units."""

from collections.abc import Callable, Iterator, Mapping

from sqlite_utils import Database

from archive.cross.check import CrossCheck, Side, Status, Term, check
from archive.cross.figures import Figures
from archive.cross.rules import Rule
from archive.reports import Row

Reports = Callable[[str], Mapping[int, Figures]]


def powers(rule: Rule, agency: Row, now: Figures) -> Iterator[CrossCheck]:
    """Yield a rule of kind powers for an agency that should print nothing but 0."""
    if agency["level"] not in rule["without"].get(agency["class"], ()):
        return
    for operand in rule["over"]:
        cells = [cell for key in rule["cells"] if (cell := key.format(operand=operand)) in now.cells]
        terms = [Term(now, cell) for cell in cells]
        printed = [term for term in terms if term.figure.value]
        status: Status = "pass"
        if printed:
            status = "fail"
        elif any(term.figure.state != "value" for term in terms):
            status = "not_assessable"
        if terms:
            shown = printed or terms
            yield check(rule, operand, status, Side(tuple(shown), max(t.figure.value or 0 for t in shown)), Side((), 0))


def area(rule: Rule, db: Database, agency_id: str, now: Figures, reports: Reports) -> Iterator[CrossCheck]:
    """Yield a rule of kind area for a report on a whole division, where a roster names its units.

    It can be assessed only when every unit that owes a report has one in which the cell is known.
    """
    if now.scope != rule["scope"]:
        return
    units = _units(db, agency_id, now.year)
    if not units:
        return
    found = [report for unit in units if (report := reports(unit).get(now.year)) is not None]
    for cell in (cell for cell in rule["over"] if cell in now.cells):
        terms = [Term(report, cell) for report in found if cell in report.cells]
        known = [term for term in terms if term.figure.state == "value"]
        left, right = Side.of([Term(now, cell)]), Side.of(known)
        counted = {
            "zh": f"{len(units)} 个单位中 {len(known)} 个有数",
            "en": f"{len(known)} of {len(units)} units state it",
        }
        if len(known) < len(units) or left.terms[0].figure.state != "value":
            yield check(rule, cell, "not_assessable", left, Side((), None), counted)
        else:
            yield check(rule, cell, "pass" if left.value == right.value else "fail", left, right, counted)


def _units(db: Database, agency_id: str, year: int) -> list[str]:
    """Return the units of a government that owe a report for a year; none unless a roster names every one."""
    rows = list(
        db.query(
            "SELECT a.id, o.status, EXISTS (SELECT 1 FROM roster_evidence e WHERE e.agency_id = a.id AND e.year = o.year"
            " AND e.kind LIKE 'roster%') AS rostered FROM agencies a JOIN obligations o ON o.agency_id = a.id"
            " WHERE a.parent_id = ? AND o.year = ? AND a.class IS NOT 'public_institution' ORDER BY a.id",
            [agency_id, year],
        )
    )
    owing = [row for row in rows if row["status"] != "not_obliged"]
    return [row["id"] for row in owing] if all(row["rostered"] for row in owing) else []
