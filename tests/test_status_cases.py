"""One case each of what may be said, and what may not be."""

from datetime import date

import pytest

from archive.model import Entry
from tests.status_scene import COLLECTIVE, FINANCE, HOST, OWN, Scene, address_of, entry

ROSTER = f"{FINANCE},local_department,,2019,,机构编制名录"
DUE = date(2024, 1, 31)
FEBRUARY, MARCH, JUNE = date(2024, 2, 10), date(2024, 3, 1), date(2024, 6, 1)
OTHERS = ("青禾市教育局", "青禾市审计局", "青禾市民政局")
KEY = (FINANCE, 2023)


def told(scene: Scene, as_of: date = JUNE) -> tuple[str, str | None]:
    row = scene.judged(as_of)[KEY]
    return row["status"], row["detail"]


def test_nothing_found_in_an_own_column_read_in_full_after_the_deadline(scene: Scene) -> None:
    scene.roster(ROSTER)
    scene.read(FEBRUARY, OWN)
    row = scene.judged(JUNE)[KEY]
    assert (row["status"], row["confirmed"], row["confidence"]) == ("not_found", False, 0.95)


def test_two_days_and_the_grace_confirm_it_and_a_roster_without_source_does_not(scene: Scene) -> None:
    scene.roster(ROSTER, "青禾市审计局,local_department,,2019,,")
    for day in (FEBRUARY, MARCH):
        scene.read(day, OWN, ended=None)
        scene.read(day, f"{OWN}sjj/", agency="青禾市审计局")
    found = scene.judged(JUNE)
    assert [found[name, 2023]["confirmed"] for name in (FINANCE, "青禾市审计局")] == [True, False]


def test_two_days_within_the_grace_confirm_nothing(scene: Scene) -> None:
    scene.roster(ROSTER)
    scene.read(date(2024, 2, 2), OWN)
    scene.read(date(2024, 2, 7), OWN)
    row = scene.judged(JUNE)[KEY]
    assert (row["status"], row["confirmed"]) == ("not_found", False)


def test_a_failure_between_the_readings_leaves_it_unconfirmed(scene: Scene) -> None:
    scene.roster(ROSTER)
    scene.read(FEBRUARY, OWN)
    scene.read(date(2024, 2, 20), OWN, outcome="unreachable", complete=False)
    scene.read(MARCH, OWN)
    row = scene.judged(JUNE)[KEY]
    assert (row["status"], row["confirmed"]) == ("not_found", False)


def test_a_reading_on_the_last_day_is_not_behind_the_deadline(scene: Scene) -> None:
    scene.roster(ROSTER)
    scene.read(DUE, OWN)
    assert told(scene) == ("not_crawled", "not_read_since_deadline")


def test_a_column_that_is_somebody_elses_proves_nothing(scene: Scene) -> None:
    scene.roster(ROSTER, "青禾市审计局,local_department,,2019,,名录")
    scene.read(FEBRUARY, OWN, agency="青禾市审计局")
    assert told(scene) == ("not_crawled", "no_column_known")


def test_a_column_named_by_the_roster_is_the_agencys_own_whatever_it_is_called(scene: Scene) -> None:
    scene.roster(f"{FINANCE},local_department,{OWN.replace('http:', 'https:')}index.html,2019,,名录")
    scene.read(FEBRUARY, OWN, agency=None)
    assert told(scene) == ("not_found", None)


@pytest.mark.parametrize("others", [0, 1, 2])
def test_a_collective_column_speaks_of_a_year_only_if_it_lists_others_of_it(scene: Scene, others: int) -> None:
    scene.roster(ROSTER)
    listed = [entry(FINANCE, 2022), *(entry(name, 2023) for name in OTHERS[:others])]
    for one in listed:
        scene.page(FEBRUARY, str(one.agency), int(one.year or 0), f"{(one.year or 0) + 1}-01-10")
    scene.read(FEBRUARY, COLLECTIVE, listed, kind="collective")
    expected = ("not_found", None) if others == 2 else ("not_crawled", "year_not_covered")
    assert told(scene) == expected


def test_a_collective_column_that_never_lists_an_agency_says_nothing_of_it(scene: Scene) -> None:
    scene.roster(ROSTER)
    for name in OTHERS:
        scene.page(FEBRUARY, name, 2023, "2024-01-10")
    scene.read(FEBRUARY, COLLECTIVE, [entry(name, 2023) for name in OTHERS], kind="collective")
    assert told(scene) == ("not_crawled", "no_column_known")


def test_an_own_column_that_failed_outweighs_a_collective_one_that_was_read(scene: Scene) -> None:
    scene.roster(ROSTER)
    scene.page(FEBRUARY, FINANCE, 2022, "2023-01-10")
    listed = [entry(FINANCE, 2022), *(entry(name, 2023) for name in OTHERS)]
    for name in OTHERS:
        scene.page(FEBRUARY, name, 2023, "2024-01-10")
    scene.read(FEBRUARY, OWN, outcome="blocked", complete=False, ended=None)
    scene.read(FEBRUARY, COLLECTIVE, listed, kind="collective")
    assert told(scene) == ("blocked", "blocked")


def test_both_columns_must_be_read_on_two_days(scene: Scene) -> None:
    scene.roster(ROSTER)
    scene.page(FEBRUARY, FINANCE, 2022, "2023-01-10")
    for name in OTHERS:
        scene.page(FEBRUARY, name, 2023, "2024-01-10")
    listed = [entry(FINANCE, 2022), *(entry(name, 2023) for name in OTHERS)]
    scene.read(FEBRUARY, COLLECTIVE, listed, kind="collective", ended=None)
    scene.read(FEBRUARY, OWN, [entry(FINANCE, 2022)])
    scene.read(MARCH, OWN, [entry(FINANCE, 2022)])
    assert scene.judged(JUNE)[KEY]["confirmed"] is False
    scene.read(date(2024, 3, 5), COLLECTIVE, listed, kind="collective")
    assert scene.judged(JUNE)[KEY]["confirmed"] is True


def test_a_reading_that_the_same_crawl_took_back_is_no_evidence(scene: Scene) -> None:
    scene.roster(ROSTER)
    pages = scene.read(FEBRUARY, OWN, ended=None)
    scene.read(date(2024, 2, 11), OWN, complete=False, pages=pages)
    assert told(scene) == ("not_crawled", "column_silent")


def test_a_crawl_that_ended_blocked_leaves_its_readings_without_weight(scene: Scene) -> None:
    scene.roster(ROSTER)
    scene.read(FEBRUARY, OWN, ended="blocked")
    assert told(scene) == ("blocked", "blocked")


@pytest.mark.parametrize(
    ("outcome", "status"),
    [("blocked", "blocked"), ("robots", "blocked"), ("unreachable", "unreachable"), ("js_required", "not_crawled")],
)
def test_a_portal_whose_home_fails_later_says_so(scene: Scene, outcome: str, status: str) -> None:
    scene.roster(ROSTER)
    scene.read(date(2024, 1, 20), OWN)
    scene.end(MARCH, outcome)
    assert told(scene) == (status, outcome)


def test_an_entry_whose_document_was_not_had_is_not_missing(scene: Scene) -> None:
    scene.roster(ROSTER)
    scene.attempt(FEBRUARY, address_of(FINANCE, 2023), "unreachable")
    scene.read(FEBRUARY, OWN, [entry(FINANCE, 2023)])
    assert told(scene) == ("unreachable", "listed_not_fetched")


def test_an_entry_that_answers_gone_once_is_not_missing(scene: Scene) -> None:
    scene.roster(ROSTER)
    scene.capture(FEBRUARY, address_of(FINANCE, 2023), b"", status=404, outcome="gone")
    scene.read(FEBRUARY, OWN, [entry(FINANCE, 2023)])
    assert told(scene)[0] == "unreachable"


def test_an_entry_without_year_that_was_not_read_may_be_the_report(scene: Scene) -> None:
    scene.roster(ROSTER)
    scene.read(FEBRUARY, OWN, [entry(FINANCE, None, f"{OWN}x.html", "unclear", "年报")])
    assert told(scene) == ("not_crawled", "listed_not_fetched")


def test_an_entry_without_year_that_was_read_as_another_year_is_settled(scene: Scene) -> None:
    scene.roster(ROSTER)
    scene.page(FEBRUARY, FINANCE, 2022, "2023-01-10", f"{OWN}x.html")
    scene.read(FEBRUARY, OWN, [entry(FINANCE, None, f"{OWN}x.html", "unclear", "年报")])
    assert told(scene) == ("not_found", None)


def test_a_document_that_is_archived_but_not_read_is_not_missing(scene: Scene) -> None:
    scene.roster(ROSTER)
    scene.page(FEBRUARY, FINANCE, 2023, "2024-01-10")
    scene.read(FEBRUARY, OWN, [entry(FINANCE, 2023)])
    assert scene.judged(JUNE, read=False)[KEY]["detail"] == "not_extracted"
    assert told(scene) == ("on_time", None)


def test_a_listed_report_that_turns_out_to_be_of_another_year_is_not_missing(scene: Scene) -> None:
    scene.roster(ROSTER)
    scene.page(FEBRUARY, FINANCE, 2022, "2023-01-10", f"{OWN}x.html")
    scene.read(FEBRUARY, OWN, [entry(FINANCE, 2023, f"{OWN}x.html")])
    assert told(scene) == ("unreadable", "wrong_document")


def test_an_undated_report_is_in_time_if_it_was_seen_in_time_or_listed_so(scene: Scene) -> None:
    scene.roster(ROSTER)
    scene.read(date(2024, 1, 20), OWN, [entry(FINANCE, 2023)])
    scene.page(FEBRUARY, FINANCE, 2023, None)
    assert told(scene) == ("on_time", None)


def test_a_date_before_the_reported_year_ended_is_no_date(scene: Scene) -> None:
    scene.roster(ROSTER)
    scene.page(FEBRUARY, FINANCE, 2023, "2021-05-04")
    scene.read(FEBRUARY, OWN, [entry(FINANCE, 2023)])
    assert told(scene) == ("published_date_unknown", None)


def test_a_date_that_our_reading_contradicts(scene: Scene) -> None:
    scene.roster(ROSTER)
    scene.read(FEBRUARY, OWN)
    scene.page(MARCH, FINANCE, 2023, "2024-01-10")
    scene.read(MARCH, OWN, [entry(FINANCE, 2023)])
    row = scene.judged(JUNE)[KEY]
    assert (row["status"], row["detail"]) == ("late", "backdated")
    assert "2024年2月10日完整读取其栏目（1页）时尚无此报告" in row["explanation"]


@pytest.mark.parametrize("trouble", ["incomplete", "unfinished", "before the deadline"])
def test_a_reading_without_weight_contradicts_no_date(scene: Scene, trouble: str) -> None:
    scene.roster(ROSTER)
    day = date(2024, 1, 25) if trouble == "before the deadline" else FEBRUARY
    ended = None if trouble == "unfinished" else "ok"
    scene.read(day, OWN, complete=trouble != "incomplete", outcome="ok", ended=ended)
    scene.page(MARCH, FINANCE, 2023, "2024-01-10")
    scene.read(MARCH, OWN, [entry(FINANCE, 2023)])
    expected = ("published_date_unknown", "backdated") if trouble == "before the deadline" else ("on_time", None)
    assert told(scene) == expected


def test_a_date_changed_later_does_not_make_a_late_report_timely(scene: Scene) -> None:
    scene.roster(ROSTER)
    scene.page(FEBRUARY, FINANCE, 2023, "2024-02-09")
    scene.read(FEBRUARY, OWN, [entry(FINANCE, 2023)])
    scene.page(MARCH, FINANCE, 2023, "2024-01-09")
    scene.read(MARCH, OWN, [entry(FINANCE, 2023)])
    assert told(scene) == ("late", "late_statutory")


def test_a_report_gone_for_two_weeks_is_removed_and_one_that_moved_is_not(scene: Scene) -> None:
    scene.roster(ROSTER)
    address = scene.page(FEBRUARY, FINANCE, 2023, "2024-01-10")
    scene.read(FEBRUARY, OWN, [entry(FINANCE, 2023)])
    for day in (MARCH, date(2024, 3, 10), date(2024, 3, 20)):
        scene.capture(day, address, b"", status=404, outcome="gone")
        scene.read(day, OWN)
    assert [told(scene, day)[0] for day in (date(2024, 3, 11), date(2024, 3, 21))] == ["on_time", "removed"]
    scene.page(date(2024, 4, 1), FINANCE, 2023, "2024-01-10", f"{OWN}new.html")
    scene.read(date(2024, 4, 1), OWN, [entry(FINANCE, 2023, f"{OWN}new.html")])
    assert told(scene)[0] == "on_time"


@pytest.mark.parametrize("outcome", ["unreachable", "blocked"])
def test_a_host_that_fails_removes_nothing(scene: Scene, outcome: str) -> None:
    scene.roster(ROSTER)
    address = scene.page(FEBRUARY, FINANCE, 2023, "2024-01-10")
    scene.read(FEBRUARY, OWN, [entry(FINANCE, 2023)])
    for day in (MARCH, date(2024, 4, 1)):
        scene.attempt(day, address, outcome)
        scene.read(day, OWN, outcome=outcome, complete=False, ended=outcome)
    assert told(scene)[0] == "on_time"


def test_what_is_no_longer_listed_but_could_not_be_asked_for_is_not_removed(scene: Scene) -> None:
    scene.roster(ROSTER)
    address = scene.page(FEBRUARY, FINANCE, 2023, "2024-01-10")
    scene.read(FEBRUARY, OWN, [entry(FINANCE, 2023)])
    for day in (MARCH, date(2024, 4, 1)):
        scene.attempt(day, address, "unreachable")
        scene.read(day, OWN)
    assert told(scene)[0] == "on_time"


def test_a_merged_agency_owes_nothing_since_its_successor_answers(scene: Scene) -> None:
    scene.roster(ROSTER, "青禾市金融局,local_department,,2019,,名录")
    scene.decide("990100-青禾市金融局", {"merge": ["990100-青禾市金融局", "990100-青禾市财政局"], "year": 2022})
    scene.read(FEBRUARY, OWN)
    found = scene.judged(JUNE)
    row = found["青禾市金融局", 2023]
    assert (row["status"], row["detail"]) == ("not_obliged", "successor_reports")
    assert "青禾市财政局" in row["explanation"]
    assert found["青禾市金融局", 2021]["status"] != "not_obliged"


def test_a_merger_of_unknown_year_accuses_nobody(scene: Scene) -> None:
    scene.roster(ROSTER, "青禾市金融局,local_department,,2019,,名录")
    scene.decide("990100-青禾市金融局", {"merge": ["990100-青禾市金融局", "990100-青禾市财政局"]})
    scene.read(FEBRUARY, OWN, agency="青禾市金融局")
    row = scene.judged(JUNE)["青禾市金融局", 2023]
    assert (row["status"], row["explanation"]) == (
        "not_obliged",
        "青禾市金融局不再单独报告，2023年度报告由青禾市财政局负责。",
    )


def test_a_copy_elsewhere_that_we_saw_first_makes_no_report_late(scene: Scene) -> None:
    scene.roster(ROSTER)
    scene.page(FEBRUARY, FINANCE, 2023, "2024-02-09", f"{COLLECTIVE}copy.html")
    scene.page(MARCH, FINANCE, 2023, "2024-01-09")
    scene.read(MARCH, OWN, [entry(FINANCE, 2023)])
    assert told(scene) == ("on_time", None)


def test_a_day_that_reports_of_many_years_share_is_that_of_a_move(scene: Scene) -> None:
    scene.roster(ROSTER)
    for year in (2020, 2021, 2022, 2023):
        scene.page(MARCH, FINANCE, year, "2024-02-20" if year < 2023 else "2024-02-09")
    scene.read(MARCH, OWN, [entry(FINANCE, year) for year in (2020, 2021, 2022, 2023)])
    found = scene.judged(JUNE)
    assert [found[FINANCE, year]["status"] for year in (2020, 2022, 2023)] == ["published_date_unknown"] * 2 + ["late"]


def test_a_collective_column_that_a_roster_gives_to_the_government_speaks_of_the_others_too(scene: Scene) -> None:
    scene.roster(ROSTER, f"青禾市人民政府,local_government,{COLLECTIVE},2019,,名录")
    listed = [entry(FINANCE, 2022), *(entry(name, 2023) for name in OTHERS), entry("青禾市人民政府", 2023)]
    for one in listed:
        scene.page(FEBRUARY, str(one.agency), int(one.year or 0), f"{(one.year or 0) + 1}-01-10")
    scene.read(FEBRUARY, COLLECTIVE, listed, kind="collective")
    assert told(scene) == ("not_found", None)
    assert scene.judged(JUNE)["青禾市人民政府", 2023]["status"] == "on_time"


def test_a_report_of_a_like_name_leaves_both_open(scene: Scene) -> None:
    scene.roster("青禾市工业和信息化局,local_department,,2019,,名录")
    scene.page(FEBRUARY, "青禾市科工局", 2023, "2024-01-10")
    scene.read(FEBRUARY, OWN, agency="青禾市工业和信息化局")
    row = scene.judged(JUNE)["青禾市工业和信息化局", 2023]
    assert (row["status"], row["detail"]) == ("not_crawled", "unresolved_report")


@pytest.mark.parametrize("several", [False, True])
def test_a_document_of_several_reports_may_hold_the_one_that_is_missed(scene: Scene, several: bool) -> None:
    scene.roster(ROSTER, f"青禾市人民政府,local_government,{COLLECTIVE},2019,,名录")
    bound = Entry(f"{HOST}/nb/all.html", "2023年政府信息公开工作年度报告汇编", "annual_report", True, None, 2023, None)
    listed = [entry(FINANCE, 2022), *(entry(name, 2023) for name in OTHERS), bound]
    for one in listed[:-1]:
        scene.page(FEBRUARY, str(one.agency), int(one.year or 0), f"{(one.year or 0) + 1}-01-10")
    scene.page(FEBRUARY, "青禾市人民政府", 2023, "2024-01-10", bound.url)
    scene.read(FEBRUARY, COLLECTIVE, listed, kind="collective")
    scene.judged(JUNE)
    if several:
        [row] = scene.archive.db.query(
            "SELECT version_id FROM extractions e JOIN captures c ON c.id = e.capture_id WHERE c.url = ?", [bound.url]
        )
        scene.archive.db.execute(
            "INSERT INTO issues (id, stage, code, message, version_id) VALUES ('1', 'extract', 'several_reports', '', ?)",
            [row["version_id"]],
        )
    row = scene.judged(JUNE, read=False)[KEY]
    assert (row["status"], row["detail"]) == (("not_crawled", "several_reports") if several else ("not_found", None))


def test_what_a_class_does_not_owe_is_not_missing(scene: Scene) -> None:
    scene.roster(
        "青禾市第一人民医院,public_institution,,2019,,名录",
        "中共青禾市委宣传部,,,2019,,名录",
        "青禾市残疾人联合会,,,2019,,名录",
    )
    scene.read(FEBRUARY, OWN, agency="青禾市第一人民医院")
    assert {row["status"] for row in scene.judged(JUNE).values()} == {"not_obliged"}


def test_years_beyond_a_roster_are_owed_only_where_a_report_shows_it(scene: Scene) -> None:
    scene.roster(f"{FINANCE},local_department,,2020,2021,名录")
    for year in (2021, 2023):
        scene.page(FEBRUARY, FINANCE, year, f"{year + 1}-01-10")
    scene.read(FEBRUARY, OWN, [entry(FINANCE, year) for year in (2021, 2023)])
    assert sorted(year for _, year in scene.judged(date(2025, 6, 1))) == [2020, 2021, 2023]


def test_without_a_roster_neighbouring_years_are_weaker_evidence(scene: Scene) -> None:
    entries: list[Entry] = []
    for year in (2019, 2020, 2022):
        scene.page(FEBRUARY, FINANCE, year, f"{year + 1}-01-10")
        entries.append(entry(FINANCE, year))
    scene.read(FEBRUARY, OWN, entries)
    scene.read(MARCH, OWN, entries)
    found = scene.judged(JUNE)
    told_of = {year: (row["status"], row["confidence"], row["confirmed"]) for (_, year), row in found.items()}
    assert told_of[2021] == ("not_found", 0.9, True)
    assert told_of[2023] == ("not_found", 0.75, False)
    assert set(told_of) == {2019, 2020, 2021, 2022, 2023}
