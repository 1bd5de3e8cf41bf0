"""Reading the columns of a portal page by page: the documents they list, the agencies they lead to."""

from dataclasses import replace
from typing import TYPE_CHECKING

from crawler import bodies, discovery, entries, families, incomplete, lists, menus
from crawler.asks import Ask
from crawler.columns import Column
from crawler.documents import attachments
from crawler.entries import Step
from crawler.families.static import Static
from crawler.hosts import key
from crawler.listing import Listed
from crawler.outcomes import Judgement
from crawler.page import Page

if TYPE_CHECKING:
    from crawler.visit import Visit

_MOST_UNITS = 400


def read(visit: "Visit", ask: Ask, page: Page, judgement: Judgement, capture: str) -> list[Ask]:
    """Take in a page of a column and return the requests for what it lists, what it leads to and its next page."""
    column = visit.columns[ask.column or ""]
    step = ask.step or Step(ask.url, ask.url)
    column.pages.append(capture)
    if judgement.outcome != "ok":
        column.fail(judgement)
        return go_on(visit, column, ask)
    recognised = families.recognise(page)
    if recognised.family != families.UNKNOWN:
        column.family = recognised.family
    family = families.reader(column.family)
    if (instead := _instead(visit, ask, page, family)) is not None:
        return instead
    try:
        fresh = column.read(page, step, family)
    except ValueError:
        column.fail(Judgement("error"))
        return go_on(visit, column, ask)
    taken = [more for item in fresh for more in _entry(visit, column, item, step, page.url)]
    shown = _shown(visit, column, ask, step, family.readable(page))
    return [*shown, *taken, *_agencies(visit, column, step, family.readable(page)), *go_on(visit, column, ask)]


def go_on(visit: "Visit", column: Column, ask: Ask) -> list[Ask]:
    """Return the request for the next page of a column; without one, the column has come to its end."""
    while column.steps:
        step = column.steps.popleft()
        asks = visit.request(
            Ask(
                step.url,
                "list",
                "pager",
                ask.url,
                agency=column.agency,
                year=step.year,
                column=ask.column,
                step=step,
            )
        )
        if asks:
            return asks
        column.lacks(incomplete.GAP_IN_PAGES)
    finish(visit, column)
    return []


def finish(visit: "Visit", column: Column) -> None:
    """Judge a column of which nothing is left to be read, and leave it to be recorded."""
    column.end()
    if column.doubt == column.verdict:
        visit.alarms.append(f"{column.url}: no list recognised ({column.verdict})")
    visit.finished.append(column)
    if column.family != families.UNKNOWN:
        visit.family = column.family


def _instead(visit: "Visit", ask: Ask, page: Page, family: Static) -> list[Ask] | None:
    """Leave an agency's page that a menu took for its column for the column it links to; None when it is the column."""
    if ask.rule != "agency_menu" or family.is_column(page) or lists.is_named(page):
        return None
    lead = discovery.nearest(page, discovery.leads(page))
    if lead is None:
        return None
    visit.columns.pop(ask.column or "", None)
    return visit.request_column(Ask(lead.url, "column", "unit_column", page.url, lead.text, ask.agency))


def _shown(visit: "Visit", column: Column, ask: Ask, step: Step, page: Page) -> list[Ask]:
    """Enter a report that a page of the column shows in place, and return the requests for its attachments."""
    if not bodies.is_report(page):
        return []
    article = families.reader(column.family).article(page)
    item = Listed(ask.url, bodies.title(page, article), article.published_on)
    column.note(
        item, replace(step, year=bodies.shown_year(page, article) or step.year), taken=True, kind="annual_report"
    )
    visit.asked.add(key(ask.url))
    return attachments(visit, replace(ask, attachments=()), page)


def _entry(visit: "Visit", column: Column, item: Listed, step: Step, via: str) -> list[Ask]:
    want = entries.wanted(item, step, visit.years)
    entry = column.note(item, step, taken=want and visit.hosts.allow(item.url))
    ask = Ask(
        item.url,
        "article",
        f"{column.family}_list",
        via,
        item.title,
        entry.agency,
        entry.year,
        item.published_on,
        attachments=item.attachments,
    )
    return visit.request(ask) if want else []


def _agencies(visit: "Visit", column: Column, step: Step, page: Page) -> list[Ask]:
    """Return the columns of single agencies a collective column leads to; an agency's own column has none.

    What stands in the menus of the whole portal waits until the collective columns have been read.
    """
    nodes = [] if column.agency else menus.agencies_apart(page, step)[:_MOST_UNITS]
    asks = [Ask(node.url, "column", "agency_menu", page.url, node.text, node.agency) for node in nodes]
    for ask in asks:
        if key(ask.url) in visit.chrome:
            visit.wait(ask)
    return [more for ask in asks if key(ask.url) not in visit.chrome for more in visit.request_column(ask)]
