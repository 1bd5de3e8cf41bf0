"""What was read: the readings of each column until a moment, which of them count as evidence, and whose columns they are."""

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from sqlite_utils import Database

from archive.clock import day_in_china, parse
from archive.owners import Owners
from archive.status.model import Check

GOOD = ("ok", "empty_list")


@dataclass(frozen=True, slots=True)
class Listing:
    """An entry of a column while it stood there: its address, kind and title, and the agency and year it names, if any.

    `named` says that it names an agency at all, be it one that the register does not know.
    """

    url: str
    kind: str
    title: str
    agency: str | None
    named: bool
    year: int | None
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a column. `whole`: every page was read to its end, in a crawl of the portal that came to its end.

    `ending` is when that crawl ended, and with which outcome; None when it never did.
    """

    check: Check
    whole: bool
    reason: str | None
    ending: tuple[str, str] | None = None

    @property
    def at(self) -> str:
        """When it was made."""
        return self.check.read_at

    @property
    def day(self) -> date:
        """The day in China on which it was made."""
        return day_in_china(parse(self.check.read_at))


@dataclass(slots=True)
class Column:
    """A column with its history until the moment of judgement; `owner` is the agency whose own it is, None if collective.

    `menu` are the agencies that have a part of their own in it. `ending` is the end of the newest crawl of the portal (time and outcome).
    """

    url: str
    portal: str
    owner: str | None
    kind: str
    readings: list[Reading] = field(default_factory=list)
    listings: list[Listing] = field(default_factory=list)
    menu: set[str] = field(default_factory=set)
    ending: tuple[str, str] | None = None

    def listed_at(self, reading: Reading) -> Iterator[Listing]:
        """Yield what a reading listed."""
        return (entry for entry in self.listings if entry.since <= reading.at <= entry.until)

    @property
    def is_own(self) -> bool:
        """Whether all that stands there without a name is its owner's; a roster may give an agency a column of many."""
        return self.owner is not None and self.kind == "own"

    @property
    def newest(self) -> Reading:
        """The last reading."""
        return self.readings[-1]


class Endings:
    """When the crawls of each portal came to their end, and with which outcome."""

    def __init__(self, db: Database, until: str) -> None:
        self._times: dict[str, list[str]] = defaultdict(list)
        self._outcomes: dict[tuple[str, str], str] = {}
        for row in db.query(
            "SELECT portal, finished, outcome FROM portal_crawls WHERE finished <= ? ORDER BY finished", [until]
        ):
            self._times[row["portal"]].append(row["finished"])
            self._outcomes[row["portal"], row["finished"]] = row["outcome"]

    def after(self, portal: str, at: str) -> tuple[str, str] | None:
        """Return the first end of a crawl at or after a time, with its outcome; None if there was none yet."""
        times = self._times.get(portal, [])
        place = bisect_left(times, at)
        return (times[place], self._outcomes[portal, times[place]]) if place < len(times) else None

    def newest(self, portal: str) -> tuple[str, str] | None:
        """Return the last end of a crawl, with its outcome."""
        times = self._times.get(portal)
        return (times[-1], self._outcomes[portal, times[-1]]) if times else None

    def all(self, portal: str) -> list[tuple[str, str]]:
        """Return every end of a crawl in order, with its outcome."""
        return [(at, self._outcomes[portal, at]) for at in self._times.get(portal, [])]


def columns(db: Database, owners: Owners, endings: Endings, until: str) -> dict[str, Column]:
    """Return all columns that were read until a moment, with their readings and listings in order of time."""
    found: dict[str, Column] = {}
    rows = list(db.query("SELECT * FROM column_readings WHERE read_at <= ? ORDER BY url, read_at", [until]))
    for place, row in enumerate(rows):
        following = (
            rows[place + 1]["read_at"] if place + 1 < len(rows) and rows[place + 1]["url"] == row["url"] else None
        )
        column = found.setdefault(row["url"], Column(row["url"], row["portal"], None, row["kind"]))
        owner = owners.of_column(row["url"], row["kind"], row["agency"], row["region"])
        if row["outcome"] in GOOD or column.owner is None:
            column.kind, column.owner = row["kind"], owner
        column.ending = endings.newest(row["portal"])
        ending = endings.after(row["portal"], row["read_at"])
        superseded = following is not None and (ending is None or following <= ending[0])
        ended = ending is not None and ending[1] in GOOD and not superseded
        pages = tuple(json.loads(row["pages"]))
        check = Check(row["url"], row["read_at"], row["outcome"], bool(row["complete"]), pages)
        whole = bool(row["complete"]) and row["outcome"] in GOOD and bool(pages) and ended
        column.readings.append(Reading(check, whole, row["reason"], ending))
    _list(db, owners, found, until)
    _menus(db, owners, found)
    return found


def _list(db: Database, owners: Owners, found: dict[str, Column], until: str) -> None:
    for row in db.query(
        "SELECT l.*, c.region, c.agency AS owner FROM column_listings l JOIN columns c ON c.url = l.column_url"
        " WHERE l.listed_from <= ? AND l.kind IN ('annual_report', 'unclear', 'rendition')",
        [until],
    ):
        column = found.get(row["column_url"])
        if column is None:
            continue
        own = column.is_own and row["agency"] in (None, row["owner"])
        agency = column.owner if own else owners.agency(row["agency"], row["region"])
        column.listings.append(
            Listing(
                row["url"],
                row["kind"],
                row["title"],
                agency,
                row["agency"] is not None,
                row["year"] if _is_over(row["year"], row["listed_from"]) else None,
                row["listed_from"],
                min(row["listed_to"], until),
            )
        )


def _is_over(year: int | None, at: str) -> bool:
    """Tell whether a year was over at a time: a title that names one which was not is wrong."""
    return year is not None and year < day_in_china(parse(at)).year


def _menus(db: Database, owners: Owners, found: dict[str, Column]) -> None:
    """Note the agencies of which a collective column has pages of their own."""
    pages = {page: column for column in found.values() if column.owner is None for page in column.newest.check.pages}
    for row in db.query(
        "SELECT id, agency, region FROM captures WHERE role IN ('column', 'list') AND agency IS NOT NULL"
    ):
        column = pages.get(row["id"])
        agency = owners.agency(row["agency"], row["region"]) if column is not None else None
        if column is not None and agency is not None:
            column.menu.add(agency)
