"""Indicators and sums of the published copy, against a computation of their own from the rows of the archive."""

import random
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pyarrow import parquet
from sqlite_utils import Database

from archive.exports.bulk import export_tables
from archive.exports.dictionary import Dictionary
from archive.publish import publish
from archive.schema import migrate
from archive.summaries import build
from extract.forms import load_form
from nianbao.cells import cell_columns
from nianbao.serving import CONFIGURATION
from tests.published import COUNTY, WATER, archive_at

Number = int | float | None
Cells = dict[str, Number]

GROUNDS = [
    f"refused_{name}"
    for name in [
        "state_secret",
        "prohibited_by_law",
        "security_stability",
        "third_party",
        "internal_affairs",
        "deliberative",
        "enforcement_file",
        "admin_inquiry",
    ]
]
OTHERS = ("uncorrected", "fee_unpaid", "misc")
EXITS = [f"not_processed_{name}" for name in ["petition", "repeat", "publication", "excessive", "reconfirm"]]
REGIONS = [
    ("000000", "全国", "national", None),
    ("990000", "云川省", "province", "000000"),
    ("990100", "澄江市", "prefecture", "990000"),
    ("990101", "青石县", "county", "990100"),
    ("990102", "白水区", "county", "990100"),
    ("990200", "南溪市", "prefecture", "990000"),
]
AGENCIES = [
    ("990101-青石县人民政府", "990101", "local_government", "county", "government"),
    ("990101-青石县教育局", "990101", "local_department", "county", "education"),
    ("990102-白水区教育局", "990102", "local_department", "county", "education"),
    ("990100-澄江市教育局", "990100", "local_department", "prefecture", "education,sports"),
    ("990200-南溪市水利局", "990200", "local_department", "prefecture", "water"),
    ("980000-界外县水利局", "980000", None, None, None),
]
YEARS = (2020, 2021, 2022)
JOINT = (("990101-青石县教育局", 2021), ("990102-白水区教育局", 2021))


def form_of(year: int) -> str:
    return "fmt_2019" if year == 2020 else "fmt_2021"


def random_cells(rng: random.Random, year: int) -> Cells:
    """Return a value for every cell that a report prints; some blank, and in some reports the single line of （六）."""
    cells: Cells = {}
    single = year != 2020 and rng.random() < 0.3
    form = load_form(form_of(year))
    rows = [row.key for row in form.value_rows if not (single and row.key.startswith("other_"))] + ["other"] * single
    for row in rows:
        for column in form.columns:
            cells[f"{row}.{column.key}"] = rng.choice([0, 0, 1, 3, 7, 40, 1000])
    for block in form.remedy_blocks:
        for column in form.remedy_columns:
            cells[f"{block.key}.{column.key}"] = rng.choice([0, 0, 1, 5])
    for key in rng.sample(sorted(cells), rng.choice([0, 0, 2, 10])):
        cells[key] = None
    if rng.random() < 0.2:
        cells = {key: 0 if value is not None else None for key, value in cells.items()}
    return cells


def store(db: Database, version: str, year: int, cells: Cells, checks: tuple[int, int, int]) -> None:
    db.table("versions").insert(
        {"id": version, "year": year, "form": form_of(year), "extractor": "test", "cells": len(cells)}
    )
    tables: dict[str, dict[str, dict[str, Any]]] = {"requests": {}, "remedies": {}}
    for key, value in cells.items():
        row, column = key.split(".")
        table = "remedies" if row.startswith(("review", "litigation")) else "requests"
        tables[table].setdefault(row, {"version_id": version, "row": row})[column] = value
    for table, rows in tables.items():
        db.table(table).insert_all(rows.values())
    states = [state for state, n in zip(("pass", "fail", "not_assessable"), checks, strict=True) for _ in range(n)]
    message = {"message": "-", "message_en": "-", "cells": "[]", "severity": "mandated", "rule": "T3.C1"}
    db.table("checks").insert_all(
        {"version_id": version, "operand": str(n), "status": state, **message} for n, state in enumerate(states)
    )


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[tuple[str, int], tuple[str, Cells]]]:
    """A published archive, and what each report prints: agency and year → version and cells."""
    path, rng = tmp_path_factory.mktemp("indicators"), random.Random(7)
    db = Database(path / "archive.db")
    migrate(db)
    printed: dict[tuple[str, int], tuple[str, Cells]] = {}
    with db.conn:
        db.table("regions").insert_all(
            {"code": code, "name": name, "level": level, "parent_code": parent} for code, name, level, parent in REGIONS
        )
        for agency, region, kind, level, sector in AGENCIES:
            names = {"id": agency, "canonical_name": agency.split("-")[1], "region_code": region}
            db.table("agencies").insert({**names, "class": kind, "level": level, "sector": sector})
            for year in YEARS:
                if rng.random() < 0.85 or (agency, year) in JOINT:
                    printed[agency, year] = (f"{agency}/{year}", random_cells(rng, year))
                basis = {"deadline": f"{year + 1}-01-31", "status": "on_time" if rng.random() < 0.7 else "late"}
                db.table("obligations").insert({"agency_id": agency, "year": year, "class": kind, **basis})
        printed[JOINT[1]] = printed[JOINT[0]]
        for version, (year, cells) in {v: (key[1], cells) for key, (v, cells) in printed.items()}.items():
            store(db, version, year, cells, (rng.randint(0, 3), rng.randint(0, 2), rng.randint(0, 2)))
        for (agency, year), (version, _) in printed.items():
            row = {"agency_id": agency, "year": year, "title": "-", "form": form_of(year), "quality": "clean"}
            day = f"{year + 1}-0{rng.randint(1, 3)}-17" if rng.random() < 0.8 else None
            db.table("reports").insert({**row, "published_on": day, "current_version_id": version, "versions": 1})
    db.close()
    publish(path)
    return path / "publish" / "archive.db", printed


def total(*values: Number) -> Number:
    return None if None in values else sum(value for value in values if value is not None)


def by_hand(cells: Cells) -> dict[str, tuple[Number, Number]]:
    """Return numerator and denominator of every indicator of the national forms, from the cells of one report."""

    def t(row: str, column: str = "total") -> Number:
        return cells.get(f"{row}.{column}")

    done, new, single = t("processed_total"), t("received_new"), "other.total" in cells
    other = t("other") if single else total(t("other_uncorrected"), t("other_fee_unpaid"), t("other_misc"))
    granted, refused = total(t("granted_full"), t("granted_partial")), total(*map(t, GROUNDS))
    merits = total(*map(t, GROUNDS[:7]))
    direct, after = t("litigation_direct"), t("litigation_after_review")
    suits, reviews = total(direct, after), t("review")
    pending = total(t("litigation_direct", "pending"), t("litigation_after_review", "pending"))
    kinds = [column.key for column in load_form("fmt_2021").columns if column.key != "total"]
    shares = [t("received_new", kind) for kind in kinds]
    everything = (new, t("carried_in"), reviews, direct, after)
    squares = total(*(None if share is None else share * share for share in shares))
    found = {
        "grant_rate": (granted, done),
        "full_grant_rate": (t("granted_full"), done),
        "merits_grant_rate": (granted, total(granted, merits)),
        "refusal_rate": (refused, done),
        "statutory_exemption_rate": (merits, done),
        "not_held_rate": (t("unable_not_held"), done),
        "procedural_exit_rate": (total(t("unable_unclear"), *map(t, EXITS), other), done),
        "repeat_rate": (t("not_processed_repeat"), done),
        "excessive_rate": (t("not_processed_excessive"), done),
        "petition_rate": (t("not_processed_petition"), done),
        "carryover_rate": (t("carried_out"), total(new, t("carried_in"))),
        "clearance": (done, new),
        "natural_person_share": (t("received_new", "natural_person"), new),
        "applicant_hhi": (squares, None if new is None else new * new),
        "review_rate": (reviews, done),
        "litigation_rate": (suits, done),
        "review_correction_rate": (t("review", "corrected"), minus(reviews, t("review", "pending"))),
        "litigation_loss_rate": (
            total(t("litigation_direct", "corrected"), t("litigation_after_review", "corrected")),
            minus(suits, pending),
        ),
        "direct_suit_share": (direct, suits),
        "zero_report": (None if None in everything else int(not any(everything)), 1),
    }
    return found | {f"ground_share_{ground.removeprefix('refused_')}": (t(ground), refused) for ground in GROUNDS}


def minus(left: Number, right: Number) -> Number:
    return None if left is None or right is None else left - right


def ratio(top: Number, bottom: Number) -> float | None:
    return None if top is None or not bottom else top / bottom


def rows(file: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    with sqlite3.connect(file) as connection:
        return connection.execute(sql, values).fetchall()


def test_every_indicator_of_every_report_is_what_its_cells_say(world: Any) -> None:
    file, printed = world
    found = {
        (agency, year, key): (value, n)
        for agency, year, key, value, n in rows(file, "SELECT agency_id, year, indicator, value, n FROM indicators")
    }
    stated = 0
    for (agency, year), (_, cells) in printed.items():
        for key, (top, bottom) in by_hand(cells).items():
            value, n = found[agency, year, key]
            assert value == pytest.approx(ratio(top, bottom)), (agency, year, key)
            assert n == (top is not None and bottom is not None), (agency, year, key)
            stated += n
    assert 0 < stated < len(printed) * 28


def test_indicators_can_be_computed_from_the_exported_files(world: Any, tmp_path: Path) -> None:
    file, _ = world
    export_tables(file, tmp_path / "out", "parquet", Dictionary.load(CONFIGURATION / "metadata.yaml"), cell_columns())
    exported = [
        row for year in YEARS for row in parquet.read_table(tmp_path / f"out/reports_wide/{year}.parquet").to_pylist()
    ]
    found = {tuple(row[:3]): row[3] for row in rows(file, "SELECT agency_id, year, indicator, value FROM indicators")}
    assert exported
    for row in exported:
        cells = {_key(name): value for name, value in row.items() if name.startswith(("t3.", "t4."))}
        if row["form"] == "fmt_2021" and any(cells[f"other_{name}.total"] is not None for name in OTHERS):
            del cells["other.total"]
        for key, (top, bottom) in by_hand(cells).items():
            assert found[row["agency_id"], row["year"], key] == pytest.approx(ratio(top, bottom)), key


def test_a_researcher_finds_the_same_rates_in_the_exported_files(world: Any, tmp_path: Path) -> None:
    file, _ = world
    export_tables(file, tmp_path / "out", "parquet", Dictionary.load(CONFIGURATION / "metadata.yaml"), cell_columns())
    lines = tmp_path / "out/requests/*.parquet"
    reports = tmp_path / "out/reports/*.parquet"
    found = (
        duckdb.connect()
        .execute(
            f"""
        WITH line AS (
            SELECT version_id, any_value(total) FILTER (row = 'processed_total') AS done,
                any_value(total) FILTER (row = 'granted_full') + any_value(total) FILTER (row = 'granted_partial') AS granted,
                any_value(total) FILTER (row = 'carried_out') AS out,
                any_value(total) FILTER (row = 'received_new') + any_value(total) FILTER (row = 'carried_in') AS came
            FROM '{lines}' GROUP BY version_id
        ), report AS (SELECT DISTINCT year, current_version_id AS version_id FROM '{reports}')
        SELECT year, sum(granted) FILTER (done IS NOT NULL AND granted IS NOT NULL),
            sum(done) FILTER (done IS NOT NULL AND granted IS NOT NULL),
            sum(out) FILTER (out IS NOT NULL AND came IS NOT NULL), sum(came) FILTER (out IS NOT NULL AND came IS NOT NULL)
        FROM report JOIN line USING (version_id) GROUP BY year ORDER BY year
        """
        )
        .fetchall()
    )
    told = {
        (year, key): (top, bottom)
        for year, key, top, bottom in rows(
            file, "SELECT year, indicator, numerator, denominator FROM indicators_by_year"
        )
    }
    assert [row[0] for row in found] == sorted({year for year, _ in told})
    for year, granted, done, out, came in found:
        assert told[year, "grant_rate"] == (granted, done)
        assert told[year, "carryover_rate"] == (out, came)


def _key(name: str) -> str:
    """Return the key of a cell as `by_hand` has it: `t4.review_total` is the total of the block `review`."""
    table, _, key = name.partition(".")
    return ".".join(key.rsplit("_", 1)) if table == "t4" else key


def groups_of(agency: str) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield every group an agency belongs to: grouping, division, class, level, sector."""
    _, home, *own = next(row for row in AGENCIES if row[0] == agency)
    kind, level, sector = (value or "unknown" for value in own)
    above = {code: parent for code, _, _, parent in REGIONS}
    levels = {code: level for code, _, level, _ in REGIONS}
    divisions = {"000000"}
    at: str | None = home
    while at is not None:
        divisions.add(at)
        at = above.get(at)
    for code in divisions:
        yield "region", code, "all", "all", "all"
        yield "class", code, kind, "all", "all"
        yield "level", code, "all", level, "all"
        if levels.get(code) != "county":
            for one in sector.split(","):
                yield "sector", code, "all", "all", one
                yield "level_sector", code, "all", level, one


def grouped(
    printed: dict[tuple[str, int], tuple[str, Cells]], of: Callable[[Cells], dict[str, tuple[Number, Number]]]
) -> dict[tuple[Any, ...], list[tuple[Number, Number]]]:
    """Return the pairs of all reports of each group, a joint report once."""
    members: dict[tuple[Any, ...], dict[str, Cells]] = defaultdict(dict)
    for (agency, year), (version, cells) in printed.items():
        for group in groups_of(agency):
            members[(*group, year)][version] = cells
    return {
        (*group, key): [of(cells)[key] for cells in versions.values()]
        for group, versions in members.items()
        for key in of(next(iter(versions.values())))
    }


def test_indicators_of_groups_add_up_the_reports_that_state_both_terms(world: Any) -> None:
    file, printed = world
    found = {
        tuple(row[:7]): row[7:]
        for row in rows(
            file,
            "SELECT grouping, region_code, class, level, sector, year, indicator, numerator, denominator, value, n, reports"
            " FROM indicator_totals",
        )
    }
    expected = grouped(printed, by_hand)
    assert {key for key in found if key[6] in ("grant_rate",) and found[key][4]} == {
        key for key in expected if key[6] == "grant_rate"
    }
    for key, pairs in expected.items():
        if key[6] == "applicant_hhi":
            assert key not in found
            continue
        both = [(top, bottom) for top, bottom in pairs if top is not None and bottom is not None]
        top, bottom = (sum(values) for values in zip(*both, strict=True)) if both else (None, None)
        assert found[key] == (top, bottom, pytest.approx(ratio(top, bottom)), len(both), len(pairs)), key


def test_totals_add_up_what_is_stated_and_say_of_how_many(world: Any) -> None:
    file, printed = world
    lines = ("received_new", "processed_total", "refused_third_party", "carried_out")

    def stated(cells: Cells) -> dict[str, tuple[Number, Number]]:
        return {line: (cells.get(f"{line}.total"), None) for line in lines}

    found = {
        tuple(row[:7]): row[7:]
        for row in rows(
            file, "SELECT grouping, region_code, class, level, sector, year, measure, total, n, reports FROM totals"
        )
    }
    for key, pairs in grouped(printed, stated).items():
        values = [value for value, _ in pairs if value is not None]
        assert found[key] == (sum(values) if values else None, len(values), len(pairs)), key


def test_a_division_counts_the_agencies_and_duties_below_it(world: Any) -> None:
    file, printed = world
    found = rows(
        file,
        "SELECT DISTINCT region_code, year, agencies, obligations FROM totals WHERE grouping = 'region' AND region_code = '990100'",
    )
    below = {agency for agency, region, *_ in AGENCIES if region.startswith("9901")}
    for _, year, agencies, obligations in found:
        assert agencies == sum((agency, year) in printed for agency in below)
        assert obligations == len(below)
    assert len(found) == len(YEARS)


def test_timeliness_and_quality_come_from_deadlines_and_checks(world: Any) -> None:
    file, _ = world
    assert rows(
        file,
        "SELECT count(*) FROM indicators i JOIN reports r USING (agency_id, year) JOIN obligations o USING (agency_id, year)"
        " WHERE indicator = 'timeliness_days'"
        " AND value IS NOT CASE WHEN o.status IN ('on_time', 'late')"
        " THEN CAST(julianday(o.published_on) - julianday(o.deadline) AS INTEGER) END",
    ) == [(0,)]
    for version, value in rows(file, "SELECT version_id, value FROM indicators WHERE indicator = 'table_quality'"):
        states = [state for (state,) in rows(file, "SELECT status FROM checks WHERE version_id = ?", version)]
        assessed = states.count("pass") + states.count("fail")
        assert value == (pytest.approx(states.count("pass") / assessed) if assessed else None)


def test_every_figure_and_indicator_is_defined(world: Any) -> None:
    file, _ = world
    used = rows(file, "SELECT indicator FROM indicators UNION SELECT measure FROM totals")
    assert set(used) <= set(rows(file, "SELECT name FROM definitions"))


def test_shared_text_is_that_with_the_year_before_and_with_the_closest_peer(tmp_path: Path) -> None:
    archive_at(tmp_path)
    with sqlite3.connect(tmp_path / "archive.db") as db:
        db.executemany(
            "INSERT INTO similarities (agency_id, year, kind, other_agency_id, other_year, rate, shared, shingles, passages)"
            " VALUES (?, 2024, ?, ?, ?, ?, ?, 200, '[]')",
            [
                (WATER, "previous_year", WATER, 2023, 0.3, 60),
                (WATER, "peer", COUNTY, 2024, 0.6, 120),
                (WATER, "peer", "990101-澄江县档案馆", 2024, 0.8, 160),
            ],
        )
        build(db)
    found = rows(
        tmp_path / "archive.db",
        "SELECT indicator, value FROM indicators WHERE indicator LIKE 'copy_rate%' AND n ORDER BY indicator",
    )
    assert found == [("copy_rate_peers", 0.8), ("copy_rate_prev_year", 0.3)]
