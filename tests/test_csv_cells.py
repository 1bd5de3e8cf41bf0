"""CSV from Datasette: formulas are harmless, numbers are numbers."""

import asyncio
import csv
import io
import sqlite3
from pathlib import Path

import pytest

from archive.publish import publish
from nianbao.serving import published
from tests.published import WATER, archive_at


def csv_of(folder: Path, path: str) -> list[dict[str, str]]:
    datasette = published(folder / "publish")

    async def asked() -> str:
        await datasette.invoke_startup()
        answer = await datasette.client.request("GET", f"http://localhost{path}", avoid_path_rewrites=True)
        assert answer.status_code == 200
        text: str = answer.text
        return text

    return list(csv.DictReader(io.StringIO(asyncio.run(asked()), newline="")))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = archive_at(tmp_path_factory.mktemp("archive"))
    publish(path)
    with sqlite3.connect(path / "publish" / "archive.db") as db:
        db.execute("UPDATE proactive SET items_change = -5 WHERE row = 'admin_fees'")
        db.execute("UPDATE agencies SET canonical_name = '@SUM(1)' WHERE id = ?", [WATER])
        db.execute("UPDATE reports SET title = '=cmd|''/c calc''!A1' WHERE agency_id = ?", [WATER])
    return path


@pytest.mark.parametrize("query", ["", "?_stream=on", "?_labels=on", "?_dl=1"])
def test_formulas_in_datasettes_csv_are_harmless(folder: Path, query: str) -> None:
    titles = {row["title"] for row in csv_of(folder, f"/archive/reports.csv{query}")}
    assert "'=cmd|'/c calc'!A1" in titles
    assert not any(title.startswith("=") for title in titles)
    names = {row["canonical_name"] for row in csv_of(folder, f"/archive/agencies.csv{query}")}
    assert "'@SUM(1)" in names
    fees = [row for row in csv_of(folder, f"/archive/proactive.csv{query}") if row["row"] == "admin_fees"]
    assert {row["items_change"] for row in fees} == {"-5"}


def test_labels_of_foreign_keys_are_harmless_too(folder: Path) -> None:
    rows = csv_of(folder, "/archive/reports.csv?_labels=on")
    assert "'@SUM(1)" in {row["agency_id_label"] for row in rows}
