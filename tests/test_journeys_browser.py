"""What readers come for, from the first page to the evidence, by links and forms alone."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from nianbao.site.charts import RATIO
from tests.published import COUNTY, WATER
from tests.test_pages_browser import CHROMIUM, chromium, watched  # noqa: F401
from tests.test_site_browser import site  # noqa: F401

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="the system Chromium is not installed (/usr/bin/chromium)"),
]


@pytest.fixture
def reader(chromium: Browser, site: str) -> Iterator[Page]:  # noqa: F811
    """A reader on the home page, without JavaScript; a fault of any page on the way fails the test."""
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 1366, "height": 900})
    page, faults = watched(context.new_page(), site)
    page.goto(site)
    yield page
    context.close()
    assert faults == []


def test_from_a_search_to_the_number_in_the_original(reader: Page) -> None:
    reader.locator('main form[action$="/search"] input[name="q"]').fill("行政复议")
    reader.get_by_role("button", name="检索").click()
    reader.get_by_role("link", name="澄江县水利局2024年").first.click()
    reader.locator('[data-cell="t3.granted_full.natural_person"] a.value').click()
    marked = reader.frame_locator('iframe[name="source"]').locator(":target")
    marked.wait_for()
    assert marked.inner_text() == "20"
    box, window = marked.bounding_box(), reader.locator('iframe[name="source"]').bounding_box()
    assert box is not None
    assert window is not None
    assert window["y"] <= box["y"] <= window["y"] + window["height"] <= 900


def test_from_the_map_to_the_proof_that_a_report_is_missing(reader: Page) -> None:
    reader.locator(".tiles").get_by_role("link", name="澄州省").click()
    assert reader.locator("h1").inner_text().startswith("澄州省")
    missing = reader.locator('section[aria-labelledby="missing"] li').first
    name = missing.get_by_role("link").first.inner_text()
    missing.locator("summary").click()
    assert missing.get_by_role("link", name="存档页 1").is_visible()
    missing.get_by_role("link").first.click()
    assert name.startswith(reader.locator("h1").inner_text().split("\n")[0])
    year = reader.locator("[id^=y20]:has(.s-not_found)").first
    assert "栏目" in year.inner_text()
    year.get_by_role("link", name="存档页 1").first.click()
    assert "/-/capture/" in reader.url
    for fact in ("读取时间", "sha256", "WARC"):
        assert fact in reader.locator("main").inner_text()


def test_from_an_agency_to_a_comparison_and_the_same_table_as_a_file(reader: Page, site: str, tmp_path: Path) -> None:  # noqa: F811
    reader.goto(f"{site}/agency/{WATER}")
    reader.get_by_role("link", name="与其他机关比较").click()
    reader.get_by_role("searchbox", name="添加机关").fill(COUNTY.split("-")[1])
    reader.get_by_role("button", name="查找").click()
    reader.locator(".picks").get_by_label(COUNTY.split("-")[1]).first.check()
    reader.get_by_role("button", name="并列比较所选").click()
    reader.locator("nav.tabs").get_by_role("link", name="2024", exact=True).click()
    heads = reader.locator("table.data thead th a:not(.quiet)").all_inner_texts()
    assert heads == [WATER.split("-")[1], COUNTY.split("-")[1]]
    shown = {
        row.locator("th").inner_text().split("\n")[0].split(" ")[0]: row.locator("td").all_inner_texts()
        for row in reader.locator("table.data tbody tr").all()[1:]
    }
    with reader.expect_download() as waiting:
        reader.locator(".downloads").get_by_role("link", name="CSV").click()
    waiting.value.save_as(tmp_path / "compare.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "compare.csv").read_text(encoding="utf-8-sig"))))
    assert {row["year"] for row in rows} == {"2024"}
    assert {row["zh"] for row in rows} == set(shown)
    for number, agency in enumerate((WATER, COUNTY)):
        stored = {row["zh"]: as_shown(row["value"], row["unit"]) for row in rows if row["agency_id"] == agency}
        assert {zh: cells[number] for zh, cells in shown.items()} == stored
    assert ["88.6%", "—"] in shown.values()


def test_from_the_trends_to_who_was_late_and_to_the_cell_behind_a_figure(reader: Page, site: str) -> None:  # noqa: F811
    reader.goto(site + "/trends")
    reader.get_by_role("link", name="申请与办理").click()
    reader.get_by_role("link", name="一年分组").click()
    reader.get_by_label("年度 Year").select_option("2024")
    reader.get_by_label("层级 Level").select_option("county")
    reader.get_by_role("button", name="显示").click()
    reader.locator("tbody a.of").first.click()
    reader.locator(".shares").get_by_role("link", name="逾期发布").click()
    assert all("逾期发布" in row for row in reader.locator("tbody tr:not(.total)").all_inner_texts())
    reader.locator(".shares").get_by_role("link", name="各种情况").click()
    figure = reader.locator(
        f'tr:has(a[href^="/r/"]):has-text("{WATER.split("-")[1]}") a[href$="t3.received_new.total"]'
    )
    number = figure.inner_text()
    figure.click()
    marked = reader.locator("main :target a.value")
    assert marked.inner_text() == number == "35"
    marked.click()
    assert reader.frame_locator('iframe[name="source"]').locator(":target").inner_text() == number


def as_shown(value: str, unit: str) -> str:
    """Return a figure of a file as the page writes it."""
    if not value:
        return "—"
    return f"{float(value):.1%}" if unit == RATIO else f"{float(value):,.2f}".rstrip("0").rstrip(".")
