"""Lists and articles as plain pages, whatever software made them: the ground on which every family stands."""

from dataclasses import dataclass

from crawler import article as articles
from crawler import discovery, listing, lists, pagers
from crawler.families.fingerprints import Recognition, match
from crawler.page import Page


@dataclass(frozen=True, slots=True)
class Static:
    """A family of static pages; one whose lists are filled by an interface overrides what differs.

    Every method is a pure function of a page (or an address). Those that read an interface's answer raise ValueError when
    it is something else.
    """

    name: str

    def fingerprint(self, page: Page) -> Recognition:
        """Return how surely a page was made by the family's software."""
        return match(page, self.name)

    def readable(self, page: Page) -> Page:
        """Return a page as it stands when its lists are filled: what an interface answered, as HTML."""
        return page

    def is_column(self, page: Page) -> bool:
        """Tell whether a page is an annual-report column."""
        return discovery.is_column(page)

    def list_entries(self, page: Page) -> list[listing.Listed]:
        """Return the entries of a page of a column."""
        return listing.static_entries(self.readable(page))

    def next_pages(self, page: Page) -> list[str]:
        """Return the further pages of the list that a page names."""
        return pagers.further(page)

    def extent(self, page: Page) -> lists.Extent:
        """Return how much the list a page belongs to claims to hold."""
        return lists.extent(page)

    def is_empty(self, page: Page) -> bool:
        """Tell whether a page states that its list is empty."""
        return lists.is_evidently_empty(page)

    def series(self, url: str) -> str | None:  # noqa: ARG002 - families with interfaces need it
        """Return what the addresses of one list's pages share; None where addresses do not show that."""
        return None

    def form(self, url: str) -> str | None:  # noqa: ARG002 - families with interfaces need it
        """Return the form to be sent with a request for an address; None where a plain GET is asked."""
        return None

    def article(self, page: Page) -> articles.Article:
        """Return what an article page says about itself and the files it offers."""
        return articles.read(page)
