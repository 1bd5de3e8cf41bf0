"""The wide table: one row per report with every cell of its current version, for those who compute with rows."""

import sqlite3
from collections.abc import Iterator, Sequence

from archive.exports.dictionary import Dictionary, bilingual
from archive.exports.model import Column, ForeignKey, Row, Table, Value
from archive.exports.rows import checked
from archive.exports.tables import declared, kind_of

NAME = "reports_wide"
DOUBTFUL = "doubtful"
REPORTS = 500
"""Reports whose cells are held in memory at once."""

_HEAD = """
FROM reports JOIN agencies ON agencies.id = reports.agency_id LEFT JOIN versions ON versions.id = reports.current_version_id
    LEFT JOIN obligations ON obligations.agency_id = reports.agency_id AND obligations.year = reports.year
WHERE reports.year IS ? ORDER BY reports.agency_id
"""
# Table, how the key of a cell is made from the line and the column, and the columns that are no cells.
_CELLS = (
    ("proactive", "t2.{row}.{column}"),
    ("requests", "t3.{row}.{column}"),
    ("remedies", "t4.{row}_{column}"),
    ("statistics", "stat.{row}.{column}"),
)
_NO_CELLS = {"version_id", "row", "label", "unit"}


def wide_table(db: sqlite3.Connection, dictionary: Dictionary, cells: Sequence[Column]) -> Table:
    """Return the wide table with a column for each of these cells."""
    entry = declared()[NAME]
    origins = {name: origin.split(".") for name, origin in entry["head"].items()}
    head = [
        Column(name, kind_of(column, _type(db, table, column)), dictionary.column(table, column))
        for name, (table, column) in origins.items()
    ]
    columns = (*head, Column(DOUBTFUL, "string", bilingual(entry[DOUBTFUL])), *cells)
    keys = (ForeignKey("agency_id", "agencies", "id"), ForeignKey("version_id", "versions", "id"))
    title, text = bilingual(entry["title"]), bilingual(entry["description"])
    return Table(NAME, "report", title, text, columns, ("agency_id", "year"), keys)


def wide_batches(db: sqlite3.Connection, table: Table, year: int | None) -> Iterator[list[Row]]:
    """Yield the reports of a year with their cells."""
    head = declared()[NAME]["head"]
    selected = ", ".join(f'{origin} AS "{name}"' for name, origin in head.items())
    version = list(head).index("version_id")
    cursor = db.execute(f"SELECT {selected} {_HEAD}", [year])
    keys = [column.name for column in table.columns[len(head) + 1 :]]
    while reports := cursor.fetchmany(REPORTS):
        ids = sorted({row[version] for row in reports if row[version] is not None})
        values, doubtful = _cells(db, ids), _doubtful(db, ids)
        yield [
            (
                *map(checked, table.columns, row),
                doubtful.get(row[version]),
                *(values.get((row[version], key)) for key in keys),
            )
            for row in reports
        ]


def _cells(db: sqlite3.Connection, versions: Sequence[str]) -> dict[tuple[str, str], Value]:
    """Return the value of each cell by version and key."""
    found: dict[tuple[str, str], Value] = {}
    for table, key in _CELLS:
        cursor = db.execute(f"SELECT * FROM {table} WHERE version_id IN ({_marks(versions)})", versions)  # noqa: S608
        names = [column[0] for column in cursor.description]
        for row in cursor:
            line = dict(zip(names, row, strict=True))
            for column in line.keys() - _NO_CELLS:
                name = key.format(row=line["row"], column=column).removesuffix(".value")
                found[line["version_id"], name] = line[column]
    return found


def _doubtful(db: sqlite3.Connection, versions: Sequence[str]) -> dict[str, str]:
    """Return the keys of the cells that were not read with certainty, by version."""
    rows = db.execute(
        "SELECT version_id, group_concat(cell, ' ') FROM"  # noqa: S608 (marks only)
        f" (SELECT version_id, cell FROM cell_notes WHERE version_id IN ({_marks(versions)})"
        " AND state IN ('ambiguous', 'unreadable') ORDER BY version_id, cell) GROUP BY version_id",
        versions,
    )
    return dict(rows.fetchall())


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))


def _type(db: sqlite3.Connection, table: str, column: str) -> str:
    query = "SELECT type FROM pragma_table_info(?) WHERE name = ?"
    return str(db.execute(query, [table, column]).fetchone()[0])
