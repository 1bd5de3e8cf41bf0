"""The pages of tables, rows and prepared queries: without scripts, in both languages, with keys explained and ways to our pages."""

import re
import sqlite3
from hashlib import sha256
from pathlib import Path

import pytest
import yaml

from archive.publish import publish
from archive.search import report_path
from nianbao.site.keys import key_lists
from nianbao.site.paths import agency_path, region_path
from nianbao.site.tables import common_labels, meaning, parameter, query_label, short_label
from tests.published import COUNTY, CURRENT, PLANTED, WATER, archive_at
from tests.site_client import Get, getter
from tests.test_publish import Tags

ROOT = Path(__file__).resolve().parent.parent
PATHS = [
    "/archive",
    "/archive/reports",
    "/archive/reports?_search=水利&year=2024&_sort=year",
    "/archive/reports?year__gt=2023&_sort_desc=published_on",
    "/archive/reports?_facet=form&_facet=quality",
    "/archive/report_list",
    "/archive/checks",
    "/archive/cell_notes",
    "/archive/captures",
    "/archive/captures/cap-a",
    "/archive/agencies",
    "/archive/sections?_search=x",
    "/archive/failed_checks",
    "/archive/failed_checks?year=2024",
    "/archive/missing",
    "/archive/doubtful_cells?year=",
    "/search/search?q=复议",
    "/search/documents?_search=复议",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = archive_at(tmp_path_factory.mktemp("pages"))
    publish(path)
    return path


@pytest.mark.parametrize("path", PATHS)
def test_pages_of_data_run_nothing_and_trust_nothing(get: Get, path: str) -> None:
    response = get(path)
    assert response.status_code == 200
    assert PLANTED not in response.text
    assert "script-src" not in response.headers["content-security-policy"]
    assert "unsafe" not in response.headers["content-security-policy"]
    tags = Tags(response.text)
    assert not tags.all("script")
    assert not tags.all("style")
    assert not [name for _, attributes in tags.tags for name in attributes if name == "style" or name.startswith("on")]
    assert len(tags.all("h1")) == 1
    assert all(heading.get("scope") for heading in tags.all("th"))


@pytest.mark.parametrize("path", PATHS)
def test_every_field_has_a_label_of_its_own(get: Get, path: str) -> None:
    tags = Tags(get(path).text)
    fields = [
        tag["id"]
        for name in ("input", "select")
        for tag in tags.all(name)
        if tag.get("type") not in ("hidden", "checkbox")
    ]
    assert len(set(fields)) == len(fields)
    assert set(fields) <= {tag.get("for") for tag in tags.all("label")}


def test_cells_lead_to_our_pages(get: Get) -> None:
    links = {tag.get("href") for tag in Tags(get("/archive/reports").text).all("a")}
    assert {report_path(WATER, 2024), report_path(COUNTY, 2024), agency_path(WATER)} <= links
    assert region_path("990101") in {tag.get("href") for tag in Tags(get("/archive/agencies").text).all("a")}
    assert "/-/capture/cap-a" in {tag.get("href") for tag in Tags(get("/archive/captures/cap-a").text).all("a")}
    assert report_path(WATER, 2024) in {
        tag.get("href") for tag in Tags(get("/archive/failed_checks?year=2024").text).all("a")
    }


def test_keys_are_explained_beside_their_value(get: Get) -> None:
    page = get("/archive/checks").text
    assert "表三各行：总计应等于各类申请人之和" in page
    assert "算术关系" in page
    assert "读取情况" in get("/archive/reports").text


def test_nothing_and_zero_look_different(get: Get, folder: Path) -> None:
    with sqlite3.connect(folder / "publish" / "archive.db") as db:
        [(zeros, nothing)] = db.execute(
            "SELECT sum(total = 0), sum(total IS NULL) FROM remedies WHERE version_id = ?", [CURRENT]
        )
    page = get(f"/archive/remedies?version_id={CURRENT}").text
    assert zeros
    assert page.count(">NULL<") >= (nothing or 0)
    assert ">0<" in page
    assert ">NULL<" in get(f"/archive/proactive?version_id={CURRENT}&row=regulations").text


def test_conditions_are_kept_and_can_be_taken_away(get: Get) -> None:
    tags = Tags(get("/archive/reports?year=2024&agency_id__contains=水利").text)
    values = [tag["value"] for tag in tags.all("input") if (tag.get("name") or "").startswith("_filter_value_")]
    assert set(values) == {"2024", "水利"}
    assert "/archive/reports" in {tag.get("href") for tag in tags.all("a")}
    moved = get("/archive/reports?_filter_column=year&_filter_op=exact&_filter_value=2023")
    assert moved.headers["location"].endswith("/archive/reports?year__exact=2023")


def test_a_prepared_query_says_what_to_fill_in(get: Get) -> None:
    page = get("/archive/missing").text
    assert "请填写参数" in page
    [example] = [tag["href"] for tag in Tags(page).all("a") if (tag.get("href") or "").startswith("/archive/missing?")][
        :1
    ]
    assert example is not None
    assert "year=2024" in example
    assert get(example.replace("&amp;", "&")).status_code == 200


def test_the_page_of_data_lists_every_prepared_query_and_each_answers(get: Get) -> None:
    page = get("/data").text
    told = yaml.safe_load((ROOT / "datasette" / "metadata.yaml").read_text(encoding="utf-8"))["databases"]
    queries = {f"/{database}/{name}" for database, about in told.items() for name in about["queries"]}
    links = [tag["href"] or "" for tag in Tags(page).all("a")]
    assert queries <= {link.partition("?")[0] for link in links}
    for query in sorted(queries):
        [link] = [link for link in links if link.partition("?")[0] == query]
        answer = get(link.replace("&amp;", "&"))
        assert answer.status_code == 200, link
        assert "查询没有完成" not in answer.text, link
    for about in told.values():
        for name, query in about["queries"].items():
            assert re.search(r"[\u4e00-\u9fff].* [A-Z]", query["title"]), name
            assert re.search(r"[\u4e00-\u9fff].* [A-Zn]", query["description"]), name


def test_the_dictionary_explains_tables_and_keys(get: Get) -> None:
    page = get("/dictionary").text
    ids = [attributes["id"] for _, attributes in Tags(page).tags if attributes.get("id")]
    assert len(ids) == len(set(ids))
    assert {"reports", "obligations", "documents", "keys", "k-t3-rows", "k-status", "k-checks", "k-issues"} <= set(ids)
    for words in ("received_new", "Requests received this year", "published_date_unknown", "T3.C1"):
        assert words in page
    assert all(zh and en for keys in key_lists() for zh, en in keys.words.values())


def test_an_agency_of_several_sectors_is_found_by_each(tmp_path: Path) -> None:
    archive_at(tmp_path)
    with sqlite3.connect(tmp_path / "archive.db") as db:
        db.execute("UPDATE agencies SET sector = 'water, forestry', level = 'county' WHERE id = ?", [WATER])
    publish(tmp_path)
    ask = getter(tmp_path)
    for query, found in (
        ("sector=forestry", 1),
        ("sector=water&level=county", 1),
        ("sector=wate", 0),
        ("level=province", 0),
    ):
        rows = ask(f"/archive/agencies_of_group.json?year=2024&region=000000&{query}&_shape=array").json()
        assert sum(row["agency_id"] == WATER for row in rows) == found, query


def test_short_names_are_cut_from_descriptions() -> None:
    assert short_label("报告年度 Year the report is about") == "报告年度"
    assert short_label("本年新收申请（件），NULL 为未填报 Requests") == "本年新收申请（件）"
    assert short_label("本年新制作数量（件，2019 年格式） Newly produced") == "本年新制作数量"
    assert short_label("读取情况：clean 相符") == "读取情况"
    assert short_label(None) == short_label("") == ""
    told = {
        "a": {"columns": {"x": "年度 Year"}},
        "b": {"columns": {"x": "年度，四位 Y"}},
        "c": {"columns": {"x": "行"}},
        "d": {},
    }
    assert common_labels(told) == {"x": "年度"}


def test_a_column_of_a_query_is_called_as_in_the_tables_it_names() -> None:
    told = {
        "summary": {"columns": {"class": "变动程度"}},
        "a": {"columns": {"class": "类别"}},
        "b": {"columns": {"class": "类别"}},
    }
    assert query_label(told, "SELECT class FROM summary", "class") == "变动程度"
    assert query_label(told, "SELECT class FROM a JOIN summary USING (x)", "class") == "类别"
    assert query_label(told, "SELECT 1 AS odd FROM summary_of_others", "odd") == ""


def test_whole_files_bear_their_digests(tmp_path: Path) -> None:
    publish(archive_at(tmp_path))
    page = getter(tmp_path)("/data").text
    for name in ("archive.db", "search.db"):
        assert sha256((tmp_path / "publish" / name).read_bytes()).hexdigest() in page


@pytest.mark.parametrize(
    ("column", "value", "table", "told"),
    [
        ("status", "late", "obligations", "逾期发布"),
        ("status", "fail", "checks", "不符"),
        ("rule", "Y1", "cross_checks", "上一年结转下年度继续办理的申请，应等于本年的上年结转"),
        ("rule", PLANTED, "checks", ""),
        ("row", "received_new", "requests", "一、本年新收政府信息公开申请数量"),
        ("row", "received_new", "statistics", ""),
        ("cell", "t3.received_new.total", "cell_notes", "表三“一、本年新收政府信息公开申请数量”总计"),
        ("cell", "nothing", "cell_notes", ""),
        ("code", "hidden_text", "issues", "有不可见的文字，未采用"),
        ("form", "fmt_2021", "reports", "国办公开办函〔2021〕30号"),
        ("sector", "industry_it,science_tech", "agencies", "工业和信息化、科技"),
        ("title", "late", "reports", ""),
        ("status", 7, "obligations", ""),
        ("status", None, "obligations", ""),
    ],
)
def test_what_a_key_means(column: str, value: object, table: str, told: str) -> None:
    assert meaning(column, value, table) == told


def test_a_parameter_nobody_named_stands_for_itself() -> None:
    assert parameter("x").zh == "x"


def test_the_conditions_of_a_table_are_told_in_both_languages(get: Get) -> None:
    page = get("/archive/reports?year__gt=2021&form__isnull=1").text
    assert "格式 为空" in page and "报告年度 大于 2021" in page
    assert "where form is null and year &gt; 2021" in page
