"""Telling that a page shows a report in place, and of which year: some portals have no list, only the newest report."""

import re
from urllib.parse import parse_qs, urlsplit

from crawler import rules, titles
from crawler.article import Article
from crawler.outcomes import looks_like_html
from crawler.page import Page

_YEAR = re.compile(r"(?<!\d)(20[012]\d)(?!\d)")


def is_report(page: Page) -> bool:
    """Tell whether a page holds the parts of a report and calls itself one in its title, a heading or its column's name."""
    words = rules.load("bodies.yaml")
    if not looks_like_html(page) or len(page.visible_text) < words["least_text"]:
        return False
    text = page.visible_text
    parts = sum(bool(re.search(part, text)) for part in words["parts"]) + bool(re.search(words["tables"], text))
    return parts >= words["least_parts"] and any(
        titles.classify(name, in_column=True) == "annual_report" for name in _names(page)
    )


def title(page: Page, article: Article) -> str:
    """Return the title of a report shown in place: of what the page calls itself, the one that says most about a report."""
    names = [
        name for name in (article.title, *_names(page)) if titles.classify(name, in_column=True) == "annual_report"
    ]
    return max(
        names, key=lambda name: (titles.year(name) is not None, titles.agency(name) is not None), default=article.title
    )


def shown_year(page: Page, article: Article) -> int | None:
    """Return the year of the report that a page shows, by its title, else by its address.

    One address may show another report every year.
    """
    return titles.year(title(page, article)) or year_of(page.url)


def year_of(url: str) -> int | None:
    """Return the year that an address names in a parameter."""
    query = parse_qs(urlsplit(url).query)
    values = (value for name in rules.load("bodies.yaml")["year_parameters"] for value in query.get(name, []))
    return next((int(value) for value in values if _YEAR.fullmatch(value)), None)


def _names(page: Page) -> list[str]:
    heads = [node.text(separator="") for node in page.visible.css("h1, h2, h3, .title, .tit, .bt")][:12]
    meta = [page.meta.get(name, "") for name in ("articletitle", "columnname")]
    return [name for name in (*meta, *heads, re.split(r"[-_|–—]", page.title)[0]) if 0 < len(name) <= 100]
