"""Comparing agencies: choosing them without a script, what a table says, and its file."""

import re
import sqlite3
from pathlib import Path
from urllib.parse import quote

import pytest

from nianbao.site.comparing import examples
from tests.published import COUNTY, WATER
from tests.site_client import Get
from tests.site_world import COUNTY_CODE, site_at
from tests.test_publish import Tags

PEERS = [f"{COUNTY_CODE}-澄江县{bureau}局" for bureau in ("教育", "民政", "财政", "交通", "审计", "统计")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return site_at(
        tmp_path_factory.mktemp("compare"),
        f"UPDATE agencies SET sector = 'water' WHERE id IN ('{WATER}', '{COUNTY}');"
        f"UPDATE obligations SET status = 'late', detail = 'late_statutory', deadline = '2025-01-31', published_on = '2025-02-05'"
        f" WHERE agency_id = '{WATER}' AND year = 2024;"
        "INSERT OR REPLACE INTO requests (version_id, row, total) VALUES ('cccccccccccccccccccc', 'received_new', 12);",
    )


def query(*agencies: str) -> str:
    return "&".join(f"a={quote(agency)}" for agency in agencies)


def test_an_empty_comparison_offers_agencies_that_are_alike(get: Get, folder: Path) -> None:
    with sqlite3.connect(folder / "publish" / "archive.db") as db:
        db.row_factory = sqlite3.Row
        [example] = examples(db)
    assert [agency["id"] for agency in example["agencies"]] == [WATER, COUNTY]
    assert [word.key for word in example["words"]] == ["county", "water"]
    page = get("/compare").text
    [link] = re.findall(r'href="(/compare\?a=[^"]+)"', page.split('id="examples"')[1])
    shown = get(link.replace("&amp;", "&")).text
    assert "澄江县水利局" in shown
    assert "澄江县人民政府" in shown


def test_agencies_are_ticked_among_those_found(get: Get) -> None:
    page = get(f"/compare?q={quote('澄江县')}&{query(WATER)}&topic=remedies").text
    form = page.split('id="found"')[1].split("</form>")[0]
    fields = Tags(form).all("input")
    kept = [field["value"] for field in fields if field["type"] == "hidden"]
    offered = [field["value"] for field in fields if field["type"] == "checkbox"]
    assert kept[:2] == [WATER, "remedies"]
    assert COUNTY in offered
    assert WATER not in offered
    assert "没有找到" in get("/compare?q=无此局").text


def test_five_are_shown_and_what_is_left_out_is_said(get: Get) -> None:
    page = get(f"/compare?{query(*PEERS)}").text
    assert "只列前五个" in page
    assert 'id="q"' not in page
    assert "有 1 个机关不在本档案中" in get(f"/compare?{query(WATER, 'nobody')}").text
    assert "再添一个" in get(f"/compare?{query(WATER)}").text


def test_the_table_says_how_late_and_leads_to_the_cells(get: Get) -> None:
    page = get(f"/compare?{query(WATER, PEERS[0])}&year=2024&topic=requests").text
    assert "晚 5 天" in page
    assert "没有收录报告" in page
    assert f'href="/r/{quote(WATER, safe="")}/2024#c-t3.received_new.total">35</a>' in page
    assert f"{quote(PEERS[0], safe='')}/2024#c-" not in page
    rows = get(f"/compare.json?{query(WATER, PEERS[0])}&year=2024&topic=requests").json()
    assert {(row["agency_id"], row["days_late"]) for row in rows} >= {(WATER, 5)}


def test_the_year_shown_first_is_one_that_all_report(get: Get) -> None:
    rows = get(f"/compare.json?{query(WATER)}").json()
    assert {row["year"] for row in rows} == {2024}
    both = get(f"/compare.json?{query(WATER, COUNTY)}").json()
    assert {row["year"] for row in both} == {2024}
