"""The judgements over time: each row is what `judge` answers at its moment, and nothing between two rows is told otherwise."""

import json
import sqlite3
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from sqlite_utils import Database

from archive.clock import parse, timestamp
from archive.model import Entry
from archive.publish import publish
from archive.status import judge, record_history, record_statuses
from archive.status.history import TABLE
from archive.status.moments import moments
from nianbao.site.history import by_year
from tests.status_scene import FINANCE, OWN, Scene
from tests.test_status import end_of

ROSTER = f"{FINANCE},local_department,,2019,,机构编制名录"
AS_OF = end_of(date(2024, 6, 1))


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.setenv("NIANBAO_NOW", "2019-01-01T00:00:00Z")
    made = Scene(tmp_path)
    made.roster(ROSTER)
    yield made
    made.archive.close()


def recorded(scene: Scene, as_of: datetime = AS_OF) -> Database:
    """Judge the scene over time and return its database."""
    scene.judged(date(2019, 1, 1))
    db = scene.archive.db
    db.execute("DROP TABLE IF EXISTS status_history")
    db.execute(TABLE)
    record_history(db, as_of)
    return db


def rows(db: Database, year: int = 2023) -> list[dict[str, Any]]:
    return list(db.query("SELECT * FROM status_history WHERE year = ? ORDER BY since", [year]))


def test_a_missing_report_passes_through_its_stages_on_the_days_they_were_reached(scene: Scene) -> None:
    for day in (date(2024, 1, 20), date(2024, 2, 3), date(2024, 3, 1)):
        scene.read(day, OWN)
    found = rows(recorded(scene))
    assert [(row["since"], row["status"], row["detail"], row["confirmed"]) for row in found] == [
        (timestamp(end_of(date(2024, 1, 20))), "not_due", None, 0),
        (timestamp(end_of(date(2024, 2, 1))), "not_crawled", "not_read_since_deadline", 0),
        (timestamp(end_of(date(2024, 2, 3))), "not_found", None, 0),
        (timestamp(end_of(date(2024, 3, 1))), "not_found", None, 1),
    ]
    befores = [date(2024, 1, 20), date(2024, 2, 1), date(2024, 2, 8)]
    assert [row["last_before"] for row in found] == [None, *(timestamp(end_of(day)) for day in befores)]


def test_a_report_that_comes_after_all_ends_what_was_said(scene: Scene) -> None:
    scene.read(date(2024, 2, 10), OWN)
    address = scene.page(date(2024, 3, 1), FINANCE, 2023, "2024-02-20")
    scene.read(date(2024, 3, 1), OWN, [Entry(address, "2023年报", "annual_report", True, None, 2023, FINANCE)])
    assert [row["status"] for row in rows(recorded(scene))] == ["not_found", "late"]


def test_a_failure_of_ours_is_never_told_as_one_of_the_agency(scene: Scene) -> None:
    for day in (date(2024, 2, 10), date(2024, 3, 1), date(2024, 4, 1)):
        scene.read(day, OWN, outcome="blocked", complete=False, ended="blocked")
    assert {row["status"] for row in rows(recorded(scene))} == {"blocked"}


def test_each_row_is_the_judgement_of_its_moment_and_holds_until_the_next(scene: Scene) -> None:
    scene.read(date(2024, 1, 20), OWN)
    scene.attempt(date(2024, 2, 5), OWN, "unreachable", role="column")
    scene.read(date(2024, 2, 20), OWN)
    scene.page(date(2024, 3, 9), FINANCE, 2022, "2023-01-20")
    scene.read(date(2024, 4, 2), OWN, outcome="unreachable", complete=False)
    db = recorded(scene)
    kept = list(db.query("SELECT * FROM status_history ORDER BY since"))
    assert len(kept) > len({row["year"] for row in kept})
    for moment in moments(db, AS_OF):
        for told in (one.as_json() for one in judge(db, moment)):
            since = [
                row
                for row in kept
                if (row["agency_id"], row["year"]) == (told["agency_id"], told["year"])
                and row["since"] <= timestamp(moment)
            ]
            row = since[-1]
            assert (row["status"], row["detail"], row["confirmed"]) == (
                told["status"],
                told["detail"],
                told["confirmed"],
            )
            if row["since"] == timestamp(moment):
                assert (row["explanation"], row["explanation_en"]) == (told["explanation"], told["explanation_en"])
                assert json.loads(row["checked"]) == told["checked"]


def test_the_last_row_is_the_present_judgement(scene: Scene) -> None:
    scene.read(date(2024, 2, 10), OWN)
    scene.read(date(2024, 3, 1), OWN)
    db = recorded(scene)
    record_statuses(db, AS_OF)
    last = "SELECT status, detail, confirmed FROM status_history h WHERE h.agency_id = o.agency_id AND h.year = o.year"
    for row in db.query("SELECT o.* FROM obligations o"):
        (found,) = db.query(
            f"{last.replace('o.agency_id', ':agency_id').replace('o.year', ':year')} ORDER BY since DESC LIMIT 1", row
        )
        assert (found["status"], found["detail"], found["confirmed"]) == (
            row["status"], row["detail"], row["confirmed"],
        )  # fmt: skip


def test_moments_are_few_and_the_last_is_the_present(scene: Scene) -> None:
    start = date(2024, 1, 25)
    for number in range(60):
        scene.attempt(start + timedelta(days=number), OWN, "unreachable")
    scene.judged(date(2019, 1, 1))
    db = scene.archive.db
    every = moments(db, AS_OF)
    assert every == sorted(every)
    assert every[-1] == AS_OF
    assert len(every) <= 60
    with patch("archive.status.moments.MOST", 10):
        few = moments(db, AS_OF)
    assert len(few) <= 10
    # The day after the deadline and the one after its grace stay, of the others the last of each month.
    kept = {parse(timestamp(moment)) for moment in few}
    assert {
        end_of(date(2024, 2, 1)),
        end_of(date(2024, 2, 8)),
        end_of(date(2024, 2, 29)),
        end_of(date(2024, 3, 24)),
    } <= kept
    assert end_of(date(2024, 2, 14)) not in kept


def test_nothing_is_told_of_the_time_before_the_first_capture(scene: Scene) -> None:
    scene.read(date(2024, 2, 10), OWN)
    db = recorded(scene)
    assert moments(db, AS_OF)[0] == end_of(date(2024, 2, 10))
    assert min(row["since"] for row in rows(db)) == timestamp(end_of(date(2024, 2, 10)))


def test_the_site_reads_it_newest_first_and_nothing_where_there_is_none(scene: Scene) -> None:
    scene.read(date(2024, 2, 10), OWN)
    scene.read(date(2024, 3, 1), OWN)
    db = recorded(scene)
    db.conn.row_factory = sqlite3.Row
    agency = rows(db)[0]["agency_id"]
    shown = by_year(db.conn, agency)[2023]
    assert [(row["status"], row["confirmed"]) for row in shown] == [("not_found", 1), ("not_found", 0)]
    assert shown[0]["checked"][0]["pages"]
    db.execute("DROP TABLE status_history")
    assert by_year(db.conn, agency) == {}


def test_a_publication_holds_it_and_the_archive_itself_does_not(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    for day in (date(2024, 2, 3), date(2024, 3, 1)):
        scene.read(day, OWN)
    scene.judged(date(2024, 6, 1))
    monkeypatch.setenv("NIANBAO_NOW", "2024-06-01T04:00:00Z")
    publish(scene.folder / "a")
    found = rows(Database(scene.folder / "a" / "publish" / "archive.db"))
    assert [(row["status"], row["confirmed"]) for row in found] == [("not_found", 0), ("not_found", 1)]
    assert "status_history" not in scene.archive.db.table_names()
