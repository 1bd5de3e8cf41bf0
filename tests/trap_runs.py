"""Running a crawl of traps in a process of its own, and reading what it left in the archive."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from nianbao.demo.traps import Trap, serving

PROJECT = Path(__file__).resolve().parent.parent


@contextmanager
def all_served(traps: Sequence[Trap]) -> Iterator[None]:
    """Serve several traps for as long as the context lasts."""
    with ExitStack() as stack:
        for trap in traps:
            stack.enter_context(serving(trap))
        yield


def crawl(
    folder: Path, *traps: Trap, urls: Sequence[str] = (), now: str | None = None, vantage: str = "", **order: Any
) -> dict[str, Any]:
    """Crawl the homes of traps that are being served, and further addresses; return the result by home address."""
    targets = [*(trap.home for trap in traps), *urls]
    hosts = [*(trap.host for trap in traps), *order.pop("allow_hosts", ())]
    argument = json.dumps({"folder": str(folder), "targets": targets, "allow_hosts": hosts, **order})
    environment = {**os.environ, "NIANBAO_VANTAGE": vantage, **({"NIANBAO_NOW": now} if now else {})}
    command = [sys.executable, "-m", "tests.trap_crawl", argument]
    done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr
    return {portal["home"]: portal for portal in json.loads(done.stdout)["portals"]}


def rows(folder: Path, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a query over an archive's database."""
    database = sqlite3.connect(folder / "archive.db")
    try:
        return database.execute(query, values).fetchall()
    finally:
        database.close()
