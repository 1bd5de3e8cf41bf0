"""The page of an agency: its years, figures over time, names, versions, changes, checks, and the evidence of each status."""

from typing import Any
from urllib.parse import unquote

from datasette import hookimpl
from datasette.utils.asgi import Response

from nianbao.site import agencies, divisions
from nianbao.site.agencies import FIGURES
from nianbao.site.downloads import ANY_SITE, table
from nianbao.site.pages import read, show, trouble

MOST = 100
YEAR_COLUMNS = (
    "year",
    "status",
    "detail",
    "deadline",
    "deadline_local",
    "published_on",
    "first_seen",
    "report_url",
    "explanation",
    "explanation_en",
    *FIGURES,
)


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Register the addresses; a name may hold dots, so what ends in .json or .csv is tried as a file first."""
    return [
        (r"^/agencies$", agencies_page),
        (r"^/agency/(?P<agency>[^/]+)\.(?P<format>json|csv)$", agency_file),
        (r"^/agency/(?P<agency>[^/]+)$", agency_page),
    ]


async def agencies_page(datasette: Any, request: Any) -> Response:
    """Show the agencies whose names hold `q`."""
    query = (request.args.get("q") or "").strip()[:100]

    def load(db: Any) -> dict[str, Any]:
        found = agencies.named(db, query, MOST + 1) if query else []
        return {"found": found[:MOST], "more": len(found) > MOST}

    return await show(datasette, request, "agencies.html", load, q=query)


async def agency_page(datasette: Any, request: Any) -> Response:
    """Show an agency."""
    agency_id = unquote(request.url_vars["agency"])

    def load(db: Any) -> dict[str, Any] | None:
        found = agencies.agency(db, agency_id)
        return found and {**found, "trail": divisions.trail(db, found["agency"]["region_code"])}

    return await show(datasette, request, "agency.html", load, figure_names=FIGURES)


async def agency_file(datasette: Any, request: Any) -> Response:
    """Send all that the page shows as JSON, or its years with their figures as CSV."""
    agency_id = unquote(request.url_vars["agency"])
    found = await read(datasette, lambda db: agencies.agency(db, agency_id))
    if found is None:
        return await trouble(datasette, request, 404, "没有这个机关", "No such agency")
    if request.url_vars["format"] == "json":
        return Response.json(found, headers=ANY_SITE)
    values = {name: dict(points) for name, points in found["figures"].items()}
    rows = [
        dict.fromkeys(YEAR_COLUMNS)
        | {key: (year["duty"] or {}).get(key) for key in YEAR_COLUMNS if key not in FIGURES}
        | {"year": year["year"]}
        | {name: values[name].get(year["year"]) for name in FIGURES}
        for year in found["years"]
    ]
    return table(rows, "csv", "nianbao-agency")
