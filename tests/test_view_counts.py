"""Rows of views are counted when an archive is published, never when its pages are asked for."""

import asyncio
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from unittest.mock import patch

import pytest
from datasette.app import Datasette
from datasette.database import Database

from nianbao.serving import Settled, published
from tests.site_world import site_at


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return site_at(tmp_path_factory.mktemp("archive"))


@pytest.fixture
def site(archive: Path) -> Iterator[Datasette]:
    with patch.dict(os.environ, {"NIANBAO_ARCHIVE": str(archive)}):
        yield published(archive / "publish")


def views(archive: Path) -> dict[str, int]:
    with closing(sqlite3.connect(archive / "publish" / "archive.db")) as db:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'view'")]
        return {name: db.execute(f"SELECT count(*) FROM [{name}]").fetchone()[0] for name in names}


def test_the_page_of_a_view_knows_its_rows(site: Datasette, archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    execute = Database.execute

    async def heard(database: Database, sql: str, *others: object, **more: object) -> object:
        asked.append(sql)
        return await execute(database, sql, *others, **more)

    monkeypatch.setattr(Database, "execute", heard)

    async def rows(view: str) -> int:
        return int((await site.client.get(f"/archive/{view}.json?_size=1")).json()["filtered_table_rows_count"])

    async def all_rows() -> dict[str, int]:
        return {view: await rows(view) for view in views(archive)}

    found = asyncio.run(all_rows())
    assert found == views(archive)
    assert found["totals"]
    assert [sql for sql in asked if sql.startswith("select count(*)")] == []


def test_views_are_not_listed_as_tables(site: Datasette, archive: Path) -> None:
    told = asyncio.run(site.client.get("/archive.json")).json()
    assert {view["name"] for view in told["views"]} == set(views(archive))
    assert not {table["name"] for table in told["tables"]} & set(views(archive))


def test_what_metadata_forbid_stays_forbidden(archive: Path) -> None:
    forbidding = {"databases": {"archive": {"tables": {"reports": {"allow": False}}}}}
    site = Datasette([], immutables=[str(archive / "publish" / "archive.db")], metadata=Settled(forbidding))

    async def statuses() -> list[int]:
        paths = ("/archive", "/archive/reports", "/archive/agencies") * 2
        return [(await site.client.get(path)).status_code for path in paths]

    assert asyncio.run(statuses()) == [200, 403, 200] * 2
