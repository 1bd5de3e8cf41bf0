"""Pages about the archive: methods, downloads and feeds."""

import re
import sqlite3
from itertools import islice
from pathlib import Path
from typing import Any

from datasette import hookimpl
from datasette.utils.asgi import Response

from nianbao.serving import EXPORTS
from nianbao.site import divisions, obligations
from nianbao.site.findings import findings
from nianbao.site.pages import show
from nianbao.site.tables import examples

MOST_FILES = 500
PARAMETER = re.compile(r":([a-z]+)")


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Register the addresses."""
    return [
        (r"^/methods$", methods),
        (r"^/data$", data),
        (r"^/feeds$", feeds),
    ]


async def methods(datasette: Any, request: Any) -> Response:
    """Show how the archive works and judges."""
    return await show(datasette, request, "methods.html", lambda _: {"named": findings()})


async def data(datasette: Any, request: Any) -> Response:
    """Show what can be downloaded, with examples of the API."""
    folder = Path(datasette.get_database("archive").path).parent
    files = [
        {
            "name": path.name,
            "size": path.stat().st_size,
            "sha256": (datasette.inspect_data or {}).get(name, {}).get("hash"),
        }
        for name in ("archive", "search")
        if (path := folder / f"{name}.db").is_file()
    ]

    def load(db: sqlite3.Connection) -> dict[str, Any]:
        example = db.execute("SELECT agency_id, year FROM reports ORDER BY year DESC, agency_id LIMIT 1").fetchone()
        region = db.execute("SELECT region_code FROM summary_missing WHERE region_code IS NOT NULL LIMIT 1").fetchone()
        return {
            "example": dict(example) if example else None,
            "region": f"{region[0][:2]}0000" if region else "110000",
            "year": obligations.judged_year(db),
            "samples": examples(db),
        }

    offered = any(name == EXPORTS for name, _ in datasette.static_mounts)
    exports = exported(folder / EXPORTS) if offered else []
    more = {"files": files, "exports": exports, "queries": await prepared(datasette)}
    return await show(datasette, request, "data.html", load, **more)


async def prepared(datasette: Any) -> list[dict[str, Any]]:
    """Return the prepared queries, each with its database, name, title, description and the names of its parameters."""
    return [
        {
            "database": database,
            "name": name,
            "title": query.get("title") or name,
            "about": query.get("description") or "",
            "parameters": query.get("params") or list(dict.fromkeys(PARAMETER.findall(query["sql"]))),
        }
        for database in ("archive", "search")
        for name, query in (await datasette.get_canned_queries(database, None)).items()
    ]


def exported(folder: Path) -> list[dict[str, Any]]:
    """Return the bulk files that were exported for readers: path below the folder and size, at most MOST_FILES; no links."""
    found = islice((path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()), MOST_FILES)
    return [{"name": path.relative_to(folder).as_posix(), "size": path.stat().st_size} for path in found]


async def feeds(datasette: Any, request: Any) -> Response:
    """Show the feeds, of the whole country and of a division, that can be subscribed to."""
    code = request.args.get("region") or None

    def load(db: sqlite3.Connection) -> dict[str, Any]:
        return {"trail": divisions.trail(db, code), "divisions": divisions.children(db, code)}

    return await show(datasette, request, "feeds.html", load)
