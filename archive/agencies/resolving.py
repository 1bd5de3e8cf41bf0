"""Whose name it is: the readings of a name against the division of the portal where it stands.

The more evidence agrees, the surer: place and portal; the portal alone, for a name without place; the place alone, where
only one division bears it. A name that fits several divisions is never given to one of them.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from archive.agencies import script
from archive.agencies.hosting import ACCEPTED, in_host, regions_of
from archive.agencies.model import Agency, Resolution
from archive.agencies.naming import agency_of, of_strange_place
from archive.agencies.parsing import Reading, parse
from archive.regions import Region, Regions, shipped
from archive.uscc import codes_in, of_organs, region_of

_PLACES = ("省", "市", "州", "盟", "区")
MOST_CANDIDATES = 20
_BRACKETS = re.compile(r"\((?P<inner>[^()]*)\)")
_TITLE = re.compile(r"(?:政[府务])?(?:信息)(?:与政务)?公开")
_YEAR = re.compile(r"^(?:关于)?|(?:19|20)\d\d年?度?|[二一][〇○零一二三四五六七八九]{3}年度?|年度$|的$")


class Resolver:
    """What names are resolved with: the divisions, and agencies that are known under other names (by key)."""

    def __init__(self, regions: Regions | None = None, aliases: Iterable[tuple[Agency, Agency]] = ()) -> None:
        """Take the divisions (by default those shipped), and pairs of an agency and the one it stands for."""
        self.regions = regions or shipped()
        self._aliases = {one.key: other for one, other in aliases}
        self._cache: dict[tuple[str, str | None, int | None], Resolution] = {}

    def known(self, agency: Agency) -> Agency:
        """Return the agency that a name stands for, following what was settled."""
        return self._aliases.get(agency.key, agency)


@dataclass(frozen=True, slots=True)
class _Candidate:
    agency: Agency
    confidence: float
    how: str
    weight: tuple[int, int, int]


def resolve(
    resolver: Resolver,
    name: str | None,
    *,
    title: str | None = None,
    host_region: str | None = None,
    url: str | None = None,
    year: int | None = None,
    codes: Iterable[str] = (),
) -> Resolution:
    """Return whose name it is, with all that is known of the place where it stands.

    `title` may give a fuller form, `host_region` is the code of the portal's division, `url` the address of the document,
    `codes` are unified social credit codes from its metadata, `year` the report year.
    """
    text, hint = _named(name, title)
    if not text:
        return Resolution(None, 0.0, "none", (), "no_name")
    if not script.is_name(text):
        return Resolution(None, 0.0, "none", (), "not_a_name")
    host = _narrowed(resolver.regions, host_region, [*codes_in([url]), *codes], hint, year)
    if host is None and _is_foreign(url) and not _names_place(resolver.regions, text, year):
        return Resolution(None, 0.0, "none", (), "unknown_place")
    key = text, host.code if host else None, year
    if key not in resolver._cache:
        resolver._cache[key] = _resolve(resolver, text, host, year)
    return resolver._cache[key]


def _named(name: str | None, title: str | None) -> tuple[str, str | None]:
    """Return the name without brackets (the title's, where that is fuller), and what stood in brackets."""
    text, titled = script.plain(name or ""), name_in_title(title)
    inner = _BRACKETS.search(text)
    text = _BRACKETS.sub("", text)
    if titled and len(titled) > len(text) and titled.endswith(text):
        text = titled
    return text, inner["inner"] if inner else None


def name_in_title(title: str | None) -> str:
    """Return what a title says before 政府信息公开, without the year."""
    text = script.plain(title or "")
    match = _TITLE.search(text)
    return _YEAR.sub("", text[: match.start()]).strip("—-·.、:的") if match else ""


def _narrowed(
    regions: Regions, host_region: str | None, codes: Iterable[str], hint: str | None, year: int | None
) -> Region | None:
    """Return the division of the portal, or the smaller one within it that a social credit code or a bracket names."""
    host = regions.get(host_region)
    named = [regions.get(region_of(code)) for code in of_organs(codes)]
    if hint:
        places = {regions.present(region) for region in regions.by_name.get(hint, ()) if region.is_valid(year)}
        named += places if len(places) == 1 else ()
    for region in named:
        if region is not None and (host is None or regions.within(region, host)):
            return region
    return host


def _is_foreign(url: str | None) -> bool:
    """Return whether an address is on a named host outside gov.cn: a mirror, as far as anyone can tell."""
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return True
    named = bool(re.search(r"[a-z]", host)) and host != "localhost"
    return named and not host.endswith("gov.cn")


def _names_place(regions: Regions, text: str, year: int | None) -> bool:
    return any(reading.region is not None for reading in parse(regions, text, year))


def _resolve(resolver: Resolver, text: str, host: Region | None, year: int | None) -> Resolution:
    readings = _sensible(parse(resolver.regions, _from_host(resolver.regions, text, host, year), year))
    found = [one for reading in readings for one in _candidates(resolver, reading, host)]
    best = max(((one.confidence, one.weight) for one in found), default=None)
    chosen = {one.agency.key: one for one in reversed(found) if (one.confidence, one.weight) == best}
    own = [one for one in chosen.values() if host is not None and one.agency.region_code == host.code]
    if len(chosen) == 1 or len(own) == 1:
        one = next(iter(own or chosen.values()))
        if one.confidence >= ACCEPTED:
            return Resolution(resolver.known(one.agency), one.confidence, one.how)
    if chosen:
        agencies = tuple(sorted((one.agency for one in chosen.values()), key=lambda agency: agency.id))
        return Resolution(None, 0.0, "none", agencies[:MOST_CANDIDATES], "ambiguous")
    strange = of_strange_place(text) if host is None else None
    if strange is not None:
        return Resolution(resolver.known(strange), ACCEPTED, "name of a place that is no known division")
    return _unresolved(resolver.regions, readings, host)


def _from_host(regions: Regions, text: str, host: Region | None, year: int | None) -> str:
    """Return a name from the portal's division on, where a zone or a place of no table stands before that."""
    start = text.find(host.name) if host is not None else 0
    if start <= 0 or not text[:start].endswith(_PLACES) or _names_place(regions, text, year):
        return text
    return text[start:]


def _sensible(readings: list[Reading]) -> list[Reading]:
    """Leave out that a name bears an unknown place, or fewer divisions, where more of it can be read as known ones."""
    longest = max((one.weight[2] for one in readings if one.region is not None and one.weight[1]), default=0)
    shorter = [one for one in readings if one.region is not None and one.weight[1] and one.weight[2] < longest]
    strange = [one for one in readings if longest and one.region is None and of_strange_place(one.printed) is not None]
    return [one for one in readings if one not in shorter and one not in strange]


def _unresolved(regions: Regions, readings: list[Reading], host: Region | None) -> Resolution:
    elsewhere = [reading for reading in readings if reading.region is not None and reading.weight[1]]
    if host is not None and elsewhere:
        agencies = {agency_of(regions, reading, reading.region) for reading in elsewhere if reading.region}
        named = tuple(sorted(agencies, key=lambda agency: agency.id))[:MOST_CANDIDATES]
        return Resolution(None, 0.0, "none", named, "place_conflict")
    return Resolution(None, 0.0, "none", (), "unknown_place" if readings else "not_a_name")


def _candidates(resolver: Resolver, reading: Reading, host: Region | None) -> Iterator[_Candidate]:
    reading = in_host(resolver.regions, reading, host)
    for region, confidence, how in regions_of(resolver.regions, reading, host):
        if _fits(reading, region):
            yield _Candidate(agency_of(resolver.regions, reading, region), confidence, how, reading.weight)


def _fits(reading: Reading, region: Region) -> bool:
    """Return whether a division can have such a body: a 厅 is a province's."""
    hall = reading.body.endswith("厅") and not reading.body.endswith("办公厅")
    return region.level in ("province", "national") or not hall
