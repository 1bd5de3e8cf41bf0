"""The page of a report and its files: text with its facts, differences of versions, citation, provenance, JSON and CSV."""

import csv
import io
import json
import re
import sqlite3
from pathlib import Path

import pytest
import yaml

from archive.cell_names import cell_name
from archive.search import report_path
from extract import facts
from extract.report import read_report
from nianbao.site.report.citation import citation
from nianbao.site.report.differences import Piece, differences
from nianbao.site.report.loading import load
from nianbao.site.report.passages import Passage, fact_names, passages
from nianbao.site.report.rows import Row
from nianbao.site.report.views import View, boxes_on, link_to, pages_with_cells
from tests.golden.formats import rendered
from tests.published import COUNTY, CURRENT, OLDER, PLANTED, WATER
from tests.site_client import Get, getter
from tests.site_world import site_at
from tests.test_publish import Tags

EARLIER = "e" * 20
PAGE = report_path(WATER, 2024)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published archive in which a report of 2024 has an earlier version and states facts."""
    path = site_at(tmp_path_factory.mktemp("report"))
    with sqlite3.connect(path / "publish" / "archive.db") as db:
        _earlier_version(db)
        db.execute(
            "INSERT INTO facts VALUES (?, 1, 'reviews', 3, '件', NULL, NULL, NULL, '收到行政复议三件。', 1, 6, 8)",
            [CURRENT],
        )
        db.execute("INSERT INTO cell_changes VALUES ('ch1', 't3.received_new.total', '34', 34, '35', 35)")
    return path


def _earlier_version(db: sqlite3.Connection) -> None:
    db.execute(
        "INSERT INTO versions (id, title, agency, year, form, extractor, seen_from, seen_to) SELECT ?, title, agency, year,"
        " form, extractor, '2026-01-20T00:00:00.000000Z', '2026-01-25T00:00:00.000000Z' FROM versions WHERE id = ?",
        [EARLIER, CURRENT],
    )
    db.execute("INSERT INTO report_versions (agency_id, year, version_id) VALUES (?, 2024, ?)", [WATER, EARLIER])
    [stored] = db.execute("SELECT cells FROM evidence WHERE version_id = ?", [CURRENT]).fetchone()
    cells = json.loads(stored)
    cells["t3.received_new.total"] |= {"raw": "34", "value": 34}
    cells["t3.granted_partial.legal_other"] |= {"raw": "10", "value": 10, "state": "number"}
    cells["t2.admin_fees.amount_10k_cny"] |= {"raw": " 12.5\n"}
    db.execute("INSERT INTO evidence VALUES (?, ?)", [EARLIER, json.dumps(cells)])
    db.execute(
        "INSERT INTO sections VALUES (?, 5, '五、存在的主要问题', '主动公开，信息更新仍须及时。\n另有一段。')",
        [EARLIER],
    )


def fact(position: int, start: int, end: int) -> Row:
    return {"position": position, "start": start, "end": end}


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        ([], [Passage("共收到5件。")]),
        ([fact(1, 3, 4)], [Passage("共收到"), Passage("5", 1), Passage("件。")]),
        ([fact(2, 3, 4), fact(1, 0, 4)], [Passage("共收到5", 1), Passage("件。")]),
        ([fact(1, 4, 99)], [Passage("共收到5"), Passage("件。", 1)]),
        ([fact(1, 50, 99)], [Passage("共收到5件。")]),
    ],
)
def test_facts_are_marked_where_they_are_printed(stated: list[Row], found: list[Passage]) -> None:
    assert passages("共收到5件。", stated) == found


def test_every_fact_that_is_extracted_has_a_name() -> None:
    rules = yaml.safe_load((Path(facts.__file__).parent.parent / "facts.yaml").read_text(encoding="utf-8"))
    keys = {rule["key"] for part in ("facts", "words") for rule in rules[part]}
    keys |= {f"proactive_by_channel.{channel}" for channel in rules["channels"]} | {"problems", "measures"}
    assert keys == fact_names().keys()


def test_a_fact_leads_to_its_place_in_the_text(get: Get) -> None:
    page = get(PAGE).text
    assert '<a href="#fact-1">收到行政复议三件。</a>' in page
    assert '收到行政复议<mark id="fact-1">三件</mark>。' in page


def test_versions_differ_in_cells_and_paragraphs(db: sqlite3.Connection) -> None:
    found = load(db, WATER, 2024, None, EARLIER)
    assert found is not None
    shown = found["differences"]
    assert [(cell.key, cell.old, cell.new, cell.sure) for cell in shown.cells] == [
        ("t3.received_new.total", "34", "35", True),
        ("t3.granted_partial.legal_other", "10", "1O", False),
    ]
    first, fifth = shown.sections
    assert first.paragraphs[0] == (Piece("new", f"一、总体情况{PLANTED}"),)
    assert fifth.same == 1
    assert fifth.paragraphs == (
        (Piece("same", "主动公开，信息更新仍"), Piece("old", "须"), Piece("new", "需"), Piece("same", "及时。")),
        (Piece("old", "另有一段。"),),
    )
    assert shown.title is None
    assert shown.like
    turned = differences(db, found["version"], found["against"])
    assert (turned.cells[0].old, turned.cells[0].new) == ("35", "34")


def test_the_page_shows_what_differs(get: Get) -> None:
    page = get(f"{PAGE}?against={EARLIER}").text
    assert re.search(r"<del>(<a [^>]+>)?34(</a>)?</del>", page)
    [place] = re.findall(r'<ins><a href="(/-/source/[^"]+)" target="source">35</a></ins>', page)
    assert place in re.findall(r'data-cell="t3.received_new.total">.*?href="([^"]+)"', page, re.S)
    assert "主动公开，信息更新仍<del>须</del><ins>需</ins>及时。" in page
    assert PLANTED not in page
    assert cell_name("t3.received_new.total") in page
    assert 'id="differences"' not in get(PAGE).text
    assert 'id="differences"' not in get(f"{PAGE}?against={CURRENT}").text
    assert 'id="differences"' not in get(f"{PAGE}?against=nonsense").text


def test_the_page_shows_changes_checks_across_years_and_rates(get: Get) -> None:
    page = get(PAGE).text
    assert f"?version={CURRENT}&amp;against={OLDER}#differences" in page
    assert "<del>34</del> → <ins>35</ins>" in page
    assert "上年结转3件，本年印为5件" in page
    assert "<b>83%</b>" in page
    assert PLANTED not in page


def test_the_page_shows_the_status_with_its_evidence(get: Get, db: sqlite3.Connection) -> None:
    for agency, year, status, explanation in db.execute(
        "SELECT o.agency_id, o.year, o.status, o.explanation FROM obligations o JOIN reports r USING (agency_id, year)"
    ):
        page = get(report_path(agency, year)).text
        assert f"s-{status}" in page
        assert explanation.split("<")[0] in page
        assert f"/objection?agency={agency.split('-')[0]}" in page


def test_years_before_and_after_and_the_agency_are_linked(get: Get) -> None:
    tags = Tags(get(PAGE).text).all("a")
    assert [tag["href"] for tag in tags if tag.get("rel") == "prev"] == [report_path(WATER, 2023)]
    assert [tag["href"] for tag in tags if tag.get("rel") == "next"] == []
    assert any((tag.get("href") or "").startswith("/agency/990101-") for tag in tags)


def test_the_citation_names_version_day_digest_and_permanent_address(get: Get) -> None:
    page = get(PAGE).text
    address = f"http://localhost{PAGE}?version={CURRENT}"
    for part in (
        "2026-02-03（北京时间）",
        "2026-02-03 (Beijing time)",
        f"版本 {CURRENT}",
        f"sha256 {'a' * 64}",
        address,
    ):
        assert part in page, part
    assert get(f"{PAGE}?version={CURRENT}").status_code == 200
    bare = {"id": "v", "title": None, "published_on": None}
    cited = citation({"agency": "甲局", "year": 2020}, bare, None, "http://a/")
    assert cited == {
        "zh": "甲局：《甲局 2020》，发布日期未载，版本 v，http://a/。",
        "en": "甲局, “甲局 2020”, undated, version v, http://a/.",
        "gbt7714": "甲局. 甲局 2020[R/OL]. http://a/.",
        "bibtex": "@misc{nianbao_2020_v,\n  author = {{甲局}},\n  title = {{甲局 2020}},\n  url = {http://a/},\n"
        "  note = {archived by Nianbao, version v},\n}\n",
    }


def test_the_citation_as_a_file_keeps_foreign_marks_out(get: Get) -> None:
    hostile = {"id": "v", "title": '}} @string{x = "y"}\n% \\input{a}', "published_on": "2021-01-20"}
    made = citation({"agency": "甲局", "year": 2020}, hostile, None, "http://a/")
    assert '  title = {{@string x = "y" input a}},\n' in made["bibtex"]
    assert "  year = {2021},\n  date = {2021-01-20},\n" in made["bibtex"]
    assert "[R/OL]. (2021-01-20). http://a/." in made["gbt7714"]
    answer = get(f"{PAGE}.bib")
    assert answer.headers["content-type"].startswith("application/x-bibtex")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert f"version {CURRENT}" in answer.text
    assert "  urldate = {2026-02-03},\n" in answer.text
    assert get("/r/nobody/2024.bib").status_code == 404


def test_cells_that_are_no_plain_number_are_explained_in_words(get: Get) -> None:
    page = get(PAGE).text
    told = page.split('id="doubtful"')[1].split("</section>")[0]
    for key, words in (
        ("t3.granted_partial.legal_other", "可能为 may be 10 / 1"),
        ("t2.normative_documents.issued", "取值 value 22"),
    ):
        assert f'href="#d-{key}"' in page
        entry = told.split(f'id="d-{key}"')[1].split("</li>")[0]
        assert words in entry
        assert "/-/source/" in entry
        assert cell_name(key) in entry.replace("&#34;", '"')


def test_numbers_are_said_to_lead_somewhere_only_where_they_do(get: Get, tmp_path: Path) -> None:
    assert "点任一数字" in get(PAGE).text
    bare = site_at(tmp_path, "DELETE FROM version_views")
    page = getter(bare)(PAGE).text
    assert "点任一数字" not in page
    assert "没有记下这一版本各数字在原件中的位置" in page


def test_checks_are_named_and_hints_are_not_red(get: Get) -> None:
    page = get(PAGE).text
    checks = page.split('id="checks"')[1].split("</section>")[0]
    assert "表三各行：总计应等于各类申请人之和" in checks
    assert "上一年结转下年度继续办理的申请" in page.split('id="cross"')[1].split("</section>")[0]


def test_the_contents_lead_to_what_is_there(get: Get) -> None:
    page = get(PAGE).text
    tags = Tags(page.split('class="contents"')[1].split("</nav>")[0])
    ids = {attributes["id"] for _, attributes in Tags(page).tags if attributes.get("id")}
    anchors = [(tag["href"] or "").removeprefix("#") for tag in tags.all("a")]
    assert len(anchors) > 6
    assert set(anchors) <= ids


def test_the_json_has_the_shape_of_reading_a_file_and_the_provenance(get: Get) -> None:
    report = read_report(rendered("html", 1)[1].data)
    found = get(f"{PAGE}.json").json()
    assert report.as_json().keys() <= found.keys()
    assert found["cells"]["t3.received_new.total"] == {
        "value": 35,
        "state": "number",
        "raw": "35",
        "where": found["cells"]["t3.received_new.total"]["where"],
    }
    assert found["facts"][0]["sentence"] == "收到行政复议三件。"
    assert {check["rule"]: check["status"] for check in found["checks"]} == {"T3.R1": "fail", "T4.B": "pass"}
    provenance = found["provenance"]
    assert provenance["version_id"] == CURRENT
    assert provenance["current"]
    [capture] = provenance["captures"]
    assert (capture["warc_file"], capture["warc_offset"]) == ("NIANBAO-run-0-00000.warc.gz", 777)
    assert found["obligation"]["status"]
    earlier = get(f"{PAGE}.json?version={EARLIER}").json()
    assert earlier["cells"]["t3.received_new.total"]["value"] == 34
    assert not earlier["provenance"]["current"]


def test_the_csv_has_every_cell_and_runs_nothing(get: Get) -> None:
    response = get(f"{PAGE}.csv")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff"))))
    assert len(rows) == 200
    by_cell = {row["cell"]: row for row in rows}
    total = by_cell["t3.received_new.total"]
    assert (total["raw"], total["value"], total["column_label"]) == ("35", "35", "总计")
    assert by_cell["t4.review_total"]["row"] == "review"
    assert by_cell["t3.granted_partial.legal_other"]["candidates"] == "10 / 1"


def test_a_report_that_is_not_held_leads_to_what_is_known_of_its_agency(get: Get) -> None:
    missing = get(report_path(COUNTY, 1999))
    assert missing.status_code == 404
    assert 'href="/agency/990101-' in missing.text
    assert "#y1999" in missing.text
    assert "/agency/" not in get(report_path("nobody", 2020)).text.split("<main")[1]


@pytest.mark.parametrize(
    "path", [f"{report_path(COUNTY, 1999)}.json", f"{PAGE}.json?version=none", f"{PAGE}.csv?version=x"]
)
def test_a_file_that_is_not_there_says_so(get: Get, path: str) -> None:
    assert get(path).status_code == 404
    assert get(path).json()["ok"] is False


def view(number: int, part: str, pages: tuple[tuple[float, float], ...] = ()) -> View:
    return View(number, part, "", "application/pdf", "0" * 64, pages, None, {"url": "http://a/b%20c.pdf"})


def test_a_cell_leads_to_its_file_page_and_place() -> None:
    views = [view(0, ""), view(1, "http://a/b.zip/年报.pdf", ((600.0, 800.0),))]
    box = {"page": 1, "box": [60.0, 80.0, 120.0, 80.0], "part": "http://a/b.zip/年报.pdf"}
    assert link_to(views, "t3.x.y", box) == "?part=1&page=1#cell-t3.x.y"
    assert link_to(views, "t3.x.y", {"table": 0, "row": 1, "column": 2}) == "#t0r1c2"
    assert link_to(views, "t3.x.y", {"page": 3, "box": [1, 1, 2, 2]}) == "?page=3#cell-t3.x.y"
    assert link_to(views, "t3.x.y", {"line": 3, "start": 1, "end": 2, "part": "http://a/none"}) == ""
    assert link_to(views, "t3.x.y", None) == ""
    cells: dict[str, Row] = {"t3.x.y": {"raw": "7", "where": box}, "t3.x.z": {"raw": "", "where": None}}
    [found] = boxes_on(cells, views[1], 1)
    assert (found.left, found.top, found.width, found.height) == (10.0, 10.0, 10.0, 0.6)
    assert boxes_on(cells, views[1], 2) == []
    assert boxes_on(cells, views[0], 1) == []
    assert pages_with_cells(cells, views[1]) == [1]


def test_pages_that_are_not_there_are_not_drawn(get: Get) -> None:
    for path in (f"/-/page/{CURRENT}/0/1", f"/-/page/{CURRENT}/9/1", "/-/page/00/0/1"):
        assert get(path).status_code == 404
