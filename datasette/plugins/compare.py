"""Comparison: up to five agencies side by side, figure by figure, with the status of the year and charts of one scale."""

import sqlite3
from typing import Any

from datasette import hookimpl
from datasette.utils.asgi import Response

from nianbao.site.agencies import named as agencies_named
from nianbao.site.downloads import table
from nianbao.site.pages import number, read, show
from nianbao.site.trends import compared, topics

MOST = 5


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
    rows = [
        {key: figure[key] for key in ("name", "zh", "en", "unit")}
        | {"year": found["year"], "agency_id": agency["id"], "agency": agency["name"]}
        | {"value": figure["values"][agency["id"]].get(found["year"])}
        for figure in found["figures"]
        for agency in found["agencies"]
    ]
    return table(rows, request.url_vars["format"], "nianbao-compare")


def load(db: sqlite3.Connection, request: Any) -> dict[str, Any]:
    """Return what the page shows."""
    asked = list(dict.fromkeys(request.args.getlist("a")))[:MOST]
    agencies = [row for row in (_agency(db, name) for name in asked) if row is not None]
    known = topics()
    topic = known.get(request.args.get("topic") or "", next(iter(known.values())))
    figures = compared(db, topic, [row["id"] for row in agencies])
    duties = {row["id"]: _duties(db, row["id"]) for row in agencies}
    years = sorted({year for duty in duties.values() for year in duty}, reverse=True)
    year = number(request.args.get("year")) or next((y for y in years if _reported(duties, y)), None)
    query = (request.args.get("q") or "").strip()[:100]
    return {
        "agencies": agencies,
        "figures": figures,
        "duties": duties,
        "years": years,
        "year": year,
        "topic": topic,
        "q": query,
        "found": agencies_named(db, query) if query else [],
    }


def _reported(duties: dict[str, dict[int, dict[str, Any]]], year: int) -> bool:
    return any(duty.get(year, {}).get("reported") for duty in duties.values())


def _agency(db: sqlite3.Connection, agency_id: str) -> dict[str, Any] | None:
    row = db.execute(
        "SELECT a.id, a.canonical_name AS name, r.name AS region, a.class, a.level FROM agencies a"
        " LEFT JOIN regions r ON r.code = a.region_code WHERE a.id = ?",
        [agency_id],
    ).fetchone()
    return dict(row) if row else None


def _duties(db: sqlite3.Connection, agency_id: str) -> dict[int, dict[str, Any]]:
    """Return by year the status of an agency and whether a report is held."""
    rows = db.execute(
        "SELECT year, max(status) AS status, max(confirmed) AS confirmed, max(reported) AS reported FROM ("
        " SELECT year, status, confirmed, 0 AS reported FROM obligations WHERE agency_id = ?1"
        " UNION ALL SELECT year, NULL, NULL, 1 FROM reports WHERE agency_id = ?1) GROUP BY year",
        [agency_id],
    )
    return {row["year"]: dict(row) for row in rows}
