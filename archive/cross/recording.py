"""All rules on all reports: found in the database, and written into it."""

from collections.abc import Iterator
from functools import lru_cache, partial

from sqlite_utils import Database

from archive.cross.agencies import Reports, area, powers
from archive.cross.check import CrossCheck
from archive.cross.figures import Figures, load_figures
from archive.cross.rules import columns_of, rules
from archive.cross.years import growth, ratios, sums
from archive.reports import Row

_BATCH = 5_000
_CACHED = 256


def find_cross_checks(db: Database) -> Iterator[Row]:
    """Yield the rows of `cross_checks`, by agency and year. Reads only; each report is that of its current version."""
    load = lru_cache(maxsize=_CACHED)(partial(load_figures, db))
    predecessors = _predecessors(db)
    agencies = list(
        db.query("SELECT id, class, level FROM agencies WHERE id IN (SELECT agency_id FROM reports) ORDER BY id")
    )
    for agency in agencies:
        reports = load_figures(db, agency["id"])
        earlier = load(predecessors[agency["id"]]) if agency["id"] in predecessors else {}
        for year, now in sorted(reports.items()):
            before = reports.get(year - 1) or earlier.get(year - 1)
            checks = [
                *_alone(db, agency, now, load),
                *(_with_before(db, now, before) if before and _have_tables(now, before) else ()),
            ]
            yield from (found.row(agency["id"], year) for found in checks)


def _predecessors(db: Database) -> dict[str, str]:
    """Return the agency that each renamed one was before; none for one that took over from several."""
    rows = db.query(
        "SELECT to_id, min(from_id) AS from_id FROM agency_events WHERE type IN ('renamed', 'merged')"
        " GROUP BY to_id HAVING count(DISTINCT from_id) = 1 AND min(type) = 'renamed'"
    )
    return {row["to_id"]: row["from_id"] for row in rows}


def _have_tables(*reports: Figures) -> bool:
    return all(columns_of(report.form) for report in reports)


def _alone(db: Database, agency: Row, now: Figures, reports: Reports) -> Iterator[CrossCheck]:
    for rule in rules("powers"):
        yield from powers(rule, agency, now)
    for rule in rules("area"):
        yield from area(rule, db, agency["id"], now, reports)


def _with_before(db: Database, now: Figures, before: Figures) -> Iterator[CrossCheck]:
    for rule in rules("sum"):
        yield from sums(rule, now, before)
    for rule in rules("ratio"):
        yield from ratios(rule, now, before)
    for rule in rules("growth"):
        facts = list(db.query("SELECT * FROM facts WHERE version_id = ? ORDER BY position", [now.version_id]))
        yield from growth(rule, now, before, facts)


def record_cross_checks(db: Database) -> int:
    """Write `cross_checks` anew, in one transaction; return the number of rows."""
    with db.atomic():
        db.execute("DELETE FROM cross_checks")
        db.table("cross_checks").insert_all(find_cross_checks(db), batch_size=_BATCH)
    return int(db.execute("SELECT count(*) FROM cross_checks").fetchone()[0])
