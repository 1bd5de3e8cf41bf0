"""The entries of a feed, from the published database: the newest first, each with an id that never changes."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from archive.clock import day_in_china, parse
from archive.exports.neutral import printable
from archive.feeds.queries import NATION, query
from archive.headers import warc_uri

MOST = 200
"""Entries of a feed at most."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of news: `path` leads to the report on the site, or to the agency where there is none; `source` to the document on the agency's, where it is a web address."""

    id: str
    agency: str
    year: int
    at: str
    path: str
    source: str | None
    zh: str
    en: str
    confirmed: bool
    as_of: str | None


def entries(db: sqlite3.Connection, kind: str, region: str = NATION, since: str = "", most: int = MOST) -> list[Entry]:
    """Return the news of a kind from a division and those below it, at or after a timestamp, at most `most`.

    `db` is the published database. Raises KeyError for a kind that there is not.
    """
    cursor = db.execute(query(kind, region), {"region": region, "since": since, "most": most})
    names = [column[0] for column in cursor.description]
    return [_entry(kind, dict(zip(names, row, strict=True))) for row in cursor]


def region_name(db: sqlite3.Connection, code: str) -> str | None:
    """Return the name of a division, or None when it is not known."""
    row = db.execute("SELECT name FROM regions WHERE code = ?", [code]).fetchone()
    return row[0] if row else None


def _entry(kind: str, row: dict[str, Any]) -> Entry:
    agency = quote(row["agency_id"], safe="")
    place = f"{agency}/{row['year']}"
    event = f"/{quote(row['event'], safe='')}" if row["event"] else ""
    return Entry(
        lasting_id(f"{kind}/{place}{event}"),
        _line(row["agency"]),
        row["year"],
        _moment(row["at"]),
        f"agency/{agency}" if kind == "missing" else f"r/{place}",
        web_address(row["url"]),
        _line(row["zh"]),
        _line(row["en"]),
        bool(row["confirmed"]),
        _day(row["as_of"]),
    )


def lasting_id(subject: str) -> str:
    """Return the id of a feed or an entry: a UUID by name (RFC 9562, version 5), so it is the same wherever the site stands."""
    return uuid5(NAMESPACE_URL, f"nianbao:{subject}").urn


def web_address(url: str | None) -> str | None:
    """Return an address in ASCII when it is one of the web, else None."""
    address = warc_uri(url.strip()) if url else ""
    return address if address.startswith(("http://", "https://")) else None


def _day(at: str | None) -> str | None:
    """Return the day in China of a stored moment; a day stands for itself."""
    return at if at is None or len(at) == len("2026-01-01") else day_in_china(parse(at)).isoformat()


def _line(text: str | None) -> str:
    return " ".join(printable(text or "").split())


def _moment(at: str) -> str:
    moment = parse(at)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
