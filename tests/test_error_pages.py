"""What a visitor is told when something cannot be shown: in plain words, with a way on."""

import sqlite3
from typing import Any
from unittest.mock import patch

import pytest
from datasette.views.base import DatasetteError

from archive.publish import publish
from tests.published import PLANTED, archive_at
from tests.site_client import Get, getter
from tests.test_publish import Tags


@pytest.fixture(scope="module")
def get(tmp_path_factory: pytest.TempPathFactory) -> Get:
    path = archive_at(tmp_path_factory.mktemp("errors"))
    publish(path)
    return getter(path)


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/nope", 404, "没有收录不等于没有发布"),
        (f"/archive/{PLANTED}", 404, "没有这个页面"),
        ("/archive/nope/1", 404, "没有这个页面"),
        ("/archive/reports/one-key-of-two", 404, "没有这个页面"),
        ("/archive/captures/nope", 404, "没有这个页面"),
        ("/archive?sql=select+1", 403, "本站不执行任意 SQL"),
        ("/archive/reports?_where=1%3D1", 403, "本站不执行任意 SQL"),
        ("/archive/reports?_sort=nope", 400, "不能辨认"),
        (f"/archive/reports?_sort={PLANTED}", 400, "不能辨认"),
        ("/archive/reports?_col=nope", 400, "不能辨认"),
        ("/archive/reports?_sort=year&_sort_desc=year", 400, "不能辨认"),
    ],
)
def test_errors_speak_plainly_and_lead_on(get: Get, path: str, status: int, words: str) -> None:
    response = get(path)
    assert response.status_code == status
    assert words in response.text
    assert PLANTED not in response.text
    tags = Tags(response.text)
    assert [tag for tag in tags.all("form") if tag.get("action") == "/search"]
    assert {"/", "/regions", "/agencies", "/compliance", "/data", "/methods"} <= {
        tag.get("href") for tag in tags.all("a")
    }
    assert len(tags.all("h1")) == 1


def failing(get: Get, error: Exception) -> Any:
    async def fail(*_: object, **__: object) -> None:
        raise error

    with patch("datasette.database.Database.primary_keys", fail):
        return get("/archive/reports")


def test_a_query_that_takes_too_long_says_so_without_its_text(get: Get) -> None:
    response = failing(
        get, DatasetteError("<p>SQL query took too long.</p>", "SQL Interrupted", status=400, message_is_html=True)
    )
    assert response.status_code == 503
    assert "查询过久" in response.text
    assert "SQL query took" not in response.text


def test_a_fault_of_ours_is_called_ours(get: Get) -> None:
    response = failing(get, RuntimeError("secret /path"))
    assert response.status_code == 500
    assert "与所查的机关无关" in response.text
    assert "secret" not in response.text


def test_a_database_that_fails_is_a_fault_of_ours(get: Get) -> None:
    response = failing(get, sqlite3.OperationalError("disk I/O error at secret"))
    assert response.status_code == 500
    assert "secret" not in response.text
