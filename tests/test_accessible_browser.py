"""Every kind of page passes the rules of axe-core, and is no wider than a phone."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from archive.search import report_path
from tests.accessibility import needs_axe, serious_violations
from tests.published import COUNTY, CURRENT, WATER
from tests.test_pages_browser import CHROMIUM, chromium  # noqa: F401
from tests.test_site_browser import PATHS, site  # noqa: F401

MORE = [
    "/agencies?region=990100&level=county&page=2",
    "/trends/by",
    "/trends/agencies?topic=refusals&year=2024",
    "/quality",
    "/compare",
    f"/compare?a={quote(WATER)}&year=2024&topic=requests",
    f"/compliance?status=missing&region={quote('990101')}",
    "/region/990100",
    "/region/110000",
    report_path(COUNTY, 2024),
    f"/-/source/{CURRENT}",
    "/-/capture/cap-column",
    "/search?q=没有这样的字",
    "/search?q=水利局&year=2024",
    "/compare?q=局",
    "/compliance?by=sector&status=late",
    "/archive",
    "/archive/reports",
    "/archive/reports?year=2024&_facet=form",
    "/archive/captures/cap-a",
    "/archive/failed_checks?year=2024",
    "/archive/missing",
    "/search/search?q=复议",
    "/quality?list=doubtful",
    "/quality?list=unread",
    "/nope",
]

ON_A_PHONE = [
    "/",
    "/trends/agencies?year=2024",
    "/search?q=水利局&year=2024",
    "/compliance",
    report_path(WATER, 2024),
    "/archive/reports",
]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="the system Chromium is not installed (/usr/bin/chromium)"),
]


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:  # noqa: F811
    """A page that lets the rules run where our policy admits no script."""
    context = chromium.new_context(bypass_csp=True)
    yield context.new_page()
    context.close()


@needs_axe
@pytest.mark.parametrize("path", [*PATHS, *MORE])
def test_no_serious_violation(page: Page, site: str, path: str) -> None:  # noqa: F811
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(site + path)
    assert serious_violations(page) == []


@needs_axe
@pytest.mark.parametrize("path", ON_A_PHONE)
def test_no_serious_violation_on_a_phone(page: Page, site: str, path: str) -> None:  # noqa: F811
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(site + path)
    assert serious_violations(page) == []


@pytest.mark.parametrize("path", [path for path in MORE if not path.startswith("/-/source/")])
def test_no_page_is_wider_than_a_phone(page: Page, site: str, path: str) -> None:  # noqa: F811
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(site + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
