"""Divisions of the country as the pages walk them: what stands above one, what below."""

import sqlite3
from typing import Any

Row = dict[str, Any]
NATION = "000000"
DEPTH = 8

# The divisions at the top of the tree: those that name none above, or one that is not in the table.
TOPS = f"code != '{NATION}' AND (parent_code IS NULL OR parent_code NOT IN (SELECT code FROM regions WHERE code != '{NATION}'))"  # noqa: S608


def division(db: sqlite3.Connection, code: str) -> Row | None:
    """Return a division, also one that only agencies name; None when nothing bears the code."""
    found = db.execute("SELECT code, name, level, parent_code FROM regions WHERE code = ?", [code]).fetchone()
    if found is not None:
        return dict(found)
    if db.execute("SELECT 1 FROM agencies WHERE region_code = ? LIMIT 1", [code]).fetchone() is None:
        return None
    return {"code": code, "name": "国家层面" if code == NATION else code, "level": None, "parent_code": None}


def trail(db: sqlite3.Connection, code: str | None) -> list[Row]:
    """Return the divisions from the top down to this one, itself included."""
    found: list[Row] = []
    while code and code != NATION and len(found) < DEPTH and all(row["code"] != code for row in found):
        row = db.execute("SELECT code, name, level, parent_code FROM regions WHERE code = ?", [code]).fetchone()
        if row is None:
            break
        found.insert(0, dict(row))
        code = row["parent_code"]
    return found


def children(db: sqlite3.Connection, code: str | None) -> list[Row]:
    """Return the divisions right below one, or those at the top when none is named."""
    where, values = (TOPS, []) if code in (None, NATION) else ("parent_code = ?", [code])
    return [
        dict(row)
        for row in db.execute(f"SELECT code, name, level, parent_code FROM regions WHERE {where} ORDER BY code", values)  # noqa: S608
    ]
