"""How a page is made: read the published archive within a time limit, then fill a template."""

import csv
import io
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import Response

from archive.exports.neutral import harmless

Row = dict[str, Any]
LIMIT_MS = 2000


async def read(datasette: Any, load: Callable[[sqlite3.Connection], Any], database: str = "archive") -> Any:
    """Return what `load` reads from a published database; a reading that takes longer than the limit is an error."""

    def limited(db: sqlite3.Connection) -> Any:
        with sqlite_timelimit(db, LIMIT_MS):
            return load(db)

    return await datasette.get_database(database).execute_fn(limited)


async def show(
    datasette: Any, request: Any, template: str, load: Callable[[sqlite3.Connection], Row | None], **more: Any
) -> Response:
    """Answer with a template filled with what `load` reads; with a page that says so when that is None."""
    found = await read(datasette, load)
    if found is None:
        return await missing(datasette, request)
    context = {**found, **more, "at": lambda **changes: address(request, **changes)}
    return Response.html(await datasette.render_template(template, context, request=request))


async def missing(datasette: Any, request: Any) -> Response:
    """Answer that there is no such page; Datasette's NotFound would redirect an address with percent signs first."""
    context = {"status": 404, "zh": "没有这个页面", "en": "No such page"}
    return Response.html(await datasette.render_template("error.html", context, request=request), status=404)


def address(request: Any, **changes: object) -> str:
    """Return the query string of this page with some fields changed; a field set to None goes."""
    fields = {key: request.args.get(key) for key in request.args} | changes
    kept = {key: value for key, value in fields.items() if value not in (None, "")}
    return "?" + urlencode(kept)


def number(text: str | None) -> int | None:
    """Return a whole number of an address, of at most nine digits; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def csv_download(rows: Iterable[Mapping[str, Any]], columns: Iterable[str], name: str) -> Response:
    """Answer with rows as CSV in UTF-8; a text that a spreadsheet would run as a formula gets an apostrophe before it."""
    columns = list(columns)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([harmless(row[column]) for column in columns] for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response("\ufeff" + out.getvalue(), headers=headers, content_type="text/csv; charset=utf-8")
