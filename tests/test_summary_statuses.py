"""Statuses counted by year, place, class and level, and the lists of what is missing and late."""

import sqlite3
from collections import Counter
from typing import Any

import pytest
from sqlite_utils import Database

from archive.schema import migrate
from archive.summaries import build

REGIONS = [
    ("990000", "云川省", "province", "000000"),
    ("990100", "澄江市", "prefecture", "990000"),
    ("990101", "青石县", "county", "990100"),
    ("990200", "南溪市", "prefecture", "990000"),
]
AGENCIES = {
    "县政府": ("990101", "local_government", "county"),
    "县教育局": ("990101", "local_department", "county"),
    "县水利局": ("990101", "local_department", "county"),
    "市教育局": ("990100", "local_department", "prefecture"),
    "南溪市教育局": ("990200", "local_department", "prefecture"),
    "县中学": ("990101", "public_institution", "county"),
}
STATUSES = {
    "县政府": ("on_time", "2025-03-20", 0),
    "县教育局": ("late", "2025-02-10", 0),
    "县水利局": ("not_found", None, 1),
    "市教育局": ("on_time", "2025-01-20", 0),
    "南溪市教育局": ("blocked", None, 0),
    "县中学": ("not_obliged", None, 0),
}


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> sqlite3.Connection:
    path = tmp_path_factory.mktemp("statuses") / "archive.db"
    archive = Database(path)
    migrate(archive)
    with archive.conn:
        archive.table("regions").insert_all(
            {"code": code, "name": name, "level": level, "parent_code": parent} for code, name, level, parent in REGIONS
        )
        for name, (region, kind, level) in AGENCIES.items():
            row = {"id": name, "canonical_name": name, "class": kind, "level": level, "region_code": region}
            archive.table("agencies").insert(row)
            status, published_on, confirmed = STATUSES[name]
            archive.table("obligations").insert(
                {
                    "agency_id": name,
                    "year": 2024,
                    "class": kind,
                    "deadline": "2025-03-31" if kind == "local_government" else "2025-01-31",
                    "status": status,
                    "published_on": published_on,
                    "confirmed": confirmed,
                    "explanation": f"{name}：{status}",
                }
            )
    archive.close()
    connection = sqlite3.connect(path)
    build(connection)
    return connection


def counts(
    db: sqlite3.Connection, region: str, kind: str = "all", level: str = "all"
) -> tuple[dict[str, int], set[int]]:
    """Return the number of reports of each status, and the denominators that stand beside them."""
    found = db.execute(
        "SELECT status, n, obligations FROM summary_statuses WHERE year = 2024 AND region_code = ? AND class = ? AND level = ?",
        [region, kind, level],
    ).fetchall()
    return {status: n for status, n, _ in found}, {owed for _, _, owed in found}


def test_a_division_counts_the_statuses_of_all_that_lies_below_it(db: sqlite3.Connection) -> None:
    for region, names in (
        ("990101", ["县政府", "县教育局", "县水利局", "县中学"]),
        ("990100", ["县政府", "县教育局", "县水利局", "县中学", "市教育局"]),
        ("990200", ["南溪市教育局"]),
        ("990000", list(AGENCIES)),
        ("000000", list(AGENCIES)),
    ):
        expected = Counter(STATUSES[name][0] for name in names)
        assert counts(db, region) == (dict(expected), {len(names) - expected["not_obliged"]}), region


def test_who_owes_nothing_is_no_denominator(db: sqlite3.Connection) -> None:
    assert counts(db, "000000", kind="public_institution") == ({"not_obliged": 1}, {0})


def test_statuses_are_counted_by_class_and_level(db: sqlite3.Connection) -> None:
    assert counts(db, "990000", "local_department") == ({"late": 1, "not_found": 1, "on_time": 1, "blocked": 1}, {4})
    assert counts(db, "990000", level="prefecture") == ({"on_time": 1, "blocked": 1}, {2})
    assert counts(db, "990100", "local_department", "county") == ({"late": 1, "not_found": 1}, {2})


def test_only_what_is_late_or_missing_is_listed_as_such(db: sqlite3.Connection) -> None:
    def listed(table: str) -> list[tuple[Any, ...]]:
        return db.execute(
            f"SELECT agency, region, province_code, prefecture_code, status, days_late, confirmed, explanation FROM {table}"
        ).fetchall()

    place = ("青石县", "990000", "990100")
    assert listed("summary_late") == [("县教育局", *place, "late", 10, 0, "县教育局：late")]
    assert listed("summary_missing") == [("县水利局", *place, "not_found", None, 1, "县水利局：not_found")]


def test_a_division_without_reports_stands_with_what_it_owes(db: sqlite3.Connection) -> None:
    found = db.execute(
        "SELECT DISTINCT reports, agencies, obligations FROM totals WHERE grouping = 'region' AND region_code = '990200'"
    ).fetchall()
    assert found == [(0, 0, 1)]
