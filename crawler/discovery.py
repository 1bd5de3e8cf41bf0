"""From a portal's home page to its annual-report columns, by what the links say. The words are data."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from crawler import boxes, hosts, naming, rules
from crawler.links import Link, links
from crawler.naming import is_agency
from crawler.page import Page, squeeze

_CITED = re.compile(r"https?://[\w.:-]+(?:/[\w./?=&%#~+-]*)?")
_MOST_CITED = 3
_KNOWN = 4096
_INDEX = re.compile(r"/(index|default)\.\w+$")
_VARYING = re.compile(r"[0-9a-f]{24,}|[0-9a-f]{8}-[0-9a-f-]{27}|\d+")


@dataclass(frozen=True, slots=True)
class Lead:
    """A link worth following: its role (column, disclosure, tree or unit), its score and its words."""

    url: str
    text: str
    role: str
    score: int


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a column on a page of its own: a year or kind (agency None), or the node of one agency; `owner` is whose year
    it is where a table says so."""

    url: str
    text: str
    agency: str | None
    owner: str | None = None


def score(text: str) -> tuple[int, str]:
    """Return score and role of a link by its text; (0, "") when it says nothing about disclosure."""
    text = squeeze(text).replace(" ", "")
    return _score(text) if 0 < len(text) <= rules.load("discovery.yaml")["longest_link_text"] else (0, "")


@lru_cache(_KNOWN)
def _score(text: str) -> tuple[int, str]:
    words = rules.load("discovery.yaml")
    if re.search(words["ruled_out"], text):
        return 0, ""
    for rule in words["scores"]:
        if re.search(rule["pattern"], text):
            return rule["score"], rule["role"]
    return 0, ""


def leads(page: Page) -> list[Lead]:
    """Return the links of a home or disclosure page that lead on, the best first, each address once."""
    found: dict[str, Lead] = {}
    of_boxes = [Link(url, words) for url, words in boxes.more(page)]
    for link in [*links(page), *of_boxes]:
        points, role = score(link.title)
        name = hosts.key(link.url)
        if not points or link.day or is_article(link.url) or (name in found and found[name].score >= points):
            continue
        found[name] = Lead(link.url, link.title, role, points)
    return sorted(found.values(), key=lambda lead: -lead.score)


def units(page: Page) -> list[Lead]:
    """Return the pages of single agencies that a disclosure page or a tree of departments links to."""
    found = {
        hosts.key(link.url): Lead(link.url, link.title, "unit", 2)
        for link in links(page)
        if is_agency(link.title) and not link.day and _is_inner(page, link) and not is_article(link.url)
    }
    return list(found.values())


def unit_sites(page: Page) -> list[Lead]:
    """Return the home pages of agencies that a tree of departments links to on hosts of their own."""
    found = {
        hosts.key(link.url): Lead(link.url, link.title, "unit", 2)
        for link in links(page)
        if is_agency(link.title)
        and not link.day
        and hosts.is_home(link.url)
        and hosts.slot(link.url) != hosts.slot(page.url)
    }
    return list(found.values())


def frames(page: Page) -> list[str]:
    """Return the pages of the same host that stand in frames of a page."""
    found = [link.url for link in links(page) if link.tag in {"iframe", "frame"}]
    return [url for url in found if hosts.slot(url) == hosts.slot(page.url) and not is_document(url)]


def cited(page: Page) -> list[str]:
    """Return the addresses that the text of a document names, single documents and home pages left out."""
    found = (hosts.absolute(page.url, match.group()) for match in _CITED.finditer(page.visible_text))
    kept = [url for url in found if url and not hosts.is_home(url) and not is_article(url) and url != page.url]
    return list(dict.fromkeys(kept))[:_MOST_CITED]


def is_column(page: Page) -> bool:
    """Tell whether a page presents itself as an annual-report column: by its meta tags, breadcrumb or title."""
    pattern = rules.load("discovery.yaml")["column_name"]
    crumbs = [node.text() for node in page.visible.css(".CurrChnlCls")][-1:]
    names = [page.meta.get("columnname", ""), page.meta.get("columntype", ""), *crumbs, *_place(page)]
    return "articletitle" not in page.meta and any(re.search(pattern, squeeze(name)) for name in names)


def nodes(page: Page, column_url: str) -> list[Node]:
    """Return the menus of a column: years and kinds as parts of it, agencies with columns of their own.

    Kinds and agencies stand below the column's folder; where addresses are flat, two or more of them at addresses of the
    column's shape make a menu.
    """
    shape = _shape(column_url)
    found: dict[str, Node] = {}
    alike: dict[str, list[Node]] = {"kind": [], "agency": []}
    for link in links(page):
        text = link.title.replace(" ", "")
        if link.day or is_article(link.url) or _is_page_of(link, column_url):
            continue
        below = is_below(link.url, column_url)
        if is_below(column_url, link.url):
            continue
        kind, whose = naming.is_kind(text), naming.reports_of(text)
        if naming.is_year(text) or (below and kind):
            found.setdefault(hosts.key(link.url), Node(link.url, text, None, link.place.agency))
        elif (below and is_agency(text)) or (_names_publisher(text) and _about_reports(page, link)):
            found.setdefault(hosts.key(link.url), Node(link.url, text, text))
        elif below and whose:
            found.setdefault(hosts.key(link.url), Node(link.url, text, whose if is_agency(whose) else None))
        elif (kind or is_agency(text)) and _shape(link.url) == shape:
            alike["kind" if kind else "agency"].append(Node(link.url, text, None if kind else text))
    for menu in alike.values():
        if len({hosts.key(node.url) for node in menu}) > 1:
            found = {hosts.key(node.url): node for node in menu} | found
    return list(found.values())


def nearest(page: Page, candidates: list[Lead]) -> Lead | None:
    """Return the column link that shares most of its path with the page: a unit's own column, not its portal's."""
    own = [lead for lead in candidates if lead.role == "column" and hosts.slot(lead.url) == hosts.slot(page.url)]
    if own:
        return max(own, key=lambda lead: (_shared(page.url, lead.url), lead.score))
    return next((lead for lead in candidates if lead.role == "column"), None)


def is_below(url: str, page_url: str) -> bool:
    """Tell whether an address stands in a folder below that of a page."""
    return _folder(url).startswith(_folder(page_url)) and _folder(url) != _folder(page_url)


def is_leaf_below(url: str, page_url: str) -> bool:
    """Tell whether an address is that of a page, no folder, in or below the folder of another page and not made like it."""
    path = urlsplit(url).path
    leaf = not path.endswith("/") and not _INDEX.search(path)
    return leaf and _folder(url).startswith(_folder(page_url)) and _shape(url) != _shape(page_url)


def is_folder(url: str) -> bool:
    """Tell whether an address is that of a folder or of a page of its index."""
    path = urlsplit(url).path
    return path.endswith("/") or bool(re.search(r"/index(_\d+)?\.s?html?$", path))


def is_document(url: str) -> bool:
    """Tell whether an address names a file rather than a page."""
    return bool(re.search(rules.load("discovery.yaml")["document"], urlsplit(url).path, re.IGNORECASE))


@lru_cache(_KNOWN)
def is_article(url: str) -> bool:
    """Tell whether an address is that of a single document: a file, or a page named as the families name articles."""
    parts = urlsplit(url)
    named = rules.union("discovery.yaml", "article_addresses").search
    return is_document(url) or bool(named(parts.path) or (parts.query and named(f"{parts.path}?{parts.query}")))


def site_agency(page: Page) -> str | None:
    """Return the agency whose site a page belongs to, as its meta tag or its title names it."""
    words = rules.load("discovery.yaml")
    for name in (page.meta.get("sitename", ""), *re.split(r"[-_|–—]", page.title)[::-1]):
        agency = re.sub(words["site_words"], "", squeeze(name)).strip()
        if is_agency(agency):
            return agency
    return None


def _place(page: Page) -> list[str]:
    heads = [node.text() for node in page.visible.css("h1")][:2]
    return [*heads, re.split(r"[-_|–—]", page.title)[0]]


def _is_inner(page: Page, link: Link) -> bool:
    path = urlsplit(link.url).path
    same = hosts.slot(link.url) == hosts.slot(page.url)
    if not same or hosts.is_home(link.url):
        return False
    beside = _folder(page.url) == _folder(link.url) and not path.endswith("/") and not _INDEX.search(path)
    return beside or not _folder(page.url).startswith(_folder(link.url))


def _names_publisher(text: str) -> bool:
    return is_agency(text) or naming.is_division(text)


def _about_reports(page: Page, link: Link) -> bool:
    if not re.search(rules.load("discovery.yaml")["report_address"], link.url):
        return False
    return not _folder(page.url).startswith(_folder(link.url))


def _is_page_of(link: Link, column_url: str) -> bool:
    return hosts.key(link.url) == hosts.key(column_url) or bool(re.search(r"/index_\d+\.s?html?$", link.url))


def _folder(url: str) -> str:
    parts = urlsplit(url)
    return f"{hosts.slot(url)}{parts.path.rpartition('/')[0]}/"


def _shape(url: str) -> str:
    """Return an address with its numbers taken out: what the pages of one kind of a portal share."""
    parts = urlsplit(url)
    return _VARYING.sub("N", f"{hosts.slot(url)}{parts.path}?{parts.query}")


def _shared(one: str, other: str) -> int:
    pairs = zip(urlsplit(one).path.split("/"), urlsplit(other).path.split("/"), strict=False)
    return next((count for count, (left, right) in enumerate(pairs) if left != right), len(one))
