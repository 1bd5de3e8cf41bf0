"""The search: places in the text of reports, newest first, narrowed by year, division, level, class, field and part."""

import re
import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from archive.search import HAN, NOTHING, parse_query, zh_pieces
from archive.search_index import FILTERS, zh_filtered
from nianbao.site.divisions import NATION, children, trail
from nianbao.site.vocabulary import Word, vocabulary

Row = dict[str, Any]
PAGE, WIDTH = 20, 160
MOST = 1000
"""What is found is counted so far; there are more than so many or exactly as many as said."""

TRIED = 8
"""So many parts of a query that finds nothing are tried by themselves."""

COUNT = "SELECT count(*) FROM (SELECT 1 FROM documents_fts WHERE documents_fts MATCH :match LIMIT :limit)"
HITS = """
WITH hits AS (
    SELECT rowid AS hit FROM documents_fts WHERE documents_fts MATCH :match AND rowid < :before ORDER BY rowid DESC LIMIT :limit
)
SELECT d.* FROM hits JOIN documents d ON d.id = hits.hit ORDER BY d.id DESC
"""
FOUND = """
SELECT d.year, d.level, d.class, d.sector, d.section, d.region_code, d.prefecture_code, d.province_code
FROM (SELECT rowid AS hit FROM documents_fts WHERE documents_fts MATCH :match) JOIN documents d ON d.id = hit
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
        return {"hits": [], "count": 0, "more": None, "tallies": None}
    count = db.execute(COUNT, {"match": match, "limit": MOST + 1}).fetchone()[0]
    rows = db.execute(HITS, {"match": match, "before": before or LAST, "limit": PAGE + 1}).fetchall()
    hits = [{**row, "pieces": zh_pieces(row["text"], search.query, WIDTH)} for row in map(dict, rows)]
    return {
        "hits": hits[:PAGE],
        "count": count,
        "more": hits[PAGE - 1]["id"] if len(hits) > PAGE else None,
        "tallies": tallies(db, match) if 0 < count <= MOST else None,
    }


def tallies(db: sqlite3.Connection, match: str) -> dict[str, Counter[Any]]:
    """Return by filter how many of the places that an expression finds have each of its values; a division holds what lies below."""
    found: dict[str, Counter[Any]] = {name: Counter() for name in FILTERS}
    for row in db.execute(FOUND, {"match": match}):
        for name in ("year", "level", "class", "section"):
            found[name][row[name]] += 1
        found["sector"].update(row["sector"].split(","))
        found["region"].update({row["region_code"], row["prefecture_code"], row["province_code"]} - {None})
    return found


def narrower_terms(db: sqlite3.Connection, search: Search) -> list[tuple[str, int]]:
    """Return for a search that finds nothing what does find something: each of its terms, halves of long ones; with counts.

    The filters stay. Counts go up to MOST + 1.
    """
    texts = [term.text for term in parse_query(search.query) if not term.excluded]
    parts = [part for text in texts for part in _halves(text)] + (texts if len(texts) > 1 else [])
    counted = []
    for text in list(dict.fromkeys(parts))[:TRIED]:
        match = zh_filtered(f'"{text}"', search.filters)
        n = db.execute(COUNT, {"match": match, "limit": MOST + 1}).fetchone()[0] if match != NOTHING else 0
        if n:
            counted.append((text, n))
    return counted


def _halves(text: str) -> list[str]:
    """Return the halves of a run of four or more Han characters, and its first and last two."""
    middle = (len(text) + 1) // 2
    return [text[:middle], text[middle:], text[:2], text[-2:]] if re.fullmatch(f"[{HAN}]{{4,20}}", text) else []


def name_of(search: Search) -> str:
    """Return what of a query may be the name of an agency: its terms put together; empty where they hold too little Chinese."""
    terms = [term for term in parse_query(search.query) if not term.excluded]
    text = "".join(term.text for term in terms)
    return text if len(re.findall(f"[{HAN}]", text)) >= 2 and not any(term.alternative for term in terms) else ""


def sectors_meant(text: str) -> list[Word]:
    """Return the sectors that a text of two to four characters is short for, as 工信 for 工业和信息化; at most three."""
    short = re.sub(r"[局委厅办部]$", "", text)
    if not re.fullmatch(f"[{HAN}]{{2,4}}", short):
        return []
    pattern = re.compile(".*".join(short))
    return [sector for sector in vocabulary()["sector"].values() if pattern.match(sector.zh)][:3]


def reported_years(db: sqlite3.Connection, agency_id: str) -> list[int]:
    """Return the years of which reports of an agency are held, the newest first."""
    return [
        row[0] for row in db.execute("SELECT year FROM reports WHERE agency_id = ? ORDER BY year DESC", [agency_id])
    ]


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
