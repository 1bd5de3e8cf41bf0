"""Rows of the published database as dictionaries."""

import sqlite3
from typing import Any

Row = dict[str, Any]


def all_rows(db: sqlite3.Connection, sql: str, *values: object) -> list[Row]:
    """Return the rows that a query gives."""
    return [dict(row) for row in db.execute(sql, values)]


def first_row(db: sqlite3.Connection, sql: str, *values: object) -> Row | None:
    """Return the first row that a query gives, or None."""
    row = db.execute(sql, values).fetchone()
    return dict(row) if row is not None else None
