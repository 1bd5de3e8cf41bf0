"""Reading one annual-report column: which pages remain, what stood there, and whether all of it was read."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from archive.model import ColumnReading, Entry
from crawler import bodies, discovery, entries, incomplete, lists, menus, titles
from crawler.entries import Step
from crawler.families import UNKNOWN
from crawler.families.static import Static
from crawler.hosts import key
from crawler.listing import Listed
from crawler.lists import Extent
from crawler.outcomes import Judgement
from crawler.page import Page
from crawler.pagers import MOST_PAGES

_MOST_STEPS = 10 * MOST_PAGES
_REPORTS = ("annual_report", "rendition", "related_report")


@dataclass(slots=True)
class Chain:
    """A pager: the keys on its first page that lists anything, and of all its entries so far.

    `extent` is the most it claimed to hold; `pages` and `listed` are what was read of it.
    """

    first: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    extent: Extent = field(default_factory=Extent)
    pages: int = 0
    listed: int = 0

    def take(self, extent: Extent, listed: int) -> None:
        """Count a page that was read."""
        self.extent = Extent(max(self.extent.pages, extent.pages), max(self.extent.entries, extent.entries))
        self.pages += 1
        self.listed += listed

    @property
    def whole(self) -> bool:
        """Whether as much was read as the pager claimed to hold."""
        return self.pages >= self.extent.pages and self.listed >= self.extent.entries


@dataclass(slots=True, eq=False)
class Column:
    """An annual-report column being read. A page at a time is asked for; entries keep their order.

    `complete` says that every page was read, a `named` one (see `crawler.lists`) among them, and each listed something
    or stated that it is empty, or led on to columns of agencies (`leads_on`); `reason` is the first thing that keeps it from
    being so (see `crawler.incomplete`); `doubt` is the outcome when nothing was listed and no page stated that. `silent` says
    that it used to list something; `promised` are the years of menus that only scripts can follow; `site` is the agency
    whose site it stands on; `parts` are the menu pages of all columns of the portal, with the column that has each; `chrome` are the
    links that stand on its home and disclosure pages too (keys).
    """

    url: str
    portal: str
    agency: str | None = None
    region: str | None = None
    family: str = UNKNOWN
    outcome: str = "ok"
    complete: bool = True
    named: bool = False
    reason: str | None = None
    doubt: str | None = None
    leads_on: bool = False
    silent: bool = False
    done: bool = False
    site: str | None = None
    steps: deque[Step] = field(default_factory=deque)
    queued: set[str] = field(default_factory=set)
    chains: dict[str, Chain] = field(default_factory=dict)
    pages: list[str] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    promised: set[int] = field(default_factory=set)
    parts: dict[str, str] = field(default_factory=dict)
    chrome: set[str] = field(default_factory=set)

    def lacks(self, reason: str) -> None:
        """Note that the column is not read in full, and why; the first reason counts."""
        self.complete = False
        self.reason = self.reason or reason

    def queue_part(self, step: Step) -> None:
        """Remember a page of a menu to be read, unless another column of the portal has it: agencies' columns often repeat
        the menus of the collective column they belong to."""
        if self.parts.setdefault(key(step.url), self.url) == self.url:
            self.queue(step)

    def queue(self, step: Step, *, soon: bool = False) -> None:
        """Remember a page to be read, once; beyond the most we read, the column counts as incomplete."""
        if key(step.url) in self.queued:
            return
        if len(self.queued) >= _MOST_STEPS:
            self.lacks(incomplete.TRUNCATED)
            return
        self.queued.add(key(step.url))
        self.steps.append(step) if not soon else self.steps.appendleft(step)

    def fail(self, judgement: Judgement) -> None:
        """Note that a page could not be read; a page missing behind one that was read leaves the outcome as it was."""
        self.lacks(incomplete.of_page(judgement, behind=bool(self.chains)))
        if judgement.outcome != "gone" or not self.chains:
            self.outcome = judgement.outcome

    def read(self, page: Page, step: Step, family: Static) -> list[Listed]:
        """Take in a page: queue what it leads to and return the entries not listed before; raises ValueError."""
        shown = family.readable(page)
        listed = family.list_entries(page)
        further = family.next_pages(page)
        steps = [self._further(step, url, family) for url in further]
        inside = menus.nodes(shown)
        apart, entered = menus.agencies_apart(shown, step), {key(item.url) for item in listed}
        parts = [
            Step(node.url, node.url, titles.year(node.text) or step.year, node.agency or node.owner or step.agency)
            for node in inside
            if (node.agency is None or not (self.agency or node in apart))
            and not (node.owner and key(node.url) in entered)
        ]
        if not listed and not inside:
            parts += [replace(step, url=url, chain=url) for url in discovery.frames(shown)]
        parts += [replace(step, url=url, chain=url) for url in menus.more(shown)]
        self.named = self.named or family.is_column(page) or lists.is_named(shown)
        if not listed and not bodies.is_report(shown):
            leads = [*parts, *(more for more in steps if more.chain != step.chain)]
            self._doubt(page, family, leads, apart)
        self.site = self.site or discovery.site_agency(page)
        self.promised |= lists.promised_years(shown)
        goes_on = self._goes_on(step, [key(item.url) for item in listed])
        self.chains[step.chain].take(family.extent(page), len(listed))
        if not goes_on and any(key(more.url) not in self.queued for more in steps):
            self.lacks(incomplete.TRUNCATED)
        for more in reversed(steps) if goes_on else ():
            self.queue(more, soon=True)
        for part in parts:
            self.queue_part(part)
        return [item for item in listed if key(item.url) not in self.entries]

    def _further(self, step: Step, url: str, family: Static) -> Step:
        same = family.series(url) == family.series(step.url)
        return replace(step, url=url, chain=step.chain if same else url)

    def _doubt(self, page: Page, family: Static, leads: Iterable[Step], apart: list[discovery.Node]) -> None:
        """Take in a page that lists nothing: unless it leads on, within the column or to agencies' columns that no other
        page of the portal leads to, it must state that it is empty."""
        if any(key(step.url) not in self.queued for step in leads) or family.is_empty(page):
            return
        waits, elsewhere = lists.waits_for_scripts(page), bool(apart)
        own = any(key(node.url) not in self.chrome for node in apart)
        if own and not self.agency and not lists.may_hold_more(page):
            self.leads_on = True
            return
        self.lacks(incomplete.JS if waits else incomplete.NOT_RECOGNISED)
        if self.agency or not elsewhere:
            self.doubt = "js_required" if waits else "error"

    def _goes_on(self, step: Step, keys: list[str]) -> bool:
        """Tell whether a pager brings anything new; if not, drop the rest of it."""
        chain = self.chains.setdefault(step.chain, Chain())
        ignored = bool(keys) and keys == chain.first
        more = not ignored and (step.url == step.chain or not chain.seen.issuperset(keys))
        chain.first = chain.first or keys
        chain.seen.update(keys)
        if ignored:
            self.lacks(incomplete.PAGINATION_IGNORED)
        if not more:
            self.steps = deque(left for left in self.steps if left.chain != step.chain)
        return more

    def note(self, item: Listed, step: Step, *, taken: bool, kind: str | None = None) -> Entry:
        """Enter what was listed and whether it was requested; its kind is told by its title where it is not given."""
        entry = entries.entered(item, step, self.agency, taken=taken, kind=kind)
        self.entries[key(item.url)] = entry
        return entry

    def end(self) -> None:
        """Judge the column when nothing of it is left to be read: what it read must be what its pagers claimed."""
        self.done = True
        about_reports = self.named or any(entry.kind in _REPORTS for entry in self.entries.values())
        whole = all(chain.whole for chain in self.chains.values())
        shown = {year for entry in self.entries.values() for year in entries.years_of(entry)}
        for holds, reason in (
            (not self.steps and whole, incomplete.TRUNCATED),
            (about_reports, incomplete.NOT_RECOGNISED),
            (self.promised <= shown, incomplete.JS),
        ):
            if not holds:
                self.lacks(reason)
        if not self.entries and not self.complete and self.outcome == "ok" and not (about_reports and whole):
            self.doubt = self.doubt or "error"

    @property
    def verdict(self) -> str:
        """The outcome of the column: that of its pages; when nothing stood there, `empty_list` only if they say so."""
        if self.outcome != "ok" or self.entries:
            return self.outcome
        if self.leads_on and not self.silent:
            return self.doubt or "ok"
        return "empty_list" if self.complete or self.silent else self.doubt or "ok"

    def reading(self, read_at: str) -> ColumnReading:
        """Return the reading for the archive; a column of no known agency is collective when it lists several."""
        names = entries.names(self.entries.values())
        several = len(names) > 1 or entries.is_crowded(self.entries.values()) or self.leads_on
        kind = "collective" if several and not self.agency else "own"
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
            reason=None if self.complete else self.reason,
        )
