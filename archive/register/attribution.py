"""Whose report a version is: what a person settled, then the owner of its column, then the name it prints.

The owner of the column and the printed name must agree, or be two forms of one name; else nobody gets the report until a
person has settled it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from archive.agencies import Agency, Key, Resolution, Resolver, joint, resolve, script
from archive.agencies.bodies import GOVERNMENT, OFFICE, has_branches, kind_of, same_family
from archive.register.facts import VersionNames
from archive.register.owning import Owning
from archive.stems import short_names

_PAIR = {GOVERNMENT, OFFICE}


@dataclass(frozen=True, slots=True)
class Attribution:
    """The agencies a version is a report of; none with a reason and the candidates, where that is not certain."""

    agencies: tuple[Agency, ...]
    how: str
    confidence: float
    reason: str | None = None
    candidates: tuple[Agency, ...] = ()


@dataclass(frozen=True, slots=True)
class Settled:
    """What persons decided, by subject: agencies, other years, what is no report of an agency."""

    agencies: Mapping[str, tuple[Agency, ...]] = field(default_factory=dict)
    years: Mapping[str, int] = field(default_factory=dict)
    not_reports: frozenset[str] = frozenset()

    def of(self, version: VersionNames) -> tuple[Agency, ...] | None:
        """Return the agencies that were decided for a version, by its id, address or names."""
        return next((self.agencies[one] for one in subjects(version) if one in self.agencies), None)

    def year_of(self, version: VersionNames) -> int | None:
        """Return the year of a version: as decided, else as read."""
        return next((self.years[one] for one in subjects(version) if one in self.years), version.year)


def subjects(version: VersionNames) -> tuple[str, ...]:
    """Return what a decision about a version may name, the most particular first; no names are none that others could share."""
    named = (version.subject,) if version.printed or version.listed else ()
    return version.id, *version.urls, *named


def attribute(resolver: Resolver, version: VersionNames, settled: Settled, owners: Owning) -> Attribution:
    """Return whose report a version is; `owners` are the columns that rosters give to agencies."""
    decided = settled.of(version)
    if decided is not None:
        return Attribution(decided, "decision", 1.0)
    parts = joint.split(script.plain(version.printed)) if version.printed else ()
    if len(parts) > 1:
        return _joint(resolver, version, parts)
    printed = _printed(resolver, version)
    owner = owners.of(version, settled.year_of(version))
    if owner is not None:
        return _against(resolver, Resolution(owner, 0.99, "roster"), printed, family=True)
    listed = _listed(resolver, version, version.listed)
    if printed.reason == "no_name" and version.listed is None:
        listed = _listed(resolver, version, version.owner)
    if listed.agency is None:
        return _alone(printed, version, listed)
    return _against(resolver, listed, printed, family=False)


def _printed(resolver: Resolver, version: VersionNames) -> Resolution:
    return resolve(
        resolver,
        version.printed,
        title=version.title,
        host_region=version.region,
        url=version.url,
        year=version.year,
        codes=version.codes,
    )


def _listed(resolver: Resolver, version: VersionNames, name: str | None) -> Resolution:
    return resolve(resolver, name, host_region=version.region, year=version.year)


def _alone(printed: Resolution, version: VersionNames, listed: Resolution) -> Attribution:
    """Return what the printed name says where the list names nobody that is known; a person's word stands for a name."""
    if printed.agency is not None:
        return _certain(printed.agency, printed)
    if version.stated and version.listed and listed.reason != "ambiguous":
        name = script.plain(version.listed)
        kind = kind_of(name)
        return Attribution((Agency(None, kind.key, name, kind.agency_class, None, kind.sectors),), "stated", 0.8)
    reason = printed.reason if printed.reason != "no_name" else listed.reason
    return Attribution((), "none", 0.0, reason, printed.candidates or listed.candidates)


def _against(resolver: Resolver, owner: Resolution, printed: Resolution, *, family: bool) -> Attribution:
    """Return whose report it is from the owner of the column and the printed name; `family` lets a like name pass."""
    mine, other = owner.agency, printed.agency
    if mine is None:
        return Attribution((), "none", 0.0, owner.reason)
    if other is None:
        if not printed.candidates or mine.key in {one.key for one in printed.candidates}:
            return _certain(mine, owner)
        return Attribution((), "none", 0.0, "conflict", (mine, *printed.candidates))
    if other.key == mine.key and not family:
        return _certain(max(other, mine, key=lambda agency: len(agency.name)), owner)
    if other.key == mine.key or (family and _like(mine, other)):
        return _certain(mine, owner)
    if _is_branch(resolver, mine, other):
        return _certain(other, printed)
    if mine.region_code == other.region_code and {mine.body_key, other.body_key} == _PAIR:
        return _certain(other, printed)
    return Attribution((), "none", 0.0, "conflict", tuple(sorted((mine, other), key=lambda agency: agency.id)))


def _certain(agency: Agency, resolution: Resolution) -> Attribution:
    return Attribution((agency,), resolution.how, resolution.confidence)


def _like(one: Agency, other: Agency) -> bool:
    return one.region_code == other.region_code and same_family(kind_of(one.body_key), kind_of(other.body_key))


def _is_branch(resolver: Resolver, mine: Agency, other: Agency) -> bool:
    """Return whether a county's column belongs to the organ that the prefecture's bureau has there (泉州市石狮生态环境局)."""
    county, above = resolver.regions.get(mine.region_code), resolver.regions.get(other.region_code)
    if county is None or above is None or county.parent_code != above.code or not has_branches(mine.sectors):
        return False
    named = any(kind_of(name).key in other.body_key for name in (county.name, *short_names(county.name)))
    return named and bool(set(mine.sectors) & set(other.sectors))


def _joint(resolver: Resolver, version: VersionNames, parts: tuple[str, ...]) -> Attribution:
    """Return the agencies of a joint report; those named without a place are of the first one's division."""
    found: list[Resolution] = []
    region = version.region
    for part in parts:
        found.append(
            resolve(resolver, part, host_region=region, url=version.url, year=version.year, codes=version.codes)
        )
        first = found[0].agency
        region = first.region_code if first is not None and first.region_code else region
    agencies: dict[Key, Agency] = {one.agency.key: one.agency for one in found if one.agency is not None}
    if all(one.agency is not None for one in found):
        return Attribution(tuple(agencies.values()), "joint report", min(one.confidence for one in found))
    candidates = tuple(agencies.values()) + tuple(other for one in found for other in one.candidates)
    reason = next(one.reason for one in found if one.agency is None)
    return Attribution((), "none", 0.0, reason, candidates)
