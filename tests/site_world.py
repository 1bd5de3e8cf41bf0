"""A published archive with obligations of every status, changes and checks, for the tests of the pages that judge."""

import json
import sqlite3
from datetime import datetime
from itertools import cycle
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlite_utils import Database

from archive.publish import publish
from tests.published import CURRENT, OLDER, PLANTED, WATER, archive_at

AS_OF = "2026-04-20T00:00:00.000000Z"
PROVINCE, CITY, COUNTY_CODE, BEIJING = "990000", "990100", "990101", "110000"
HOSTILE = f"990102-{PLANTED}局"
REGIONS = [
    (PROVINCE, "澄州省", "province", "000000"),
    (CITY, "澄江市", "prefecture", PROVINCE),
    (COUNTY_CODE, "澄江县", "county", CITY),
    ("990102", f"赤水县{PLANTED}", "county", CITY),
    (BEIJING, "北京市", "province", None),
    ("980000", "空白省", "province", None),
]
# Status, detail, whether confirmed, day of publication.
STATUSES = [
    ("on_time", None, None, "{next}-01-20"),
    ("late", "statutory", None, "{next}-02-09"),
    ("published_date_unknown", None, None, None),
    ("not_found", None, 1, None),
    ("not_found", None, 0, None),
    ("removed", None, None, "{next}-01-20"),
    ("unreadable", "image_only", None, "{next}-01-20"),
    ("blocked", None, None, None),
    ("unreachable", None, None, None),
    ("not_crawled", "truncated", None, None),
    ("not_due", None, None, None),
    ("not_obliged", None, None, None),
]
YEARS = range(2020, 2025)
BUREAUS = ["教育", "民政", "财政", "水务", "交通", "审计", "统计", "医保", "信访", "体育", "林业", "司法", "商务"]


def site_at(path: Path, change: str = "") -> Path:
    """Write and publish the archive, changed by some SQL before it is published; return its folder."""
    archive_at(path)

    def judge(db: Database, _: datetime) -> None:
        _fill(db)
        db.conn.executescript(change)

    with patch("archive.judgement.STEPS", (("as the tests say", judge),)):
        publish(path)
    return path


def _fill(db: Database) -> None:
    """Stand in for the judgement: write what it would have found."""
    with db.conn as connection:
        connection.executemany("INSERT INTO regions (code, name, level, parent_code) VALUES (?, ?, ?, ?)", REGIONS)
        _agencies(connection)
        _obligations(connection)
        _evidence(connection)
        _findings(connection)
        _history(connection)


def _agencies(db: sqlite3.Connection) -> None:
    db.execute("UPDATE agencies SET level = 'county', class = 'local_department'")
    db.executemany(
        "INSERT INTO agencies (id, canonical_name, class, level, region_code, sector) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (f"{code}-{place}{bureau}局", f"{place}{bureau}局", "local_department", level, code, bureau)
            for code, place, level in (
                (PROVINCE, "澄州省", "province"),
                (CITY, "澄江市", "prefecture"),
                (COUNTY_CODE, "澄江县", "county"),
                (BEIJING, "某市", "province"),
            )
            for bureau in BUREAUS
        ]
        + [
            (HOSTILE, f"{PLANTED}局", "township", "township", "990102", PLANTED),
            ("000000-某部", "某部", "central_department", "national", "000000", None),
        ],
    )
    db.executemany(
        "INSERT INTO agency_names (agency_id, name, kind, valid_from, source) VALUES (?, ?, ?, ?, ?)",
        [(WATER, f"澄江县水务局{PLANTED}", "former", "2012", PLANTED), (HOSTILE, PLANTED, "short", None, None)],
    )
    db.execute(
        "INSERT INTO agency_events VALUES ('e1', 'renamed', '2019-03-01', '990101-澄江县档案馆', ?, ?)",
        [WATER, PLANTED],
    )


def _obligations(db: sqlite3.Connection) -> None:
    agencies = [row[0] for row in db.execute("SELECT id FROM agencies ORDER BY id")]
    # Beijing's agencies all published in time, the others take the statuses in turn.
    turn = cycle(STATUSES)
    db.executemany(
        "INSERT INTO obligations (agency_id, year, class, basis, deadline, deadline_local, source, confidence, status, detail,"
        " explanation, explanation_en, published_on, first_seen, report_url, checked, confirmed, as_of)"
        " VALUES (:agency_id, :year, :class, '条例第四十九条', :deadline, :deadline_local, :source, 0.95, :status, :detail,"
        " :explanation, :explanation_en, :published_on, :first_seen, :report_url, :checked, :confirmed, :as_of)",
        [
            _obligation(agency, year, STATUSES[0] if agency.startswith(BEIJING) else next(turn))
            for agency in agencies
            for year in YEARS
        ],
    )


def _obligation(agency: str, year: int, kind: tuple[str, str | None, int | None, str | None]) -> dict[str, Any]:
    status, detail, confirmed, published_on = kind
    hostile = PLANTED if agency == HOSTILE else ""
    reading = {
        "url": f"javascript:alert(1){hostile}" if hostile else "http://127.0.0.1:9/dag/",
        "read_at": "2026-03-03T01:02:03.000000Z",
        "outcome": "blocked" if status == "blocked" else "ok",
        "complete": status not in ("blocked", "unreachable", "not_crawled"),
        "pages": ["cap-column"],
    }
    return {
        "agency_id": agency,
        "year": year,
        "class": None,
        "deadline": f"{year + 1}-01-31",
        "deadline_local": f"{year + 1}-01-28" if status == "late" else None,
        "source": f"澄江县名册{hostile}",
        "status": status,
        "detail": detail,
        "explanation": f"期限为{year + 1}年1月31日；2026年3月3日读过栏目。{hostile}",
        "explanation_en": f"Due on 31 January {year + 1}; the list was read on 3 March 2026.{hostile}",
        "published_on": published_on and published_on.format(next=year + 1),
        "first_seen": "2026-02-03T01:02:03.000000Z" if published_on else None,
        "report_url": "javascript:alert(1)" if hostile else "http://127.0.0.1:9/2024/a.html" if published_on else None,
        "checked": json.dumps([reading] if status not in ("not_due", "not_obliged") else []),
        "confirmed": confirmed,
        "as_of": AS_OF,
    }


def _evidence(db: sqlite3.Connection) -> None:
    db.executemany(
        "INSERT INTO roster_evidence VALUES (?, 2021, ?, ?, 'cap-column', '2026-02-03T01:02:03.000000Z')",
        [(WATER, "own_column", "http://127.0.0.1:9/slj/"), (WATER, "roster", f"javascript:alert(1){PLANTED}")],
    )


def _findings(db: sqlite3.Connection) -> None:
    db.execute(
        "INSERT INTO changes VALUES ('ch1', ?, 2024, 'revised', 'number', ?, ?, ?, ?, 'http://127.0.0.1:9/a', 'http://127.0.0.1:9/a', 2, ?, ?)",
        [
            WATER,
            OLDER,
            CURRENT,
            "2026-02-03T01:02:03.000000Z",
            "2026-02-20T01:02:03.000000Z",
            f"两个数字改了{PLANTED}",
            f"Two figures changed{PLANTED}",
        ],
    )
    db.executemany(
        "INSERT INTO cross_checks VALUES (?, 2024, 'Y1', ?, 'cross_year', ?, 3, 5, ?, ?, '[]', ?, ?)",
        [
            (
                WATER,
                "total",
                "fail",
                f"上年结转3件，本年印为5件{PLANTED}",
                f"3 carried out, 5 carried in{PLANTED}",
                CURRENT,
                OLDER,
            ),
            (WATER, "natural_person", "pass", "相符", "agrees", CURRENT, OLDER),
        ],
    )
    db.execute(
        "INSERT INTO similarities (agency_id, year, kind, other_agency_id, other_year, rate, shared, shingles, passages) VALUES (?, 2024, 'own', ?, 2023, 0.83, 830, 1000, '[]')",
        [WATER, WATER],
    )


def _history(db: sqlite3.Connection) -> None:
    """Let the statuses of one agency and year have changed: not found at first, then as the obligation tells."""
    page = [
        {"url": "javascript:alert(1)", "read_at": AS_OF, "outcome": "ok", "complete": True, "pages": ["cap-column"]}
    ]
    db.executemany(
        "INSERT INTO status_history SELECT agency_id, year, ?, ?, ?, NULL, 1, ?, ?, ? FROM obligations"
        " WHERE agency_id = ? AND year = 2024",
        [
            (
                "2026-03-01T15:59:59.999999Z",
                None,
                "not_found",
                f"当时未见{PLANTED}",
                f"not found then{PLANTED}",
                json.dumps(page),
                WATER,
            ),
            (AS_OF, "2026-03-01T15:59:59.999999Z", "on_time", "后来见到", "seen later", "[]", WATER),
        ],
    )
