"""The demo country's obligations: who published when is known, and the statuses say just that."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from archive.deadlines import deadline
from archive.store import Archive
from nianbao.demo.model import World
from nianbao.demo.roster import load_roster
from tests.conftest import start_on_free_ports
from tests.test_pipeline import crawl_command, succeed


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, world: World) -> Path:
    """The archive of the demo country, with its roster."""
    folder = tmp_path_factory.mktemp("demo") / "a"
    with start_on_free_ports(folder.parent / "portals") as portals:
        succeed(*crawl_command(portals, folder))
    archive = Archive.open(folder)
    load_roster(archive, world)
    archive.close()
    succeed("extract", "-a", folder)
    return folder


def statuses(folder: Path) -> dict[tuple[str, int], dict[str, Any]]:
    rows = succeed("status", "-a", folder, "--format", "json")
    return {(row["agency"], row["year"]): row for row in rows}


def expected(world: World, agency: str, agency_class: str, region: str, year: int) -> str:
    report = next((one for one in world.expected_reports() if (one.agency.name, one.year) == (agency, year)), None)
    due = deadline(agency_class, region, year)
    assert due is not None
    if report is None:
        return "not_found"
    return "late" if report.published_on > due.day else "on_time"


def test_the_statuses_of_the_demo_are_what_its_world_says(folder: Path, world: World) -> None:
    found = statuses(folder)
    told = {key: row["status"] for key, row in found.items() if key[1] in world.years}
    assert told == {
        (one.name, year): expected(world, one.name, one.agency_class, one.region, year)
        for one in world.agencies
        for year in world.years
    }
    assert Counter(told.values()) == Counter(on_time=95, late=3, not_found=12)
    assert not any(row["confirmed"] for row in found.values()), "all was read on one day"
    assert {key[1] for key in found} - set(world.years) == {2019}, "listed where robots.txt keeps us out"


def test_rebuild_and_extract_give_the_same_statuses(folder: Path) -> None:
    before = statuses(folder)
    succeed("rebuild", "-a", folder)
    succeed("extract", "-a", folder)
    assert statuses(folder) == before
    assert max(date.fromisoformat(row["deadline"]) for row in before.values()) == date(2025, 3, 31)
