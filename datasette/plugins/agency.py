"""The page of an agency: its years, figures over time, names, versions, changes, checks, and the evidence of each status."""

import sqlite3
from typing import Any
from urllib.parse import unquote

from datasette import hookimpl
from datasette.utils.asgi import Response

from nianbao.site import agencies, directory, divisions, obligations
from nianbao.site.agencies import FIGURES
from nianbao.site.directory import Wanted
from nianbao.site.downloads import ANY_SITE, table
from nianbao.site.pages import read, show, trouble

FEW = 12
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
        (r"^/agency/(?P<agency>[^/]+)\.(?P<format>json|csv)$", agency_file),
        (r"^/agency/(?P<agency>[^/]+)$", agency_page),
    ]


async def agency_page(datasette: Any, request: Any) -> Response:
    """Show an agency."""
    agency_id = unquote(request.url_vars["agency"])

    def load(db: Any) -> dict[str, Any] | None:
        found = agencies.agency(db, agency_id)
        return found and {**found, **around(db, found["agency"])}

    return await show(datasette, request, "agency.html", load, figure_names=FIGURES)


def around(db: sqlite3.Connection, agency: dict[str, Any]) -> dict[str, Any]:
    """Return the divisions that an agency belongs to, and the first agencies below it with their status in the year judged."""
    wanted, year = Wanted(above=agency["id"]), obligations.judged_year(db)
    return {
        "trail": divisions.trail(db, agency["region_code"]),
        "below": directory.rows_of(db, directory.chosen(db, wanted, most=FEW), year),
        "all_below": directory.found(db, wanted),
        "judged_year": year,
    }


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
