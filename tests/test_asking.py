"""Addresses of pages: what nothing bears is refused by name, never answered with an empty table."""

from html import escape
from pathlib import Path

import pytest

from tests.published import PLANTED
from tests.site_client import Get
from tests.site_world import site_at

WRONG = [
    ("/compliance", "sector=helth"),
    ("/compliance", "status=lat"),
    ("/compliance", "by=agency"),
    ("/compliance.csv", "year=2O23"),
    ("/compliance/counts.json", "level=cuonty"),
    ("/agencies", "class=bureau"),
    ("/agencies.csv", "region=999999"),
    ("/trends", "topic=request"),
    ("/trends", "region=33"),
    ("/trends.csv", "figure=received"),
    ("/trends/by", "by=province"),
    ("/trends/agencies", "sector=helth"),
    ("/quality", "list=rules"),
    ("/quality", f"list={PLANTED}"),
    ("/trends/by", f"topic={PLANTED}"),
    ("/search", "q=公开&level=city"),
    ("/search", "q=公开&region=999999"),
    ("/regions", "year=last"),
    ("/trends/by", "year=all"),
    ("/trends/agencies.csv", "year=all"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return site_at(tmp_path_factory.mktemp("asking"))


@pytest.mark.parametrize(("path", "query"), WRONG)
def test_a_value_that_nothing_bears_is_refused_by_name(get: Get, path: str, query: str) -> None:
    answer = get(f"{path}?{query}")
    assert answer.status_code == 400
    assert PLANTED not in answer.text
    assert escape(query.rpartition("&")[2])[:40] in answer.text


@pytest.mark.parametrize(
    "query", ["year=all", "year=", "status=missing", "status=late", "sector=&level=", "region=000000"]
)
def test_what_is_left_open_or_known_is_answered(get: Get, query: str) -> None:
    assert get(f"/compliance?{query}").status_code == 200


@pytest.mark.parametrize("path", ["/trends", "/trends/by", "/trends/agencies"])
def test_all_leaves_a_field_of_the_trends_open(get: Get, path: str) -> None:
    assert get(f"{path}?class=all&level=all&sector=all").status_code == 200
