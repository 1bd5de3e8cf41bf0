"""How long the pages of the site take, asked for in this process: what a reader waits for, queries and templates together."""

import asyncio
import math
import os
import time
from pathlib import Path
from typing import NamedTuple

from benchmarks.site_pages import site_pages
from nianbao.serving import published


class Timing(NamedTuple):
    """How long an address took, in milliseconds: of the processor and on the clock 19 of 20 times, half of the times on the clock,
    and when it was asked for first.
    """

    cpu: float
    p95: float
    median: float
    first: float
    status: int
    path: str


def measure_pages(folder: Path, rounds: int) -> list[Timing]:
    """Return how long every page takes after it was asked for once, the slowest first."""
    os.environ["NIANBAO_ARCHIVE"] = str(folder)
    datasette = published(folder / "publish")

    async def ask() -> list[Timing]:
        await datasette.invoke_startup()
        found = []
        for path in dict.fromkeys(site_pages(folder)):
            times, cpu = [], []
            for _ in range(rounds + 1):
                clock, processor = time.perf_counter(), time.process_time()
                response = await datasette.client.get(path)
                times.append((time.perf_counter() - clock) * 1000)
                cpu.append((time.process_time() - processor) * 1000)
            first, *warm = times
            shares = _share(cpu[1:], 0.95), _share(warm, 0.95), _share(warm, 0.5)
            found.append(Timing(*shares, first, response.status_code, path))
        return found

    return sorted(asyncio.run(ask()), reverse=True)


def _share(times: list[float], share: float) -> float:
    """Return the time within which this share of the answers came."""
    return sorted(times)[max(math.ceil(len(times) * share) - 1, 0)]
