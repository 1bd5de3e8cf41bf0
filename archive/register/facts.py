"""What the database holds of names: versions, columns and their entries, rosters, decisions, portals."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from archive.agencies import Agency, Resolution
from archive.clock import day_in_china, parse
from archive.regions import COUNTRY, Region, Regions, parent_code_of, shipped
from archive.roster import current_rows
from archive.uscc import codes_in

Row = dict[str, Any]
_GOVERNMENT = re.compile(r"(?P<place>.+?[省市县区旗州盟])(?:人民政府|政府|行署|门户|$)")
_PLACE = re.compile(r"(?P<place>.{2,}?[省市县区旗州盟]).*")


@dataclass(frozen=True, slots=True)
class VersionNames:
    """What a version says of whose report it is: the name printed, that of the place where it was listed, its portal's division.

    `stated` tells that a person named the agency when importing the file. `columns` are the addresses of the lists where it
    stands, `owner` is the one agency whose own column these are, `codes` unified social credit codes of its metadata and addresses.
    """

    id: str
    printed: str | None
    listed: str | None
    region: str | None
    year: int | None
    title: str | None
    url: str
    stated: bool
    urls: tuple[str, ...]
    columns: tuple[str, ...]
    owner: str | None
    codes: tuple[str, ...]

    @property
    def subject(self) -> str:
        """What a decision on all versions of these names is about: division, printed and listed name."""
        return "/".join(part or "_" for part in (self.region, self.printed, self.listed))


def versions(db: Database) -> Iterator[VersionNames]:
    """Yield what every version says of its agency, by id."""
    urls: dict[str, list[str]] = defaultdict(list)
    for row in db.query(
        "SELECT DISTINCT p.version_id, c.url FROM version_parts p JOIN captures c ON c.id = p.capture_id"
        " WHERE p.position = 0 ORDER BY 1, 2"
    ):
        urls[row["version_id"]].append(row["url"])
    imported = {
        row["version_id"]
        for row in db.query("SELECT DISTINCT version_id FROM version_parts WHERE position = 0 AND role = 'import'")
    }
    columns, owners = _columns_by_entry(db), _owners_of_columns(db)
    for row in db.query("SELECT * FROM versions ORDER BY id"):
        own = tuple(urls[row["id"]]) or (row["url"],)
        listing = sorted({column for url in own for column in columns[url]})
        named = {owners[column] for column in listing if column in owners}
        yield VersionNames(
            id=row["id"],
            printed=row["printed_agency"],
            listed=row["listed_agency"],
            region=row["listed_region"],
            year=_year(row),
            title=row["title"],
            url=row["url"],
            stated=row["id"] in imported and row["listed_agency"] is not None,
            urls=own,
            columns=tuple(listing),
            owner=next(iter(named)) if len(named) == 1 else None,
            codes=codes_in([*own, row["metadata"]]),
        )


def _year(version: Row) -> int | None:
    """Return the year of a version; none where the report was seen before that year was over: title or period are wrong."""
    year, seen = version["year"], version["seen_from"]
    return None if year is not None and seen and day_in_china(parse(seen)).year <= year else year


def _columns_by_entry(db: Database) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in db.query("SELECT DISTINCT url, column_url FROM column_listings"):
        found[row["url"]].add(row["column_url"])
    return found


def collective_columns(db: Database) -> list[str]:
    """Return the addresses of the columns that list reports of many agencies."""
    return [url for (url,) in db.execute("SELECT url FROM columns WHERE kind = 'collective' ORDER BY url")]


def _owners_of_columns(db: Database) -> dict[str, str]:
    rows = db.execute("SELECT url, agency FROM columns WHERE kind = 'own' AND agency IS NOT NULL")
    return dict(rows.fetchall())


def listed_names(db: Database) -> list[tuple[str, str | None]]:
    """Return the names, with the division of the portal, that columns belong to or list, or notices say must publish."""
    rows = db.execute(
        "SELECT agency, region FROM column_readings WHERE agency IS NOT NULL"
        " UNION SELECT l.agency, c.region FROM column_listings l JOIN columns c ON c.url = l.column_url"
        " WHERE l.agency IS NOT NULL AND l.kind = 'annual_report'"
        " UNION SELECT n.agency, c.region FROM notice_units n JOIN captures c ON c.id = n.capture_id ORDER BY 1, 2"
    )
    return [(name, region) for name, region in rows]


def own_addresses(db: Database, names: Mapping[tuple[str, str | None], Resolution]) -> set[tuple[Agency, str]]:
    """Return which addresses stand in which agency's own column."""
    rows = db.execute(
        "SELECT DISTINCT l.url, c.agency, c.region FROM column_listings l JOIN columns c ON c.url = l.column_url"
        " WHERE c.kind = 'own' AND c.agency IS NOT NULL"
    )
    found = ((url, names[agency, region].agency) for url, agency, region in rows if (agency, region) in names)
    return {(agency, url) for url, agency in found if agency is not None}


def decisions(db: Database) -> list[tuple[str, Row]]:
    """Return what persons settled, subject and decision, the oldest first."""
    rows = db.execute("SELECT subject, decision FROM decisions ORDER BY at, id")
    return [(subject, json.loads(decision)) for subject, decision in rows]


def regions(db: Database) -> Regions:
    """Return the divisions: those shipped, those that a person loaded, and those that only portals tell of."""
    known = shipped()
    codes = {region.code for region in known}
    names: dict[str, str] = {}
    for row in current_rows(db, "region_rows"):
        names[row["code"]] = row["name"]
    for code, name in _portal_regions(db):
        names.setdefault(code, name)
    more = {code: name for code, name in names.items() if code not in codes and len(code) == 6}
    every = codes | set(more)
    return known.extended(
        Region(code, name, _level(code), parent_code_of(code, every)) for code, name in sorted(more.items())
    )


def _portal_regions(db: Database) -> Iterator[tuple[str, str]]:
    """Yield divisions as portals name them; sites of governments before those of other bodies."""
    rows = db.execute(
        "SELECT region_code, name FROM portals WHERE region_code IS NOT NULL ORDER BY name NOT LIKE '%人民政府%', id"
    )
    for code, name in rows.fetchall():
        match = _GOVERNMENT.match(name or "") or _PLACE.match(name or "")
        yield code, match["place"] if match else ""
    for (code,) in db.execute(
        "SELECT DISTINCT region FROM captures WHERE region IS NOT NULL ORDER BY region"
    ).fetchall():
        yield code, ""


def _level(code: str) -> str:
    if code == COUNTRY:
        return "national"
    return "province" if code.endswith("0000") else "prefecture" if code.endswith("00") else "county"
