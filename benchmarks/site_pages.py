"""Every kind of page of the site, asked for in this process: what a reader waits for, queries and templates together."""

import asyncio
import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import yaml

from benchmarks.site_queries import SAMPLES, SITE, parameters
from nianbao.serving import published

REGIONS = ("000000", "900000", "900100", "900101")
FIXED = (
    "/",
    "/regions",
    "/methods",
    "/dictionary",
    "/data",
    "/compliance",
    "/compliance?year=2023&by=level",
    "/compliance?status=late&sort=published_on",
    "/compliance/counts.json?year=2024",
    "/compliance.csv?year=2024&region=900100",
    "/feeds",
    "/feeds/late.atom",
    "/feeds/changed.json",
    "/feeds/900000/missing.json",
    "/quality",
    "/trends",
    "/trends/by?by=sector",
    "/trends?topic=refusals&region=900000",
    "/trends.json?region=900100&sector=education",
    "/trends/by?region=900000",
    "/agencies?q=教育局",
    "/objection",
    "/search?q=复议",
    "/search?q=信息公开&year=2024&level=county",
    "/archive/report_list?year=2024",
    "/archive/report_summary",
    "/archive/report_summary?year=2024&_sort_desc=received_new",
    "/archive/obligations?year=2024&status=late",
    "/archive/summary_late?year=2024",
    "/archive/indicators_by_region.json?indicator=grant_rate&year=2024",
    "/archive/totals.json?grouping=region&region_code=900000&measure=received_new",
    "/archive/indicators?indicator=grant_rate&year=2024",
    "/archive/checks?status=fail",
    "/archive/captures",
)


def site_pages(folder: Path) -> Iterator[str]:
    """Yield the addresses of pages, with values of this archive."""
    yield from FIXED
    for code in REGIONS[1:]:
        yield f"/region/{code}"
        yield f"/compliance?region={code}"
        yield f"/search?q=复议&region={code}"
    yield from canned_queries()
    with sqlite3.connect(folder / "publish" / "archive.db") as db:
        reports = db.execute(
            "SELECT r.agency_id, r.current_version_id, p.capture_id FROM reports r"
            " JOIN version_parts p ON p.version_id = r.current_version_id WHERE r.year = 2024 GROUP BY r.agency_id LIMIT 3"
        ).fetchall()
    for agency, version, capture in reports:
        yield f"/agency/{quote(agency)}"
        yield f"/agency/{quote(agency)}.json"
        yield f"/r/{quote(agency)}/2024"
        yield f"/r/{quote(agency)}/2024.json"
        yield f"/-/source/{version}"
        yield f"/-/capture/{quote(capture)}"
    chosen = "&".join(f"a={quote(agency)}" for agency, _, _ in reports)
    yield f"/compare?{chosen}"
    yield f"/compare.json?{chosen}"


def canned_queries() -> Iterator[str]:
    """Yield the address of every canned query of the metadata as JSON, with values for its parameters."""
    metadata = yaml.safe_load((SITE / "metadata.yaml").read_text(encoding="utf-8"))
    for database, told in metadata["databases"].items():
        for name, query in told["queries"].items():
            asked = {key: SAMPLES[key][0] for key in parameters(query["sql"]) if key in SAMPLES}
            yield f"/{database}/{name}.json?{urlencode(asked)}"


def measure_pages(folder: Path, rounds: int) -> list[tuple[float, int, str]]:
    """Return the least milliseconds, status and address of every page, the slowest first."""
    os.environ["NIANBAO_ARCHIVE"] = str(folder)
    datasette = published(folder / "publish")

    async def ask() -> list[tuple[float, int, str]]:
        await datasette.invoke_startup()
        found = []
        for path in site_pages(folder):
            times = []
            for _ in range(rounds + 1):
                begun = time.perf_counter()
                response = await datasette.client.get(path)
                times.append((time.perf_counter() - begun) * 1000)
            found.append((min(times[1:]), response.status_code, path))
        return found

    return sorted(asyncio.run(ask()), reverse=True)
