"""The end of a crawl: what is read from the archive, and what a person is told."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.clock import timestamp
from archive.model import ColumnReading, Entry, Exchange, Provenance
from archive.store import Archive
from archive.writing import CaptureWriter
from nianbao.cli import main
from nianbao.crawl_report import NOT_READ, PortalReport, Reports, finished_reports, unfinished_reports
from nianbao.crawl_summary import portal_page, summary

HOME = "http://www.songgang.gov.cn/"
DAY = datetime(2026, 2, 1, 1, 0, tzinfo=UTC)


class Crawl:
    """Writes what a crawl would, minute by minute."""

    def __init__(self, archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
        self.archive, self.patch, self.minute = archive, monkeypatch, 0
        self.writer: CaptureWriter

    def begin(self) -> None:
        self.run = self.archive.start_run("crawl", {})
        self.writer = self.archive.writer(self.run)

    def now(self) -> datetime:
        self.minute += 1
        moment = DAY + timedelta(minutes=self.minute)
        self.patch.setenv("NIANBAO_NOW", timestamp(moment))
        return moment

    def why(self, role: str = "article") -> Provenance:
        return Provenance(run=self.run["id"], role=role, portal="songgang")

    def answer(
        self, name: str, body: str, outcome: str = "ok", status: int = 200, role: str = "article", at: str = HOME
    ) -> None:
        exchange = Exchange(at + name, status, "OK", [], body.encode(), self.now())
        self.writer.response(exchange, self.why(role), outcome, f"status {status}" if status >= 400 else None)

    def fail(self, name: str, outcome: str, detail: str) -> None:
        self.now()
        self.writer.attempt(name if "://" in name else HOME + name, outcome, detail, self.why())

    def column(
        self, name: str, entries: int = 1, *, complete: bool = True, reason: str | None = None, at: str = HOME
    ) -> None:
        listed = tuple(Entry(f"{HOME}{n}", f"{n}", "annual_report", True) for n in range(entries))
        read_at = timestamp(self.now())
        self.writer.column(
            ColumnReading(at + name, "songgang", "trs", "own", "ok", complete, read_at, (), listed, None, None, reason)
        )

    def end(self, outcome: str = "ok", *, alarms: tuple[str, ...] = ()) -> None:
        since = self.archive.portal_finished_at("songgang")
        self.now()
        about = ("songgang", "松岗县", HOME, "trs", "990001", outcome, {"requests": 12})
        self.writer.portal_finished(*about, since=since, alarms=alarms)


@pytest.fixture
def crawl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Crawl]:
    archive = Archive.open(tmp_path / "a", create=True)
    yield Crawl(archive, monkeypatch)
    archive.close()


def report(crawl: Crawl) -> PortalReport:
    crawl.writer.close()
    (found,) = finished_reports(crawl.archive)
    return found


def first_crawl(crawl: Crawl) -> None:
    crawl.begin()
    for name in ("a", "b", "c", "d"):
        crawl.answer(name, f"report {name}")
    crawl.column("list")
    crawl.column("other")
    crawl.end()
    crawl.writer.close()


def test_a_first_crawl_finds_new_reports(crawl: Crawl) -> None:
    first_crawl(crawl)
    found = report(crawl)
    assert (found.outcome, found.region, found.family, found.requests) == ("ok", "990001", "trs", 12)
    assert found.reports == Reports(new=4) and not found.missing and not found.columns and not found.alarms


def test_a_later_crawl_is_compared_with_what_was_there(crawl: Crawl) -> None:
    first_crawl(crawl)
    crawl.begin()
    crawl.answer("a", "report a")
    crawl.answer("b", "another report b")
    crawl.answer("c", "no", "gone", 404)
    crawl.answer("d", "not there", "soft_404")
    crawl.answer("e", "report e")
    crawl.answer("f", "no", "gone", 404)
    crawl.end()
    found = report(crawl)
    assert found.reports == Reports(1, 1, (f"{HOME}b",), (f"{HOME}c", f"{HOME}d"))
    assert found.missing == {
        f"{HOME}c": "status 404",
        f"{HOME}d": "soft_404",
        f"{HOME}f": "status 404",
    }
    assert found.retry == ()


def test_what_came_at_last_is_not_missing(crawl: Crawl) -> None:
    crawl.begin()
    crawl.fail("a", "unreachable", "timeout")
    crawl.fail("b", "unreachable", "timeout")
    crawl.fail("c", "robots", "Forbidden by robots.txt")
    crawl.answer("a", "report a")
    crawl.fail("http://mirror.example.com/x", "error", "host not allowed")
    crawl.end()
    found = report(crawl)
    assert found.missing == {f"{HOME}b": "timeout", f"{HOME}c": "Forbidden by robots.txt"}
    assert found.retry == (f"{HOME}b",)
    assert found.refused_hosts == {"mirror.example.com": "http://mirror.example.com/x"}


def test_how_long_a_portal_that_blocks_is_left_alone(crawl: Crawl) -> None:
    crawl.begin()
    crawl.fail("", "blocked", "group rests: songgang.gov.cn blocks us and is left alone until 2026-02-02T01:02Z")
    crawl.fail("a", "blocked", "songgang.gov.cn blocks us and is left alone until 2026-02-02T01:02Z")
    crawl.end("blocked")
    found = report(crawl)
    assert (found.rests_until, found.retry) == ("2026-02-02T01:02Z", (HOME, f"{HOME}a"))
    assert any("2026-02-02T01:02Z" in line for line in summary([found]))


def test_columns_that_were_not_read_in_full_or_not_found_again(crawl: Crawl) -> None:
    first_crawl(crawl)
    crawl.begin()
    crawl.column("list", 3, complete=False)
    crawl.end()
    assert [(column.url, column.outcome, column.entries) for column in report(crawl).columns] == [
        (f"{HOME}list", "ok", 3),
        (f"{HOME}other", NOT_READ, 1),
    ]


def test_a_crawl_that_was_broken_off(crawl: Crawl) -> None:
    first_crawl(crawl)
    crawl.begin()
    crawl.answer("a", "report a")
    crawl.writer.close()
    (found,) = unfinished_reports(crawl.archive)
    assert (found.id, found.outcome, found.requests, found.reports) == ("songgang", "interrupted", 1, Reports(0, 1))


def test_the_report_is_the_same_after_a_rebuild(crawl: Crawl, tmp_path: Path) -> None:
    first_crawl(crawl)
    crawl.begin()
    crawl.answer("b", "another report b")
    crawl.end(alarms=("3 reports found, at least 5 expected",))
    crawl.writer.close()
    crawl.archive.close()
    told = run_report(tmp_path / "a")
    (tmp_path / "a" / "archive.db").unlink()
    assert CliRunner().invoke(main, ["rebuild", "-a", str(tmp_path / "a")]).exit_code == 0
    assert told == run_report(tmp_path / "a")
    assert json.loads(told)[0]["alarms"] == ["3 reports found, at least 5 expected"]


def run_report(folder: Path) -> str:
    result = CliRunner().invoke(main, ["portals", "report", "-a", str(folder), "--format", "json"])
    assert result.exit_code == 0, result.stderr
    return result.stdout


def test_one_portal_in_full_and_one_that_is_unknown(crawl: Crawl, tmp_path: Path) -> None:
    first_crawl(crawl)
    folder = str(tmp_path / "a")
    shown = CliRunner().invoke(main, ["portals", "report", "songgang", "-a", folder])
    assert shown.exit_code == 0 and shown.stdout.startswith("songgang  松岗县  http://www.songgang.gov.cn/")
    unknown = CliRunner().invoke(main, ["portals", "report", "nosuch", "-a", folder])
    assert unknown.exit_code == 1 and unknown.stderr.startswith("Error: 'nosuch' is no portal in this archive")


def many(outcome: str, number: int) -> list[PortalReport]:
    return [PortalReport(f"{outcome}{n:04}", HOME, outcome, counts={"requests": 3}) for n in range(number)]


def test_the_summary_of_thousands_is_short_and_begins_with_the_worst() -> None:
    reports = [*many("ok", 3000), *many("blocked", 400), *many("interrupted", 3), *many("js_required", 97)]
    lines = summary(reports, contact=False)
    assert lines[0] == "3500 portals: 3000 ok, 400 blocked, 97 js_required, 3 interrupted"
    assert "10500 requests" in lines[1]
    assert [line.split()[0] for line in lines[4:14]] == [
        *(f"interrupted{n:04}" for n in range(3)),
        *(f"blocked{n:04}" for n in range(7)),
    ]
    assert lines[14] == "… and 3490 more: nianbao portals report -a DIR"
    assert len(lines) < 30 and max(map(len, lines)) < 300
    todo = "\n".join(lines[lines.index("What to do") :])
    assert re.search(r"interrupted \(interrupted0000, interrupted0001, interrupted0002\): .* same command", todo)
    assert "and 395 more" in todo and "NIANBAO_CONTACT" in todo


def test_the_summary_says_what_is_doubtful_and_what_to_do() -> None:
    missing = {f"{HOME}{n}": "request budget of 9 spent" for n in range(8)}
    trouble = PortalReport(
        "songgang", HOME, "ok", missing=missing, retry=tuple(missing), alarms=("it used to list documents",),
        refused_hosts={"mirror.example.com": "http://mirror.example.com/x"}, reports=Reports(new=2), counts={"requests": 9},
    )  # fmt: skip
    text = "\n".join(summary([trouble]))
    assert "songgang: alarm: it used to list documents" in text
    assert "songgang: and 3 more of these" in text
    assert "raise --max-requests" in text and "admit those that are official with --allow-host" in text
    assert "8 documents may still be had (songgang)" in text
    assert "4.5 per report" in text
    page = "\n".join(portal_page(trouble))
    assert page.count("request budget of 9 spent") == 8


def test_a_crawl_without_trouble_asks_for_nothing() -> None:
    lines = summary(
        [PortalReport("songgang", HOME, "ok", family="trs", reports=Reports(new=3), counts={"requests": 6})]
    )
    assert "Doubtful" not in lines and "What to do" not in lines
    assert summary([])[0] == "0 portals: none is due"


def test_a_code_that_is_none_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["crawl", "http://www.yunling.gov.cn/", "-a", str(tmp_path), "--region", "12"])
    assert result.exit_code == 2
    assert "'12' is no code of a division" in result.output
    assert not any(tmp_path.iterdir())
