"""How to object: what is objected to stands there as the archive has it, and a letter that names it."""

from urllib.parse import quote

import pytest

from nianbao.site.contact import letter_to
from tests.published import PLANTED, WATER
from tests.site_client import Get, getter
from tests.site_world import CITY, site_at

LATE = f"{CITY}-澄江市教育局"


@pytest.fixture(scope="module")
def get(tmp_path_factory: pytest.TempPathFactory) -> Get:
    return getter(site_at(tmp_path_factory.mktemp("objection")))


def test_what_the_archive_says_now_stands_there_with_its_evidence(get: Get) -> None:
    page = get(f"/objection?agency={quote(LATE)}&year=2024").text
    now = page.split('id="now"')[1].split("</section>")[0]
    assert "逾期发布" in now
    assert "期限为2025年1月31日" in now
    assert "/-/capture/cap-column" in now
    assert "/r/" not in now
    reported = get(f"/objection?agency={quote(WATER)}&year=2024").text
    assert f"/r/{quote(WATER, safe='')}/2024" in reported


@pytest.mark.parametrize("query", ["", f"?agency={quote(PLANTED)}&year=2024", f"?agency={quote(LATE)}", "?year=2024"])
def test_without_agency_and_year_nothing_is_claimed(get: Get, query: str) -> None:
    response = get(f"/objection{query}")
    assert response.status_code == 200
    assert 'id="now"' not in response.text
    assert PLANTED not in response.text


def test_an_unjudged_year_is_said_to_be_one(get: Get) -> None:
    assert "没有判定该机关该年度" in get(f"/objection?agency={quote(LATE)}&year=1999").text


@pytest.mark.parametrize(
    ("contact", "link"),
    [
        ("who@example.org", "mailto:who@example.org?subject=%E5%B1%80%20%26%202024"),
        ("https://example.org/issues", "https://example.org/issues"),
        ("javascript:alert(1)", None),
        (None, None),
    ],
)
def test_a_letter_bears_its_subject(contact: str | None, link: str | None) -> None:
    assert letter_to(contact, "局 & 2024") == link
