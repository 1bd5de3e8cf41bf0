"""What the address of a page asks for. A value that nothing bears is refused by name: an empty answer would look like a finding."""

import sqlite3
from collections.abc import Collection
from typing import Any

from datasette.utils.asgi import BadRequest

from nianbao.site import divisions
from nianbao.site.owed import SECTOR
from nianbao.site.pages import number
from nianbao.site.trends import Group, Topic, topics
from nianbao.site.vocabulary import vocabulary

ALL = "all"
KINDS = {"status": ("status", "group"), "level": ("level",), "class": ("class",), "sector": ("sector",)}
"""Fields of addresses, and the kinds of words that may stand in them."""
BORNE = {"level": "level = :value", "class": "class = :value", "sector": SECTOR.replace(":sector", ":value")}
"""SQL for a value that agencies bear although it is no word of ours."""


def one_of(request: Any, field: str, known: Collection[str]) -> str | None:
    """Return a field of an address; None where it is left open. Raises BadRequest for a value that is not known."""
    value = request.args.get(field) or None
    if value is not None and value not in known:
        raise BadRequest(f"{field}={value[:40]}: 没有此值 no such value; {', '.join(known)}")
    return value


def narrowing(db: sqlite3.Connection, request: Any, *fields: str) -> dict[str, str | None]:
    """Return the fields (keys of KINDS) that narrow a page; None and `all` leave one open. Raises BadRequest as `one_of`."""
    found: dict[str, str | None] = {}
    for field in fields:
        value = request.args.get(field)
        if not _is_borne(db, field, value):
            value = one_of(request, field, (*_keys(field), ALL))
        found[field] = None if value == ALL else value
    return found


def region_of(db: sqlite3.Connection, request: Any) -> str | None:
    """Return the code of the division asked for; None where it is left open. Raises BadRequest when nothing bears the code."""
    code = request.args.get("region") or None
    if code is None or code == ALL:
        return None
    if code != divisions.NATION and divisions.division(db, code) is None:
        raise BadRequest(f"region={code[:40]}: 没有此地区代码 no division bears this code")
    return str(code)


def year_of(request: Any) -> int | None:
    """Return the year asked for; None where it is left open. Raises BadRequest for anything but a whole number."""
    text = request.args.get("year") or None
    if text is None:
        return None
    year = number(text)
    if year is None:
        raise BadRequest(f"year={text[:40]}: 不是年份 not a year")
    return year


def group_of(db: sqlite3.Connection, request: Any) -> Group:
    """Return the group of agencies that summaries are asked of, `all` where a field is left open. Raises BadRequest."""
    named = narrowing(db, request, "class", "level", "sector")
    klass, level, sector = (named[field] or ALL for field in ("class", "level", "sector"))
    return Group(region_of(db, request) or divisions.NATION, klass, level, sector)


def topic_of(request: Any) -> Topic:
    """Return the subject asked for, the first where it is left open. Raises BadRequest as `one_of`."""
    known = topics()
    return known[one_of(request, "topic", known) or next(iter(known))]


def _is_borne(db: sqlite3.Connection, field: str, value: str | None) -> bool:
    if not value or field not in BORNE:
        return False
    return db.execute(f"SELECT 1 FROM agencies a WHERE {BORNE[field]} LIMIT 1", {"value": value}).fetchone() is not None  # noqa: S608


def _keys(field: str) -> list[str]:
    return [key for kind in KINDS[field] for key in vocabulary()[kind]]
