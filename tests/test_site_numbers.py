"""Every number of the pages against the raw tables: blank and lost lines, joint reports, days not believed, townships."""

import random
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from lxml import html

from archive.search import report_path
from archive.status.explaining import explain
from archive.status.model import Obligation, Verdict
from extract.forms import load_form
from nianbao.site.charts import percents, written
from nianbao.site.trends import topics
from tests.raw_figures import DUE, INDICATORS, MEASURES, Raw
from tests.site_client import Get
from tests.site_world import AS_OF, BUREAUS, CITY, COUNTY_CODE, PROVINCE, site_at

TOWN = "990101001"
TOWN_HALL = f"{TOWN}-河口镇人民政府"
LOCAL, BACKDATED, MUCH_LATER, REDATED = (f"{COUNTY_CODE}-澄江县{bureau}局" for bureau in BUREAUS[:4])
JUDGED = {
    LOCAL: ("late", "late_local", "2024-01-28", "2024-01-30"),
    BACKDATED: ("late", "backdated", None, "2024-01-20"),
    MUCH_LATER: ("published_date_unknown", "dated_much_later", None, "2025-06-01"),
    REDATED: ("on_time", None, None, "2024-01-20"),
}
"""Of the year 2023: status, detail, local deadline and the day that was judged by."""
YEARS = (2016, 2020, 2021, 2023)
CHOICES: list[dict[str, str]] = [
    {},
    {"region": CITY},
    {"region": COUNTY_CODE},
    {"region": PROVINCE, "level": "province"},
    {"region": PROVINCE, "sector": "水务"},
    {"class": "local_department"},
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return site_at(tmp_path_factory.mktemp("numbers"), ";\n".join(_changes(random.Random(3))) + ";")


def _changes(rng: random.Random) -> Iterator[str]:
    """Yield SQL for reports of four years, some with blank cells, lost lines or two agencies, and for obligations hard to count."""
    bureaus = [
        f"{code}-{place}{bureau}局"
        for code, place in ((PROVINCE, "澄州省"), (CITY, "澄江市"), (COUNTY_CODE, "澄江县"))
        for bureau in BUREAUS
    ]
    wanted = [(agency, year) for year in YEARS for agency in bureaus if year == 2023 or rng.random() < 0.4]
    for number, (agency, year) in enumerate(wanted):
        partner = [bureaus[bureaus.index(agency) - 1]] if number % 7 == 0 else []
        yield from _report(rng, number, year, [agency, *partner])
    yield "UPDATE agencies SET sector = '水务,林业' WHERE sector = '水务'"
    for agency, (status, detail, local, day) in JUDGED.items():
        yield (
            f"UPDATE obligations SET status = '{status}', detail = {_sql(detail)}, deadline_local = {_sql(local)},"
            f" published_on = '{day}' WHERE agency_id = '{agency}' AND year = 2023"
        )
    yield "UPDATE obligations SET detail = 'wrong_document' WHERE status = 'unreadable' AND year = 2021"
    yield f"INSERT INTO regions (code, name, level, parent_code) VALUES ('{TOWN}', '河口镇', 'township', '{COUNTY_CODE}')"
    yield (
        "INSERT INTO agencies (id, canonical_name, class, level, region_code)"
        f" VALUES ('{TOWN_HALL}', '河口镇人民政府', 'township', 'township', '{TOWN}')"
    )
    yield (
        "INSERT INTO obligations (agency_id, year, status, confirmed, deadline, as_of, checked)"
        f" VALUES ('{TOWN_HALL}', 2023, 'not_found', 1, '2024-01-31', '{AS_OF}', '[]')"
    )


def _report(rng: random.Random, number: int, year: int, agencies: list[str]) -> Iterator[str]:
    version, form = f"{number:020d}", "stat_2014" if year < 2019 else "fmt_2019" if year < 2021 else "fmt_2021"
    yield (
        "INSERT INTO versions (id, year, form, extractor, cells, doubtful_cells, published_on)"
        f" VALUES ('{version}', {year}, '{form}', 'test', 200, {number % 3}, '{year + 2}-03-01')"
    )
    for agency in agencies:
        yield (
            "INSERT OR IGNORE INTO reports (agency_id, year, title, form, published_on, first_seen, current_version_id,"
            f" quality, versions) VALUES ('{agency}', {year}, '年报', '{form}', '{year + 2}-03-01', '{AS_OF}', '{version}', 'clean', 1)"
        )
        yield f"INSERT OR IGNORE INTO report_versions (agency_id, year, version_id) VALUES ('{agency}', {year}, '{version}')"
    for table, line, width in _lines(form, number):
        values = ", ".join(_sql(None if rng.random() < 0.04 else rng.choice([0, 0, 1, 4, 30])) for _ in range(width))
        names = "(version_id, row, value)" if table == "statistics" else ""
        yield f"INSERT INTO {table} {names} VALUES ('{version}', '{line}', {values})"
    yield f"INSERT INTO proactive (version_id, row, amount_10k_cny) VALUES ('{version}', 'admin_fees', {rng.choice(['NULL', 0, 12.5])})"
    status = rng.choice(["pass", "fail", "pass_if_blank_zero", "not_assessable"])
    yield f"INSERT INTO checks VALUES ('{version}', 'T3.R1', 'x', 'arithmetic', '{status}', 1, 2, 'm', 'm', '[]')"


def _lines(form: str, number: int) -> Iterator[tuple[str, str, int]]:
    """Yield table, line and width of what a report prints; every fifth lost a ground of refusal, every sixth a kind of suit."""
    if form == "stat_2014":
        for name in ("received", "replies", "reply_granted", "reply_granted_partial", "reply_refused", "completed"):
            yield "statistics", name, 1
        return
    known = load_form(form)
    single = form == "fmt_2021" and number % 4 == 0
    lines = [row.key for row in known.value_rows if not (single and row.key.startswith("other_"))] + ["other"] * single
    for line in lines:
        if number % 5 or line != "refused_third_party":
            yield "requests", line, 7
    for block in known.remedy_blocks:
        if number % 6 or block.key != "litigation_after_review":
            yield "remedies", block.key, 5


def _sql(value: object) -> str:
    return "NULL" if value is None else repr(value)


@pytest.fixture(scope="module")
def raw(folder: Path) -> Raw:
    return Raw(folder / "publish" / "archive.db")


def _json(get: Get, path: str, **query: object) -> Any:
    return get(f"{path}?{urlencode({name: value for name, value in query.items() if value is not None})}").json()


def _texts(element: Any) -> list[str]:
    """Return the words of an element, those of its parts apart from each other."""
    return [word for text in element.itertext() for word in text.split()]


def _of(n: int, total: int) -> str:
    return f"{n:,}/{total:,}" if total else "—"


def _narrowed(choice: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in choice.items() if name != "region"}


def test_the_home_page_sums_what_the_reports_state(get: Get, raw: Raw) -> None:
    lines = html.fromstring(get("/").text).xpath("//section[@aria-labelledby='coverage']//tbody/tr")
    shown = {int(line.xpath("string(th)")): ["".join(_texts(cell)) for cell in line.xpath("td")][1:] for line in lines}
    assert sorted(shown) == sorted({key[1] for key in (*raw.owed, *raw.reports)})
    for year, (published, held, *figures) in shown.items():
        once = raw.once(raw.chosen(raw.reports, year))
        counts = raw.counts(year)
        assert published == (_of(counts["published"], counts["due"]) if counts["due"] else "—")
        assert int(held) == len(once)
        if not once:
            continue
        received, granted, refused, disagreeing = figures
        for cell, names in (
            (received, ["received_new"]), (granted, ["granted_full", "granted_partial"]), (refused, ["refused_total"]),
        ):  # fmt: skip
            values = [[raw.value(key, name) for name in names] for key in once]
            stated = [sum(value for value in each if value is not None) for each in values if None not in each]
            assert cell == f"{f'{sum(stated):,}' if stated else '—'}{len(stated)}/{len(once)}", (year, names)
        assert int(disagreeing) == sum(raw.reports[key]["current_version_id"] in raw.failed for key in once)


@pytest.mark.parametrize("region", [PROVINCE, CITY, COUNTY_CODE, TOWN])
def test_a_division_shows_its_obligations_and_those_below_it(get: Get, raw: Raw, region: str) -> None:
    page = html.fromstring(get(f"/region/{region}?year=2023").text)
    counts = raw.counts(2023, region)
    told = re.findall(r"(\d+)/(\d+)", "".join(_texts(page.xpath("//p[@class='sum']")[0])))
    assert told == [(str(counts[name]), str(counts["due"])) for name in ("published", "in_time")]
    for line in page.xpath("//section[@aria-labelledby='below']//tbody/tr"):
        code = re.findall(r"/region/(\d+)", line.xpath("th/a/@href")[0])[0]
        below = raw.counts(2023, code)
        cells = ["".join(_texts(cell)) for cell in line.xpath("td")][2:]
        assert cells == [_of(below[name], below["due"]) for name in ("late", "missing", "unjudged", "published")]


@pytest.mark.parametrize("choice", [*CHOICES, {"region": TOWN}, {"region": COUNTY_CODE, "level": "township"}], ids=str)
def test_shares_of_compliance_and_days_late(get: Get, raw: Raw, choice: dict[str, str]) -> None:
    for year in (2021, 2022, 2023):
        counts = raw.counts(year, choice.get("region"), **_narrowed(choice))
        rows = _json(get, "/compliance/counts.json", year=year, by="level", **choice)
        assert [sum(row[group] for row in rows) for group in DUE] == [counts[group] for group in DUE]
        listed = _json(get, "/compliance.json", year=year, **choice)
        assert {(row["agency_id"], year) for row in listed} == raw.chosen(
            raw.owed, year, choice.get("region"), **_narrowed(choice)
        )
        for row in listed:
            assert row["days_late"] == raw.days_late(raw.owed[row["agency_id"], year])


def test_the_lists_of_late_reports_count_from_the_day_that_was_missed(folder: Path, raw: Raw) -> None:
    with sqlite3.connect(folder / "publish" / "archive.db") as db:
        found = {
            (agency, year): days
            for agency, year, days in db.execute("SELECT agency_id, year, days_late FROM summary_late")
        }
    assert found == {key: raw.days_late(duty) for key, duty in raw.owed.items() if duty["status"] == "late"}
    assert (found[LOCAL, 2023], found[BACKDATED, 2023]) == (2, None)


def _checked(topic: str) -> list[str]:
    """Return the figures of a topic that come from cells alone."""
    chosen = topics()[topic]
    told = ("timeliness_days", "on_time", "table_quality", "copy_rate_prev_year", "zero_report")
    return [name for name in (*chosen.measures, *chosen.indicators) if name not in told]


@pytest.mark.parametrize("choice", CHOICES, ids=str)
def test_trends_add_up_what_the_reports_state(get: Get, raw: Raw, choice: dict[str, str]) -> None:
    seen = 0
    for topic in topics():
        rows = {(row["name"], row["year"]): row for row in _json(get, "/trends.json", topic=topic, **choice)}
        for (name, year), row in rows.items():
            region, others = choice.get("region"), _narrowed(choice)
            keys = raw.chosen(raw.reports, year, region, **others)
            duties = raw.chosen(raw.owed, year, region, **others)
            assert row["obligations"] == sum(raw.group(raw.owed[key]) in DUE for key in duties)
            assert (row["reports"], row["agencies"]) == (len(raw.once(keys)), len(keys))
            if name in _checked(topic):
                assert (row["value"], row["n"]) == pytest.approx(raw.total(keys, name)), (name, year)
                seen += row["n"]
    assert seen


@pytest.mark.parametrize("by", ["region", "class", "level", "sector"])
def test_a_year_side_by_side_adds_up_what_the_reports_state(get: Get, raw: Raw, by: str) -> None:
    for topic in ("outcomes", "remedies", "proactive", "before_2019"):
        for row in _json(
            get, "/trends/by.json", topic=topic, by=by, year=2016 if "2019" in topic else 2021, region=PROVINCE
        ):
            place = {"region": PROVINCE} | {by: row["key"]}
            keys = raw.chosen(raw.reports, row["year"], place["region"], **_narrowed(place))
            assert (row["value"], row["n"]) == pytest.approx(raw.total(keys, row["name"])), row
            assert (row["reports"], row["agencies"]) == (len(raw.once(keys)), len(keys))


@pytest.mark.parametrize("status", [None, "late", "in_time", "unjudged"])
def test_the_agencies_behind_a_sum_and_the_sum_of_them(get: Get, raw: Raw, status: str | None) -> None:
    for topic in ("refusals", "remedies"):
        query = {"topic": topic, "year": 2021, "region": PROVINCE} | ({"status": status} if status else {})
        rows = _json(get, "/trends/agencies.json", **query)
        listed = raw.chosen({*raw.owed, *raw.reports}, 2021, PROVINCE)
        keys = {
            key
            for key in listed
            if (key in raw.reports or raw.owed[key]["status"] != "not_obliged")
            and status in (None, raw.group(raw.owed[key]))
        }
        assert {(row["agency_id"], 2021) for row in rows} == keys
        for row in rows:
            for name in _checked(topic):
                key = (row["agency_id"], 2021)
                assert row[name] == (raw.value(key, name) if key in raw.reports else None)
        sums = html.fromstring(get(f"/trends/agencies?{urlencode(query)}").text).xpath("//tr[@class='total']/td")[4:]
        for cell, name in zip(sums, _checked(topic), strict=True):
            value, n = raw.total(keys, name)
            unit = (MEASURES.get(name) or INDICATORS[name])["unit"]
            words = _texts(cell)
            assert (words[0], words[-1]) == (written(value, unit), f"{n}/{len(raw.once(keys))}")


def test_a_report_that_nobody_is_known_to_owe_is_in_no_group(get: Get, raw: Raw) -> None:
    held = raw.chosen(raw.reports, 2016, PROVINCE)
    assert held
    assert not held & set(raw.owed)
    query = {"topic": "before_2019", "year": 2016, "region": PROVINCE}
    assert {(row["agency_id"], 2016) for row in _json(get, "/trends/agencies.json", **query)} == held
    assert _json(get, "/trends/agencies.json", **query, status="unjudged") == []
    assert "没有记载应发布" in get(f"/trends/agencies?{urlencode(query)}").text


def test_the_figures_of_an_agency_are_sums_of_lines_that_are_all_stated(get: Get, raw: Raw) -> None:
    behind = {
        "received": ["received_new"],
        "granted": ["granted_full", "granted_partial"],
        "refused": ["refused_total"],
    }
    behind |= {"reviews": ["review_total"], "suits": ["direct_total", "after_review_total"]}
    unstated = 0
    for agency in sorted({key[0] for key in raw.reports})[:20]:
        for name, points in _json(get, f"/agency/{agency}.json")["figures"].items():
            for year, value in points:
                values = (
                    [raw.value((agency, year), one) for one in behind[name]]
                    if (agency, year) in raw.reports
                    else [None]
                )
                assert value == (None if None in values else sum(v for v in values if v is not None)), (
                    agency,
                    year,
                    name,
                )
                unstated += value is None and (agency, year) in raw.reports
    assert unstated


def test_no_day_that_is_not_believed_enters_an_average(get: Get) -> None:
    query = urlencode([("a", agency) for agency in JUDGED] + [("topic", "quality"), ("year", "2023")])
    rows = get(f"/compare.json?{query}").json()
    days = {row["agency_id"]: row["value"] for row in rows if row["name"] == "timeliness_days"}
    assert days == {LOCAL: -1, BACKDATED: None, MUCH_LATER: None, REDATED: -11}


def test_no_report_is_called_late_that_was_not_judged(get: Get, folder: Path) -> None:
    with sqlite3.connect(folder / "publish" / "archive.db") as db:
        agency = db.execute("SELECT agency_id FROM reports WHERE year = 2016").fetchone()[0]
    page = get(report_path(agency, 2016)).text
    assert "2018-03-01" in page
    assert "法定期限" not in page.split("<main")[1]


def test_a_tile_is_marked_where_those_not_judged_could_change_its_tone(get: Get, raw: Raw) -> None:
    page = html.fromstring(get("/").text)
    year = int(re.findall(r"\d{4}", page.xpath("string(//h2[@id='map'])"))[0])
    for tile in page.xpath("//ul[@class='tiles']//a[contains(@class, 'tone')]"):
        counts = raw.counts(year, re.findall(r"/region/(\d+)", tile.get("href"))[0])
        tones = [
            sum(n >= step * counts["due"] for step in (0.5, 0.75, 0.9, 0.97))
            for n in (counts["in_time"], counts["in_time"] + counts["unjudged"])
        ]
        assert f"tone{tones[0]}" in tile.get("class")
        assert ("partial" in tile.get("class")) == (tones[0] != tones[1])


@pytest.mark.parametrize(
    ("share", "places", "text"),
    [(0, 1, "0.0%"), (0.0004, 1, "<0.1%"), (0.9996, 1, ">99.9%"), (1, 1, "100.0%"), (0.996, 0, ">99%"), (1.0004, 1, "100.0%")],
)  # fmt: skip
def test_a_share_is_nothing_or_all_only_where_it_is(share: float, places: int, text: str) -> None:
    assert percents(share, places) == text


def test_a_day_set_by_custom_alone_is_told_as_such() -> None:
    town = Obligation(TOWN_HALL, "河口镇人民政府", TOWN, 2023, "township", date(2024, 1, 31), None, 0.95, True)
    late = Verdict("late", "late_local", published_on=date(2024, 2, 5))
    chinese, english = explain(town, late)
    assert "通例" in chinese
    assert "当地的通知本档案未见" in chinese
    assert "we know of no notice of its place" in english
    chinese, _ = explain(replace(town, deadline_local=date(2024, 1, 28)), late)
    assert "晚于地方规定的期限2024年1月28日" in chinese


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({}, True),
        ({"class": "local_government"}, True),
        ({"class": "local_department"}, False),
        ({"level": "county"}, True),
        ({"sector": "government"}, True),
        ({"sector": "government", "level": "county"}, False),
        ({"sector": "教育"}, False),
    ],
    ids=str,
)
def test_a_sum_that_may_count_twice_says_so(get: Get, query: dict[str, str], told: bool) -> None:
    for path in ("/trends", "/trends/agencies", "/trends/by"):
        assert ("相加会有重复" in get(f"{path}?{urlencode({'year': 2021, **query})}").text) == told
    assert "相加会有重复" in get(f"/trends/by?by=class&{urlencode(query)}").text


def test_the_prepared_list_of_the_missing_holds_what_lies_below(get: Get) -> None:
    for region in (COUNTY_CODE, TOWN):
        rows = get(f"/archive/missing.json?year=2023&region={region}&_shape=array").json()
        assert TOWN_HALL in {row["agency_id"] for row in rows}


def test_a_report_shows_the_day_it_is_judged_by(get: Get) -> None:
    page = get(report_path(REDATED, 2023)).text
    assert "判定所据的页面日期" in page
    assert "2024-01-20" in page
