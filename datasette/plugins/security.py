"""Headers that every response bears, and addresses that are refused before anything looks at them."""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import quote_from_bytes

from datasette import hookimpl

from nianbao.site.origins import origins

Message = MutableMapping[str, Any]
App = Callable[[Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]]

OWN_PAGES = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-src 'self'; form-action 'self'; "
    "frame-ancestors 'self'; base-uri 'none'"
)
# A path that begins like a host would make Datasette redirect to that host; the rest tells about the machine.
_REFUSED = re.compile(rb"//|.*(\\|%5c)|/-/(databases|threads)\b", re.I)


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[App], App]:
    """Wrap the application."""
    own_pages = origins(datasette).framed(OWN_PAGES)
    return lambda app: _guarded(app, own_pages)


def _guarded(app: App, own_pages: str) -> App:
    async def guarded(scope: Message, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return await app(scope, receive, send)
        path = quote_from_bytes(scope.get("raw_path") or scope["path"].encode(), safe="/%~\\-._!$&'()*+,;=:@").encode()

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": _headers(list(message.get("headers", [])), own_pages)}
            await send(message)

        if _REFUSED.match(path):
            return await _refuse(send_with_headers)
        return await app({**scope, "raw_path": path}, receive, send_with_headers)

    return guarded


def _headers(headers: list[tuple[bytes, bytes]], policy: str) -> list[tuple[bytes, bytes]]:
    present = {name.lower() for name, _ in headers}
    wanted = {
        b"content-security-policy": policy.encode(),
        b"x-content-type-options": b"nosniff",
        b"referrer-policy": b"no-referrer",
    }
    return headers + [(name, value) for name, value in wanted.items() if name not in present]


async def _refuse(send: Callable[[Message], Awaitable[None]]) -> None:
    kind = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": 404, "headers": kind})
    await send({"type": "http.response.body", "body": "没有这个地址 · No such address\n".encode()})
