"""Obligations as rows: which are asked for, in what order, each with its status, its days and its evidence."""

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from archive.summaries.statuses import DAYS_LATE
from nianbao.site.divisions import NATION

Row = dict[str, Any]
PAGE = 50
GROUPS = {
    "in_time": ("on_time",),
    "late": ("late",),
    "undated": ("published_date_unknown", "unreadable"),
    "removed": ("removed",),
    "outside": ("not_due", "not_obliged"),
}
UNPROVEN = "o.status = 'unreadable' AND o.detail IN ('unreadable', 'reader_failed', 'wrong_document')"
"""SQL for whether all that was seen is an entry behind which we could read no report: nothing proves that one was published."""

GROUP = (
    "CASE WHEN o.agency_id IS NULL THEN NULL WHEN o.status = 'not_found' AND o.confirmed = 1 THEN 'missing'"
    f" WHEN {UNPROVEN} THEN 'unjudged' "
    + " ".join(
        f"WHEN o.status IN ({', '.join(map(repr, statuses))}) THEN '{group}'" for group, statuses in GROUPS.items()
    )
    + " ELSE 'unjudged' END"
)
"""SQL for the group a status is counted in. What we could not see to the end is `unjudged`, never missing; NULL where nothing is recorded as owed."""

SECTOR = "instr(',' || replace(coalesce(a.sector, 'unknown'), ' ', '') || ',', ',' || :sector || ',') > 0"
"""SQL for what an agency works on: an agency may work in several sectors, divided by commas."""

REPORTED = "EXISTS (SELECT 1 FROM reports p WHERE p.agency_id = o.agency_id AND p.year = o.year)"
"""SQL for whether a report of the year is held."""

SORTS = {
    "agency": ("a.canonical_name",),
    "region": ("a.region_code",),
    "status": ("grp", "o.status"),
    "year": ("o.year",),
    "deadline": ("o.deadline",),
    "days_late": (DAYS_LATE,),
    "published_on": ("o.published_on",),
    "first_seen": ("o.first_seen",),
}
COLUMNS = (
    "o.year, o.agency_id, a.canonical_name AS agency, a.region_code, r.name AS region, a.class,"
    f" a.level, {GROUP} AS grp, o.status, o.detail, o.deadline, o.deadline_local, o.published_on, o.first_seen,"
    f" {DAYS_LATE} AS days_late, {REPORTED} AS reported, o.report_url, o.confirmed, o.confidence, o.basis, o.source, o.as_of, o.explanation, o.explanation_en, o.checked"
)
TABLES = "obligations o JOIN agencies a ON a.id = o.agency_id LEFT JOIN regions r ON r.code = a.region_code"


@dataclass(frozen=True, slots=True)
class Choice:
    """Which obligations are asked for; None leaves a field open. `status` is a status or a group of them."""

    year: int | None = None
    region: str | None = None
    level: str | None = None
    klass: str | None = None
    status: str | None = None
    sector: str | None = None

    def where(self) -> tuple[str, dict[str, Any]]:
        """Return the condition in SQL, with its values by name."""
        below = "a.region_code IN (SELECT region_code FROM region_ancestry WHERE ancestor_code = :region)"
        tests = {
            "o.year = :year": self.year,
            below: None if self.region == NATION else self.region,
            "coalesce(a.level, 'unknown') = :level": self.level,
            "coalesce(a.class, 'unknown') = :klass": self.klass,
            SECTOR: self.sector,
            f"({GROUP} = :status OR o.status = :status)": self.status,
        }
        chosen = [test for test, value in tests.items() if value is not None]
        values = {"region": self.region, "year": self.year, "level": self.level, "klass": self.klass}
        return " AND ".join(chosen) or "1", {**values, "status": self.status, "sector": self.sector}


def chosen(db: sqlite3.Connection, choice: Choice, sort: str = "", first: int = 0, most: int = PAGE) -> list[int]:
    """Return the row ids of the obligations chosen, in order of `sort` (a key of SORTS, with `-` before it from the end)."""
    where, values = choice.where()
    rows = db.execute(
        f"SELECT o.rowid, {GROUP} AS grp FROM obligations o JOIN agencies a ON a.id = o.agency_id WHERE {where}"  # noqa: S608
        f" ORDER BY {_order(sort)} o.agency_id, o.year DESC LIMIT :most OFFSET :first",
        {**values, "most": most, "first": first},
    )
    return [row for row, _ in rows]


def rows_of(db: sqlite3.Connection, ids: list[int]) -> list[Row]:
    """Return obligations by their row ids, in the order given."""
    rows = db.execute(
        f"SELECT {COLUMNS} FROM json_each(:ids) j JOIN obligations o ON o.rowid = j.value"  # noqa: S608
        " JOIN agencies a ON a.id = o.agency_id LEFT JOIN regions r ON r.code = a.region_code ORDER BY j.key",
        {"ids": json.dumps(ids)},
    )
    return [{**row, "checked": readings(row["checked"])} for row in map(dict, rows)]


def one(db: sqlite3.Connection, agency_id: str, year: int) -> Row | None:
    """Return the obligation of an agency for a year; None where nothing is known of one."""
    found = db.execute("SELECT rowid FROM obligations WHERE agency_id = ? AND year = ?", [agency_id, year]).fetchone()
    return rows_of(db, [found[0]])[0] if found else None


def last_read(checked: list[Row]) -> str | None:
    """Return when a list was last read in full among the readings of an obligation: the time an absence speaks of."""
    return max((str(one["read_at"]) for one in checked if one.get("complete") and one.get("read_at")), default=None)


def listed(db: sqlite3.Connection, choice: Choice, sort: str = "", first: int = 0, most: int = PAGE) -> list[Row]:
    """Return the obligations chosen, as `chosen` orders them."""
    return rows_of(db, chosen(db, choice, sort, first, most))


def _order(sort: str) -> str:
    terms = SORTS.get(sort.removeprefix("-"), ())
    return "".join(f"{term} {'DESC' if sort.startswith('-') else 'ASC'} NULLS LAST, " for term in terms)


def readings(checked: str | None) -> list[Row]:
    """Return the list pages that were read for an obligation; what is no such list gives none."""
    try:
        found = json.loads(checked or "[]")
    except ValueError:
        return []
    return [_reading(one) for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _reading(one: Row) -> Row:
    pages = one.get("pages")
    return {**one, "pages": [page for page in pages if isinstance(page, str)] if isinstance(pages, list) else []}
