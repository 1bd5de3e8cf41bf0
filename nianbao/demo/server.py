"""Serving the demo portals on loopback, one port each, with a log of the requests."""

import json
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from archive.clock import now
from nianbao.demo.portals import build_sites
from nianbao.demo.portals.site import Page, Site
from nianbao.demo.world import World, load_world

ADDRESS = "127.0.0.1"
PORTS_FILE = "demo-ports.json"


class PortTaken(OSError):
    """A port that an archive remembers for a demo portal is used by something else."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request as the log keeps it; `conditional` when it carried a validator."""

    method: str
    host: str
    path: str
    conditional: bool
    status: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ServedPortal:
    """A portal being served."""

    id: str
    name: str
    home_url: str
    region: str
    family: str


@dataclass(slots=True)
class DemoPortals:
    """The portals being served: their addresses, what they carry and what was asked of them. Ends with `stop`."""

    world: World
    ports: dict[str, int]
    sites: dict[str, Site]
    servers: list["_Server"]
    log: list[Request] = field(default_factory=list)

    def __enter__(self) -> "DemoPortals":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End all servers and free their ports."""
        for server in self.servers:
            server.shutdown()
            server.server_close()
        self.servers.clear()

    def base(self, portal_id: str) -> str:
        """Return the address of a portal without a final slash."""
        return f"http://{ADDRESS}:{self.ports[portal_id]}"

    def hosts(self) -> list[str]:
        """Return host and port of every portal, as the crawler must be told to admit them."""
        return [f"{ADDRESS}:{port}" for port in self.ports.values()]

    def portals(self) -> list[ServedPortal]:
        """Return the portals with the addresses of their home pages."""
        return [ServedPortal(p.id, p.name, f"{self.base(p.id)}/", p.region, p.family) for p in self.world.portals]

    def report_urls(self) -> dict[tuple[str, int], str]:
        """Return the address of every published report by agency and year."""
        return {
            key: self.base(portal) + path for portal, site in self.sites.items() for key, path in site.reports.items()
        }

    def column_urls(self) -> dict[str, str]:
        """Return the address of the annual-report column of every agency, those without reports included."""
        return {
            agency: self.base(portal) + path
            for portal, site in self.sites.items()
            for agency, path in site.columns.items()
        }


def start(archive: Path | None = None, *, delay: float = 0.0) -> DemoPortals:
    """Serve the demo portals until `stop`; `delay` is the time before each answer, in seconds.

    With an archive, the ports are those remembered in it, so that its addresses stay valid. Raises PortTaken.
    """
    world = load_world()
    remembered = _remembered(archive)
    servers: dict[str, _Server] = {}
    try:
        for portal in world.portals:
            servers[portal.id] = _bind(portal.port, remembered.get(portal.id), archive)
    except OSError:
        for server in servers.values():
            server.server_close()
        raise
    ports = {portal: server.server_address[1] for portal, server in servers.items()}
    demo = DemoPortals(world, ports, {}, list(servers.values()))
    demo.sites = build_sites(world, {portal: demo.base(portal) for portal in ports})
    for portal_id, server in servers.items():
        server.site, server.log, server.delay = demo.sites[portal_id], demo.log, delay
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    if archive is not None and ports != remembered:
        archive.mkdir(parents=True, exist_ok=True)
        (archive / PORTS_FILE).write_text(json.dumps(ports, indent=1) + "\n", encoding="utf-8")
    return demo


def _remembered(archive: Path | None) -> dict[str, int]:
    file = archive / PORTS_FILE if archive else None
    if file is None or not file.is_file():
        return {}
    ports: dict[str, int] = json.loads(file.read_text(encoding="utf-8"))
    return ports


def _bind(preferred: int, remembered: int | None, archive: Path | None) -> "_Server":
    try:
        return _Server((ADDRESS, remembered or preferred), _Handler)
    except OSError as error:
        if remembered:
            file = str(archive / PORTS_FILE) if archive else None
            raise PortTaken(
                error.errno, f"port {remembered} of a demo portal is in use by another program", file
            ) from error
    return _Server((ADDRESS, 0), _Handler)


class _Server(ThreadingHTTPServer):
    """The server of one portal."""

    daemon_threads = True
    site: Site
    log: list[Request]
    delay: float

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay quiet: a client that hangs up is no news."""


class _Handler(BaseHTTPRequestHandler):
    """Answers from a site: whole pages, 304 to a request whose validator still holds."""

    protocol_version = "HTTP/1.1"
    server_version = "nginx"
    sys_version = ""
    timeout = 60
    wbufsize = -1
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        """Answer a GET request."""
        if self.server.delay:
            time.sleep(self.server.delay)
        parts = urlsplit(self.path)
        page = self.server.site.respond(parts.path, parts.query)
        status = 304 if page.status == 200 and self._unchanged(page) else page.status
        validators = self.headers["If-None-Match"] or self.headers["If-Modified-Since"]
        self.server.log.append(
            Request(self.command, self.headers["Host"] or "", self.path, bool(validators), status, now())
        )
        self._send(page, status)

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
