"""A capture: what is known of it, and its stored bytes as a download."""

import asyncio
import mimetypes
import re
from pathlib import Path
from typing import Any

from datasette import NotFound, hookimpl
from datasette.utils.asgi import Response

from nianbao.site import captures
from nianbao.site.pages import read
from nianbao.site.report.stored import NotStored, payload


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Register the addresses."""
    return [
        (r"^/-/raw/(?P<capture>[\w.:~-]+)$", raw),
        (r"^/-/capture/(?P<capture>[\w.:~-]+)$", capture_page),
    ]


async def capture_page(datasette: Any, request: Any) -> Response:
    """Show what is known of a capture: address, time, answer, digest, place in the WARC files."""
    found = await read(datasette, lambda db: captures.load(db, request.url_vars["capture"]))
    if found is None:
        raise NotFound("no such capture")
    return Response.html(await datasette.render_template("capture.html", found, request=request))


async def raw(datasette: Any, request: Any) -> Response:
    """Send the stored bytes of a capture as a download that no browser opens by itself."""
    capture = request.url_vars["capture"]
    row = (
        await datasette.get_database("archive").execute(
            "SELECT id, media_type FROM captures WHERE id = ? AND size > 0", [capture]
        )
    ).first()
    folder = (datasette.plugin_config("nianbao") or {}).get("archive")
    if row is None or not folder:
        raise NotFound("the stored bytes are not here")
    try:
        data = await asyncio.to_thread(payload, Path(folder), row["id"])
    except NotStored as error:
        raise NotFound("the stored bytes are not here") from error
    suffix = mimetypes.guess_extension((row["media_type"] or "").split(";")[0].strip()) or ".bin"
    name = "nianbao-" + re.sub(r"[^0-9A-Za-z-]", "", row["id"]) + suffix
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return Response(data, headers=headers, content_type="application/octet-stream")
