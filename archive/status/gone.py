"""What is gone: whether a report that was captured has been taken away, and nothing of our own explains it."""

from datetime import datetime

from sqlite_utils import Database

from archive.clock import timestamp
from archive.presence import Presence, presence
from archive.sightings import address_of, unanswered
from archive.status.found import Key

_MISSING = ("gone", "soft_404", "redirected_away")


class Gone:
    """Which reports may be gone, told by one look at all addresses; the few are then looked into."""

    def __init__(self, db: Database, as_of: datetime) -> None:
        self._db = db
        self._as_of = as_of
        until = timestamp(as_of)
        places = ", ".join("?" * len(_MISSING))
        answered = db.query(
            f"SELECT DISTINCT url FROM captures WHERE outcome IN ({places}) AND fetched_at <= ?",  # noqa: S608 (marks only)
            [*_MISSING, until],
        )
        unlisted = db.query(
            "SELECT DISTINCT l.url FROM column_listings l WHERE l.listed_from <= ?1 AND EXISTS (SELECT 1 FROM"
            " column_readings r WHERE r.url = l.column_url AND r.read_at > l.listed_to AND r.read_at <= ?1 AND r.complete)",
            [until],
        )
        self._suspect = {address_of(row["url"]) for rows in (answered, unlisted) for row in rows}

    def removed(self, key: Key, urls: set[str]) -> Presence | None:
        """Return since when the report of an agency and year is removed; None when it is not, or we cannot tell."""
        if self._suspect.isdisjoint(map(address_of, urls)):
            return None
        seen = presence(self._db, *key, self._as_of)
        return seen if seen.removed and not unanswered(self._db, urls, timestamp(self._as_of)) else None
