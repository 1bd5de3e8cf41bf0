"""The data dictionary: every published table and column, and what the keys that stand in them mean."""

import sqlite3
from typing import Any

from datasette import hookimpl
from datasette.utils.asgi import Response

from nianbao.site.keys import key_lists
from nianbao.site.pages import read, show


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Register the address."""
    return [(r"^/dictionary$", dictionary)]


async def dictionary(datasette: Any, request: Any) -> Response:
    """Show every table and column with type and description, as metadata.yaml tells them, and the keys."""
    told = {name: datasette.metadata(database=name, key="tables") or {} for name in ("archive", "search")}
    searched = await read(datasette, lambda db: tables(db, told["search"]), "search")

    def load(db: sqlite3.Connection) -> dict[str, Any]:
        return {"databases": {"archive": tables(db, told["archive"]), "search": searched}, "keys": key_lists()}

    return await show(datasette, request, "dictionary.html", load)


def tables(db: sqlite3.Connection, told: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the published tables that metadata describes, with their columns."""
    present = dict(db.execute("SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view')").fetchall())
    return [
        {
            "name": name,
            "kind": present[name],
            "title": about.get("title") or name,
            "description": about.get("description") or "",
            "columns": _columns(db, name, about.get("columns") or {}),
        }
        for name, about in told.items()
        if name in present and not about.get("hidden")
    ]


def _columns(db: sqlite3.Connection, table: str, told: dict[str, str]) -> list[dict[str, Any]]:
    rows = db.execute('SELECT name, type, pk, "notnull" AS required FROM pragma_table_info(?)', [table])
    return [{**row, "about": told.get(row["name"]) or ""} for row in map(dict, rows)]
