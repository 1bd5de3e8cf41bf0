"""The search page: agencies of that name, then places in the reports, newest first; counts only as far as they are cheap."""

import sqlite3
from typing import Any

from datasette import hookimpl
from datasette.database import QueryInterrupted
from datasette.utils.asgi import Response

from nianbao.site import asking
from nianbao.site.agencies import named
from nianbao.site.pages import address, number, read
from nianbao.site.searching import (
    MOST,
    Search,
    choices,
    find,
    name_of,
    narrower_terms,
    reported_years,
    sectors_meant,
    years,
)
from nianbao.site.trends import meant

FIRST = 4
"""So many agencies of the name are shown; where there are more, the directory is."""


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Register the address."""
    return [(r"^/search$", search_page)]


async def search_page(datasette: Any, request: Any) -> Response:
    """Show what a query finds, narrowed by the fields of the form; `before` is the id after which the page goes on."""
    search = await read(datasette, lambda db: asked(db, request))
    before = number(request.args.get("before"))

    def load(db: sqlite3.Connection) -> dict[str, Any]:
        found = find(db, search, before)
        tried = narrower_terms(db, search) if search.query and not found["count"] else []
        return {"years": years(db), **found, "instead": tried}

    try:
        found = await read(datasette, load, "search")
    except (QueryInterrupted, sqlite3.OperationalError):
        found = {"years": [], "hits": [], "count": 0, "more": None, "tallies": None, "instead": [], "too_slow": True}
    context = {
        **found,
        **await read(datasette, lambda db: around(db, search, before)),
        "search": search,
        "q": search.query,
        "most": MOST,
        "at": lambda **changes: address(request, **changes),
    }
    return Response.html(await datasette.render_template("search.html", context, request=request))


def asked(db: sqlite3.Connection, request: Any) -> Search:
    """Return the search that an address asks for."""
    names = asking.narrowing(db, request, "level", "class", "sector")
    return Search(
        (request.args.get("q") or "")[:400],
        asking.year_of(request),
        asking.region_of(db, request),
        names["level"],
        names["class"],
        names["sector"],
        number(request.args.get("section")),
    )


def around(db: sqlite3.Connection, search: Search, before: int | None) -> dict[str, Any]:
    """Return what archive.db adds: the choices of the form and, on the first page, agencies of the name that was typed."""
    name = name_of(search) if before is None else ""
    found = named(db, name, FIRST + 1) if name else []
    agencies = [{**row, "years": reported_years(db, row["id"])} for row in found[:FIRST]]
    return {
        **choices(db, search.region),
        "agencies": agencies,
        "agencies_more": len(found) > FIRST,
        "sectors": sectors_meant(name),
        "figures": meant(db, name) if before is None else [],
        "name": name,
    }
