"""The home page: what the archive holds and as of when, who published in time, what is new, changed or missing."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import yaml
from datasette import hookimpl
from datasette.utils.asgi import Response

from nianbao.site import divisions, obligations, owed
from nianbao.site.findings import findings
from nianbao.site.owed import Choice
from nianbao.site.pages import show

NEWEST, FAILED, UNREAD, EMPTY = 8, 6, 6, 20
TILES = yaml.safe_load(Path(__file__).with_name("tilemap.yaml").read_text(encoding="utf-8"))
STEPS = (0.5, 0.75, 0.9, 0.97)
"""Shares at which a tile takes its next tone."""

REPORTS = (
    "SELECT r.agency_id, a.canonical_name AS agency, r.year, r.title, r.published_on, r.first_seen, r.quality"
    " FROM reports r JOIN agencies a ON a.id = r.agency_id"
)


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Register the address."""
    return [(r"^/$", home)]


async def home(datasette: Any, request: Any) -> Response:
    """Show the home page."""
    return await show(datasette, request, "home.html", load)


def load(db: sqlite3.Connection) -> dict[str, Any]:
    """Return what the page shows."""
    year = obligations.judged_year(db)
    return {
        "holdings": db.execute("SELECT * FROM summary_holdings").fetchone(),
        "years": years(db),
        "due_year": year,
        "issue_names": findings()["issues"],
        "tiles": tiles(db, year),
        "steps": STEPS,
        "newest": db.execute(
            f"{REPORTS} ORDER BY r.published_on DESC NULLS LAST, r.first_seen DESC, r.agency_id LIMIT ?", [NEWEST]
        ).fetchall(),
        "changed": db.execute(
            "SELECT c.*, a.canonical_name AS agency FROM changes c JOIN agencies a ON a.id = c.agency_id"
            " WHERE c.kind != 'moved' ORDER BY c.first_after DESC, c.id LIMIT ?",
            [NEWEST],
        ).fetchall(),
        "missing": [
            {**row, "last_read": owed.last_read(row["checked"])}
            for row in owed.listed(db, Choice(year, status="missing"), most=NEWEST)
        ],
        **readings(db),
    }


def years(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """Return each year that is owed or reported, the newest first, with its `duty` (counts) and `held` (sums); None where there are none."""
    held = {row["year"]: dict(row) for row in db.execute("SELECT * FROM summary_years")}
    due = {row["key"]: row for row in obligations.counts(db, Choice(), "year")}
    known = sorted(held.keys() | due.keys(), reverse=True)
    return [{"year": year, "duty": due.get(year), "held": held.get(year)} for year in known]


def readings(db: sqlite3.Connection) -> dict[str, Any]:
    """Return what the page says of the archive's own reading: figures that disagree, what was not read, empty columns."""
    empty = db.execute(
        "SELECT agency, region, url, read_at, pages FROM columns WHERE outcome = 'empty_list' AND complete = 1"
        " ORDER BY agency, url LIMIT ?",
        [EMPTY],
    )
    return {
        "failed": db.execute(
            "SELECT r.agency_id, a.canonical_name AS agency, r.year, count(*) AS n, min(c.rule), c.message, c.message_en FROM checks c"
            " JOIN reports r ON r.current_version_id = c.version_id JOIN agencies a ON a.id = r.agency_id"
            " WHERE c.status = 'fail' AND c.severity IN ('mandated', 'arithmetic')"
            " GROUP BY r.year, r.agency_id ORDER BY r.year DESC, r.agency_id LIMIT ?",
            [FAILED],
        ).fetchall(),
        "unread": db.execute("SELECT * FROM summary_unread ORDER BY rowid LIMIT ?", [UNREAD]).fetchall(),
        "issues": db.execute("SELECT code, count(*) AS n FROM issues GROUP BY code ORDER BY n DESC, code").fetchall(),
        "empty": [{**row, "pages": json.loads(row["pages"])} for row in map(dict, empty)],
    }


def tiles(db: sqlite3.Connection, year: int | None) -> list[dict[str, Any]]:
    """Return a tile for each unit of the map with its counts, and one for every other division that owes; none owed, no counts.

    `known` tells whether the archive has a page of the division.
    """
    counted = {row["key"]: row for row in obligations.counts(db, Choice(year), "division")}
    names = {row["code"]: row["name"] for row in divisions.children(db, None)}
    placed = {tile["code"] for tile in TILES}
    others = [
        {"code": code, "name": "国家层面" if code == divisions.NATION else names.get(code, code), "en": ""}
        for code in counted
        if code is not None and code not in placed
    ]
    return [
        _toned({**tile, "known": tile["code"] in names or tile["code"] in counted}, counted.get(tile["code"]))
        for tile in [*TILES, *others]
    ]


def _toned(tile: dict[str, Any], counts: dict[str, Any] | None) -> dict[str, Any]:
    """Return a tile with its counts (None where nothing is due) and its tone: 0 to 4, None where nothing was judged.

    It is `partial` where its tone would be another if all that could not be judged had been in time.
    """
    if not counts or not counts["due"]:
        return {**tile, "counts": None, "tone": None}
    if counts["unjudged"] == counts["due"]:
        return {**tile, "counts": counts, "tone": None}
    tone, best = (
        sum(n >= step * counts["due"] for step in STEPS)
        for n in (counts["in_time"], counts["in_time"] + counts["unjudged"])
    )
    return {**tile, "counts": counts, "tone": tone, "partial": tone != best}
