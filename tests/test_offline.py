"""After the set-up nothing reaches out to any network but loopback."""

import subprocess
import sys
from pathlib import Path

from nianbao.demo.server import DemoPortals
from tests.test_pipeline import ROOT, crawl_command

WATCHED = """
import os, sys
log = open(sys.argv.pop(1), "a")
def watch(event, arguments):
    if event == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple) and not str(address[0]).startswith("127.") and address[0] != "::1":
            print("connect", address, file=log, flush=True)
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
        name = host.decode() if isinstance(host, bytes) else host
        if name not in (None, "localhost", "::1") and not str(name).startswith("127."):
            print("look up", name, file=log, flush=True)
    elif event == "socket.sendto":
        print("send", arguments[1], file=log, flush=True)
sys.addaudithook(watch)
from nianbao.cli import main
main()
"""


def outside(log: Path, *arguments: str | Path) -> list[str]:
    """Run a command under watch; return what it tried beyond loopback."""
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, str(log), *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return log.read_text().splitlines()


def test_crawl_extract_and_publish_stay_on_this_machine(fresh_portals: DemoPortals, tmp_path: Path) -> None:
    folder, log = tmp_path / "archive", tmp_path / "log"
    for command in (
        crawl_command(fresh_portals, folder),
        ["extract", "-a", folder],
        ["publish", "-a", folder],
        ["verify", "-a", folder],
    ):
        assert outside(log, *command) == []
    assert len(fresh_portals.log) > 50


def test_the_watch_sees_what_leaves(tmp_path: Path) -> None:
    command = [
        "crawl",
        "http://nianbao-test.gov.cn.invalid/",
        "-a",
        str(tmp_path / "a"),
        "--allow-host",
        "nianbao-test.gov.cn.invalid",
        "--delay",
        "0",
    ]
    assert outside(tmp_path / "log", *command) != []
