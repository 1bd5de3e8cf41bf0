"""What deserves a second look: figures and copies that disagree, and what we could not read, in pages."""

import sqlite3
from collections.abc import Iterator
from typing import Any

from datasette import hookimpl
from datasette.utils.asgi import Response

from nianbao.site import asking, quality
from nianbao.site.findings import finding
from nianbao.site.pages import csv_download, number, read, show
from nianbao.site.quality import LISTS, PAGE, Row

CSV_COLUMNS = (
    "agency_id", "agency", "year", "rule", "rule_zh", "rule_en", "severity", "cells", "message", "message_en", "url", "capture_id",
)  # fmt: skip
MOST_ROWS = 20_000


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Register the addresses."""
    return [(r"^/quality$", quality_page), (r"^/quality\.csv$", quality_file)]


@hookimpl
def prepare_jinja2_environment(env: Any) -> None:
    """Let the templates name rules and issues."""
    env.globals["finding"] = finding


async def quality_page(datasette: Any, request: Any) -> Response:
    """Show one of the lists."""
    return await show(datasette, request, "quality.html", lambda db: load(db, request), lists=LISTS)


def load(db: sqlite3.Connection, request: Any) -> dict[str, Any]:
    """Return what the page shows."""
    which, year, rule = asked(request)
    page = max(number(request.args.get("page")) or 1, 1)
    rows = quality.listed(db, which, year, rule, (page - 1) * PAGE)
    shown = quality.with_places(db, rows[:PAGE])
    return {
        "which": which,
        "year": year,
        "rule": rule,
        "page": page,
        "rows": quality.why(db, shown) if which == "unread" else shown,
        "more": len(rows) > PAGE,
        "rules": quality.rules(db, which, year),
        "years": quality.years(db),
        "held": quality.held(db, year),
    }


def asked(request: Any) -> tuple[str, int | None, str | None]:
    """Return the list, the year and the rule that an address asks for."""
    which = asking.one_of(request, "list", LISTS) or LISTS[0]
    return which, asking.year_of(request), request.args.get("rule") or None


async def quality_file(datasette: Any, request: Any) -> Response:
    """Send the list that is shown, all its pages."""
    which, year, rule = asked(request)
    rows = await read(datasette, lambda db: quality.listed(db, which, year, rule, most=MOST_ROWS))
    return csv_download(_named(which, rows), CSV_COLUMNS, "nianbao-quality")


def _named(which: str, rows: list[Row]) -> Iterator[Row]:
    for row in rows:
        name = finding(which, row["rule"])
        keys = (cell if isinstance(cell, str) else str(cell.get("cell")) for cell in row["cells"])
        yield {**row, "rule_zh": name.zh, "rule_en": name.en, "cells": " ".join(dict.fromkeys(keys))}
