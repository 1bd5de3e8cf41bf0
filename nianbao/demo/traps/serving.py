"""Serving a trap: a function from a request to an answer, on a free port of loopback, with a log of what was asked."""

import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ADDRESS = "127.0.0.1"
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Call:
    """One request: its path with query, its headers, and how many came before it to the same portal."""

    path: str
    headers: dict[str, str]
    earlier: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back. A body given as pieces is sent as they come; `length` then is the length announced, if any."""

    body: bytes = b""
    status: int = 200
    media_type: str = HTML
    headers: tuple[tuple[str, str], ...] = ()
    pieces: Callable[[], Iterable[bytes]] | None = None
    length: int | None = None

    @classmethod
    def redirect(cls, target: str, *headers: tuple[str, str]) -> "Answer":
        """Return a redirect with an empty body."""
        return cls(status=302, headers=(("Location", target), *headers))


@dataclass(slots=True)
class Trap:
    """A portal and what was asked of it. `port` is set once it is served; `tls` makes it speak TLS."""

    answer: Callable[[Call], Answer]
    tls: ssl.SSLContext | None = None
    calls: list[Call] = field(default_factory=list)
    port: int = 0

    @property
    def host(self) -> str:
        """Host and port."""
        return f"{ADDRESS}:{self.port}"

    @property
    def home(self) -> str:
        """The address of the home page."""
        return f"{'https' if self.tls else 'http'}://{self.host}/"

    def asked(self) -> list[str]:
        """Return the paths asked for, in order, robots.txt left out."""
        return [call.path for call in self.calls if call.path != "/robots.txt"]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    trap: Trap

    def get_request(self) -> Any:
        connection, address = super().get_request()
        if self.trap.tls is not None:
            connection = self.trap.tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return connection, address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay quiet: that clients hang up is what these portals are for."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        trap = self.server.trap
        call = Call(self.path, {name.lower(): value for name, value in self.headers.items()}, len(trap.calls))
        trap.calls.append(call)
        answer = trap.answer(call)
        self.send_response(answer.status)
        for name, value in (("Content-Type", answer.media_type), *answer.headers):
            self.send_header(name, value)
        length = len(answer.body) if answer.pieces is None else answer.length
        if length is not None:
            self.send_header("Content-Length", str(length))
        else:
            self.send_header("Connection", "close")
        self.end_headers()
        with suppress(OSError):
            for piece in answer.pieces() if answer.pieces else (answer.body,):
                self.wfile.write(piece)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the signature of http.server
        """Stay quiet; requests are in the log of the trap."""


@contextmanager
def serving(trap: Trap) -> Iterator[Trap]:
    """Serve a trap on a free port for as long as the context lasts."""
    server = _Server((ADDRESS, 0), _Handler)
    server.trap, trap.port = trap, server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield trap
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
