import json
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from archive.clock import SHANGHAI
from archive.rebuild import rebuild
from archive.register import assemble
from archive.roster import load_agencies, load_regions
from archive.status import judge, record_statuses
from archive.store import Archive
from tests import status_world as world


def end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), SHANGHAI).astimezone(UTC) - timedelta(microseconds=1)


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The archive of the whole region after all crawls."""
    folder = tmp_path_factory.mktemp("region")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NIANBAO_NOW", "2025-01-02T04:00:00+00:00")
        archive = Archive.open(folder / "a", create=True)
        builder = world.Builder(archive)
        regions, agencies = builder.roster(folder)
        assert load_regions(archive, regions).faults == ()
        assert load_agencies(archive, agencies).faults == ()
        for number in range(len(world.CRAWLS)):
            builder.crawl(number)
        world.read_documents(archive)
        assemble(archive.db)
        archive.close()
    yield folder / "a"


def rows(folder: Path, moment: date) -> dict[tuple[str, int], dict[str, Any]]:
    archive = Archive.open(folder, readonly=True)
    found = {
        (row["agency_id"], row["year"]): row for row in (one.as_json() for one in judge(archive.db, end_of(moment)))
    }
    archive.close()
    return found


@pytest.mark.parametrize("moment", world.MOMENTS)
def test_every_status_is_the_true_one_and_no_fault_of_ours_is_an_agencys(region: Path, moment: date) -> None:
    found = rows(region, moment)
    wrong = []
    for place in world.places():
        for kind, (ending, _) in world.AGENCIES.items():
            for year in world.YEARS:
                row = found[f"{place.code}-{place.name}{ending}", year]
                status, detail = world.truth(place, kind, year, moment)
                if row["status"] != status or (detail and row["detail"] != detail):
                    wrong.append((place.fault, place.since, kind, year, row["status"], row["detail"], status, detail))
    assert wrong == []
    assert len(found) >= 22 * 12 * 6


def test_non_publication_is_confirmed_only_after_two_days_of_reading_and_the_days_of_grace(region: Path) -> None:
    never = ("990101-第1县水务局", 2024)
    said = [
        (rows(region, moment)[never]["status"], rows(region, moment)[never]["confirmed"]) for moment in world.MOMENTS
    ]
    assert said == [
        ("not_due", False),
        ("not_found", False),
        ("not_found", True),
        ("not_found", True),
        ("not_found", True),
    ]


def test_a_reading_that_failed_later_leaves_what_was_not_found_unconfirmed(region: Path) -> None:
    found = rows(region, world.MOMENTS[-1])
    late_faults = [place for place in world.places() if place.since == 1]
    for place in late_faults:
        row = found[f"{place.code}-{place.name}水务局", 2020]
        assert (row["status"], row["confirmed"]) == ("not_found", False), place.fault


def test_what_is_not_found_names_the_pages_and_days_it_rests_on(region: Path) -> None:
    row = rows(region, date(2025, 3, 2))["990101-第1县水务局", 2024]
    assert [check["read_at"][:10] for check in row["checked"]] == ["2025-02-10", "2025-03-01"]
    assert all(check["pages"] and check["complete"] for check in row["checked"])
    assert row["explanation"] == (
        "截至2025年3月1日，本档案未见第1县水务局2024年度报告：期限为2025年1月31日，"
        "此后在2025年2月10日至2025年3月1日间的2天完整读取其栏目（最近一次共1页），均未列出。"
    )
    assert row["explanation_en"].startswith("As of 1 March 2025 we had not found the report of 第1县水务局 for 2024")


def test_statuses_are_the_same_after_a_rebuild(region: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(region, copy)
    rebuild(copy)
    archive = Archive.open(copy)
    world.read_documents(archive)
    assemble(archive.db)
    archive.close()
    assert rows(copy, world.MOMENTS[-1]) == rows(region, world.MOMENTS[-1])


def test_statuses_are_recorded_as_rows(region: Path, tmp_path: Path) -> None:
    shutil.copytree(region, tmp_path / "copy")
    archive = Archive.open(tmp_path / "copy")
    count = record_statuses(archive.db, end_of(world.MOMENTS[-1]))
    archive.close()
    with sqlite3.connect(tmp_path / "copy" / "archive.db") as db:
        told = Counter(dict(db.execute("SELECT status, count(*) FROM obligations GROUP BY status")))
        checked = db.execute("SELECT checked FROM obligations WHERE status = 'not_found' LIMIT 1").fetchone()[0]
    assert told == Counter(row["status"] for row in rows(region, world.MOMENTS[-1]).values())
    assert sum(told.values()) == count
    assert json.loads(checked)[0]["pages"]
