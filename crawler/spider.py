"""The one spider: it carries requests and responses between Scrapy and the visits, and records what they find."""

import logging
from collections.abc import AsyncIterator, Iterable
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from archive import clock
from archive.model import Capture
from crawler import failures, families, incomplete, outcomes
from crawler.asks import Ask
from crawler.capture import attempt_of, headers_of
from crawler.columns import Column
from crawler.hosts import key
from crawler.outcomes import Judgement
from crawler.page import Page
from crawler.redirecting import referer
from crawler.session import Session
from crawler.visit import Visit

logger = logging.getLogger(__name__)
_PRIORITY = {"home": 30, "disclosure": 20, "column": 20, "list": 20, "article": 10, "attachment": 0}


class PortalSpider(Spider):
    """Visits many portals in one process; politeness is per host, and a portal ends when nothing of it is open."""

    name = "portals"

    def __init__(self, session: Session, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.session = session
        self.hosts = session.hosts

    async def start(self) -> AsyncIterator[Request]:
        """Yield the first requests of every portal."""
        first = {name: list(self._requests(visit, visit.begin())) for name, visit in self.session.visits.items()}
        for name, requests in first.items():
            if not requests:
                self._settle(self.session.visits[name])
            for request in requests:
                yield request

    def parse(self, response: Response) -> list[Request]:
        """Hand a response to its visit and return the next requests."""
        visit, ask = response.meta["visit"], response.meta["ask"]
        page = Page.received(response.url, response.body, headers_of(response.headers), response.status)
        capture = response.meta["capture"]
        try:
            judged = _judged(page, ask, capture)
            self._count(visit, capture.provenance.role, judged, known=response.meta.get("stored") is not None)
            asks = visit.answer(ask, page, judged, capture.id)
        except Exception as error:
            reason = " ".join(f"{type(error).__name__}: {error}".split())
            logger.warning("%s could not be read: %s", response.url, reason)
            self._record(visit, ask, response.url, Judgement("error", f"could not be read: {reason}"))
            asks = visit.fail(ask, Judgement("error", reason))
        return self._next(visit, asks)

    def failed(self, failure: Failure) -> list[Request]:
        """Record a request that got no response, tell its visit and return the next requests."""
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        visit, ask = request.meta["visit"], request.meta["ask"]
        if self.session.failure is not None:
            return []
        judged = failures.judge(failure.value)
        if not isinstance(failure.value, failures.Stored):
            self._record(visit, ask, request.url, judged, attempt_of(request))
        return self._next(visit, visit.fail(ask, judged))

    def _next(self, visit: Visit, asks: Iterable[Ask]) -> list[Request]:
        if self.session.failure is not None:
            return []
        requests = list(self._requests(visit, asks))
        if visit.open == 1 and not requests:
            requests += self._requests(visit, visit.go_on(self.session.known_articles(visit)))
        visit.open -= 1
        requests += self._taken_over(visit) if visit.open == 0 else []
        self._settle(visit)
        return requests

    def _taken_over(self, owner: Visit) -> list[Request]:
        """Return the requests for what other portals left to one that is read now and did not ask for it."""
        left = self.session.left.pop(owner.portal.id, [])
        order = list(self.session.visits)
        requests: list[Request] = []
        for visit, ask in sorted(left, key=lambda item: order.index(item[0].portal.id)):
            visit.left -= 1
            requests += self._requests(visit, [ask])
        for visit in {id(visit): visit for visit, _ in left}.values():
            self._settle(visit)
        return requests

    def _is_left(self, visit: Visit, ask: Ask) -> bool:
        """Leave an article to the portal on whose host it stands, as long as that one may still ask for it."""
        owner = self.session.owner(ask.url) if ask.role == "article" else None
        if owner is None or owner == visit.portal.id:
            return False
        self.session.left.setdefault(owner, []).append((visit, ask))
        visit.left += 1
        return True

    def _requests(self, visit: Visit, asks: Iterable[Ask]) -> Iterable[Request]:
        for ask in asks:
            if ask.role in {"article", "attachment"}:
                if key(ask.url) in self.session.claimed or self._is_left(visit, ask):
                    continue
                self.session.claimed.add(key(ask.url))
            if ask.rule == "unit" and not {visit.portal.id}.issuperset(self.session.portals_at(ask.url)):
                continue
            visit.open += 1
            form = families.form(ask.url)
            yield Request(
                ask.url,
                method="GET" if form is None else "POST",
                body=form or "",
                headers=referer(ask.via_url, ask.url) | ({} if form is None else {"Content-Type": _media_type(form)}),
                callback=self.parse,
                errback=self.failed,
                dont_filter=True,
                priority=_PRIORITY[ask.role],
                meta={"visit": visit, "ask": ask} | self._limits(ask),
            )

    def _limits(self, ask: Ask) -> dict[str, float]:
        """Give a file more time than a page (seconds to its last byte), and a page that leads on less room (bytes)."""
        if ask.role == "attachment":
            return {"download_timeout": self.settings.getfloat("ATTACHMENT_TIMEOUT")}
        return {} if ask.role == "article" else {"download_maxsize": self.settings.getint("PAGE_MAXSIZE")}

    def _count(self, visit: Visit, role: str, judged: Judgement, *, known: bool) -> None:
        if judged.outcome != "ok" or role not in {"article", "attachment"}:
            return
        name = "reports" if role == "article" else "attachments"
        visit.counts[f"{name}_found"] += 1
        visit.counts[f"{name}_new"] += not known

    def _record(self, visit: Visit, ask: Ask, url: str, judged: Judgement, attempt: int = 1) -> None:
        provenance = self.session.provenance(visit, ask, attempt=attempt)
        self.session.writer.attempt(url, judged.outcome, judged.detail or "", provenance)

    def _settle(self, visit: Visit) -> None:
        """Record what a visit has to say, and the portal's end when nothing of it is open."""
        if visit.portal.id in self.session.closed:
            return
        outcome = visit.close() if visit.open == 0 and visit.left == 0 else None
        while visit.finished:
            self._record_column(visit, visit.finished.pop(0))
        for host, ask in visit.refused.items():
            if host not in self.session.refused:
                self.session.refused.add(host)
                self._record(visit, ask, ask.url, Judgement("error", "host not allowed"))
        if outcome is not None:
            self._finish(visit, outcome)

    def _record_column(self, visit: Visit, column: Column) -> None:
        """Record a column; one that used to list something and now lists nothing is an alarm, not an empty list."""
        if column.verdict == "empty_list" and self.session.used_to_list(column.url):
            column.silent = True
            column.lacks(incomplete.SILENT)
            visit.alarms.append(f"{column.url} used to list documents and now lists none")
        self.session.writer.column(column.reading(clock.timestamp(clock.now())))

    def _doubt_columns(self, visit: Visit) -> None:
        """Record as incomplete the columns that list documents we were kept from."""
        for column in visit.columns.values():
            if column.complete and any(entry.url in visit.missing for entry in column.entries.values()):
                column.lacks(incomplete.DOCUMENTS_MISSING)
                self._record_column(visit, column)

    def _finish(self, visit: Visit, outcome: str) -> None:
        portal, found = visit.portal, visit.counts["reports_found"]
        if self.session.resting.why_not(portal.home):
            outcome = "blocked"
        if outcome == "blocked" or portal.id in self.session.bounded:
            self._doubt_columns(visit)
        floor = None if visit.years else found
        visit.alarms += portal.expect.missed(reports=floor, columns=len(visit.columns), family=visit.family)
        visit.counts["missing"] = len(visit.missing)
        visit.counts["columns"] = len(visit.columns)
        counts = dict(sorted(visit.counts.items()))
        since, about = self.session.archive.portal_finished_at(portal.id), (portal.id, portal.name, portal.home)
        self.session.writer.portal_finished(
            *about, visit.family, portal.region, outcome, counts, since=since, alarms=visit.alarms
        )
        self.session.closed[portal.id] = outcome
        if self.session.progress is not None:
            self.session.progress.say(f"{portal.id}: {outcome}, {found} reports, {visit.counts['requests']} requests")


def _judged(page: Page, ask: Ask, capture: Capture) -> Judgement:
    """Return what the capture was judged to be; an unchanged page is judged as it was stored."""
    if capture.outcome == "not_modified":
        return outcomes.judge(page, ask.role)
    return Judgement(capture.outcome, capture.detail)


def _media_type(form: str) -> str:
    return "application/json" if form.startswith("{") else "application/x-www-form-urlencoded"
