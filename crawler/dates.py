"""Days as portals print them, to ISO days."""

import re
from datetime import date

_DAY = re.compile(r"(?<!\d)(20\d\d|19\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)(20\d\d)(\d\d)(\d\d)(?!\d)")


def first_day(text: str) -> str | None:
    """Return the first day printed in a text, such as 2025-01-20 or 2025年1月20日, as an ISO day."""
    return next(filter(None, map(_iso, _DAY.finditer(text))), None)


def compact_day(text: str) -> str | None:
    """Return the first day of eight digits in a text, as in `t20250120_1.html`; years before 2000 are no days."""
    return next(filter(None, map(_iso, _COMPACT.finditer(text))), None)


def without_days(text: str) -> str:
    """Return a text with the days taken out."""
    return _DAY.sub("", text)


def _iso(match: re.Match[str]) -> str | None:
    try:
        return date(int(match.group(1)), int(match.group(2)), int(match.group(3))).isoformat()
    except ValueError:
        return None
