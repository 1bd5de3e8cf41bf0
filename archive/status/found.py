"""What was found: the reports that were captured until a moment, and what their pages and captures say about when."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlite_utils import Database

from archive.clock import day_in_china, parse
from archive.sightings import address_of

Row = dict[str, Any]
Key = tuple[str, int]

_FORM_WITH_TABLES = 2019
_IN_ADDRESS = re.compile(r"/t(20\d\d)([01]\d)([0-3]\d)_|/art/(?=20)(\d{4})/(\d{1,2})/(\d{1,2})/")
_SHARED_BY = 3
_MOVE = timedelta(days=7)
"""Days this near to each other that an agency's reports for so many years bear are those of a site's move, not of publication."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One content of a report: when and where it was first captured, the day its page names, and whether it could be read.

    `other_days` are the days of publication that stand beside it: in the list it was found in, elsewhere on the page, in its address.
    """

    first_seen: str
    url: str
    published_on: date | None
    other_days: frozenset[date]
    readable: bool
    media_type: str


@dataclass(slots=True)
class Found:
    """The report of an agency for a year, as captured until a moment."""

    copies: list[Copy] = field(default_factory=list)
    urls: set[str] = field(default_factory=set)
    shared_with: set[str] = field(default_factory=set)
    """The other agencies whose report for the year the same document is."""

    @property
    def first(self) -> Copy:
        """The copy that was captured first."""
        return self.copies[0]

    @property
    def readable(self) -> bool:
        """Whether any copy could be read."""
        return any(copy.readable for copy in self.copies)

    @property
    def image_only(self) -> bool:
        """Whether all there is are pictures."""
        return all(copy.media_type.startswith("image/") for copy in self.copies)

    def published_on(self, year: int, first_seen: str) -> date | None:
        """Return the day the report's pages name: of each address the first that was printed, of several the earliest.

        A day before the reported year ended, or after the report was seen, is none.
        """
        dated = self._dated(year, first_seen)
        return min((copy.published_on for copy in dated if copy.published_on), default=None)

    def other_day(self, year: int, first_seen: str) -> date | None:
        """Return the earliest plausible day that stands beside those which `published_on` chooses from."""
        days = (day for copy in self._dated(year, first_seen) for day in copy.other_days)
        seen = day_in_china(parse(first_seen))
        return min((day for day in days if _is_plausible(day, year, seen)), default=None)

    def _dated(self, year: int, first_seen: str) -> list[Copy]:
        """Return the first copy of each address that names a plausible day."""
        seen, copies = day_in_china(parse(first_seen)), dict[str, Copy]()
        for copy in self.copies:
            if copy.published_on and _is_plausible(copy.published_on, year, max(seen, _seen(copy))):
                copies.setdefault(address_of(copy.url), copy)
        return list(copies.values())


def _seen(copy: Copy) -> date:
    return day_in_china(parse(copy.first_seen))


def _is_plausible(day: date, year: int, seen: date) -> bool:
    return date(year, 12, 1) <= day <= seen


def found(db: Database, until: str) -> dict[Key, Found]:
    """Return what was found until a moment, by agency and year."""
    reports: dict[Key, Found] = defaultdict(Found)
    rows = list(_rows(db, until))
    dated: dict[str, set[tuple[date, int]]] = defaultdict(set)
    for row in rows:
        if day := _day(row["published_on"]):
            dated[row["agency_id"]].add((day, row["year"]))
    sharing: dict[tuple[str, int], set[str]] = defaultdict(set)
    for row in rows:
        sharing[row["id"], row["year"]].add(row["agency_id"])
    for row in rows:
        report = reports[row["agency_id"], row["year"]]
        report.shared_with |= sharing[row["id"], row["year"]] - {row["agency_id"]}
        day = _day(row["published_on"])
        if day is not None and _is_of_a_move(day, dated[row["agency_id"]]):
            day = None
        readable = row["year"] < _FORM_WITH_TABLES or (row["cells"] or 0) > (row["doubtful_cells"] or 0)
        copy = Copy(row["first"], row["url"], day, _other_days(row), readable, row["media_type"] or "")
        report.copies.append(copy)
        report.urls.update(row["urls"].split("\n"))
    return dict(reports)


def _is_of_a_move(day: date, dated: set[tuple[date, int]]) -> bool:
    return len({year for other, year in dated if abs(other - day) <= _MOVE}) >= _SHARED_BY


def _other_days(row: Row) -> frozenset[date]:
    """Return the days of publication that the list, the rest of the page and its address name."""
    told = [row["listed_on"], *(value for _, name, value in json.loads(row["metadata"] or "[]") if name == "published")]
    told += [_iso(match) for match in _IN_ADDRESS.finditer(row["url"])]
    return frozenset(day for text in told if (day := _day(text)) is not None)


def _iso(match: re.Match[str]) -> str:
    year, month, day = (part for part in match.groups() if part)
    return f"{year}-{int(month):02}-{int(day):02}"


def _rows(db: Database, until: str) -> Iterator[Row]:
    return db.query(
        "SELECT r.agency_id, r.year, v.id, min(c.fetched_at) AS first, c.url, c.published_on AS listed_on, v.metadata, v.published_on, v.cells, v.doubtful_cells,"
        " v.media_type, group_concat(c.url, char(10)) AS urls FROM report_versions r JOIN versions v ON v.id = r.version_id"
        " JOIN version_parts p ON p.version_id = v.id AND p.position = 0 JOIN captures c ON c.id = p.capture_id"
        " WHERE c.fetched_at <= ? GROUP BY r.agency_id, r.year, v.id ORDER BY first, v.id",
        [until],
    )


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None
