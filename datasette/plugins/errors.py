"""Error pages in both languages; what went wrong inside is logged, never shown."""

import logging
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
}
log = logging.getLogger(__name__)


@hookimpl
def startup() -> None:
    """Take out Datasette's own handler: it prints every missing page with all local variables."""
    if pm.has_plugin("datasette.handle_exception"):
        pm.unregister(name="datasette.handle_exception")


@hookimpl
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Callable[[], Awaitable[Response]]:
    """Answer with an error page, or JSON where JSON was asked for."""
    status, detail = 500, ""
    if isinstance(exception, Base400 | DatasetteError):
        status, detail = exception.status, str(getattr(exception, "message", None) or exception)
    else:
        log.error("%s failed", request.path, exc_info=exception)
    return lambda: _answer(datasette, request, status, "" if isinstance(exception, NotFound) else detail)


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
