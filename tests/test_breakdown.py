"""One year side by side: sums are those of the reports, files those of the page, sorting keeps what states nothing last."""

import csv
import io
import re
import sqlite3
from pathlib import Path
from urllib.parse import parse_qs, quote

import pytest
from sqlite_utils import Database

from archive.publish import publish
from nianbao.site.breakdown import Line, breakdown, ordered, whole, years
from nianbao.site.trends import Group, topics, trends
from tests.published import COUNTY, CURRENT, PLANTED, WATER, archive_at
from tests.site_client import Get
from tests.test_publish import Tags

PATHS = [
    "/trends/by",
    "/trends/by?by=class&topic=refusals&year=2023",
    "/trends/by?region=990100&sort=-grant_rate",
    f"/trends/by?sort={quote(PLANTED)}",
    "/trends/by?year=1999",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published archive whose agencies stand in divisions, classes and sectors."""
    path = archive_at(tmp_path_factory.mktemp("breakdown"))
    db = Database(path / "archive.db")
    db.execute(
        "INSERT INTO regions (code, name, level, parent_code) VALUES ('990100', ?, 'prefecture', '000000'),"
        " ('990101', '澄江县', 'county', '990100')",
        [f"澄江市{PLANTED}"],
    )
    db.execute("UPDATE agencies SET level = 'county', class = 'local_department', sector = 'water'")
    db.execute("UPDATE agencies SET class = 'local_government', sector = 'government' WHERE id = ?", [COUNTY])
    db.conn.commit()
    db.close()
    publish(path)
    return path


@pytest.mark.parametrize("path", PATHS)
def test_pages_run_nothing_and_trust_nothing(get: Get, path: str) -> None:
    response = get(path)
    assert response.status_code == 200
    assert PLANTED not in response.text
    tags = Tags(response.text)
    assert not tags.all("script")
    assert not [name for _, attributes in tags.tags for name in attributes if name == "style" or name.startswith("on")]
    assert all(heading.get("scope") for heading in tags.all("th"))


def test_lines_hold_the_reports_of_their_group(db: sqlite3.Connection) -> None:
    topic = topics()["requests"]
    assert years(db) == [2024, 2023]
    by = {
        way: {line.key: line for line in breakdown(db, topic, way, 2024, Group())}
        for way in ("region", "class", "level", "sector")
    }
    assert {way: set(lines) for way, lines in by.items()} == {
        "region": {"990100"},
        "class": {"local_department", "local_government"},
        "level": {"county"},
        "sector": {"water", "government"},
    }
    water, government = by["class"]["local_department"], by["class"]["local_government"]
    assert (water.reports, water.points["received_new"]) == (1, (35, 1))
    assert (government.reports, government.points["received_new"]) == (1, (None, 0))
    assert by["region"]["990100"].points["received_new"] == (35, 1)
    assert by["region"]["990100"].reports == 2
    departments = breakdown(db, topic, "region", 2024, Group(klass="local_department"))
    assert [(line.key, line.reports) for line in departments] == [("990100", 1)]
    assert [line.key for line in breakdown(db, topic, "region", 2024, Group("990100"))] == ["990101"]


def test_the_sum_is_that_of_the_trends(db: sqlite3.Connection, get: Get) -> None:
    for topic in topics().values():
        for group in (Group(), Group("990100", level="county"), Group(level="county", sector="water")):
            for figure in trends(db, topic, group)["figures"]:
                line = whole(db, topic, 2024, group)
                assert line is not None
                assert line.points[figure["name"]] == figure["points"][2024]
    assert whole(db, topics()["requests"], 2024, Group("110000")) is None
    total = get("/trends/by?year=2024&level=county").text.split('<tr class="total">')[1].split("</tr>")[0]
    assert "<td>35<br>" in total


def test_a_share_is_undefined_where_nothing_was_processed(db: sqlite3.Connection) -> None:
    [processed] = db.execute("SELECT total FROM requests WHERE version_id = ? AND row = 'processed_total'", [CURRENT])
    assert processed["total"] == 0
    [line] = breakdown(db, topics()["requests"], "level", 2024, Group())
    assert line.points["grant_rate"] == (None, 1)


def test_sorting_puts_what_states_nothing_last() -> None:
    lines = [
        Line(key, key, "", 1, 1, 1, {"x": (value, 1)}) for key, value in (("a", 2), ("b", None), ("c", 0), ("d", 3.5))
    ]
    assert [line.key for line in ordered(lines, "x")] == ["d", "a", "c", "b"]
    assert [line.key for line in ordered(lines, "-x")] == ["c", "a", "d", "b"]
    assert [line.key for line in ordered(lines, "")] == ["a", "b", "c", "d"]


def test_the_file_is_the_table_of_the_page(get: Get) -> None:
    path = "/trends/by?by=class&sort=received_new"
    rows = list(csv.DictReader(io.StringIO(get(path.replace("/by", "/by.csv")).text.removeprefix("\ufeff"))))
    assert [row["class"] for row in rows if row["name"] == "received_new"] == ["local_department", "local_government"]
    assert [(row["value"], row["n"], row["reports"]) for row in rows if row["name"] == "received_new"] == [
        ("35", "1", "1"),
        ("", "0", "1"),
    ]
    assert [row["value"] for row in get(path.replace("/by", "/by.json")).json() if row["name"] == "received_new"] == [
        35,
        None,
    ]
    page = get(path).text
    assert page.index("政府部门") < page.index("地方人民政府", page.index("<tbody>"))
    assert WATER not in page


def test_the_three_views_of_the_figures_lead_to_each_other(get: Get) -> None:
    asked = {"topic": ["refusals"], "region": ["990100"], "level": ["county"]}
    for path in ("/trends", "/trends/by", "/trends/agencies"):
        page = get(f"{path}?topic=refusals&region=990100&level=county").text
        views = re.findall(r'href="([^"]+)"', page.split('aria-label="看法 Views"')[1].split("</nav>")[0])
        assert [view.split("?")[0] for view in views] == ["/trends", "/trends/by", "/trends/agencies"]
        for view in views:
            found = parse_qs(view.split("?")[1].replace("&amp;", "&"))
            assert {key: found[key] for key in asked} == asked


def test_a_rate_stands_beside_the_two_sums_it_divides(db: sqlite3.Connection, get: Get) -> None:
    figures = trends(db, topics()["requests"], Group())["figures"]
    rate = next(figure for figure in figures if figure["name"] == "natural_person_share")
    parts = {year: (over, under) for year, (over, under) in rate["parts"].items() if under}
    assert parts
    for year, (over, under) in parts.items():
        assert rate["points"][year][0] == over / under
    page = get("/trends?topic=requests").text
    assert all(f"{over:,} ÷ {under:,}" in page for over, under in parts.values())
