"""The agencies of the register, chosen by division, level, class, sector, the agency above and name; in pages, always n of N."""

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from nianbao.site.divisions import NATION
from nianbao.site.owed import GROUP, SECTOR

Row = dict[str, Any]
PAGE = 50
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which agencies are asked for; None leaves a field open. `name` is a part of a present or former name, `above` an agency's id."""

    name: str | None = None
    region: str | None = None
    level: str | None = None
    klass: str | None = None
    sector: str | None = None
    above: str | None = None

    def where(self) -> tuple[str, Row]:
        """Return the condition in SQL, with its values by name."""
        below = f"coalesce(a.region_code, '{NATION}') IN (SELECT region_code FROM region_ancestry WHERE ancestor_code = :region)"  # noqa: S608
        named = (
            "(instr(a.canonical_name, :name) OR a.id IN (SELECT agency_id FROM agency_names WHERE instr(name, :name)))"
        )
        tests = {
            below: self.region,
            "coalesce(a.level, 'unknown') = :level": self.level,
            "coalesce(a.class, 'unknown') = :klass": self.klass,
            SECTOR: self.sector,
            "a.parent_id = :above": self.above,
            named: self.name,
        }
        chosen = [test for test, value in tests.items() if value is not None]
        values = {"region": self.region, "level": self.level, "klass": self.klass, "sector": self.sector}
        return " AND ".join(chosen) or "1", {**values, "above": self.above, "name": self.name}


def found(db: sqlite3.Connection, wanted: Wanted) -> int:
    """Return how many agencies were asked for."""
    where, values = wanted.where()
    return int(db.execute(f"SELECT count(*) FROM agencies a WHERE {where}", values).fetchone()[0])  # noqa: S608


def chosen(db: sqlite3.Connection, wanted: Wanted, first: int = 0, most: int = PAGE) -> list[int]:
    """Return the row ids of the agencies asked for: by division and name, the shortest names first where a name was asked for."""
    where, values = wanted.where()
    order = "length(a.canonical_name), a.id" if wanted.name else "a.id"
    rows = db.execute(
        f"SELECT a.rowid FROM agencies a WHERE {where} ORDER BY {order} LIMIT :most OFFSET :first",  # noqa: S608
        {**values, "most": most, "first": first},
    )
    return [row for (row,) in rows]


def rows_of(db: sqlite3.Connection, ids: list[int], year: int | None) -> list[Row]:
    """Return agencies by their row ids, in the order given: where they stand, which years are held, and the status of a year."""
    rows = db.execute(
        "SELECT a.id AS agency_id, a.canonical_name AS agency, a.region_code, r.name AS region, p.name AS region_above, a.class, a.level,"  # noqa: S608
        " a.sector, a.parent_id, a.uscc, h.reports, h.first_year, h.last_year, :year AS year, o.status, o.detail, o.confirmed,"
        f" {GROUP} AS grp"
        " FROM json_each(:ids) j JOIN agencies a ON a.rowid = j.value"
        f" LEFT JOIN regions r ON r.code = a.region_code LEFT JOIN regions p ON p.code = r.parent_code AND p.code != '{NATION}'"
        " LEFT JOIN (SELECT agency_id, count(*) AS reports, min(year) AS first_year, max(year) AS last_year FROM reports"
        " WHERE agency_id IN (SELECT id FROM agencies WHERE rowid IN (SELECT value FROM json_each(:ids))) GROUP BY 1) h"
        " ON h.agency_id = a.id"
        " LEFT JOIN obligations o ON o.agency_id = a.id AND o.year = :year ORDER BY j.key",
        {"ids": json.dumps(ids), "year": year},
    )
    return [{**row, "reports": row["reports"] or 0} for row in map(dict, rows)]
