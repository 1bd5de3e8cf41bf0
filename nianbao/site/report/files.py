"""A report as a file: JSON in the shape of `nianbao read` with its provenance, and CSV of its cells."""

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

from archive.cell_names import names
from nianbao.site.report.cells import evidence
from nianbao.site.report.judged import changes, cross_checks, obligation, similarities
from nianbao.site.report.loading import captures_of
from nianbao.site.report.rows import Row, all_rows

CAPTURE = (
    "id",
    "part",
    "url",
    "final_url",
    "fetched_at",
    "status",
    "media_type",
    "size",
    "sha256",
    "warc_file",
    "warc_offset",
)
CSV_COLUMNS = (
    "cell",
    "table",
    "row",
    "row_label",
    "column",
    "column_label",
    "raw",
    "value",
    "state",
    "candidates",
    "where",
)


def as_json(db: sqlite3.Connection, found: Row, address: str) -> dict[str, Any]:
    """Return a version of a report, as `loading.load` gives it; `address` is its permanent one."""
    report, version = found["report"], found["version"]
    key, agency, year = version["id"], report["agency_id"], report["year"]
    captures = captures_of(db, key)
    return {
        "report": True,
        "title": version["title"],
        "agency": version["printed_agency"] or version["agency"],
        "scope": version["scope"],
        "compiled_by": version["compiled_by"],
        "year": version["year"],
        "form": version["form"],
        "period": [version["period_start"], version["period_end"]] if version["period_start"] else None,
        "published_on": version["published_on"],
        "media_type": version["media_type"],
        "sha256": captures[0]["sha256"] if captures else None,
        "extractor": version["extractor"],
        "cells": evidence(db, key),
        "sections": all_rows(
            db, "SELECT number, heading, text FROM sections WHERE version_id = ? ORDER BY number", key
        ),
        "facts": _without_version(all_rows(db, "SELECT * FROM facts WHERE version_id = ? ORDER BY position", key)),
        "checks": [
            {**check, "cells": json.loads(check["cells"])}
            for check in _without_version(
                all_rows(db, "SELECT * FROM checks WHERE version_id = ? ORDER BY rule, operand", key)
            )
        ],
        "issues": all_rows(
            db, "SELECT DISTINCT code, message FROM issues WHERE version_id = ? ORDER BY code, message", key
        ),
        "metadata": json.loads(version["metadata"] or "[]"),
        "provenance": {
            "agency_id": agency,
            "agency": report["agency"],
            "year": year,
            "version_id": key,
            "current": key == report["current_version_id"],
            "address": address,
            "seen_from": version["seen_from"],
            "seen_to": version["seen_to"],
            "captures": [{name: capture[name] for name in CAPTURE} for capture in captures],
            "versions": [{name: row[name] for name in ("id", "seen_from", "seen_to")} for row in found["versions"]],
        },
        "obligation": obligation(db, agency, year),
        "cross_checks": cross_checks(db, agency, year),
        "similarities": similarities(db, agency, year),
        "changes": changes(db, agency, year),
    }


def cell_rows(db: sqlite3.Connection, version: str) -> Iterator[Row]:
    """Yield a row for each cell of a version, with the names of its line and column in Chinese."""
    for key, cell in evidence(db, version).items():
        table, row, column = _split(key)
        labels = names("zh").get(table, {"rows": {}, "columns": {}})
        yield {
            "cell": key,
            "table": table,
            "row": row,
            "row_label": labels["rows"].get(row),
            "column": column,
            "column_label": labels["columns"].get(column),
            "raw": cell["raw"],
            "value": cell["value"],
            "state": cell["state"],
            "candidates": " / ".join(map(str, cell.get("candidates", ()))) or None,
            "where": json.dumps(cell["where"], ensure_ascii=False) if cell["where"] else None,
        }


def _split(key: str) -> tuple[str, str, str]:
    """Return table, line and column of the key of a cell; table 4 joins line and column by `_`."""
    table, _, rest = key.partition(".")
    if table != "t4":
        row, _, column = rest.partition(".")
        return table, row, column
    row = max((row for row in names("zh")["t4"]["rows"] if rest.startswith(f"{row}_")), key=len, default="")
    return table, row, rest.removeprefix(f"{row}_")


def _without_version(rows: list[Row]) -> list[Row]:
    return [{name: value for name, value in row.items() if name not in ("version_id", "position")} for row in rows]
