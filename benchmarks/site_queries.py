"""Every query behind the site: the canned ones of the metadata, those of the pages, and the facets of the tables."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import yaml

from archive.search_index import register
from nianbao.site import agencies
from nianbao.site.obligations import counts
from nianbao.site.owed import Choice, listed
from nianbao.site.trends import Group, compared, topics, trends

MOST_MS = 100
"""No query of the site may take longer, in milliseconds."""

SITE = Path(__file__).resolve().parent.parent / "datasette"
REGIONS = ("000000", "900000", "900100", "900101")
SAMPLES: dict[str, tuple[str, ...]] = {
    "year": ("2024", "", "2020"),
    "region": (*REGIONS, ""),
    "indicator": ("grant_rate", "table_quality"),
    "level": ("", "county"),
    "sector": ("", "education"),
    "class": ("", "local_department"),
    "section": ("", "5"),
    "q": ("复议", "环", "信息公开", "教育局 不予公开"),
}
FACET = "SELECT {0} AS value, count(*) AS count FROM {1} GROUP BY {0} ORDER BY count DESC, value LIMIT 31"
Run = Callable[[sqlite3.Connection], object]


def site_queries(folder: Path) -> Iterator[tuple[str, str, Run]]:
    """Yield the name of each query with its values, the file it asks, and what runs it."""
    metadata = yaml.safe_load((SITE / "metadata.yaml").read_text(encoding="utf-8"))
    for database, told in metadata["databases"].items():
        for name, query in told["queries"].items():
            for values in _values(query["sql"], folder):
                yield f"{name} {' '.join(map(repr, values.values()))}", f"{database}.db", _asked(query["sql"], values)
        for table, described in told["tables"].items():
            for facet in described.get("facets", []):
                yield f"facet {table}.{facet}", f"{database}.db", _asked(FACET.format(facet, table), {})
    yield "home page", "archive.db", _plugin("home").load
    agency = _agency(folder)
    yield "report page", "archive.db", lambda db: _plugin("report").load(db, agency, 2024, None)
    yield "agency page", "archive.db", lambda db: agencies.agency(db, agency)
    for region in REGIONS:
        choice = Choice(2024, region)
        yield f"counts by division {region}", "archive.db", lambda db, choice=choice: counts(db, choice, "division")
        yield f"agencies chosen {region}", "archive.db", lambda db, choice=choice: listed(db, choice, "-published_on")
        group = Group(region, level="county")
        yield f"trends {region}", "archive.db", lambda db, group=group: trends(db, topics()["refusals"], group)
    yield "agencies by name", "archive.db", lambda db: agencies.named(db, "教育局")
    yield "agencies compared", "archive.db", lambda db: compared(db, topics()["requests"], [agency])


def parameters(sql: str) -> list[str]:
    """Return the names of the parameters of a query."""
    return list(dict.fromkeys(re.findall(r"(?<!:):([a-z]+)", sql)))


def _values(sql: str, folder: Path) -> Iterator[dict[str, str]]:
    """Yield sample values for the parameters of a query: the first samples, then each other sample in turn."""
    names = parameters(sql)
    samples = {name: SAMPLES.get(name) or (_agency(folder),) for name in names}
    usual = {name: values[0] for name, values in samples.items()}
    yield usual
    for name, values in samples.items():
        for value in values[1:]:
            yield usual | {name: value}


def _asked(sql: str, values: dict[str, str]) -> Run:
    def ask(db: sqlite3.Connection) -> object:
        register(db)
        return db.execute(sql, values).fetchall()

    return ask


def _agency(folder: Path) -> str:
    with sqlite3.connect(folder / "publish" / "archive.db") as db:
        [found] = db.execute("SELECT agency_id FROM reports WHERE year = 2024 ORDER BY agency_id LIMIT 1").fetchone()
    return str(found)


def _plugin(name: str) -> Any:
    spec = spec_from_file_location(f"site_{name}", SITE / "plugins" / f"{name}.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(name)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
