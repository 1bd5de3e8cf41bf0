"""The one clock: times are stored in UTC and judged in Asia/Shanghai."""

import os
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """Return the present moment in UTC, or the moment in NIANBAO_NOW (ISO 8601; without an offset it is UTC)."""
    fixed = os.environ.get("NIANBAO_NOW")
    if not fixed:
        return datetime.now(UTC)
    moment = datetime.fromisoformat(fixed)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def timestamp(moment: datetime) -> str:
    """Return a moment as the archive stores it: UTC, ISO 8601, to the microsecond, ending in Z."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def parse(text: str) -> datetime:
    """Return the moment of a stored timestamp."""
    return datetime.fromisoformat(text)


def day_in_china(moment: datetime) -> date:
    """Return the calendar day in China on which a moment falls."""
    return moment.astimezone(SHANGHAI).date()
