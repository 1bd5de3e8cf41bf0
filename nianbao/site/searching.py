"""The search: places in the text of reports, newest first, narrowed by year, division, level, class, field and part."""

import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from archive.search import NOTHING, zh_snippet
from archive.search_index import FILTERS, zh_filtered
from nianbao.site.divisions import NATION, children, trail

Row = dict[str, Any]
PAGE, WIDTH = 20, 160
MOST = 1000
"""What is found is counted so far; there are more than so many or exactly as many as said."""

COUNT = "SELECT count(*) FROM (SELECT 1 FROM documents_fts WHERE documents_fts MATCH :match LIMIT :limit)"
HITS = """
WITH hits AS (
    SELECT rowid AS hit FROM documents_fts WHERE documents_fts MATCH :match AND rowid < :before ORDER BY rowid DESC LIMIT :limit
)
SELECT d.* FROM hits JOIN documents d ON d.id = hits.hit ORDER BY d.id DESC
"""
LAST = 1 << 62


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked for: a query as a person types it, and what narrows it (of FILTERS; None does not)."""

    query: str = ""
    year: int | None = None
    region: str | None = None
    level: str | None = None
    klass: str | None = None
    sector: str | None = None
    section: int | None = None

    @property
    def filters(self) -> Mapping[str, object]:
        """What narrows the search, by the names of FILTERS; the whole country does not."""
        named = asdict(self) | {"class": self.klass, "region": None if self.region == NATION else self.region}
        return {name: named[name] for name in FILTERS}


def find(db: sqlite3.Connection, search: Search, before: int | None = None) -> Row:
    """Return a page of what is found in search.db below the id `before`, the count up to MOST + 1, and the id to go on from."""
    match = zh_filtered(search.query, search.filters)
    if match == NOTHING:
        return {"hits": [], "count": 0, "more": None}
    count = db.execute(COUNT, {"match": match, "limit": MOST + 1}).fetchone()[0]
    rows = db.execute(HITS, {"match": match, "before": before or LAST, "limit": PAGE + 1}).fetchall()
    hits = [{**row, "snippet": zh_snippet(row["text"], search.query, WIDTH)} for row in map(dict, rows)]
    return {"hits": hits[:PAGE], "count": count, "more": hits[PAGE - 1]["id"] if len(hits) > PAGE else None}


def years(db: sqlite3.Connection) -> list[int]:
    """Return the years of the documents in search.db, the newest first."""
    return [row[0] for row in db.execute("SELECT year FROM document_years ORDER BY year DESC")]


def choices(db: sqlite3.Connection, region: str | None) -> Row:
    """Return what archive.db offers to narrow by: values of each facet, divisions above and below the one chosen."""
    found: dict[str, list[str]] = {}
    for facet, value in db.execute(
        "SELECT facet, value FROM summary_facets WHERE facet IN ('level', 'class', 'sector') GROUP BY 1, 2"
    ):
        known = found.setdefault(facet, [])
        known += [name for name in value.split(",") if name not in known]
    above = trail(db, region)
    below = children(db, region) or children(db, above[-2]["code"] if above[1:] else None)
    return {"facets": found, "trail": above, "divisions": below}
