"""The divisions of China by GB/T 2260: those that come with the software, and those that an archive adds.

Codes have six digits, those of townships nine; a township is part of the division of its first six digits.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

import yaml

from archive.stems import short_names, zone_names

COUNTRY = "000000"
MUNICIPALITIES = ("110000", "120000", "310000", "500000")
LEVELS = ("national", "province", "prefecture", "county", "township")
_MOST_STEPS = 6


@dataclass(frozen=True, slots=True)
class Region:
    """A division: code, official name, level (national, province, prefecture, county or zone) and the years it was valid in.

    `valid_to` is the last year in which it may have been in use; None stands for an open end.
    """

    code: str
    name: str
    level: str
    parent_code: str | None = None
    valid_from: int | None = None
    valid_to: int | None = None

    def is_valid(self, year: int | None) -> bool:
        """Return whether the division may have existed in a year; in an unknown year all may."""
        return year is None or (self.valid_from or 0) <= year <= (self.valid_to or 9999)


class Regions:
    """Divisions by code and by name."""

    def __init__(self, regions: Iterable[Region]) -> None:
        """Take the divisions; of one code a name that is valid today comes before former ones, whatever the order."""
        self._all = list(regions)
        self._by_code: dict[str, Region] = {}
        for region in sorted(self._all, key=lambda one: one.valid_to is not None):
            self._by_code.setdefault(region.code, region)

    def __iter__(self) -> Iterator[Region]:
        """Yield one division per code."""
        return iter(self._by_code.values())

    def get(self, code: str | None) -> Region | None:
        """Return the division of a code (that of a township: the one it is part of), or None."""
        return self._by_code.get((code or "")[:6])

    def extended(self, more: Iterable[Region]) -> "Regions":
        """Return these divisions and others; a code that is known keeps its shipped name."""
        return Regions([*self._all, *(region for region in more if region.code not in self._by_code)])

    def within(self, region: Region, other: Region) -> bool:
        """Return whether a division is another or part of it."""
        step: Region | None = region
        for _ in range(_MOST_STEPS):
            if step is None:
                return False
            if step.code == other.code:
                return True
            step = self.get(step.parent_code)
        return False

    def prefecture_of(self, region: Region) -> Region | None:
        """Return the prefecture or province that a county-level division is directly part of."""
        return self.get(region.parent_code)

    def present(self, region: Region) -> Region:
        """Return the division that a former one became, under another name or code, else itself.

        澄江县 became 澄江市 in the same prefecture; 简阳市 came to another one. A district that was made anew under its old name
        is another division.
        """
        return self._successors.get((region.code, region.name), region)

    @cached_property
    def _successors(self) -> Mapping[tuple[str, str], Region]:
        counties = [region for region in self._all if region.level == "county"]
        today: dict[tuple[str | None, str], Region] = {}
        for region in counties:
            if region.valid_to is None:
                today |= {(region.parent_code, name): region for name in (*short_names(region.name), region.name)}
                if not region.name.endswith("区"):
                    today[region.code[:2], region.name] = region
        found = {}
        for region in counties:
            within = [(region.parent_code, name) for name in (region.name, *short_names(region.name))]
            later = next((today[key] for key in (*within, (region.code[:2], region.name)) if key in today), None)
            if region.valid_to is not None and later is not None and not _made_anew(region, later):
                found[region.code, region.name] = later
            elif region.valid_to is not None and region.code in renamed():
                present = [one for one in counties if one.name == renamed()[region.code] and one.valid_to is None]
                nearby = [one for one in present if one.code[:2] == region.code[:2]]
                if len(nearby) == 1:
                    found[region.code, region.name] = nearby[0]
        return found

    @cached_property
    def by_name(self) -> Mapping[str, tuple[Region, ...]]:
        """The divisions that a name may stand for, short forms (延津, 耿马县) included."""
        named: dict[str, list[Region]] = defaultdict(list)
        for region in self._all:
            for name in dict.fromkeys((region.name, *short_names(region.name), *self._customary(region))):
                named[name].append(region)
        return {name: tuple(found) for name, found in named.items()}

    def is_full_name(self, region: Region, name: str) -> bool:
        """Return whether a name is one that only a division bears: official, 耿马县 or 巴州, not a mere stem."""
        return name in (region.name, *short_names(region.name)[1:], *self._customary(region))

    def is_zone_named(self, zone: Region, short: str) -> bool:
        """Return whether a zone may be called by a name without its city's: 高新区;."""
        parent = self.get(zone.parent_code)
        return parent is not None and self.is_full_name(zone, f"{parent.name.removesuffix('市')}{short}")

    def former_names(self, region: Region) -> tuple[str, ...]:
        """Return the names that a division bore before."""
        return tuple(
            name for (_, name), later in self._successors.items() if later.code == region.code and name != region.name
        )

    def zones_of(self, region: Region) -> tuple[Region, ...]:
        """Return the zones with a code of their own that are part of a division, or the division if it is one."""
        if region.level == "zone":
            return (region,)
        return self._zones.get(region.code, ())

    @cached_property
    def _zones(self) -> Mapping[str | None, tuple[Region, ...]]:
        zones: dict[str | None, list[Region]] = defaultdict(list)
        for region in self:
            if region.level == "zone":
                zones[region.parent_code].append(region)
        return {code: tuple(found) for code, found in zones.items()}

    def _customary(self, region: Region) -> tuple[str, ...]:
        """Return the short forms that custom gave a division, and those of a zone that bears its city's name."""
        parent = self.get(region.parent_code) if region.level == "zone" else None
        return (*known_as().get(region.name, ()), *(zone_names(region.name, parent.name) if parent else ()))

    @cached_property
    def longest_name(self) -> int:
        """The number of characters of the longest name."""
        return max(map(len, self.by_name), default=0)


def _made_anew(former: Region, later: Region) -> bool:
    """Return whether a district was made anew: the former one is known to have ended when the other began."""
    district = former.name == later.name and former.name.endswith("区")
    return district and later.valid_from is not None and (former.valid_to or 0) <= later.valid_from


@cache
def known_as() -> Mapping[str, list[str]]:
    """Return the short forms of divisions that follow from no rule, by official name (`known_as.yaml`)."""
    names: dict[str, list[str]] = yaml.safe_load((files(__package__) / "known_as.yaml").read_text(encoding="utf-8"))
    return names


@cache
def renamed() -> Mapping[str, str]:
    """Return the present names of counties that bear one of another stem now, by former code (`renamed.yaml`)."""
    names: dict[str, str] = yaml.safe_load((files(__package__) / "renamed.yaml").read_text(encoding="utf-8"))
    return names


@cache
def shipped() -> Regions:
    """Return the divisions that come with the software, former ones since 2007 included."""
    with (files(__package__) / "divisions.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    codes = {row["code"] for row in rows}
    country = Region(COUNTRY, "全国", "national")
    return Regions([country, *(_region(row, codes) for row in rows)])


def _region(row: Mapping[str, str], codes: set[str]) -> Region:
    code = row["code"]
    years = (int(row[name]) if row[name] else None for name in ("valid_from", "valid_to"))
    return Region(code, row["name"], row["level"], parent_code_of(code, codes), *years)


def parent_code_of(code: str, codes: Iterable[str] | Mapping[str, object]) -> str:
    """Return the code of the division that a division is part of, by the digits of its own, among those known."""
    above = (f"{code[:6]}" if len(code) > 6 else "", f"{code[:4]}00", f"{code[:2]}0000")
    return next((one for one in above if one != code and one in codes), COUNTRY)


@cache
def townships() -> Mapping[str, tuple[str, ...]]:
    """Return the codes of the divisions (six digits) that have a township of a name, by that name."""
    found: dict[str, list[str]] = defaultdict(list)
    with (files(__package__) / "townships.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found[row["name"]].append(row["code"][:6])
    return {name: tuple(codes) for name, codes in found.items()}


@cache
def is_code(code: str) -> bool:
    """Return whether a code is that of a division or township that comes with the software; villages by their township."""
    return shipped().get(code) is not None if len(code) == 6 else code[:9] in _township_codes()


@cache
def _township_codes() -> frozenset[str]:
    with (files(__package__) / "townships.csv").open(encoding="utf-8") as file:
        return frozenset(row["code"] for row in csv.DictReader(file))
