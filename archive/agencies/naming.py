"""From the reading of a name to the agency it names: canonical name, class and level."""

import re

from archive.agencies import bodies
from archive.agencies.branches import branch_key
from archive.agencies.central import is_of_system
from archive.agencies.model import Agency
from archive.agencies.parsing import CENTRAL, Reading
from archive.regions import COUNTRY, Region, Regions
from archive.stems import short_names

COMMITTEE = "管理委员会"
_ADMINISTRATIONS = ("地区", "盟")


_LOWER = re.compile("[县区旗市]人民政府$")
_STRANGE = re.compile(r"(?P<place>[\u3400-\u9fff]{1,9}?[省市县区旗州盟])(?P<rest>.*)")


def of_strange_place(text: str) -> Agency | None:
    """Return the agency of a name that begins with a place which is no division known; None when it names no place."""
    match = _STRANGE.fullmatch(text)
    if (
        match is None
        or len(match["place"]) < 3
        or _is_generic(match["place"])
        or not (match["rest"] == "" or _tells(match["rest"]))
    ):
        return None
    zone = match["rest"] == "" and text.endswith(tuple(bodies.rules()["zones"]))
    kind = bodies.kind_of(COMMITTEE if zone else match["rest"])
    return Agency(None, f"{match['place']}{kind.key}", text, kind.agency_class, None, kind.sectors)


def _is_generic(place: str) -> bool:
    """Return whether what looks like a place is none: 自治区, 高新区, or begins with 市, 县 …"""
    return place.startswith((*"省市县区州旗盟", "自治")) or place in bodies.rules()["zones"]


def _tells(rest: str) -> bool:
    return bool(bodies.kind_of(rest).sectors) or rest.endswith(("街道", "镇", "乡", "苏木"))


def agency_of(regions: Regions, reading: Reading, region: Region) -> Agency:
    """Return the agency that a reading names when its body belongs to a division."""
    present = regions.present(region)
    kind = bodies.kind_of(COMMITTEE) if _is_zone_itself(reading, present) else reading.kind
    return Agency(
        region_code=present.code,
        body_key=branch_key(regions, reading, present) or kind.key,
        name=_name(reading, region, present),
        agency_class=_class(kind, present),
        level=_level(reading, present),
        sectors=kind.sectors,
    )


def _class(kind: bodies.Kind, region: Region) -> str | None:
    if region.code == COUNTRY:
        return "central_department"
    local = kind.agency_class == "vertical_organ" and not bodies.is_vertical_at(kind, region.level)
    return "local_department" if local else kind.agency_class


def _name(reading: Reading, region: Region, present: Region) -> str:
    as_printed = region.level == "national" or _names_system(reading) or _is_strange(reading)
    if as_printed:
        return reading.printed.removesuffix("关区")
    place = region.name
    if _is_zone_itself(reading, present):
        return place if place.endswith("委员会") else f"{place}{COMMITTEE}"
    if reading.unit is not None:
        return f"{_short(reading, place)}{reading.unit_body}"
    key = reading.kind.key
    if key == bodies.GOVERNMENT:
        return f"{place}{'行政公署' if place.endswith(_ADMINISTRATIONS) else bodies.GOVERNMENT}"
    if key == bodies.OFFICE:
        return f"{place}{_office(reading.body, present)}"
    return reading.body if _bears(reading.body, region) else f"{place}{reading.body}"


def _bears(body: str, region: Region) -> bool:
    """Return whether the name of a body bears that of its division in itself: 青禾职业学院."""
    district = region.level == "county" and region.name.endswith("区")
    stem = "" if district else next(iter(short_names(region.name)), "")
    return (len(region.name) > 2 and region.name in body) or bool(stem and body.startswith(stem))


def _names_system(reading: Reading) -> bool:
    """Return whether the name is that of a national system's body, or a vertical one's that bears the place in short."""
    short = reading.region is not None and not reading.weight[1] and reading.kind.agency_class == "vertical_organ"
    seated = reading.weight[0] == CENTRAL
    return short or seated or is_of_system(reading.printed) or reading.printed.startswith(("国家", "中国", "中华"))


def _is_zone_itself(reading: Reading, region: Region) -> bool:
    """Return whether the name is that of a zone with a code of its own, which a committee governs."""
    zone = region.name.endswith((*bodies.rules()["zones"], "委会", "委员会"))
    return region.level == "zone" and zone and reading.unit is None and reading.kind.key == bodies.GOVERNMENT


def _is_strange(reading: Reading) -> bool:
    """Return whether the name bears a place of its own that is no division known."""
    if reading.unit is not None and not reading.is_zone:
        return False
    return reading.region is None and reading.level_word is None and of_strange_place(reading.printed) is not None


def _short(reading: Reading, place: str) -> str:
    """Return the place as a zone bears it in its name: 苏州工业园区, not 苏州市工业园区."""
    end = reading.printed.find(str(reading.unit))
    return reading.printed[:end] if reading.is_zone and end > 0 else place


def _office(body: str, region: Region) -> str:
    large = region.level == "province" or "厅" in body
    prefix = "行政公署" if region.name.endswith(_ADMINISTRATIONS) else bodies.GOVERNMENT
    return f"{prefix}{'办公厅' if large else '办公室'}"


def _level(reading: Reading, region: Region) -> str:
    if (reading.unit is not None and not reading.is_zone) or reading.kind.agency_class in ("township", "subdistrict"):
        return "township"
    if region.level in ("province", "prefecture") and _LOWER.search(reading.body):
        return "county"
    return "county" if region.level == "zone" else region.level
