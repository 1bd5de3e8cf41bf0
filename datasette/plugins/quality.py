"""What deserves a second look: figures and copies that disagree, and what we could not read, in pages."""

import sqlite3
from typing import Any

from datasette import hookimpl
from datasette.utils.asgi import Response

from nianbao.site import quality
from nianbao.site.pages import csv_download, number, read, show
from nianbao.site.quality import LISTS, PAGE

CSV_COLUMNS = ("agency_id", "agency", "year", "rule", "message", "message_en", "url", "capture_id")


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Register the addresses."""
    return [(r"^/quality$", quality_page), (r"^/quality\.csv$", quality_file)]


async def quality_page(datasette: Any, request: Any) -> Response:
    """Show one of the lists."""
    return await show(datasette, request, "quality.html", lambda db: load(db, request), lists=LISTS)


def load(db: sqlite3.Connection, request: Any) -> dict[str, Any]:
    """Return what the page shows."""
    which, year, rule = asked(request)
    page = max(number(request.args.get("page")) or 1, 1)
    rows = quality.listed(db, which, year, rule, (page - 1) * PAGE)
    return {
        "which": which,
        "year": year,
        "rule": rule,
        "page": page,
        "rows": rows[:PAGE],
        "more": len(rows) > PAGE,
        "rules": quality.rules(db, which, year),
        "years": quality.years(db),
        "held": quality.held(db, year),
    }


def asked(request: Any) -> tuple[str, int | None, str | None]:
    """Return the list, the year and the rule that an address asks for."""
    which = request.args.get("list")
    return which if which in LISTS else LISTS[0], number(request.args.get("year")), request.args.get("rule") or None


async def quality_file(datasette: Any, request: Any) -> Response:
    """Send the page of the list that is shown."""
    page = max(number(request.args.get("page")) or 1, 1)
    rows = await read(datasette, lambda db: quality.listed(db, *asked(request), (page - 1) * PAGE))
    return csv_download(({**dict.fromkeys(CSV_COLUMNS), **row} for row in rows[:PAGE]), CSV_COLUMNS, "nianbao-quality")
