"""Days and periods as printed; nothing that is not printed is added."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from extract.labels import squeeze

_DAY = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_COMPACT_DAY = re.compile(r"\s*((?:19|20)\d{2})(\d{2})(\d{2})\s*")
_PERIOD = re.compile(
    r"(?P<y1>20\d{2})[年.-](?P<m1>\d{1,2})[月.-](?P<d1>\d{1,2})日?(?:\d{1,2}时)?(?:\(含\))?(?:起)?[,，]?(?:至|到|[-—~－]+)"
    r"(?:(?P<y2>20\d{2})[年.-]|同年|当年)?(?P<m2>\d{1,2})[月.-](?P<d2>\d{1,2})"
)
_WORN_PERIOD = re.compile(
    r"(?P<y>20\d{2})(?:1月1日|年?11日)起?[,，]?(?:至|到|[-—~－]+)(?:(?P=y)年?)?(?:12月31|1231日?(?!\d))"
)
"""A whole year of which 年 or 月 was lost at the borders of tags: 20231月1日起至202312月31日, 202311日至1231日."""

_TOLD_OF = re.compile(
    r"日?止?期间的?(?:(?!开展|组织|进行|印发)[^。,，]){0,12}信息(?:主动)?公开(?:工作)?(?:的)?(?:总体|主要)?情况"
)
"""What stands behind a year of which a report says that it tells: …12月31日期间的政府信息公开工作情况."""

PERIOD_DEPTH = 6000
PERIOD_WORDS = ("统计", "数据", "期限", "时限", "周期", "起止时间")


def iso_day(text: str) -> str | None:
    """Return the first whole day written in a text (2024-01-17, 2024/1/17, 2024年1月17日, 20240117) as ISO, or None."""
    plain = unicodedata.normalize("NFKC", text)
    match = _DAY.search(plain) or _COMPACT_DAY.fullmatch(plain)
    try:
        return date(*map(int, match.groups())).isoformat() if match else None
    except ValueError:
        return None


def period_of(paragraphs: Iterable[str]) -> tuple[str, str] | None:
    """Return first and last day (ISO) of the period that a report says its figures are of, or None."""
    text = squeeze("".join(paragraphs))[:PERIOD_DEPTH]
    for match in _PERIOD.finditer(text):
        if not (_tells_of_figures(text, match.start()) or _is_told_of(text, match)):
            continue
        parts = match.groupdict()
        try:
            first = date(int(parts["y1"]), int(parts["m1"]), int(parts["d1"]))
            last = date(int(parts["y2"] or parts["y1"]), int(parts["m2"]), int(parts["d2"]))
        except ValueError:
            continue
        return first.isoformat(), last.isoformat()
    return _worn_period(text)


def _is_told_of(text: str, match: re.Match[str]) -> bool:
    """Return whether a report says that it tells of a period, which ends with its year and began in it."""
    whole = match["y2"] in (None, match["y1"]) and (match["m2"], match["d2"]) == ("12", "31")
    return whole and _TOLD_OF.match(text, match.end()) is not None


def _worn_period(text: str) -> tuple[str, str] | None:
    for match in _WORN_PERIOD.finditer(text):
        if _tells_of_figures(text, match.start()):
            return f"{match['y']}-01-01", f"{match['y']}-12-31"
    return None


def _tells_of_figures(text: str, place: int) -> bool:
    return any(word in text[max(0, place - 30) : place] for word in PERIOD_WORDS)
