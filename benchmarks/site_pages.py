"""The address of every kind of page of the site, with values of an archive."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import yaml
from datasette.utils import tilde_encode

from benchmarks.site_queries import REGIONS, SAMPLES, SITE, parameters

FIXED = (
    "/",
    "/regions",
    "/methods",
    "/dictionary",
    "/data",
    "/compliance",
    "/compliance?year=2023&by=level",
    "/compliance?status=late&sort=published_on",
    "/compliance?year=2024&region=900000&sector=industry_it&level=prefecture",
    "/compliance/counts.json?year=2024",
    "/compliance.csv?year=2024&region=900100",
    "/feeds",
    "/feeds/late.atom",
    "/feeds/changed.json",
    "/feeds/900000/missing.json",
    "/quality",
    "/trends",
    "/trends/by?by=sector",
    "/trends/by?by=agency&region=900000&sector=industry_it&level=prefecture",
    "/trends/by.json?by=division",
    "/trends?topic=refusals&region=900000",
    "/trends?topic=refusals&region=900000&sector=industry_it&level=prefecture",
    "/trends.json?region=900100&sector=education",
    "/trends/by?region=900000",
    "/agencies",
    "/trends/agencies?topic=refusals&region=900000&level=prefecture&sector=education",
    "/trends/agencies",
    "/agencies?q=教育局",
    "/agencies?q=局&page=40",
    "/agencies?region=900000&level=county&sector=education",
    "/agencies.csv?region=900100",
    "/agencies?q=工信局",
    "/agencies.json?region=900000&level=prefecture&sector=industry_it",
    "/compliance.json?year=2024&region=900100",
    "/quality.csv",
    "/trends/agencies.json?topic=refusals&region=900000&level=prefecture&sector=industry_it",
    "/objection",
    "/search?q=复议",
    "/search?q=信息公开&year=2024&level=county",
    "/archive",
    "/archive/report_list?year=2024",
    "/archive/report_summary?year=2024&_sort_desc=received_new",
    "/archive/report_summary?_facet=sector&_facet=level&_facet=year&_facet=status",
    "/archive/report_summary.json?sector=industry_it&year=2024&level=prefecture",
    "/archive/obligations?year=2024&status=late",
    "/archive/summary_late?year=2024",
    "/archive/indicators_by_region.json?indicator=grant_rate&year=2024",
    "/archive/totals.json?grouping=region&region_code=900000&measure=received_new",
    "/archive/indicators?indicator=grant_rate&year=2024",
    "/archive/checks?status=fail",
    "/search/documents",
    "/search/documents?_search=复议",
)
ONE_OF_EACH_FORMAT = (
    "SELECT r.agency_id, r.year, r.current_version_id, p.capture_id, v.media_type, w.pages != '[]' FROM reports r"
    " JOIN versions v ON v.id = r.current_version_id JOIN version_parts p ON p.version_id = v.id"
    " LEFT JOIN version_views w ON w.version_id = v.id GROUP BY v.media_type, w.version_id IS NULL"
)
REVISED = "SELECT agency_id, year FROM changes WHERE kind = 'revised' LIMIT 1"
COMPARED = "SELECT agency_id FROM reports WHERE year = 2024 GROUP BY agency_id LIMIT 3"


def site_pages(folder: Path) -> Iterator[str]:
    """Yield the addresses of pages, with values of this archive."""
    yield from FIXED
    for code in REGIONS[1:]:
        yield f"/region/{code}"
        yield f"/compliance?region={code}"
        yield f"/search?q=复议&region={code}"
    yield from canned_queries()
    with closing(sqlite3.connect(folder / "publish" / "archive.db")) as db:
        for row in db.execute(ONE_OF_EACH_FORMAT):
            yield from _report_pages(*row)
        for agency, year in db.execute(REVISED):
            yield f"/r/{quote(agency)}/{year}"
        chosen = "&".join(f"a={quote(agency)}" for (agency,) in db.execute(COMPARED))
        yield f"/compare?{chosen}"
        yield f"/compare.json?{chosen}"
        yield from _tables(db)


def _report_pages(agency: str, year: int, version: str, capture: str, _: str, drawn: int | None) -> Iterator[str]:
    """Yield the pages of a report; `drawn` tells that pictures of its pages are shown."""
    yield f"/agency/{quote(agency)}"
    yield f"/agency/{quote(agency)}.json"
    yield f"/r/{quote(agency)}/{year}"
    yield f"/r/{quote(agency)}/{year}.json"
    yield f"/-/source/{version}"
    yield f"/-/capture/{quote(capture)}"
    yield f"/-/raw/{quote(capture)}"
    if drawn:
        yield f"/-/page/{version}/0/1"


def canned_queries() -> Iterator[str]:
    """Yield the address of every canned query of the metadata as JSON, with values for its parameters."""
    for database, told in _metadata()["databases"].items():
        for name, query in told["queries"].items():
            asked = {key: SAMPLES[key][0] for key in parameters(query["sql"]) if key in SAMPLES}
            yield f"/{database}/{name}.json?{urlencode(asked)}"


def _tables(db: sqlite3.Connection) -> Iterator[str]:
    """Yield Datasette's own page of every table that is shown, and the page of one of its rows."""
    for table, told in _metadata()["databases"]["archive"]["tables"].items():
        if told.get("hidden"):
            continue
        yield f"/archive/{table}"
        keys = [
            name for key, name in db.execute("SELECT pk, name FROM pragma_table_info(?) WHERE pk ORDER BY pk", [table])
        ]
        chosen = ", ".join(f"[{key}]" for key in keys)
        row = db.execute(f"SELECT {chosen} FROM [{table}]").fetchone() if keys else None  # noqa: S608 (names of our schema)
        if row:
            yield f"/archive/{table}/{','.join(tilde_encode(str(value)) for value in row)}"


def _metadata() -> Any:
    return yaml.safe_load((SITE / "metadata.yaml").read_text(encoding="utf-8"))
