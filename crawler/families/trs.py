"""TRS WCM and look-alikes: static directories, articles `tYYYYMMDD_N.html`, pages `index_1.html` and on."""

from crawler import article as articles
from crawler import discovery, listing, lists, pagers
from crawler.families.fingerprints import Recognition, match
from crawler.page import Page

NAME = "trs"
_ARTICLE = r"/m?t(19|20)\d{6}_\d+(_\w+)?\.s?html?$"


def fingerprint(page: Page) -> Recognition:
    """Return how surely a page was made by TRS WCM."""
    return match(page, NAME)


def is_column(page: Page) -> bool:
    """Tell whether a page is an annual-report column."""
    return discovery.is_column(page)


def list_entries(page: Page) -> list[listing.Listed]:
    """Return the entries of a list page."""
    return listing.static_entries(page, _ARTICLE)


def next_pages(page: Page) -> list[str]:
    """Return the further pages of the list a page belongs to."""
    return pagers.trs_pages(page) or pagers.next_anchor(page)


def extent(page: Page) -> lists.Extent:
    """Return how much the list claims to hold."""
    return lists.extent(page)


def is_empty(page: Page) -> bool:
    """Tell whether a page states that its list is empty."""
    return lists.is_evidently_empty(page)


def series(_url: str) -> str | None:
    """Return nothing: static addresses do not show which list they belong to."""
    return None


def article(page: Page) -> articles.Article:
    """Return what an article page says about itself and the files it offers."""
    return articles.read(page)
