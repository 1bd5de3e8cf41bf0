"""The checks of an agency grouped by rule: what agrees, what does not, in which years, and how grave that is."""

import sqlite3
from collections.abc import Iterator

import pytest
from sqlite_utils import Database

from archive.schema import migrate
from nianbao.site.rulings import FEW, across, within

AGENCY = "990101-澄江县水利局"
RULE = "上一年结转下年度继续办理的申请，应等于本年的上年结转"


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    database = Database(memory=True)
    migrate(database)
    database.table("agencies").insert({"id": AGENCY, "canonical_name": "澄江县水利局"})
    database.conn.row_factory = sqlite3.Row
    yield database.conn
    database.close()


def crossed(db: sqlite3.Connection, rule: str, severity: str, year: int, status: str, n: int = 1) -> None:
    db.executemany(
        "INSERT INTO cross_checks VALUES (?, ?, ?, ?, ?, ?, 3, 5, ?, 'en', '[]', NULL, NULL)",
        [(AGENCY, year, rule, f"o{place:03}", severity, status, f"{RULE}：其{place}") for place in range(n)],
    )


def printed(db: sqlite3.Connection, year: int, version: str, status: str, severity: str = "mandated") -> None:
    db.execute("INSERT INTO versions (id, extractor) VALUES (?, 'x')", [version])
    db.execute("INSERT INTO reports (agency_id, year, current_version_id) VALUES (?, ?, ?)", [AGENCY, year, version])
    db.execute(
        "INSERT INTO checks VALUES (?, 'T3.C1', 'total', ?, ?, 233, 243, '表三', 'Table 3', '[]')",
        [version, severity, status],
    )


def test_failures_of_a_rule_stand_together_by_year(db: sqlite3.Connection) -> None:
    crossed(db, "Y1", "cross_year", 2021, "fail", 2)
    crossed(db, "Y1", "cross_year", 2023, "fail", 3)
    crossed(db, "Y1", "cross_year", 2022, "pass", 4)
    (rule,) = across(db, AGENCY)
    assert (rule["passed"], rule["failed"], rule["open"]) == (4, 5, 0)
    assert [(row["year"], row["failed"], len(row["findings"])) for row in rule["years"]] == [(2023, 3, 3), (2021, 2, 2)]
    assert rule["zh"] == RULE
    assert rule["years"][0]["findings"][0]["message"] == "其0"


def test_what_agrees_only_with_blanks_as_zero_is_not_told(db: sqlite3.Connection) -> None:
    crossed(db, "Y1", "cross_year", 2021, "pass_if_blank_zero")
    crossed(db, "Y1", "cross_year", 2022, "not_assessable")
    (rule,) = across(db, AGENCY)
    assert (rule["passed"], rule["failed"], rule["open"]) == (0, 0, 2)


def test_rules_that_fail_come_first_and_only_printed_ones_are_faults(db: sqlite3.Connection) -> None:
    crossed(db, "G1", "heuristic", 2021, "fail")
    crossed(db, "T2.1", "cross_year", 2021, "pass")
    crossed(db, "Y1", "cross_year", 2021, "fail")
    assert [(rule["rule"], rule["fault"]) for rule in across(db, AGENCY)] == [
        ("Y1", False),
        ("G1", False),
        ("T2.1", False),
    ]
    printed(db, 2021, "a", "fail")
    printed(db, 2022, "b", "pass")
    (rule,) = within(db, AGENCY)
    assert (rule["fault"], rule["passed"], rule["failed"], rule["zh"]) == (True, 1, 1, None)
    assert rule["years"][0]["findings"][0]["left"] == 233


def test_only_current_versions_count(db: sqlite3.Connection) -> None:
    printed(db, 2021, "a", "fail")
    db.execute("INSERT INTO versions (id, extractor) VALUES ('b', 'x')")
    db.execute("UPDATE reports SET current_version_id = 'b'")
    assert within(db, AGENCY) == []


def test_a_year_tells_a_bounded_number_of_findings(db: sqlite3.Connection) -> None:
    crossed(db, "Y4", "heuristic", 2021, "fail", FEW + 5)
    (rule,) = across(db, AGENCY)
    assert (rule["years"][0]["failed"], len(rule["years"][0]["findings"])) == (FEW + 5, FEW)
