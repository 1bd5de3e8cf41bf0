"""Feeds: the right news in the right feed, in words that accuse nobody wrongly, in forms that every reader takes."""

import asyncio
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote
from uuid import UUID
from xml.etree import ElementTree as ET

import httpx
import pytest

from archive.feeds import Feed, as_atom, as_json_feed, entries, kinds
from archive.feeds.entries import web_address
from archive.feeds.queries import NATION
from archive.publish import publish
from nianbao.serving import published
from tests.published import COUNTY, CURRENT, WATER, archive_at

Get = Callable[..., httpx.Response]
ARCHIVES = "990101-澄江县档案馆"
HOSTILE = '<script>alert(1)</script> & "x" ]]>\x00\x1b\n=1+1 \ufffe'
SITE = "http://localhost/"
A = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = archive_at(tmp_path_factory.mktemp("archive"))
    publish(path)
    with sqlite3.connect(path / "publish" / "archive.db") as db:
        _judgement(db)
    return path


def _judgement(db: sqlite3.Connection) -> None:
    """Write what the judgement of other modules would: places, statuses and changes."""
    for table in ("obligations", "cell_changes", "changes", "regions", "region_ancestry"):
        db.execute(f"DELETE FROM {table}")
    db.executemany(
        "INSERT INTO regions (code, name, level) VALUES (?, ?, ?)",
        [("990101", "澄江县", "county"), ("990000", "云岭省", "province"), ("980000", "别省", "province")],
    )
    db.executemany(
        "INSERT INTO region_ancestry VALUES ('990101', ?, ?)",
        [("990101", "county"), ("990000", "province"), (NATION, "national")],
    )
    db.executemany(
        "INSERT INTO obligations (agency_id, year, deadline, status, confirmed, as_of, first_seen, report_url, explanation, explanation_en)"
        " VALUES (?, ?, ?, ?, ?, '2026-11-21T08:00:00.000000Z', ?, ?, ?, 'why')",
        [
            (
                WATER,
                2025,
                "2026-01-31",
                "late",
                0,
                "2026-02-05T01:00:00.000000Z",
                "http://a.gov.cn/年报.html",
                "迟了五天",
            ),
            (COUNTY, 2025, "2026-03-31", "not_found", 0, None, None, HOSTILE),
            (ARCHIVES, 2025, "2026-01-31", "not_found", 1, None, None, "栏目三页全部读完"),
            (ARCHIVES, 2024, "2025-01-31", "blocked", 0, None, None, "被拦截"),
            (COUNTY, 2010, "2011-03-31", "not_found", 0, None, None, "久远"),
        ],
    )
    read = [{"url": "http://a.gov.cn/", "read_at": f"2026-0{month}-01T00:00:00.000000Z"} for month in (5, 4)]
    db.execute("UPDATE obligations SET checked = ? WHERE agency_id = ? AND year = 2025", [json.dumps(read), ARCHIVES])
    db.executemany(
        "INSERT INTO changes (id, agency_id, year, kind, class, first_after, from_url, to_url, cells, detail, detail_en)"
        " VALUES (?, ?, 2024, ?, ?, ?, ?, ?, 1, ?, 'en')",
        [
            ("c1", WATER, "revised", "number", "2026-05-02T00:00:00.000000Z", "http://a.gov.cn/1", None, "一个数字改了"),
            ("c2", WATER, "revised", "typography", "2026-05-03T00:00:00.000000Z", "http://a.gov.cn/1", None, "排版"),
            ("c3", WATER, "moved", None, "2026-05-04T00:00:00.000000Z", "http://a.gov.cn/1", "http://a.gov.cn/2", "移动"),
            ("c4", COUNTY, "removed", None, "2026-05-05T00:00:00.000000Z", "javascript:alert(1)", None, "不见了"),
            ("c5", WATER, "removed", None, "2026-05-05T00:00:00.000000Z", "http://a.gov.cn/1", None, "不见了"),
            ("c6", WATER, "restored", None, "2026-06-05T00:00:00.000000Z", "http://a.gov.cn/1", None, "又在了"),
        ],
    )  # fmt: skip


@pytest.fixture
def db(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(folder / "publish" / "archive.db")


@pytest.fixture
def get(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Get:
    monkeypatch.setenv("NIANBAO_ARCHIVE", str(folder))
    datasette = published(folder / "publish")

    def request(path: str, **headers: str) -> httpx.Response:
        async def asked() -> httpx.Response:
            await datasette.invoke_startup()
            url = f"http://localhost{path}"
            response: httpx.Response = await datasette.client.request(
                "GET", url, avoid_path_rewrites=True, headers=headers
            )
            return response

        return asyncio.run(asked())

    return request


def feed(db: sqlite3.Connection, kind: str) -> Feed:
    return Feed(kind, NATION, None, SITE, entries(db, kind))


def whose(db: sqlite3.Connection, kind: str) -> list[tuple[str, int]]:
    return [(entry.agency, entry.year) for entry in entries(db, kind)]


def test_each_feed_tells_its_own_news(db: sqlite3.Connection) -> None:
    assert whose(db, "late") == [("澄江县水利局", 2025)]
    assert whose(db, "missing") == [("澄江县档案馆", 2025), ("澄江县人民政府", 2025)]
    assert [(entry.agency, entry.zh) for entry in entries(db, "changed")] == [("澄江县水利局", "一个数字改了")]
    assert whose(db, "removed") == [("澄江县人民政府", 2024)]
    assert {year for _, year in whose(db, "new")} == {2024}


def test_missing_is_news_since_a_list_page_first_showed_it(db: sqlite3.Connection) -> None:
    assert [entry.at for entry in entries(db, "missing")] == ["2026-04-01T00:00:00Z", "2026-03-31T16:00:00Z"]


def test_a_failure_of_ours_is_in_no_feed(db: sqlite3.Connection) -> None:
    assert all(("澄江县档案馆", 2024) not in whose(db, kind) for kind in kinds())


def test_missing_is_said_as_not_found_by_us(db: sqlite3.Connection) -> None:
    items = json.loads(as_json_feed(feed(db, "missing")))["items"]
    assert items[1]["title"] == (
        "澄江县人民政府：截至 2026-11-21，本档案未见 2025 年度报告（待核实） · report for 2025 not found by us as of 2026-11-21 (not confirmed yet)"
    )
    assert "（已核实）" in items[0]["title"]
    assert items[0]["title"].endswith("(confirmed)")
    assert not any(word in json.dumps(items, ensure_ascii=False) for word in ("未公开", "failed to publish"))


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_atom_has_what_the_standard_demands(db: sqlite3.Connection, kind: str) -> None:
    root = ET.fromstring(as_atom(feed(db, kind)))
    assert root.tag == f"{A}feed"
    for node in (root, *root.findall(f"{A}entry")):
        assert len(node.findall(f"{A}id")) == len(node.findall(f"{A}updated")) == 1
        assert node.findtext(f"{A}title")
        assert len([link for link in node.findall(f"{A}link") if link.get("rel") == "alternate"]) == 1
    assert root.findtext(f"{A}author/{A}name")
    assert [link.get("href") for link in root.findall(f"{A}link")] == [f"{SITE}feeds/{kind}.atom", SITE]
    ids = [node.text for node in root.iter(f"{A}id")]
    assert len(set(ids)) == len(ids) > 1
    assert all(UUID(str(identity)).urn == identity for identity in ids)
    times = [str(node.text) for node in root.iter(f"{A}updated")]
    assert all(time.endswith("Z") and len(time) == 20 for time in times)
    assert times[0] == max(times)


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_json_feed_has_what_the_standard_demands(db: sqlite3.Connection, kind: str) -> None:
    content = json.loads(as_json_feed(feed(db, kind)))
    assert content["version"] == "https://jsonfeed.org/version/1.1"
    assert content["title"]
    assert content["feed_url"] == f"{SITE}feeds/{kind}.json"
    for item in content["items"]:
        assert item["id"]
        assert item["content_text"]
        assert item["url"].startswith(f"{SITE}{'agency' if kind == 'missing' else 'r'}/990101-")
    atom = ET.fromstring(as_atom(feed(db, kind)))
    assert [item["id"] for item in content["items"]] == [
        entry.findtext(f"{A}id") for entry in atom.findall(f"{A}entry")
    ]


def test_hostile_text_stays_text(db: sqlite3.Connection) -> None:
    with db:
        db.execute("UPDATE agencies SET canonical_name = ? WHERE id = ?", [HOSTILE, COUNTY])
    try:
        for kind in ("missing", "removed"):
            data = as_atom(feed(db, kind))
            assert b"<script" not in data
            root = ET.fromstring(data)
            assert {node.tag for node in root.iter()} <= {
                A + name
                for name in ("feed", "id", "title", "subtitle", "updated", "author", "name", "link", "entry", "summary")
            }
            assert "<script>alert(1)</script>" in "".join(root.itertext())
            addresses = [link.get("href") for link in root.iter(f"{A}link")]
            assert all(str(address).startswith("http://") for address in addresses)
        items = json.loads(as_json_feed(feed(db, "missing")))["items"]
        assert items
        assert "\\u0000" not in json.dumps(items)
    finally:
        with db:
            db.execute("UPDATE agencies SET canonical_name = '澄江县人民政府' WHERE id = ?", [COUNTY])


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://a.gov.cn/年报.html", "http://a.gov.cn/%E5%B9%B4%E6%8A%A5.html"),
        (" HTTPS://a.gov.cn/x\n<y>", "https://a.gov.cn/x%0A%3Cy%3E"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("", None),
        (None, None),
    ],
)
def test_only_addresses_of_the_web_are_linked(url: str | None, address: str | None) -> None:
    assert web_address(url) == address


def test_feeds_are_served_with_their_types_and_can_be_kept(get: Get) -> None:
    answer = get("/feeds/late.atom")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert answer.headers["cache-control"] == "max-age=600"
    entry = ET.fromstring(answer.content).find(f"{A}entry")
    assert entry is not None
    links = {link.get("rel"): link.get("href") for link in entry.findall(f"{A}link")}
    assert links == {
        "alternate": f"http://localhost/r/{quote(WATER)}/2025",
        "via": "http://a.gov.cn/%E5%B9%B4%E6%8A%A5.html",
    }
    again = get("/feeds/late.atom", **{"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert get("/feeds/late.json").headers["content-type"] == "application/feed+json; charset=utf-8"


def test_the_feed_of_a_division_holds_those_below_it(get: Get) -> None:
    county, province = get("/feeds/990101/missing.json").json(), get("/feeds/990000/missing.json").json()
    assert len(county["items"]) == len(province["items"]) == 2
    assert province["title"].startswith("云岭省 ")
    assert province["feed_url"] == "http://localhost/feeds/990000/missing.json"
    assert get("/feeds/980000/missing.json").json()["items"] == []
    assert ET.fromstring(get("/feeds/980000/missing.atom").content).findtext(f"{A}updated") == "1970-01-01T00:00:00Z"


@pytest.mark.parametrize(
    "path", ["/feeds/nothing.atom", "/feeds/111111/late.atom", "/feeds/x/late.atom", "/feeds/late.xml"]
)
def test_what_is_no_feed_is_not_found(get: Get, path: str) -> None:
    assert get(path).status_code == 404


def test_pages_name_the_feeds(get: Get) -> None:
    page = get("/").text
    for kind in kinds():
        assert f'href="/feeds/{kind}.atom"' in page
        assert f'href="/feeds/{kind}.json"' in get("/feeds").text
        assert f'href="/feeds/990101/{kind}.atom"' in get("/region/990101").text


def test_what_is_linked_is_there(get: Get, db: sqlite3.Connection) -> None:
    entry = next(entry for entry in entries(db, "new") if "水利局" in entry.agency)
    assert CURRENT in get(f"/{entry.path}").text
    for kind in ("new", "missing", "changed", "removed"):
        assert {get(f"/{entry.path}").status_code for entry in entries(db, kind)} == {200}


def test_no_more_than_the_bound_and_none_before_a_moment(db: sqlite3.Connection) -> None:
    assert len(entries(db, "missing", most=1)) == 1
    assert [entry.year for entry in entries(db, "late", since="2026-02-05T00:00:00")] == [2025]
    assert entries(db, "late", since="2026-02-06T00:00:00") == []
