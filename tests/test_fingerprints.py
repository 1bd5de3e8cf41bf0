from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler import rules
from crawler.families.fingerprints import match
from crawler.page import Page

_MARKS = [
    (family, mark)
    for family, marks in rules.load("families/fingerprints.yaml").items()
    for mark in marks
    if "has" in mark
]


@pytest.mark.parametrize(("family", "mark"), _MARKS, ids=lambda value: value if isinstance(value, str) else "mark")
def test_whatever_a_mark_matches_contains_one_of_its_texts(family: str, mark: dict[str, Any]) -> None:
    @settings(max_examples=15, derandomize=True, database=None, deadline=None)
    @given(st.from_regex(mark["pattern"], fullmatch=True))
    def holds(text: str) -> None:
        assert any(known in text for known in mark["has"])
        page = Page("http://www.example.gov.cn/", f"<html> {text} </html>".encode())
        assert page.text == f"<html> {text} </html>", "the page reads as it was written"
        assert mark["reason"] in match(page, family).reasons

    holds()
