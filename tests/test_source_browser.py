"""A number clicked on the page of a report shows its place in the archived file, in every format, in a real browser."""

import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from io import BytesIO

import pytest
from playwright.sync_api import Browser, Locator, Page

from archive.search import report_path
from tests.golden import docx_files, html_pages, ofd_files, pdf_files, scans, sheets, texts
from tests.golden.model import Rendered, random_report
from tests.golden.packages import package
from tests.golden.page_layout import Layout
from tests.golden.page_style import Style, random_style
from tests.golden.printing import Printed
from tests.test_pages_browser import CHROMIUM, chromium, watched
from tests.test_pipeline import ROOT, nianbao

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="the system Chromium is not installed (/usr/bin/chromium)"),
]
__all__ = ["chromium"]
SEEDS = {
    "html": 71,
    "txt": 72,
    "docx": 73,
    "xlsx": 74,
    "ofd": 75,
    "pdf": 76,
    "zip": 77,
    "tiff": 78,
    "xls": 84,
}
"""The tiff is a scan: pictures of the pages. The zip holds a PDF. Other Word files are shown as copies, as docx is: test_views."""

CLICKED = {"zip": 4, "xls": 4}
"""Of a format whose way is that of another few are clicked, of all others twenty."""


@dataclass(frozen=True)
class Written:
    """A document: its bytes, what its cells print, and where the writer put them: page, and hundredths of its sides."""

    data: bytes
    cells: Mapping[str, Printed]
    places: Mapping[str, tuple[int, float, float]]


def available(kind: str) -> bool:
    """Tell whether this machine can write a format."""
    return kind != "tiff" or scans.available()


@cache
def document(kind: str) -> Written:
    """Return the report of a seed in a format."""
    report, rng = random_report(SEEDS[kind], plain=True), random.Random(1)
    if kind in ("pdf", "zip", "tiff"):
        layout = Layout(Style(margin=30, size=10.5, table_size=8, padding=3) if kind == "tiff" else Style())
        pages = layout.report(report)
        data = _pictures(layout) if kind == "tiff" else pdf_files.draw(pages)
        data = package({"年报.pdf": data}) if kind == "zip" else data
        return Written(data, report.cells, _hundredths(layout.places, pages[0].width, pages[0].height))
    if kind == "html":
        written = html_pages.render(report, rng, "clean")
    elif kind == "docx":
        written = docx_files.render(report, rng, "plain")
    else:
        renderers = {"txt": texts.render, "xlsx": sheets.render_xlsx, "xls": sheets.render_xls, "ofd": ofd_files.render}
        written = renderers[kind](report, rng)
    return Written(written.data, written.cells, _placed(kind, written))


def _placed(kind: str, written: Rendered) -> Mapping[str, tuple[int, float, float]]:
    page = Layout(random_style(random.Random(1))).pages[0]
    return _hundredths(written.places, page.width, page.height) if kind == "ofd" else {}


def _hundredths(
    places: Mapping[str, tuple[float, ...]], width: float, height: float
) -> Mapping[str, tuple[int, float, float]]:
    return {key: (int(page), 100 * x / width, 100 * y / height) for key, (page, x, y) in places.items()}


def _pictures(layout: Layout) -> bytes:
    """Return the pages of a layout as a scanner would give them: pictures only."""
    face = next(path for path in scans._SONG if path.is_file())
    pages = [scans.picture(page, 150, face) for page in layout.pages]
    out = BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], dpi=(150, 150), compression="tiff_lzw")
    return out.getvalue()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """Import, extract and serve the documents; give the address, and that of each report by its format."""
    folder = tmp_path_factory.mktemp("formats")
    archive = folder / "archive"
    files = {kind: folder / f"report.{kind}" for kind in SEEDS if available(kind)}
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
    if not available(kind):
        pytest.skip(f"this machine cannot write {kind}")
    site, paths = served
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    page, faults = watched(context.new_page(), site)
    page.goto(site + paths[kind])
    written = document(kind)
    for key in random.Random(2).sample(sorted(written.cells), CLICKED.get(kind, 20)):
        page.locator(f'[data-cell="{key}"] a.value').click()
        target = page.frame_locator('iframe[name="source"]').locator(":target")
        target.wait_for(state="attached")
        assert (target.text_content() or "").strip() == written.cells[key].text
        assert_in_sight(page, target)
        if written.places:
            assert_where_it_was_written(page, target, written.places[key])
    if written.places:
        assert_page_is_drawn(page)
    context.close()
    assert faults == []


def assert_where_it_was_written(page: Page, target: Locator, place: tuple[int, float, float]) -> None:
    """Assert that the mark surrounds the point at which the writer of the file began the text of the cell."""
    number, across, down = place
    frame = page.frame_locator('iframe[name="source"]')
    sheet, box = frame.locator(".page").bounding_box(), target.bounding_box()
    assert sheet is not None
    assert box is not None
    assert frame.locator('nav a[aria-current="page"]').inner_text() == str(number)
    assert 100 * (box["x"] - sheet["x"]) / sheet["width"] < across
    assert across < 100 * (box["x"] + box["width"] - sheet["x"]) / sheet["width"]
    assert 100 * (box["y"] - sheet["y"]) / sheet["height"] < down
    assert down < 100 * (box["y"] + box["height"] - sheet["y"]) / sheet["height"]


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
