"""The pages that judge in a real browser: quiet, within the width of a phone, readable, usable by keyboard."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser

from archive.search import report_path
from tests.published import WATER
from tests.site_world import COUNTY_CODE, HOSTILE, site_at
from tests.test_pages_browser import CHROMIUM, chromium, watched  # noqa: F401

PATHS = [
    "/",
    "/regions",
    "/agencies?q=局",
    f"/region/{COUNTY_CODE}",
    "/compliance",
    "/compliance?by=class&sort=-status",
    f"/agency/{quote(WATER, safe='')}",
    f"/agency/{quote(HOSTILE, safe='')}",
    report_path(WATER, 2024),
    "/search?q=复议",
    "/feeds",
    "/quality",
    "/trends?topic=refusals",
    f"/compare?a={quote(WATER)}&a={quote(HOSTILE)}",
    "/methods",
    "/dictionary",
    "/data",
    "/objection",
]
# Text whose contrast with what lies behind it is below 4.5 (3 for large text), by the formula of WCAG 2.
CONTRAST = """() => {
  const channel = v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const parse = c => (c.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => .2126 * channel(r) + .7152 * channel(g) + .0722 * channel(b);
  const behind = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > 0) return c; } return [255, 255, 255]; };
  const faults = [];
  for (const e of document.querySelectorAll('main *, header *, footer *')) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) || !e.getClientRects().length || e.closest('svg')) continue;
    const style = getComputedStyle(e), a = light(parse(style.color)), b = light(behind(e));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05), size = parseFloat(style.fontSize);
    if (ratio < (size >= 24 || size >= 18.6 && style.fontWeight >= 700 ? 3 : 4.5)) faults.push([e.className, e.textContent.slice(0, 20), ratio]);
  }
  return faults;
}"""

AXE = Path(sys.prefix) / "axe" / "node_modules" / "axe-core" / "axe.min.js"
VIOLATIONS = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations
  .map(v => [v.id, v.impact, v.nodes.slice(0, 3).map(n => n.html)])"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="the system Chromium is not installed (/usr/bin/chromium)"),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the archive with every status as a user does; give its address."""
    folder = site_at(tmp_path_factory.mktemp("served"))
    command = [sys.executable, "-m", "nianbao", "serve", "-a", str(folder), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip().rstrip("/")
        finally:
            server.terminate()


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_quiet_readable_and_as_wide_as_a_phone(chromium: Browser, site: str, path: str) -> None:  # noqa: F811
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page, faults = watched(context.new_page(), site)
    response = page.goto(site + path)
    assert response is not None
    assert response.status == 200
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(CONTRAST) == []
    context.close()
    assert faults == []


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed (scripts/axe.sh)")
@pytest.mark.parametrize("path", [path for path in PATHS if path != "/dictionary"])
def test_axe_finds_nothing(chromium: Browser, site: str, path: str) -> None:  # noqa: F811
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    page = context.new_page()
    page.goto(site + path)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate(VIOLATIONS) == []
    context.close()


def test_the_first_key_leads_past_the_navigation(chromium: Browser, site: str) -> None:  # noqa: F811
    page = chromium.new_page()
    page.goto(site + "/compliance")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.close()


def test_from_the_map_to_an_agency_and_its_evidence(chromium: Browser, site: str) -> None:  # noqa: F811
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page, faults = watched(context.new_page(), site)
    page.goto(site)
    page.get_by_role("link", name="澄州省").first.click()
    page.get_by_role("link", name="澄江市").first.click()
    page.get_by_role("link", name="澄江县").first.click()
    page.get_by_role("link", name="澄江县水利局").click()
    assert page.locator("h1").inner_text() == "澄江县水利局"
    page.locator("#y2021 summary").click()
    page.locator("#y2021").get_by_role("link", name="存档页 1").click()
    assert "/-/capture/cap-column" in page.url
    context.close()
    assert faults == []


def test_filters_and_sorting_need_no_script(chromium: Browser, site: str) -> None:  # noqa: F811
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page, faults = watched(context.new_page(), site)
    page.goto(site + "/compliance")
    page.get_by_label("情况 Status").select_option("missing")
    page.get_by_role("button", name="显示").click()
    badges = page.locator(".obligations .badge").all_inner_texts()
    assert badges
    assert all("已核实" in badge for badge in badges)
    page.locator(".obligations").get_by_role("link", name="机关").click()
    names = page.locator(".obligations tbody th").all_inner_texts()
    assert len(names) == len(badges)
    context.close()
    assert faults == []
