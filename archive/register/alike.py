"""Agencies that may be one: of one division, one family of bodies, and never with a report of the same year.

Whether a 工业和信息化局 is the 科工局 of the years before is for a roster or a person to say. Until then neither may be said not to
have published what the other did.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from archive.agencies import Agency, Key
from archive.agencies.bodies import kind_of, same_family

_APART = {"gov_office", "government", "township", "subdistrict", "devzone"}


def candidates(
    agencies: Iterable[Agency], years: Mapping[Key, set[int]], rostered: set[Key], settled: set[Key]
) -> dict[Key, list[Agency]]:
    """Return, for agencies that have reports and stand in no roster, those that they may be under another name."""
    by_sector: dict[tuple[str | None, str], list[Agency]] = defaultdict(list)
    for agency in agencies:
        for sector in agency.sectors:
            if sector not in _APART and agency.region_code is not None:
                by_sector[agency.region_code, sector].append(agency)
    found: dict[Key, dict[Key, Agency]] = defaultdict(dict)
    for group in by_sector.values():
        for agency in group:
            if agency.key in rostered or agency.key in settled or not years.get(agency.key):
                continue
            for other in group:
                if other.key != agency.key and _may_be_one(agency, other, years):
                    found[agency.key][other.key] = other
    return {key: sorted(others.values(), key=lambda one: one.id) for key, others in found.items()}


def _may_be_one(one: Agency, other: Agency, years: Mapping[Key, set[int]]) -> bool:
    apart = not years[one.key] & years.get(other.key, set())
    return apart and one.level == other.level and same_family(kind_of(one.body_key), kind_of(other.body_key))
