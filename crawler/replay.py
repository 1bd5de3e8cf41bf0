"""Answering a spider from the archive alone: what was captured or tried in a portal's last crawl, nothing from the network."""

from collections import defaultdict
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


def answer(archive: Archive, url: str, period: Period) -> Capture | Judgement | None:
    """Return the newest response of an address within a period, else how asking for it failed, else None."""
    values = [url, period.since or "", period.until]
    when = "url = ? AND {at} > ? AND {at} <= ? ORDER BY {at} DESC, rowid DESC LIMIT 1"
    captures = f"SELECT * FROM captures WHERE {when.format(at='fetched_at')}"  # noqa: S608 (own conditions)
    for row in archive.db.query(captures, values):
        return capture_of(row)
    attempts = f"SELECT outcome, detail FROM attempts WHERE {when.format(at='at')}"  # noqa: S608 (own conditions)
    for row in archive.db.query(attempts, values):
        return Judgement(row["outcome"], row["detail"])
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
    kind = responsetypes.from_args(url=request.url, body=body)
    return kind(request.url, status=status, headers=pairs, body=body, request=request)


SETTINGS = {
    "EXTENSIONS": {},
    "ROBOTSTXT_OBEY": False,
    "COOKIES_ENABLED": False,
    "DOWNLOAD_DELAY": 0,
    "RETRY_ENABLED": False,
    "DOWNLOAD_HANDLERS": dict.fromkeys(("http", "https", "ftp", "s3", "file", "data")),
    "DOWNLOADER_MIDDLEWARES": {
        "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
        "crawler.replay.FromArchive": 900,
    },
}
"""Scrapy's settings for a replay: no robots.txt, no pause, no way to the network."""
