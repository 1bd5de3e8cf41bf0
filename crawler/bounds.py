"""How much one crawl takes from one portal, as `bounds.yaml` says; beyond that the portal ends with what it has."""

from collections import defaultdict
from dataclasses import dataclass, fields
from time import monotonic
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler import rules
from crawler.failures import Refused
from crawler.session import session_of
from crawler.visit import Visit

_LIST_ROLES = ("column", "list")


@dataclass(slots=True)
class Amounts:
    """Requests, bytes of bodies, list pages, segments of an address and seconds: taken so far, or the most allowed."""

    requests: float = 0
    bytes: float = 0
    pages: float = 0
    depth: float = 0
    seconds: float = 0

    @classmethod
    def allowed(cls, portal: str) -> Self:
        """Return what may be taken from a portal."""
        words = rules.load("bounds.yaml")
        return cls(**{**words["defaults"], **words["portals"].get(portal, {})})


class Budget:
    """Downloader middleware that counts what each portal really costs, and stops it at its bounds."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._spent: defaultdict[str, Amounts] = defaultdict(Amounts)
        self._began: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Count a request; raises Refused beyond a bound of its portal, which is an alarm too."""
        visit, most = request.meta.get("visit"), session_of(self._crawler).max_requests
        if visit is None:
            return
        if most is not None and visit.counts["requests"] >= most:
            raise Refused("error", f"request budget of {most} spent")
        bound = self._reached(visit, request.url)
        if bound is not None:
            self._say(visit, bound)
            raise Refused("error", bound)
        visit.counts["requests"] += 1
        spent = self._spent[visit.portal.id]
        spent.requests += 1
        spent.pages += request.meta["ask"].role in _LIST_ROLES

    def process_response(self, request: Request, response: Response) -> Response:
        """Count the bytes of a body."""
        if "visit" in request.meta:
            self._spent[request.meta["visit"].portal.id].bytes += len(response.body)
        return response

    def _reached(self, visit: Visit, url: str) -> str | None:
        spent, allowed = self._spent[visit.portal.id], Amounts.allowed(visit.portal.id)
        spent.seconds = monotonic() - self._began.setdefault(visit.portal.id, monotonic())
        depth = len([part for part in urlsplit(url).path.split("/") if part])
        if depth > allowed.depth:
            return f"address deeper than {allowed.depth} segments"
        for name in (one.name for one in fields(Amounts) if one.name != "depth"):
            if getattr(spent, name) >= getattr(allowed, name):
                return f"bound reached: {getattr(allowed, name)} {name}"
        return None

    def _say(self, visit: Visit, bound: str) -> None:
        session_of(self._crawler).bounded.add(visit.portal.id)
        if bound not in visit.alarms:
            visit.alarms.append(bound)
