"""The register: who exists and whose report each version is, from all that the archive holds.

`assemble` is one function of the facts (versions, captures, columns, rosters, decisions, the divisions). It rewrites
`regions`, `agencies`, `agency_names`, `agency_events`, `resolved_names`, `report_versions`, `reports`, `unresolved_names` and
the issues of stage `register`, and at its end lets `archive.obligations` derive who owes; the same facts give the same rows. `resolved_names` says whose the names are that columns
bear and list, by name and division of the portal ('' where that is unknown).
"""

from dataclasses import dataclass

from sqlite_utils import Database

from archive.obligations import derive
from archive.register import facts, rows
from archive.register.assembly import Assembly
from archive.reports import refresh_reports

__all__ = ["Outcome", "assemble"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: counts of agencies, reports, and versions without an agency or year that is certain."""

    agencies: int
    reports: int
    unresolved: int


def assemble(db: Database) -> Outcome:
    """Derive the register anew, in one transaction."""
    with db.atomic():
        assembly = Assembly(db)
        rows.write(db, assembly)
        own = facts.own_addresses(db, assembly.names)
        refresh_reports(db, {(assembly.canonical(agency).id, url) for agency, url in own})
        derive(db)
        agencies, reports = (
            db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 (own names)
            for table in ("agencies", "reports")
        )
    return Outcome(agencies, reports, len(assembly.unresolved))
