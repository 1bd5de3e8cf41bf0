"""What persons settled, as the register uses it: whose a version is, which agency is another's other name, what merged.

A decision is about a version (its id or an address of it), about all versions of the same names (division/printed/listed),
or about an agency that is another under a second name. The latest on a subject counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from archive.agencies import Agency, Resolver, resolve, script
from archive.agencies.bodies import kind_of
from archive.register.attribution import Settled


@dataclass(frozen=True, slots=True)
class Merger:
    """An agency that went into another at the beginning of a year."""

    source: Agency
    target: Agency
    year: int | None


@dataclass(frozen=True, slots=True)
class Decided:
    """All decisions: about versions, aliases (an agency and the one it is), mergers, agencies that are their own."""

    settled: Settled
    aliases: tuple[tuple[Agency, Agency], ...]
    mergers: tuple[Merger, ...]
    confirmed: frozenset[str]


def read(resolver: Resolver, rows: Iterable[tuple[str, dict[str, Any]]]) -> Decided:
    """Return what the decisions come to; what is no decision of a known form says nothing."""
    agencies: dict[str, tuple[Agency, ...]] = {}
    years: dict[str, int] = {}
    not_reports: dict[str, bool] = {}
    mergers: dict[tuple[str, str], Merger] = {}
    for subject, decision in rows:
        named = [decision["agency"]] if "agency" in decision else decision.get("agencies", [])
        if named:
            agencies[subject] = tuple(agency_of_id(resolver, str(one)) for one in named)
            not_reports[subject] = False
        if "not_a_report" in decision:
            not_reports[subject] = bool(decision["not_a_report"])
        if "year" in decision and "merge" not in decision:
            years[subject] = int(decision["year"])
        if "merge" in decision:
            source, target = (agency_of_id(resolver, str(one)) for one in decision["merge"])
            mergers[source.id, target.id] = Merger(source, target, decision.get("year"))
    own = frozenset(subject for subject, named in agencies.items() if [one.id for one in named] == [subject])
    pairs = [(agency_of_id(resolver, subject), named[0]) for subject, named in agencies.items() if len(named) == 1]
    aliases = tuple(
        (one, other) for one, other in pairs if "/" not in one.id and one.region_code and one.key != other.key
    )
    refused = frozenset(subject for subject, refusal in not_reports.items() if refusal)
    return Decided(Settled(agencies, years, refused), aliases, tuple(mergers.values()), own)


def agency_of_id(resolver: Resolver, identity: str) -> Agency:
    """Return the agency of an id, which says its division and name."""
    code, dash, name = identity.partition("-")
    region = resolver.regions.get(code) if dash and len(code) == 6 and code.isdigit() else None
    if region is None:
        found = resolve(resolver, identity).agency
        if found is not None and found.id == identity:
            return found
        kind = kind_of(script.plain(identity))
        return Agency(None, kind.key, identity, kind.agency_class, None, kind.sectors)
    return in_region(resolver, name, code)


def in_region(resolver: Resolver, name: str, code: str, agency_class: str | None = None) -> Agency:
    """Return the agency of a name that is known to belong to a division, whatever place the name bears."""
    found = resolve(resolver, name, host_region=code).agency
    region = resolver.regions.get(code)
    if found is not None and found.region_code in (code[:6], region.parent_code if region else None):
        return found if agency_class is None else _with_class(found, agency_class)
    text = script.plain(name)
    kind = kind_of(text)
    return Agency(
        code[:6], kind.key, text, agency_class or kind.agency_class, region.level if region else None, kind.sectors
    )


def _with_class(agency: Agency, agency_class: str) -> Agency:
    return Agency(agency.region_code, agency.body_key, agency.name, agency_class, agency.level, agency.sectors)
