"""What the site says of a whole region is what was judged: row by row, and in every count."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from archive.publish import publish
from archive.status import judge
from archive.store import Archive
from tests import status_world as world
from tests.site_client import Get, getter
from tests.test_status import end_of, region  # noqa: F401 (a fixture)

Rows = dict[tuple[str, int], dict[str, Any]]
AS_OF = world.MOMENTS[-1]
OURS = {"blocked", "unreachable", "not_crawled"}


@pytest.fixture(scope="module")
def site(region: Path) -> tuple[Get, Rows]:  # noqa: F811
    """Publish the region as of the last moment; give what answers for the site, and the judgement of the archive itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NIANBAO_NOW", end_of(AS_OF).isoformat())
        publish(region)
    archive = Archive.open(region, readonly=True)
    judged = {
        (row["agency_id"], row["year"]): row for row in (one.as_json() for one in judge(archive.db, end_of(AS_OF)))
    }
    archive.close()
    return getter(region), judged


def test_each_agency_and_year_stands_as_it_was_judged(site: tuple[Get, Rows]) -> None:
    get, judged = site
    shown = {(row["agency_id"], row["year"]): row for row in get("/compliance.json?year=all").json()}
    assert shown.keys() == judged.keys()
    same = ("status", "detail", "published_on", "first_seen", "report_url", "explanation", "explanation_en", "checked")
    for key, row in judged.items():
        assert {name: shown[key][name] for name in same} == {name: row[name] for name in same}
        assert bool(shown[key]["confirmed"]) == bool(row["confirmed"])


def test_only_what_was_confirmed_is_counted_as_missing(site: tuple[Get, Rows]) -> None:
    get, judged = site
    shown = get("/compliance.json?year=all&status=missing").json()
    confirmed = {key for key, row in judged.items() if row["status"] == "not_found" and row["confirmed"]}
    assert confirmed
    assert {(row["agency_id"], row["year"]) for row in shown} == confirmed
    accused = {
        (row["agency_id"], row["year"])
        for status in ("late", "removed")
        for row in get(f"/compliance.json?year=all&status={status}").json()
    }
    assert not [key for key in confirmed | accused if judged[key]["status"] in OURS]


@pytest.mark.parametrize("by", ["division", "level", "class", "year"])
def test_counts_are_those_of_the_rows(site: tuple[Get, Rows], by: str) -> None:
    get, judged = site
    rows = get(f"/compliance/counts.json?year=all&by={by}").json()
    statuses = Counter(row["status"] for row in judged.values())
    outside = statuses["not_due"] + statuses["not_obliged"]
    assert sum(row["due"] for row in rows) == len(judged) - outside
    assert sum(row["in_time"] for row in rows) == statuses["on_time"]
    assert sum(row["late"] for row in rows) == statuses["late"]
    assert sum(row["missing"] for row in rows) == sum(bool(row["confirmed"]) for row in judged.values())


def test_the_year_of_the_map_leaves_nobody_out(site: tuple[Get, Rows]) -> None:
    get, judged = site
    rows = get("/compliance/counts.json?year=2023").json()
    due = [row for (_, year), row in judged.items() if year == 2023 and row["status"] not in ("not_due", "not_obliged")]
    assert sum(row["due"] for row in rows) == len(due)
    assert get("/").status_code == 200


def test_the_page_of_a_division_shows_each_of_its_agencies(site: tuple[Get, Rows]) -> None:
    get, judged = site
    place = world.places()[0]
    page = get(f"/region/{place.code}").text
    assert place.name in page
    for agency in {agency for agency, _ in judged if agency.startswith(f"{place.code}-")}:
        assert agency.split("-", 1)[1] in page
