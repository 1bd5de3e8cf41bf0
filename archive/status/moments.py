"""The moments at which any status may have changed: ends of the days on which something was fetched or a day of the calendar passed."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from sqlite_utils import Database

from archive.clock import SHANGHAI, day_in_china, parse, timestamp
from archive.status.missing import GRACE

MOST, FEWEST = 60, 8
"""So many moments are judged at most; at least so many, however large the archive is."""

BUDGET = 5_000_000
"""So many judgements are made for the history of all obligations, one taking about a tenth of a millisecond."""

_DAY = timedelta(days=1)
_HOURS = """
SELECT DISTINCT substr(at, 1, 13) AS hour FROM (
    SELECT fetched_at AS at FROM captures WHERE role != 'roster' UNION ALL SELECT at FROM attempts
    UNION ALL SELECT read_at FROM column_readings UNION ALL SELECT finished FROM portal_crawls
) WHERE at <= ?
"""


def moments(db: Database, as_of: datetime) -> list[datetime]:
    """Return the moments to be judged at, the oldest first and `as_of` last: ends of days in China since the first thing was fetched.

    Where they would be too many, only the last day of each month counts beside the days of the calendar, then only the newest.
    """
    observed = {day_in_china(parse(f"{row['hour']}:00:00Z")) for row in db.query(_HOURS, [timestamp(as_of)])}
    today = day_in_china(as_of)
    passed = {day for day in _calendar(db) if min(observed, default=today) <= day < today}
    days = sorted(observed | passed | {today})
    most = _most(db)
    if len(days) > most:
        days = sorted(_ends_of_months(observed) | passed | {today})[-most:]
    return [*(_end(day) for day in days if day < today), as_of]


def _most(db: Database) -> int:
    obligations = db.table("obligations").count
    return max(FEWEST, min(MOST, BUDGET // max(obligations, 1)))


def _calendar(db: Database) -> set[date]:
    """Return the first days of years that owe, the days after each deadline, and those after its grace."""
    found: set[date] = set()
    for row in db.query("SELECT DISTINCT year, deadline FROM obligations"):
        found.add(date(row["year"] + 1, 1, 1))
        if row["deadline"]:
            due = date.fromisoformat(row["deadline"])
            found |= {due + _DAY, due + GRACE + _DAY}
    return found


def _ends_of_months(days: Iterable[date]) -> set[date]:
    return set({(day.year, day.month): day for day in sorted(days)}.values())


def _end(day: date) -> datetime:
    """Return the last moment of a day in China."""
    following = datetime.combine(day + _DAY, time(), SHANGHAI)
    return following.astimezone(UTC) - timedelta(microseconds=1)
