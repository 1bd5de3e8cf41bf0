"""A number clicked on the page of a report shows its place in the archived file, in every format, in a real browser."""

import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page

from archive.search import report_path
from tests.golden import docx_files, html_pages, ofd_files, pdf_files, sheets, texts
from tests.golden.model import Rendered, random_report
from tests.golden.packages import package
from tests.golden.page_layout import Layout
from tests.golden.page_style import Style
from tests.test_pages_browser import CHROMIUM, chromium, watched
from tests.test_pipeline import ROOT, nianbao

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="the system Chromium is not installed (/usr/bin/chromium)"),
]
__all__ = ["chromium"]
SEEDS = {"html": 71, "txt": 72, "docx": 73, "xlsx": 74, "ofd": 75, "pdf": 76, "zip": 77}
CLICKED = 4


def document(kind: str) -> Rendered:
    """Return the report of a seed in a format; the one in an archive is a PDF."""
    report, rng = random_report(SEEDS[kind], plain=True), random.Random(1)
    if kind in ("pdf", "zip"):
        data = pdf_files.draw(Layout(Style()).report(report))
        data = package({"年报.pdf": data}) if kind == "zip" else data
        return Rendered(data, "", kind, "", report.cells)
    if kind == "html":
        return html_pages.render(report, rng, "clean")
    if kind == "docx":
        return docx_files.render(report, rng, "plain")
    return {"txt": texts.render, "xlsx": sheets.render_xlsx, "ofd": ofd_files.render}[kind](report, rng)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """Import, extract and serve the documents; give the address, and that of each report by its format."""
    folder = tmp_path_factory.mktemp("formats")
    archive = folder / "archive"
    files = {kind: folder / f"report.{kind}" for kind in SEEDS}
    for kind, path in files.items():
        path.write_bytes(document(kind).data)
    for done in (nianbao("import", *files.values(), "-a", archive), nianbao("extract", "-a", archive)):
        assert done.returncode == 0, done.stderr
    with sqlite3.connect(archive / "archive.db") as db:
        found = db.execute(
            "SELECT v.url, r.agency_id, r.year FROM reports r JOIN versions v ON v.id = current_version_id"
        )
        paths = {url.rpartition(".")[2]: report_path(agency, year) for url, agency, year in found}
    command = [sys.executable, "-m", "nianbao", "serve", "-a", str(archive), "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip().rstrip("/"), paths
        finally:
            server.terminate()


@pytest.mark.parametrize("kind", SEEDS)
def test_a_number_leads_to_its_place(chromium: Browser, served: tuple[str, dict[str, str]], kind: str) -> None:
    site, paths = served
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    page, faults = watched(context.new_page(), site)
    page.goto(site + paths[kind])
    cells = document(kind).cells
    for key in random.Random(2).sample(sorted(cells), CLICKED):
        page.locator(f'[data-cell="{key}"] a.value').click()
        target = page.frame_locator('iframe[name="source"]').locator(":target")
        target.wait_for(state="attached")
        assert (target.text_content() or "").strip() == cells[key].text
        assert_in_sight(page, target)
        if kind in ("pdf", "ofd", "zip"):
            assert_page_is_drawn(page)
    context.close()
    assert faults == []


def assert_in_sight(page: Page, target: Locator) -> None:
    box, frame = target.bounding_box(), page.locator('iframe[name="source"]').bounding_box()
    assert box is not None
    assert frame is not None
    assert frame["y"] <= box["y"] <= frame["y"] + frame["height"] - box["height"]
    assert frame["x"] <= box["x"] <= frame["x"] + frame["width"] - box["width"]


def assert_page_is_drawn(page: Page) -> None:
    """Assert that the picture of the page has come; the frame runs no script, so its size must tell."""
    [frame] = [frame for frame in page.frames if "/-/source/" in frame.url]
    picture = frame.locator("img").get_attribute("src")
    assert picture is not None
    response = page.request.get(frame.url.split("/-/")[0] + picture)
    assert response.status == 200
    assert response.headers["content-type"] in ("image/webp", "image/svg+xml")
