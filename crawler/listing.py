"""The entries of a list page, whatever the family: dated rows, articles by their address, files."""

import re
from dataclasses import dataclass

from crawler import hosts, lists, rules, titles
from crawler.article import Attachment
from crawler.discovery import is_article, is_folder, is_leaf_below
from crawler.hosts import key
from crawler.links import Link, links
from crawler.naming import is_agency
from crawler.page import Page

_FEWEST_NAMES = 3
_ANY_YEAR = re.compile(r"20[012]\d|[〇零○二一三四五六七八九]{4}年")


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry as listed: where it leads, its title, its day (ISO) and, where the list says so, its agency and year."""

    url: str
    title: str
    published_on: str | None = None
    agency: str | None = None
    attachments: tuple[Attachment, ...] = ()
    year: int | None = None


def static_entries(page: Page) -> list[Listed]:
    """Return the entries of a static list page in their order, each document once.

    An entry is a link that stands with a day, has the address of a single document, or bears the title of a report
    of some year; links to folders are menus, not entries.
    """
    found: dict[str, Listed] = {}
    for link in links(page):
        if not link.title or not (_is_entry(link) or _is_in_table_of_reports(page, link)):
            continue
        name = key(link.url)
        known = found.get(name, Listed(link.url, "", None))
        title = link.title if len(known.title) < len(link.title) else known.title
        agency = None if titles.agency(title) or is_agency(title) else link.place.agency
        found[name] = Listed(
            known.url, title, known.published_on or link.day, known.agency or agency, year=known.year or link.place.year
        )
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


def says_nothing(title: str) -> bool:
    """Tell whether the words of a link only ask to follow it, such as 查看."""
    return bool(re.search(rules.load("lists.yaml")["says_nothing"], title, re.IGNORECASE))


def _is_in_table_of_reports(page: Page, link: Link) -> bool:
    """Tell whether a link stands in the row of an agency, in a column's table, and leads to a report of some year."""
    if not link.place.agency or is_folder(link.url) or not lists.is_named(page):
        return False
    if link.place.year and says_nothing(link.title):
        return True
    year = link.place.year or titles.year(link.title)
    return bool(year) and titles.classify(link.title, in_column=True) in {"annual_report", "unclear"}


def _is_entry(link: Link) -> bool:
    if link.day or is_article(link.url):
        return True
    if is_folder(link.url):
        return False
    kind = titles.classify(link.title, in_column=True)
    if kind == "annual_report" and titles.agency(link.title):
        return True
    return kind in {"annual_report", "rendition", "related_report"} and bool(_ANY_YEAR.search(link.title))
