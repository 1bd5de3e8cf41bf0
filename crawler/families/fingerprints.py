"""Telling a family by its marks in the source of a page; the marks and their weights are data."""

import re
from dataclasses import dataclass
from typing import Any

from crawler import rules
from crawler.page import Page


@dataclass(frozen=True, slots=True)
class Recognition:
    """A family and how sure we are of it: confidence from 0 to 1, and the marks that were found."""

    family: str
    confidence: float
    reasons: tuple[str, ...]


def match(page: Page, family: str) -> Recognition:
    """Return how well a page fits a family."""
    source = f"{page.url}\n{page.text}"
    found = [mark for mark in rules.load("families/fingerprints.yaml")[family] if _is_in(mark, source)]
    confidence = min(1.0, sum(mark["weight"] for mark in found))
    return Recognition(family, round(confidence, 2), tuple(mark["reason"] for mark in found))


def _is_in(mark: dict[str, Any], source: str) -> bool:
    if not any(text in source for text in mark.get("has", ("",))):
        return False
    return re.search(mark["pattern"], source) is not None
