"""Kills crawls of the demo portals at random moments and shows that nothing is lost and nothing fetched twice.

    python -m benchmarks.kills [--kills N] [--seed S] [--theme NAME]...

A crawl of all portals of the themes runs undisturbed once. Another is killed with SIGKILL N times, each time at a random
moment, and started again until it comes to its end. Both archives must hold the same documents; a document whose answer was
stored before a kill must not be asked for again; every WARC file must be whole. Exit 1 on any difference.
"""

import argparse
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from nianbao.demo.server import DemoPortals, start

PROJECT = Path(__file__).resolve().parent.parent
_DOCUMENTS = (
    "SELECT DISTINCT url, status, sha256 FROM captures WHERE role IN ('article', 'attachment') ORDER BY url, sha256"
)
_HELD = "SELECT url FROM captures WHERE role IN ('article', 'attachment') AND status = 200"
_LONGEST = 600
_THEMES = ("qinghe", "families", "hanweb_kaipu", "lonsun_vsb_tail")


def command(folder: Path, portals: DemoPortals) -> list[str]:
    """Return the command that crawls all portals."""
    hosts = [word for host in portals.hosts() for word in ("--allow-host", host)]
    homes = [portal.home_url for portal in portals.portals()]
    return [sys.executable, "-m", "nianbao", "crawl", *homes, "-a", str(folder), "--delay", "0", *hosts]


def rows(folder: Path, query: str) -> list[tuple[str, ...]]:
    """Return the rows of a query; none when there is no archive yet."""
    if not (folder / "archive.db").is_file():
        return []
    database = sqlite3.connect(folder / "archive.db")
    try:
        return database.execute(query).fetchall()
    except sqlite3.OperationalError:
        return []
    finally:
        database.close()


def crawl(folder: Path, portals: DemoPortals, kill_after: float | None = None) -> bool:
    """Crawl, or kill the crawl after so many seconds; tell whether it came to its end."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command(folder, portals), cwd=PROJECT, **quiet)  # noqa: S603 (our own)
    try:
        return process.wait(timeout=kill_after or _LONGEST) == 0
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return False


def twice(portals: DemoPortals, held: set[str]) -> list[str]:
    """Return the documents held before that the portals were asked for again since their log was emptied."""
    asked = {f"http://{request.host}{request.path}" for request in portals.log if request.status == 200}
    return sorted(asked & held)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the comparison and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--theme", dest="themes", action="append", default=[])
    options = parser.parse_args(arguments)
    rng = random.Random(options.seed)  # noqa: S311 (no secret)
    faults: list[str] = []
    with tempfile.TemporaryDirectory() as scratch, start(themes=options.themes or _THEMES) as portals:
        whole, killed = Path(scratch) / "whole", Path(scratch) / "killed"
        began = time.monotonic()
        if not crawl(whole, portals):
            faults.append("the undisturbed crawl failed")
        lasted = time.monotonic() - began
        kills = ends = 0
        while kills < options.kills:
            held = {url for (url,) in rows(killed, _HELD)}
            portals.log.clear()
            ended = crawl(killed, portals, kill_after=rng.uniform(0.8, max(2.0, lasted / 4)))
            faults += [f"fetched again: {url}" for url in twice(portals, held)]
            kills, ends = kills + (not ended), ends + ended
            if ended:
                compare(whole, killed, faults)
                killed = Path(scratch) / f"killed-{ends}"
        if not crawl(killed, portals):
            faults.append("the last crawl failed")
        compare(whole, killed, faults)
    print(f"{kills} kills, undisturbed crawl {lasted:.1f} s, {len(faults)} faults")
    for fault in faults[:20]:
        print(fault)
    return 1 if faults else 0


def compare(whole: Path, killed: Path, faults: list[str]) -> None:
    """Note how the documents of a crawl that was killed differ from the undisturbed one's, and whether its files are whole."""
    expected, found = set(rows(whole, _DOCUMENTS)), set(rows(killed, _DOCUMENTS))
    faults += [f"lost: {row[0]}" for row in expected - found] + [f"odd: {row[0]}" for row in found - expected]
    verify = [sys.executable, "-m", "nianbao", "verify", "-a", str(killed)]
    if subprocess.run(verify, cwd=PROJECT, capture_output=True, check=False).returncode:  # noqa: S603 (our own)
        faults.append(f"damaged: {killed}")


if __name__ == "__main__":
    sys.exit(main())
