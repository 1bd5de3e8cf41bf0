"""How a page is made: read the published archive within a time limit, then fill a template."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import Response

from nianbao.site.lines import csv_lines

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
    """Answer with a template filled with what `load` reads; with a page that says so when that is None or takes too long."""
    try:
        found = await read(datasette, load)
    except sqlite3.OperationalError as error:
        if "interrupted" not in str(error):
            raise
        return await trouble(
            datasette,
            request,
            503,
            "查询过久，请缩小范围：选定一个年度或地区",
            "This took too long: choose a year or a division",
        )
    if found is None:
        return await trouble(datasette, request, 404, "没有这个页面", "No such page")
    context = {**found, **more, "at": lambda **changes: address(request, **changes)}
    body = await datasette.render_template(template, context, request=request)
    return Response.html(body, headers={"Cache-Control": f"max-age={datasette.setting('default_cache_ttl')}"})


async def trouble(datasette: Any, request: Any, status: int, zh: str, en: str) -> Response:
    """Answer with a page that says what is wrong; Datasette's NotFound would redirect addresses with percent signs first."""
    context = {"status": status, "zh": zh, "en": en}
    return Response.html(await datasette.render_template("error.html", context, request=request), status=status)


def address(request: Any, **changes: object) -> str:
    """Return the query string of this page with some fields changed; a field set to None goes."""
    fields = {key: request.args.get(key) for key in request.args} | changes
    kept = {key: value for key, value in fields.items() if value not in (None, "")}
    return "?" + urlencode(kept)


def number(text: str | None) -> int | None:
    """Return a whole number of an address, of at most nine digits; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def csv_download(rows: Iterable[Mapping[str, Any]], columns: Iterable[str], name: str) -> Response:
    """Answer with some columns of rows as a CSV file in UTF-8."""
    columns = list(columns)
    body = "\ufeff" + csv_lines([columns, *([row[column] for column in columns] for row in rows)])
    return Response(body, headers=named(name), content_type="text/csv; charset=utf-8")


def named(name: str) -> dict[str, str]:
    """Return the header that gives a CSV file its name."""
    return {"Content-Disposition": f'attachment; filename="{name}.csv"'}
