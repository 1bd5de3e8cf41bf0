"""Alerts: the news since a day, and where they may be sent."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.publish import publish
from nianbao.alerting import NotSent, news, send
from nianbao.cli import main
from tests.published import archive_at


class Receiver(BaseHTTPRequestHandler):
    """Keeps what is posted; a path names the status to answer with."""

    bodies: list[bytes]

    def do_POST(self) -> None:
        self.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(int(self.path.strip("/") or 200))
        self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[tuple[str, list[bytes]]]:
    bodies: list[bytes] = []
    server = HTTPServer(("127.0.0.1", 0), type("Kept", (Receiver,), {"bodies": bodies}))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", bodies
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = archive_at(tmp_path_factory.mktemp("archive"))
    publish(path)
    return path


def test_news_are_those_since_a_day_in_china(folder: Path) -> None:
    database = folder / "publish" / "archive.db"
    with sqlite3.connect(database) as db:
        first = db.execute("SELECT min(first_seen) FROM reports").fetchone()[0]
    assert first == "2026-02-03T01:02:03.000000Z"
    found = news(database, date(2026, 2, 3))
    assert len(found["new"]) == 2
    assert news(database, date(2026, 2, 4))["new"] == []
    assert set(found) == {"new", "late", "missing", "changed", "removed"}
    assert all("url" not in item for item in found["new"])


def test_the_command_prints_and_sends_the_news(folder: Path, receiver: tuple[str, list[bytes]]) -> None:
    url, bodies = receiver
    arguments = ["alerts", "-a", str(folder), "--since", "2026-02-03", "--webhook", url]
    refused = CliRunner().invoke(main, arguments)
    assert refused.exit_code == 1
    assert "not a public address" in refused.stderr
    assert bodies == []
    done = CliRunner().invoke(main, [*arguments, "--allow-private"])
    assert done.exit_code == 0, done.stderr
    assert json.loads(bodies[0]) == {"since": "2026-02-03", "news": json.loads(done.stdout)}


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_receiver_that_does_not_accept_is_an_error_and_no_redirect_is_followed(
    receiver: tuple[str, list[bytes]], status: int
) -> None:
    url, bodies = receiver
    with pytest.raises(NotSent, match=f"answered {status}"):
        send(f"{url}{status}", {}, allow_private=True)
    assert len(bodies) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/",
        "http://localhost:9/",
        "http://[::1]:9/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:127.0.0.1]:9/",
        "http://0.0.0.0:9/",
        "http://2130706433/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "http:///x",
        "nothing",
        "http://127.0.0.1:99999/",
    ],
)
def test_private_networks_and_other_schemes_are_refused(url: str) -> None:
    with pytest.raises(NotSent):
        send(url, {})
