"""The place at the head of a name: every way in which its first characters can be read as divisions, one within the other."""

from collections.abc import Iterator
from dataclasses import dataclass

from archive.agencies.bodies import begins_with_own_word
from archive.regions import Region, Regions

_NOT_BEHIND_A_STEM = (
    *("街道", "镇", "乡", "村", "路", "社区", "省", "市", "县", "区", "州", "旗", "盟", "地区"),
    "生产建设兵团",
)
_LAND = {"county": ("山", "湖", "岛", "湾"), "prefecture": ("湾",)}
"""What makes another name of the stem of a division of this level: 庐山, 台州湾."""
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
        if printed not in regions.by_name or begins_with_own_word(f"{printed[-1]}{rest}"):
            continue
        for region in _meant(_current(regions, printed, year, placed.region), printed):
            full = regions.is_full_name(region, printed)
            if not full and not _stands_behind_a_stem(rest, region):
                continue
            more = Placed((*placed.places, Place(region, printed, full)), rest)
            yield more
            yield from _further(regions, more, year)


def _stands_behind_a_stem(rest: str, region: Region) -> bool:
    """Return whether what follows the stem of a division's name leaves it one: not in 庐山 or 固始镇, but in 固始市场监管局."""
    longer = rest.startswith(_NOT_BEHIND_A_STEM) and not begins_with_own_word(rest)
    return bool(rest) and not longer and not rest.startswith(_LAND.get(region.level, ("生产建设兵团",)))


def _current(regions: Regions, printed: str, year: int | None, above: Region | None) -> list[Region]:
    """Return the divisions within another that bore a name in a year (all that ever did, where none did then), as today."""
    found = [one for one in regions.by_name.get(printed, ()) if above is None or _was_below(regions, one, above)]
    valid = [region for region in found if region.is_valid(year)] or list(found)
    return list({regions.present(region).code: region for region in reversed(valid)}.values())


def _meant(found: list[Region], printed: str) -> list[Region]:
    """Leave out counties whose short form is that of a province: 河北 is the province, not the district of that name."""
    short = any(region.level == "province" and region.name != printed for region in found)
    return [region for region in found if region.level != "county" or region.name == printed or not short]


def _was_below(regions: Regions, region: Region, above: Region) -> bool:
    return _is_below(regions, region, above) or _is_below(regions, regions.present(region), above)


def _is_below(regions: Regions, region: Region, above: Region) -> bool:
    return region.code != above.code and regions.within(region, above)
