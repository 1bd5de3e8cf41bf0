"""The pages in a real browser: a number leads to its place in the archived source; nothing runs, nothing calls out."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request, sync_playwright

from archive.search import report_path
from tests.published import COUNTY, WATER, archive_at

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATHS = [
    "/",
    "/search?q=复议&section=1",
    "/quality",
    "/trends/by?by=class",
    report_path(WATER, 2024),
    report_path(COUNTY, 2024),
    "/nope",
]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="the system Chromium is not installed (/usr/bin/chromium)"),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the small archive as a user does; give its address."""
    folder = archive_at(tmp_path_factory.mktemp("served"))
    command = [sys.executable, "-m", "nianbao", "serve", "-a", str(folder), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip().rstrip("/")
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(params=[True, False], ids=["with-javascript", "without-javascript"])
def page(chromium: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A wide page that fails the test on a console error, a dialog or a request to another host."""
    context = chromium.new_context(java_script_enabled=request.param, viewport={"width": 1440, "height": 900})
    opened, faults = watched(context.new_page(), site)
    yield opened
    context.close()
    assert faults == []


def watched(page: Page, site: str) -> tuple[Page, list[str]]:
    faults: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            faults.append(message.text)

    def dismiss(dialog: Dialog) -> None:
        faults.append(dialog.message)
        dialog.dismiss()

    def note(request: Request) -> None:
        if not request.url.startswith(f"{site}/"):
            faults.append(request.url)

    page.on("console", hear)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", dismiss)
    page.on("request", note)
    return page, faults


@pytest.mark.parametrize(
    ("cell", "raw"),
    [
        ("t3.received_new.natural_person", "31"),
        ("t2.normative_documents.issued", "22（其中修订16件）"),
        ("t4.review_total", "3"),
        ("t3.granted_partial.legal_other", "1O"),
        ("t2.regulations.in_force", ""),
        ("t3.refused_third_party.total", "7<script>alert(1)</script>"),
    ],
)
def test_a_number_leads_to_its_evidence(page: Page, site: str, cell: str, raw: str) -> None:
    page.goto(site + report_path(WATER, 2024))
    page.locator(f'[data-cell="{cell}"] a.value').click()
    frame = page.frame_locator('iframe[name="source"]')
    target = frame.locator(":target")
    target.wait_for(state="attached")
    assert target.inner_text() == raw
    assert frame.locator("tr", has=frame.locator(":target")).locator("td").first.inner_text() == cell


def test_one_number_after_another(page: Page, site: str) -> None:
    page.goto(site + report_path(WATER, 2024))
    for cell, raw in (("t3.received_new.total", "35"), ("t3.granted_full.natural_person", "20")):
        page.locator(f'[data-cell="{cell}"] a.value').click()
        target = page.frame_locator('iframe[name="source"]').locator(":target", has_text=raw)
        target.wait_for()
        box, frame = target.bounding_box(), page.locator('iframe[name="source"]').bounding_box()
        assert box is not None
        assert frame is not None
        assert frame["y"] <= box["y"] <= frame["y"] + frame["height"]


def test_a_flagged_cell_leads_to_its_check(page: Page, site: str) -> None:
    page.goto(site + report_path(WATER, 2024))
    page.locator('[data-cell="t3.received_new.total"] a.flag').click()
    assert "总计印为 35" in page.locator("li:target").inner_text()


def test_searching_from_the_home_page_finds_a_report(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_label("检索报告文字").fill("复议")
    page.get_by_role("button", name="检索").click()
    page.get_by_role("link", name="澄江县水利局2024年").first.click()
    page.wait_for_url("**/r/**")
    assert "澄江县水利局2024年" in page.locator("h1").inner_text()


@pytest.mark.parametrize("path", PATHS[:-1])
def test_pages_load_without_a_fault(page: Page, site: str, path: str) -> None:
    response = page.goto(site + path)
    assert response is not None
    assert response.status == 200


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("width", [390, 768, 1440])
def test_no_page_scrolls_sideways(chromium: Browser, site: str, path: str, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 844})
    page = context.new_page()
    page.goto(site + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_on_a_phone_the_source_is_in_sight_of_the_number(chromium: Browser, site: str) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page, faults = watched(context.new_page(), site)
    page.goto(site + report_path(WATER, 2024))
    page.locator('[data-cell="t3.received_new.natural_person"] a.value').click()
    target = page.frame_locator('iframe[name="source"]').locator(":target")
    target.wait_for()
    box = target.bounding_box()
    assert box is not None
    assert 0 <= box["y"] <= 844 - box["height"]
    context.close()
    assert faults == []
