"""Reading one annual-report column: which pages remain, what stood there, and whether all of it was read."""

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from archive.model import ColumnReading, Entry
from crawler import discovery, outcomes, rules, titles
from crawler.families import UNKNOWN, Family
from crawler.hosts import key
from crawler.listing import Listed
from crawler.page import Page
from crawler.pagers import MOST_PAGES

_MOST_STEPS = 2 * MOST_PAGES
_TAKEN = ("annual_report", "unclear")
_NAMING = ("annual_report", "unclear", "rendition")


@dataclass(frozen=True, slots=True)
class Step:
    """A page of a column yet to be read: `chain` is the first page of the pager it belongs to, `year` its menu's."""

    url: str
    chain: str
    year: int | None = None


@dataclass(slots=True)
class Chain:
    """A pager: the keys on its first page that lists anything, and of all its entries so far."""

    first: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)


@dataclass(slots=True, eq=False)
class Column:
    """An annual-report column being read. A page at a time is asked for; entries keep their order.

    `silent` says that it used to list something; `site` is the agency whose site it stands on.
    """

    url: str
    portal: str
    agency: str | None = None
    region: str | None = None
    family: str = UNKNOWN
    outcome: str = "ok"
    complete: bool = True
    silent: bool = False
    done: bool = False
    site: str | None = None
    steps: deque[Step] = field(default_factory=deque)
    queued: set[str] = field(default_factory=set)
    chains: dict[str, Chain] = field(default_factory=dict)
    pages: list[str] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)

    def queue(self, step: Step, *, soon: bool = False) -> None:
        """Remember a page to be read, once; beyond the most we read, the column counts as incomplete."""
        if key(step.url) in self.queued:
            return
        if len(self.queued) >= _MOST_STEPS:
            self.complete = False
            return
        self.queued.add(key(step.url))
        self.steps.append(step) if not soon else self.steps.appendleft(step)

    def fail(self, outcome: str) -> None:
        """Note that a page could not be read; a page missing at the end of a pager leaves the outcome as it was."""
        self.complete = False
        if not self.pages or outcome != "gone":
            self.outcome = outcome

    def read(self, page: Page, step: Step, family: Family) -> list[Listed]:
        """Take in a page: queue what it leads to and return the entries not listed before; raises ValueError."""
        listed = family.list_entries(page)
        further = family.next_pages(page)
        menus = [node for node in _menus(page) if node.agency is None]
        if not listed and not further and not menus and not self.entries and _needs_scripts(page):
            self.fail("js_required")
        self.site = self.site or discovery.site_agency(page)
        if self._goes_on(step, [key(item.url) for item in listed]):
            for url in reversed(further):
                self.queue(replace(step, url=url), soon=True)
        for node in menus:
            self.queue(Step(node.url, node.url, titles.year(node.text)))
        return [item for item in listed if key(item.url) not in self.entries]

    def _goes_on(self, step: Step, keys: list[str]) -> bool:
        """Tell whether a pager brings anything new; if not, drop the rest of it."""
        chain = self.chains.setdefault(step.chain, Chain())
        ignored = bool(keys) and keys == chain.first
        more = not ignored and (step.url == step.chain or not chain.seen.issuperset(keys))
        chain.first = chain.first or keys
        chain.seen.update(keys)
        if ignored:
            self.complete = False
        if not more:
            self.steps = deque(left for left in self.steps if left.chain != step.chain)
        return more

    def note(self, item: Listed, step: Step, *, taken: bool) -> Entry:
        """Enter what was listed and whether it was requested."""
        kind = kind_of(item)
        entry = Entry(
            url=item.url,
            title=item.title,
            kind=kind,
            taken=taken,
            published_on=item.published_on,
            year=titles.year(item.title) or step.year,
            agency=self.agency or item.agency or (_named(item.title) if kind in _NAMING else None),
        )
        self.entries[key(item.url)] = entry
        return entry

    @property
    def verdict(self) -> str:
        """The outcome of the column: that of its pages, or `empty_list` when nothing stood on any of them."""
        empty = not self.entries and (self.complete or self.silent)
        return "empty_list" if self.outcome == "ok" and empty else self.outcome

    def reading(self, read_at: str) -> ColumnReading:
        """Return the reading for the archive; a column of no known agency is collective when it lists several."""
        names = _distinct(entry.agency for entry in self.entries.values() if entry.kind == "annual_report")
        kind = "own" if self.agency or len(names) <= 1 else "collective"
        owner = self.agency or (next(iter(names), self.site) if kind == "own" else None)
        return ColumnReading(
            url=self.url,
            portal=self.portal,
            family=self.family,
            kind=kind,
            outcome=self.verdict,
            complete=self.complete,
            read_at=read_at,
            pages=tuple(self.pages),
            entries=tuple(self.entries.values()),
            agency=owner,
            region=self.region,
        )


def agency_menus(page: Page) -> list[discovery.Node]:
    """Return the nodes of single agencies that a collective column leads to."""
    return [node for node in _menus(page) if node.agency]


def kind_of(item: Listed) -> str:
    """Return the kind of an entry of a column; the bare name of an agency is unclear, its document must decide."""
    kind = titles.classify(item.title, in_column=True)
    return "unclear" if kind == "not_report" and discovery.is_agency(item.title) else kind


def wanted(item: Listed, step: Step, years: frozenset[int]) -> bool:
    """Tell whether an entry is to be fetched: it may be a report, of one of the years asked for (none: of any)."""
    if kind_of(item) not in _TAKEN:
        return False
    year = titles.year(item.title) or step.year
    if year is None and item.published_on:
        year = int(item.published_on[:4]) - 1
    return not years or year is None or year in years


def _menus(page: Page) -> list[discovery.Node]:
    return discovery.nodes(page, page.url) if outcomes.looks_like_html(page) else []


def _needs_scripts(page: Page) -> bool:
    words = rules.load("discovery.yaml")
    return outcomes.is_shell(page) or bool(re.search(words["script_list"], page.url))


def _named(title: str) -> str | None:
    return titles.agency(title) or (title if discovery.is_agency(title) else None)


def _distinct(names: Iterable[str | None]) -> list[str]:
    """Return the names that are not just shorter forms of another one."""
    given = list(dict.fromkeys(name for name in names if name))
    return [name for name in given if not any(other != name and other.startswith(name) for other in given)]
