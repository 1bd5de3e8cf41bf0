"""The pages of divisions: who owes a report there, how each year went, what lies below."""

import sqlite3
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from datasette import hookimpl
from datasette.utils.asgi import Response

from nianbao.site import agencies, asking, divisions, obligations, owed
from nianbao.site.owed import Choice
from nianbao.site.pages import show
from nianbao.site.vocabulary import word

COLUMNS_OF_YEARS, MISSING = 6, 10


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Register the addresses."""
    return [(r"^/regions$", region_page), (r"^/region/(?P<code>[^/]+)$", region_page)]


async def region_page(datasette: Any, request: Any) -> Response:
    """Show a division, or the whole country."""
    code = unquote(request.url_vars["code"]) if "code" in request.url_vars else None
    wanted = asking.year_of(request)
    return await show(datasette, request, "region.html", lambda db: load(db, code, wanted))


def load(db: sqlite3.Connection, code: str | None, wanted: int | None) -> dict[str, Any] | None:
    """Return what the page shows, or None when there is no such division."""
    place = divisions.division(db, code) if code else None
    if code and place is None:
        return None
    years = obligations.years(db)
    year = wanted or obligations.judged_year(db)
    names = {row["code"]: row for row in divisions.children(db, code)} if code != divisions.NATION else {}
    # The nation's own code stands for the whole country elsewhere; its page is that of the organs of the national level.
    chosen = Choice(year, level="national") if code == divisions.NATION else Choice(year, code)
    counted = (
        {row["key"]: row for row in obligations.counts(db, chosen, "division")} if code != divisions.NATION else {}
    )
    here = agencies.of_division(db, code, years[:COLUMNS_OF_YEARS]) if code else []
    return {
        "place": place,
        "trail": divisions.trail(db, code),
        "year": year,
        "years": years,
        "total": obligations.total(db, chosen),
        "missing": owed.listed(db, replace(chosen, status="missing"), most=MISSING),
        "below": [{**row, "counts": counted.get(row["code"])} for row in names.values()],
        "national": counted.get(divisions.NATION) if code is None else None,
        "levels": [{**row, "word": word("level", row["key"])} for row in obligations.counts(db, chosen, "level")],
        "by_year": list(reversed(obligations.counts(db, replace(chosen, year=None), "year"))),
        "shown_years": years[:COLUMNS_OF_YEARS],
        "agencies": here[: agencies.MOST],
        "more": len(here) > agencies.MOST,
    }
