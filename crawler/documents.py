"""What a document leads to: its attachments, and the columns that its text names."""

from typing import TYPE_CHECKING

from crawler import discovery, families
from crawler.asks import Ask
from crawler.page import Page

if TYPE_CHECKING:
    from crawler.visit import Visit

_MOST_CITED = 20


def attachments(visit: "Visit", ask: Ask, page: Page) -> list[Ask]:
    """Return the requests for the files that a document offers, or that its column lists with it."""
    article = families.article(page)
    files = {item.url: item for item in (*article.attachments, *ask.attachments)}
    return [
        more
        for item in files.values()
        for more in visit.request(
            Ask(
                item.url,
                "attachment",
                "attachment",
                page.url,
                item.text,
                ask.agency,
                ask.year,
                article.published_on or ask.published_on,
            )
        )
    ]


def cited(visit: "Visit", page: Page, depth: int) -> list[Ask]:
    """Return the requests for disclosure pages that a document names as the place where reports stand, as pages of that
    depth."""
    found = [url for url in discovery.cited(page) if visit.hosts.is_near(url, visit.portal.home)]
    room = max(0, _MOST_CITED - visit.counts["cited"])
    asks = [
        ask for url in found[:room] for ask in visit.request(Ask(url, "disclosure", "cited", page.url, depth=depth))
    ]
    visit.counts["cited"] += len(asks)
    return asks
