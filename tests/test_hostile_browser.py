"""Hostile content in a real browser: every kind of page, table, feed and file is opened, and nothing of it runs or calls out."""

import csv
import io
import re
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from archive.exports.bulk import export_tables
from archive.exports.dictionary import Dictionary
from archive.search import report_path
from nianbao.cells import cell_columns
from nianbao.serving import CONFIGURATION
from tests.hostile_world import hostile_site_at
from tests.published import CURRENT, WATER
from tests.site_world import COUNTY_CODE, HOSTILE
from tests.test_pages_browser import CHROMIUM, chromium, watched  # noqa: F401

STARTS = [
    "/",
    f"/agency/{quote(HOSTILE, safe='')}",
    f"/agency/{quote(WATER, safe='')}",
    report_path(WATER, 2024),
    f"/region/{COUNTY_CODE}",
    f"/-/source/{CURRENT}",
    "/-/capture/cap-column",
    "/search?q=复议",
    f"/compare?a={quote(WATER)}&a={quote(HOSTILE)}",
    "/archive",
    "/search",
]
MOST = 160
# Not opened: bytes that are not in this archive, tables of figures and of our own words alone, whole databases.
PASSED_OVER = re.compile(
    r"/-/raw/|/\w+\.db|/archive/\w+\.json|/archive/(indicator|total|summary_(outcomes|years|facets|holdings|statuses)|definitions|grants|ranking"
    r"|outcomes|remedies|proactive|requests|statistics|statuses|region_ancestry|refusal|newest|late|missing|runs)(?!.*csv)"
)
FILES = (".csv", ".json", ".atom", ".bib")
# Attributes that lead somewhere by another scheme than that of the web.
LEADING = """() => [...document.querySelectorAll('*')].flatMap(e => [...e.attributes]
  .filter(a => /^(xlink:)?href$|^src$|action$|^srcdoc$|^on/i.test(a.name))
  .filter(a => /^on|srcdoc/i.test(a.name) || !/^(https?:|data:image|[^:]*$|[^:]*[/?#])/i.test(a.value.trim()))
  .map(a => e.tagName + ' ' + a.name + '=' + a.value.slice(0, 80)))"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="the system Chromium is not installed (/usr/bin/chromium)"),
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile_site_at(tmp_path_factory.mktemp("served"))


@pytest.fixture(scope="module")
def site(archive: Path) -> Iterator[str]:
    """Serve the hostile archive as a user does; give its address."""
    command = [sys.executable, "-m", "nianbao", "serve", "-a", str(archive), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip().rstrip("/")
        finally:
            server.terminate()


def kind_of(path: str) -> tuple[str, ...]:
    """Return what addresses of one kind have in common: the path without names and numbers, the fields of the query."""
    parts = urlsplit(path)
    steps = unquote(parts.path).split("/")
    if steps[1] in ("agency", "r", "region", "feeds") or steps[1] == "-":
        steps = [*steps[:-1], re.sub(r".*?(\.[a-z]+)?$", r"*\1", steps[-1], count=1)]
        steps = ["*" if re.search(r"\d{6}|[^\x00-\x7f]", step) else step for step in steps]
    elif len(steps) > 3:
        steps = [*steps[:3], "*"]
    fields = sorted({field.split("=")[0] for field in parts.query.split("&")}) if steps[1] != "archive" else []
    return ("/".join(steps), *fields)


def test_nothing_runs_and_nothing_leads_away_wherever_a_reader_goes(chromium: Browser, site: str) -> None:  # noqa: F811
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page, faults = watched(context.new_page(), site)
    seen: set[tuple[str, ...]] = set()
    waiting, opened = deque(STARTS), 0
    while waiting and opened < MOST:
        path = waiting.popleft()
        if kind_of(path) in seen or PASSED_OVER.match(path):
            continue
        seen.add(kind_of(path))
        opened += 1
        if urlsplit(path).path.endswith(FILES):
            _look_at_file(page, site, path, faults)
            continue
        waiting.extend(_look_at_page(page, site, path, faults))
    context.close()
    assert faults == []
    assert not waiting or opened == MOST
    assert {"/agency/*", "/r/*/*", "/region/*", "/archive/reports", "/feeds/*.atom"} <= {kind[0] for kind in seen}


def _look_at_page(page: Page, site: str, path: str, faults: list[str]) -> list[str]:
    """Open a page, note what is wrong with it, return the paths of this site that it links."""
    response = page.goto(site + path)
    assert response is not None
    found = [*page.evaluate(LEADING)]
    if response.status != 200:
        found.append(f"status {response.status}")
    if page.url.split("#")[0] != response.url.split("#")[0]:
        found.append(f"led to {page.url}")
    if not path.startswith(("/archive", "/search/")) and page.locator("script").count():
        found.append("a script stands in the page")
    faults.extend(f"{path}: {fault}" for fault in found)
    links = page.evaluate(
        "[...document.querySelectorAll('a[href], link[rel=alternate], iframe[src]')].map(e => e.href || e.src)"
    )
    return [link.removeprefix(site).split("#")[0] for link in links if link.startswith(f"{site}/")]


def _look_at_file(page: Page, site: str, path: str, faults: list[str]) -> None:
    response = page.request.get(site + path)
    kind = response.headers["content-type"]
    if response.status != 200:
        faults.append(f"{path}: status {response.status}")
    if "html" in kind or response.headers.get("x-content-type-options") != "nosniff":
        faults.append(f"{path}: {kind}, nosniff {response.headers.get('x-content-type-options')}")
    if path.split("?")[0].endswith(".csv"):
        faults.extend(f"{path}: {cell}" for cell in formulas(response.text().lstrip("\ufeff")))


def formulas(text: str) -> list[str]:
    """Return the cells of a CSV file that a spreadsheet would run; a negative number is none."""
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    return [cell[:60] for cell in cells if re.match(r"\s*[=@+]|\s*-(?![\d.]+$)|[\t\r]", cell) and len(cell) > 1]


def test_no_formula_in_any_exported_file(archive: Path, tmp_path: Path) -> None:
    export_tables(
        archive / "publish" / "archive.db",
        tmp_path / "out",
        "datapackage",
        Dictionary.load(CONFIGURATION / "metadata.yaml"),
        cell_columns(),
    )
    files = sorted((tmp_path / "out").rglob("*.csv"))
    assert len(files) > 10
    assert any("HYPERLINK" in file.read_text(encoding="utf-8") for file in files)
    assert {
        file.name: formulas(file.read_text(encoding="utf-8"))
        for file in files
        if formulas(file.read_text(encoding="utf-8"))
    } == {}
