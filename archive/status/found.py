"""What was found: the reports that were captured until a moment, and what their pages and captures say about when."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlite_utils import Database

from archive.clock import day_in_china, parse
from archive.sightings import address_of

Row = dict[str, Any]
Key = tuple[str, int]

_FORM_WITH_TABLES = 2019
_SHARED_BY = 3
"""A day that an agency's reports for so many years share is that of a site's move, not of publication."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One content of a report: when and where it was first captured, the day its page names, and whether it could be read."""

    first_seen: str
    url: str
    published_on: date | None
    readable: bool
    media_type: str


@dataclass(slots=True)
class Found:
    """The report of an agency for a year, as captured until a moment."""

    copies: list[Copy] = field(default_factory=list)
    urls: set[str] = field(default_factory=set)

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
        seen, days = day_in_china(parse(first_seen)), dict[str, date]()
        for copy in self.copies:
            if copy.published_on and _is_plausible(copy.published_on, year, max(seen, _seen(copy))):
                days.setdefault(address_of(copy.url), copy.published_on)
        return min(days.values(), default=None)


def _seen(copy: Copy) -> date:
    return day_in_china(parse(copy.first_seen))


def _is_plausible(day: date, year: int, seen: date) -> bool:
    return date(year, 12, 1) <= day <= seen


def found(db: Database, until: str) -> dict[Key, Found]:
    """Return what was found until a moment, by agency and year."""
    reports: dict[Key, Found] = defaultdict(Found)
    rows = list(_rows(db, until))
    years: dict[tuple[str, date | None], set[int]] = defaultdict(set)
    for row in rows:
        years[row["agency_id"], _day(row["published_on"])].add(row["year"])
    for row in rows:
        report = reports[row["agency_id"], row["year"]]
        day = _day(row["published_on"])
        if len(years[row["agency_id"], day]) >= _SHARED_BY:
            day = None
        readable = row["year"] < _FORM_WITH_TABLES or (row["cells"] or 0) > (row["doubtful_cells"] or 0)
        report.copies.append(Copy(row["first"], row["url"], day, readable, row["media_type"] or ""))
        report.urls.update(row["urls"].split("\n"))
    return dict(reports)


def _rows(db: Database, until: str) -> Iterator[Row]:
    return db.query(
        "SELECT r.agency_id, r.year, v.id, min(c.fetched_at) AS first, c.url, v.published_on, v.cells, v.doubtful_cells,"
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
