"""The search page: newest reports first, a snippet around what was found, counts only as far as they are cheap."""

from typing import Any

from datasette import hookimpl
from datasette.database import QueryInterrupted
from datasette.utils.asgi import Response

from archive.search import NOTHING, zh_query, zh_snippet

PAGE, MOST, WIDTH = 20, 1000, 160
COUNT = """
SELECT count(*) FROM (
    SELECT 1 FROM documents_fts WHERE documents_fts MATCH :match AND rowid BETWEEN :first AND :last LIMIT :limit
)
"""
HITS = """
WITH hits AS (
    SELECT rowid AS hit FROM documents_fts WHERE documents_fts MATCH :match AND rowid BETWEEN :first AND :last
    ORDER BY rowid DESC LIMIT :limit
)
SELECT d.* FROM hits JOIN documents d ON d.id = hits.hit ORDER BY d.id DESC
"""


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Register the address."""
    return [(r"^/search$", search_page)]


async def search_page(datasette: Any, request: Any) -> Response:
    """Show what a query finds; `year` narrows it, `before` is the id after which the page goes on."""
    query, year = request.args.get("q") or "", _number(request.args.get("year"))
    db = datasette.get_database("search")
    years = [dict(row) for row in await db.execute("SELECT * FROM document_years ORDER BY year DESC")]
    context: dict[str, Any] = {"q": query, "year": year, "years": years, "hits": [], "count": 0, "more": None}
    match = zh_query(query)
    if match != NOTHING:
        first, last = _span(years, year, _number(request.args.get("before")))
        bounds = {"match": match, "first": first, "last": last}
        try:
            context |= await _find(db, query, bounds)
        except QueryInterrupted:
            context["too_slow"] = True
    context["most"] = MOST
    return Response.html(await datasette.render_template("search.html", context, request=request))


async def _find(db: Any, query: str, bounds: dict[str, Any]) -> dict[str, Any]:
    count = await db.execute(COUNT, {**bounds, "limit": MOST + 1})
    rows = await db.execute(HITS, {**bounds, "limit": PAGE + 1})
    hits = [{**row, "snippet": zh_snippet(row["text"], query, WIDTH)} for row in map(dict, rows)]
    return {"hits": hits[:PAGE], "count": count.first()[0], "more": hits[PAGE - 1]["id"] if len(hits) > PAGE else None}


def _span(years: list[dict[str, Any]], year: int | None, before: int | None) -> tuple[int, int]:
    """Return the first and last document id to look at; the documents of a year stand together."""
    among = [row for row in years if year is None or row["year"] == year]
    first = min((row["first_id"] for row in among), default=1)
    last = max((row["last_id"] for row in among), default=0)
    return first, last if before is None else min(last, before - 1)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None
