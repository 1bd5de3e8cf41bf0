"""The visit to one portal: which address to ask for next, given what the last one answered. No network in here."""

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from crawler import column_reading, documents, exploring, hosts, outcomes
from crawler.asks import Ask
from crawler.columns import Column
from crawler.entries import Step
from crawler.hosts import HostRules, key
from crawler.outcomes import Judgement
from crawler.page import Page
from crawler.registry import Portal

_MOST_JUMPS = 3
_LIST_ROLES = ("column", "list")


@dataclass(slots=True)
class Visit:
    """A portal being crawled. `outcome` is that of its home page until columns are read; `open` counts open requests,
    `left` the documents that another portal may yet ask for itself.

    `finished` (columns read) and `refused` (by host: an address that may not be requested) wait to be recorded;
    `missing` are documents that were asked for and not obtained, with the reason; `waiting` are the pages and columns of
    agencies that are asked for when collective columns have been read; `chrome` are the links of home and disclosure
    pages (keys).
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
    waiting: list[Ask] = field(default_factory=list)
    _awaited: set[str] = field(default_factory=set)
    _parts_of_columns: dict[str, str] = field(default_factory=dict)
    chrome: set[str] = field(default_factory=set)

    def begin(self) -> list[Ask]:
        """Return the first requests: the home page, the disclosure page and the columns already known."""
        self._homes = deque(hosts.twins(self.portal.home))
        known = [
            ask
            for column in self.portal.columns
            for ask in self.request_column(Ask(column.url, "column", "registry", agency=column.agency))
        ]
        home, page = self.portal.home, self.portal.disclosure
        asks = [Ask(home, "home", "target"), *([Ask(page, "disclosure", "registry", depth=1)] if page else [])]
        return [*(more for ask in asks for more in self.request(ask)), *known]

    def answer(self, ask: Ask, page: Page, judgement: Judgement, capture: str) -> list[Ask]:
        """Take in a response and return what to ask for next."""
        if judgement.outcome != "ok" and ask.role not in _LIST_ROLES:
            return self.fail(ask, judgement)
        jumped = self._jump(ask, page) if judgement.outcome == "ok" else None
        if jumped is not None:
            return jumped
        match ask.role:
            case "home" | "disclosure":
                return exploring.explore(self, ask, page, capture)
            case "column" | "list":
                return column_reading.read(self, ask, page, judgement, capture)
            case "article":
                return [*documents.attachments(self, ask, page), *documents.cited(self, page, exploring.DEEPEST)]
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
            self.request(replace(ask, url=target, rule="jump", via_url=page.url, step=step, jumps=ask.jumps + 1))
            or None
        )

    def go_on(self, known: Iterable[str]) -> list[Ask]:
        """Return what to ask for when nothing is open: agencies that still wait, then the documents `known` from earlier
        crawls that no column of this one lists."""
        return exploring.awaited(self) or self._recheck(known)

    def _recheck(self, urls: Iterable[str]) -> list[Ask]:
        listed = {name for column in self.columns.values() for name in column.entries}
        missed = [url for url in urls if key(url) not in listed]
        return [ask for url in missed for ask in self.request(Ask(url, "article", "recheck"))]

    def fail(self, ask: Ask, judgement: Judgement) -> list[Ask]:
        """Take in that an address gave nothing and return what to ask for instead."""
        match ask.role:
            case "home":
                self.outcome = judgement.outcome
                if self._homes and judgement.outcome == "unreachable":
                    return self.request(Ask(self._homes.popleft(), "home", "twin", via_url=ask.url))
            case "disclosure":
                self.counts["pages_failed"] += 1
            case "column" | "list":
                column = self.columns[ask.column or ""]
                column.fail(judgement)
                return column_reading.go_on(self, column, ask)
            case _:
                self.missing[ask.url] = judgement.detail or judgement.outcome
        return []

    def close(self) -> str:
        """Return the outcome of the portal: its best column's, else its home page's; `error` when it has none."""
        for column in self.columns.values():
            if not column.done:
                column.fail(Judgement("error"))
                column_reading.finish(self, column)
        if lost := self.counts["units_without_column"]:
            self.alarms.append(f"{lost} pages of agencies lead to no annual-report column")
        if self.outcome == "ok" and not self.columns:
            return "error"
        outcomes = [column.verdict for column in self.columns.values()]
        return next(
            (name for name in ("ok", "empty_list") if name in outcomes), outcomes[0] if outcomes else self.outcome
        )

    def request_column(self, ask: Ask) -> list[Ask]:
        """Start a column and return the request for its first page, unless it is known already."""
        name = key(ask.url)
        if name in self.columns or name in self.asked:
            return []
        return [self.begin_column(allowed) for allowed in self.request(ask)]

    def wait(self, ask: Ask) -> None:
        """Remember the page or the column of an agency, once, unless it was asked for already."""
        name = key(ask.url)
        if name not in self._awaited and name not in self.asked:
            self._awaited.add(name)
            self.waiting.append(ask)

    def begin_column(self, ask: Ask) -> Ask:
        """Start a column at an address and return the request that belongs to it."""
        name = key(ask.url)
        self.columns[name] = Column(
            ask.url,
            self.portal.id,
            agency=ask.agency,
            region=self.portal.region,
            parts=self._parts_of_columns,
            chrome=self.chrome,
        )
        self.columns[name].queued.add(name)
        return replace(ask, column=name, step=Step(ask.url, ask.url))

    def request(self, ask: Ask) -> list[Ask]:
        """Return the request, unless its host may not be asked or its address was asked for before."""
        if not self.hosts.allow(ask.url):
            self.refused.setdefault(hosts.slot(ask.url), ask)
            return []
        if key(ask.url) in self.asked and ask.role != "list" and ask.rule != "twin":
            return []
        self.asked.add(key(ask.url))
        return [ask]
