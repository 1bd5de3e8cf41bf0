"""A disk that is full: one line that says so; what was published before stays."""

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.summaries import build
from nianbao.cli import main
from tests.site_world import site_at


def test_publishing_without_room_leaves_what_was_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = site_at(tmp_path)
    before = {file.name: file.read_bytes() for file in (archive / "publish").iterdir()}

    def built_without_room(connection: sqlite3.Connection, *others: object) -> None:
        [pages] = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")
        build(connection, *others)  # type: ignore[arg-type]

    monkeypatch.setattr("archive.summaries.build", built_without_room)
    done = CliRunner().invoke(main, ["publish", "-a", str(archive)])
    assert done.exit_code == 1
    assert done.stderr.splitlines()[-1] == "Error: the disk is full; make room and give the same command again"
    assert {file.name: file.read_bytes() for file in (archive / "publish").iterdir()} == before
