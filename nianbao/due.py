"""When a registered portal is to be crawled again."""

from datetime import datetime, timedelta

from archive.clock import day_in_china
from archive.store import Archive

_MONTH = timedelta(days=30)
_DAY = timedelta(days=1)
_SEASON = ((1, 15), (4, 15))
_READ = ("ok", "empty_list", "js_required", "robots")


def is_due(archive: Archive, portal: str, now: datetime) -> bool:
    """Tell whether a portal is due: never crawled, a day ago while reports fall due or when it could not be read then, else a
    month ago.

    Reports fall due from the end of January to the end of March (条例, article 49); the season has two weeks on either side.
    """
    row = archive.db.execute("SELECT finished, outcome FROM portals WHERE id = ?", [portal]).fetchone()
    if row is None or row[0] is None:
        return True
    today = day_in_china(now)
    often = _SEASON[0] <= (today.month, today.day) <= _SEASON[1] or row[1] not in _READ
    return now - datetime.fromisoformat(row[0]) >= (_DAY if often else _MONTH)
