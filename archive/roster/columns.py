"""What may stand in the columns of rosters and lists of divisions."""

import re
from collections.abc import Callable, Collection
from urllib.parse import urlsplit

from archive.duties import CLASSES
from archive.roster.table import Column, Rule, Table

LEVELS = ("province", "prefecture", "county", "township")
NATIONAL = "000000"
Known = Callable[[str], bool]
"""Tells whether the code of a division is known."""

FIRST_YEAR, LAST_YEAR = 2008, 2100
_NO_GOVERNMENT = ("central_department", "local_department", "vertical_organ", "public_institution")
_NO_INSTITUTION = ("central_department", "local_government", "local_department", "vertical_organ")
_INSTITUTION = re.compile(r"(?:医院|学校|小学|中学|幼儿园|公司)$")
_CODE = re.compile(r"\d{6}|\d{9}|\d{12}", re.ASCII)


def text(value: str) -> str:
    """Return a text as it stands, its blanks closed up; one with line breaks is refused."""
    if re.search(r"[\r\n\t]", value):
        raise ValueError("含换行或制表符 contains a line break or tab")
    return value


def name(value: str) -> str:
    """Return a name without blanks."""
    return re.sub(r"\s+", "", value)


def code(value: str) -> str:
    """Return the code of a division: 6 digits, 9 for a township, 12 for what lies below."""
    if not _CODE.fullmatch(value):
        raise ValueError(f"{value[:20]!r} 不是区划代码 is no code of a division (6, 9 or 12 digits)")
    return value


def year(value: str) -> int:
    """Return a report year."""
    if not re.fullmatch(r"\d{4}", value, re.ASCII) or not FIRST_YEAR <= int(value) <= LAST_YEAR:
        raise ValueError(
            f"{value[:20]!r} 不是 {FIRST_YEAR} 至 {LAST_YEAR} 的年份 is no year from {FIRST_YEAR} to {LAST_YEAR}"
        )
    return int(value)


def url(value: str) -> str:
    """Return a web address."""
    try:
        parts = urlsplit(value)
        right = parts.scheme in {"http", "https"} and bool(parts.hostname) and not re.search(r"\s", value)
        right = right and (parts.port is None or parts.port > 0)
    except ValueError:
        right = False
    if not right:
        raise ValueError(f"{value[:80]!r} 不是网址 is no web address")
    return value


def one_of(choices: Collection[str]) -> Rule:
    """Return the rule of a column that knows only these words."""

    def rule(value: str) -> str:
        if value not in choices:
            raise ValueError(f"{value[:40]!r} 不在 is none of {', '.join(choices)}")
        return value

    return rule


def known(is_known: Known) -> Rule:
    """Return the rule of a column that names a division which is known."""

    def rule(value: str) -> str:
        if not is_known(code(value)) and value != NATIONAL:
            raise ValueError(f"区划代码 {value} 未知 the division {value} is unknown")
        return value

    return rule


def agency_columns(is_known: Known) -> dict[str, Column]:
    """Return the columns of a roster of agencies."""
    return {
        "agency": Column(name, required=True),
        "region_code": Column(known(is_known), required=True),
        "class": Column(one_of(CLASSES)),
        "parent": Column(name),
        "url": Column(url),
        "from_year": Column(year),
        "to_year": Column(year),
        "source": Column(text),
    }


REGION_COLUMNS = {
    "code": Column(code, required=True),
    "name": Column(name, required=True),
    "level": Column(one_of(LEVELS), required=True),
    "parent_code": Column(code),
    "from_year": Column(year),
    "to_year": Column(year),
    "source": Column(text),
}


def check_years(table: Table) -> None:
    """Note the rows whose last year lies before their first."""
    for row in table.rows:
        if row["from_year"] and row["to_year"] and row["from_year"] > row["to_year"]:
            table.fault(row["line"], f"{row['from_year']} 晚于 {row['to_year']} from_year lies behind to_year")


def check_agencies(table: Table) -> None:
    """Note agencies that stand twice for the same year; one that ended and began again may. Note classes that names refute."""
    check_years(table)
    for row in table.rows:
        if row["class"] in _NO_GOVERNMENT and row["agency"].endswith("人民政府"):
            table.fault(row["line"], f"{row['agency']} 不属 {row['class']} a government is no {row['class']}")
        if row["class"] in _NO_INSTITUTION and re.search(_INSTITUTION, row["agency"]):
            table.fault(
                row["line"], f"{row['agency']} 是公共企事业单位 is a public institution (art. 55), no {row['class']}"
            )
    seen: dict[tuple[str, str], list[tuple[int, int, int]]] = {}
    for row in table.rows:
        first, last, line = row["from_year"] or FIRST_YEAR, row["to_year"] or LAST_YEAR, row["line"]
        spans = seen.setdefault((row["agency"], row["region_code"]), [])
        for other_first, other_last, other in spans:
            if first <= other_last and other_first <= last:
                table.fault(line, f"{row['agency']} 与第 {other} 行重复 stands in row {other} already")
                break
        spans.append((first, last, line))


def check_regions(table: Table, is_known: Known) -> None:
    """Note divisions that stand twice and those whose parent is unknown."""
    check_years(table)
    lines: dict[str, int] = {}
    for row in table.rows:
        if (other := lines.setdefault(row["code"], row["line"])) != row["line"]:
            table.fault(row["line"], f"{row['code']} 与第 {other} 行重复 stands in row {other} already")
    for row in table.rows:
        parent = row["parent_code"]
        if parent not in (None, NATIONAL) and not is_known(parent) and parent not in lines:
            table.fault(row["line"], f"上级区划 {parent} 未知 the parent division {parent} is unknown")
        if parent == row["code"]:
            table.fault(row["line"], "上级区划是其自身 a division cannot lie in itself")
