"""The visit to one portal: which address to ask for next, given what the last one answered. No network in here."""

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from crawler import bodies, columns, discovery, families, hosts, lists, outcomes
from crawler.article import Attachment
from crawler.columns import Column, Step
from crawler.families.static import Static
from crawler.hosts import HostRules, key
from crawler.listing import Listed
from crawler.outcomes import Judgement
from crawler.page import Page
from crawler.registry import Portal

_DEPTH = 2
_MOST_COLUMNS = 4
_MOST_PAGES = 3
_MOST_UNITS = 400
_MOST_JUMPS = 3
_MOST_CITED = 20
_LIST_ROLES = ("column", "list")


@dataclass(frozen=True, slots=True)
class Ask:
    """An address to be requested, and why: the provenance of its capture, and where its answer belongs."""

    url: str
    role: str
    rule: str
    via_url: str | None = None
    link_text: str | None = None
    agency: str | None = None
    year: int | None = None
    published_on: str | None = None
    column: str | None = None
    step: Step | None = None
    attachments: tuple[Attachment, ...] = ()
    depth: int = 0
    jumps: int = 0


@dataclass(slots=True)
class Visit:
    """A portal being crawled. `outcome` is that of its home page until columns are read; `open` counts open requests,
    `left` the documents that another portal may yet ask for itself.

    `finished` (columns read) and `refused` (by host: an address that may not be requested) wait to be recorded;
    `missing` are documents that were asked for and not obtained, with the reason.
    """

    portal: Portal
    hosts: HostRules
    years: frozenset[int] = frozenset()
    outcome: str = "unreachable"
    family: str | None = None
    open: int = 0
    left: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    columns: dict[str, Column] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    finished: list[Column] = field(default_factory=list)
    refused: dict[str, Ask] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    alarms: list[str] = field(default_factory=list)
    _homes: deque[str] = field(default_factory=deque)
    _waiting: list[Ask] = field(default_factory=list)
    _parts_of_columns: dict[str, str] = field(default_factory=dict)

    def begin(self) -> list[Ask]:
        """Return the first requests: the home page, the disclosure page and the columns already known."""
        self._homes = deque(hosts.twins(self.portal.home))
        known = [
            ask
            for column in self.portal.columns
            for ask in self._column(Ask(column.url, "column", "registry", agency=column.agency))
        ]
        home, page = self.portal.home, self.portal.disclosure
        asks = [Ask(home, "home", "target"), *([Ask(page, "disclosure", "registry", depth=1)] if page else [])]
        return [*(more for ask in asks for more in self._ask(ask)), *known]

    def answer(self, ask: Ask, page: Page, judgement: Judgement, capture: str) -> list[Ask]:
        """Take in a response and return what to ask for next."""
        if judgement.outcome != "ok" and ask.role not in _LIST_ROLES:
            return self.fail(ask, judgement)
        jumped = self._jump(ask, page) if judgement.outcome == "ok" else None
        if jumped is not None:
            return jumped
        match ask.role:
            case "home" | "disclosure":
                return self._explore(ask, page, capture)
            case "column" | "list":
                return self._read(ask, page, judgement, capture)
            case "article":
                return [*self._attachments(ask, page), *self._cited(page)]
        return []

    def _jump(self, ask: Ask, page: Page) -> list[Ask] | None:
        """Follow a page that only sends its reader on by script; None when it does not, or does so too often."""
        if ask.role == "attachment" or ask.jumps >= _MOST_JUMPS or not outcomes.looks_like_html(page) or not page.jump:
            return None
        target = hosts.absolute(page.url, page.jump)
        if target is None or key(target) == key(page.url) or (ask.role != "home" and hosts.is_home(target)):
            return None
        step = replace(ask.step, url=target, chain=target) if ask.step else None
        return (
            self._ask(replace(ask, url=target, rule="jump", via_url=page.url, step=step, jumps=ask.jumps + 1)) or None
        )

    def go_on(self, known: Iterable[str]) -> list[Ask]:
        """Return what to ask for when nothing is open: agencies that still wait, then the documents `known` from earlier
        crawls that no column of this one lists."""
        return self._awaited() or self._recheck(known)

    def _recheck(self, urls: Iterable[str]) -> list[Ask]:
        listed = {name for column in self.columns.values() for name in column.entries}
        missed = [url for url in urls if key(url) not in listed]
        return [ask for url in missed for ask in self._ask(Ask(url, "article", "recheck"))]

    def fail(self, ask: Ask, judgement: Judgement) -> list[Ask]:
        """Take in that an address gave nothing and return what to ask for instead."""
        match ask.role:
            case "home":
                self.outcome = judgement.outcome
                if self._homes and judgement.outcome == "unreachable":
                    return self._ask(Ask(self._homes.popleft(), "home", "twin", via_url=ask.url))
            case "disclosure":
                self.counts["pages_failed"] += 1
            case "column" | "list":
                column = self.columns[ask.column or ""]
                column.fail(judgement.outcome)
                return self._go_on(column, ask)
            case _:
                self.missing[ask.url] = judgement.detail or judgement.outcome
        return []

    def close(self) -> str:
        """Return the outcome of the portal: its best column's, else its home page's; `error` when it has none."""
        for column in self.columns.values():
            if not column.done:
                column.fail("error")
                self._finish(column)
        if self.outcome == "ok" and not self.columns:
            return "error"
        outcomes = [column.verdict for column in self.columns.values()]
        return next(
            (name for name in ("ok", "empty_list") if name in outcomes), outcomes[0] if outcomes else self.outcome
        )

    def _explore(self, ask: Ask, page: Page, capture: str) -> list[Ask]:
        recognised = families.recognise(page)
        family = families.reader(recognised.family)
        if ask.role == "home":
            self.outcome = "ok"
            self.family = recognised.family
            self.asked.add(key(page.url))
        if family.is_column(page) and key(page.url) not in self.columns:
            return self._read(self._open(replace(ask, url=page.url)), page, Judgement("ok"), capture)
        shown = family.readable(page)
        found = discovery.leads(shown)
        if ask.agency:
            return self._unit_column(ask, shown, found)
        waiting = len(self._waiting)
        self._wait(ask, shown)
        asks = [*self._columns(shown, found), *self._inner_pages(ask, shown, found)]
        return asks if asks or len(self._waiting) > waiting else self._parts(ask, page, family)

    def _parts(self, ask: Ask, page: Page, family: Static) -> list[Ask]:
        """Return the requests for what a page that leads nowhere is made of: frames, and units that interfaces build."""
        parts = [*discovery.frames(page), *(url for url in family.next_pages(page) if family.series(url))][:_MOST_PAGES]
        if ask.role == "home" and not parts and lists.waits_for_scripts(page):
            self.outcome = "js_required"
        return [
            more
            for url in (parts if ask.depth < _DEPTH else [])
            for more in self._ask(Ask(url, "disclosure", "part", page.url, agency=ask.agency, depth=ask.depth + 1))
        ]

    def _unit_column(self, ask: Ask, page: Page, found: list[discovery.Lead]) -> list[Ask]:
        fresh = [lead for lead in found if key(lead.url) not in self.columns]
        lead = discovery.nearest(page, fresh)
        if lead is None:
            self.counts["units_without_column"] += 1
            return []
        return self._column(Ask(lead.url, "column", "unit_column", page.url, lead.text, ask.agency))

    def _columns(self, page: Page, found: list[discovery.Lead]) -> list[Ask]:
        leads = [lead for lead in found if lead.role == "column"][:_MOST_COLUMNS]
        return [
            ask
            for lead in leads
            for ask in self._column(Ask(lead.url, "column", f"text_{lead.score}", page.url, lead.text))
        ]

    def _inner_pages(self, ask: Ask, page: Page, found: list[discovery.Lead]) -> list[Ask]:
        if ask.depth >= _DEPTH:
            return []
        pages = [lead for role in ("disclosure", "tree") for lead in found if lead.role == role]
        return [
            more
            for lead in [
                *[lead for lead in pages if lead.role == "disclosure"][:_MOST_PAGES],
                *[lead for lead in pages if lead.role == "tree"][:_MOST_PAGES],
            ]
            for more in self._ask(Ask(lead.url, "disclosure", lead.role, page.url, lead.text, depth=ask.depth + 1))
        ]

    def _wait(self, ask: Ask, page: Page) -> None:
        """Remember the pages of single agencies; they are asked for when what lists many of them has been read."""
        if ask.role == "home":
            return
        elsewhere = discovery.unit_sites(page) if ask.rule == "tree" else []
        near = [unit for unit in elsewhere if self.hosts.is_near(unit.url, self.portal.home)]
        for unit in [*discovery.units(page), *near][:_MOST_UNITS]:
            self._waiting.append(Ask(unit.url, "disclosure", "unit", page.url, unit.text, agency=unit.text))

    def _awaited(self) -> list[Ask]:
        """Return the requests for the agencies of which no collective column, read in full, lists every year it has."""
        waiting, self._waiting = self._waiting, []
        gaps = columns.gaps(self.columns.values())
        left = [ask for ask in waiting if gaps(ask.agency or "")]
        self.counts["units_covered"] += len(waiting) - len(left)
        return [more for ask in left for more in self._ask(ask)]

    def _column(self, ask: Ask) -> list[Ask]:
        name = key(ask.url)
        if name in self.columns or name in self.asked:
            return []
        return [self._open(allowed) for allowed in self._ask(ask)]

    def _open(self, ask: Ask) -> Ask:
        """Start a column at an address and return the request that belongs to it."""
        name = key(ask.url)
        self.columns[name] = Column(
            ask.url, self.portal.id, agency=ask.agency, region=self.portal.region, parts=self._parts_of_columns
        )
        self.columns[name].queued.add(name)
        return replace(ask, column=name, step=Step(ask.url, ask.url))

    def _read(self, ask: Ask, page: Page, judgement: Judgement, capture: str) -> list[Ask]:
        column = self.columns[ask.column or ""]
        step = ask.step or Step(ask.url, ask.url)
        column.pages.append(capture)
        if judgement.outcome != "ok":
            column.fail(judgement.outcome)
            return self._go_on(column, ask)
        recognised = families.recognise(page)
        if recognised.family != families.UNKNOWN:
            column.family = recognised.family
        family = families.reader(column.family)
        if (instead := self._instead(ask, page, family)) is not None:
            return instead
        try:
            fresh = column.read(page, step, family)
        except ValueError:
            column.fail("error")
            return self._go_on(column, ask)
        taken = [more for item in fresh for more in self._entry(column, item, step, page.url)]
        shown = self._shown(column, ask, step, family.readable(page))
        return [*shown, *taken, *self._agencies(column, step, family.readable(page)), *self._go_on(column, ask)]

    def _instead(self, ask: Ask, page: Page, family: Static) -> list[Ask] | None:
        """Leave an agency's page that a menu took for its column for the column it links to; None when it is the column."""
        if ask.rule != "agency_menu" or family.is_column(page) or lists.is_named(page):
            return None
        lead = discovery.nearest(page, discovery.leads(page))
        if lead is None:
            return None
        self.columns.pop(ask.column or "", None)
        return self._column(Ask(lead.url, "column", "unit_column", page.url, lead.text, ask.agency))

    def _shown(self, column: Column, ask: Ask, step: Step, page: Page) -> list[Ask]:
        """Enter a report that a page of the column shows in place, and return the requests for its attachments."""
        if not bodies.is_report(page):
            return []
        article = families.reader(column.family).article(page)
        item = Listed(ask.url, bodies.title(page, article), article.published_on)
        column.note(item, replace(step, year=step.year or bodies.year_of(ask.url)), taken=True, kind="annual_report")
        self.asked.add(key(ask.url))
        return self._attachments(replace(ask, attachments=()), page)

    def _entry(self, column: Column, item: Listed, step: Step, via: str) -> list[Ask]:
        want = columns.wanted(item, step, self.years)
        entry = column.note(item, step, taken=want and self.hosts.allow(item.url))
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
        return self._ask(ask) if want else []

    def _agencies(self, column: Column, step: Step, page: Page) -> list[Ask]:
        """Return the columns of single agencies a collective column leads to; an agency's own column has none."""
        if column.agency:
            return []
        return [
            ask
            for node in columns.agencies_apart(page, step)[:_MOST_UNITS]
            for ask in self._column(Ask(node.url, "column", "agency_menu", page.url, node.text, node.agency))
        ]

    def _go_on(self, column: Column, ask: Ask) -> list[Ask]:
        while column.steps:
            step = column.steps.popleft()
            asks = self._ask(
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
            column.complete = False
        self._finish(column)
        return []

    def _finish(self, column: Column) -> None:
        column.end()
        if column.doubt == column.verdict:
            self.alarms.append(f"{column.url}: no list recognised ({column.verdict})")
        self.finished.append(column)
        if column.family != families.UNKNOWN:
            self.family = column.family

    def _attachments(self, ask: Ask, page: Page) -> list[Ask]:
        article = families.reader(families.recognise(page).family).article(page)
        files = {item.url: item for item in (*article.attachments, *ask.attachments)}
        return [
            more
            for item in files.values()
            for more in self._ask(
                Ask(
                    item.url,
                    "attachment",
                    "attachment",
                    page.url,
                    item.text,
                    ask.agency,
                    ask.year,
                    article.published_on or ask.published_on,
                )
            )
        ]

    def _cited(self, page: Page) -> list[Ask]:
        """Return the requests for disclosure pages that a document names as the place where reports stand."""
        found = [url for url in discovery.cited(page) if self.hosts.is_near(url, self.portal.home)]
        room = max(0, _MOST_CITED - self.counts["cited"])
        asks = [ask for url in found for ask in self._ask(Ask(url, "disclosure", "cited", page.url, depth=_DEPTH))][
            :room
        ]
        self.counts["cited"] += len(asks)
        return asks

    def _ask(self, ask: Ask) -> list[Ask]:
        if not self.hosts.allow(ask.url):
            self.refused.setdefault(hosts.slot(ask.url), ask)
            return []
        if key(ask.url) in self.asked and ask.role != "list" and ask.rule != "twin":
            return []
        self.asked.add(key(ask.url))
        return [ask]
