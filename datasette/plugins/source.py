"""The archived source of a version: inert copies and pictures of its pages with its cells marked, shown in a sandbox."""

import asyncio
import json
import sqlite3
from pathlib import Path
from typing import Any

from datasette import NotFound, hookimpl
from datasette.utils.asgi import Response

from nianbao.drawing import Busy, NotDrawn
from nianbao.site.origins import origins
from nianbao.site.report.stored import NotStored, page_of
from nianbao.site.report.views import View, boxes_on, load_views, pages_with_cells

SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'"
A_DAY = "public, max-age=86400"


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Register the addresses."""
    return [
        (r"^/-/source/(?P<version>[0-9a-f]+)$", source),
        (r"^/-/page/(?P<version>[0-9a-f]+)/(?P<part>\d{1,3})/(?P<page>\d{1,4})$", page_picture),
    ]


@hookimpl
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    """Let the templates address the archived source of a version, which may stand on a host of its own."""
    host = origins(datasette).sources
    env.globals["source_path"] = lambda version: host + str(datasette.urls.path(f"/-/source/{version}"))


async def source(datasette: Any, request: Any) -> Response:
    """Show a file of a version: `part` is its number, `page` that of the page where it has pages."""
    version = request.url_vars["version"]
    views, cells, parts = await datasette.get_database("archive").execute_fn(lambda db: load(db, version))
    if not parts:
        raise NotFound("no such version")
    view = _chosen(views, _number(request.args.get("part")))
    page = min(max(_number(request.args.get("page")) or 1, 1), len(view.pages) or 1) if view else 1
    context = {
        "version": version,
        "views": views,
        "view": view,
        "page": page,
        "boxes": boxes_on(cells, view, page) if view else [],
        "telling": pages_with_cells(cells, view) if view else [],
        "parts": parts,
    }
    body = await datasette.render_template("source.html", context, request=request)
    return Response.html(body, headers={"Content-Security-Policy": origins(datasette).framing(SANDBOX)})


def load(db: sqlite3.Connection, version: str) -> tuple[list[View], dict[str, Any], list[dict[str, Any]]]:
    """Return the files of a version, its cells with their places, and its captures in order."""
    rows = db.execute(
        "SELECT c.* FROM version_parts p JOIN captures c ON c.id = p.capture_id WHERE p.version_id = ?"
        " ORDER BY p.position, c.fetched_at, c.id",
        [version],
    )
    stored = db.execute("SELECT cells FROM evidence WHERE version_id = ?", [version]).fetchone()
    return load_views(db, version), json.loads(stored["cells"]) if stored else {}, [dict(row) for row in rows]


def _chosen(views: list[View], number: int | None) -> View | None:
    if number is not None:
        return next((view for view in views if view.number == number), None)
    return next((view for view in views if view.copy is not None or view.pages), None)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else None


async def page_picture(datasette: Any, request: Any) -> Response:
    """Send the picture of a page, drawn from the stored bytes in a process of its own."""
    version, part, page = (request.url_vars[name] for name in ("version", "part", "page"))
    views = await datasette.get_database("archive").execute_fn(lambda db: load_views(db, version, copies=False))
    view = _chosen(views, int(part))
    folder = (datasette.plugin_config("nianbao") or {}).get("archive")
    if view is None or view.size(int(page)) is None or not folder:
        raise NotFound("no such page")
    try:
        drawn = await asyncio.to_thread(page_of, Path(folder), view, int(page))
    except Busy:
        return Response.text("too many pages wait to be drawn", status=503, headers={"Retry-After": "5"})
    except NotStored as error:
        raise NotFound("the stored bytes are not here") from error
    if isinstance(drawn, NotDrawn):
        raise NotFound("this page cannot be drawn")
    headers = {"Content-Security-Policy": "sandbox; default-src 'none'; img-src data:", "Cache-Control": A_DAY}
    return Response(drawn.data, headers=headers, content_type=drawn.media_type)
