"""Which registered portals are due."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.store import Archive
from nianbao.due import is_due


@pytest.mark.parametrize(
    ("outcome", "now", "due"),
    [
        ("ok", "2025-06-20", False),
        ("ok", "2025-07-02", True),
        ("empty_list", "2025-06-20", False),
        ("blocked", "2025-06-03", True),
        ("unreachable", "2025-06-02", True),
        ("blocked", "2025-06-01", False),
    ],
)
def test_a_portal_that_could_not_be_read_is_due_after_a_day(tmp_path: Path, outcome: str, now: str, due: bool) -> None:
    archive = Archive.open(tmp_path / "a", create=True)
    row = {"id": "p", "home_url": "http://p.gov.cn/", "outcome": outcome, "finished": "2025-06-01T01:00:00+00:00"}
    archive.db.table("portals").insert(row)
    assert is_due(archive, "p", datetime.fromisoformat(f"{now}T02:00:00").replace(tzinfo=UTC)) is due
    assert is_due(archive, "other", datetime(2025, 6, 1, tzinfo=UTC))
    archive.close()


def test_in_the_season_portals_are_due_every_day(tmp_path: Path) -> None:
    archive = Archive.open(tmp_path / "a", create=True)
    row = {"id": "p", "home_url": "http://p.gov.cn/", "outcome": "ok", "finished": "2025-02-01T01:00:00+00:00"}
    archive.db.table("portals").insert(row)
    assert is_due(archive, "p", datetime(2025, 2, 2, 2, tzinfo=UTC))
    archive.close()
