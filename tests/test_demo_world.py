"""The demo country is plausible, consistent except where it says otherwise, and the same every time."""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from datetime import date
from html.parser import HTMLParser

import pytest

from extract.forms import load_form
from extract.report import Report as ReadReport
from extract.report import read_report
from nianbao.demo import render
from nianbao.demo.model import Report, World
from nianbao.demo.server import DemoPortals
from nianbao.demo.world import load_world

REPORTS = load_world().expected_reports()
every_report = pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.key)

COLUMNS = [
    "natural_person",
    "legal_commercial",
    "legal_research",
    "legal_public_interest",
    "legal_law_services",
    "legal_other",
    "total",
]
BLOCKS = ("review", "litigation_direct", "litigation_after_review")
NOT_OUTCOMES = {"received_new", "carried_in", "processed_total", "carried_out"}


def count(report: Report, key: str) -> int:
    """The number printed in a cell; a cell left blank counts nothing in a sum."""
    return int(report.cells[key].text or "0")


def broken_identities(report: Report) -> list[str]:
    """The identities of tables 3 and 4 that the printed texts violate, from the rules of the form alone."""
    rows = list(dict.fromkeys(key.split(".")[1] for key in report.cells if key.startswith("t3.")))
    outcomes = [row for row in rows if row not in NOT_OUTCOMES]
    broken = []
    for column in COLUMNS:
        value = {row: count(report, f"t3.{row}.{column}") for row in rows}
        if value["received_new"] + value["carried_in"] != value["processed_total"] + value["carried_out"]:
            broken.append(f"T3.C1 {column}")
        if value["processed_total"] != sum(value[row] for row in outcomes):
            broken.append(f"T3.C2 {column}")
    for row in rows:
        *parts, total = (count(report, f"t3.{row}.{column}") for column in COLUMNS)
        if sum(parts) != total:
            broken.append(f"T3.R1 {row}")
    for number, block in enumerate(BLOCKS, 1):
        results = [count(report, f"t4.{block}_{result}") for result in ("upheld", "corrected", "other", "pending")]
        if sum(results) != count(report, f"t4.{block}_total"):
            broken.append(f"T4.B{number} {block}")
    return broken


@every_report
def test_identities_hold_but_where_an_error_is_declared(report: Report) -> None:
    assert sorted(broken_identities(report)) == sorted(report.breaks)


@every_report
def test_every_cell_of_the_form_is_printed_once(report: Report) -> None:
    expected = set(load_form(report.form).cell_keys())
    if "t3.other.total" in report.cells and report.form == "fmt_2021":
        expected = {key for key in expected if not key.startswith("t3.other_")} | {f"t3.other.{c}" for c in COLUMNS}
    assert set(report.cells) == expected


def test_requests_carried_out_are_carried_in_the_year_after(world: World) -> None:
    compared = 0
    for report in world.expected_reports():
        following = world.truth(report.agency.id, report.year + 1)
        if following:
            for column in COLUMNS:
                assert following.figures[f"t3.carried_in.{column}"] == report.figures[f"t3.carried_out.{column}"]
                compared += 1
    assert compared > 400


def test_documents_in_force_follow_from_those_issued_and_repealed(world: World) -> None:
    compared = 0
    for report in world.expected_reports():
        before = world.truth(report.agency.id, report.year - 1)
        if before and {before.form, report.form} == {"fmt_2021"}:
            for row in ("regulations", "normative_documents"):
                issued, repealed = report.figures[f"t2.{row}.issued"], report.figures[f"t2.{row}.repealed"]
                assert report.figures[f"t2.{row}.in_force"] == before.figures[f"t2.{row}.in_force"] + issued - repealed
                assert repealed <= before.figures[f"t2.{row}.in_force"] + issued
                compared += 1
    assert compared > 90


def test_no_figure_is_negative_but_a_change(world: World) -> None:
    negative = [
        (report.key, key)
        for report in world.expected_reports()
        for key, value in report.figures.items()
        if value < 0 and not key.endswith(".items_change")
    ]
    assert negative == []


def test_cells_of_a_large_report_are_mostly_distinct(world: World) -> None:
    report = world.truth("qinghe-gov", 2024)
    assert report
    texts = Counter(cell.text for key, cell in report.cells.items() if key.startswith("t3.") and cell.state == "number")
    assert len(texts) > 0.7 * texts.total()


def test_the_intended_departures_exist(world: World) -> None:
    years = {agency.id: [report.year for report in reversed(world.reports_of(agency.id))] for agency in world.agencies}
    assert [agency for agency, found in years.items() if not found] == ["tongxi-transport", "zhulan-guiyun"]
    assert sorted(agency for agency, found in years.items() if 0 < len(found) < 5) == ["qinghe-drc", "zhulan-civil"]
    late = {report.key for report in world.expected_reports() if report.published_on > deadline(report)}
    assert late == {"qinghe-market/2022", "zhulan-city/2023", "jichuan-industry/2024"}
    forms = {(report.year, report.form) for report in world.expected_reports()}
    assert forms == {(2020, "fmt_2019"), (2021, "fmt_2019")} | {(year, "fmt_2021") for year in (2021, 2022, 2023, 2024)}
    states = Counter(cell.state for report in world.expected_reports() for cell in report.cells.values())
    assert set(states) == {"number", "zero", "blank", "dash", "text"}
    assert (states["dash"], states["text"]) == (1, 1)
    assert sorted(report.key for report in world.expected_reports() if report.breaks) == [
        "qinghe-market/2023",
        "zhulan-city/2022",
    ]


def deadline(report: Report) -> date:
    government = report.agency.agency_class == "local_government"
    return date(report.year + 1, 3, 31) if government else date(report.year + 1, 1, 31)


def test_an_annotated_cell_keeps_its_number(world: World) -> None:
    report = world.truth("qinghe-office", 2024)
    assert report
    cell = report.cells["t2.normative_documents.issued"]
    assert cell.text == f"{cell.value}（其中修订 3 件）"
    assert isinstance(cell.value, int)
    assert cell.value >= 3


def test_blank_columns_hide_no_requests(world: World) -> None:
    for report in world.reports_of("tongxi-songping"):
        legal = [key for key in report.cells if key.startswith("t3.") and ".legal_" in key]
        assert {report.cells[key].state for key in legal} == {"blank"}
        assert sum(report.figures[key] for key in legal) == 0
        assert report.cells["t3.received_new.total"].state in ("number", "zero")


class Tables(HTMLParser):
    """The texts of the cells of every table, row by row."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the signature of the parser
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag == "td":
            self.tables[-1][-1].append("")
            self.inside = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "td":
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.tables[-1][-1][-1] += data.strip()


@every_report
def test_every_layout_prints_every_cell_in_its_place(report: Report) -> None:
    parser = Tables()
    parser.feed(render.body(report))
    proactive, requests, remedies = parser.tables
    form = load_form(report.form)

    lines = [row.key for row in form.rows if f"t3.{row.key}.total" in report.cells]
    printed = [row[-7:] for row in requests if len(row) > 7][-len(lines) :]
    assert printed == [[report.cells[f"t3.{line}.{column}"].text for column in COLUMNS] for line in lines]

    rows = [row[1:] for row in proactive if not row[0].startswith(("第二十条", "信息内容"))]
    keys = [
        [f"t2.{row.key}.{column.key}" for column in block.columns]
        for block in form.blocks
        for row in block.rows
        if not row.extension
    ]
    assert rows == [[report.cells[key].text for key in line] for line in keys]

    results = ("upheld", "corrected", "other", "pending", "total")
    assert remedies[-1] == [report.cells[f"t4.{block}_{result}"].text for block in BLOCKS for result in results]


@every_report
def test_the_prose_agrees_with_the_true_figures(report: Report) -> None:
    parser = Text()
    parser.feed(render.body(report))
    assert f"统计期限自{report.year}年1月1日起至{report.year}年12月31日止" in parser.text
    received = int(report.figures["t3.received_new.total"])
    carried_in = int(report.figures["t3.carried_in.total"])
    assert ("未收到政府信息公开申请" in parser.text) == (received + carried_in == 0)
    if received + carried_in:
        assert f"申请{received}件" in parser.text
        assert f"上年结转{carried_in}件" in parser.text
    assert report.agency.name in parser.text


class Text(HTMLParser):
    """All text, runs joined."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def handle_data(self, data: str) -> None:
        self.text += data.strip()


SAME = """
import hashlib, sys
from nianbao.demo.portals import build_sites
from nianbao.demo.world import load_world
world = load_world()
sites = build_sites(world, {portal.id: f"http://127.0.0.1:{portal.port}" for portal in world.portals})
digest = hashlib.sha256()
for portal, site in sites.items():
    for path, page in site.pages.items():
        digest.update(f"{portal}{path}{page.etag}{sorted(page.headers.items())}".encode() + page.body)
    for path, answer in site.interfaces.items():
        digest.update(path.encode() + answer({}).body)
sys.stdout.write(digest.hexdigest())
"""


def test_two_processes_make_the_same_bytes() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-c", SAME],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1
    assert len(digests.pop()) == hashlib.sha256().digest_size * 2


def test_the_readers_find_what_is_printed(portals: DemoPortals) -> None:
    for (agency, year), url in portals.report_urls().items():
        truth = portals.world.truth(agency, year)
        assert truth
        page = portals.sites[truth.agency.portal].pages[url.removeprefix(portals.base(truth.agency.portal))]
        if page.headers:
            continue
        read = read_report(page.body, page.media_type, url)
        assert isinstance(read, ReadReport), truth.key
        output = read.as_json()
        assert [output[name] for name in ("title", "agency", "year", "form")] == [
            truth.title,
            truth.agency.name,
            year,
            truth.form,
        ]
        found = {key: (cell["raw"], cell["state"], cell["value"]) for key, cell in output["cells"].items()}
        assert found == {key: (cell.text, cell.state, cell.value) for key, cell in truth.cells.items()}, truth.key
        failed = [f"{check['rule']} {check['operand']}" for check in output["checks"] if check["status"] == "fail"]
        assert sorted(failed) == sorted(truth.breaks), truth.key
