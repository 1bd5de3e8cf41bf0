"""The entries of a list page, whatever the family: dated rows, articles by their address, files."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler import hosts, lists, titles
from crawler.article import Attachment
from crawler.discovery import is_agency, is_article, is_leaf_below
from crawler.hosts import key
from crawler.links import Link, links
from crawler.page import Page

_FEWEST_NAMES = 3
_ANY_YEAR = re.compile(r"20[012]\d|[〇零○二一三四五六七八九]{4}年")


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry as listed: where it leads, its title, its day (ISO) and, where the list says so, its agency."""

    url: str
    title: str
    published_on: str | None = None
    agency: str | None = None
    attachments: tuple[Attachment, ...] = ()


def static_entries(page: Page) -> list[Listed]:
    """Return the entries of a static list page in their order, each document once.

    An entry is a link that stands with a day, has the address of a single document, or bears the title of a report
    of some year; links to folders are menus, not entries.
    """
    found: dict[str, Listed] = {}
    for link in links(page):
        if not link.title or not _is_entry(link):
            continue
        name = key(link.url)
        known = found.get(name, Listed(link.url, "", None))
        title = link.title if len(known.title) < len(link.title) else known.title
        found[name] = Listed(known.url, title, known.published_on or link.day)
    if not found:
        found = {hosts.key(link.url): Listed(link.url, link.title) for link in _bare_names(page)}
    if not found and "<a" in page.written:
        return static_entries(page.showing(page.written))
    return list(found.values())


def _bare_names(page: Page) -> list[Link]:
    """Return the links of a column that bear nothing but the names of agencies and lead to single pages, not to lists such as
    itself; a page that states it is empty has none."""
    if not lists.is_named(page):
        return []
    named = [link for link in links(page) if is_agency(link.title) and is_leaf_below(link.url, page.url)]
    return named if len(named) >= _FEWEST_NAMES and not lists.is_evidently_empty(page) else []


def _is_entry(link: Link) -> bool:
    if link.day or is_article(link.url):
        return True
    path = urlsplit(link.url).path
    if path.endswith("/") or re.search(r"/index(_\d+)?\.s?html?$", path):
        return False
    kind = titles.classify(link.title, in_column=True)
    if kind == "annual_report" and titles.agency(link.title):
        return True
    return kind in {"annual_report", "rendition", "related_report"} and bool(_ANY_YEAR.search(link.title))
