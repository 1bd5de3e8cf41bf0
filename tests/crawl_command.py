"""The command `nianbao crawl` as its users run it, in a process of its own, and what it left in the archive."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent


def command(folder: Path, urls: Sequence[str], *options: str) -> list[str]:
    """Return the command that crawls addresses on loopback without pause."""
    hosts = [word for url in urls for word in ("--allow-host", url.split("/")[2])]
    return [sys.executable, "-m", "nianbao", "crawl", *urls, "-a", str(folder), "--delay", "0", *hosts, *options]


def crawl(folder: Path, *urls: str, options: Sequence[str] = (), now: str | None = None) -> dict[str, Any]:
    """Crawl addresses, at a time that may be given, and return what the command printed."""
    environment = {**os.environ, **({"NIANBAO_NOW": now} if now else {})}
    done = subprocess.run(
        command(folder, urls, *options), cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query to an archive's database."""
    database = sqlite3.connect(folder / "archive.db")
    try:
        return database.execute(query).fetchall()
    finally:
        database.close()
