"""Real reports across years, and revisions and re-typeset copies that go all the way from bytes to changes."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from archive.changes import Change, find_changes
from archive.cross import find_cross_checks
from archive.importing import import_files
from archive.model import Exchange, Provenance
from archive.store import Archive
from extract.forms import load_form
from nianbao.extraction import extract_archive
from nianbao.progress import Reporter
from tests.by_hand import HOST, ByHand
from tests.shared import CORPUS, needs_shared
from tests.synthetic import HEADINGS, page, random_cells

ZONE, DISTRICT = "平潭综合实验区", "淮安市洪泽区人民政府"
BUREAU, REAL_BUREAU = ("澄江县水利局", "530481"), ("友好区工信局", "230719")
FORM = load_form("fmt_2021")
FIRST = datetime(2025, 2, 1, 4, tzinfo=UTC)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive.open(tmp_path / "a", create=True)
    yield opened
    opened.close()


def extract(archive: Archive) -> None:
    extract_archive(archive, Reporter(Console(quiet=True)), jobs=1)


def checks(db: Any, agency: str) -> dict[tuple[int, str, str], tuple[str, Any, Any]]:
    return {
        (row["year"], row["rule"], row["operand"]): (row["status"], row["left"], row["right"])
        for row in find_cross_checks(db)
        if agency in row["agency_id"]
    }


def gold(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((CORPUS / "gold" / f"{name}.json").read_text(encoding="utf-8"))["cells"]
    return found


@needs_shared
def test_real_reports_agree_across_years_where_they_were_read_with_certainty(archive: Archive) -> None:
    for agency, name, years in (
        (ZONE, "pingtan_{}.txt", range(2019, 2024)),
        (DISTRICT, "hongze_district_{}.pdf", (2023, 2024)),
    ):
        for year in years:
            import_files(archive, [CORPUS / "documents" / name.format(year)], agency=agency, year=year)
    extract(archive)
    zone, district = checks(archive.db, ZONE), checks(archive.db, "洪泽区")
    assert district[2024, "T2.1", "normative_documents"] == ("pass", 8, 8)
    assert [district[2024, "Y1", column.key][0] for column in FORM.columns] == ["pass"] * 7
    assert zone[2022, "Y1", "total"] == ("pass", 1, 1)
    assert {zone[year, "Y1", column.key][0] for year in (2020, 2021, 2022, 2023) for column in FORM.columns} == {"pass"}
    # The page prints the numbers of table 2 without separators: what one year leaves open no other year decides.
    assert {zone[year, "T2.1", "normative_documents"][0] for year in (2021, 2022, 2023)} == {"not_assessable"}
    assert zone[2022, "T2.3", "t2.admin_fees.amount_10k_cny"] == ("pass", 9116.36, 24252.311082)
    assert {status for status, *_ in (*zone.values(), *district.values())} <= {"pass", "not_assessable"}


@needs_shared
def test_the_true_figures_agree_in_one_year_and_not_in_the_next() -> None:
    world = ByHand()
    for year in (2021, 2022, 2023):
        world.version(
            f"{HOST}/{year}.html", [f"{year + 1}-03-01"], gold(f"pingtan_{year}"), agency=f"-{ZONE}", year=year
        )
    found = checks(world.db, ZONE)
    assert found[2022, "T2.1", "normative_documents"] == ("pass", 698, 698)
    assert found[2023, "T2.1", "normative_documents"] == ("fail", 470, 643)


def capture(
    archive: Archive,
    agency: tuple[str, str],
    url: str,
    body: bytes,
    day: int,
    media_type: str = "text/html",
    role: str = "article",
    via_url: str | None = None,
) -> None:
    run = archive.start_run("crawl", {})
    with archive.writer(run) as writer:
        made = Exchange(url, 200, "OK", [("Content-Type", media_type)], body, FIRST + timedelta(days=day), "GET", [])
        hints = Provenance(run["id"], role, via_url=via_url, agency=agency[0], region=agency[1], year=2024)
        writer.response(made, hints, "ok")


def changes(archive: Archive) -> list[Change]:
    extract(archive)
    return list(find_changes(archive.db, as_of=FIRST + timedelta(days=400)))


def test_a_revised_page_shows_exactly_its_cells_and_a_new_design_shows_none(archive: Archive) -> None:
    cells = random_cells(11)
    revised = {**cells, "t2.admin_penalties.decisions": "777", "t3.received_new.total": "0"}
    url = f"{HOST}/2024.html"
    capture(archive, BUREAU, url, page(FORM, cells).encode(), 0)
    capture(archive, BUREAU, url, page(FORM, cells).replace("<body", "<body class='new'").encode(), 30)
    capture(archive, BUREAU, url, page(FORM, revised).encode(), 60)
    design, revision = changes(archive)
    assert (design.kind, design.change_class, design.cells) == ("revised", "markup", ())
    assert (revision.kind, revision.change_class) == ("revised", "number")
    assert {changed.cell: (changed.old.raw, changed.new.raw) for changed in revision.cells} == {
        key: (cells[key], revised[key]) for key in ("t2.admin_penalties.decisions", "t3.received_new.total")
    }


@needs_shared
@pytest.mark.parametrize("name", ["r001.pdf_rl.pdf", "r001.docx.docx", "r001.ofd.ofd", "r001.xlsx.xlsx"])
def test_the_same_report_in_another_format_has_no_changed_cells(archive: Archive, name: str) -> None:
    folder, url = CORPUS / "generated", f"{HOST}/2024"
    types = {"pdf": "application/pdf", "ofd": "application/ofd"}
    capture(archive, REAL_BUREAU, url, (folder / "r001.html.html").read_bytes(), 0)
    capture(
        archive,
        REAL_BUREAU,
        url,
        (folder / name).read_bytes(),
        30,
        types.get(name.rpartition(".")[2], "application/octet-stream"),
    )
    (change,) = changes(archive)
    assert (change.kind, change.cells) == ("revised", ())
    assert change.change_class in ("markup", "typography")


def test_an_attachment_that_fails_once_and_a_counter_on_the_page_change_nothing(archive: Archive) -> None:
    url, tables = f"{HOST}/2024.html", f"{HOST}/files/tables.html"
    title = "<title>澄江县水利局2024年政府信息公开工作年度报告</title>"
    prose = "".join(f"<p>{heading}</p><p>见附件，数据以附件为准。</p>" for heading in HEADINGS)
    attached = page(FORM, random_cells(11)).encode()
    for day, fetched in ((0, True), (30, False), (60, True)):
        body = f"<html><head>{title}</head><body>{prose}<!-- {day} visits --></body></html>"
        capture(archive, BUREAU, url, body.encode(), day)
        if fetched:
            capture(archive, BUREAU, tables, attached, day, role="attachment", via_url=url)
    found = changes(archive)
    assert len(list(archive.db.query("SELECT 1 FROM versions"))) == 3
    assert [(change.change_class, change.cells, change.last_before[:10]) for change in found] == [
        ("markup", (), "2025-02-01")
    ]
