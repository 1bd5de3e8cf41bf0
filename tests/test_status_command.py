import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nianbao.cli import main
from nianbao.cli.status import COLUMNS
from tests.status_scene import FINANCE, OWN, Scene, entry

HEADER = "agency,region_code,class,parent,url,from_year,to_year,source"


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.setenv("NIANBAO_NOW", "2019-01-01T00:00:00Z")
    made = Scene(tmp_path)
    made.roster(f"{FINANCE},local_department,,2022,,名录", "=青禾市审计局,local_department,,2022,,名录")
    for year in (2022, 2023):
        made.page(date(2024, 2, 10), FINANCE, year, f"{year + 1}-02-0{year - 2021}")
    made.read(date(2024, 2, 10), OWN, [entry(FINANCE, year) for year in (2022, 2023)])
    made.judged(date(2024, 3, 1))
    yield made
    made.archive.close()


def run(scene: Scene, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["status", "-a", str(scene.folder / "a"), *arguments])


def test_json_gives_every_field_of_the_contract(scene: Scene) -> None:
    rows = json.loads(run(scene, "--format", "json", "--as-of", "2024-03-01").stdout)
    assert set(rows[0]) == set(COLUMNS)
    (late,) = [row for row in rows if row["agency"] == FINANCE and row["year"] == 2023]
    assert (late["status"], late["detail"], late["published_on"]) == ("late", "late_statutory", "2024-02-02")
    assert late["deadline"] == "2024-01-31"
    assert set(late["checked"][0]) == {"url", "read_at", "outcome", "complete", "pages"}


def test_a_day_means_its_end_in_china(scene: Scene) -> None:
    told = {
        day: {row["year"]: row["status"] for row in json.loads(run(scene, "--format", "json", "--as-of", day).stdout) if row["agency"] == FINANCE}
        for day in ("2024-01-31", "2024-02-09", "2024-02-10")
    }  # fmt: skip
    assert told["2024-01-31"] == {2022: "not_crawled", 2023: "not_due"}
    assert told["2024-02-09"] == {2022: "not_crawled", 2023: "not_crawled"}
    assert told["2024-02-10"] == {2022: "late", 2023: "late"}


def test_csv_runs_nothing_in_a_spreadsheet(scene: Scene) -> None:
    rows = list(csv.DictReader(io.StringIO(run(scene, "--format", "csv", "--year", "2023").stdout)))
    assert {row["agency"] for row in rows} == {FINANCE, "'=青禾市审计局"}
    assert json.loads(rows[0]["checked"]) is not None


def test_only_what_is_asked_for_is_told(scene: Scene) -> None:
    rows = json.loads(run(scene, "--format", "json", "--only", "late", "--region", "990000", "--year", "2022").stdout)
    assert [(row["year"], row["status"]) for row in rows] == [(2022, "late")]
    assert json.loads(run(scene, "--format", "json", "--region", "990200").stdout) == []
    assert "late_statutory" in run(scene).stdout


@pytest.mark.parametrize(
    "wrong",
    [
        ("--as-of", "yesterday"),
        ("--only", "missing"),
        ("--year", "x"),
        ("--as-of", "9999-12-31"),
        ("--region", "青禾市"),
    ],
)
def test_wrong_usage_is_one_line_and_status_2(scene: Scene, wrong: tuple[str, str]) -> None:
    result = run(scene, *wrong)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_rosters_are_loaded_from_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_NOW", "2024-03-01T00:00:00Z")
    (tmp_path / "regions.csv").write_text(
        "code,name,level,parent_code,from_year,to_year,source\n990100,青禾市,prefecture,,,,\n"
    )
    (tmp_path / "roster.csv").write_text(f"{HEADER}\n{FINANCE},990100,,,,2022,,名录\n")
    (tmp_path / "wrong.csv").write_text(f"{HEADER}\n甲局,990199,,,,,,\n乙局,,,,,,,\n")
    folder = ["-a", str(tmp_path / "a")]
    runner = CliRunner()
    assert runner.invoke(main, ["roster", "regions", str(tmp_path / "regions.csv"), *folder]).exit_code == 0
    wrong = runner.invoke(main, ["roster", "load", str(tmp_path / "wrong.csv"), *folder])
    assert wrong.exit_code == 1
    assert [line.split(":")[1].strip() for line in wrong.stderr.splitlines()[:2]] == ["第 2 行 row 2", "第 3 行 row 3"]
    assert runner.invoke(main, ["roster", "load", str(tmp_path / "roster.csv"), *folder]).exit_code == 0
    rows = json.loads(runner.invoke(main, ["status", *folder, "--format", "json"]).stdout)
    assert [(row["agency_id"], row["year"], row["status"], row["detail"]) for row in rows] == [
        (f"990100-{FINANCE}", 2022, "not_crawled", "not_tried"),
        (f"990100-{FINANCE}", 2023, "not_crawled", "not_tried"),
    ]
