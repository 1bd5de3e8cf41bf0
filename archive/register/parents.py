"""Whom an agency is under: as a roster says, else the government of its division, or of the division above."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from archive.agencies import Agency
from archive.agencies.bodies import GOVERNMENT
from archive.register.decisions import in_region

if TYPE_CHECKING:
    from archive.register.assembly import Assembly, RosterEntry


def parent_of(assembly: "Assembly", agency: Agency, entries: Sequence["RosterEntry"]) -> str | None:
    """Return the id of the agency above; None for one that the archive does not know, and for vertical organs."""
    for entry in reversed(entries):
        if entry.row["parent"]:
            return _stated(assembly, entry.row["parent"], entry.row["region_code"])
    if agency.region_code is None or agency.agency_class in ("vertical_organ", "central_department"):
        return None
    code: str | None = agency.region_code
    if agency.body_key == GOVERNMENT:
        region = assembly.regions.get(code)
        code = region.parent_code if region else None
    above = assembly.agencies.get((code, GOVERNMENT))
    return above.id if above is not None else None


def _stated(assembly: "Assembly", parent: str, code: str) -> str | None:
    """Return the id of a parent that a roster gives by name, or by the id with the code of its division."""
    stated, dash, name = parent.partition("-")
    if dash and stated.isdigit():
        code, parent = stated, name
    known = assembly.agencies.get(in_region(assembly.resolver, parent, code).key)
    return known.id if known is not None else None
