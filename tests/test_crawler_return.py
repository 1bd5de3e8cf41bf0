"""Coming back: what a later crawl of the same portals sees of what changed in between."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawl_command import crawl, rows
from tests.crawler_portals import Portal, Served, article, gkmlpt_portal, row, serving, trs_portal

FIRST, LATER, LATEST = "2025-03-25T02:00:00+00:00", "2025-04-25T02:00:00+00:00", "2025-05-25T02:00:00+00:00"
COLUMN = "/gzbm/sjyj/zfxxgknb/"
REVISED, GONE, NEW = (
    f"{COLUMN}2025/t20250115_2024.html",
    f"{COLUMN}2025/t20250115_2023.html",
    f"{COLUMN}t20250401_2022.html",
)


@pytest.fixture
def county() -> Iterator[Portal]:
    with serving(trs_portal()) as portal:
        yield portal


@pytest.fixture
def platform() -> Iterator[Portal]:
    with serving(gkmlpt_portal()) as portal:
        yield portal


def _change(portal: Portal) -> None:
    """Revise one report, take one away from page and list, and publish another."""
    put = portal.pages
    put[REVISED] = article(
        "松岗县教育局2024年政府信息公开工作年度报告", "2025-01-15", attachments="<p>更正：收到申请8件。</p>"
    )
    del put[GONE]
    put[NEW] = article("松岗县教育局2022年政府信息公开工作年度报告", "2025-04-01")
    listed = row(REVISED, "松岗县教育局2024年政府信息公开工作年度报告", "2025-01-15")
    listed += row(NEW, "松岗县教育局2022年政府信息公开工作年度报告", "2025-04-01")
    put[COLUMN] = Served(put[COLUMN].body.partition(b"<ul>")[0] + f"<ul>{listed}</ul></body></html>".encode())


def _outcomes(folder: Path, path: str, since: str) -> list[str]:
    query = f"SELECT outcome, url FROM captures WHERE fetched_at >= '{since}' ORDER BY fetched_at"
    return [outcome for outcome, url in rows(folder, query) if url.endswith(path)]


def test_what_changed_between_two_crawls_is_seen_as_such(tmp_path: Path, county: Portal, platform: Portal) -> None:
    homes = (county.home, f"{platform.home}slug/gkmlpt/index")
    crawl(tmp_path / "a", *homes, now=FIRST)
    _change(county)
    platform.pages = {path: Served(b"", status=412, static=False) for path in platform.pages}
    county.log.clear()
    result = crawl(tmp_path / "a", *homes, now=LATER)
    assert [portal["outcome"] for portal in result["portals"]] == ["ok", "blocked"]
    found = result["portals"][0]["reports"]
    assert (found["new"], len(found["changed"]), len(found["gone"])) == (1, 1, 1)
    assert found["changed"][0].endswith(REVISED) and found["gone"][0].endswith(GONE)
    assert _outcomes(tmp_path / "a", REVISED, LATER) == ["ok"]
    assert _outcomes(tmp_path / "a", GONE, LATER) == ["gone"]
    assert _outcomes(tmp_path / "a", NEW, LATER) == ["ok"]
    asked = [path for path, status, _ in county.log if status == 200]
    assert sorted(set(asked)) == sorted({REVISED, NEW, COLUMN})


def test_a_report_that_stays_away_is_asked_for_until_that_is_settled(tmp_path: Path, county: Portal) -> None:
    crawl(tmp_path / "a", county.home, now=FIRST)
    _change(county)
    for now in (LATER, LATEST, "2025-06-25T02:00:00+00:00"):
        crawl(tmp_path / "a", county.home, now=now)
    assert _outcomes(tmp_path / "a", GONE, LATER) == ["gone", "gone"]


def test_a_blocked_portal_takes_nothing_back(tmp_path: Path, platform: Portal) -> None:
    home = f"{platform.home}slug/gkmlpt/index"
    crawl(tmp_path / "a", home, now=FIRST)
    before = rows(tmp_path / "a", "SELECT url, outcome, complete, entries FROM columns")
    platform.pages = {path: Served(b"", status=521, static=False) for path in platform.pages}
    crawl(tmp_path / "a", home, now=LATER)
    gone = rows(
        tmp_path / "a", "SELECT count(*) FROM captures WHERE outcome IN ('gone', 'soft_404') AND role = 'article'"
    )
    after = rows(tmp_path / "a", "SELECT url, outcome, complete, entries FROM columns")
    assert gone == [(0,)]
    assert after == before or all(outcome == "blocked" and not complete for _, outcome, complete, _ in after)
