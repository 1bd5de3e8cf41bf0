"""One portal over HTTP/1.1: whole pages with their validators, 304 where the client's copy is current, a log of requests."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from archive.clock import now
from nianbao.demo.portals.site import Page, Site


@dataclass(frozen=True, slots=True)
class Request:
    """One request as the log keeps it; `conditional` when it carried a validator, `form` its body."""

    method: str
    host: str
    path: str
    conditional: bool
    status: int
    at: datetime
    form: str = ""


_LONGEST_FORM = 64 * 1024


class PortalServer(ThreadingHTTPServer):
    """The server of one portal."""

    daemon_threads = True
    site: Site
    log: list[Request]
    delay: float

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay quiet: a client that hangs up is no news."""


class Handler(BaseHTTPRequestHandler):
    """Answers from a site: whole pages, 304 to a request whose validator still holds."""

    protocol_version = "HTTP/1.1"
    server_version = "nginx"
    sys_version = ""
    timeout = 60
    wbufsize = -1
    disable_nagle_algorithm = True
    server: PortalServer

    def do_GET(self) -> None:
        """Answer a GET request, or a POST with its form."""
        form = self.rfile.read(min(int(self.headers["Content-Length"] or 0), _LONGEST_FORM)).decode("latin-1")
        if self.server.delay:
            time.sleep(self.server.delay)
        parts = urlsplit(self.path)
        page = self.server.site.respond(parts.path, parts.query, form)
        status = 304 if page.status == 200 and self._unchanged(page) else page.status
        validators = self.headers["If-None-Match"] or self.headers["If-Modified-Since"]
        self.server.log.append(
            Request(self.command, self.headers["Host"] or "", self.path, bool(validators), status, now(), form)
        )
        self._send(page, status)

    do_POST = do_GET  # noqa: N815 - the name http.server calls
    do_HEAD = do_GET  # noqa: N815 - the name http.server calls

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the signature of http.server
        """Stay quiet; requests are in the log of the portals."""

    def _unchanged(self, page: Page) -> bool:
        """Tell whether the client's copy is current: by the entity tag if it sent one, else by the date."""
        if page.modified is None:
            return False
        if tags := self.headers["If-None-Match"]:
            return page.etag in [tag.strip().removeprefix("W/") for tag in tags.split(",")]
        if since := self.headers["If-Modified-Since"]:
            try:
                return page.modified <= parsedate_to_datetime(since)
            except (ValueError, TypeError):
                return False
        return False

    def _send(self, page: Page, status: int) -> None:
        self.send_response(status)
        for name, value in page.headers.items():
            self.send_header(name, value)
        if page.modified is not None and page.etag:
            self.send_header("Last-Modified", format_datetime(page.modified.astimezone(UTC), usegmt=True))
            self.send_header("ETag", page.etag)
        if status != 304:
            self.send_header("Content-Type", page.media_type)
            self.send_header("Content-Length", str(len(page.body)))
        self.end_headers()
        if status != 304 and self.command != "HEAD":
            self.wfile.write(page.body)
