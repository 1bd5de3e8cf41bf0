"""The grammar of an agency's name: place, township or zone within it, body; every reading that makes sense."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from archive.agencies import bodies, central, places
from archive.regions import COUNTRY, MUNICIPALITIES, Region, Regions, townships

_LEVEL_WORD = re.compile(r"(?P<word>自治[区州县旗]|地区|林区|特区|新区|[省市县区州旗盟])(?P<rest>.{2,})")
_LONGEST_STEM = 8
_ZONE_LEVEL = re.compile(r"[省市县区州旗盟](?![北南中东西郊区])(?=.{3})")
_TOWNSHIP = re.compile(r"(?P<unit>.{1,14}(?:街道|地区|苏木|镇|乡))(?P<body>.*)")
_NAMELESS = re.compile(r"(?:街道|镇|乡|苏木)(?:人民政府|政府|办事处|党政)")
_OF_GOVERNMENT = re.compile(r"^(?:人民)?政府(?=.{2,}(?:街道|镇|乡|苏木|办事处))")
_STREET_OFFICE = re.compile(r"(?P<unit>.{1,10})办事处")
_TOWNSHIP_BODIES = (
    "",
    "人民政府",
    "政府",
    "人民政府机关",
    "政府机关",
    "办事处",
    "办",
    "街道办",
    "街道办事处",
    "行政事务中心",
)
_ZONE = re.compile(rf"(?P<unit>[^局委厅办处]{{0,24}}(?:{'|'.join(bodies.rules()['zones'])}))(?P<body>.*)")

CENTRAL = 3
"""The first weight of a name that stands in the list of central organs; 2 is a known body, 1 a mere ending."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a name.

    `region` is the division that the body belongs to, None where the name does not say; `level_word` is 市, 区 … before a
    body without place. `unit` is the township or zone within the division. `printed` is the name as printed, from the
    name of `region` on. `weight` ranks readings: known bodies before mere endings, official names before short
    forms, long places before short ones.
    """

    region: Region | None
    unit: str | None
    is_zone: bool
    body: str
    printed: str
    level_word: str | None
    weight: tuple[int, int, int]

    @property
    def kind(self) -> bodies.Kind:
        """What the body is; the government of a township and the office of a street have keys of their own."""
        if self.unit is None:
            return bodies.kind_of(self.body)
        own = self.unit_body.removeprefix(self.unit)
        unit = bodies.zone_key(self.unit) if self.is_zone else self.unit
        return replace(bodies.kind_of(self.unit_body), key=f"{unit}{bodies.kind_of(own).key}")

    @property
    def unit_body(self) -> str:
        """The name of a township or zone with its body, in its full form."""
        unit = str(self.unit)
        if self.is_zone:
            return f"{unit}{self.body or '管理委员会'}"
        if self.body in _TOWNSHIP_BODIES:
            return f"{unit}办事处" if unit.endswith(("街道", "地区")) else f"{unit}人民政府"
        return f"{unit}{self.body}"


def parse(regions: Regions, name: str, year: int | None = None) -> list[Reading]:
    """Return the readings of a plain name; none when it is no name of an agency."""
    organ = _central(regions, name)
    if organ:
        return [organ]
    system, rest = central.system_of(re.sub(central.table()["before"], "", name))
    found = [
        reading for placed in places.readings(regions, rest, year) for reading in _readings(regions, placed, system)
    ]
    return sorted(found, key=lambda reading: reading.weight, reverse=True)


def _readings(regions: Regions, placed: places.Placed, system: str) -> Iterator[Reading]:
    if not placed.places:
        yield from _unplaced(placed.rest, system)
        return
    last = placed.places[-1]
    weight = (int(last.full), sum(len(place.printed) for place in placed.places))
    printed = f"{last.printed}{placed.rest}"
    units = [] if system else list(_units(last.region, placed.rest, printed, weight))
    yield from units
    if units or not _is_body(placed.rest, system):
        return
    known = bool(bodies.kind_of(placed.rest).sectors)
    if (not known and not last.full and not system) or _names_lower(regions, last.region, placed.rest):
        return
    region, body = _owner(regions, placed)
    full = (2 if known else 1, *weight)
    if system:
        printed = "".join((system, *(place.printed for place in placed.places), placed.rest))
    yield Reading(region, None, False, f"{system}{body}", printed, None, full)


def _names_lower(regions: Regions, region: Region, rest: str) -> bool:
    """Return whether what follows a place begins with the stem of a division below it: 文登教育局 behind 威海市."""
    for length in range(2, min(len(rest), _LONGEST_STEM)):
        kind = bodies.kind_of(rest[length:])
        if kind.sectors and not bodies.has_branches(kind.sectors) and bodies.is_recognised(rest[length:]):
            named = regions.by_name.get(rest[:length], ())
            if any(one.code != region.code and regions.within(one, region) for one in named):
                return True
    return False


def _is_body(rest: str, system: str = "") -> bool:
    """Return whether what follows a place can be a body: nothing, or a name of one that is not a township's."""
    if rest.endswith(("街道", "镇", "乡", "苏木", "街道办事处")) or _NAMELESS.match(rest):
        return False
    known = bodies.is_recognised(rest) or bool(system and rest == "局")
    return not rest or (known and bodies.kind_of(rest).agency_class != "township")


def _owner(regions: Regions, placed: places.Placed) -> tuple[Region, str]:
    """Return to whom a body belongs: an organ that a prefecture's bureau has in a county is the prefecture's."""
    last = placed.places[-1]
    above = regions.prefecture_of(last.region)
    sectors = bodies.kind_of(placed.rest).sectors
    branch = placed.rest.endswith("分局") and bodies.has_branches(sectors)
    short = not last.full and len(placed.places) > 1 and bodies.is_dispatched(sectors)
    city = above is not None and (above.level == "prefecture" or (branch and above.code in MUNICIPALITIES))
    if last.region.level == "county" and above is not None and city and (branch or short):
        return above, f"{last.printed}{placed.rest}"
    return last.region, placed.rest


def _unplaced(rest: str, system: str) -> Iterator[Reading]:
    units = [_with_level_word(unit) for unit in _units(None, rest, rest, (0, 0))]
    yield from units
    if any(not unit.is_zone for unit in units):
        return
    word, body = _level_word(rest)
    if _is_body(body) and (not units or (word and not any(unit.level_word for unit in units))):
        known = bool(bodies.kind_of(body).sectors)
        yield Reading(None, None, False, f"{system}{body}", f"{system}{body}", word, (2 if known else 1, 0, 0))


def _with_level_word(unit: Reading) -> Reading:
    """Return a zone that stands behind 市, 县 … as one of that division: 市临空经济区, but not 市北工业园区."""
    word = _ZONE_LEVEL.match(str(unit.unit))
    if not unit.is_zone or word is None or bodies.begins_with_own_word(unit.printed):
        return unit
    printed = unit.printed.removeprefix(word[0])
    return replace(unit, unit=str(unit.unit).removeprefix(word[0]), printed=printed, level_word=word[0])


def _level_word(rest: str) -> tuple[str | None, str]:
    """Split 市, 区 … from the front of a body, where it says whose that is: not in 市场监督管理局."""
    worded = _LEVEL_WORD.fullmatch(rest)
    if worded is None or bodies.begins_with_own_word(rest) or not _is_body(worded["rest"]):
        return None, rest
    return worded["word"], worded["rest"]


def _units(region: Region | None, rest: str, printed: str, weight: tuple[int, int]) -> Iterator[Reading]:
    rest = _OF_GOVERNMENT.sub("", rest)
    township = _township(rest)
    zoned = _ZONE.fullmatch(township["unit"]) if township and not _is_township(township["unit"]) else None
    if zoned and zoned["body"]:
        if _is_township(zoned["body"]):
            yield from _units(region, rest[zoned.start("body") :], printed, weight)
        else:
            yield Reading(region, zoned["unit"], True, rest[zoned.start("body") :], printed, None, (2, *weight))
        return
    if township and (township["body"] in _TOWNSHIP_BODIES or _is_township(township["unit"])):
        yield Reading(region, township["unit"], False, township["body"], printed, None, (2, *weight))
    office = _STREET_OFFICE.fullmatch(rest)
    if office and _is_township(f"{office['unit']}街道"):
        yield Reading(region, f"{office['unit']}街道", False, "办事处", printed, None, (2, *weight))
    if township or office:
        return
    zone = _ZONE.fullmatch(rest)
    if zone and (not zone["body"] or bodies.is_recognised(zone["body"])):
        yield Reading(region, zone["unit"], True, zone["body"], printed, None, (2, *weight))


def _township(rest: str) -> re.Match[str] | None:
    """Return the township at the front; 地区 ends the name of one only where the list of townships says so."""
    found = _TOWNSHIP.fullmatch(rest)
    return None if found and found["unit"].endswith("地区") and not _is_township(found["unit"]) else found


def _is_township(name: str) -> bool:
    return name in townships()


def _central(regions: Regions, name: str) -> Reading | None:
    table = central.table()
    organ = table["aliases"].get(name) or central.organs().get(bodies.kind_of(name).key)
    if organ is not None:
        return Reading(regions.get(COUNTRY), None, False, organ, organ, None, (CENTRAL, 1, 1))
    bare = name.removesuffix("关区")
    for prefix in table["prefixes"]:
        bare = bare.removeprefix(prefix)
    seat = table["seats"].get(bare)
    return Reading(regions.get(seat), None, False, bare, bare, None, (CENTRAL, 1, 1)) if seat else None
