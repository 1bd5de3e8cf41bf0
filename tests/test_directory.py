"""The directory of agencies: filters, pages and files tell the same, always of how many."""

import csv
import io
import re
import sqlite3
from pathlib import Path
from urllib.parse import quote, unquote

import pytest

from nianbao.site.directory import PAGE, Wanted, chosen, found, rows_of
from tests.published import WATER
from tests.site_client import Get
from tests.site_world import BEIJING, BUREAUS, CITY, COUNTY_CODE, HOSTILE, PROVINCE, site_at


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    above = "UPDATE agencies SET parent_id = '990101-澄江县人民政府' WHERE id LIKE '990101-澄江县%局';"
    return site_at(tmp_path_factory.mktemp("directory"), above)


def ids(db: sqlite3.Connection, wanted: Wanted) -> list[str]:
    return [row["agency_id"] for row in rows_of(db, chosen(db, wanted, most=1000), 2024)]


def test_each_filter_takes_its_agencies_and_together_they_narrow(db: sqlite3.Connection) -> None:
    everyone = ids(db, Wanted())
    assert everyone == sorted(everyone)
    assert len(everyone) == found(db, Wanted()) == db.execute("SELECT count(*) FROM agencies").fetchone()[0]
    assert {one[:6] for one in ids(db, Wanted(region=CITY))} == {CITY, COUNTY_CODE, "990102"}
    assert ids(db, Wanted(region="000000")) == everyone
    assert ids(db, Wanted(level="national")) == ["000000-某部"]
    assert HOSTILE in ids(db, Wanted(klass="township"))
    both = Wanted(region=PROVINCE, sector=BUREAUS[0], level="county")
    assert ids(db, both) == [f"{COUNTY_CODE}-澄江县{BUREAUS[0]}局"]
    assert found(db, both) == 1


def test_an_agency_is_found_by_a_former_name_the_shortest_names_first(db: sqlite3.Connection) -> None:
    shown = ids(db, Wanted(name="澄江县水"))
    assert WATER in shown
    assert [len(one) for one in shown] == sorted(len(one) for one in shown)
    assert ids(db, Wanted(name="%")) == []


def test_agencies_below_one_are_told(get: Get, db: sqlite3.Connection) -> None:
    above = "990101-澄江县人民政府"
    below = ids(db, Wanted(above=above))
    assert WATER in below
    page = get(f"/agency/{quote(above, safe='')}").text.split('id="units"')[1].split("</section>")[0]
    assert f'<span class="of">{len(below)}</span>' in page
    listed = get(f"/agencies?above={quote(above)}").text
    assert f"{len(below)}/{found(db, Wanted())}" in listed
    assert "澄江县人民政府</a>" in listed


def test_pages_follow_one_another_and_the_file_holds_all(get: Get, db: sqlite3.Connection) -> None:
    shown: list[str] = []
    pages = -(-found(db, Wanted()) // PAGE)
    assert pages == 2
    for page in range(1, pages + 1):
        body = get(f"/agencies?page={page}").text.split('id="found"')[1]
        shown += [unquote(one) for one in re.findall(r'<th scope="row"><a href="/agency/([^"]+)"', body)]
    rows = list(csv.DictReader(io.StringIO(get("/agencies.csv").text.lstrip("\ufeff"))))
    assert [row["agency_id"] for row in rows] == shown == ids(db, Wanted())
    assert [row["agency_id"] for row in get(f"/agencies.json?region={BEIJING}").json()] == ids(
        db, Wanted(region=BEIJING)
    )
    assert "2 / 2" in get("/agencies?page=999").text


def test_a_row_tells_what_is_held_and_the_status_of_the_year(db: sqlite3.Connection) -> None:
    (row,) = rows_of(db, chosen(db, Wanted(name="澄江县水利局")), 2024)
    assert (row["reports"], row["first_year"], row["last_year"]) == (2, 2023, 2024)
    status, confirmed = db.execute(
        "SELECT status, confirmed FROM obligations WHERE agency_id = ? AND year = 2024", [WATER]
    ).fetchone()
    assert (row["status"], row["confirmed"]) == (status, confirmed)
    (other,) = rows_of(db, chosen(db, Wanted(level="national")), 2024)
    assert (other["reports"], other["first_year"]) == (0, None)


def test_nothing_found_shows_no_table(get: Get) -> None:
    page = get("/agencies?q=无此局&region=990100").text
    assert "没有找到" in page
    assert "<table" not in page
    assert re.search(r'<span class="of">0/\d+</span>', page)


def test_a_name_that_nobody_bears_exactly_offers_those_like_it(get: Get) -> None:
    page = get("/agencies?q=澄江水利局").text
    assert re.search(r'<span class="of">0/\d+</span>', page)
    assert quote(WATER) in page.split("名称相近")[1]
