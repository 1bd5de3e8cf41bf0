"""The search page: filters narrow what is found, counts stop where they get dear, every page leads to the next."""

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlite_utils import Database

from archive.publish import publish
from nianbao.site import searching
from tests.published import COUNTY, PLANTED, WATER, archive_at
from tests.site_client import Get
from tests.test_publish import Tags


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published archive whose agencies stand in a division and a field of work."""
    path = archive_at(tmp_path_factory.mktemp("search"))
    db = Database(path / "archive.db")
    db.execute(
        "INSERT INTO regions (code, name, level, parent_code) VALUES ('990100', '澄江市', 'prefecture', '000000')"
    )
    db.execute("INSERT INTO regions (code, name, level, parent_code) VALUES ('990101', '澄江县', 'county', '990100')")
    db.execute(
        "UPDATE agencies SET level = 'county', class = 'local_department', sector = 'water,agriculture' WHERE id = ?",
        [WATER],
    )
    db.execute("UPDATE agencies SET level = 'county', class = 'local_government' WHERE id = ?", [COUNTY])
    db.conn.commit()
    db.close()
    publish(path)
    return path


def found(get: Get, query: str) -> tuple[int, list[str]]:
    """Return the count that the page states, and the addresses of what it lists."""
    page = get(f"/search?{query}").text
    count = re.search(r'role="status">([\d,]+)\+?', page)
    assert count
    return int(count[1].replace(",", "")), re.findall(r'<h3><a href="([^"]+)"', page)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("q=复议", 2),
        ("q=复议&year=2024", 1),
        ("q=复议&section=1", 2),
        ("q=复议&section=5", 0),
        ("q=澄江&section=0", 3),
        ("q=澄江&class=local_government", 1),
        ("q=澄江&sector=water", 2),
        ("q=澄江&sector=agriculture&year=2023", 1),
        ("q=澄江&region=990100", 3),
        ("q=澄江&region=990101&level=county", 3),
        ("q=澄江&region=000000", 3),
        ("q=澄江&level=province", 0),
    ],
)
def test_filters_narrow_what_is_found(get: Get, query: str, count: int) -> None:
    number, places = found(get, query)
    assert number == len(places) == count


def test_the_form_offers_what_there_is_and_keeps_what_was_chosen(get: Get) -> None:
    tags = Tags(get("/search?q=澄江&region=990100&sector=water").text)
    options = tags.all("option")
    values = [option.get("value") for option in options]
    assert {"990100", "990101", "water", "agriculture", "local_government", "county", "2023"} <= set(values)
    assert "education" not in values
    assert {option["value"] for option in options if "selected" in option} == {"", "990100", "water"}


def test_counts_stop_and_pages_follow(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "PAGE", 1)
    seen = []
    path = "/search?q=澄江"
    while path:
        tags = Tags(get(path).text.split('class="hits"')[1]).all("a")
        seen += [tag["href"] for tag in tags if re.match(r"/r/.*\d{4}$", tag.get("href") or "")]
        following = [tag["href"] for tag in tags if tag.get("rel") == "next"]
        path = f"/search{following[0]}" if following else ""
    assert len(seen) == len(set(seen)) == 3


@pytest.mark.parametrize("query", ["q=复议", "q=澄江", "q=澄江&year=2024", "q=澄江&region=990100&section=0"])
def test_each_count_of_a_filter_is_what_it_finds(get: Get, query: str) -> None:
    fields = re.findall(r'<select id="(\w+)".*?</select>', get(f"/search?{query}").text, re.S)
    page = get(f"/search?{query}").text
    counted = 0
    for field in fields:
        options = page.split(f'<select id="{field}"')[1].split("</select>")[0]
        for value, n in re.findall(r'<option value="([^"]+)"[^>]*>[^<]* · (\d+)</option>', options):
            changed = re.sub(rf"&{field}=[^&]*", "", query) + f"&{field}={quote(value)}"
            assert found(get, changed)[0] == int(n), (field, value)
            counted += 1
    assert counted >= 5


def test_beyond_what_is_counted_filters_bear_no_counts(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "MOST", 2)
    assert find_tallies(get("/search?q=澄江").text) == []
    assert find_tallies(get("/search?q=复议").text) != []


def find_tallies(page: str) -> list[str]:
    return re.findall(r"<option[^>]*>[^<]* · (\d+)</option>", page)


def test_the_name_of_an_agency_leads_to_it_first(get: Get) -> None:
    for query in ("水利局", "澄江县 水利局"):
        page = get(f"/search?q={quote(query)}").text
        assert page.index('id="agencies"') < page.index('id="texts"')
        section = page.split('id="agencies"')[1].split("</section>")[0]
        assert f"/agency/{quote(WATER, safe='')}" in section
        assert re.findall(r">(\d{4})</a>", section) == ["2024", "2023"]
    assert 'id="agencies"' not in get("/search?q=复议").text
    assert 'id="agencies"' not in get("/search?q=水").text


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("工信", ["industry_it"]),
        ("工信局", ["industry_it"]),
        ("发改委", ["development_reform"]),
        ("人社", ["human_resources"]),
        ("卫健", ["health"]),
        ("复议", []),
        ("信", []),
        (".*", []),
        ("工业和信息化发展", []),
    ],
)
def test_what_people_call_a_sector_leads_to_it(get: Get, text: str, keys: list[str]) -> None:
    assert [sector.key for sector in searching.sectors_meant(text)] == keys
    page = get(f"/search?q={quote(text)}").text
    assert re.findall(r'href="/agencies\?sector=(\w+)"', page) == keys


def test_a_search_that_finds_nothing_says_what_does(get: Get) -> None:
    page = get("/search?q=行政复议没有这样&year=2024&level=county").text
    empty = page.split('class="empty"')[1].split("</div>")[0]
    assert "/search?q=" in empty
    instead = re.findall(r'<a href="\?q=([^&"]+)[^"]*">[^<]+</a> <span class="of">(\d+)', empty)
    assert instead
    for text, n in instead:
        assert found(get, f"q={text}&year=2024&level=county")[0] == int(n) > 0
    assert "/agencies?q=" in empty


def test_filters_are_open_only_when_one_is_set_and_each_can_go(get: Get) -> None:
    assert '<details class="narrow">' in get("/search?q=澄江").text
    page = get("/search?q=澄江&year=2024&sector=water").text
    assert '<details class="narrow" open>' in page
    chips = page.split('class="chips"')[1].split("</ul>")[0]
    queries = [query.replace("&amp;", "&") for query in re.findall(r'href="\?([^"]+)"', chips)]
    assert queries == [f"q={quote('澄江')}&sector=water", f"q={quote('澄江')}&year=2024"]


def test_what_is_typed_is_never_run(get: Get) -> None:
    for query in (PLANTED, '" OR "', "year:2024", "NEAR(a b)", "*", "a" * 500):
        response = get(f"/search?q={quote(query)}&before=x")
        assert response.status_code == 200
        assert PLANTED not in response.text
    for field in ("year", "region", "level", "sector"):
        refused = get(f"/search?q=澄江&{field}={quote(PLANTED)}")
        assert refused.status_code == 400
        assert PLANTED not in refused.text


def test_a_line_of_the_form_leads_to_its_figures(get: Get) -> None:
    page = get("/search?q=信访").text
    line = re.search(r'href="/trends\?topic=outcomes#(f-not_processed_petition)"', page)
    assert line
    assert "/trends/agencies?topic=outcomes" in page
    assert "f-" not in get("/search?q=信访&before=1").text.split('class="search"')[1]
    assert "表格中的这一项" not in get("/search?q=访").text


def test_an_agency_is_found_though_a_character_of_its_name_was_left_out(get: Get) -> None:
    section = get("/search?q=澄江水利局").text.split('id="agencies"')[1].split("</section>")[0]
    assert quote(WATER) in section
    assert 'id="agencies"' not in get("/search?q=利水江澄").text
    assert 'id="agencies"' not in get("/search?q=%25%25%25").text
