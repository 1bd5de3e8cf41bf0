"""Error pages in both languages; what went wrong inside is logged, never shown."""

import logging
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

from datasette import NotFound, hookimpl
from datasette.plugins import pm
from datasette.utils.asgi import Base400, Response
from datasette.views.base import DatasetteError

MESSAGES = {
    400: ("请求有误", "The request cannot be understood"),
    403: ("不开放此项操作", "This is not open to the public"),
    404: ("没有这个页面", "No such page"),
    500: ("服务器出错，已作记录", "Something went wrong here; it has been logged"),
    503: ("查询过久，已中止", "This took too long and was stopped"),
}
INTERRUPTED = "SQL Interrupted"
"""How Datasette calls a query that ran into the time limit; its message is HTML and is not shown."""

log = logging.getLogger(__name__)


@hookimpl
def startup() -> None:
    """Take out Datasette's own handler: it prints every missing page with all local variables."""
    if pm.has_plugin("datasette.handle_exception"):
        pm.unregister(name="datasette.handle_exception")


@hookimpl
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Callable[[], Awaitable[Response]]:
    """Answer with an error page, or JSON where JSON was asked for."""
    status, detail = (404, "") if _row_of_no_table(request, exception) else _told(exception)
    if status == 500:
        log.error("%s failed", request.path, exc_info=exception)
    return lambda: _answer(datasette, request, status, detail)


def _told(exception: Exception) -> tuple[int, str]:
    """Return the status of an answer and the detail that the reader may see."""
    if isinstance(exception, NotFound):
        return 404, ""
    if isinstance(exception, Base400):
        return exception.status, str(exception)
    if not isinstance(exception, DatasetteError):
        return 500, ""
    if exception.title == INTERRUPTED:
        return 503, ""
    if isinstance(exception.__context__, sqlite3.OperationalError):
        return 500, ""
    # Datasette calls some faults of an address, such as a column it cannot sort by, faults of its own.
    return (400 if exception.status == 500 else exception.status), str(exception.message)


def _row_of_no_table(request: Any, exception: Exception) -> bool:
    """Tell whether the address is that of a row that cannot be: Datasette asks the database without looking for the table first."""
    return "pks" in request.url_vars and str(exception).startswith(("no such table", "You did not supply a value"))


@hookimpl
def forbidden(datasette: Any, request: Any, message: str) -> Callable[[], Awaitable[Response]]:
    """Answer that something is not allowed."""
    return lambda: _answer(datasette, request, 403, message)


async def _answer(datasette: Any, request: Any, status: int, detail: str) -> Response:
    zh, en = MESSAGES.get(status, MESSAGES[500] if status >= 500 else MESSAGES[400])
    if request.path.endswith(".json"):
        return Response.json({"ok": False, "error": detail or en, "status": status, "title": zh}, status=status)
    context = {"status": status, "zh": zh, "en": en, "detail": detail}
    return Response.html(await datasette.render_template("error.html", context, request=request), status=status)
