"""Checks of a report against the year before, against the units of a government, and against what an agency may do."""

import json
from typing import Any

import pytest

from archive.cross import find_cross_checks, record_cross_checks
from archive.cross.rules import columns_of, comparable
from extract.forms import load_form
from extract.forms.crosswalk import load_crosswalks
from tests.by_hand import AGENCY, HOST, ByHand

IN_FORCE, ISSUED, REPEALED = (f"t2.normative_documents.{column}" for column in ("in_force", "issued", "repealed"))
CARRIED_IN, CARRIED_OUT = "t3.carried_in.{}", "t3.carried_out.{}"
DOUBT = {"value": None, "state": "ambiguous", "raw": "1?"}


def report(world: ByHand, year: int, cells: dict[str, Any], **columns: Any) -> str:
    return world.version(f"{HOST}/{year}.html", [f"{year + 1}-02-01"], cells, year=year, **columns)


def checks(world: ByHand, rule: str, agency: str = AGENCY) -> dict[tuple[int, str], tuple[str, Any, Any]]:
    return {
        (row["year"], row["operand"]): (row["status"], row["left"], row["right"])
        for row in find_cross_checks(world.db)
        if row["rule"] == rule and row["agency_id"] == agency
    }


def test_what_is_carried_over_is_compared_in_every_column() -> None:
    world = ByHand()
    columns = [column.key for column in load_form("fmt_2021").columns]
    report(world, 2023, {CARRIED_OUT.format(column): number for number, column in enumerate(columns)})
    report(world, 2024, {CARRIED_IN.format(column): 3 for column in columns})
    found = checks(world, "Y1")
    assert len(found) == 7
    assert [operand for (_, operand), (status, *_) in found.items() if status == "pass"] == ["legal_public_interest"]
    assert found[2024, "total"] == ("fail", 3, 6)


@pytest.mark.parametrize(
    ("before", "now", "status"),
    [
        ("", 0, "pass_if_blank_zero"),
        ("", 3, "not_assessable"),
        (DOUBT, 1, "not_assessable"),
        (1, DOUBT, "not_assessable"),
        ("1件", 1, "not_assessable"),
        (1, 1, "pass"),
        (0, 1, "fail"),
    ],
)
def test_blank_is_never_zero_and_doubt_is_never_a_contradiction(before: Any, now: Any, status: str) -> None:
    world = ByHand()
    report(world, 2023, {CARRIED_OUT.format("total"): before})
    report(world, 2024, {CARRIED_IN.format("total"): now})
    assert checks(world, "Y1")[2024, "total"][0] == status


def test_documents_in_force_follow_from_those_of_the_year_before() -> None:
    world = ByHand()
    report(world, 2021, {IN_FORCE: 665, ISSUED: 69, REPEALED: 3})
    report(world, 2022, {IN_FORCE: 698, ISSUED: 88, REPEALED: 55})
    report(world, 2023, {IN_FORCE: 470, ISSUED: 20, REPEALED: 75})
    found = checks(world, "T2.1")
    assert found[2022, "normative_documents"] == ("pass", 698, 698)
    assert found[2023, "normative_documents"] == ("fail", 470, 643)
    (row,) = [row for row in find_cross_checks(world.db) if row["rule"] == "T2.1" and row["year"] == 2023]
    assert row["message"].endswith(
        "2023 年表二“行政规范性文件”现行有效件数 470；2022 年表二“行政规范性文件”现行有效件数 698"
        " + 2023 年表二“行政规范性文件”本年制发件数 20 − 2023 年表二“行政规范性文件”本年废止件数 75 ＝ 643"
    )
    assert "2022 table 2, Normative documents, In force 698" in row["message_en"]
    assert [(cell["year"], cell["cell"]) for cell in json.loads(row["cells"])] == [
        (2023, IN_FORCE),
        (2022, IN_FORCE),
        (2023, ISSUED),
        (2023, REPEALED),
    ]


def test_forms_are_compared_only_where_their_lines_mean_the_same() -> None:
    world = ByHand()
    report(
        world,
        2020,
        {"t2.normative_documents.disclosed_cumulative": 60, CARRIED_OUT.format("total"): 2},
        form="fmt_2019",
    )
    report(world, 2021, {IN_FORCE: 665, ISSUED: 69, REPEALED: 3, CARRIED_IN.format("total"): 2})
    assert checks(world, "T2.1")[2021, "normative_documents"] == ("not_assessable", None, None)
    assert checks(world, "Y1")[2021, "total"] == ("pass", 2, 2)


def test_items_of_the_form_of_2019_follow_from_those_of_the_year_before() -> None:
    world = ByHand()
    cells = {"t2.admin_licensing.items_prev_year": 2648, "t2.admin_licensing.items_change": -18}
    report(world, 2019, cells, form="fmt_2019")
    report(world, 2020, {**cells, "t2.admin_licensing.items_prev_year": 2630}, form="fmt_2019")
    assert checks(world, "T2.4")[2020, "admin_licensing"] == ("pass", 2630, 2630)


def test_reports_on_different_bodies_are_not_compared() -> None:
    world = ByHand()
    report(world, 2023, {CARRIED_OUT.format("total"): 1}, scope="own")
    report(world, 2024, {CARRIED_IN.format("total"): 9}, scope="area")
    assert checks(world, "Y1")[2024, "total"] == ("not_assessable", None, None)


def test_a_year_without_the_one_before_is_compared_with_nothing() -> None:
    world = ByHand()
    report(world, 2022, {CARRIED_OUT.format("total"): 1})
    report(world, 2024, {CARRIED_IN.format("total"): 9})
    assert checks(world, "Y1") == {}


def test_a_renamed_agency_is_compared_with_its_predecessor() -> None:
    world = ByHand()
    old = "990101-澄江县水务局"
    report(world, 2023, {CARRIED_OUT.format("total"): 1}, agency=old)
    report(world, 2024, {CARRIED_IN.format("total"): 1})
    assert checks(world, "Y1") == {}
    world.db.table("agency_events").insert({"id": "e", "type": "renamed", "from_id": old, "to_id": AGENCY})
    assert checks(world, "Y1")[2024, "total"] == ("pass", 1, 1)
    merged = {"id": "f", "type": "merged", "from_id": "990101-澄江县水保局", "to_id": AGENCY}
    world.db.table("agency_events").insert(merged)
    assert checks(world, "Y1") == {}


def test_pending_cases_are_a_lower_bound() -> None:
    world = ByHand()
    report(world, 2023, {"t4.review_pending": 3, "t4.litigation_direct_pending": 3})
    report(world, 2024, {"t4.review_total": 3, "t4.litigation_direct_total": 2})
    found = checks(world, "Y3")
    assert (found[2024, "review"], found[2024, "litigation_direct"]) == (("pass", 3, 3), ("fail", 2, 3))


@pytest.mark.parametrize(("now", "status"), [(12000000, "fail"), (1300, "pass"), (0.12, "fail")])
def test_fees_that_differ_by_ten_thousand_times_may_be_in_the_wrong_unit(now: float, status: str) -> None:
    world = ByHand()
    report(world, 2023, {"t2.admin_fees.amount_10k_cny": 1200.5})
    report(world, 2024, {"t2.admin_fees.amount_10k_cny": now})
    assert checks(world, "T2.3")[2024, "t2.admin_fees.amount_10k_cny"][0] == status


def test_outliers_are_hints() -> None:
    world = ByHand()
    report(world, 2023, {"t3.received_new.total": 5, "t3.processed_total.total": 4})
    report(world, 2024, {"t3.received_new.total": 105, "t3.processed_total.total": 90})
    found = [row for row in find_cross_checks(world.db) if row["rule"] == "Y4"]
    assert {(row["operand"], row["status"], row["severity"]) for row in found} == {
        ("t3.received_new.total", "fail", "heuristic"),
        ("t3.processed_total.total", "pass", "heuristic"),
    }


@pytest.mark.parametrize(
    ("kind", "level", "printed", "status"),
    [
        ("local_department", "county", 2, "fail"),
        ("local_department", "county", 0, "pass"),
        ("local_department", "county", "", "not_assessable"),
        ("local_government", "prefecture", 2, None),
        ("central_department", "national", 2, None),
        (None, None, 2, None),
    ],
)
def test_rules_of_a_body_without_power_to_make_them(
    kind: str | None, level: str | None, printed: Any, status: str | None
) -> None:
    world = ByHand()
    world.agency(AGENCY, **{"class": kind, "level": level})
    report(world, 2024, {"t2.regulations.in_force": printed, "t2.regulations.issued": 0})
    found = checks(world, "T2.2").get((2024, "regulations"))
    assert (found[0] if found else None) == status


def fact(value: float, unit: str, sentence: str, **columns: Any) -> dict[str, Any]:
    return {"key": "yoy", "value": value, "unit": unit, "sentence": sentence, "section": 1, **columns}


@pytest.mark.parametrize(
    ("stated", "status"),
    [
        (fact(1, "件", "共收到申请21件，较上年增加1件"), "pass"),
        (fact(5, "%", "共收到申请21件，同比增长5%"), "pass"),
        (fact(4.8, "%", "共收到申请21件，同比增长4.8%"), "fail"),
        (fact(3, "件", "收到申请21件，较上年增加3件"), "fail"),
        (fact(3, "件", "收到申请21件，较上年增加近3件", qualifier="近"), None),
        (fact(3, "件", "收到申请21件，较上年增加3件", scope="system"), None),
        (fact(3, "个百分点", "收到申请的答复率提高3个百分点"), None),
        (fact(3, "件", "网上留言较上年增加3件"), None),
    ],
)
def test_stated_growth_agrees_with_both_years(stated: dict[str, Any], status: str | None) -> None:
    world = ByHand()
    report(world, 2023, {"t3.received_new.total": 20})
    version = report(world, 2024, {"t3.received_new.total": 21})
    world.db.table("facts").insert({"version_id": version, "position": 1, **stated})
    assert checks(world, "Y2").get((2024, "yoy.1"), (None,))[0] == status


UNITS = ("990101-澄江县财政局", "990101-澄江县教育局")


@pytest.fixture
def county() -> ByHand:
    world = ByHand()
    government = world.agency("990101-澄江县人民政府", **{"class": "local_government"})
    report(world, 2024, {"t3.received_new.total": 12}, agency=government, scope="area")
    for number, unit in enumerate(UNITS):
        world.agency(unit, parent_id=government)
        world.db.table("obligations").insert({"agency_id": unit, "year": 2024})
        world.db.table("roster_evidence").insert({"agency_id": unit, "year": 2024, "kind": "roster", "url": "u"})
        report(world, 2024, {"t3.received_new.total": 5 + 2 * number}, agency=unit)
    return world


def test_a_report_on_a_division_is_the_sum_of_its_units(county: ByHand) -> None:
    key = (2024, "t3.received_new.total")
    assert checks(county, "G1", "990101-澄江县人民政府")[key] == ("pass", 12, 12)
    county.db.execute("UPDATE requests SET total = 13 WHERE total = 12")
    assert checks(county, "G1", "990101-澄江县人民政府")[key] == ("fail", 13, 12)


def test_a_unit_without_a_report_leaves_the_sum_open(county: ByHand) -> None:
    county.db.execute("DELETE FROM reports WHERE agency_id = ?", [UNITS[0]])
    (row,) = [row for row in find_cross_checks(county.db) if row["rule"] == "G1"]
    assert (row["status"], row["right"]) == ("not_assessable", None)
    assert "2 个单位中 1 个有数" in row["message"]


def test_nothing_is_said_where_not_every_unit_is_known_or_the_report_is_its_own(county: ByHand) -> None:
    county.db.execute("DELETE FROM roster_evidence WHERE agency_id = ?", [UNITS[0]])
    assert checks(county, "G1", "990101-澄江县人民政府") == {}


def test_checks_are_written_once() -> None:
    world = ByHand()
    report(world, 2023, {CARRIED_OUT.format("total"): 1})
    report(world, 2024, {CARRIED_IN.format("total"): 1})
    assert record_cross_checks(world.db) == record_cross_checks(world.db) == 7


def test_what_two_forms_have_in_common_is_what_the_crosswalk_says() -> None:
    for form in ("fmt_2019", "fmt_2021"):
        columns = {key.split(".")[2] for key in load_form(form).cell_keys() if key.startswith("t2.")}
        assert set(columns_of(form)) == columns
    (crosswalk,) = [pair for pair in load_crosswalks() if (pair.earlier, pair.later) == ("fmt_2019", "fmt_2021")]
    alike = {
        line.earlier[0].key: line.comparable
        for line in crosswalk.lines
        if len(line.earlier) == len(line.later) == 1 and line.earlier[0].key == line.later[0].key
    }
    listed = {key for key in alike if comparable(key, "fmt_2019", "fmt_2021")}
    assert listed
    assert all(alike[key] == "yes" for key in listed)
    assert not comparable(IN_FORCE, "fmt_2019", "fmt_2021")
    assert not comparable(IN_FORCE, None, None)
