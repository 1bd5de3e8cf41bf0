"""What the title of a listed document says: its kind, its year, its agency. The words are data (`titles.yaml`)."""

import re
import unicodedata
from functools import lru_cache

from crawler import naming, rules
from crawler.dates import without_days

KINDS = ("annual_report", "rendition", "related_report", "not_report", "unclear")
_CHINESE_DIGITS = str.maketrans("〇零○Ο一二三四五六七八九", "0000123456789")
_LONGEST = 500
_KNOWN = 4096
_YEARS = re.compile(r"(?<!\d)((19|20)?\d\d年度?|20\d\d|年度)")


def classify(title: str, *, in_column: bool = False) -> str:
    """Return one of KINDS; `in_column` says that the title stands in an annual-report column.

    `unclear` is a title that only its document can decide, such as `2022年` in such a column, or one that the list cuts short.
    """
    return _classified(title[:_LONGEST], in_column)


@lru_cache(_KNOWN)
def _classified(title: str, in_column: bool) -> str:
    words = rules.load("titles.yaml")
    whole = _normal(title)
    plain = re.sub(words["leading_mark"], "", whole)
    named = _says("report", plain) or (in_column and _says("report_in_column", plain))
    if _says("negative", plain):
        return "not_report"
    if _says("related", plain):
        return "related_report" if "公开" in plain else "not_report"
    if named:
        return "rendition" if _says("rendition", whole) else "annual_report"
    unclear = _says("bare", plain) or (_says("cut", title.rstrip()) and _says("cut_report", plain))
    return "unclear" if in_column and unclear else "not_report"


def is_status_notice(title: str) -> bool:
    """Tell whether a title is that of a notice on which agencies published their reports: evidence of who owes one."""
    return re.search(rules.load("titles.yaml")["status_notice"], _normal(title[:_LONGEST])) is not None


def year(title: str) -> int | None:
    """Return the report year a title names, or None when it names none or several."""
    return _year(title[:_LONGEST])


@lru_cache(_KNOWN)
def _year(title: str) -> int | None:
    words = rules.load("titles.yaml")
    plain = _normal(title)
    for pattern in words["year"]:
        years = {int(match.group(1)) for match in re.finditer(pattern, plain)}
        if years:
            found = years.pop()
            return None if years else found + 2000 * (found < 100)
    return None


def agency(title: str) -> str | None:
    """Return the name that stands before the subject of a report's title, or in brackets behind it; else None."""
    return _agency(title[:_LONGEST])


@lru_cache(_KNOWN)
def _agency(title: str) -> str | None:
    words = rules.load("titles.yaml")
    plain = re.sub(words["rendition_mark"], "", re.sub(words["leading_mark"], "", _normal(title)))
    return _agency_before(plain) or _agency_behind(plain)


def _agency_before(plain: str) -> str | None:
    words = rules.load("titles.yaml")
    plain = re.sub(words["scope_mark"], "", re.sub(words["numbering"], "", without_days(plain)))
    match = re.search(words["agency_before"], _YEARS.sub("", plain))
    if not match or re.search(words["no_agency"], match.group(1)):
        return None
    name = match.group(1).strip(":-—")
    if re.search(words["no_name"], name) or naming.is_group(name):
        return None
    return f"{name}政府" if name.endswith("人民") else name


def _agency_behind(plain: str) -> str | None:
    match = re.search(rules.load("titles.yaml")["agency_behind"], plain)
    return (
        match.group(1) if match and naming.is_agency(match.group(1)) and not naming.is_group(match.group(1)) else None
    )


def _normal(title: str) -> str:
    words = rules.load("titles.yaml")
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", title))
    plain = re.sub(words["extension"], "", plain, flags=re.IGNORECASE).rstrip("….")
    return re.sub(words["chinese_year"], lambda match: match.group(0).translate(_CHINESE_DIGITS), plain)


def _says(kind: str, text: str) -> bool:
    return rules.union("titles.yaml", kind).search(text) is not None
