"""Who published in time, late, not at all or cannot be judged: by division, level, class or year, and agency by agency."""

import sqlite3
from typing import Any

from datasette import hookimpl
from datasette.utils.asgi import Response

from nianbao.site import asking, divisions, obligations, owed
from nianbao.site.downloads import long_table, table
from nianbao.site.obligations import BY
from nianbao.site.owed import PAGE, SORTS, Choice
from nianbao.site.pages import number, read, show
from nianbao.site.vocabulary import word

MOST = 200_000
SHARES = ("due", "published", "in_time", "late", "undated", "missing", "removed", "unjudged")


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Register the addresses."""
    return [
        (r"^/compliance$", compliance),
        (r"^/compliance\.(?P<format>csv|json)$", agencies_file),
        (r"^/compliance/counts\.(?P<format>csv|json)$", counts_file),
    ]


async def compliance(datasette: Any, request: Any) -> Response:
    """Show counts with their denominators and the agencies behind them."""
    return await show(datasette, request, "compliance.html", lambda db: load(db, request), sorts=SORTS)


def load(db: sqlite3.Connection, request: Any) -> dict[str, Any]:
    """Return what the page shows: the counts, and one page of agencies."""
    choice, by = choice_of(db, request)
    page = max(number(request.args.get("page")) or 1, 1)
    total = obligations.total(db, choice)
    found = obligations.found(db, choice)
    trail = divisions.trail(db, choice.region)
    return {
        "choice": choice,
        "by": by,
        "ways": BY,
        "counts": sorted_counts(counts(db, choice, by), request.args.get("by_sort")),
        "by_sort": request.args.get("by_sort") or "",
        "total": total,
        "found": found,
        "rows": owed.listed(db, choice, request.args.get("sort") or "", (page - 1) * PAGE),
        "sort": request.args.get("sort") or "",
        "page": page,
        "pages": -(-found // PAGE),
        "years": obligations.years(db),
        "trail": trail,
        "divisions": divisions.children(db, choice.region)
        or divisions.children(db, trail[-2]["code"] if trail[1:] else None),
        "as_of": db.execute("SELECT max(as_of) FROM obligations").fetchone()[0],
    }


def choice_of(db: sqlite3.Connection, request: Any) -> tuple[Choice, str]:
    """Return what an address asks for: without a year the newest that is judged, `all` for every year."""
    every = request.args.get("year") == asking.ALL
    year = None if every else asking.year_of(request) or obligations.judged_year(db)
    named = asking.narrowing(db, request, "level", "class", "status", "sector")
    region = asking.region_of(db, request)
    choice = Choice(year, region, named["level"], named["class"], named["status"], named["sector"])
    return choice, asking.one_of(request, "by", BY) or BY[0]


def counts(db: sqlite3.Connection, choice: Choice, by: str) -> list[dict[str, Any]]:
    """Return the counts with names in both languages beside the keys."""
    rows = obligations.counts(db, choice, by)
    if by == "year":
        return [{**row, "zh": str(row["key"]), "en": ""} for row in rows]
    if by == "division":
        names = {row["code"]: row["name"] for row in divisions.children(db, choice.region)}
        own = {divisions.NATION: ("国家层面及地区不明", "national level, or division not known")}
        if choice.region:
            own[choice.region] = ("本级", "this division itself")
        return [
            {
                **row,
                **dict(zip(("zh", "en"), own.get(row["key"], (names.get(row["key"], row["key"]), "")), strict=True)),
            }
            for row in rows
        ]
    words = [word(by, row["key"]) for row in rows]
    return [{**row, "zh": name.zh, "en": name.en} for row, name in zip(rows, words, strict=True)]


def sorted_counts(rows: list[dict[str, Any]], sort: str | None) -> list[dict[str, Any]]:
    """Return the counts ordered by a share of what is due (`-` before it: the lowest first), else as they come."""
    key = (sort or "").removeprefix("-")
    if key not in SHARES:
        return rows
    descending = not (sort or "").startswith("-")

    def rank(row: dict[str, Any]) -> float:
        return float(row["due"] if key == "due" else row[key] / row["due"])

    due = [row for row in rows if row["due"]]
    return sorted(due, key=rank, reverse=descending) + [row for row in rows if not row["due"]]


async def agencies_file(datasette: Any, request: Any) -> Any:
    """Send all agencies chosen, in the order of the page, as CSV or JSON."""

    def chosen(db: sqlite3.Connection) -> list[int]:
        choice, _ = choice_of(db, request)
        return owed.chosen(db, choice, request.args.get("sort") or "", most=MOST)

    ids = await read(datasette, chosen)
    return long_table(datasette, ids, owed.rows_of, request.url_vars["format"], "nianbao-compliance")


async def counts_file(datasette: Any, request: Any) -> Response:
    """Send the counts that the page shows as CSV or JSON."""

    def shown(db: sqlite3.Connection) -> list[dict[str, Any]]:
        return sorted_counts(counts(db, *choice_of(db, request)), request.args.get("by_sort"))

    return table(await read(datasette, shown), request.url_vars["format"], "nianbao-compliance-counts")
