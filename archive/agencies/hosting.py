"""A reading of a name against the division of the portal where it stands: which divisions it may mean, and how sure that is."""

from collections.abc import Iterator
from dataclasses import replace

from archive.agencies import bodies
from archive.agencies.branches import of_branch
from archive.agencies.naming import of_strange_place
from archive.agencies.parsing import Reading
from archive.regions import COUNTRY, Region, Regions, townships

ACCEPTED = 0.8
"""From this confidence on a name is given to an agency."""


def in_host(regions: Regions, reading: Reading, host: Region | None) -> Reading:
    """Return a reading as the portal's division makes it plain: 高新区管委会 as its zone's, 公安分局 as one of the bureau above."""
    return of_branch(regions, _of_zone(regions, reading, host), host)


def regions_of(regions: Regions, reading: Reading, host: Region | None) -> Iterator[tuple[Region, float, str]]:
    """Yield the divisions that a reading may mean, each with how sure that is and why."""
    named = reading.region
    if named is not None and named.code == COUNTRY:
        yield named, 0.95, "central"
        return
    agrees = named is not None and host is not None and _agree(regions, regions.present(named), host)
    if named is not None and host is not None and not agrees:
        return
    if reading.unit is not None and not reading.is_zone:
        yield from _township_regions(regions, reading, named, host)
    elif named is not None:
        full = bool(reading.weight[1])
        if reading.is_zone and not full and _may_be_elsewhere(regions, reading, named, host):
            return
        if host is not None:
            yield named, 0.97 if full else 0.93, "name and portal"
        else:
            yield named, 0.9 if full else 0.82, "name"
    elif host is not None and of_strange_place(reading.printed) is not None and reading.level_word is None:
        yield host, ACCEPTED, "portal"
    elif host is not None:
        yield from _host_regions(regions, reading, host)


def _may_be_elsewhere(regions: Regions, reading: Reading, named: Region, host: Region | None) -> bool:
    """Return whether a zone bears the stem of a county perhaps by chance: 西湖风景名胜区 is the city's, 东湖高新区 far away."""
    inside = host is not None and regions.within(host, named)
    doubtful = bodies.is_scenic(str(reading.unit)) or (host is None and not bodies.is_county_wide(str(reading.unit)))
    return named.level == "county" and (named.valid_to is not None or (not inside and doubtful))


def _agree(regions: Regions, one: Region, other: Region) -> bool:
    return regions.within(one, other) or regions.within(other, one)


def _township_regions(
    regions: Regions, reading: Reading, named: Region | None, host: Region | None
) -> Iterator[tuple[Region, float, str]]:
    """Yield the divisions that have such a township within the place and the portal's division, else those themselves."""
    bounds = [region for region in (regions.present(named) if named else None, host) if region is not None]
    full = named is not None and bool(reading.weight[1])
    codes = townships().get(str(reading.unit), ())
    listed = [region for code in codes if (region := _division_of(regions, code)) is not None]
    inside = [region for region in listed if all(_agree(regions, region, bound) for bound in bounds)]
    if inside:
        sure = 0.97 if full and host else 0.95 if host else 0.9 if full else 0.82
        yield from ((region, sure, "township" if bounds else "name") for region in inside)
        return
    base = named or host
    if base is not None and base.level in ("county", "zone") and (full or named is None):
        yield base, 0.88 if full else 0.85, "township not listed"


def _division_of(regions: Regions, code: str) -> Region | None:
    """Return the division of a township: the city where it has no districts."""
    return regions.get(code) or regions.get(f"{code[:4]}00")


def _host_regions(regions: Regions, reading: Reading, host: Region) -> Iterator[tuple[Region, float, str]]:
    """Yield the division of the portal, or the one above it that 市 or 省 before a body without place means."""
    if reading.level_word is None:
        sure = 0.92 if reading.kind.sectors else 0.85
        yield host, sure, "portal"
        return
    step: Region | None = host
    while step is not None and step.code != COUNTRY:
        names = (step.name, *(regions.former_names(step) if reading.level_word == "县" else ()))
        if any(name.endswith(reading.level_word) for name in names):
            yield step, 0.93, "portal"
            return
        step = regions.get(step.parent_code)


def _of_zone(regions: Regions, reading: Reading, host: Region | None) -> Reading:
    """Return a reading of 高新区管委会 as one of the zone with a code that is so called in the portal's division."""
    if not reading.is_zone or reading.region is not None or host is None:
        return reading
    unit = str(reading.unit)
    zones = [one for one in regions.zones_of(host) if regions.is_zone_named(one, unit)]
    if not zones and host.level == "zone" and host.name.endswith(unit):
        zones = [host]
    return replace(reading, region=zones[0], unit=None, is_zone=False) if len(zones) == 1 else reading
