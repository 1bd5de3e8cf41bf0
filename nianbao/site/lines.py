"""Rows as lines of CSV that no spreadsheet runs as a formula."""

import csv
import io
import json
from collections.abc import Iterable

from archive.exports.neutral import harmless


def csv_lines(rows: Iterable[Iterable[object]]) -> str:
    """Return rows as lines after RFC 4180: text made harmless, lists and objects as JSON, None as an empty field."""
    out = io.StringIO()
    csv.writer(out).writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return harmless(value)
