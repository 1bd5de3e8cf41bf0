"""Rows into tables: one prepared statement for all rows of the same columns, and no questions about the schema."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlite_utils import Database


def insert_rows(db: Database, table: str, rows: Iterable[Mapping[str, Any]], *, replace: bool = False) -> None:
    """Insert rows, whose columns may differ; `replace` takes the place of rows with the same key.

    Values are stored as they are: text, numbers, bytes or None. Table and columns are names of our own schema.
    """
    by_columns: dict[tuple[str, ...], list[Sequence[Any]]] = defaultdict(list)
    for row in rows:
        by_columns[tuple(row)].append(tuple(row.values()))
    verb = "INSERT OR REPLACE" if replace else "INSERT"
    for columns, values in by_columns.items():
        names = ", ".join(f'"{column}"' for column in columns)
        marks = ", ".join("?" * len(columns))
        db.conn.executemany(f"{verb} INTO {table} ({names}) VALUES ({marks})", values)
