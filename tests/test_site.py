"""The pages that judge: who published, who did not, always of how many, with the evidence and a way to object."""

import csv
import io
import re
import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml

from archive.publish import publish
from nianbao.site.charts import line_chart, share_bar
from nianbao.site.contact import contact_link
from nianbao.site.obligations import counts, judged_year, total
from nianbao.site.owed import Choice, listed, readings
from nianbao.site.timeline import columns
from nianbao.site.trends import definitions, topics
from nianbao.site.vocabulary import vocabulary, word
from tests.published import PLANTED, WATER
from tests.site_client import Get, getter
from tests.site_world import BEIJING, BUREAUS, CITY, COUNTY_CODE, HOSTILE, PROVINCE, site_at
from tests.test_publish import ROOT, Tags

AGENCY = f"/agency/{quote(WATER, safe='')}"
PATHS = [
    "/",
    "/regions",
    "/regions?year=2021",
    f"/region/{PROVINCE}",
    f"/region/{COUNTY_CODE}",
    "/region/000000",
    "/region/990102",
    "/compliance",
    "/compliance?year=all&by=year",
    "/compliance?by=level&by_sort=-late",
    f"/compliance?region={CITY}&status=missing&sort=-deadline",
    "/compliance?page=2",
    f"/compliance?sector={quote(BUREAUS[0])}&by=class&status=late",
    AGENCY,
    f"/agency/{quote(HOSTILE, safe='')}",
    "/trends",
    f"/trends?topic=refusals&region={COUNTY_CODE}&level=county",
    "/trends?topic=quality&sector=water",
    "/trends?class=local_department&level=county",
    "/trends/agencies",
    f"/trends/agencies?topic=refusals&region={CITY}&level=county&sort=-refusal_rate",
    f"/trends/agencies?sort={quote(PLANTED)}&year=1999",
    "/agencies",
    "/agencies?page=2",
    f"/agencies?region={CITY}&level=county&class=local_department&sector={quote(PLANTED)}",
    f"/agencies?above={quote(PLANTED)}",
    f"/agencies?q={quote('水务局')}",
    f"/agencies?q={quote(PLANTED)}",
    "/compare",
    f"/compare?q={quote('局')}",
    f"/compare?a={quote(WATER)}&a={quote(HOSTILE)}&a=nobody&year=2024",
    "/methods",
    "/dictionary",
    "/data",
    "/feeds",
    "/feeds?region=990100",
    "/objection",
    f"/objection?agency={quote(WATER)}&year=2024",
    f"/compliance?sort={quote(PLANTED)}&by_sort={quote(PLANTED)}",
]
REFUSED = [
    f"/trends/agencies?topic={quote(PLANTED)}&region={quote(PLANTED)}&year=1999",
    f"/compliance?status={quote(PLANTED)}",
    f"/compliance?region={quote(PLANTED)}",
    f"/trends?class={quote(PLANTED)}",
    f"/regions?year={quote(PLANTED)}",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return site_at(tmp_path_factory.mktemp("site"))


@pytest.mark.parametrize(
    ("path", "status"), [*((path, 200) for path in PATHS), *((path, 400) for path in REFUSED)], ids=str
)
def test_pages_run_nothing_and_link_nothing_dangerous(get: Get, path: str, status: int) -> None:
    response = get(path)
    assert response.status_code == status
    assert PLANTED not in response.text
    assert "script-src" not in response.headers["content-security-policy"]
    tags = Tags(response.text)
    assert not tags.all("script")
    for tag, attributes in tags.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "style"], tag
    assert not [a for a in tags.all("a") if (a.get("href") or "").startswith("javascript")]


@pytest.mark.parametrize("path", PATHS)
def test_pages_have_landmarks_headings_and_labels(get: Get, path: str) -> None:
    text = get(path).text
    tags = Tags(text)
    assert [len(tags.all(tag)) for tag in ("main", "h1", "footer")] == [1, 1, 1]
    assert tags.all("html")[0]["lang"] == "zh-CN"
    ids = [attributes["id"] for _, attributes in tags.tags if "id" in attributes]
    assert [name for name, n in Counter(ids).items() if n > 1] == []
    labels = {label.get("for") for label in tags.all("label")}
    fields = [field for tag in ("select", "input") for field in tags.all(tag) if field.get("type") != "hidden"]
    assert {field["id"] for field in fields} <= labels
    assert text.count("<table") == text.count("<caption")
    assert all(th.get("scope") for th in tags.all("th"))
    for attributes in tags.all("section"):
        assert attributes.get("aria-labelledby") in ids


@pytest.mark.parametrize(
    "path", ["/region/111111", "/region/%00", "/agency/nobody", "/agency/没有.json", "/agency/没有此局"]
)
def test_what_is_not_there_is_said(get: Get, path: str) -> None:
    assert get(path).status_code == 404


def test_counts_add_up_at_every_level(db: sqlite3.Connection) -> None:
    groups = list(vocabulary()["group"])
    for year in (2020, 2024):
        whole = total(db, Choice(year))
        for by in ("division", "level", "class"):
            rows = counts(db, Choice(year), by)
            for name in ("due", "published", *groups):
                assert sum(row[name] for row in rows) == whole[name]
        assert whole["due"] == sum(whole[group] for group in groups if group != "outside")


def test_a_division_counts_with_all_below_it(db: sqlite3.Connection) -> None:
    province = total(db, Choice(2024, PROVINCE))
    below = {row["key"]: row for row in counts(db, Choice(2024, PROVINCE), "division")}
    assert set(below) == {PROVINCE, CITY}
    assert below[CITY] == {**total(db, Choice(2024, CITY)), "key": CITY}
    assert province["due"] == below[PROVINCE]["due"] + below[CITY]["due"]
    assert total(db, Choice(2024, BEIJING))["in_time"] == 13


def test_a_sector_is_counted_as_its_agencies_are(db: sqlite3.Connection) -> None:
    for region, year in ((None, 2024), (None, None), (CITY, 2024)):
        for level in (None, "county"):
            chosen = Choice(year, region, level, sector=BUREAUS[0])
            rows = listed(db, chosen, most=100_000)
            whole = total(db, chosen)
            assert {group: whole[group] for group in vocabulary()["group"]} == {
                group: sum(row["grp"] == group for row in rows) for group in vocabulary()["group"]
            }
            for by in ("division", "level", "class", "sector", "year"):
                assert sum(row["due"] for row in counts(db, chosen, by)) == whole["due"]
    assert 0 < total(db, Choice(2024, sector=BUREAUS[0]))["due"] < total(db, Choice(2024))["due"]


def test_an_agency_of_two_sectors_counts_in_both(tmp_path: Path) -> None:
    site_at(tmp_path, f"UPDATE agencies SET sector = '{BUREAUS[0]},forestry' WHERE sector = '{BUREAUS[0]}'")
    with sqlite3.connect(tmp_path / "publish" / "archive.db") as db:
        db.row_factory = sqlite3.Row
        both = [total(db, Choice(2024, sector=sector)) for sector in (BUREAUS[0], "forestry", "fore")]
        lines = {row["key"]: row["due"] for row in counts(db, Choice(2024), "sector")}
    assert lines[BUREAUS[0]] == lines["forestry"] == both[0]["due"]
    assert both[0] == both[1]
    assert both[0]["due"] > both[2]["due"] == 0


def test_counts_by_sector_are_those_of_each_sector(db: sqlite3.Connection) -> None:
    for choice in (Choice(2024), Choice(region=CITY), Choice(2024, level="county", klass="local_department")):
        for row in counts(db, choice, "sector"):
            one = Choice(choice.year, choice.region, choice.level, choice.klass, sector=row["key"])
            assert {**row, "key": None} == {**total(db, one), "key": None}


def test_hostile_sectors_are_words_like_any_other(tmp_path: Path) -> None:
    odd = """["\\],\n{'x'"""
    site_at(tmp_path)
    with sqlite3.connect(tmp_path / "publish" / "archive.db") as db:
        db.row_factory = sqlite3.Row
        db.execute("UPDATE agencies SET sector = ? WHERE id = ?", [odd, HOSTILE])
        keys = {row["key"] for row in counts(db, Choice(2024, region="990102"), "sector")}
    assert keys == {part.strip(" ") for part in odd.split(",")}


def test_levels_and_classes_stand_in_their_order(db: sqlite3.Connection) -> None:
    for by in ("level", "class"):
        keys = [row["key"] for row in counts(db, Choice(2024), by)]
        assert keys == [key for key in vocabulary()[by] if key in keys]


def test_divisions_without_data_are_folded_behind_a_sentence(get: Get) -> None:
    section = get("/regions?year=2024").text.split('id="below"')[1].split("</section>")[0]
    table, _, folded = section.partition("<details>")
    assert f"/region/{PROVINCE}?year=2024" in table
    assert "/region/980000" not in table
    assert re.findall(r'<li><a href="/region/(\d+)', folded) == ["980000"]
    assert "另有 1 个地区没有数据" in folded
    assert "Divisions without data: 1." in folded


def test_no_table_where_no_division_has_data(tmp_path: Path) -> None:
    site_at(tmp_path, "DELETE FROM obligations")
    section = getter(tmp_path)("/regions").text.split('id="below"')[1].split("</section>")[0]
    assert "<table" not in section
    assert "没有数据" in section


def test_trends_lead_to_the_agencies_behind_them(get: Get) -> None:
    for path in ("/trends", "/trends/by"):
        page = get(f"{path}?topic=refusals&region={CITY}&level=county&sector=water").text
        assert re.search(rf'href="/trends/agencies\?[^"]*region={CITY}&amp;level=county&amp;sector=water"', page)
        classes = get(f"{path}?topic=refusals&class=local_department&level=county").text
        assert re.search(r'href="/trends/agencies\?[^"]*class=local_department"', classes)


def test_the_national_level_is_not_the_whole_country(get: Get) -> None:
    page = get("/region/000000?year=2024").text
    assert "某部" in page
    assert re.search(r'<p class="sum">.*?<b>0</b>/1 ', page, re.S)


def test_a_loop_of_divisions_is_no_trap(tmp_path: Path) -> None:
    site_at(tmp_path, f"UPDATE regions SET parent_code = '{COUNTY_CODE}' WHERE code = '{PROVINCE}'")
    get = getter(tmp_path)
    for path in ("/regions", f"/region/{COUNTY_CODE}", "/compliance"):
        assert get(path).status_code == 200


def test_our_own_failures_are_never_counted_as_missing(db: sqlite3.Connection) -> None:
    missing = listed(db, Choice(2024, status="missing"), most=1000)
    assert missing
    assert {(row["status"], row["confirmed"]) for row in missing} == {("not_found", 1)}
    unjudged = {row["status"] for row in listed(db, Choice(2024, status="unjudged"), most=1000)}
    assert unjudged == {"blocked", "unreachable", "not_crawled", "not_found"}
    assert all(not row["confirmed"] for row in listed(db, Choice(2024, status="unjudged"), most=1000))


def test_the_download_is_the_table_that_is_shown(get: Get) -> None:
    query = f"?year=2024&region={PROVINCE}&sort=-agency"
    shown = []
    for page in (1, 2):
        body = get(f"/compliance{query}&page={page}").text.split('id="agencies"')[1]
        shown += re.findall(r'<th scope="row"><a href="(/agency/[^"#]+)#y2024', body)
    rows = get(f"/compliance.json{query}").json()
    assert [f"/agency/{quote(row['agency_id'], safe='')}" for row in rows] == shown
    file = get(f"/compliance.csv{query}")
    assert file.headers["content-type"].startswith("text/csv")
    read = list(csv.DictReader(io.StringIO(file.text.lstrip("\ufeff"))))
    assert [row["agency_id"] for row in read] == [row["agency_id"] for row in rows]
    assert read[0]["status"] == rows[0]["status"]


def test_the_counts_that_are_downloaded_are_those_shown(get: Get) -> None:
    page = get("/compliance?year=2024&by=level&by_sort=late").text
    shown = re.findall(r"level=(\w+)\">", page.split('id="counts"')[1].split("</tbody>")[0])
    assert [row["key"] for row in get("/compliance/counts.json?year=2024&by=level&by_sort=late").json()] == shown
    read = csv.DictReader(
        io.StringIO(get("/compliance/counts.csv?year=2024&by=level&by_sort=late").text.lstrip("\ufeff"))
    )
    assert [row["key"] for row in read] == shown


def test_trends_stand_on_the_reports_that_state_every_number(get: Get) -> None:
    rows = {(row["name"], row["year"]): row for row in get("/trends.json?topic=requests").json()}
    received = rows["received_new", 2024]
    assert (received["value"], received["n"], received["reports"]) == (35, 1, 2)
    assert rows["received_new", 2023]["value"] == 40
    page = get("/trends?topic=requests").text
    table = page.split('id="table"')[1].split("</table>")[0]
    cells = re.findall(r"<td>([^<]+)<br><span class=\"of\">([\d,]+)/([\d,]+)</span>", table)
    years = sorted({year for _, year in rows})
    assert [cell[1:] for cell in cells[: len(years)]] == [
        (str(rows["received_new", year]["n"]), str(rows["received_new", year]["reports"])) for year in years
    ]
    read = csv.DictReader(io.StringIO(get("/trends.csv?topic=requests").text.lstrip("\ufeff")))
    assert [(row["name"], int(row["year"])) for row in read] == list(rows)
    # One ground of refusal is text in 2024: neither the ground nor any rate over the grounds is stated.
    refused = {(row["name"], row["year"]): row for row in get("/trends.json?topic=refusals").json()}
    assert refused["refused_third_party", 2024]["value"] is None
    assert refused["refused_total", 2024]["value"] is None
    shares = {(row["name"], row["year"]): row for row in get("/trends.json?topic=grounds").json()}
    assert shares["ground_share_third_party", 2024]["n"] == 0


def test_trends_of_one_class_leave_the_others_out(get: Get) -> None:
    def received(query: str) -> dict[int, tuple[object, ...]]:
        rows = get(f"/trends.json?topic=requests{query}").json()
        return {row["year"]: (row["value"], row["reports"]) for row in rows if row["name"] == "received_new"}

    assert received("&class=local_department")[2024] == (35, 2)
    assert received("&class=township").get(2024, (None, 0)) == (None, 0)
    assert received("&level=county")[2023] == (40, 1)
    assert received("&class=local_department&level=province") == received("&class=local_department")


def test_every_figure_of_a_topic_is_defined(db: sqlite3.Connection) -> None:
    for topic in topics().values():
        names = (*topic.measures, *topic.indicators)
        assert list(definitions(db, names)) == list(names)


def test_agencies_stand_side_by_side(get: Get) -> None:
    county = "990101-澄江县人民政府"
    query = f"?a={quote(WATER)}&a={quote(county)}&topic=requests&year=2024"
    rows = {(row["name"], row["agency_id"]): row["value"] for row in get(f"/compare.json{query}").json()}
    assert rows["received_new", WATER] == 35
    assert rows["received_new", county] is None
    page = get(f"/compare{query}").text
    assert re.search(r"Requests received in the year</span></th><td><a [^>]+>35</a></td><td>—</td>", page)
    assert page.count("<svg") > 1
    many = "&".join(f"a={quote(f'{COUNTY_CODE}-澄江县{bureau}局')}" for bureau in BUREAUS)
    assert len({row["agency_id"] for row in get(f"/compare.json?{many}").json()}) == 5


def test_a_spreadsheet_runs_nothing_of_a_download(tmp_path: Path) -> None:
    site_at(tmp_path, f"UPDATE agencies SET canonical_name = '=1+1' WHERE id = '{HOSTILE}'")
    rows = csv.DictReader(io.StringIO(getter(tmp_path)("/compliance.csv?region=990102").text.lstrip("\ufeff")))
    assert {row["agency"] for row in rows} == {"'=1+1"}


def test_an_absence_that_is_not_confirmed_looks_like_none(get: Get) -> None:
    for path in ("/compliance?year=2024&status=not_found", f"/region/{CITY}"):
        mark = r'class="(?:badge|mini) s-(\w+)"[^>]*><span class="dot" aria-hidden="true">○</span>(.*?)</(?:a|td)>'
        marks = re.findall(mark, get(path).text, re.S)
        assert {"待核实" in words for _, words in marks} == {True, False}
        for key, words in marks:
            assert (key == "unknown") == ("待核实" in words)


def test_readings_that_are_none_are_left_out() -> None:
    assert readings(None) == readings("{") == readings("3") == readings('["x"]') == []
    assert readings('[{"url": "u", "pages": 3}, {"pages": ["a", 1]}]') == [{"url": "u", "pages": []}, {"pages": ["a"]}]


def test_each_status_has_its_evidence_and_a_way_to_object(get: Get) -> None:
    page = get("/compliance?year=2024&status=missing").text
    assert "/-/capture/cap-column" in page
    assert "2026-03-03 09:02" in page
    assert "/objection?agency=" in page
    assert "未见" in page


def test_the_page_of_an_agency_shows_gaps_as_gaps(get: Get) -> None:
    page = get(AGENCY).text
    years = re.findall(r'<li id="y(\d+)"( class="gap")?>', page)
    assert [int(year) for year, _ in years] == [2024, 2023, 2022, 2021, 2020]
    assert [bool(gap) for _, gap in years] == [False, False, True, True, True]
    assert "澄江县水务局" in page
    assert "3 carried out, 5 carried in" in page
    shown = page.split('id="y2021"')[1].split("</li>")[0]
    assert shown.index("名册载明") < shown.index("设有本机关年报栏目")
    found = get(f"{AGENCY}.json").json()
    assert found["figures"]["received"] == [[2020, None], [2021, None], [2022, None], [2023, 40], [2024, 35]]
    assert found["counted"]["due"] + found["counted"].get("outside", 0) == 5
    assert found["counted"]["held"] == 2
    # One line of the refusals is text: no sum is stated, which is not zero.
    assert dict(map(tuple, found["figures"]["refused"]))[2024] is None
    rows = list(csv.DictReader(io.StringIO(get(f"{AGENCY}.csv").text.lstrip("\ufeff"))))
    assert [row["received"] for row in rows] == ["35", "40", "", "", ""]


def test_an_agency_is_found_by_its_present_and_former_names(get: Get) -> None:
    found = get("/agencies?q=澄江县水").text.split('id="found"')[1]
    assert AGENCY in found
    assert f"/agency/{quote('990101-澄江县水务局', safe='')}" in found
    assert "没有找到" in get("/agencies?q=无此局").text


def test_a_tile_without_data_is_not_zero(get: Get) -> None:
    page = get("/").text
    tiles = re.findall(r'<a class="tile(?: partial)? (\w+)"(?: href="/region/(\d+)[^>]*)?[^>]*><b>([^<]+)</b>', page)
    by_code = {code: tone for tone, code, _ in tiles}
    assert by_code[BEIJING] == "tone4"
    assert by_code[PROVINCE] == "tone0"
    assert ("nodata", "", "黑龙江") in tiles
    assert len([code for _, code, _ in tiles if code not in (PROVINCE, "000000")]) == 34


def test_the_home_page_accuses_only_where_it_is_confirmed(get: Get, db: sqlite3.Connection) -> None:
    section = get("/").text.split('id="missing"')[1].split("</section>")[0]
    named = re.findall(r'href="/agency/([^"#]+)#y2024"', section)
    confirmed = {quote(row["agency_id"], safe="") for row in listed(db, Choice(2024, status="missing"), most=1000)}
    assert named
    assert set(named) <= confirmed
    # The absence speaks of the day the list was last read, not of the day of publication.
    assert "截至 2026-03-03 未见" in section


def test_an_empty_archive_has_all_pages(tmp_path: Path) -> None:
    from sqlite_utils import Database

    from archive.schema import migrate

    empty = Database(tmp_path / "archive.db")
    migrate(empty)
    empty.close()
    publish(tmp_path)
    get = getter(tmp_path)
    for path in ("/", "/regions", "/compliance", "/methods", "/dictionary", "/data", "/objection", "/compliance.csv"):
        assert get(path).status_code == 200
    assert "名册" in get("/regions").text


def test_bulk_files_are_offered_where_they_were_exported(tmp_path: Path) -> None:
    site_at(tmp_path)
    assert "nianbao export" in getter(tmp_path)("/data").text
    exports = tmp_path / "publish" / "exports" / "parquet"
    exports.mkdir(parents=True)
    (exports / "reports-2024.parquet").write_bytes(b"PAR1")
    (exports / "secret").symlink_to(tmp_path / "archive.db")
    get = getter(tmp_path)
    page = get("/data").text
    assert "secret" not in page
    [link] = [a["href"] for a in Tags(page).all("a") if (a.get("href") or "").startswith("/exports/")]
    assert get(str(link)).content == b"PAR1"
    assert get("/exports/parquet/secret").status_code == 404


def test_the_dictionary_tells_every_column(get: Get, db: sqlite3.Connection) -> None:
    page = get("/dictionary").text
    for table in ("reports", "obligations", "requests", "cross_checks"):
        section = page.split(f'id="{table}"')[1].split("</section>")[0]
        columns = [row["name"] for row in db.execute("SELECT name FROM pragma_table_info(?)", [table])]
        assert re.findall(r'<th scope="row"><code>(\w+)</code>', section) == columns


def test_every_status_of_the_contract_has_words() -> None:
    statuses = "not_due on_time late published_date_unknown not_found removed unreadable blocked unreachable not_crawled not_obliged"
    for status in statuses.split():
        assert word("status", status).zh != status
        assert word("status", status).mark
    assert word("status", "new_one").en == "new_one"


def test_every_sector_of_the_register_has_words() -> None:
    departments = yaml.safe_load((ROOT / "archive" / "agencies" / "departments.yaml").read_text(encoding="utf-8"))
    assert [key for key in departments["sectors"] if key not in vocabulary()["sector"]] == []


def test_the_year_shown_first_is_one_that_was_judged(tmp_path: Path) -> None:
    site_at(
        tmp_path,
        "UPDATE obligations SET status = 'not_crawled' WHERE year = 2024;"
        "UPDATE obligations SET status = 'not_due' WHERE year = 2023 AND rowid % 8;",
    )
    with sqlite3.connect(tmp_path / "publish" / "archive.db") as connection:
        assert judged_year(connection) == 2022


def test_a_chart_breaks_where_a_value_is_missing() -> None:
    chart = line_chart([(2020, 3), (2021, None), (2022, 5), (2023, 0)], PLANTED, "title")
    assert chart.count('class="stroke"') == 1
    assert chart.count('class="gap"') == 1
    assert "2021: —" in chart
    assert PLANTED not in chart
    assert line_chart([], "", "") == ""


def test_a_chart_of_negative_values_hangs_from_zero() -> None:
    chart = line_chart([(2020, -10), (2021, -5)], "", "", "天")
    [axis] = re.findall(r'class="axis"[^>]* y1="([\d.]+)"', chart)
    dots = [float(y) for y in re.findall(r'<circle [^>]*cy="([\d.]+)"', chart)]
    assert dots[0] > dots[1] > float(axis)


def test_of_many_years_a_chart_writes_the_telling_values() -> None:
    chart = line_chart(
        [(year, value) for year, value in zip(range(2008, 2025), [5, 9, *[3] * 14, 4], strict=True)], "", ""
    )
    assert re.findall(r'class="value"[^>]*>(\d+)', chart) == ["5", "9", "4"]
    assert len(re.findall("<circle", chart)) == 17
    assert ">08</text>" in chart


def test_a_bar_of_nothing_is_no_bar_of_zero() -> None:
    assert 'class="share nodata"' in share_bar([], 0)
    assert "<rect" not in share_bar([("late", 0)], 4)
    assert 'width="25.000%"' in share_bar([("late", 1)], 4)


@pytest.mark.parametrize(
    ("contact", "link"),
    [
        ("a@b.example", "mailto:a@b.example"),
        ("https://b.example/x", "https://b.example/x"),
        ("javascript:alert(1)", None),
        ('https://b.example/"><script>', None),
        ("电话 1", None),
        (None, None),
    ],
)
def test_only_safe_contacts_are_linked(contact: str | None, link: str | None) -> None:
    assert contact_link(contact) == link


def test_a_division_names_the_missing_below_it_with_evidence(get: Get, db: sqlite3.Connection) -> None:
    section = get(f"/region/{PROVINCE}?year=2024").text.split('id="missing"')[1].split("</section>")[0]
    choice = Choice(2024, PROVINCE, status="missing")
    assert f"{total(db, choice)['missing']}/{total(db, choice)['due']}" in section
    first = listed(db, choice, most=1)[0]
    assert f'href="/agency/{quote(first["agency_id"], safe="")}#y2024"' in section
    assert 'href="/-/capture/cap-column"' in section
    assert 'id="missing"' not in get(f"/region/{BEIJING}?year=2024").text


def test_the_home_page_tells_what_it_is_then_searches_then_maps(get: Get) -> None:
    page = get("/").text
    places = [
        page.index(mark)
        for mark in (
            "standfirst",
            'id="q"',
            'class="asof"',
            'id="map"',
            'id="coverage"',
            'id="newest"',
            'id="changed"',
            'id="missing"',
        )
    ]
    assert places == sorted(places)


def test_checks_of_an_agency_stand_by_rule_and_hints_are_no_faults(get: Get) -> None:
    section = get(AGENCY).text.split('id="checks"')[1].split("</section>")[0]
    across = section.split('id="cross"')[1]
    assert across.count('class="ruling"') == 1
    assert 'class="ruling fault"' not in across
    assert re.search(r"<b>2024</b> 1 处不符", across)
    assert "3 ≠ 5" in across


def test_an_agency_tells_since_when_it_is_judged_so_and_how_before(get: Get) -> None:
    year = get(AGENCY).text.split('id="y2024"')[1].split('id="y2023"')[0]
    assert "自 2026-04-20 起" in year
    assert year.index("2026-03-01 判定时尚非如此") < year.index("首次判定")
    before = year.split("自 2026-03-01 起")[1]
    assert "当时未见" in before
    assert 'href="/-/capture/cap-column"' in before
    assert "历次判定" not in get(AGENCY).text.split('id="y2021"')[1].split('id="y2020"')[0]
    told = get(f"{AGENCY}.json").json()["years"][0]["history"]
    assert [(row["since"][:10], row["status"]) for row in told] == [
        ("2026-04-20", "on_time"),
        ("2026-03-01", "not_found"),
    ]


def test_an_agency_names_its_list_pages_with_their_last_reading() -> None:
    def year(*readings: dict[str, Any]) -> dict[str, Any]:
        return {"duty": {"checked": list(readings)}}

    first = {"url": "http://127.0.0.1:9/a/", "read_at": "2026-01-02T00:00:00.000000Z", "complete": True}
    later = {**first, "read_at": "2026-02-02T00:00:00.000000Z", "complete": False}
    other = {"url": "http://127.0.0.1:9/b/", "read_at": "2026-01-05T00:00:00.000000Z"}
    assert columns([year(first, other), year(later), {"duty": None}]) == [later, other]


def test_the_home_page_names_each_report_that_disagrees_once(tmp_path: Path) -> None:
    fail = "INSERT INTO checks SELECT version_id, rule || 'x', operand, 'mandated', 'fail', 1, 2, message, message_en, cells FROM checks"
    site_at(tmp_path, f"{fail};")
    found = re.findall(
        r'href="(/r/[^"]+)#checks">[^<]+</a>\s*<span class="tag flagged">(\d+) 处', getter(tmp_path)("/").text
    )
    assert found
    assert len(found) == len(dict(found))
    assert (
        sum(int(n) for _, n in found)
        == sqlite3.connect(tmp_path / "publish" / "archive.db")
        .execute("SELECT failed_checks FROM summary_holdings")
        .fetchone()[0]
    )


def test_shared_text_stands_by_year_with_the_closest_peer_first(tmp_path: Path) -> None:
    peer = "INSERT INTO similarities (agency_id, year, kind, other_agency_id, other_year, rate, shared, shingles, passages) VALUES"
    rows = ", ".join(
        f"('{WATER}', 2024, 'peer', '990101-澄江县{one}局', 2024, 0.{9 - n}, 9, 10, '[]')"
        for n, one in enumerate(BUREAUS[:3])
    )
    site_at(tmp_path, f"{peer} {rows};")
    section = getter(tmp_path)(AGENCY).text.split('id="similar"')[1].split("</section>")[0]
    seen, _, folded = section.partition("<details>")
    assert [one in seen for one in ("83%", f"{BUREAUS[0]}局", f"{BUREAUS[1]}局")] == [True, True, False]
    assert "另有 2 个同级同类机关" in folded
    assert folded.index(f"{BUREAUS[1]}局") < folded.index(f"{BUREAUS[2]}局")
