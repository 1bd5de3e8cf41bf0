"""What keeps us polite, per host and port: one request at a time, a budget, no host not allowed."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.pqueues import DownloaderAwarePriorityQueue, DownloaderInterface
from scrapy.robotstxt import RobotParser

from crawler import outcomes
from crawler.capture import headers_of
from crawler.failures import Refused
from crawler.hosts import HostRules, platform, slot, without_session
from crawler.outcomes import Judgement
from crawler.page import Page
from crawler.resting import Resting
from crawler.session import Session, session_of

_FIRST = 1000
_LONGEST_CRAWL_DELAY = 120.0


class HostGate:
    """Lets a request out only to a host that may be asked, and keys its delay and robots.txt by host and port."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware listen for Crawl-delay."""
        gate = cls(crawler)
        crawler.signals.connect(gate.robots_parsed, signals.robots_parsed)
        crawler.signals.connect(gate.assign, signals.request_scheduled)
        return gate

    def assign(self, request: Request) -> None:
        """Key a request by host and port before the scheduler sees it, so that no host waits for another."""
        request.meta["download_slot"] = slot(request.url)

    def process_request(self, request: Request) -> Request | None:
        """Key a request, and take a session id off its address; raises Refused for a host that may not be requested."""
        self.assign(request)
        rules: HostRules = self._crawler.spider.hosts  # type: ignore[union-attr]  # each of our spiders has them
        if not rules.allow(request.url):
            raise Refused("error", "host not allowed")
        clean = without_session(request.url)
        return None if clean == request.url else request.replace(url=clean)

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Take over the Crawl-delay of a host where it is longer than our own."""
        delay = robotparser.crawl_delay(self._crawler.settings["ROBOTSTXT_USER_AGENT"])
        downloader = self._crawler.engine.downloader
        if delay is None or delay <= self._crawler.settings.getfloat("DOWNLOAD_DELAY"):
            return
        name, wait = slot(request.url), min(delay, _LONGEST_CRAWL_DELAY)
        downloader.per_slot_settings[name] = {"delay": wait}
        if name in downloader.slots:
            downloader.slots[name].delay = wait


class GroupGate:
    """Repeats the request that got the first block page of a platform group after a pause, and stops at the second.

    It stands next to the network, so that nothing a block page carries (cookies, refreshes) is taken up.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware; what the archive remembers is read when the spider opens."""
        gate = cls(crawler)
        crawler.signals.connect(gate.spider_opened, signals.spider_opened)
        return gate

    def spider_opened(self) -> None:
        """Take over which groups were sent to rest within the last day."""
        session = session_of(self._crawler)
        session.resting = Resting.remembered(session.archive, self._crawler.settings.getfloat("DOWNLOAD_DELAY"))

    async def process_request(self, request: Request) -> None:
        """Hold a request while its group pauses; raises Refused when it rests."""
        resting = session_of(self._crawler).resting
        await resting.wait(request.url)
        reason = resting.why_not(request.url)
        if reason:
            raise Refused("blocked", reason)
        request.meta["group_hits"] = resting.group(request.url).hits

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """Take in what was answered; the first block page of a group is answered with the same request."""
        session, capture = session_of(self._crawler), request.meta["capture"]
        if 300 <= response.status < 400:
            return response
        judged = Judgement(capture.outcome, capture.detail, capture.provenance.detector)
        wait = outcomes.retry_after(Page(response.url, b"", headers_of(response.headers)))
        verdict = session.resting.take(
            request.url, capture.provenance.role, judged, hits=request.meta["group_hits"], wait=wait
        )
        if verdict == "rest":
            session.writer.attempt(request.url, "blocked", session.resting.note(request.url), capture.provenance)
        if verdict != "ask again":
            return response
        meta = {**request.meta, "repeats": request.meta.get("repeats", 0) + 1}
        return request.replace(meta=meta, priority=request.priority + _FIRST, dont_filter=True)


class _UnderWay(DownloaderInterface):
    """Counts per slot what is under way, requests that still wait for robots.txt included, and what must wait."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._crawler = crawler

    def stats(self, possible_slots: Iterable[str]) -> list[tuple[int, str]]:
        """Return the number of requests under way for each slot, one for a slot whose platform group is held back."""
        active = Counter(request.meta.get("download_slot") for request in self.downloader.active)
        session: Session | None = getattr(self._crawler.spider, "session", None)
        if session is None or not session.resting.probing:
            return [(active[name], name) for name in possible_slots]
        groups = Counter(platform(f"//{name}") for name in active.elements() if name)
        return [(active[name] or self._held(session, f"//{name}", groups), name) for name in possible_slots]

    def _held(self, session: Session, url: str, groups: Counter[str]) -> int:
        return int(session.resting.holds(url, groups[platform(url)]))


class OneAtATime(DownloaderAwarePriorityQueue):
    """The scheduler's queue: hands out a request only for a host and port of which none is under way.

    So what one response teaches (a block, a spent budget, a list's next page) counts for the very next request.
    """

    def __init__(self, crawler: Crawler, *arguments: Any, **options: Any) -> None:
        super().__init__(crawler, *arguments, **options)
        self._downloader_interface = _UnderWay(crawler)

    def pop(self) -> Request | None:
        """Return the next request, or None as long as every host with requests left has one under way."""
        free = any(not active for active, _ in self._downloader_interface.stats(self.pqueues))
        return super().pop() if free else None
