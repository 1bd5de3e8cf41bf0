"""Branches (分局) that the bureau of a prefecture or municipality has in its counties: its own organs, under several forms of names."""

import re
from dataclasses import replace

from archive.agencies import bodies
from archive.agencies.parsing import Reading
from archive.regions import MUNICIPALITIES, Region, Regions
from archive.stems import short_names

_OF_BUREAU = re.compile(r"(?P<bureau>.{2,20}局)(?P<place>.{2,12}?)分局")
_OF_PLACE = re.compile(
    r"(?P<place>.{2,12}?)(?P<bureau>公安|生态环境|环境保护|自然资源(?:和?规划)?|规划和?自然资源|国土资源)(?:分局|局)"
)


def branch_key(regions: Regions, reading: Reading, region: Region) -> str | None:
    """Return the key of a bureau's branch in a county, the same for 公安局青禾分局 and 青禾公安分局; None for other bodies."""
    if reading.unit is not None or not bodies.has_branches(reading.kind.sectors):
        return None
    match = _OF_BUREAU.fullmatch(reading.body) or _OF_PLACE.fullmatch(reading.body)
    counties = _counties(regions, match["place"], region) if match else []
    if match is None or not counties:
        return None
    bureau = bodies.kind_of(f"{match['bureau'].removesuffix('局')}局").key
    return f"{bureau}{_shortest(regions, counties[0], region) if len(counties) == 1 else match['place']}分局"


def of_branch(regions: Regions, reading: Reading, host: Region | None) -> Reading:
    """Return a reading of 公安分局 in a county's portal as one of the branch that the bureau above has there."""
    above = regions.get(host.parent_code) if host is not None and host.level == "county" else None
    city = above is not None and (above.level == "prefecture" or above.code in MUNICIPALITIES)
    branch = reading.unit is None and reading.body.endswith("分局") and bodies.has_branches(reading.kind.sectors)
    if host is None or not city or not branch or reading.region is not None:
        return reading
    stem = next(iter(short_names(host.name)), host.name)
    body = reading.body if stem in reading.body else f"{host.name}{reading.body}"
    return replace(reading, region=above, body=body, printed=body, level_word=None)


def _shortest(regions: Regions, county: Region, above: Region) -> str:
    """Return the stem of a county's name where no other one of the prefecture has the same (和田市, 和田县), else its name."""
    stem = next(iter(short_names(county.name)), county.name)
    return stem if len(_counties(regions, stem, above)) == 1 else county.name


def _counties(regions: Regions, name: str, above: Region) -> list[Region]:
    """Return the counties of a prefecture that a name may mean, as they are today, in the order of their codes."""
    found = {regions.present(one).code: regions.present(one) for one in regions.by_name.get(name, ())}
    return [found[code] for code in sorted(found) if found[code].parent_code == above.code]
