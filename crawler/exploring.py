"""From home pages and disclosure pages to the columns of a portal and its agencies."""

from dataclasses import replace
from typing import TYPE_CHECKING

from crawler import coverage, discovery, families, lists, titles
from crawler.asks import Ask
from crawler.column_reading import read
from crawler.families.static import Static
from crawler.hosts import key, slot
from crawler.links import links
from crawler.outcomes import Judgement
from crawler.page import Page

if TYPE_CHECKING:
    from crawler.visit import Visit

DEEPEST = 2
_MOST_COLUMNS = 4
_MOST_PAGES = 3
_MOST_UNITS = 400


def explore(visit: "Visit", ask: Ask, page: Page, capture: str) -> list[Ask]:
    """Take in a home page, a disclosure page or that of an agency, and return the requests for where it leads."""
    recognised = families.recognise(page)
    family = families.reader(recognised.family)
    if ask.role == "home":
        visit.outcome = "ok"
        visit.family = recognised.family
        visit.asked.add(key(page.url))
    if family.is_column(page) and key(page.url) not in visit.columns:
        return read(visit, visit.begin_column(replace(ask, url=page.url)), page, Judgement("ok"), capture)
    shown = family.readable(page)
    visit.chrome |= {key(link.url) for link in links(shown)}
    found = discovery.leads(shown)
    if ask.agency:
        return _unit_column(visit, ask, shown, found)
    waiting = len(visit.waiting)
    _wait(visit, ask, shown)
    asks = [*_columns(visit, shown, found), *_inner_pages(visit, ask, shown, found)]
    return asks if asks or len(visit.waiting) > waiting else _parts(visit, ask, page, family)


def awaited(visit: "Visit") -> list[Ask]:
    """Return the requests for the agencies of which no collective column, read in full, lists every year it has."""
    waiting, visit.waiting = visit.waiting, []
    gaps = coverage.gaps(visit.columns.values())
    left = [ask for ask in waiting if gaps(ask.agency or "")]
    visit.counts["units_covered"] += len(waiting) - len(left)
    return [
        more for ask in left for more in (visit.request_column(ask) if ask.role == "column" else visit.request(ask))
    ]


def _parts(visit: "Visit", ask: Ask, page: Page, family: Static) -> list[Ask]:
    """Return the requests for what a page that leads nowhere is made of: frames, and units that interfaces build."""
    parts = [*discovery.frames(page), *(url for url in family.next_pages(page) if family.series(url))][:_MOST_PAGES]
    if ask.role == "home" and not parts and lists.waits_for_scripts(page):
        visit.outcome = "js_required"
    return [
        more
        for url in (parts if ask.depth < DEEPEST else [])
        for more in visit.request(Ask(url, "disclosure", "part", page.url, agency=ask.agency, depth=ask.depth + 1))
    ]


def _unit_column(visit: "Visit", ask: Ask, page: Page, found: list[discovery.Lead]) -> list[Ask]:
    fresh = [lead for lead in found if key(lead.url) not in visit.columns]
    lead = discovery.nearest(page, fresh)
    if lead is None:
        asks = _unit_disclosure(visit, ask, page, found)
        visit.counts["units_without_column"] += not asks
        return asks
    return visit.request_column(Ask(lead.url, "column", "unit_column", page.url, lead.text, ask.agency))


def _unit_disclosure(visit: "Visit", ask: Ask, page: Page, found: list[discovery.Lead]) -> list[Ask]:
    """Return the request for the disclosure page of an agency's own site; its home page leads there, not to the column."""
    own = (lead for lead in found if lead.role == "disclosure" and slot(lead.url) == slot(page.url))
    lead = next(own, None) if ask.depth == 0 else None
    if lead is None:
        return []
    return visit.request(Ask(lead.url, "disclosure", "unit", page.url, lead.text, agency=ask.agency, depth=1))


def _columns(visit: "Visit", page: Page, found: list[discovery.Lead]) -> list[Ask]:
    named = [lead for lead in found if lead.role == "column"]
    near = [lead for lead in named if visit.hosts.is_near(lead.url, visit.portal.home)]
    plain = [lead for lead in near if titles.year(lead.text) is None]
    leads = (plain or near or named)[: _MOST_UNITS if plain else _MOST_COLUMNS]
    return [
        ask
        for lead in leads
        for ask in visit.request_column(Ask(lead.url, "column", f"text_{lead.score}", page.url, lead.text))
    ]


def _inner_pages(visit: "Visit", ask: Ask, page: Page, found: list[discovery.Lead]) -> list[Ask]:
    if ask.depth >= DEEPEST:
        return []
    pages = [lead for role in ("disclosure", "tree") for lead in found if lead.role == role]
    return [
        more
        for lead in [
            *[lead for lead in pages if lead.role == "disclosure"][:_MOST_PAGES],
            *[lead for lead in pages if lead.role == "tree"][:_MOST_PAGES],
        ]
        for more in visit.request(Ask(lead.url, "disclosure", lead.role, page.url, lead.text, depth=ask.depth + 1))
    ]


def _wait(visit: "Visit", ask: Ask, page: Page) -> None:
    """Remember the pages of single agencies; they are asked for when what lists many of them has been read."""
    if ask.role == "home":
        return
    near = [unit for unit in discovery.unit_sites(page) if visit.hosts.is_near(unit.url, visit.portal.home)]
    for unit in [*discovery.units(page), *near][:_MOST_UNITS]:
        visit.wait(Ask(unit.url, "disclosure", "unit", page.url, unit.text, agency=unit.text))
