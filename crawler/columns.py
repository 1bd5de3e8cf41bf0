"""Reading one annual-report column: which pages remain, what stood there, and whether all of it was read."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise

from archive.model import ColumnReading, Entry
from crawler import bodies, boxes, discovery, incomplete, lists, titles
from crawler.families import UNKNOWN
from crawler.families.static import Static
from crawler.hosts import key, slot
from crawler.listing import Listed, says_nothing
from crawler.lists import Extent
from crawler.outcomes import Judgement
from crawler.page import Page
from crawler.pagers import MOST_PAGES
from crawler.structure import looks_like_html as is_html

_YEARS_OF_ARCHIVE = 3
_GOVERNMENTS = ("人民政府", "政府", "办事处")
_MOST_STEPS = 10 * MOST_PAGES
_TAKEN = ("annual_report", "unclear")
_REPORTS = ("annual_report", "rendition", "related_report")
_NAMING = ("annual_report", "unclear", "rendition")


@dataclass(frozen=True, slots=True)
class Step:
    """A page of a column yet to be read: `chain` is the first page of the pager it belongs to, `year` and `agency` its menus'."""

    url: str
    chain: str
    year: int | None = None
    agency: str | None = None


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
        menus = _menus(shown)
        apart, entered = agencies_apart(shown, step), {key(item.url) for item in listed}
        parts = [
            Step(node.url, node.url, titles.year(node.text) or step.year, node.agency or node.owner or step.agency)
            for node in menus
            if (node.agency is None or not (self.agency or node in apart))
            and not (node.owner and key(node.url) in entered)
        ]
        if not listed and not menus:
            parts += [replace(step, url=url, chain=url) for url in discovery.frames(shown)]
        parts += [replace(step, url=url, chain=url) for url in _more(shown)]
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
        kind = kind or kind_of(item)
        entry = Entry(
            url=item.url,
            title=item.title,
            kind=kind,
            taken=taken,
            published_on=item.published_on,
            year=titles.year(item.title) or item.year or _menu_year(step, item),
            agency=_whose(self.agency, item.agency or (_named(item.title) if kind in _NAMING else None)) or step.agency,
        )
        self.entries[key(item.url)] = entry
        return entry

    def end(self) -> None:
        """Judge the column when nothing of it is left to be read: what it read must be what its pagers claimed."""
        self.done = True
        about_reports = self.named or any(entry.kind in _REPORTS for entry in self.entries.values())
        whole = all(chain.whole for chain in self.chains.values())
        shown = {year for entry in self.entries.values() for year in _years_of(entry)}
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

    def _is_crowded(self) -> bool:
        """Tell whether the column lists several reports of one year without saying whose they are: an agency has one."""
        reports = [entry for entry in self.entries.values() if entry.kind == "annual_report"]
        nameless = Counter(_year_of(entry) for entry in reports if not entry.agency)
        named = {_year_of(entry) for entry in reports if entry.agency}
        return any(count + (year in named) > 1 for year, count in nameless.items() if year)

    def reading(self, read_at: str) -> ColumnReading:
        """Return the reading for the archive; a column of no known agency is collective when it lists several."""
        names = _distinct(entry.agency for entry in self.entries.values() if entry.kind in _TAKEN)
        several = len(names) > 1 or self._is_crowded() or self.leads_on
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


def gaps(columns: Iterable[Column]) -> Callable[[str], bool]:
    """Return what tells whether an agency may have reports beyond those that collective columns list.

    An agency has none if a collective column that was read in full lists a report of it for every year of which it lists
    reports of several agencies, three years at least: many collect only the newest.
    """
    listed: list[dict[int, set[str]]] = []
    for column in columns:
        years: dict[int, set[str]] = defaultdict(set)
        for entry in column.entries.values():
            if entry.kind == "annual_report" and entry.agency and (year := _year_of(entry)):
                years[year].add(entry.agency)
        several = {year: names for year, names in years.items() if column.complete and len(names) > 1}
        listed.append(several if len(several) >= _YEARS_OF_ARCHIVE else {})
    return lambda agency: (
        not any(years and all(_is_among(agency, names) for names in years.values()) for years in listed)
    )


def _year_of(entry: Entry) -> int | None:
    return entry.year or (int(entry.published_on[:4]) - 1 if entry.published_on else None)


def _is_among(agency: str, names: set[str]) -> bool:
    return any(name == agency or name.endswith(agency) or agency.endswith(name) for name in names)


def agencies_apart(page: Page, step: Step) -> list[discovery.Node]:
    """Return the nodes of single agencies that have columns of their own; those below a year's page are parts of that year."""
    nodes = [node for node in _menus(page) if node.agency]
    return [node for node in nodes if step.year is None or not discovery.is_below(node.url, page.url)]


def kind_of(item: Listed) -> str:
    """Return the kind of an entry of a column; the bare name of an agency is unclear, its document must decide."""
    kind = titles.classify(item.title, in_column=True)
    if item.agency and item.year and says_nothing(item.title):
        return "unclear"
    return "unclear" if kind == "not_report" and discovery.is_agency(item.title) else kind


def wanted(item: Listed, step: Step, years: frozenset[int]) -> bool:
    """Tell whether an entry is to be fetched: it may be a report, of one of the years asked for (none: of any), or tells
    which agencies published theirs."""
    if kind_of(item) not in _TAKEN and not titles.is_status_notice(item.title):
        return False
    year = titles.year(item.title) or item.year or _menu_year(step, item)
    if year is None and item.published_on:
        year = int(item.published_on[:4]) - 1
    return not years or year is None or year in years


def _whose(owner: str | None, named: str | None) -> str | None:
    """Return the agency that a title names, unless that is another form of the name of the column's own agency."""
    if owner is None or named is None:
        return owner or named
    same = owner.endswith(named) or named.endswith(owner) or owner.removeprefix(named) in _GOVERNMENTS
    return owner if same else named


def _menu_year(step: Step, item: Listed) -> int | None:
    """Return the year of the menu an entry stands in; that of its publication cannot be the year it is about."""
    published = int(item.published_on[:4]) if item.published_on else None
    return None if step.year and published and published <= step.year else step.year


def _years_of(entry: Entry) -> tuple[int, ...]:
    """Return the years that an entry may stand for in a menu."""
    if entry.year:
        return (entry.year,)
    return (int(entry.published_on[:4]) - 1, int(entry.published_on[:4])) if entry.published_on else ()


def _menus(page: Page) -> list[discovery.Node]:
    if "menus" not in page.known:
        page.known["menus"] = discovery.nodes(page, page.url) if is_html(page) else []
    return list(page.known["menus"])


def _more(page: Page) -> list[str]:
    """Return where the box about reports of a page leads to more of it, on the same host."""
    found = (url for url, words in boxes.more(page) if boxes.is_about_reports(words)) if is_html(page) else ()
    return [
        url
        for url in found
        if slot(url) == slot(page.url) and key(url) != key(page.url) and not discovery.is_article(url)
    ]


def _named(title: str) -> str | None:
    return titles.agency(title) or (title if discovery.is_agency(title) else None)


def _distinct(names: Iterable[str | None]) -> list[str]:
    """Return the names that are not just shorter forms of another one."""
    given = list(dict.fromkeys(name for name in names if name))
    shorter = {name for name, after in pairwise(sorted(given)) if after.startswith(name)}
    return [name for name in given if name not in shorter]
