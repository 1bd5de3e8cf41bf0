import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from extract.forms import load_form
from nianbao.cli import main
from tests.synthetic import page, random_cells


def read(path: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["read", str(path), *options])


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.html"
    path.write_text(page(load_form("fmt_2021"), random_cells(1)), encoding="utf-8")
    return path


def test_read_prints_the_contract(report: Path) -> None:
    result = read(report)
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert {
        "report",
        "title",
        "agency",
        "year",
        "form",
        "period",
        "media_type",
        "sha256",
        "extractor",
        "cells",
        "sections",
        "facts",
        "checks",
        "issues",
    } <= set(found)
    assert found["report"] is True
    assert (found["agency"], found["year"], found["form"], found["period"]) == (
        "澄江县水利局",
        2024,
        "fmt_2021",
        ["2024-01-01", "2024-12-31"],
    )
    assert len(found["cells"]) == 200
    assert {"value", "state", "raw", "where"} == set(found["cells"]["t4.review_total"])
    assert [section["number"] for section in found["sections"]] == [1, 2, 3, 4, 5, 6]


def test_read_as_a_table_prints_the_form(report: Path) -> None:
    result = read(report, "--format", "table")
    assert result.exit_code == 0
    assert "本年新收政府信息公开申请数量" in result.stdout
    assert random_cells(1)["t3.received_new.natural_person"] in result.stdout


def one_line_on_stderr(result: Result) -> str:
    assert result.stdout == ""
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, result.stderr
    return lines[0]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.html", b"", "empty"),
        ("blank.txt", b" \n\n ", "empty"),
        ("noise.bin", bytes(range(128, 256)) * 64 + b"\x00" * 512, "neither text"),
        ("report.pdf", b"%PDF-1.7\n%\xe2\xe3", "broken or incomplete"),
        ("deep.html", b"<div>" * 50_000, "nested"),
    ],
)
def test_what_cannot_be_opened_is_one_line_and_status_1(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    result = read(path)
    assert result.exit_code == 1
    assert says in one_line_on_stderr(result)


def test_a_missing_file_and_a_directory_are_one_line_and_status_1(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.html", tmp_path):
        result = read(path)
        assert result.exit_code == 1
        assert str(path) in one_line_on_stderr(result)


def test_a_page_of_errors_is_no_report_and_status_0(tmp_path: Path) -> None:
    path = tmp_path / "error.html"
    path.write_text("<html><title>404</title><body>页面不存在</body></html>", encoding="utf-8")
    result = read(path)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["report"] is False


def test_wrong_usage_is_status_2() -> None:
    assert CliRunner().invoke(main, ["read"]).exit_code == 2
    assert CliRunner().invoke(main, ["read", "x", "--format", "xml"]).exit_code == 2
