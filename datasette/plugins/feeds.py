"""Feeds at /feeds/<kind>.atom and .json, and of a division and those below it at /feeds/<code>/<kind>.atom and .json."""

import sqlite3
from typing import Any

from datasette import NotFound, hookimpl
from datasette.utils.asgi import Response

from archive.feeds import Feed, as_atom, as_json_feed, entries, kinds, region_name
from archive.feeds.queries import NATION
from archive.feeds.writing import ATOM_TYPE, JSON_TYPE

SECONDS = 600
"""How long an answer may be kept."""


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Register the addresses."""
    return [(r"^/feeds/(?:(?P<region>[0-9]{6,12})/)?(?P<kind>[a-z]+)\.(?P<suffix>atom|json)$", feed_page)]


@hookimpl
def extra_template_vars() -> dict[str, Any]:
    """Let the templates name the feeds."""
    return {"feed_kinds": kinds()}


async def feed_page(datasette: Any, request: Any) -> Response:
    """Answer with a feed, or that it has not changed since it was last asked for."""
    kind, code, suffix = (request.url_vars[name] for name in ("kind", "region", "suffix"))
    if kind not in kinds():
        raise NotFound("no such feed")
    db = datasette.get_database("archive")
    site = datasette.absolute_url(request, datasette.urls.path("/"))
    tag = f'W/"{(db.hash or "")[:16]}"'
    headers = {"ETag": tag, "Cache-Control": f"max-age={SECONDS}", "Vary": "Host"}
    if db.hash and request.headers.get("if-none-match") == tag:
        return Response(b"", status=304, headers=headers)
    feed = await db.execute_fn(lambda connection: load(connection, kind, code, site))
    if suffix == "atom":
        return Response(as_atom(feed), headers=headers, content_type=ATOM_TYPE)
    return Response(as_json_feed(feed), headers=headers, content_type=JSON_TYPE)


def load(db: sqlite3.Connection, kind: str, code: str | None, site: str) -> Feed:
    """Return a feed with its entries. Raises NotFound for a division that is not known."""
    region = region_name(db, code) if code else None
    if code and region is None:
        raise NotFound("no such division")
    return Feed(kind, code or NATION, region, site, entries(db, kind, code or NATION))
