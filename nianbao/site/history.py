"""How the reports an agency owes would have been judged over time."""

import sqlite3
from typing import Any

from nianbao.site.owed import readings

Row = dict[str, Any]
MOST = 2000


def by_year(db: sqlite3.Connection, agency_id: str) -> dict[int, list[Row]]:
    """Return by year the judgements of an agency, the newest first; none of an archive published before there were any."""
    if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'status_history'").fetchone() is None:
        return {}
    found: dict[int, list[Row]] = {}
    for row in db.execute(
        "SELECT year, since, last_before, status, detail, confirmed, explanation, explanation_en, checked FROM status_history"
        " WHERE agency_id = ? ORDER BY year DESC, since DESC LIMIT ?",
        [agency_id, MOST],
    ):
        found.setdefault(row["year"], []).append({**row, "checked": readings(row["checked"])})
    return found
