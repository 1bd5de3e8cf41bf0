"""The place at the head of a name: every way in which its first characters can be read as divisions, one within the other."""

from collections.abc import Iterator
from dataclasses import dataclass

from archive.regions import Region, Regions
from archive.stems import short_names

_NOT_BEHIND_A_STEM = ("街道", "镇", "乡", "村", "路", "社区", "省", "市", "县", "区", "州", "旗", "盟", "地区")
_MOST_PLACES = 4


@dataclass(frozen=True, slots=True)
class Place:
    """A division as a name gives it: `printed` are its characters, `full` tells whether the official name stands there."""

    region: Region
    printed: str
    full: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """A name split into the divisions at its head, the largest first, and the rest."""

    places: tuple[Place, ...]
    rest: str

    @property
    def region(self) -> Region | None:
        """The smallest division that is named."""
        return self.places[-1].region if self.places else None


def readings(regions: Regions, name: str, year: int | None) -> Iterator[Placed]:
    """Yield the ways to read the head of a name; the first one names no place at all."""
    yield Placed((), name)
    yield from _further(regions, Placed((), name), year)


def _further(regions: Regions, placed: Placed, year: int | None) -> Iterator[Placed]:
    if len(placed.places) == _MOST_PLACES:
        return
    for length in range(2, min(regions.longest_name, len(placed.rest)) + 1):
        printed, rest = placed.rest[:length], placed.rest[length:]
        for region in _meant(_current(regions, printed, year), printed):
            full = printed in (region.name, *short_names(region.name)[1:])
            if not full and (rest.startswith(_NOT_BEHIND_A_STEM) or not rest):
                continue
            if placed.region is not None and not _is_below(regions, region, placed.region):
                continue
            more = Placed((*placed.places, Place(region, printed, full)), rest)
            yield more
            yield from _further(regions, more, year)


def _current(regions: Regions, printed: str, year: int | None) -> list[Region]:
    """Return the divisions that bore a name in a year (all that ever did, where none did then), each as it is today."""
    found = regions.by_name.get(printed, ())
    valid = [region for region in found if region.is_valid(year)] or list(found)
    return list({regions.present(region).code: region for region in reversed(valid)}.values())


def _meant(found: list[Region], printed: str) -> list[Region]:
    """Leave out counties whose short form is that of a province: 河北 is the province, not the district of that name."""
    short = any(region.level == "province" and region.name != printed for region in found)
    return [region for region in found if region.level != "county" or region.name == printed or not short]


def _is_below(regions: Regions, region: Region, above: Region) -> bool:
    return region.code != above.code and regions.within(region, above)
