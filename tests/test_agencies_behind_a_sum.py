"""The agencies behind a sum: all that owe or report, the sum over their reports, each figure a way to its cell."""

import csv
import io
import json
import re
import sqlite3
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlite_utils import Database

from archive.publish import publish
from nianbao.site.breakdown import breakdown, divided
from nianbao.site.members import PAGE, chosen, counted, rows_of, summed
from nianbao.site.owed import Choice
from nianbao.site.trends import Group, topics, trends
from tests.published import COUNTY, CURRENT, OLDER, WATER, archive_at
from tests.site_client import Get

SILENT, SHARER, PARTNER = "990101-澄江县档案馆", "990200-赤水市工业和信息化局", "990200-赤水市数据局"
AGENCIES = [
    (SHARER, "赤水市工业和信息化局", "990200", "prefecture", "local_department", "industry_it"),
    (PARTNER, "赤水市数据局", "990200", "prefecture", "local_department", "industry_it,data_admin"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A province with a county whose bureau reports, and a city where two bureaus give one report together."""
    path = archive_at(tmp_path_factory.mktemp("members"))
    db = Database(path / "archive.db")
    with db.conn:
        db.conn.executemany(
            "INSERT INTO regions (code, name, level, parent_code) VALUES (?, ?, ?, ?)",
            [
                ("990000", "澄州省", "province", "000000"),
                ("990100", "澄江市", "prefecture", "990000"),
                ("990101", "澄江县", "county", "990100"),
                ("990200", "赤水市", "prefecture", "990000"),
            ],
        )
        db.execute("UPDATE agencies SET level = 'county', class = 'local_department', sector = 'water'")
        db.execute("UPDATE agencies SET class = 'local_government', sector = 'government' WHERE id = ?", [COUNTY])
        db.conn.executemany(
            "INSERT INTO agencies (id, canonical_name, region_code, level, class, sector) VALUES (?, ?, ?, ?, ?, ?)",
            AGENCIES,
        )
        db.conn.executemany(
            "INSERT INTO reports (agency_id, year, title, form, first_seen, current_version_id, versions, quality)"
            " VALUES (?, 2023, '年度报告', 'fmt_2021', '2024-02-03T01:02:03.000000Z', ?, 1, 'clean')",
            [(SHARER, OLDER), (PARTNER, OLDER)],
        )
    db.close()
    publish(path)
    published = sqlite3.connect(path / "publish" / "archive.db")
    with published:
        published.execute("DELETE FROM obligations WHERE agency_id IN (?, ?)", [SHARER, SILENT])
        published.executemany(
            "INSERT INTO obligations (agency_id, year, status, detail, deadline, published_on) VALUES (?, 2023, ?, ?, '2024-01-31', ?)",
            [(SHARER, "late", "late_statutory", "2024-02-11"), (SILENT, "not_obliged", None, None)],
        )
        published.execute("INSERT INTO obligations (agency_id, year, status) VALUES (?, 2024, 'not_found')", [SILENT])
    published.close()
    return path


def listed(db: sqlite3.Connection, choice: Choice, sort: str = "") -> list[str]:
    topic = topics()["requests"]
    ids = chosen(db, topic, choice, sort)
    return [row["agency_id"] for row in rows_of(db, topic, choice.year or 0, ids)]


def test_who_owes_or_reports_is_listed_and_no_other(db: sqlite3.Connection) -> None:
    assert set(listed(db, Choice(2024))) == {WATER, COUNTY, SILENT}
    assert set(listed(db, Choice(2023))) == {WATER, SHARER, PARTNER}
    assert listed(db, Choice(2023, sector="data_admin")) == [PARTNER]
    assert listed(db, Choice(2023, level="prefecture", klass="local_department", status="late")) == [SHARER]
    assert counted(db, Choice(2023, region="990200")) == 2
    assert listed(db, Choice(1999)) == []


@pytest.mark.parametrize("topic", topics())
@pytest.mark.parametrize(
    "group",
    [
        Group(),
        Group("990000", level="prefecture", sector="industry_it"),
        Group("990000", klass="local_department"),
        Group("990100", level="county"),
        Group("990200"),
    ],
)
def test_the_sum_is_that_of_the_summary_tables(db: sqlite3.Connection, topic: str, group: Group) -> None:
    about, fields = topics()[topic], group.chosen()
    expected = trends(db, about, group)
    for row in expected["years"]:
        choice = Choice(row["year"], group.region, fields.get("level"), fields.get("class"), None, fields.get("sector"))
        found = summed(db, about, choice)
        assert found["reports"] == row["reports"]
        assert {figure["name"]: figure["points"][row["year"]] for figure in expected["figures"]} == {
            name: point[:2] for name, point in found.items() if name != "reports"
        }
    assert expected["years"]


def test_a_joint_report_counts_once_and_stands_by_each_agency(db: sqlite3.Connection) -> None:
    choice = Choice(2023, region="990200", sector="industry_it")
    total = summed(db, topics()["requests"], choice)
    assert (total["reports"], total["received_new"][:2]) == (1, (40, 1))
    assert set(listed(db, choice)) == {SHARER, PARTNER}


def test_sorting_puts_what_states_nothing_last(db: sqlite3.Connection) -> None:
    for sort in ("received_new", "-received_new"):
        assert listed(db, Choice(2024), sort)[0] == WATER
    assert listed(db, Choice(2023), "-days_late")[0] == SHARER
    assert listed(db, Choice(2024), "DROP TABLE reports") == sorted([WATER, COUNTY, SILENT])


def test_every_figure_leads_to_its_cell(get: Get) -> None:
    page = get("/trends/agencies?topic=refusals&year=2024").text
    for path, cell in set(re.findall(r'href="(/r/[^"#]+)#c-([^"]+)"', page)):
        assert f'id="c-{cell}"' in get(path).text
    assert re.search(rf'href="/r/{re.escape(quote(WATER, safe=""))}/2024#c-t3.received_new.total">35</a>', page)
    assert '#c-t3.refused_third_party.total">—</a>' in page


def test_a_late_report_says_by_how_many_days(get: Get) -> None:
    page = get("/trends/agencies?year=2023&region=990000&level=prefecture&sector=industry_it").text
    row = page.split("赤水市工业和信息化局</a>")[1].split("</tr>")[0]
    assert "逾期发布" in row
    assert "<td>11</td>" in row
    assert re.search(r"<b>1</b><span class=\"of\">/1</span></span> 100.0%<br>.*?逾期发布", page, re.S)


def test_the_file_is_the_table_of_the_page(get: Get) -> None:
    path = "/trends/agencies{}?topic=refusals&year=2024&sort=agency"
    rows = list(csv.DictReader(io.StringIO(get(path.format(".csv")).text.removeprefix("\ufeff"))))
    found = get(path.format(".json")).json()
    assert [row["agency_id"] for row in rows] == [row["agency_id"] for row in found]
    by_id = {row["agency_id"]: row for row in rows}
    assert (by_id[WATER]["received_new"], by_id[WATER]["refused_total"]) == ("35", "")
    assert by_id[SILENT]["version_id"] == ""
    shown = re.findall(r'name="a" value="([^"]+)"', get(path.format("")).text)
    assert shown == [row["agency_id"] for row in rows]
    assert json.dumps(found).count(CURRENT) == 1
    assert len(shown) <= PAGE


def test_a_division_is_a_link_only_where_something_lies_below(get: Get, db: sqlite3.Connection) -> None:
    assert divided(db, 2024, Group("990000"), ["990100", "990200"]) == {"990100"}
    page = get("/trends/by?year=2023&region=990000").text
    body = page.split("<tbody>")[1]
    assert re.search(r'<th scope="row"><a href="[^"]*region=990100[^"]*">澄江市</a>', body)
    assert '<th scope="row">赤水市</th>' in body
    below = get("/trends/by?year=2023&region=990200").text
    assert "此地区之下没有更下一级的地区" in below
    assert "/trends/agencies?topic=requests&amp;year=2023&amp;region=990200" in below


def test_sectors_are_crossed_with_a_level(db: sqlite3.Connection) -> None:
    topic = topics()["requests"]
    lines = {line.key: line.reports for line in breakdown(db, topic, "sector", 2023, Group(level="prefecture"))}
    assert lines == {"industry_it": 1, "data_admin": 1}
    levels = {line.key for line in breakdown(db, topic, "level", 2023, Group(sector="water"))}
    assert levels == {"county"}
