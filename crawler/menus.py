"""Where the pages of a column lead beside what they list: years, kinds, agencies, and more of the same."""

from crawler import boxes, discovery
from crawler.entries import Step
from crawler.hosts import key, slot
from crawler.page import Page
from crawler.structure import looks_like_html


def nodes(page: Page) -> list[discovery.Node]:
    """Return the menus of a page of a column."""
    if "menus" not in page.known:
        page.known["menus"] = discovery.nodes(page, page.url) if looks_like_html(page) else []
    return list(page.known["menus"])


def agencies_apart(page: Page, step: Step) -> list[discovery.Node]:
    """Return the nodes of single agencies that have columns of their own; those below a year's page are parts of that year."""
    own = [node for node in nodes(page) if node.agency]
    return [node for node in own if step.year is None or not discovery.is_below(node.url, page.url)]


def more(page: Page) -> list[str]:
    """Return where the box about reports of a page leads to more of it, on the same host."""
    found = (url for url, words in boxes.more(page) if boxes.is_about_reports(words)) if looks_like_html(page) else ()
    return [
        url
        for url in found
        if slot(url) == slot(page.url) and key(url) != key(page.url) and not discovery.is_article(url)
    ]
