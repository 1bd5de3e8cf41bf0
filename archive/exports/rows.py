"""Rows of the published database, table by table and year by year, in the order of their primary keys."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime
from pathlib import Path

from archive.exports.model import Column, Row, Table, Value

BATCH = 10_000
"""Rows that are held in memory at once."""

# A version counts for the year that its report stands under, which a person may have settled against what it prints.
_YEARS = """
CREATE TEMP TABLE version_years (version_id TEXT NOT NULL, year INTEGER) STRICT;
INSERT INTO temp.version_years SELECT v.id, coalesce(min(r.year), v.year) FROM versions v
    LEFT JOIN report_versions r ON r.version_id = v.id GROUP BY v.id;
CREATE INDEX temp.version_years_year ON version_years (year, version_id);
CREATE TEMP TABLE evidence_captures (year INTEGER, capture_id TEXT NOT NULL) STRICT;
INSERT INTO temp.evidence_captures SELECT DISTINCT y.year, p.capture_id FROM version_parts p
    JOIN temp.version_years y USING (version_id)
UNION SELECT o.year, page.value FROM obligations o, json_each(o.checked) AS list,
    json_each(CASE list.type WHEN 'object' THEN list.value END, '$.pages') AS page;
CREATE INDEX temp.evidence_captures_year ON evidence_captures (year, capture_id);
"""
_SOURCES = {
    "whole": '"{name}" t WHERE ?1 IS NULL',
    "year": '"{name}" t WHERE t.year IS ?1',
    "version": 'temp.version_years y CROSS JOIN "{name}" t ON t.{key} = y.version_id WHERE y.year IS ?1',
    "change": 'changes c JOIN "{name}" t ON t.change_id = c.id WHERE c.year IS ?1',
    "capture": 'temp.evidence_captures e CROSS JOIN "{name}" t ON t.id = e.capture_id WHERE e.year IS ?1',
}


@contextmanager
def reading(published: Path) -> Iterator[sqlite3.Connection]:
    """Open a published database for exporting."""
    with closing(opened(published)) as db:
        db.executescript(_YEARS)
        yield db


def opened(published: Path) -> sqlite3.Connection:
    """Open a published database for reading; bytes that are no UTF-8 are read as U+FFFD."""
    db = sqlite3.connect(f"{published.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    db.text_factory = lambda data: data.decode("utf-8", "replace")
    return db


def years(db: sqlite3.Connection) -> list[int]:
    """Return the report years of which anything is known, the earliest first."""
    known = "SELECT year FROM obligations UNION SELECT year FROM reports UNION SELECT year FROM temp.version_years"
    return [year for (year,) in db.execute(f"SELECT year FROM ({known}) WHERE year IS NOT NULL ORDER BY year")]  # noqa: S608


def batches(db: sqlite3.Connection, table: Table, year: int | None) -> Iterator[list[Row]]:
    """Yield the rows of a table for a report year; None: those of no year, or of a table that is not by year."""
    names = ", ".join(f't."{column.name}"' for column in table.columns)
    order = ", ".join(f't."{name}"' for name in table.primary_key)
    version = "id" if table.name == "versions" else "version_id"
    source = _SOURCES[table.by].format(name=table.name, key=version)
    cursor = db.execute(f"SELECT {names} FROM {source} ORDER BY {order}", [year])  # noqa: S608 (names from the schema)
    while rows := cursor.fetchmany(BATCH):
        yield [tuple(map(checked, table.columns, row)) for row in rows]


def checked(column: Column, value: Value) -> Value:
    """Return a value that is of its column's type; a text that is no day or moment where one belongs counts as missing."""
    if isinstance(value, str) and column.kind != "string":
        return value if _is_a(column, value) else None
    return value


def _is_a(column: Column, value: str) -> bool:
    try:
        match column.kind:
            case "date":
                return date.fromisoformat(value).isoformat() == value
            case "datetime":
                return datetime.fromisoformat(value).tzinfo is not None
            case _:
                return False
    except ValueError:
        return False
