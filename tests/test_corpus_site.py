"""Real documents from import to browser: exact numbers over JSON, two-character search, a click that lands on the evidence."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import sync_playwright

from tests.shared import CORPUS, needs_shared
from tests.test_pages_browser import CHROMIUM, FLAGS
from tests.test_pipeline import ROOT, nianbao

pytestmark = needs_shared

REPORTS = {
    "321322-沭阳县发展和改革局/2023": "shuyang_ndrc_2023",
    "测试市/2025": "hangzhou_city_2025",
    "410400-平顶山市工业和信息化局/2024": "000_e01268050d2f3134",
    "230719-友好区工信局/2024": "001_c2ad7d7c0597c566",
    "411500-信阳市工信局/2023": "003_689b03b0ccd41484",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("real") / "archive"
    for command in (
        ["import", *map(str, sorted((CORPUS / "documents").iterdir())), "-a", str(folder)],
        ["extract", "-a", str(folder)],
        ["publish", "-a", str(folder)],
    ):
        done = nianbao(*command)
        assert done.returncode == 0, done.stderr
    command_line = [sys.executable, "-m", "nianbao", "serve", "-a", str(folder), "--port", "0"]
    with subprocess.Popen(
        command_line, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip().rstrip("/")
        finally:
            server.terminate()


def get(site: str, path: str) -> Any:
    with urllib.request.urlopen(f"{site}{quote(path, safe='/?=&%')}") as response:
        return json.load(response)


def truth(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((CORPUS / "gold" / f"{name}.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("report", sorted(REPORTS))
def test_every_number_is_the_same_over_json(site: str, report: str) -> None:
    agency, year = report.split("/")
    (row,) = get(site, f"/archive/reports.json?agency_id={agency}&year={year}&_shape=objects")["rows"]
    version = row["current_version_id"]
    version = version["value"] if isinstance(version, dict) else version
    numbers: dict[str, Any] = {}
    for table, prefix in (("proactive", "t2"), ("requests", "t3"), ("remedies", "t4")):
        for line in get(site, f"/archive/{table}.json?version_id={version}&_shape=array&_size=max"):
            for column, value in line.items():
                if column not in ("version_id", "row"):
                    key = f"t4.{line['row']}_{column}" if prefix == "t4" else f"{prefix}.{line['row']}.{column}"
                    numbers[key] = value
    wanted = truth(REPORTS[report])["cells"]
    assert {key: numbers[key] for key in wanted} == wanted
    assert {key for key, value in numbers.items() if value is not None} <= set(wanted)


@pytest.mark.parametrize(("query", "agency"), [("沭阳", "321322-沭阳县发展和改革局"), ("工信", "411500-信阳市工信局")])
def test_a_search_for_two_characters_finds_the_reports_of_an_agency(site: str, query: str, agency: str) -> None:
    rows = get(site, f"/archive/reports.json?_search={query}&_shape=objects&_labels=off")["rows"]
    assert agency in {row["agency_id"] for row in rows}
    assert all(query in row["title"] or query in row["agency_id"] for row in rows)


def test_a_search_for_two_characters_finds_the_sections_that_hold_them(site: str) -> None:
    rows = get(site, "/search/documents.json?_search=复议&_shape=objects&_size=max")["rows"]
    assert rows
    assert all("复议" in f"{row['heading']}{row['text']}{row['title']}" for row in rows)


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason="the system Chromium is not installed (/usr/bin/chromium)")
@pytest.mark.parametrize("report", sorted(REPORTS))
def test_a_click_on_a_number_lands_on_its_evidence(site: str, report: str) -> None:
    cells = truth(REPORTS[report])["cells"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{site}/r/{quote(report)}")
        for key in ("t3.received_new.total", "t2.normative_documents.in_force", "t4.review_total"):
            page.locator(f'[data-cell="{key}"] a').first.click()
            target = page.frame_locator("iframe[name=source]").locator(":target")
            target.wait_for()
            assert "".join((target.text_content() or "").split()) == str(cells[key])
            assert target.bounding_box() is not None
        browser.close()
