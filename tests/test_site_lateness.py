"""How late a report was: counted from the day that was missed, never where the day itself is not believed."""

import re
import sqlite3
from pathlib import Path

import pytest

from archive.search import report_path
from nianbao.site.owed import Choice, listed
from tests.published import COUNTY, WATER
from tests.site_client import Get
from tests.site_world import PROVINCE, site_at

CASES = {
    "林业": ("late_statutory", "2025-01-31", None, "2025-02-01", 1),
    "教育": ("late_statutory", "2025-01-31", "2025-01-28", "2025-02-09", 9),
    "民政": ("late_local", "2025-01-31", "2025-01-28", "2025-01-30", 2),
    "财政": ("late_local", "2025-01-20", None, "2025-01-23", 3),
    "水务": ("backdated", "2025-01-31", None, "2025-01-30", None),
    "交通": ("backdated", "2025-01-31", None, "2025-02-03", None),
    "审计": ("late_statutory", "2025-01-31", None, None, None),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    changes = "".join(
        f"UPDATE obligations SET status = 'late', detail = '{detail}', deadline = '{due}', deadline_local = {_sql(local)},"
        f" published_on = {_sql(day)} WHERE agency_id = '{PROVINCE}-澄州省{bureau}局' AND year = 2024;"
        for bureau, (detail, due, local, day, _) in CASES.items()
    )
    return site_at(tmp_path_factory.mktemp("late"), changes)


def _sql(text: str | None) -> str:
    return f"'{text}'" if text else "NULL"


def test_days_late_count_from_the_day_that_was_missed(folder: Path) -> None:
    db = sqlite3.connect(folder / "publish" / "archive.db")
    db.row_factory = sqlite3.Row
    rows = {row["agency_id"]: row for row in listed(db, Choice(2024, region=PROVINCE), most=1000)}
    db.close()
    found = {bureau: rows[f"{PROVINCE}-澄州省{bureau}局"]["days_late"] for bureau in CASES}
    assert found == {bureau: days for bureau, (*_, days) in CASES.items()}
    assert all(row["days_late"] is None for row in rows.values() if row["status"] != "late")


def test_the_latest_stand_first_and_those_without_a_day_last(get: Get) -> None:
    page = get("/compliance?year=2024&status=late&sort=-days_late").text.split('id="agencies"')[1]
    days = re.findall(r'data-label="逾期 Late"(?: class="none")?>(?:<b>(\d+)|—)', page)
    numbers = [int(day) for day in days if day]
    assert numbers == sorted(numbers, reverse=True)
    assert days[: len(numbers)] == [str(number) for number in numbers]
    assert {1, 2, 3, 9} <= set(numbers)


def test_a_report_that_is_held_is_linked_and_no_other(get: Get) -> None:
    page = get("/compliance?year=2024&region=990101").text
    assert set(re.findall(r'href="(/r/[^"]+)"', page)) == {report_path(agency, 2024) for agency in (WATER, COUNTY)}


def test_each_share_is_of_all_that_was_due_and_leads_to_its_agencies(get: Get) -> None:
    page = get("/compliance?year=2024&status=missing").text
    shares = page.split('class="shares"')[1].split("</ul>")[0]
    counts = re.findall(
        r"status=(\w+)#agencies\"[^>]*><span class=\"nof\"><b>(\d+)</b><span class=\"of\">/(\d+)", shares
    )
    assert {total for _, _, total in counts} == {re.search(r'<p class="sum"><b>(\d+)', page)[1]}  # type: ignore[index]
    assert sum(int(n) for _, n, _ in counts) == int(counts[0][2])
    for status, n, _ in counts:
        listing = get(f"/compliance?year=2024&status={status}").text.split('id="agencies"')[1]
        assert re.search(r'<span class="of">(\d+)</span>', listing)[1] == n  # type: ignore[index]
