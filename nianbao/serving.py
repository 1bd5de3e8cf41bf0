"""Serve a published archive with Datasette at a loopback address."""

import errno
import json
import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
import uvicorn
from datasette.app import Datasette
from datasette.database import Database
from datasette.utils import parse_metadata

import nianbao
from archive.errors import NotAnArchive
from archive.publish import FILES, INSPECT, publish, publish_needed
from nianbao.progress import Reporter

CONFIGURATION = Path(nianbao.__file__).resolve().parent.parent / "datasette"
EXPORTS = "exports"
"""The folder in the published one that `nianbao export --to` may fill for readers."""

FIRST_PORT, LAST_PORT = 8100, 8199


class Settled(dict[str, Any]):
    """Metadata that nobody changes while they are served: a copy is the same. Datasette takes one for every table it may show."""

    def __deepcopy__(self, _: object) -> "Settled":
        """Return itself."""
        return self


def serve(archive_path: Path, host: str = "127.0.0.1", port: int | None = None, *, as_published: bool = False) -> None:
    """Publish if needed, print the address on stdout and serve until interrupted.

    Without a port the first free one from 8100 is taken, with 0 any free one. `as_published` serves what was published
    last, however old. Raises OSError when the port is in use, NotAnArchive when nothing was published that could be served.
    """
    archive_path = archive_path.resolve()
    if as_published:
        if not (archive_path / "publish" / INSPECT).is_file():
            raise NotAnArchive(f"nothing was published in {archive_path} yet; `nianbao publish` does it")
    elif publish_needed(archive_path):
        with Reporter().stage("发布 Publishing") as stage:
            publish(archive_path, stage.advance)
    with listening_socket(host, port) as listener:
        os.environ["NIANBAO_ARCHIVE"] = str(archive_path)
        os.chdir(archive_path / "publish")
        server = uvicorn.Server(uvicorn.Config(published(Path()).app(), log_level="warning", lifespan="on"))
        address = f"[{host}]" if ":" in host else host
        click.echo(f"http://{address}:{listener.getsockname()[1]}/")
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listener])


def published(folder: Path) -> Datasette:
    """Return Datasette over the immutable files in a folder, with our configuration."""
    inspected = json.loads((folder / INSPECT).read_text(encoding="utf-8"))
    site = Datasette(
        [],
        immutables=[str(folder / name) for name in FILES],
        inspect_data=inspected,
        metadata=Settled(parse_metadata((CONFIGURATION / "metadata.yaml").read_text(encoding="utf-8"))),
        template_dir=str(CONFIGURATION / "templates"),
        plugins_dir=str(CONFIGURATION / "plugins"),
        static_mounts=[("static", str(CONFIGURATION / "static")), *_exports(folder)],
        settings=json.loads((CONFIGURATION / "settings.json").read_text(encoding="utf-8")),
    )
    for name, told in inspected.items():
        _tell_of_views(site.databases[name], told)
    return site


def _tell_of_views(database: Database, told: dict[str, Any]) -> None:
    """Let the page of a view know its rows as that of a table does, from what was counted when it was published.

    Datasette asks `told` for both, but lists as tables what it finds there when it looks first.
    """
    tables = {table: {"count": count} for table, count in (database.cached_table_counts or {}).items()}
    told["tables"] = tables | told.get("views", {})


def _exports(folder: Path) -> list[tuple[str, str]]:
    """Return what to serve at /exports: the bulk files, where they were exported into the published folder."""
    return [("exports", str(folder / EXPORTS))] if (folder / EXPORTS).is_dir() else []


def listening_socket(host: str, port: int | None) -> socket.socket:
    """Return a socket bound to the port; without one, to the first free port of a small range."""
    if port is not None:
        return _bound(host, port)
    for candidate in range(FIRST_PORT, LAST_PORT + 1):
        try:
            return _bound(host, candidate)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
    raise OSError(errno.EADDRINUSE, f"all ports from {FIRST_PORT} to {LAST_PORT} are in use; choose one with --port")


def _bound(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise OSError(errno.EADDRINUSE, f"port {port} at {host} is in use; choose another with --port") from error
        raise
    return listener
