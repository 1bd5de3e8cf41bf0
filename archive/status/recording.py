"""Statuses as rows: written into `obligations` of a database that will not change any more."""

import json
from datetime import datetime

from sqlite_utils import Database

from archive.clock import day_in_china, timestamp
from archive.status.judging import judge

_UPDATE = (
    "UPDATE obligations SET status = ?, detail = ?, published_on = ?, first_seen = ?, report_url = ?, checked = ?,"
    " confirmed = ?, as_of = ?, explanation = ?, explanation_en = ? WHERE agency_id = ? AND year = ?"
)


def record_statuses(db: Database, as_of: datetime) -> int:
    """Write the status of every obligation at a moment, in one transaction, and return how many there are.

    Obligations of a year that is not over yet are taken out.
    """
    moment = timestamp(as_of)
    with db.atomic():
        db.execute("DELETE FROM obligations WHERE year >= ?", [day_in_china(as_of).year])
        count = 0
        for status in list(judge(db, as_of)):
            row = status.as_json()
            db.execute(
                _UPDATE,
                [
                    *(row[name] for name in ("status", "detail", "published_on", "first_seen", "report_url")),
                    json.dumps(row["checked"], ensure_ascii=False),
                    int(row["confirmed"]),
                    moment,
                    row["explanation"],
                    row["explanation_en"],
                    row["agency_id"],
                    row["year"],
                ],
            )
            count += 1
    return count
