"""Comparison: up to five agencies side by side, figure by figure, with the status of the year and charts of one scale."""

import sqlite3
from typing import Any

from datasette import hookimpl
from datasette.utils.asgi import Response

from nianbao.site import asking, comparing
from nianbao.site.agencies import named
from nianbao.site.downloads import table
from nianbao.site.members import figures as meanings
from nianbao.site.pages import read, show
from nianbao.site.trends import compared, topics

MOST, FOUND = 5, 30


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Register the addresses."""
    return [(r"^/compare$", compare_page), (r"^/compare\.(?P<format>csv|json)$", compare_file)]


async def compare_page(datasette: Any, request: Any) -> Response:
    """Show the agencies named by `a` side by side, and those whose names hold `q` to choose from."""
    return await show(datasette, request, "compare.html", lambda db: load(db, request), topics=topics(), most=MOST)


async def compare_file(datasette: Any, request: Any) -> Response:
    """Send the table of the page as CSV or JSON: one row per figure and agency."""
    found = await read(datasette, lambda db: load(db, request))
    year = found["year"]
    rows = [
        {key: figure[key] for key in ("name", "zh", "en", "unit")}
        | {"year": year, "agency_id": agency["id"], "agency": agency["name"]}
        | {"value": figure["values"][agency["id"]].get(year)}
        | {key: found["published"][agency["id"]].get(year, {}).get(key) for key in ("status", "confirmed", "days_late")}
        for figure in found["figures"]
        for agency in found["agencies"]
    ]
    return table(rows, request.url_vars["format"], "nianbao-compare")


def load(db: sqlite3.Connection, request: Any) -> dict[str, Any]:
    """Return what the page shows."""
    asked = list(dict.fromkeys(request.args.getlist("a")))
    agencies = comparing.agencies(db, asked[:MOST])
    topic = asking.topic_of(request)
    cells = {row["name"]: row["cell"] for row in meanings(db, topic)}
    figures = compared(db, topic, [row["id"] for row in agencies])
    published = {row["id"]: comparing.publication(db, row["id"]) for row in agencies}
    years = sorted({year for by_year in published.values() for year in by_year}, reverse=True)
    query = (request.args.get("q") or "").strip()[:100]
    return {
        "agencies": agencies,
        "too_many": len(asked) > MOST,
        "unknown": len(asked[:MOST]) - len(agencies),
        "figures": [{**figure, "cell": cells[figure["name"]]} for figure in figures],
        "published": published,
        "years": years,
        "year": asking.year_of(request) or _year(published, years),
        "topic": topic,
        "q": query,
        "found": named(db, query, FOUND) if query else [],
        "most_found": FOUND,
        "examples": [] if agencies or query else comparing.examples(db),
    }


def _year(published: dict[str, dict[int, dict[str, Any]]], years: list[int]) -> int | None:
    """Return the newest year of which all report, else of which any does, else the newest."""
    reported = {
        year: sum(by_year.get(year, {}).get("reported", False) for by_year in published.values()) for year in years
    }
    return max(years, key=lambda year: (reported[year] == len(published), reported[year] > 0, year), default=None)
