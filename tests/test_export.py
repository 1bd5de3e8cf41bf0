"""Bulk files: what stands in the database stands in them, the same data give the same bytes, and nothing in them is run."""

import csv
import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from frictionless import Package, system
from pyarrow import parquet

from archive.exports.bulk import ExportResult, Format, export_tables
from archive.exports.dictionary import Dictionary, bilingual
from archive.exports.model import ExportError, Text
from archive.exports.neutral import neutral
from archive.publish import publish
from extract.forms import FORM_IDS, load_form
from nianbao.cells import cell_columns
from nianbao.cli import main
from nianbao.serving import CONFIGURATION
from tests.published import COUNTY, CURRENT, OLDER, WATER, archive_at

HOSTILE = '=HYPERLINK("http://127.0.0.1/","点击")'
NOW = "2026-11-21T08:00:00Z"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = archive_at(tmp_path_factory.mktemp("archive"))
    publish(folder)
    file = folder / "publish" / "archive.db"
    with sqlite3.connect(file) as db:
        _judgement(db)
    return file


def _judgement(db: sqlite3.Connection) -> None:
    """Write rows of the tables that others fill: statuses, changes, comparisons."""
    checked = [{"url": "http://127.0.0.1:9/slj/", "read_at": "2026-02-03T01:02:03Z", "pages": ["cap-column"]}]
    db.execute("DELETE FROM obligations")
    db.execute(
        "INSERT INTO obligations (agency_id, year, class, deadline, status, confidence, checked, explanation)"
        " VALUES (?, 2025, 'local_department', '2026-01-31', 'not_found', 0.9, ?, ?)",
        [WATER, json.dumps(checked), HOSTILE],
    )
    db.execute(
        "INSERT INTO cell_notes (version_id, cell, row, column, raw, state, candidates)"
        " VALUES (?, 't3.granted_partial.legal_other', 'granted_partial', 'legal_other', '1O', 'ambiguous', '[10, 1]')",
        [CURRENT],
    )
    db.execute("DELETE FROM cell_changes")
    db.execute("DELETE FROM changes")
    db.execute(
        "INSERT INTO changes (id, agency_id, year, kind, cells, detail, detail_en) VALUES ('c1', ?, 2024, 'revised', 1, '-1+2', 'a\r\nb')",
        [WATER],
    )
    db.execute("INSERT INTO cell_changes VALUES ('c1', 't3.received_new.total', '-', NULL, '35', 35)")


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_NOW", NOW)


def export(published: Path, to: Path, style: Format, **options: Any) -> ExportResult:
    dictionary = Dictionary.load(CONFIGURATION / "metadata.yaml")
    return export_tables(published, to, style, dictionary, cell_columns(), **options)


def csv_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def stored(published: Path, sql: str, *values: object) -> list[dict[str, Any]]:
    with sqlite3.connect(published) as db:
        db.row_factory = sqlite3.Row
        return [dict(row) for row in db.execute(sql, values)]


def test_every_value_of_every_table_is_in_the_parquet_files(published: Path, tmp_path: Path) -> None:
    export(published, tmp_path / "out", "parquet")
    for table in ("agencies", "reports", "proactive", "requests", "remedies", "cell_notes", "checks", "sections"):
        files = [*(tmp_path / "out").glob(f"{table}/*.parquet"), *(tmp_path / "out").glob(f"{table}.parquet")]
        rows = [row for file in files for row in parquet.read_table(file).to_pylist()]
        expected = stored(published, f"SELECT * FROM {table}")
        assert len(rows) == len(expected) > 0, table
        assert sorted(map(_comparable, rows)) == sorted(map(_comparable, expected)), table


def _comparable(row: dict[str, Any]) -> list[tuple[str, str]]:
    return sorted((name, _text(value)) for name, value in row.items())


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date):
        return value.isoformat()
    return repr(float(value)) if isinstance(value, int | float) else repr(value) if value is None else str(value)


def test_blank_is_not_zero_in_the_wide_table(published: Path, tmp_path: Path) -> None:
    export(published, tmp_path / "parquet", "parquet")
    export(published, tmp_path / "csv", "csv")
    wide = parquet.read_table(tmp_path / "parquet/reports_wide/2024.parquet").to_pylist()
    by_agency = {row["agency_id"]: row for row in wide}
    water = by_agency[WATER]
    assert water["version_id"] == CURRENT
    assert water["t3.received_new.total"] == 35
    assert water["t3.received_new.legal_other"] == 0
    assert water["t2.regulations.in_force"] is None
    assert water["t2.admin_fees.amount_10k_cny"] == 12.5
    assert water["t4.review_total"] == 3
    assert water["t3.granted_partial.legal_other"] is None
    assert water["doubtful"] == "t3.granted_partial.legal_other"
    assert by_agency[COUNTY]["t3.received_new.total"] is None
    flat = {row["agency_id"]: row for row in csv_rows(tmp_path / "csv/reports_wide/2024.csv")}
    assert flat[WATER]["t3.received_new.legal_other"] == "0"
    assert flat[WATER]["t2.regulations.in_force"] == ""
    assert [row["version_id"] for row in csv_rows(tmp_path / "csv/reports_wide/2023.csv")] == [OLDER]


def test_the_wide_table_has_a_column_for_every_cell_of_every_form() -> None:
    names = {column.name for column in cell_columns()}
    for form in map(load_form, FORM_IDS):
        assert set(form.cell_keys()) <= names
    assert {"stat.proactive_total", "t3.other.total"} <= names
    assert all(column.text.zh and column.text.en for column in cell_columns())


@pytest.mark.parametrize("style", ["parquet", "datapackage"])
def test_the_same_data_give_the_same_bytes(published: Path, tmp_path: Path, style: Format) -> None:
    for name in ("one", "two"):
        export(published, tmp_path / name, style)
    one, two = (
        {file.relative_to(tmp_path / name): file.read_bytes() for file in _files(tmp_path / name)}
        for name in ("one", "two")
    )
    assert one == two


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def test_the_data_package_is_valid_and_its_keys_hold(published: Path, tmp_path: Path) -> None:
    export(published, tmp_path / "out", "datapackage")
    system.trusted = True
    found = Package(str(tmp_path / "out" / "datapackage.json")).validate()
    assert found.flatten(["name", "type", "message"]) == []
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))
    schemas = {resource["name"]: resource["schema"] for resource in package["resources"]}
    assert schemas["reports-2024"]["primaryKey"] == ["agency_id", "year"]
    keys = {key["fields"]: key["reference"]["resource"] for key in schemas["reports-2024"]["foreignKeys"]}
    assert keys == {"agency_id": "agencies", "current_version_id": "versions-2024"}
    fields = {field["name"]: field for field in schemas["proactive-2024"]["fields"]}
    assert fields["issued"]["type"] == "number"
    assert (fields["issued"]["unit:zh"], fields["issued"]["unit:en"]) == ("件", "items")
    assert fields["issued"]["description:en"] == "Issued this year (items)"
    assert "apostrophe" in package["description"]


def test_a_package_whose_key_is_broken_is_found_out(published: Path, tmp_path: Path) -> None:
    export(published, tmp_path / "out", "datapackage")
    file = tmp_path / "out" / "requests" / "2024.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(CURRENT, "f" * 20), encoding="utf-8", newline="")
    system.trusted = True
    found = Package(str(tmp_path / "out" / "datapackage.json")).validate()
    assert "foreign-key" in {kind for (kind,) in found.flatten(["type"])}


def test_croissant_follows_the_package(published: Path, tmp_path: Path) -> None:
    export(published, tmp_path / "out", "datapackage")
    described = json.loads((tmp_path / "out" / "croissant.json").read_text(encoding="utf-8"))
    files = {entry["@id"] for entry in described["distribution"]}
    assert files == {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.csv")}
    records = {entry["@id"]: entry for entry in described["recordSet"]}
    fields = {field["@id"] for entry in records.values() for field in entry["field"]}
    references = [
        field["references"]["field"]["@id"]
        for entry in records.values()
        for field in entry["field"]
        if "references" in field
    ]
    assert "versions-2024/id" in references
    assert set(references) <= fields


def test_checksums_are_those_of_the_files(published: Path, tmp_path: Path) -> None:
    export(published, tmp_path / "out", "csv")
    done = subprocess.run(["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=tmp_path / "out", capture_output=True)
    assert done.returncode == 0, done.stderr
    listed = len((tmp_path / "out" / "SHA256SUMS").read_text(encoding="utf-8").splitlines())
    assert listed == sum(1 for _ in _files(tmp_path / "out")) - 2  # itself, and what names the release


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd", "'+cmd"),
        ("-", "'-"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n", "'\n"),
        ("  =1", "'  =1"),
        ("＝1", "'＝1"),
        ("'=1", "''=1"),
        ("-12.5", "-12.5"),
        ("+3", "+3"),
        ("=3", "'=3"),
        ("-1+2", "'-1+2"),
        ("年报", "年报"),
        ("'年报", "'年报"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_text_that_a_spreadsheet_would_run_is_made_harmless(text: str, safe: str) -> None:
    assert neutral(text) == safe


def test_hostile_text_does_nothing_in_csv(published: Path, tmp_path: Path) -> None:
    file = tmp_path / "archive.db"
    file.write_bytes(published.read_bytes())
    title = "=cmd|'/c calc'!A1\"\r\n,\x00\x1b[31m"
    with sqlite3.connect(file) as db:
        db.execute("UPDATE reports SET title = ? WHERE agency_id = ?", [title, WATER])
        db.execute("UPDATE agencies SET canonical_name = CAST(x'402feda080' AS TEXT) WHERE id = ?", [WATER])
    export(file, tmp_path / "out", "csv")
    report = next(row for row in csv_rows(tmp_path / "out/reports/2024.csv") if row["agency_id"] == WATER)
    assert report["title"] == "'=cmd|'/c calc'!A1\"\r\n,\ufffd\ufffd[31m"
    agency = next(row for row in csv_rows(tmp_path / "out/agencies.csv") if row["id"] == WATER)
    assert agency["canonical_name"].startswith("'@/\ufffd")
    change = csv_rows(tmp_path / "out/changes/2024.csv")[0]
    assert (change["detail"], change["detail_en"]) == ("'-1+2", "a\r\nb")
    cell = csv_rows(tmp_path / "out/cell_changes/2024.csv")[0]
    assert (cell["old_raw"], cell["old_value"], cell["new_value"]) == ("'-", "", "35")
    export(file, tmp_path / "parquet", "parquet")
    rows = parquet.read_table(tmp_path / "parquet/reports/2024.parquet").to_pylist()
    assert title in [row["title"] for row in rows]


def test_list_pages_that_prove_an_absence_are_exported_with_it(published: Path, tmp_path: Path) -> None:
    export(published, tmp_path / "out", "csv")
    assert [row["id"] for row in csv_rows(tmp_path / "out/captures/2025.csv")] == ["cap-column"]
    assert csv_rows(tmp_path / "out/obligations/2025.csv")[0]["explanation"] == f"'{HOSTILE}"


def test_one_year_leaves_out_the_others(published: Path, tmp_path: Path) -> None:
    export(published, tmp_path / "out", "csv", year=2023)
    names = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.csv")}
    assert {"agencies.csv", "regions.csv", "reports/2023.csv", "reports_wide/2023.csv"} <= names
    assert not {name for name in names if "/" in name and not name.endswith("/2023.csv")}


def test_the_note_names_what_is_new_changed_or_gone(published: Path, tmp_path: Path) -> None:
    first = export(published, tmp_path / "out", "csv")
    assert first.new is None
    file = tmp_path / "archive.db"
    file.write_bytes(published.read_bytes())
    with sqlite3.connect(file) as db:
        db.execute("UPDATE requests SET total = 36 WHERE version_id = ? AND row = 'received_new'", [CURRENT])
        db.execute("UPDATE agencies SET canonical_name = '<script>[x](javascript:1)`' WHERE id = ?", [WATER])
        db.execute("DELETE FROM reports WHERE year = 2023")
        db.execute("UPDATE reports SET year = 2022 WHERE agency_id = ?", [COUNTY])
    kept = tmp_path / "out" / "mine.txt"
    kept.write_text("x", encoding="utf-8")
    second = export(file, tmp_path / "out", "csv")
    assert (second.new, second.changed, second.removed) == (1, 1, 2)
    note = (tmp_path / "out" / "RELEASE.md").read_text(encoding="utf-8")
    assert first.version in note
    assert "\\<script\\>\\[x\\]\\(javascript:1\\)\\` 2024" in note
    assert kept.exists()
    assert not (tmp_path / "out/reports/2023.csv").exists()
    third = export(published, tmp_path / "third", "csv", since=tmp_path / "out")
    assert (third.new, third.changed, third.removed) == (2, 1, 1)


def test_a_cell_that_differs_makes_a_report_changed(published: Path, tmp_path: Path) -> None:
    for style in ("csv", "parquet"):
        export(published, tmp_path / style, style)
        file = tmp_path / f"{style}.db"
        file.write_bytes(published.read_bytes())
        with sqlite3.connect(file) as db:
            db.execute("UPDATE requests SET total = 36 WHERE version_id = ? AND row = 'received_new'", [CURRENT])
        again = export(file, tmp_path / style, style)
        assert (again.new, again.changed, again.removed) == (0, 1, 0)


def test_a_folder_that_holds_something_else_is_left_alone(published: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x", encoding="utf-8")
    with pytest.raises(ExportError, match="something else"):
        export(published, tmp_path / "mine", "csv")
    export(published, tmp_path / "out", "csv")
    with pytest.raises(ExportError, match="holds a csv export"):
        export(published, tmp_path / "out", "parquet")
    with pytest.raises(ExportError, match="no export"):
        export(published, tmp_path / "new", "parquet", since=tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_the_command_exports_and_says_what_it_wrote(published: Path, tmp_path: Path) -> None:
    folder = str(published.parent.parent)
    for style in ("parquet", "csv", "datapackage", "wacz"):
        done = CliRunner().invoke(main, ["export", "-a", folder, "--to", str(tmp_path / style), "--format", style])
        assert done.exit_code == 0, done.stderr
        assert json.loads(done.stdout)["format"] == style
        assert (tmp_path / style / "SHA256SUMS").exists()
    wrong = ["export", "-a", folder, "--to", str(tmp_path / "wacz"), "--format", "wacz", "--year", "2024"]
    assert CliRunner().invoke(main, wrong).exit_code == 2
    taken = CliRunner().invoke(main, ["export", "-a", folder, "--to", str(tmp_path / "csv"), "--format", "parquet"])
    assert taken.exit_code == 1
    assert taken.stderr.splitlines()[-1].startswith("Error: ")


def test_parquet_without_its_library_gives_one_clear_line(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ExportError, match="nianbao\\[export\\]"):
        export(published, tmp_path / "out", "parquet")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("年度 Year", "年度", "Year"),
        ("格式：fmt_2021 或 fmt_2019 Form of the report", "格式：fmt_2021 或 fmt_2019", "Form of the report"),
        ("编号，即 WARC 记录的 UUID UUID of the WARC record", "编号，即 WARC 记录的 UUID", "UUID of the WARC record"),
        ("合计旁的 n 为份数 n is the number", "合计旁的 n 为份数", "n is the number"),
        ("Year", "Year", "Year"),
        ("年度", "年度", "年度"),
    ],
)
def test_a_description_is_split_by_language(text: str, zh: str, en: str) -> None:
    assert bilingual(text) == Text(zh, en)


def test_every_exported_column_is_described_in_both_languages(published: Path, tmp_path: Path) -> None:
    export(published, tmp_path / "out", "datapackage")
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        for field in resource["schema"]["fields"]:
            assert field["description:zh"] != field["description:en"], (resource["name"], field["name"])
