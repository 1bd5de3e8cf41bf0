"""The search page: newest reports first, a snippet around what was found, counts only as far as they are cheap."""

import sqlite3
from typing import Any

from datasette import hookimpl
from datasette.database import QueryInterrupted
from datasette.utils.asgi import Response

from nianbao.site.pages import address, number, read
from nianbao.site.searching import MOST, Search, choices, find, years


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Register the address."""
    return [(r"^/search$", search_page)]


async def search_page(datasette: Any, request: Any) -> Response:
    """Show what a query finds, narrowed by the fields of the form; `before` is the id after which the page goes on."""
    names = {name: (request.args.get(name) or "")[:40] or None for name in ("region", "level", "class", "sector")}
    search = Search(
        (request.args.get("q") or "")[:400],
        number(request.args.get("year")),
        names["region"],
        names["level"],
        names["class"],
        names["sector"],
        number(request.args.get("section")),
    )
    before = number(request.args.get("before"))

    def load(db: sqlite3.Connection) -> dict[str, Any]:
        return {"years": years(db), **find(db, search, before)}

    try:
        found = await read(datasette, load, "search")
    except (QueryInterrupted, sqlite3.OperationalError):
        found = {"years": [], "hits": [], "count": 0, "more": None, "too_slow": True}
    context = {
        **found,
        **await read(datasette, lambda db: choices(db, search.region)),
        "search": search,
        "q": search.query,
        "most": MOST,
        "at": lambda **changes: address(request, **changes),
    }
    return Response.html(await datasette.render_template("search.html", context, request=request))
