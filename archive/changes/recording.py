"""The changes of all reports: found in the database, and written into it."""

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache, partial

from sqlite_utils import Database

from archive.changes.change import Change
from archive.changes.contents import load_content
from archive.changes.history import changes_of
from archive.changes.wording import sentence
from archive.clock import now
from archive.presence import presence
from archive.reports import Row

# Reports that may have a history: several versions or addresses, an address that is gone, a column that lists them no longer.
_CANDIDATES = """
WITH pages AS (
    SELECT DISTINCT r.agency_id, r.year, r.version_id, c.url, substr(c.url, instr(c.url, ':')) AS address
    FROM report_versions r JOIN version_parts p ON p.version_id = r.version_id AND p.position = 0
    JOIN captures c ON c.id = p.capture_id
),
gone AS (SELECT substr(url, instr(url, ':')) AS address FROM captures WHERE outcome IN ('gone', 'soft_404')),
dropped AS (
    SELECT substr(l.url, instr(l.url, ':')) AS address
    FROM column_listings l JOIN columns c ON c.url = l.column_url WHERE l.listed_to < c.read_at
)
SELECT agency_id, year FROM pages JOIN agencies a ON a.id = agency_id
WHERE (:year IS NULL OR year = :year) AND (:region IS NULL OR a.region_code GLOB :region || '*')
GROUP BY agency_id, year
HAVING count(DISTINCT version_id) > 1 OR count(DISTINCT address) > 1
    OR max(address IN (SELECT address FROM gone) OR address IN (SELECT address FROM dropped))
ORDER BY agency_id, year
"""
_CACHED = 64


def find_changes(
    db: Database, *, as_of: datetime | None = None, year: int | None = None, region: str | None = None
) -> Iterator[Change]:
    """Yield the changes of the reports of a year and a division (by default of all), by agency, year and time.

    Only what was observed until `as_of`, by default now, counts. Reads only.
    """
    load = lru_cache(maxsize=_CACHED)(partial(load_content, db))
    moment = as_of or now()
    candidates = list(db.query(_CANDIDATES, {"year": year, "region": _stem(region)}))
    for report in candidates:
        key = report["agency_id"], report["year"]
        yield from changes_of(*key, presence(db, *key, moment), load)


def _stem(region: str | None) -> str | None:
    """Return what the codes of a division and of those inside it begin with."""
    while region and len(region) > 2 and region.endswith("00"):
        region = region[:-2]
    return region


def change_row(change: Change) -> Row:
    """Return the row of `changes` that tells of a change."""
    return {
        "id": change.id,
        "agency_id": change.agency_id,
        "year": change.year,
        "kind": change.kind,
        "class": change.change_class,
        "from_version_id": change.from_version_id,
        "to_version_id": change.to_version_id,
        "last_before": change.last_before,
        "first_after": change.first_after,
        "from_url": change.from_url,
        "to_url": change.to_url,
        "cells": len(change.cells),
        "detail": sentence(change, "zh"),
        "detail_en": sentence(change, "en"),
    }


def record_changes(db: Database, as_of: datetime | None = None) -> int:
    """Write `changes`, `cell_changes` and `versions.change_class` anew, in one transaction; return the number of changes."""
    found = list(find_changes(db, as_of=as_of))
    classes = {
        change.to_version_id: change.change_class
        for change in found
        if change.kind in ("revised", "replaced", "moved") and change.to_version_id is not None
    }
    with db.atomic():
        db.execute("DELETE FROM cell_changes")
        db.execute("DELETE FROM changes")
        db.execute("UPDATE versions SET change_class = NULL WHERE change_class IS NOT NULL")
        db.table("changes").insert_all((change_row(change) for change in found), replace=True)
        db.table("cell_changes").insert_all((row for change in found for row in change.cell_rows()), replace=True)
        for version, how in classes.items():
            db.execute("UPDATE versions SET change_class = ? WHERE id = ?", [how, version])
    return len(found)
