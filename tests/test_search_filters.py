"""A search narrowed by year, place, level, class, sector and section."""

import sqlite3
from pathlib import Path

import pytest

from archive.publish import publish
from archive.search import NOTHING
from archive.search_index import PRIVATE, zh_filtered
from tests.published import COUNTY, WATER, archive_at


@pytest.fixture(scope="module")
def search_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = archive_at(tmp_path_factory.mktemp("filters"))
    with sqlite3.connect(path / "archive.db") as db:
        db.executemany(
            "INSERT INTO regions (code, name, level, parent_code) VALUES (?, ?, ?, ?)",
            [("990000", "云川省", "province", None), ("990101", "澄江县", "county", "990000")],
        )
        db.execute(
            "UPDATE agencies SET class = 'local_department', level = 'county', sector = '水利' WHERE id = ?", [WATER]
        )
        db.execute("UPDATE agencies SET class = 'local_government', level = 'county' WHERE id = ?", [COUNTY])
    publish(path)
    return path / "publish" / "search.db"


def found(search_db: Path, query: str, **filters: object) -> list[tuple[int, int]]:
    with sqlite3.connect(search_db) as db:
        return db.execute(
            "SELECT year, section FROM documents JOIN documents_fts ON documents_fts.rowid = id"
            " WHERE documents_fts MATCH ? ORDER BY id DESC",
            [zh_filtered(query, filters)],
        ).fetchall()


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, [(2024, 1), (2023, 1)]),
        ({"year": 2024}, [(2024, 1)]),
        ({"year": "2023"}, [(2023, 1)]),
        ({"year": 202}, []),
        ({"region": "000000"}, [(2024, 1), (2023, 1)]),
        ({"region": "990000", "year": 2023}, [(2023, 1)]),
        ({"region": "990101"}, [(2024, 1), (2023, 1)]),
        ({"region": "9901"}, []),
        ({"level": "county", "sector": "水利"}, [(2024, 1), (2023, 1)]),
        ({"class": "local_government"}, []),
        ({"section": 5}, []),
        ({"section": 1, "sector": ""}, [(2024, 1), (2023, 1)]),
    ],
)
def test_filters_narrow_a_search(search_db: Path, filters: dict[str, object], expected: list[tuple[int, int]]) -> None:
    assert found(search_db, "复议", **filters) == expected


def test_no_query_can_ask_for_a_filter(search_db: Path) -> None:
    for query in ("year2024", f"{PRIVATE}year2024", f'"{PRIVATE}year2024"', "regionlocal", "county"):
        assert found(search_db, query) == []
    assert zh_filtered(f"-{PRIVATE}", {"year": 2024}) == NOTHING


def test_hostile_filters_are_words_like_any_other(search_db: Path) -> None:
    for value in ('2024" OR "复议', "*", '"', "2024 OR 2023", "NEAR(", PRIVATE):
        assert found(search_db, "复议", year=value) == []
