"""The home page: what the archive holds, for which years, what is new and what deserves a second look."""

import json
import sqlite3
from typing import Any

from datasette import hookimpl
from datasette.utils.asgi import Response

NEWEST, FAILED, UNREAD, EMPTY = 12, 12, 12, 50
REPORTS = (
    "SELECT r.agency_id, a.canonical_name AS agency, r.year, r.title, r.published_on, r.first_seen, r.quality"
    " FROM reports r JOIN agencies a ON a.id = r.agency_id"
)


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Register the address."""
    return [(r"^/$", home)]


async def home(datasette: Any, request: Any) -> Response:
    """Show the home page."""
    found = await datasette.get_database("archive").execute_fn(load)
    return Response.html(await datasette.render_template("home.html", found, request=request))


def load(db: sqlite3.Connection) -> dict[str, Any]:
    """Return what the page shows."""
    empty = db.execute(
        "SELECT agency, region, url, read_at, pages FROM columns WHERE outcome = 'empty_list' AND complete = 1"
        " ORDER BY agency, url LIMIT ?",
        [EMPTY],
    )
    return {
        "holdings": db.execute("SELECT * FROM summary_holdings").fetchone(),
        "years": db.execute("SELECT * FROM summary_years ORDER BY year DESC").fetchall(),
        "newest": db.execute(
            f"{REPORTS} ORDER BY r.published_on DESC NULLS LAST, r.first_seen DESC, r.agency_id LIMIT ?", [NEWEST]
        ).fetchall(),
        "failed": db.execute(
            "SELECT r.agency_id, a.canonical_name AS agency, r.year, c.rule, c.message, c.message_en FROM checks c"
            " JOIN reports r ON r.current_version_id = c.version_id JOIN agencies a ON a.id = r.agency_id"
            " WHERE c.status = 'fail' AND c.severity IN ('mandated', 'arithmetic')"
            " ORDER BY r.year DESC, r.agency_id, c.rule, c.operand LIMIT ?",
            [FAILED],
        ).fetchall(),
        "unread": db.execute("SELECT * FROM summary_unread ORDER BY rowid LIMIT ?", [UNREAD]).fetchall(),
        "issues": db.execute("SELECT code, count(*) AS n FROM issues GROUP BY code ORDER BY n DESC, code").fetchall(),
        "empty": [{**row, "pages": json.loads(row["pages"])} for row in map(dict, empty)],
    }
