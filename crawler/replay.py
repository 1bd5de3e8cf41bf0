"""Answering a spider from the archive alone: what was captured or tried in a portal's last crawl, nothing from the network."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self, cast

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.responsetypes import responsetypes

from archive.model import Capture
from archive.reading import capture_of
from archive.store import Archive
from crawler.failures import Refused, Stored
from crawler.outcomes import Judgement
from crawler.resting import Resting
from crawler.session import Session, session_of
from crawler.visit import Visit

NOT_IN_ARCHIVE = "not in the archive"


@dataclass(frozen=True, slots=True)
class Period:
    """The time of a portal's last crawl: after its end before (None: from the beginning) up to its end."""

    since: str | None
    until: str


@dataclass(slots=True)
class ReplaySession(Session):
    """A crawl over again: what it asks for, by portal, and what of that the archive cannot answer."""

    periods: dict[str, Period] = field(default_factory=dict)
    asked: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    unanswered: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def known_articles(self, visit: Visit) -> list[str]:
        """Return the documents of earlier crawls that this one asked for, those not asked for yet."""
        period = self.periods[visit.portal.id]
        if period.since is None:
            return []
        query = (
            "SELECT DISTINCT url FROM captures WHERE portal = ? AND role = 'article' AND fetched_at <= ? AND url IN"
            " (SELECT url FROM captures WHERE portal = ? AND fetched_at > ? AND fetched_at <= ?) ORDER BY url"
        )
        values = [visit.portal.id, period.since, visit.portal.id, period.since, period.until]
        asked = self.asked[visit.portal.id]
        return [row["url"] for row in self.archive.db.query(query, values) if row["url"] not in asked]


class RecordedRests(Resting):
    """The portals that were left alone because their platform group blocked us, as the archive says; nothing else rests."""

    def __init__(self, homes: Iterable[str]) -> None:
        """Take the home addresses of those portals."""
        super().__init__()
        self._homes = frozenset(homes)

    def why_not(self, url: str) -> str | None:
        """Return a reason for the home of a portal that was left alone."""
        return "left alone, says the archive" if url in self._homes else None


def tried(archive: Archive, portal: str, period: Period, words: str) -> bool:
    """Tell whether a portal's last crawl has an attempt with certain words in its detail (as LIKE has them)."""
    query = "SELECT 1 FROM attempts WHERE portal = ? AND at > ? AND at <= ? AND detail LIKE ? LIMIT 1"
    values = [portal, period.since or "", period.until, words]
    return archive.db.execute(query, values).fetchone() is not None


def answer(archive: Archive, url: str, period: Period) -> Capture | Judgement | None:
    """Return the newest response of an address within a period, else how asking for it failed, else None.

    What could not be had over https counts as it was had over http.
    """
    plain = f"http{url.removeprefix('https')}"
    capture = _capture(archive, url, period)
    if url != plain and (capture is None or capture.status == 410):
        capture = _capture(archive, plain, period) or capture
    if capture is not None:
        return capture
    query = (
        "SELECT outcome, detail FROM attempts WHERE url IN (?, ?) AND at > ? AND at <= ? ORDER BY at DESC, rowid DESC"
    )
    for row in archive.db.query(query, [url, plain, period.since or "", period.until]):
        return Judgement(row["outcome"], row["detail"])
    return None


def _capture(archive: Archive, url: str, period: Period) -> Capture | None:
    query = "SELECT * FROM captures WHERE url = ? AND fetched_at > ? AND fetched_at <= ? ORDER BY fetched_at DESC, rowid DESC"
    for row in archive.db.query(query, [url, period.since or "", period.until]):
        return capture_of(row)
    return None


class FromArchive:
    """Downloader middleware that answers every request from the archive; none goes further."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware."""
        return cls(crawler)

    def process_request(self, request: Request) -> Response:
        """Return the archived response; raises Refused with the archived failure, or because there is neither."""
        session = cast("ReplaySession", session_of(self._crawler))
        name = request.meta["visit"].portal.id
        session.asked[name].add(request.url)
        found = answer(session.archive, request.url, session.periods[name])
        if isinstance(found, Capture):
            request.meta["capture"] = found
            session.asked[name].add(found.url)
            if session.progress is not None:
                session.progress.advance(request.url)
            return _response(session.archive, request, found)
        if found is None:
            session.unanswered[name].add(request.url)
            raise Refused("error", NOT_IN_ARCHIVE)
        raise Refused(found.outcome, found.detail or "")

    def process_response(self, request: Request, response: Response) -> Response:
        """Refuse what leads away, as the crawl did."""
        capture: Capture = request.meta["capture"]
        if capture.outcome == "redirected_away":
            raise Stored(capture.outcome, capture.detail or "redirected away")
        return response


def _response(archive: Archive, request: Request, capture: Capture) -> Response:
    status, headers, body = archive.http_response(capture.id)
    pairs: dict[str, list[str]] = {}
    for name, value in headers:
        pairs.setdefault(name, []).append(value)
    kind = responsetypes.from_args(url=capture.url, body=body)
    return kind(capture.url, status=status, headers=pairs, body=body, request=request)


SETTINGS = {
    "EXTENSIONS": {},
    "ROBOTSTXT_OBEY": False,
    "DOWNLOAD_DELAY": 0,
    "DOWNLOAD_HANDLERS": dict.fromkeys(("http", "https", "ftp", "s3", "file", "data")),
    "DOWNLOADER_MIDDLEWARES": {
        "crawler.redirecting.Refreshes": 580,
        "crawler.redirecting.Redirects": 600,
        "crawler.replay.FromArchive": 900,
    },
}
"""Scrapy's settings for a replay: no robots.txt, no pause, no way to the network."""
