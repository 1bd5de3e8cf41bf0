"""What readers get: the published files, the JSON, the pages and their headers."""

import asyncio
import json
import re
import socket
import sqlite3
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml

from archive.errors import ArchiveError, NotAnArchive
from archive.model import Provenance
from archive.publish import publish, publish_needed
from archive.search import report_path
from archive.store import Archive
from nianbao.serving import CONFIGURATION, listening_socket, published
from tests.published import COUNTY, CURRENT, OLDER, PLAIN, PLANTED, WATER, archive_at
from tests.site_client import Get, getter

ROOT = Path(__file__).resolve().parent.parent
PAGES = [
    "/",
    "/search",
    "/search?q=复议&year=2024",
    report_path(WATER, 2024),
    report_path(WATER, 2023),
    report_path(COUNTY, 2024),
    f"/-/source/{CURRENT}",
    f"/-/source/{PLAIN}",
    "/archive",
    "/archive/reports",
    "/archive/report_list",
    "/archive/requests",
    "/archive/checks",
    "/archive/captures/cap-a",
    "/-/capture/cap-column",
    "/archive/summary_unread",
    "/archive/failed_checks?year=",
    "/archive/grants_by_year",
    "/archive/outcomes_of_year?year=2024",
    "/archive/doubtful_cells?year=2024",
    "/archive/empty_columns",
    "/search/search?q=复议",
    "/search/documents",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = archive_at(tmp_path_factory.mktemp("archive"))
    publish(path)
    return path


@pytest.fixture
def get(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Get:
    monkeypatch.setenv("NIANBAO_ARCHIVE", str(folder))
    return getter(folder)


def rows(file: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    with sqlite3.connect(file) as connection:
        return connection.execute(sql, values).fetchall()


class Tags(HTMLParser):
    """Collects the tags of a page with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def test_the_published_files_are_whole_and_have_no_journal(folder: Path) -> None:
    assert {file.name for file in (folder / "publish").iterdir()} == {
        "archive.db",
        "search.db",
        "inspect.json",
        "manifest.json",
    }
    for name in ("archive.db", "search.db"):
        assert rows(folder / "publish" / name, "PRAGMA integrity_check") == [("ok",)]
        assert rows(folder / "publish" / name, "PRAGMA journal_mode") == [("delete",)]
    assert not (folder / "publish.building").exists()


def test_every_number_is_published_as_it_is_stored(folder: Path) -> None:
    for table in ("proactive", "requests", "remedies", "evidence", "snapshots", "captures", "cell_notes"):
        sql = f"SELECT * FROM {table} ORDER BY 1, 2"
        assert rows(folder / "publish" / "archive.db", sql) == rows(folder / "archive.db", sql)


def test_a_total_of_a_year_stands_beside_the_number_of_reports_that_state_it(folder: Path) -> None:
    found = rows(
        folder / "publish" / "archive.db",
        "SELECT year, reports, agencies, obligations, received, n_received, granted, n_granted, refused, n_refused,"
        " n_failed_checks FROM summary_years ORDER BY year",
    )
    # In 2024 one of two reports has tables; one line of the refusals is text, so that report states no sum of them.
    assert found == [(2023, 1, 1, None, 40, 1, 20, 1, None, 0, 0), (2024, 2, 2, None, 35, 1, 20, 1, None, 0, 1)]
    outcomes = {
        row: (total, n)
        for row, total, n in rows(
            folder / "publish" / "archive.db", "SELECT row, total, n FROM summary_outcomes WHERE year = 2024"
        )
    }
    assert outcomes["received_new"] == (35, 1)
    assert outcomes["refused_state_secret"] == (0, 1)
    assert outcomes["refused_third_party"] == (None, 0)


def test_publishing_again_is_needed_only_when_something_changed(tmp_path: Path) -> None:
    archive_at(tmp_path)
    assert publish_needed(tmp_path)
    steps: list[str] = []
    result = publish(tmp_path, steps.append)
    assert (result.reports, result.agencies, result.documents) == (3, 2, 6)
    assert result.data_current_to == "2026-02-03T01:02:03.000000Z"
    assert steps
    assert not publish_needed(tmp_path)
    with sqlite3.connect(tmp_path / "archive.db") as connection:
        connection.execute("UPDATE reports SET title = '新标题' WHERE year = 2023")
    assert publish_needed(tmp_path)
    publish(tmp_path)
    assert rows(tmp_path / "publish" / "archive.db", "SELECT title FROM reports WHERE year = 2023") == [("新标题",)]
    (tmp_path / "publish" / "manifest.json").unlink()
    assert publish_needed(tmp_path)


def test_what_was_published_can_be_served_without_the_archive(tmp_path: Path) -> None:
    archive_at(tmp_path)
    publish(tmp_path)
    (tmp_path / "archive.db").unlink()
    assert not publish_needed(tmp_path)


def test_the_same_archive_gives_the_same_search_index(tmp_path: Path) -> None:
    digests = []
    for name in ("one", "two"):
        publish(archive_at(tmp_path / name))
        inspected = json.loads((tmp_path / name / "publish" / "inspect.json").read_text())
        digests.append({key: value["hash"] for key, value in inspected.items()})
    assert digests[0]["search"] == digests[1]["search"]


def test_an_archive_that_cannot_be_published_gives_one_line(tmp_path: Path) -> None:
    with pytest.raises(NotAnArchive, match=r"holds no archive: `nianbao crawl` or `nianbao import` begins one"):
        publish(tmp_path)
    (tmp_path / "warc").mkdir()
    with pytest.raises(NotAnArchive, match=r"holds no archive\.db; `nianbao rebuild` makes it"):
        publish(tmp_path)
    (tmp_path / "archive.db").write_bytes(b"no database at all, only some text" * 100)
    with pytest.raises(ArchiveError, match="cannot be used as a database"):
        publish(tmp_path)
    assert not (tmp_path / "publish").exists()


def test_an_archive_under_a_strange_name_is_published(tmp_path: Path) -> None:
    path = archive_at(tmp_path / "年报?x=1#二 %41")
    assert publish(path).reports == 3


@pytest.mark.parametrize("path", PAGES)
def test_pages_answer_with_the_headers_of_safety(get: Get, path: str) -> None:
    response = get(path)
    assert response.status_code == 200
    policy = response.headers["content-security-policy"]
    assert "default-src" in policy
    assert "http:" not in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert PLANTED not in response.text


@pytest.mark.parametrize("path", ["/nothing/here/at/all", "/r/x/2024", "/r/%2e%2e/2024", "/-/source/0", "/-/raw/none"])
def test_a_missing_page_says_so_in_both_languages(get: Get, path: str) -> None:
    response = get(path)
    assert response.status_code == 404
    assert "没有这个页面" in response.text
    assert "No such page" in response.text
    assert "content-security-policy" in response.headers


@pytest.mark.parametrize(
    "path", ["/\\evil.example/", "//evil.example/", "/%5Cevil.example/", "/archive/\\evil.example/"]
)
def test_no_address_redirects_to_another_host(folder: Path, path: str) -> None:
    sent: list[dict[str, Any]] = []

    async def ask() -> None:
        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [],
            "scheme": "http",
        }
        await published(folder / "publish").app()(scope, receive, send)

    asyncio.run(ask())
    assert sent[0]["status"] == 404
    assert not any(name.lower() == b"location" for name, _ in sent[0]["headers"])


def test_an_address_in_raw_utf8_is_understood(folder: Path) -> None:
    sent: list[dict[str, Any]] = []

    async def ask() -> None:
        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        path = f"/r/{WATER}/2024"
        scope = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b""}
        await published(folder / "publish").app()({**scope, "headers": [], "scheme": "http"}, receive, send)

    asyncio.run(ask())
    assert sent[0]["status"] == 200


def test_free_sql_is_closed(get: Get) -> None:
    assert get("/archive?sql=select+1").status_code == 403
    assert get("/archive/reports?_where=1%3D1").status_code == 403
    assert get("/-/databases.json").status_code == 404


def test_json_gives_exact_numbers(get: Get) -> None:
    found = get(f"/archive/requests.json?version_id={CURRENT}&_shape=array").json()
    by_row = {row["row"]: row for row in found}
    assert by_row["received_new"]["natural_person"] == 31
    assert by_row["received_new"]["total"] == 35
    assert by_row["granted_partial"]["legal_other"] is None
    assert by_row["refused_third_party"]["total"] is None
    assert by_row["carried_in"]["total"] == 0
    [fees] = get(f"/archive/proactive.json?version_id={CURRENT}&row=admin_fees&_shape=array").json()
    assert fees["amount_10k_cny"] == 12.5
    [rules] = get(f"/archive/proactive.json?version_id={CURRENT}&row=regulations&_shape=array").json()
    assert rules["in_force"] is None
    assert rules["issued"] == 0


@pytest.mark.parametrize(
    ("word", "years"), [("水利", [2023, 2024]), ("利", [2023, 2024]), ("人民政府", [2024]), ("府水", [])]
)
def test_the_search_box_of_the_reports_finds_chinese(get: Get, word: str, years: list[int]) -> None:
    found = get(f"/archive/reports.json?_search={word}&_shape=array").json()
    assert sorted(row["year"] for row in found) == years


def test_the_search_page_finds_sections_newest_first(get: Get) -> None:
    page = get("/search?q=复议").text
    assert page.index("2024年政府信息公开工作年度报告") < page.index("2023年年度报告")
    assert "行政<mark>复议</mark>三件" in page
    assert f"{report_path(WATER, 2024)}#section-1" in page
    only = get("/search?q=复议&year=2023").text
    assert "无行政<mark>复议</mark>" in only
    assert "三件" not in only
    assert "0 处" in get("/search?q=公开信息").text
    assert "<mark>" not in get("/search?q=-复议").text


def test_the_report_page_shows_every_cell_as_printed_and_where_it_stands(get: Get, folder: Path) -> None:
    page = get(report_path(WATER, 2024)).text
    [(stored,)] = rows(folder / "archive.db", "SELECT cells FROM evidence WHERE version_id = ?", CURRENT)
    cells = json.loads(stored)
    linked = dict(re.findall(r'data-cell="([^"]+)">.*?href="(/-/source/[^"]+)"', page, re.S))
    assert set(linked) == set(cells)
    for key, cell in cells.items():
        assert linked[key] == f"/-/source/{CURRENT}#t0r{cell['where']['row']}c1"
    assert '<td class="n number failed" data-cell="t3.received_new.total">' in page
    assert '<td class="n blank" data-cell="t2.regulations.in_force">' in page
    assert '<td class="n ambiguous" data-cell="t3.granted_partial.legal_other">' in page
    assert "可能为 may be 10 / 1" in page
    assert "22（其中修订16件）" in page
    assert page.index('class="fail"') < page.index('class="pass"')


def test_the_form_is_shown_with_its_spans(get: Get) -> None:
    page = Tags(get(report_path(WATER, 2024)).text)
    heads = [(th.get("rowspan"), th.get("colspan")) for th in page.all("th")]
    assert ("22", None) in heads
    assert ("8", None) in heads
    assert ("3", "3") in heads
    assert (None, "10") in heads


def test_a_report_without_tables_and_without_a_copy_links_the_file(get: Get) -> None:
    page = get(report_path(COUNTY, 2024)).text
    assert "没有读出表格" in page
    assert "/-/raw/cap-c" in page
    assert "data-cell" not in page
    assert "不能在此显示" in get(f"/-/source/{PLAIN}").text


def test_the_archived_source_runs_nothing_and_loads_nothing(get: Get) -> None:
    response = get(f"/-/source/{CURRENT}")
    policy = response.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    tags = Tags(response.text)
    assert not tags.all("script")
    assert any(cell.get("id") == "t0r0c1" for cell in tags.all("td"))


@pytest.mark.parametrize(
    "path", ["/", report_path(WATER, 2024), "/search?q=复议", f"/search?q={quote(PLANTED)}", "/nope"]
)
def test_our_pages_have_no_script_and_load_nothing_from_elsewhere(get: Get, path: str) -> None:
    tags = Tags(get(path).text)
    assert not tags.all("script")
    for tag, attributes in tags.tags:
        assert not [name for name in attributes if name.startswith("on")]
        if tag in ("link", "iframe", "img"):
            assert (attributes.get("href") or attributes.get("src") or "").startswith("/")


def test_addresses_of_other_kinds_are_not_linked(tmp_path: Path) -> None:
    archive_at(tmp_path)
    with sqlite3.connect(tmp_path / "archive.db") as connection:
        connection.execute("UPDATE captures SET url = 'javascript:alert(1)'")
        connection.execute("UPDATE columns SET url = 'javascript:' || rowid")
    publish(tmp_path)
    get = getter(tmp_path)
    for path in ("/", report_path(WATER, 2024)):
        page = Tags(get(path).text)
        assert not [a for a in page.all("a") if (a.get("href") or "").startswith("javascript")]


def test_an_earlier_version_can_be_seen(get: Get) -> None:
    assert get(f"{report_path(WATER, 2024)}?version={CURRENT}").status_code == 200
    assert get(f"{report_path(WATER, 2024)}?version={OLDER}").status_code == 404


def test_the_home_page_tells_what_is_held(get: Get) -> None:
    page = get("/").text
    assert "<b>3</b>" in page
    assert "2023–2024" in page
    assert "2026-02-03 09:02" in page
    assert "澄江县档案馆" in page
    assert "/-/capture/cap-column" in page
    assert re.search(r"35 <span class=\"of\">1/2</span>", page)


def test_what_we_could_not_read_is_never_an_error_of_the_agency(tmp_path: Path) -> None:
    archive_at(tmp_path)
    with sqlite3.connect(tmp_path / "archive.db") as connection:
        connection.execute(
            "INSERT INTO checks VALUES (?, 'T3.H1', 'lines', 'heuristic', 'fail', 4, 26, '读到 4 行', '4 found', '[]')",
            [OLDER],
        )
        [stored] = connection.execute("SELECT cells FROM evidence WHERE version_id = ?", [OLDER]).fetchone()
        cells = json.loads(stored)
        cells["t3.carried_in.total"] = {"value": None, "state": "unreadable", "raw": "", "where": None}
        connection.execute("UPDATE evidence SET cells = ? WHERE version_id = ?", [json.dumps(cells), OLDER])
    publish(tmp_path)
    file = tmp_path / "publish" / "archive.db"
    assert rows(file, "SELECT failed_checks, reports_with_failed_checks, unread FROM summary_holdings") == [(1, 1, 2)]
    assert rows(file, "SELECT n_failed_checks FROM summary_years WHERE year = 2023") == [(0,)]
    get = getter(tmp_path)
    assert "T3.H1" not in get("/archive/failed_checks.json?year=&_shape=array").text
    home = get("/").text
    assert home.index("未能读全") < home.index("读到 4 行")
    page = get(report_path(WATER, 2023)).text
    assert page.index('id="checks"') < page.index("没有不符之处") < page.index('id="unread"') < page.index("读到 4 行")
    cell = page.split('data-cell="t3.carried_in.total">')[1].split("</td>")[0]
    assert "未读到" in cell
    assert {tag.get("href") for tag in Tags(cell).all("a")} == {"#d-t3.carried_in.total"}
    told = page.split('id="d-t3.carried_in.total"')[1].split("</li>")[0]
    assert "未在表中找到这一格" in told
    assert "/-/source/" not in told


def test_a_capture_is_shown_with_address_time_and_place(get: Get) -> None:
    page = get("/-/capture/cap-column").text
    for shown in ("http://127.0.0.1:9/dag/", "2026-02-03 09:02", "200", "d" * 64, "NIANBAO-run-0-00000.warc.gz @ 777"):
        assert shown in page
    assert "澄江县档案馆" in page
    assert "/-/raw/cap-column" in page
    assert "每页读完" in page
    assert f"{report_path(WATER, 2024)}?version={CURRENT}" in get("/-/capture/cap-a").text
    assert get("/-/capture/nothing").status_code == 404


def test_the_stored_bytes_are_sent_as_a_download(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = Archive.open(tmp_path, create=True)
    run = archive.start_run("import", {})
    payload = "<script>alert('年报')</script>".encode()
    with archive.writer(run) as writer:
        provenance = Provenance(run=run["id"], role="import")
        capture = writer.resource("file:///a.html", payload, "text/html", provenance, "2026-02-03T01:02:03.000000Z")
        archive.finish_run(writer, run, {}, True)
    archive.close()
    publish(tmp_path)
    monkeypatch.setenv("NIANBAO_ARCHIVE", str(tmp_path))
    response = getter(tmp_path)(f"/-/raw/{capture.id}")
    assert response.content == payload
    assert response.headers["content-type"] == "application/octet-stream"
    assert re.fullmatch(r'attachment; filename="nianbao-[\w-]+\.html"', response.headers["content-disposition"])
    assert response.headers["content-security-policy"].startswith("sandbox")
    assert response.headers["x-content-type-options"] == "nosniff"
    for file in (tmp_path / "warc").iterdir():
        file.unlink()
    assert getter(tmp_path)(f"/-/raw/{capture.id}").status_code == 404


def shown_tables(folder: Path) -> list[tuple[str, str, dict[str, Any]]]:
    metadata = yaml.safe_load((CONFIGURATION / "metadata.yaml").read_text(encoding="utf-8"))
    return [
        (database, name, metadata["databases"][database]["tables"].get(name, {}))
        for database in ("archive", "search")
        for (name,) in rows(
            folder / "publish" / f"{database}.db",
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT GLOB '*_fts_*'",
        )
    ]


def test_every_table_and_column_that_is_shown_is_described(folder: Path) -> None:
    for database, name, described in shown_tables(folder):
        if described.get("hidden"):
            continue
        file = folder / "publish" / f"{database}.db"
        columns = {column for (column,) in rows(file, "SELECT name FROM pragma_table_info(?)", name)}
        assert described.get("title"), name
        assert described.get("description"), name
        assert set(described.get("columns", {})) == columns, name


def test_facets_stand_on_indexes(folder: Path) -> None:
    for database, name, described in shown_tables(folder):
        file = folder / "publish" / f"{database}.db"
        leading = {
            column
            for (index,) in rows(file, "SELECT name FROM pragma_index_list(?)", name)
            for (column,) in rows(file, "SELECT name FROM pragma_index_info(?) WHERE seqno = 0", index)
        }
        assert set(described.get("facets", [])) <= leading, name


def test_every_canned_query_is_described_and_hides_its_sql() -> None:
    metadata = yaml.safe_load((CONFIGURATION / "metadata.yaml").read_text(encoding="utf-8"))
    queries = [query for database in metadata["databases"].values() for query in database["queries"].values()]
    assert queries
    for query in queries:
        assert query["title"]
        assert query["description"]
        assert query["hide_sql"] is True


def test_a_busy_port_gives_one_line_and_no_port_the_next_free_one() -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        with pytest.raises(OSError, match=f"port {port} at 127.0.0.1 is in use"):
            listening_socket("127.0.0.1", port)
    with listening_socket("127.0.0.1", None) as first, listening_socket("127.0.0.1", None) as second:
        assert 8100 <= first.getsockname()[1] < second.getsockname()[1]


def test_the_configuration_folder_does_not_hide_the_installed_package() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import datasette; print(datasette.__version__, datasette.__file__)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("0.65.5")
    assert str(CONFIGURATION) not in done.stdout
