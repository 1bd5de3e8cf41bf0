"""What the archive judges of a report: its status, checks across years, shared text, changes after publication."""

import json
import sqlite3
from typing import Any

from nianbao.site.report.rows import Row, all_rows, first_row

MOST = 200


def obligation(db: sqlite3.Connection, agency: str, year: int) -> Row | None:
    """Return the duty of an agency for a year with its status and the list pages read; None when none is recorded."""
    row = first_row(db, "SELECT * FROM obligations WHERE agency_id = ? AND year = ?", agency, year)
    return row and {**row, "checked": _list(row["checked"])}


def cross_checks(db: sqlite3.Connection, agency: str, year: int) -> list[Row]:
    """Return the checks of a report against others, those that fail first; `cells` with year, key and version."""
    rows = all_rows(
        db,
        "SELECT * FROM cross_checks WHERE agency_id = ? AND year = ?"
        " ORDER BY status != 'fail', status, rule, operand LIMIT ?",
        agency,
        year,
        MOST,
    )
    return [{**row, "cells": _list(row["cells"])} for row in rows]


def similarities(db: sqlite3.Connection, agency: str, year: int) -> list[Row]:
    """Return the reports that share text with this one, with the rate; those that share most first."""
    return all_rows(
        db,
        "SELECT s.*, a.canonical_name AS other FROM similarities s JOIN agencies a ON a.id = s.other_agency_id"
        " WHERE s.agency_id = ? AND s.year = ? ORDER BY s.rate DESC, s.other_agency_id, s.other_year LIMIT ?",
        agency,
        year,
        MOST,
    )


def changes(db: sqlite3.Connection, agency: str, year: int) -> list[Row]:
    """Return what became of a report after publication, the newest first, each with the cells that changed."""
    rows = all_rows(
        db,
        "SELECT * FROM changes WHERE agency_id = ? AND year = ? ORDER BY first_after DESC, id LIMIT ?",
        agency,
        year,
        MOST,
    )
    cells = "SELECT * FROM cell_changes WHERE change_id = ? ORDER BY cell LIMIT ?"
    return [{**row, "changed": all_rows(db, cells, row["id"], MOST)} for row in rows]


def neighbours(db: sqlite3.Connection, agency: str, year: int) -> tuple[int | None, int | None]:
    """Return the years of the report before and of the one after."""
    before, after = db.execute(
        "SELECT max(CASE WHEN year < ?2 THEN year END), min(CASE WHEN year > ?2 THEN year END) FROM reports"
        " WHERE agency_id = ?1",
        [agency, year],
    ).fetchone()
    return before, after


def _list(text: str | None) -> list[Any]:
    try:
        found = json.loads(text or "[]")
    except ValueError:
        return []
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
