"""What many reports cost: writing them, putting them together, publishing them, and every query behind the site.

    python -m benchmarks.scale [--reports N] [--keep DIR | --ask DIR] [--rounds N]

An invented country (`benchmarks.country`) is written into an archive: pages and files into WARC files by the writer of captures,
rows by the writer of readings, as a crawl and an extraction would. Nothing is fetched; one report in thirteen is a file that is read
(`benchmarks.country_files`), the reading of the others is made up. Then the archive is published, and every canned query and page
query is run, each with several values; times are the least of all rounds on the clock, with a warm cache, and must stay below 0.1 s.
Then every kind of page is asked for, as a reader would. Clock figures of the stages depend on what else the machine does, CPU
seconds much less. --keep writes into a folder and leaves it there, for building the site; --ask only runs the queries and pages of
such a folder.
"""

import argparse
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from archive.publish import publish
from benchmarks.country_archive import write_country
from benchmarks.site_queries import MOST_MS, site_queries
from benchmarks.site_timing import measure_pages


class Clock:
    """Seconds spent in each stage, by the clock and of the processor."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.seconds: dict[str, tuple[float, float]] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time of a block to a stage."""
        clock, cpu = time.perf_counter(), time.process_time()
        try:
            yield
        finally:
            before = self.seconds.get(name, (0.0, 0.0))
            self.seconds[name] = before[0] + time.perf_counter() - clock, before[1] + time.process_time() - cpu

    def show(self, name: str, reports: int) -> None:
        """Print a stage with its rates."""
        clock, cpu = self.seconds[name]
        print(
            f"{name:12} {clock:8.1f} s {cpu:8.1f} s CPU {reports / clock:8.0f} reports/s {reports / cpu:8.0f} reports/s of CPU"
        )


def measure_publish(folder: Path, clock: Clock) -> dict[str, float]:
    """Publish and return the CPU seconds of each step."""
    steps: list[tuple[str, float]] = []
    with clock.stage("publish"):
        publish(folder, lambda name: steps.append((str(name), time.process_time())))
        steps.append(("end", time.process_time()))
    return {name: after - begun for (name, begun), (_, after) in pairwise(steps)}


def least_ms(run: Callable[[], object], rounds: int) -> float:
    """Return the least of some runs in milliseconds, the first not counted."""
    run()
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        run()
        times.append((time.perf_counter() - begun) * 1000)
    return min(times)


def measure_queries(folder: Path, rounds: int) -> int:
    """Print the time of every query of the site, the slowest first, and return how many are too slow."""
    found = []
    for name, database, run in site_queries(folder):
        with closing(sqlite3.connect(f"file:{folder / 'publish' / database}?immutable=1", uri=True)) as db:
            db.row_factory = sqlite3.Row
            found.append((least_ms(lambda db=db, run=run: run(db), rounds), name))  # type: ignore[misc]
    for milliseconds, name in sorted(found, reverse=True):
        print(f"  {milliseconds:8.1f} ms  {name}{'  TOO SLOW' if milliseconds > MOST_MS else ''}")
    return sum(milliseconds > MOST_MS for milliseconds, _ in found)


def sizes(folder: Path) -> dict[str, float]:
    """Return megabytes by file."""
    files = [folder / "archive.db", *(folder / "warc").iterdir(), *(folder / "publish").glob("*.db")]
    return {str(file.relative_to(folder)): file.stat().st_size / 1e6 for file in files}


def run(folder: Path, reports: int, rounds: int) -> int:
    """Write, publish and ask; print what it cost."""
    clock = Clock()
    written = write_country(folder, reports, clock.stage)
    for name in clock.seconds:
        clock.show(name, written)
    steps = measure_publish(folder, clock)
    clock.show("publish", written)
    for name, seconds in steps.items():
        print(f"  {seconds:8.1f} s CPU  {name}")
    for name, megabytes in sizes(folder).items():
        print(f"  {megabytes:8.1f} MB  {name}")
    return ask(folder, rounds)


def ask(folder: Path, rounds: int) -> int:
    """Run every query and ask for every page of a published archive; return how many queries are too slow."""
    too_slow = measure_queries(folder, rounds)
    print("pages")
    for timing in measure_pages(folder, rounds):
        print(f"  {timing.median:8.1f} ms  {timing.status} {timing.path}")
    return too_slow


def main() -> None:
    """Measure as the command line says; exit 1 when a query is too slow."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=20_000)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--ask", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    arguments: Any = parser.parse_args()
    if arguments.ask:
        sys.exit(1 if ask(arguments.ask, arguments.rounds) else 0)
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.keep or Path(scratch) / "archive"
        if (folder / "archive.db").exists():
            parser.error(f"{folder} holds an archive already")
        sys.exit(1 if run(folder, arguments.reports, arguments.rounds) else 0)


if __name__ == "__main__":
    main()
