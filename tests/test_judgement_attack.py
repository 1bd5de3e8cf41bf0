"""What an agency's lawyer would hold against a status: each accusation here would have been our own mistake."""

from datetime import date
from typing import Any

import pytest

from archive.errors import ArchiveError
from archive.model import Entry
from archive.register.settling import settle
from archive.roster import load_agencies
from tests.status_scene import COLLECTIVE, FINANCE, HOST, OWN, REGION, Scene, entry

ROSTER = f"{FINANCE},local_department,,2019,,机构编制名录"
FEBRUARY, MARCH, JUNE = date(2024, 2, 10), date(2024, 3, 1), date(2024, 6, 1)
OTHERS = ("青禾市教育局", "青禾市审计局", "青禾市民政局")


def told(scene: Scene, agency: str = FINANCE, year: int = 2023) -> dict[str, Any]:
    return scene.judged(JUNE)[agency, year]


def collective(scene: Scene, day: date, *years: int) -> None:
    """Read the city's collective column, which lists three others for 2022 and 2023, and the agency for these years."""
    entries = [entry(name, year) for name in OTHERS for year in (2022, 2023)]
    entries += [entry(FINANCE, year) for year in years]
    for one in entries:
        scene.page(day, str(one.agency), int(one.year or 0), f"{(one.year or 0) + 1}-01-10")
    scene.read(day, COLLECTIVE, entries, kind="collective")


def test_a_collective_column_alone_confirms_nothing_for_the_agency_may_have_its_own(scene: Scene) -> None:
    scene.roster(ROSTER)
    for day in (FEBRUARY, MARCH):
        collective(scene, day, 2022)
    row = told(scene)
    assert (row["status"], row["confirmed"]) == ("not_found", False)


def test_with_its_own_column_read_too_it_is_confirmed(scene: Scene) -> None:
    scene.roster(ROSTER)
    for day in (FEBRUARY, MARCH):
        collective(scene, day, 2022)
        scene.read(day, OWN)
    assert told(scene)["confirmed"]


def test_a_collective_column_that_follows_late_makes_no_date_a_false_one(scene: Scene) -> None:
    scene.roster(ROSTER)
    collective(scene, FEBRUARY, 2022)
    collective(scene, MARCH, 2022, 2023)
    row = told(scene)
    assert (row["status"], row["detail"], row["published_on"]) == ("on_time", None, "2024-01-10")


def test_days_of_a_move_that_took_a_week_are_not_those_of_publication(scene: Scene) -> None:
    scene.roster(ROSTER)
    days = {2020: "2024-02-05", 2021: "2024-02-06", 2022: "2024-02-07", 2023: "2024-02-08"}
    for year, day in days.items():
        scene.page(FEBRUARY, FINANCE, year, day)
    scene.read(FEBRUARY, OWN, [entry(FINANCE, year) for year in days])
    assert {row["status"] for (_, year), row in scene.judged(JUNE).items() if year >= 2020} == {
        "published_date_unknown"
    }


def test_a_day_more_than_a_year_late_may_be_that_of_a_move(scene: Scene) -> None:
    scene.roster(ROSTER)
    for year, day in ((2021, "2023-06-01"), (2022, "2023-06-02"), (2023, "2024-01-10")):
        scene.page(FEBRUARY, FINANCE, year, day)
    scene.read(FEBRUARY, OWN, [entry(FINANCE, year) for year in (2021, 2022, 2023)])
    found = scene.judged(JUNE)
    assert [(found[FINANCE, year]["status"], found[FINANCE, year]["detail"]) for year in (2021, 2022)] == [
        ("published_date_unknown", "dated_much_later"),
        ("late", "late_statutory"),
    ]


@pytest.mark.parametrize(
    ("address", "listed_on", "status"),
    [
        (f"{OWN}202401/t20240118_77.html", None, "published_date_unknown"),
        (f"{HOST}/art/2024/1/18/art_5_77.html", None, "published_date_unknown"),
        (f"{OWN}77.html", "2024-01-18", "published_date_unknown"),
        (f"{OWN}202402/t20240209_77.html", "2024-02-09", "late"),
        (f"{OWN}201901/t20190118_77.html", "2019-01-18", "late"),
    ],
)
def test_a_late_day_on_the_page_counts_only_if_list_and_address_do_not_say_otherwise(
    scene: Scene, address: str, listed_on: str | None, status: str
) -> None:
    scene.roster(ROSTER)
    scene.page(FEBRUARY, FINANCE, 2023, "2024-02-09", address)
    scene.archive.db.execute("UPDATE captures SET published_on = ? WHERE url = ?", [listed_on, address])
    scene.read(FEBRUARY, OWN, [entry(FINANCE, 2023, address)])
    assert told(scene)["status"] == status


@pytest.mark.parametrize(
    ("dated", "office"),
    [
        ("2024-01-20", ("on_time", None)),
        ("2024-03-20", ("published_date_unknown", "joint_report")),
        ("2024-04-09", ("late", "late_statutory")),
    ],
)
def test_an_office_is_not_late_by_a_report_that_it_shares_with_its_government_in_time(
    scene: Scene, dated: str, office: tuple[str, str | None]
) -> None:
    scene.roster("青禾市人民政府,local_government,,2019,,名册", "青禾市人民政府办公室,local_department,,2019,,名册")
    scene.page(date(2024, 4, 20), "青禾市人民政府机关", 2023, dated)
    found = scene.judged(JUNE)
    row, government = found["青禾市人民政府办公室", 2023], found["青禾市人民政府", 2023]
    assert (row["status"], row["detail"]) == office
    assert government["status"] == ("late" if dated > "2024-03-31" else "on_time")


def test_a_shared_report_that_came_after_its_day_is_late_for_nobody_who_had_longer(scene: Scene) -> None:
    office = "青禾市人民政府办公室"
    scene.roster("青禾市人民政府,local_government,,2019,,名册", f"{office},local_department,,2019,,名册")
    scene.read(FEBRUARY, OWN, [entry(office, 2022)], agency=office)
    address = scene.page(MARCH, "青禾市人民政府机关", 2023, "2024-01-10")
    scene.read(MARCH, OWN, [entry(office, 2022), entry(office, 2023, address)], agency=office)
    found = scene.judged(JUNE)
    assert (found[office, 2023]["status"], found[office, 2023]["detail"]) == ("published_date_unknown", "backdated")
    assert found["青禾市人民政府", 2023]["status"] == "on_time"


def test_a_site_that_moved_has_removed_nobodys_report(scene: Scene) -> None:
    scene.roster(ROSTER)
    pages = [scene.page(FEBRUARY, name, 2023, "2024-01-10") for name in (FINANCE, *OTHERS)]
    scene.read(FEBRUARY, COLLECTIVE, [entry(name, 2023) for name in (FINANCE, *OTHERS)], kind="collective")
    for day in (MARCH, date(2024, 3, 20), date(2024, 4, 10)):
        scene.capture(day, f"{HOST}/", b"moved", role="home")
        for address in pages:
            scene.capture(day, address, b"", status=404, outcome="gone")
        scene.read(day, COLLECTIVE, outcome="empty_list", kind="collective")
    assert {row["status"] for (_, year), row in scene.judged(JUNE).items() if year == 2023} == {"on_time"}


def test_a_title_of_a_year_that_is_not_over_is_wrong_and_the_year_unknown(scene: Scene) -> None:
    scene.roster(ROSTER)
    address = scene.page(FEBRUARY, FINANCE, 2024, "2024-01-20")
    for day in (FEBRUARY, MARCH):
        scene.read(day, OWN, [entry(FINANCE, 2024, address)])
    found = scene.judged(date(2025, 6, 1))
    assert {found[FINANCE, year]["status"] for year in (2023, 2024)} == {"not_crawled"}
    scene.decide(address, {"year": 2023})
    found = scene.judged(date(2025, 6, 1))
    assert found[FINANCE, 2023]["status"] == "on_time"
    assert found[FINANCE, 2024]["status"] == "not_crawled"


def test_a_report_whose_text_speaks_of_another_year_may_be_that_one(scene: Scene) -> None:
    scene.roster(ROSTER)
    address = scene.page(FEBRUARY, FINANCE, 2022, "2024-01-20")
    for day in (FEBRUARY, MARCH):
        scene.read(day, OWN, [entry(FINANCE, 2022, address)])
    scene.judged(JUNE)
    scene.archive.db.execute("UPDATE versions SET period_start = '2023-01-01'")
    row = scene.judged(JUNE, read=False)[FINANCE, 2023]
    assert (row["status"], row["detail"]) == ("not_crawled", "year_conflict")
    scene.decide(address, {"year": 2022})
    assert scene.judged(JUNE, read=False)[FINANCE, 2023]["status"] == "not_found"


def test_a_name_of_two_agencies_is_no_agency(scene: Scene) -> None:
    scene.roster(ROSTER)
    joint = "青禾市财政局、教育局"
    address = scene.page(FEBRUARY, joint, 2023, "2024-01-20")
    scene.read(FEBRUARY, COLLECTIVE, [entry(joint, 2023, address)], kind="collective")
    found = scene.judged(JUNE)
    assert {name: found[name, 2023]["status"] for name, year in found if year == 2023} == {
        FINANCE: "on_time",
        "青禾市教育局": "on_time",
    }


def test_a_collective_column_that_a_roster_gives_to_each_of_many_is_nobodys_own(scene: Scene) -> None:
    scene.roster(*(f"{name},local_department,{COLLECTIVE},2019,,名录" for name in (FINANCE, *OTHERS)))
    collective(scene, FEBRUARY, 2022, 2023)
    found = scene.judged(JUNE)
    assert {found[name, 2023]["status"] for name in (FINANCE, *OTHERS)} == {"on_time"}


def test_a_column_changes_hands_with_the_years_of_the_roster(scene: Scene) -> None:
    old = "青禾市粮食局"
    scene.roster(f"{old},local_department,{OWN},2019,2021,名录", f"{FINANCE},local_department,{OWN},2022,,名录")
    entries = []
    for year in (2020, 2023):
        address = scene.page(FEBRUARY, "", year, f"{year + 1}-01-10", f"{OWN}{year}.html")
        entries.append(Entry(address, f"{year}年政府信息公开工作年度报告", "annual_report", True, None, year, None))
    scene.read(FEBRUARY, OWN, entries, agency=None)
    scene.judged(JUNE)
    scene.archive.db.execute("UPDATE versions SET printed_agency = NULL, listed_agency = NULL")
    found = scene.judged(JUNE, read=False)
    assert (found[old, 2020]["status"], found[FINANCE, 2023]["status"]) == ("on_time", "on_time")


def test_a_title_that_was_refused_unread_leaves_absence_unconfirmed(scene: Scene) -> None:
    scene.roster(ROSTER)
    title = "2023年度政务公开工作总结"
    for day in (FEBRUARY, MARCH):
        scene.read(day, OWN, [entry("", 2023, f"{OWN}s.html", "not_report", title), entry(FINANCE, 2022)])
    row = told(scene)
    assert (row["status"], row["confirmed"]) == ("not_found", False)


def test_an_explanation_names_the_day_of_the_failure(scene: Scene) -> None:
    scene.roster(ROSTER)
    scene.read(date(2023, 2, 20), OWN)
    scene.end(MARCH, "blocked")
    row = told(scene)
    assert row["status"] == "blocked"
    assert "2024年3月1日" in row["explanation"]


def test_where_a_newer_roster_ends_an_agency_an_older_open_one_confirms_nothing(scene: Scene) -> None:
    scene.roster(ROSTER)
    scene.read(FEBRUARY, OWN)
    scene.roster(f"{FINANCE},local_department,,2019,2021,新名录", name="newer.csv")
    scene.read(MARCH, OWN)
    found = scene.judged(JUNE)
    assert [found[FINANCE, year]["confirmed"] for year in (2021, 2023)] == [True, False]


@pytest.mark.parametrize(
    ("name", "agency_class"), [("青禾市人民政府", "local_department"), ("青禾市第一人民医院", "local_department")]
)
def test_a_class_that_the_name_refutes_is_a_fault_of_the_roster(scene: Scene, name: str, agency_class: str) -> None:
    path = scene.folder / "wrong.csv"
    header = "agency,region_code,class,parent,url,from_year,to_year,source"
    path.write_text(f"{header}\n{name},{REGION},{agency_class},,,2019,,名录\n", encoding="utf-8")
    faults = load_agencies(scene.archive, path).faults
    assert len(faults) == 1
    assert faults[0].startswith("第 2 行 row 2: ")


def test_a_link_that_is_broken_and_still_listed_removes_nothing(scene: Scene) -> None:
    scene.roster(ROSTER)
    pages = [scene.page(FEBRUARY, FINANCE, year, f"{year + 1}-01-10") for year in (2022, 2023)]
    entries = [entry(FINANCE, year) for year in (2022, 2023)]
    scene.read(FEBRUARY, OWN, entries)
    for day in (MARCH, date(2024, 3, 20)):
        scene.capture(day, pages[1], b"", status=404, outcome="gone")
        scene.capture(day, pages[0], b"", status=304, outcome="not_modified")
        scene.read(day, OWN, entries)
    assert told(scene)["status"] == "on_time"
    scene.read(date(2024, 4, 10), OWN, entries[:1])
    scene.capture(date(2024, 4, 10), pages[1], b"", status=404, outcome="gone")
    assert told(scene)["status"] == "removed"


def nameless(scene: Scene, address: str, year: int = 2023) -> None:
    scene.page(FEBRUARY, "", year, f"{year + 1}-01-10", address)
    scene.judged(JUNE)
    scene.archive.db.execute("UPDATE versions SET printed_agency = NULL, listed_agency = NULL WHERE url = ?", [address])
    scene.judged(JUNE, read=False)


def test_what_was_settled_for_a_report_without_names_says_nothing_of_the_next(scene: Scene) -> None:
    scene.roster(ROSTER)
    nameless(scene, f"{HOST}/1.html")
    ((subject,),) = scene.archive.db.execute("SELECT subject FROM unresolved_names").fetchall()
    settle(scene.archive, subject, [f"{REGION}-{FINANCE}"])
    assert not scene.archive.db.execute("SELECT 1 FROM unresolved_names").fetchone()
    scene.archive.db.execute(
        "INSERT INTO versions (id, year, url, listed_region, extractor) VALUES ('next', 2022, 'http://x/2.html', ?, 't')",
        [REGION],
    )
    scene.judged(JUNE, read=False)
    assert scene.archive.db.execute("SELECT subject FROM unresolved_names").fetchall() == [("next",)]


def test_a_year_is_settled_for_one_version_and_not_for_what_follows_at_its_address(scene: Scene) -> None:
    scene.roster(ROSTER)
    address = scene.page(FEBRUARY, FINANCE, 2024, "2024-01-20", f"{OWN}current.html")
    scene.judged(JUNE)
    settle(scene.archive, address, year=2023)
    scene.page(date(2025, 2, 10), FINANCE, 2024, "2025-01-20", address)
    found = scene.judged(date(2025, 6, 1))
    assert [found[FINANCE, year]["published_on"] for year in (2023, 2024)] == ["2024-01-20", "2025-01-20"]
    with pytest.raises(ArchiveError, match="a year is said of one version"):
        settle(scene.archive, address, year=2023)


@pytest.mark.parametrize(("outcome", "status"), [("unreachable", "unreachable"), ("blocked", "blocked")])
def test_a_page_whose_attachment_we_lack_is_no_wrong_document(scene: Scene, outcome: str, status: str) -> None:
    scene.roster(ROSTER)
    page = scene.page(FEBRUARY, FINANCE, 2023, "2024-01-10")
    scene.read(FEBRUARY, OWN, [entry(FINANCE, 2023)])
    scene.judged(JUNE)
    scene.archive.db.execute("UPDATE extractions SET outcome = 'not_report', version_id = NULL")
    scene.archive.db.execute("DELETE FROM report_versions")
    scene.archive.db.execute("DELETE FROM version_parts")
    scene.archive.db.execute("DELETE FROM versions")
    assert scene.judged(JUNE, read=False)[FINANCE, 2023]["detail"] == "wrong_document"
    scene.archive.db.execute(
        "INSERT INTO attempts (id, url, at, outcome, role, via_url) VALUES ('1', ?, '2024-02-10T04:01:00.000000Z', ?, 'attachment', ?)",
        [f"{HOST}/1.pdf", outcome, page],
    )
    row = scene.judged(JUNE, read=False)[FINANCE, 2023]
    assert (row["status"], row["detail"]) == (status, "listed_not_fetched")
