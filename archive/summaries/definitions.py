"""The measures and indicators told to readers: names, definitions, units and the forms they are comparable across."""

import sqlite3
from collections.abc import Iterator

from archive.summaries.formulas import indicators, measures

TABLE = """
CREATE TABLE definitions (
    name TEXT PRIMARY KEY, kind TEXT NOT NULL, zh TEXT NOT NULL, en TEXT NOT NULL, definition TEXT NOT NULL,
    definition_en TEXT NOT NULL, unit TEXT NOT NULL, forms TEXT, numerator TEXT, denominator TEXT
) STRICT;
"""


def define(connection: sqlite3.Connection) -> None:
    """Write the table `definitions`."""
    connection.executescript(TABLE)
    connection.executemany("INSERT INTO definitions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _rows())
    connection.commit()


def _rows() -> Iterator[tuple[str | None, ...]]:
    for measure in measures():
        cells = " + ".join(measure.cells)
        yield measure.key, "measure", measure.zh, measure.en, cells, cells, measure.unit, None, None, None
    for item in indicators():
        told = (item.zh, item.en, item.definition, item.definition_en, item.unit)
        yield item.key, "indicator", *told, " ".join(item.forms) or None, item.numerator, item.denominator
