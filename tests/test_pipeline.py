"""From portal to published number: the demo country crawled, read, killed, resumed, rebuilt and crawled again."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from nianbao.demo.server import DemoPortals
from tests.conftest import start_on_free_ports

ROOT = Path(__file__).resolve().parent.parent
ROW_TABLES = (
    "agencies", "agency_names", "reports", "report_versions", "versions", "version_parts", "proactive", "requests", "remedies",
    "statistics", "cell_notes", "evidence", "sections", "facts", "checks", "issues", "snapshots", "extractions", "version_views",
)  # fmt: skip
INDEX_TABLES = ("captures", "attempts", "portals", "columns", "column_entries", "runs")
CONTENT_TABLES = ("proactive", "requests", "remedies", "cell_notes", "evidence", "sections", "checks", "snapshots")


def nianbao(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nianbao", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)


def crawl_command(portals: DemoPortals, folder: Path) -> list[str | Path]:
    allowed = [part for host in portals.hosts() for part in ("--allow-host", host)]
    return ["crawl", *(portal.home_url for portal in portals.portals()), "-a", folder, "--delay", "0", *allowed]


def succeed(*arguments: str | Path) -> Any:
    done = nianbao(*arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout) if done.stdout.strip() else None


def rows(folder: Path, tables: Sequence[str]) -> dict[str, list[tuple[Any, ...]]]:
    with sqlite3.connect(folder / "archive.db") as db:
        return {table: sorted(db.execute(f"SELECT * FROM {table}"), key=repr) for table in tables}


def payloads(folder: Path) -> set[tuple[str, str]]:
    with sqlite3.connect(folder / "archive.db") as db:
        return set(db.execute("SELECT url, sha256 FROM captures WHERE sha256 IS NOT NULL"))


def report_list(folder: Path) -> set[tuple[Any, ...]]:
    with sqlite3.connect(folder / "archive.db") as db:
        return set(
            db.execute("SELECT agency_id, year, title, form, published_on, current_version_id, quality FROM reports")
        )


class Undisturbed:
    """The demo country crawled and read once without any trouble."""

    def __init__(self, folder: Path, portals: DemoPortals) -> None:
        self.folder = folder
        self.portals = portals
        self.crawl = succeed(*crawl_command(portals, folder))
        self.log = list(portals.log)
        self.extraction = succeed("extract", "-a", folder)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Undisturbed]:
    folder = tmp_path_factory.mktemp("undisturbed")
    with start_on_free_ports(folder) as portals:
        yield Undisturbed(folder, portals)


def test_every_report_is_found_and_every_cell_is_as_the_world_printed_it(undisturbed: Undisturbed) -> None:
    world, addresses = undisturbed.portals.world, undisturbed.portals.report_urls()
    assert len(addresses) >= 12 * 3
    with sqlite3.connect(undisturbed.folder / "archive.db") as db:
        found = {
            url: (agency, year, form, published, json.loads(cells))
            for url, agency, year, form, published, cells in db.execute(
                "SELECT c.url, v.agency, v.year, v.form, v.published_on, e.cells FROM versions v JOIN evidence e ON e.version_id = v.id"
                " JOIN version_parts p ON p.version_id = v.id AND p.position = 0 JOIN captures c ON c.id = p.capture_id"
            )
        }
    assert set(found) == set(addresses.values()), "every report and nothing else"
    for (agency_id, year), url in addresses.items():
        truth = world.truth(agency_id, year)
        assert truth is not None
        agency, found_year, form, published, cells = found[url]
        assert (agency, found_year, form, published) == (
            truth.agency.name,
            year,
            truth.form,
            truth.published_on.isoformat(),
        )
        expected = {key: (cell.state, cell.value) for key, cell in truth.cells.items()}
        assert {key: (cell["state"], cell["value"]) for key, cell in cells.items()} == expected, url


def test_the_failed_checks_are_just_the_errors_that_were_printed(undisturbed: Undisturbed) -> None:
    printed = {
        (report.agency.name, report.year, breach)
        for report in undisturbed.portals.world.expected_reports()
        for breach in report.breaks
    }
    assert printed
    with sqlite3.connect(undisturbed.folder / "archive.db") as db:
        failed = set(
            db.execute(
                "SELECT v.agency, v.year, c.rule || ' ' || c.operand FROM checks c JOIN versions v ON v.id = c.version_id WHERE c.status = 'fail'"
            )
        )
    assert failed == printed


def test_an_agency_without_reports_has_its_column_read_in_full_and_empty(undisturbed: Undisturbed) -> None:
    world = undisturbed.portals.world
    silent = {agency.name for agency in world.agencies} - {report.agency.name for report in world.expected_reports()}
    assert silent
    with sqlite3.connect(undisturbed.folder / "archive.db") as db:
        empty = {row[0] for row in db.execute("SELECT agency FROM columns WHERE outcome = 'empty_list' AND complete")}
    assert empty == silent


def test_look_alikes_are_listed_and_not_read_as_reports(undisturbed: Undisturbed) -> None:
    with sqlite3.connect(undisturbed.folder / "archive.db") as db:
        kinds = Counter(kind for (kind,) in db.execute("SELECT kind FROM column_entries WHERE NOT taken"))
    assert {"not_report", "rendition", "related_report"} <= set(kinds)


def test_robots_are_asked_first_and_obeyed(undisturbed: Undisturbed) -> None:
    first: dict[str, str] = {}
    for request in undisturbed.log:
        first.setdefault(request.host, request.path)
    assert set(first.values()) == {"/robots.txt"}
    assert not [request.path for request in undisturbed.log if request.path.startswith("/private/")]


def test_no_address_is_fetched_twice(undisturbed: Undisturbed) -> None:
    times = Counter((request.host, request.path) for request in undisturbed.log)
    assert {place: n for place, n in times.items() if n > 1} == {}


def test_a_second_crawl_asks_on_condition_and_stores_no_payload(undisturbed: Undisturbed, tmp_path: Path) -> None:
    folder = tmp_path / "again"
    subprocess.run(["cp", "-r", undisturbed.folder, folder], check=True)
    before = payloads(folder)
    asked = len(undisturbed.portals.log)
    succeed(*crawl_command(undisturbed.portals, folder))
    requests = undisturbed.portals.log[asked:]
    with_validators = {
        (request.host, request.path)
        for request in requests
        if undisturbed.portals.sites[_portal(undisturbed.portals, request.host)].respond(*_split(request.path)).modified
        is not None
    }
    assert with_validators
    assert {(request.host, request.path) for request in requests if request.conditional} == with_validators
    assert {request.status for request in requests if request.conditional} == {304}
    assert payloads(folder) == before
    with sqlite3.connect(folder / "archive.db") as db:
        (latest,) = db.execute("SELECT max(run_id) FROM captures").fetchone()
        new = db.execute(
            "SELECT count(*) FROM captures WHERE run_id = ? AND payload_id = id AND sha256 IS NOT NULL", [latest]
        ).fetchone()
    assert new == (0,)
    assert len(requests) == len(undisturbed.log), "the links of unchanged lists come from their stored bodies"
    assert set(succeed("extract", "-a", folder)) == {"unchanged"}
    assert report_list(folder) == report_list(undisturbed.folder)


def _portal(portals: DemoPortals, host: str) -> str:
    return next(portal for portal, port in portals.ports.items() if host.endswith(f":{port}"))


def _split(path: str) -> tuple[str, str]:
    bare, _, query = path.partition("?")
    return bare, query


def kill_when(command: Sequence[str | Path], condition: Callable[[], bool]) -> None:
    """Start a command and kill it as soon as a condition holds."""
    child = subprocess.Popen(
        [sys.executable, "-m", "nianbao", *map(str, command)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    deadline = time.monotonic() + 120
    while not condition() and child.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def test_a_crawl_killed_again_and_again_ends_with_the_same_archive(undisturbed: Undisturbed, tmp_path: Path) -> None:
    folder = tmp_path / "killed"
    portals = undisturbed.portals
    asked = len(portals.log)
    for more in (3, 20, 25, 40):
        seen = len(portals.log)
        kill_when(crawl_command(portals, folder), lambda enough=seen + more: len(portals.log) >= enough)  # type: ignore[misc]
    succeed(*crawl_command(portals, folder))
    assert payloads(folder) == payloads(undisturbed.folder)
    succeed("extract", "-a", folder)
    assert report_list(folder) == report_list(undisturbed.folder)
    assert rows(folder, ("proactive", "requests", "remedies")) == rows(
        undisturbed.folder, ("proactive", "requests", "remedies")
    )
    assert succeed("verify", "-a", folder)["faults"] == []
    with sqlite3.connect(folder / "archive.db") as db:
        stored_twice = list(
            db.execute(
                "SELECT url FROM captures WHERE role = 'article' AND status = 200 GROUP BY url HAVING count(*) > 1"
            )
        )
    assert stored_twice == []
    reports = set(undisturbed.portals.report_urls().values())
    fetched = Counter(f"http://{r.host}{r.path}" for r in portals.log[asked:] if r.status == 200)
    twice = {url: n for url, n in fetched.items() if url in reports and n > 1}
    assert sum(n - 1 for n in twice.values()) <= 4 * len(portals.ports), (
        "only answers under way at a kill are asked for again"
    )


def test_an_extraction_killed_again_and_again_ends_with_the_same_rows(undisturbed: Undisturbed, tmp_path: Path) -> None:
    folder = tmp_path / "reading"
    subprocess.run(["cp", "-r", undisturbed.folder, folder], check=True)
    succeed("rebuild", "-a", folder)

    def read_so_far() -> int:
        with sqlite3.connect(f"file:{folder / 'archive.db'}?mode=ro", uri=True) as db:
            return int(db.execute("SELECT count(DISTINCT bundle) FROM extractions").fetchone()[0])

    for enough in (1, 9, 30):
        kill_when(["extract", "-a", folder], lambda enough=enough: read_so_far() >= enough)  # type: ignore[misc]
    interrupted = read_so_far()
    outcome = succeed("extract", "-a", folder)
    assert outcome["unchanged"] >= 30
    assert interrupted < sum(outcome.values()), "it was killed before the end"
    assert rows(folder, ROW_TABLES) == rows(undisturbed.folder, ROW_TABLES)


def test_rebuild_and_extract_give_identical_rows_table_by_table(undisturbed: Undisturbed, tmp_path: Path) -> None:
    folder = tmp_path / "rebuilt"
    subprocess.run(["cp", "-r", undisturbed.folder, folder], check=True)
    for file in folder.glob("archive.db*"):
        file.unlink()
    succeed("rebuild", "-a", folder)
    succeed("extract", "-a", folder)
    for table in (*INDEX_TABLES, *ROW_TABLES):
        assert rows(folder, [table]) == rows(undisturbed.folder, [table]), table
    assert rows(folder, ["captures"])["captures"]


def test_extracting_twice_changes_nothing(undisturbed: Undisturbed, tmp_path: Path) -> None:
    folder = tmp_path / "twice"
    subprocess.run(["cp", "-r", undisturbed.folder, folder], check=True)
    assert set(succeed("extract", "-a", folder)) == {"unchanged"}
    succeed("extract", "-a", folder, "--all")
    assert rows(folder, ROW_TABLES) == rows(undisturbed.folder, ROW_TABLES)


def test_the_demo_command_runs_to_its_summary_and_again_without_new_payloads(tmp_path: Path) -> None:
    start_on_free_ports(tmp_path / "demo").stop()
    first = nianbao("demo", "-a", tmp_path / "demo", "--no-serve")
    assert first.returncode == 0, first.stderr
    for words in ("Found", "Read", "Checks that failed", "Published after the statutory day", "list no report"):
        assert words in first.stdout
    before = payloads(tmp_path / "demo")
    second = nianbao("demo", "-a", tmp_path / "demo", "--no-serve")
    assert second.returncode == 0, second.stderr
    assert payloads(tmp_path / "demo") == before


def test_bad_archives_are_one_line_and_status_1(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    noise = tmp_path / "noise"
    noise.mkdir()
    (noise / "archive.db").write_bytes(b"noise" * 500)
    for command in ("extract", "verify", "publish", "rebuild"):
        for folder in (tmp_path / "missing", tmp_path / "file", noise):
            done = nianbao(command, "-a", folder)
            assert done.returncode == 1, (command, folder, done.stdout, done.stderr)
            assert len(done.stderr.strip().splitlines()) == 1, (command, folder, done.stderr)
            assert "Traceback" not in done.stderr


def test_a_corrupt_warc_is_one_line_and_status_1(undisturbed: Undisturbed, tmp_path: Path) -> None:
    folder = tmp_path / "corrupt"
    subprocess.run(["cp", "-r", undisturbed.folder, folder], check=True)
    (file,) = (folder / "warc").iterdir()
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0xFF
    file.write_bytes(bytes(data))
    rebuilt = nianbao("rebuild", "-a", folder)
    assert rebuilt.returncode == 1
    assert len(rebuilt.stderr.strip().splitlines()) == 1
    assert file.name in rebuilt.stderr
    verified = nianbao("verify", "-a", folder)
    assert verified.returncode == 1
    assert file.name in verified.stderr
    assert "Traceback" not in verified.stderr


def test_a_damaged_record_costs_no_row_that_was_read_before(undisturbed: Undisturbed, tmp_path: Path) -> None:
    folder = tmp_path / "bit-rot"
    subprocess.run(["cp", "-r", undisturbed.folder, folder], check=True)
    with sqlite3.connect(folder / "archive.db") as db:
        name, offset = db.execute(
            "SELECT c.warc_file, c.warc_offset FROM captures c JOIN extractions e ON e.capture_id = c.id WHERE e.outcome = 'report'"
        ).fetchone()
    file = folder / "warc" / name
    data = bytearray(file.read_bytes())
    data[offset + 300] ^= 0xFF
    file.write_bytes(bytes(data))
    done = nianbao("extract", "-a", folder, "--all")
    assert done.returncode == 1
    assert json.loads(done.stdout)["unavailable"] == 1
    assert name in done.stderr
    assert report_list(folder) == report_list(undisturbed.folder)


def test_import_extract_publish(tmp_path: Path) -> None:
    from extract.forms import load_form
    from tests.synthetic import page, random_cells

    report = tmp_path / "报告.html"
    report.write_text(page(load_form("fmt_2021"), random_cells(1)), encoding="utf-8")
    done = nianbao("import", report, tmp_path / "missing.html", "-a", tmp_path / "a")
    assert done.returncode == 1, "one of the two files is missing"
    assert "1 stored" in done.stderr
    assert succeed("extract", "-a", tmp_path / "a") == {"report": 1}
    assert succeed("publish", "-a", tmp_path / "a")["reports"] == 1
    assert (tmp_path / "a" / "publish" / "archive.db").is_file()
