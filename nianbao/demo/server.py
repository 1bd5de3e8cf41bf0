"""Serving the demo portals on loopback, one port each, with a log of the requests."""

import errno
import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from nianbao.demo.handler import Handler, PortalServer, Request
from nianbao.demo.model import Portal, World
from nianbao.demo.portals import build_sites
from nianbao.demo.portals.site import Site
from nianbao.demo.world import load_world

ADDRESS = "127.0.0.1"
PORTS_FILE = "demo-ports.json"


class PortsError(OSError):
    """The ports that an archive remembers for the demo portals cannot be used: taken, or the file is damaged."""


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
    servers: list[PortalServer]
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


def start(archive: Path | None = None, *, delay: float = 0.0, themes: Sequence[str] = ()) -> DemoPortals:
    """Serve the demo portals until `stop`; `delay` is the time before each answer, in seconds.

    `themes` are those of `load_world`. With an archive, the ports are those remembered in it, so that its addresses stay valid. Raises PortsError.
    """
    world = load_world(*themes)
    servers = _bind_all(world, archive / PORTS_FILE if archive else None)
    demo = DemoPortals(
        world, {portal: server.server_port for portal, server in servers.items()}, {}, [*servers.values()]
    )
    demo.sites = build_sites(world, {portal: demo.base(portal) for portal in servers})
    for portal, server in servers.items():
        server.site, server.log, server.delay = demo.sites[portal], demo.log, delay
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    return demo


def _bind_all(world: World, file: Path | None) -> dict[str, PortalServer]:
    """Take a port for every portal and remember them in the file."""
    remembered = _remembered(file) if file and file.is_file() else {}
    servers: dict[str, PortalServer] = {}
    try:
        for portal in world.portals:
            servers[portal.id] = _bind(portal, remembered.get(portal.id), file)
        ports = {portal: server.server_port for portal, server in servers.items()}
        if file and ports != remembered:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(ports, indent=1) + "\n", encoding="utf-8")
    except OSError:
        for server in servers.values():
            server.server_close()
        raise
    return servers


def _remembered(file: Path) -> dict[str, int]:
    try:
        ports = json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        ports = None
    if not isinstance(ports, dict) or not all(isinstance(port, int) and 0 < port < 2**16 for port in ports.values()):
        raise PortsError(errno.EINVAL, "this is no list of the demo portals' ports", str(file))
    return ports


def _bind(portal: Portal, remembered: int | None, file: Path | None) -> PortalServer:
    """Take the remembered port and no other, else the preferred one or any that is free."""
    try:
        return PortalServer((ADDRESS, remembered or portal.port), Handler)
    except OSError as error:
        if remembered:
            reason = f"port {remembered} of the demo portal {portal.id} cannot be used ({error.strerror})"
            raise PortsError(error.errno, reason, str(file)) from error
    return PortalServer((ADDRESS, 0), Handler)
