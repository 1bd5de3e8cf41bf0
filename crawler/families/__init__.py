"""The families of portal software: one module of pure functions each, and telling which one made a page."""

from typing import Protocol

from crawler.article import Article
from crawler.families import gkmlpt, trs
from crawler.families.fingerprints import Recognition
from crawler.listing import Listed
from crawler.lists import Extent
from crawler.page import Page

UNKNOWN = "unknown"
_SURE_ENOUGH = 0.3


class Family(Protocol):
    """What a family module offers, each a pure function of a page."""

    NAME: str

    def fingerprint(self, page: Page) -> Recognition:
        """Return how surely a page was made by the family's software."""

    def is_column(self, page: Page) -> bool:
        """Tell whether a page is an annual-report column."""

    def list_entries(self, page: Page) -> list[Listed]:
        """Return the entries of a page of a column; raises ValueError when the page cannot be read as one."""

    def next_pages(self, page: Page) -> list[str]:
        """Return the further pages of the column that a page names."""

    def extent(self, page: Page) -> Extent:
        """Return how much the list a page belongs to claims to hold."""

    def is_empty(self, page: Page) -> bool:
        """Tell whether a page states that its list is empty; raises ValueError when it cannot be read as a list."""

    def series(self, url: str) -> str | None:
        """Return what the addresses of one list's pages share, where they show that."""

    def article(self, page: Page) -> Article:
        """Return what an article page says about itself and the files it offers."""


FAMILIES: dict[str, Family] = {trs.NAME: trs, gkmlpt.NAME: gkmlpt}


def recognise(page: Page) -> Recognition:
    """Return the family that fits a page best; `unknown` when none fits well enough."""
    best = max((family.fingerprint(page) for family in FAMILIES.values()), key=lambda found: found.confidence)
    return best if best.confidence >= _SURE_ENOUGH else Recognition(UNKNOWN, best.confidence, best.reasons)


def reader(name: str) -> Family:
    """Return the functions of a family; an unknown one is read as static directories."""
    return FAMILIES.get(name, trs)
