"""How to object: what the archive says of an agency and year now, whom to write to, what to write."""

import sqlite3
from typing import Any

from datasette import hookimpl
from datasette.utils.asgi import Response

from nianbao.site.contact import letter_to
from nianbao.site.owed import one
from nianbao.site.pages import number, show


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Register the address."""
    return [(r"^/objection$", objection)]


@hookimpl
def prepare_jinja2_environment(env: Any) -> None:
    """Register what the template uses."""
    env.globals.update(letter_to=letter_to)


async def objection(datasette: Any, request: Any) -> Response:
    """Show how to object; the agency and year that are objected to stand in the address."""
    agency_id, year = request.args.get("agency"), number(request.args.get("year"))

    def load(db: sqlite3.Connection) -> dict[str, Any]:
        found = db.execute("SELECT id, canonical_name FROM agencies WHERE id = ?", [agency_id]).fetchone()
        duty = one(db, agency_id, year) if found and agency_id and year else None
        return {"agency": dict(found) if found else None, "year": year, "duty": duty}

    return await show(datasette, request, "objection.html", load)
