"""The register of an archive: whose each version is, what waits for a person, what a person settles, rebuilt alike."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from archive import reports
from archive.clock import parse
from archive.errors import ArchiveError
from archive.model import ColumnReading, Entry, Exchange, Provenance
from archive.rebuild import rebuild
from archive.register import assemble
from archive.register.settling import settle
from archive.store import Archive
from archive.writing import CaptureWriter
from nianbao.cli import main

TABLES = (
    "regions", "agencies", "agency_names", "agency_events", "resolved_names", "report_versions", "reports", "unresolved_names", "issues",
)  # fmt: skip


class Country:
    """An archive to which reports, columns and rosters are written by hand."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.archive = Archive.open(folder, create=True)
        self.told: list[dict[str, Any]] = []
        self._count = 0

    def report(
        self,
        printed: str | None,
        year: int | None,
        *,
        listed: str | None = None,
        region: str | None = None,
        url: str | None = None,
        at: str = "2025-02-01T00:00:00.000000Z",
        **columns: Any,
    ) -> str:
        """Store a document and what was read in it; return the id of its version."""
        self._count += 1
        url = url or f"http://www.example.gov.cn/{self._count}.html"
        with self._run("crawl") as writer:
            provenance = Provenance(
                self._id, "article", portal="example", agency=listed, region=region, via_url=columns.pop("via", None)
            )
            exchange = Exchange(url, 200, "OK", [("Content-Type", "text/html")], f"{self._count}".encode(), parse(at))
            capture = writer.response(exchange, provenance, "ok")
        row = {"title": f"{printed or ''}{year or ''}年政府信息公开工作年度报告", "metadata": "[]"} | columns
        row |= {"printed_agency": printed, "listed_agency": listed, "listed_region": region, "year": year, "url": url}
        row |= {"cells": 3, "doubtful_cells": 0, "failed_checks": 0, "extractor": "test", "form": "fmt_2021"}
        version = reports.version_id([str(capture.sha256)])
        self.told.append({"row": {"id": version, **row}, "capture": capture.id})
        self._read(self.told[-1])
        return version

    def column(self, url: str, agency: str | None, region: str, *entries: str, kind: str = "own") -> None:
        """Record the reading of a column that lists these addresses."""
        listed = tuple(Entry(entry, "年度报告", "annual_report", True) for entry in entries)
        with self._run("crawl") as writer:
            moment = "2025-02-01T00:00:00.000000Z"
            writer.column(
                ColumnReading(url, "example", "trs", kind, "ok", True, moment, ("page",), listed, agency, region)
            )

    def roster(self, *rows: dict[str, Any]) -> None:
        """Record a roster."""
        blank = dict.fromkeys(("class", "parent", "url", "from_year", "to_year", "source"))
        with self._run("roster") as writer:
            capture = writer.resource(
                "file:///roster.csv", b"roster", "text/csv", Provenance(self._id, "roster"), "2025-01-01T00:00:00Z"
            )
            writer.roster(capture, [{"line": n, **blank, **row} for n, row in enumerate(rows, 2)])

    def portal(self, region: str, name: str) -> None:
        """Record the end of a portal."""
        with self._run("crawl") as writer:
            writer.portal_finished("example", name, "http://www.example.gov.cn/", None, region, "ok", {})

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        return list(self.archive.db.execute(query, values))

    def reports(self) -> set[tuple[str, int]]:
        """Assemble the register and return agency and year of every report."""
        assemble(self.archive.db)
        return set(self.rows("SELECT agency_id, year FROM reports"))

    def tables(self) -> dict[str, list[tuple[Any, ...]]]:
        return {table: sorted(self.rows(f"SELECT * FROM {table}"), key=repr) for table in TABLES}

    def rebuilt(self) -> None:
        """Build the database anew from the WARC files, and write what was read in the documents again."""
        self.archive.close()
        rebuild(self.folder)
        self.archive = Archive.open(self.folder)
        for told in self.told:
            self._read(told)
        assemble(self.archive.db)

    def _read(self, told: dict[str, Any]) -> None:
        read = reports.ReadVersion(told["row"], {}, [reports.Part(told["capture"], "article")])
        with self.archive.db.atomic():
            reports.store_version(self.archive.db, read)

    def _run(self, kind: str) -> CaptureWriter:
        run = self.archive.start_run(kind, {})
        self._id = run["id"]
        return self.archive.writer(run)


@pytest.fixture
def country(tmp_path: Path) -> Iterator[Country]:
    country = Country(tmp_path / "archive")
    yield country
    country.archive.close()


def waiting(country: Country) -> dict[str, tuple[str, list[str]]]:
    return {
        subject: (reason, json.loads(candidates))
        for subject, reason, candidates in country.rows("SELECT subject, reason, candidates FROM unresolved_names")
    }


def test_forms_of_one_name_are_one_agency_under_its_fullest(country: Country) -> None:
    country.report("延津县工信局", 2022, region="410726")
    country.report("工业和信息化局", 2023, region="410726")
    country.report("新乡市延津县工业和信息化局", 2024, region="410726")
    assert country.reports() == {("410726-延津县工业和信息化局", year) for year in (2022, 2023, 2024)}
    names = {name for (name,) in country.rows("SELECT name FROM agency_names")}
    assert {"延津县工信局", "工业和信息化局", "延津县工业和信息化局"} <= names
    assert country.rows("SELECT DISTINCT agency FROM versions") == [("延津县工业和信息化局",)]


def test_owner_and_printed_name_that_disagree_wait_for_a_person(country: Country) -> None:
    version = country.report("白城市农业农村局", 2024, listed="白城市发展和改革委员会", region="220800")
    assert country.reports() == set()
    (subject,) = waiting(country)
    reason, candidates = waiting(country)[subject]
    assert reason == "conflict"
    assert set(candidates) == {"220800-白城市农业农村局", "220800-白城市发展和改革委员会"}
    assert country.rows("SELECT code, version_id FROM issues") == [("agency_conflict", version)]


def test_a_government_in_the_column_of_its_office_is_the_government(country: Country) -> None:
    country.report("延津县人民政府", 2024, listed="延津县人民政府办公室", region="410726")
    country.report("延津县人民政府办公室", 2024, listed="延津县人民政府办公室", region="410726")
    assert country.reports() == {("410726-延津县人民政府", 2024), ("410726-延津县人民政府办公室", 2024)}


def test_ambiguous_names_are_counted_and_candidates_named(country: Country) -> None:
    country.report("鼓楼区教育局", 2024)
    assert assemble(country.archive.db).unresolved == 1
    reason, candidates = waiting(country)["_/鼓楼区教育局/_"]
    assert reason == "ambiguous"
    assert "320106-鼓楼区教育局" in candidates


def test_a_joint_report_gives_each_agency_its_row(country: Country) -> None:
    country.report("延津县水利局、农业农村局", 2024, region="410726")
    assert country.reports() == {("410726-延津县水利局", 2024), ("410726-延津县农业农村局", 2024)}
    assert country.rows("SELECT count(DISTINCT current_version_id) FROM reports") == [(1,)]


def test_like_names_of_one_family_are_candidates_not_one(country: Country) -> None:
    country.report("延津县科工局", 2019, region="410726")
    country.report("延津县工业和信息化局", 2024, region="410726")
    assert country.reports() == {("410726-延津县科工局", 2019), ("410726-延津县工业和信息化局", 2024)}
    assert waiting(country)["410726-延津县科工局"] == ("similar_name", ["410726-延津县工业和信息化局"])
    settle(country.archive, "410726-延津县科工局", ["410726-延津县工业和信息化局"])
    assert country.reports() == {("410726-延津县工业和信息化局", 2019), ("410726-延津县工业和信息化局", 2024)}
    assert waiting(country) == {}


def test_two_like_names_that_a_person_keeps_apart_are_asked_about_no_more(country: Country) -> None:
    country.report("延津县科工局", 2019, region="410726")
    country.report("延津县工业和信息化局", 2024, region="410726")
    country.reports()
    for agency in ("410726-延津县科工局", "410726-延津县工业和信息化局"):
        settle(country.archive, agency, [agency])
    assert waiting(country) == {}
    assert len(country.reports()) == 2


def test_a_roster_names_agencies_their_class_parent_and_years(country: Country) -> None:
    country.roster(
        {"agency": "延津县工业和信息化局", "region_code": "410726", "from_year": 2019, "class": "local_department"},
        {"agency": "延津县人民政府", "region_code": "410726"},
        {"agency": "魏邱乡人民政府", "region_code": "410726", "parent": "延津县人民政府", "class": "township"},
    )
    country.report("延津县工信局", 2024, region="410726")
    assert country.reports() == {("410726-延津县工业和信息化局", 2024)}
    rows = country.rows("SELECT id, class, level, parent_id, from_year FROM agencies ORDER BY id")
    government = "410726-延津县人民政府"
    assert rows == [
        (government, "local_government", "county", None, None),
        ("410726-延津县工业和信息化局", "local_department", "county", government, 2019),
        ("410726-延津县魏邱乡人民政府", "township", "township", government, None),
    ]


def test_the_address_of_a_column_in_a_roster_names_its_owner(country: Country) -> None:
    column, report = "http://www.example.gov.cn/gxj/", "http://www.example.gov.cn/gxj/1.html"
    country.roster({"agency": "延津县科工局", "region_code": "410726", "url": column})
    country.column(column, None, "410726", report)
    country.report("延津县工业和信息化局", 2024, region="410726", url=report)
    assert country.reports() == {("410726-延津县科工局", 2024)}


def test_an_agency_that_ends_where_another_begins_was_renamed(country: Country) -> None:
    place = {"region_code": "410726", "url": "http://www.example.gov.cn/gxj/"}
    country.roster(
        {"agency": "延津县科工局", "to_year": 2018, **place},
        {"agency": "延津县工业和信息化局", "from_year": 2019, **place},
    )
    country.reports()
    assert country.rows("SELECT type, date, from_id, to_id FROM agency_events") == [
        ("renamed", "2019", "410726-延津县科工局", "410726-延津县工业和信息化局")
    ]


def test_mergers_are_events_and_agencies_of_former_divisions_end(country: Country) -> None:
    country.report("延津县扶贫办", 2020, region="410726")
    country.report("延津县农业农村局", 2020, region="410726")
    country.report("友好区工信局", 2016)
    country.reports()
    settle(country.archive, "410726-延津县扶贫办", ["410726-延津县农业农村局"], merged=2021, who="test")
    assert set(country.rows("SELECT type, date, from_id FROM agency_events")) == {
        ("merged", "2021", "410726-延津县扶贫办"),
        ("abolished", "2015", "230704-友好区工信局"),
    }


def test_what_was_settled_survives_a_rebuild(country: Country) -> None:
    country.portal("990121", "桐溪县人民政府")
    conflict = country.report("桐溪县农业农村局", 2024, listed="桐溪县水利局", region="990121")
    news = country.report("桐溪县教育局", 2024, region="990121")
    undated = country.report("桐溪县民政局", None, region="990121")
    country.reports()
    settle(country.archive, "990121/桐溪县农业农村局/桐溪县水利局", ["990121-桐溪县农业农村局"], who="test")
    settle(country.archive, news, not_a_report=True)
    settle(country.archive, undated, year=2021)
    expected = {("990121-桐溪县农业农村局", 2024), ("990121-桐溪县民政局", 2021)}
    assert country.reports() == expected
    assert country.rows("SELECT version_id FROM report_versions WHERE how = 'decision'") == [(conflict,)]
    before = country.tables()
    country.rebuilt()
    assert country.tables() == before
    assert country.reports() == expected


def test_the_latest_decision_counts(country: Country) -> None:
    version = country.report("鼓楼区教育局", 2024)
    country.reports()
    settle(country.archive, version, ["320106-鼓楼区教育局"])
    settle(country.archive, version, ["350102-鼓楼区教育局"])
    assert country.reports() == {("350102-鼓楼区教育局", 2024)}


@pytest.mark.parametrize(
    ("subject", "agencies", "options"),
    [
        ("nobody", ["320106-鼓楼区教育局"], {}),
        ("_/鼓楼区教育局/_", ["999999-鼓楼区教育局"], {}),
        ("_/鼓楼区教育局/_", ["鼓楼区教育局"], {}),
        ("_/鼓楼区教育局/_", [], {}),
        ("_/鼓楼区教育局/_", ["320106-鼓楼区教育局"], {"not_a_report": True}),
    ],
)
def test_decisions_that_make_no_sense_are_refused(
    country: Country, subject: str, agencies: list[str], options: dict[str, Any]
) -> None:
    country.report("鼓楼区教育局", 2024)
    country.reports()
    with pytest.raises(ArchiveError):
        settle(country.archive, subject, agencies, **options)
    assert country.rows("SELECT count(*) FROM decisions") == [(0,)]


def test_the_current_version_is_the_newest_in_the_agencys_own_column(country: Country) -> None:
    own, copy = "http://www.example.gov.cn/jyj/1.html", "http://www.example.gov.cn/all/1.html"
    country.column("http://www.example.gov.cn/jyj/", "延津县教育局", "410726", own)
    mine = country.report("延津县教育局", 2024, region="410726", url=own, at="2025-02-01T00:00:00.000000Z")
    country.report("延津县教育局", 2024, region="410726", url=copy, at="2025-02-02T00:00:00.000000Z")
    country.reports()
    assert country.rows("SELECT current_version_id, versions FROM reports") == [(mine, 2)]
    newer = country.report("延津县教育局", 2024, region="410726", url=own, at="2025-03-01T00:00:00.000000Z")
    country.reports()
    assert country.rows("SELECT current_version_id, versions FROM reports") == [(newer, 3)]


def test_a_rendition_is_never_the_report(country: Country) -> None:
    picture = "http://www.example.gov.cn/jyj/tj.html"
    with country._run("crawl") as writer:
        entry = Entry(picture, "一图读懂", "rendition", True)
        moment = "2025-02-01T00:00:00.000000Z"
        writer.column(
            ColumnReading("http://www.example.gov.cn/jyj/", "example", "trs", "own", "ok", True, moment, (), (entry,))
        )
    country.report("延津县教育局", 2024, region="410726", url=picture)
    assert country.reports() == set()


def test_a_social_credit_code_decides_between_candidates(country: Country) -> None:
    code = "113708260043292687"
    country.report("微山县两城镇人民政府", 2023, metadata=f'[["meta", "index", "{code}/2023"]]')
    country.report("两城镇人民政府", 2024, url=f"http://www.weishan.gov.cn/x.jsp?area={code}&fbtime=2024")
    assert country.reports() == {("370826-微山县两城镇人民政府", 2023), ("370826-微山县两城镇人民政府", 2024)}
    assert country.rows("SELECT uscc FROM agencies") == [(code,)]


def test_names_in_columns_have_their_agency(country: Country) -> None:
    country.column("http://www.example.gov.cn/jyj/", "教育局", "410726")
    country.reports()
    assert country.rows("SELECT name, region_code, agency_id FROM resolved_names") == [
        ("教育局", "410726", "410726-延津县教育局")
    ]


def test_assembling_twice_changes_nothing(country: Country) -> None:
    country.report("鼓楼区教育局", 2024)
    country.report("延津县教育局", 2024, region="410726")
    country.reports()
    before = country.tables()
    country.reports()
    assert country.tables() == before


def test_the_commands_list_and_settle(country: Country) -> None:
    country.report("鼓楼区教育局", 2024)
    country.reports()
    country.archive.close()
    folder = str(country.folder)
    run = CliRunner().invoke
    (open_one,) = json.loads(run(main, ["agencies", "unresolved", "-a", folder]).stdout)
    assert open_one["years"] == [2024]
    settled = run(main, ["agencies", "settle", open_one["subject"], "320106-鼓楼区教育局", "-a", folder, "--who", "me"])
    assert json.loads(settled.stdout)["unresolved"] == 0
    (agency,) = json.loads(run(main, ["agencies", "list", "-a", folder, "--region", "320000"]).stdout)
    assert (agency["id"], agency["reports"], agency["first_year"]) == ("320106-鼓楼区教育局", 1, 2024)
    assert run(main, ["agencies", "list", "-a", folder, "--format", "table"]).exit_code == 0
    refused = run(main, ["agencies", "settle", "nobody", "-a", folder, "--not-a-report"])
    assert refused.exit_code == 1
    assert len(refused.stderr.strip().splitlines()) == 1
    country.archive = Archive.open(country.folder)


def test_the_prefectures_organ_in_a_county_may_have_its_column_there(country: Country) -> None:
    country.report("河源市和平县生态环境分局", 2024, listed="生态环境分局", region="441624")
    assert country.reports() == {("441600-河源市和平县生态环境分局", 2024)}


def test_a_branch_of_the_police_is_the_citys_though_the_district_lists_it_as_its_own(country: Country) -> None:
    country.report("信阳市公安局平桥分局", 2024, listed="公安局", region="411503")
    assert country.reports() == {("411500-信阳市公安局平桥分局", 2024)}


def test_the_tax_office_is_one_under_its_full_and_its_short_name(country: Country) -> None:
    country.report("国家税务总局延津县税务局", 2024, listed="税务局", region="410726")
    country.report("延津县税务局", 2023, listed="税务局", region="410726")
    assert country.reports() == {("410726-国家税务总局延津县税务局", year) for year in (2023, 2024)}


def test_townships_of_like_names_are_two(country: Country) -> None:
    country.report("和平镇人民政府", 2024, region="410726")
    country.report("平镇人民政府", 2024, region="410726")
    assert len(country.reports()) == 2


def test_a_report_that_names_nobody_is_that_of_the_owner_of_its_column(country: Country) -> None:
    report = "http://www.example.gov.cn/jyj/1.html"
    country.column("http://www.example.gov.cn/jyj/", "延津县教育局", "410726", report)
    country.report(None, 2024, region="410726", url=report, title="政府信息公开年报")
    assert country.reports() == {("410726-延津县教育局", 2024)}
