"""What is gone: whether a report that was captured has been taken away, and nothing of our own explains it."""

from datetime import datetime

from sqlite_utils import Database

from archive.clock import timestamp
from archive.presence import Presence, presence
from archive.sightings import ANSWERED, address_of
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
        return seen if seen.removed and not any(self._is_kept_from(url) for url in urls) else None

    def _is_kept_from(self, url: str) -> bool:
        """Tell whether the last that came of asking for an address was a failure of ours or of its host."""
        until, rest = timestamp(self._as_of), address_of(url)
        variants = [f"http:{rest}", f"https:{rest}"]
        last = self._db.execute(
            "SELECT outcome FROM (SELECT fetched_at AS at, outcome FROM captures WHERE url IN (?, ?) AND fetched_at <= ?"
            " UNION ALL SELECT at, outcome FROM attempts WHERE url IN (?, ?) AND at <= ?) ORDER BY at DESC LIMIT 1",
            [*variants, until, *variants, until],
        ).fetchone()
        return last is not None and last[0] not in (*_MISSING, *ANSWERED)
