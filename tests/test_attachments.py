"""A page and its attachments are one report: read together, stored as one version, compared where they print the same."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from archive.model import Exchange, Provenance
from archive.store import Archive
from extract.forms import load_form
from extract.isolation import Lost
from nianbao import extraction
from nianbao.extraction import ExtractionResult, extract_archive
from nianbao.progress import Reporter
from nianbao.reading import read_payload
from tests.synthetic import HEADINGS, TITLE, page, random_cells

FORM = load_form("fmt_2021")
CELLS = random_cells(7)
SITE = "http://www.example.gov.cn"
PAGE = f"{SITE}/nb.html"
TABLES = f"{SITE}/files/tables.html"
NOON = datetime(2026, 2, 1, 4, 0, tzinfo=UTC)
PROSE = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>" + "".join(
    f"<p>{heading}</p><p>见附件。</p>" for heading in HEADINGS
)
KEY = "t3.received_new.total"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive.open(tmp_path / "a", create=True)
    yield opened
    opened.close()


def store(archive: Archive, *captured: tuple[str, str, int]) -> None:
    """Store bodies at addresses, so many minutes after noon; what is not PAGE is attached to it."""
    run = archive.start_run("crawl", {})
    with archive.writer(run) as writer:
        for url, body, minute in captured:
            attached = url != PAGE
            made = Exchange(
                url, 200, "OK", [("Content-Type", "text/html; charset=utf-8")], body.encode(), NOON + timedelta(minutes=minute),
                "GET", [], ip="127.0.0.1",
            )  # fmt: skip
            role, via = ("attachment", PAGE) if attached else ("article", f"{SITE}/list.html")
            writer.response(made, Provenance(run["id"], role, portal="example", via_url=via), "ok")


def extract(archive: Archive) -> ExtractionResult:
    return extract_archive(archive, Reporter(Console(quiet=True)), jobs=1)


def rows(archive: Archive, sql: str) -> list[dict[str, Any]]:
    return list(archive.db.query(sql))


def parts(archive: Archive) -> list[tuple[int, str]]:
    found = rows(
        archive,
        "SELECT position, url FROM version_parts p JOIN captures c ON c.id = p.capture_id ORDER BY version_id, position, fetched_at",
    )
    return [(row["position"], row["url"]) for row in found]


def test_the_tables_in_an_attachment_belong_to_the_page(archive: Archive) -> None:
    store(archive, (PAGE, PROSE, 0), (TABLES, page(FORM, CELLS), 1))
    assert extract(archive).outcomes == {"report": 1}
    assert parts(archive) == [(0, PAGE), (1, TABLES)]
    cells = json.loads(rows(archive, "SELECT cells FROM evidence")[0]["cells"])
    assert cells[KEY]["raw"] == CELLS[KEY]
    assert cells[KEY]["where"]["part"] == TABLES
    assert [row["url"] for row in rows(archive, "SELECT url FROM versions")] == [PAGE]


def test_a_twin_that_prints_another_number_is_an_issue(archive: Archive) -> None:
    store(archive, (PAGE, page(FORM, CELLS), 0), (TABLES, page(FORM, {**CELLS, KEY: "987654"}), 1))
    extract(archive)
    messages = [row["message"] for row in rows(archive, "SELECT message FROM issues WHERE code = 'copies_disagree'")]
    assert len(messages) == 1
    assert "987654" in messages[0]
    assert rows(archive, "SELECT count(*) AS n FROM versions") == [{"n": 1}]


def test_reports_of_other_agencies_attached_to_a_page_are_reports_by_themselves(archive: Archive) -> None:
    index = "<html><title>澄江县2024年政府信息公开工作年度报告汇总</title><body><h1>部门年报汇总</h1><a href=files/1.html>一</a>"
    names = ("澄江县水利局", "澄江县教育局")
    files = [
        (
            f"{SITE}/files/{number}.html",
            page(FORM, random_cells(number), title=f"{name}2024年政府信息公开工作年度报告"),
            number,
        )
        for number, name in enumerate(names, 1)
    ]
    store(archive, (PAGE, index, 0), *files)
    assert extract(archive).outcomes == {"not_report": 1, "report": 2}
    assert {row["agency"] for row in rows(archive, "SELECT agency FROM versions")} == set(names)
    assert {position for position, _ in parts(archive)} == {0}


def test_a_changed_attachment_makes_another_version_of_the_report(archive: Archive) -> None:
    changed = page(FORM, {**CELLS, "t2.regulations.issued": "987654"})
    store(archive, (PAGE, PROSE, 0), (TABLES, page(FORM, CELLS), 1))
    extract(archive)
    store(archive, (PAGE, PROSE, 100), (TABLES, changed, 101))
    assert extract(archive).outcomes == {"unchanged": 1, "report": 1}
    versions = rows(
        archive,
        "SELECT seen_from, issued FROM versions v JOIN proactive p ON p.version_id = v.id AND row = 'regulations' ORDER BY seen_from",
    )
    assert [row["issued"] for row in versions] == [int(CELLS["t2.regulations.issued"]), 987654]
    assert rows(archive, "SELECT versions FROM reports") == [{"versions": 2}]
    assert extract(archive).outcomes == {"unchanged": 2}


def test_an_attachment_that_came_later_is_read_with_its_page(archive: Archive) -> None:
    store(archive, (PAGE, PROSE, 0))
    extract(archive)
    store(archive, (TABLES, page(FORM, CELLS), 1))
    assert extract(archive).outcomes == {"report": 1}
    assert rows(archive, "SELECT cells FROM versions") == [{"cells": len(CELLS)}]


def test_a_file_that_is_no_copy_of_the_report_is_no_part_of_it(archive: Archive) -> None:
    store(archive, (PAGE, page(FORM, CELLS), 0), (f"{SITE}/apply.html", "<p>政府信息公开申请表</p><p>姓名</p>", 1))
    assert extract(archive).outcomes == {"report": 1, "not_report": 1}
    assert parts(archive) == [(0, PAGE)]


def test_an_attachment_that_cannot_be_opened_is_an_issue_of_the_report(archive: Archive) -> None:
    store(archive, (PAGE, page(FORM, CELLS), 0), (f"{SITE}/broken.pdf", "%PDF-1.4 broken", 1))
    extract(archive)
    found = rows(archive, "SELECT message FROM issues WHERE code = 'part_unreadable'")
    assert len(found) == 1
    assert "broken.pdf" in found[0]["message"]


class _Deadly:
    """A pool whose reader dies of attachments."""

    def __init__(self, *_: object) -> None: ...

    def __enter__(self) -> "_Deadly":
        return self

    def __exit__(self, *_: object) -> None: ...

    def map(self, work: Any) -> Iterator[Any]:
        for subject, arguments in work:
            yield subject, None if arguments is None else self.read(*arguments)

    def read(self, *arguments: Any) -> Any:
        return Lost("out_of_memory", "too much") if arguments[3] else read_payload(*arguments)


def test_a_page_whose_attachments_kill_the_reader_is_read_alone(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extraction, "ReaderPool", _Deadly)
    store(archive, (PAGE, page(FORM, CELLS), 0), (f"{SITE}/apply.html", "<p>政府信息公开申请表</p>", 1))
    assert extract(archive).outcomes == {"report": 1, "not_report": 1}
    assert rows(archive, "SELECT code FROM issues WHERE code = 'part_unreadable'") == [{"code": "part_unreadable"}]
    assert extract(archive).outcomes == {"unchanged": 2}
