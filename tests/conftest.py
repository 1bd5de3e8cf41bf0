"""Fixtures shared by the tests: the demo portals, served on loopback, and the site of a published archive."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from socket import create_server

import pytest

from nianbao.demo.model import World
from nianbao.demo.server import ADDRESS, PORTS_FILE, DemoPortals, start
from nianbao.demo.world import load_world
from tests.site_client import Get, getter
from tests.status_scene import Scene


@pytest.fixture(scope="session")
def world() -> World:
    return load_world()


@pytest.fixture(scope="session")
def portals(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoPortals]:
    """The demo portals on free ports, for tests that do not look at the log."""
    with start_on_free_ports(tmp_path_factory.mktemp("portals")) as served:
        yield served


@pytest.fixture
def fresh_portals(tmp_path: Path) -> Iterator[DemoPortals]:
    """The demo portals on free ports with a log of their own."""
    with start_on_free_ports(tmp_path / "portals") as served:
        yield served


@pytest.fixture(scope="module")
def get(folder: Path) -> Get:
    """Ask the site of the archive in `folder`, a fixture of the module."""
    return getter(folder)


@pytest.fixture(scope="module")
def db(folder: Path) -> Iterator[sqlite3.Connection]:
    """The published database of the archive in `folder`, a fixture of the module."""
    connection = sqlite3.connect(folder / "publish" / "archive.db")
    connection.row_factory = sqlite3.Row
    yield connection
    connection.close()


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """An archive that a test writes day by day, from 2019 on."""
    monkeypatch.setenv("NIANBAO_NOW", "2019-01-01T00:00:00Z")
    made = Scene(tmp_path)
    yield made
    made.archive.close()


def start_on_free_ports(folder: Path, *themes: str) -> DemoPortals:
    """Serve the portals at ports nobody uses, so that a demo running beside the tests does not matter."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as sockets:
        held = {portal.id: sockets.enter_context(create_server((ADDRESS, 0))) for portal in load_world(*themes).portals}
        ports = {portal: socket.getsockname()[1] for portal, socket in held.items()}
    (folder / PORTS_FILE).write_text(json.dumps(ports), encoding="utf-8")
    return start(folder, themes=themes)
