"""The archived source: the inert copy of a version, shown in a sandbox, and the stored bytes as a download."""

import asyncio
import mimetypes
import re
import sqlite3
from pathlib import Path
from typing import Any

from datasette import NotFound, hookimpl
from datasette.utils.asgi import Response

from archive.errors import ArchiveError

SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Register the addresses."""
    return [
        (r"^/-/source/(?P<version>[0-9a-f]+)$", source),
        (r"^/-/raw/(?P<capture>[\w.:~-]+)$", raw),
        (r"^/-/capture/(?P<capture>[\w.:~-]+)$", capture_page),
    ]


async def source(datasette: Any, request: Any) -> Response:
    """Show the stored copy of a version; where there is none, link the stored file."""
    version = request.url_vars["version"]
    parts = await datasette.get_database("archive").execute_fn(lambda db: load(db, version))
    if not parts:
        raise NotFound("no such version")
    shown = next((part for part in parts if part["html"] is not None), None)
    body = await datasette.render_template("source.html", {"shown": shown, "parts": parts}, request=request)
    return Response.html(body, headers={"Content-Security-Policy": SANDBOX})


def load(db: sqlite3.Connection, version: str) -> list[dict[str, Any]]:
    """Return the captures of a version in order, each with its inert copy if there is one."""
    rows = db.execute(
        "SELECT c.id, c.url, c.media_type, c.size, c.fetched_at, s.html FROM version_parts p"
        " JOIN captures c ON c.id = p.capture_id LEFT JOIN snapshots s ON s.sha256 = c.sha256"
        " WHERE p.version_id = ? ORDER BY p.position, c.fetched_at, c.id",
        [version],
    )
    return [dict(row) for row in rows]


async def capture_page(datasette: Any, request: Any) -> Response:
    """Show what is known of a capture: address, time, answer, digest, place in the WARC files."""
    found = await datasette.get_database("archive").execute(
        "SELECT c.*, l.url AS column_url, l.agency AS column_agency FROM captures c"
        " LEFT JOIN columns l ON EXISTS (SELECT 1 FROM json_each(l.pages) WHERE value = c.id) WHERE c.id = ?",
        [request.url_vars["capture"]],
    )
    if found.first() is None:
        raise NotFound("no such capture")
    return Response.html(
        await datasette.render_template("capture.html", {"capture": dict(found.first())}, request=request)
    )


async def raw(datasette: Any, request: Any) -> Response:
    """Send the stored bytes of a capture as a download that no browser opens by itself."""
    capture = request.url_vars["capture"]
    row = (
        await datasette.get_database("archive").execute(
            "SELECT id, media_type FROM captures WHERE id = ? AND size > 0", [capture]
        )
    ).first()
    folder = (datasette.plugin_config("nianbao") or {}).get("archive")
    payload = await asyncio.to_thread(_payload, Path(folder), row["id"]) if row and folder else None
    if payload is None:
        raise NotFound("the stored bytes are not here")
    suffix = mimetypes.guess_extension((row["media_type"] or "").split(";")[0].strip()) or ".bin"
    name = "nianbao-" + re.sub(r"[^0-9A-Za-z-]", "", row["id"]) + suffix
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return Response(payload, headers=headers, content_type="application/octet-stream")


def _payload(folder: Path, capture: str) -> bytes | None:
    from archive.store import Archive

    try:
        archive = Archive.open(folder, readonly=True)
    except (ArchiveError, OSError):
        return None
    try:
        return bytes(archive.payload(capture))
    except (ArchiveError, OSError, KeyError):
        return None
    finally:
        archive.close()
