"""The page of quality: what disagrees and what we could not read, counted of how many reports and listed in pages."""

import csv
import html
import io
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from jinja2 import Environment
from sqlite_utils import Database

from archive.publish import publish
from archive.search import report_path
from nianbao.site import quality
from tests.published import COUNTY, CURRENT, PLANTED, WATER, archive_at
from tests.site_client import Get
from tests.test_publish import Tags

PATHS = [
    *(f"/quality?list={name}" for name in quality.LISTS),
    f"/quality?list=checks&year=2024&rule={quote(PLANTED)}&page=9",
    "/quality?page=-1",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published archive in which copies of a report disagree and a document could not be read."""
    path = archive_at(tmp_path_factory.mktemp("quality"))
    db = Database(path / "archive.db")
    issue = {"stage": "extract", "version_id": CURRENT, "message": f"the page and a.pdf differ {PLANTED}"}
    db.table("issues").insert({**issue, "id": "i2", "code": "copies_disagree"})
    db.table("extractions").insert(
        {
            "capture_id": "cap-column",
            "sha256": "d" * 64,
            "extractor": "0.1.0+test",
            "outcome": "unreadable",
            "reason": f"broken {PLANTED}",
        }
    )
    db.conn.commit()
    db.close()
    publish(path)
    return path


def rows_of(text: str) -> list[dict[str, Any]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize("path", PATHS)
def test_pages_run_nothing_and_trust_nothing(get: Get, path: str) -> None:
    response = get(path)
    assert response.status_code == 200
    assert PLANTED not in response.text
    tags = Tags(response.text)
    assert not tags.all("script")
    assert not [name for _, attributes in tags.tags for name in attributes if name == "style" or name.startswith("on")]
    assert len(tags.all("h1")) == 1
    assert all(heading.get("scope") for heading in tags.all("th"))


def test_figures_that_disagree_are_counted_of_the_reports_held(get: Get, db: sqlite3.Connection) -> None:
    [row] = quality.rules(db, "checks", None)
    assert (row["rule"], row["findings"], row["reports"]) == ("T3.R1", 1, 1)
    assert quality.held(db, None) == 3
    assert quality.rules(db, "checks", 2023) == []
    page = get("/quality").text
    assert report_path(WATER, 2024) in page
    assert '<b>1</b><span class="of">/3</span>' in page
    assert report_path(WATER, 2024) not in get("/quality?rule=T3.C1").text
    [finding] = rows_of(get("/quality.csv?list=checks&rule=T3.R1").text)
    assert (finding["agency_id"], finding["year"]) == (WATER, "2024")
    assert "总计印为 35" in finding["message"]


def test_copies_that_disagree(get: Get, db: sqlite3.Connection) -> None:
    [row] = quality.rules(db, "copies", 2024)
    assert (row["rule"], row["findings"], row["reports"]) == ("copies_disagree", 1, 1)
    assert "the page and a.pdf differ" in get("/quality?list=copies").text


def test_what_we_could_not_read_says_that_it_is_ours(get: Get, db: sqlite3.Connection) -> None:
    page = get("/quality?list=unread").text
    assert "与机关所填无关" in page
    assert "/-/capture/cap-column" in page
    assert report_path(COUNTY, 2024) in page
    assert len(rows_of(get("/quality.csv?list=unread").text)) == len(quality.listed(db, "unread", None, None)) == 2


def test_lists_go_on_page_by_page(db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quality, "PAGE", 1)
    first, *more = quality.listed(db, "unread", None, None)
    assert len(more) == 1
    assert quality.listed(db, "unread", None, None, first=1) == more
    assert first != more[0]


@pytest.mark.parametrize(
    ("n", "total", "shown"),
    [(0, 3, "0.0%"), (1, 20001, "<0.1%"), (20000, 20001, ">99.9%"), (3, 3, "100.0%"), (1, 3, "33.3%"), (0, 0, "—")],
)
def test_a_share_is_nothing_or_all_only_where_it_is(n: int, total: int, shown: str) -> None:
    parts = (Path(__file__).resolve().parent.parent / "datasette/templates/_parts.html").read_text(encoding="utf-8")
    macro = next(line for line in parts.splitlines() if line.startswith("{% macro percent("))
    told = Environment(autoescape=True).from_string(macro + "{{ percent(n, total) }}").render(n=n, total=total)
    assert html.unescape(told) == shown
