"""Tables as CSV after RFC 4180: UTF-8, a header line, NULL as an empty field, text that no spreadsheet runs as a formula."""

import csv
from collections.abc import Iterable
from pathlib import Path

from archive.exports.model import Column, Row
from archive.exports.neutral import harmless

SUFFIX = ".csv"


def write_csv(path: Path, columns: Iterable[Column], batches: Iterable[list[Row]]) -> int:
    """Write a file and return how many rows it has."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow([column.name for column in columns])
        for rows in batches:
            writer.writerows([harmless(value) for value in row] for row in rows)
            count += len(rows)
    return count
