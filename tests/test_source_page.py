"""The page of the source: the files of a version as tabs, their pages as pictures drawn from the stored bytes."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from rich.console import Console

from archive.model import Exchange, Provenance
from archive.publish import publish
from archive.search import report_path
from archive.store import Archive
from nianbao.extraction import extract_archive
from nianbao.progress import Reporter
from nianbao.site.report.stored import PAGES
from tests.golden import pdf_files
from tests.golden.model import random_report
from tests.golden.packages import package
from tests.golden.page_layout import Layout
from tests.golden.page_style import Style
from tests.site_client import Get, getter
from tests.test_publish import Tags, rows

SITE = "http://www.example.gov.cn"
REPORT = random_report(81, plain=True)
NOON = datetime(2026, 2, 1, 4, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with a page that has its tables in a PDF within an attached ZIP file, extracted and published."""
    path = tmp_path_factory.mktemp("source")
    archive = Archive.open(path, create=True)
    paragraphs = "".join(f"<p>{heading}</p><p>{''.join(texts)}</p>" for heading, texts in REPORT.parts)
    page = f"<html><body><h1>{REPORT.title}</h1>{paragraphs}</body></html>".encode()
    pdf = package({"年报 一.pdf": pdf_files.draw(Layout(Style()).report(REPORT))})
    run = archive.start_run("crawl", {})
    with archive.writer(run) as writer:
        for minute, (url, body, kind, role, via) in enumerate(
            (
                (f"{SITE}/nb.html", page, "text/html; charset=utf-8", "article", f"{SITE}/list.html"),
                (f"{SITE}/nb.zip", pdf, "application/zip", "attachment", f"{SITE}/nb.html"),
            )
        ):
            at = NOON + timedelta(minutes=minute)
            made = Exchange(url, 200, "OK", [("Content-Type", kind)], body, at, "GET", [], ip="127.0.0.1")
            writer.response(made, Provenance(run["id"], role, portal="example", via_url=via), "ok")
    extract_archive(archive, Reporter(Console(quiet=True)), jobs=1)
    archive.close()
    publish(path)
    return path


@pytest.fixture
def get(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Get:
    monkeypatch.setenv("NIANBAO_ARCHIVE", str(folder))
    return getter(folder)


@pytest.fixture
def report(folder: Path) -> tuple[str, str]:
    """The address of the report, and its version."""
    [(agency, year, version)] = rows(
        folder / "publish" / "archive.db", "SELECT agency_id, year, current_version_id FROM reports"
    )
    return report_path(agency, year), version


def test_the_files_of_a_version_are_rows_with_their_place_among_its_parts(folder: Path) -> None:
    found = rows(
        folder / "archive.db", "SELECT part, position, member, media_type, pages != '[]' FROM version_views ORDER BY 2"
    )
    assert found == [
        ("", 0, "", "text/html", 0),
        (f"{SITE}/nb.zip/年报 一.pdf", 1, "年报 一.pdf", "application/pdf", 1),
    ]


def test_a_number_leads_to_the_box_on_the_page_it_stands_on(get: Get, report: tuple[str, str]) -> None:
    path, version = report
    page = get(path).text
    assert f'src="/-/source/{version}?part=1"' in page
    [link] = re.findall(r'data-cell="t3\.received_new\.total">.*?href="([^"]+)"', page, re.S)
    assert re.fullmatch(rf"/-/source/{version}\?part=1&amp;page=\d#cell-t3\.received_new\.total", link)
    source = get(link.replace("&amp;", "&").partition("#")[0])
    assert source.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    tags = Tags(source.text)
    [box] = [tag for tag in tags.all("a") if tag.get("id") == "cell-t3.received_new.total"]
    assert REPORT.cells["t3.received_new.total"].text in (box["title"] or "")
    assert [
        tag["href"] for tag in tags.all("a") if "page=" not in (tag["href"] or "") and "?" in (tag["href"] or "")
    ] == [
        "?part=0",
        "?part=1",
    ]


def test_the_page_is_drawn_once_and_kept_beside_the_publication(
    get: Get, folder: Path, report: tuple[str, str]
) -> None:
    _, version = report
    response = get(f"/-/page/{version}/1/1")
    assert response.headers["content-type"] == "image/webp"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in response.headers["content-security-policy"]
    assert Image.open(BytesIO(response.content)).width == 1100
    [kept] = (folder / PAGES).iterdir()
    kept.write_bytes(b"RIFF kept")
    assert get(f"/-/page/{version}/1/1").content == b"RIFF kept"
    kept.unlink()


@pytest.mark.parametrize("place", ["0/1", "1/0", "1/99", "2/1", "999/1"])
def test_other_places_have_no_picture(get: Get, report: tuple[str, str], place: str) -> None:
    assert get(f"/-/page/{report[1]}/{place}").status_code == 404


def test_a_publication_without_its_archive_still_shows_what_it_holds(
    folder: Path, report: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIANBAO_ARCHIVE", str(tmp_path))
    get = getter(folder)
    assert get(f"/-/page/{report[1]}/1/1").status_code == 404
    assert get(f"/-/source/{report[1]}?part=1").status_code == 200
    assert REPORT.title in get(f"/-/source/{report[1]}?part=0").text


@pytest.mark.parametrize("query", ["?part=77", "?part=x&page=y", "?page=99999", "?part=1&page=77"])
def test_what_an_address_asks_for_is_bounded(get: Get, report: tuple[str, str], query: str) -> None:
    assert get(f"/-/source/{report[1]}{query}").status_code == 200
