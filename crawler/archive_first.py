"""The archive before the network: what an unfinished crawl already has, and conditional requests for the rest."""

from datetime import timedelta
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.responsetypes import responsetypes

from archive import clock
from archive.model import Capture
from crawler.failures import Refused, Stored
from crawler.session import Session, session_of

_DOCUMENT_ROLES = ("article", "attachment")
_DOCUMENT_STATUSES = (200, 304)
UNFINISHED = timedelta(days=7)
"""A crawl that was broken off longer ago than this is not gone on with."""


class ArchiveFirst:
    """Downloader middleware next to the network.

    Articles and attachments captured since their portal's last finished crawl, at most 7 days ago, belong to a crawl
    that was broken off: they are answered from the archive (redirects are asked for again, what they lead to is not).
    Everything else is asked for on condition that it changed, and an unchanged response is replaced by the stored one.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware."""
        return cls(crawler)

    def process_request(self, request: Request) -> Response | None:
        """Answer a request from the archive, or make it conditional on what the archive holds."""
        session = session_of(self._crawler)
        request.meta.pop("stored", None)
        held = self._of_unfinished_crawl(session, request)
        if held is not None:
            request.meta["capture"] = held
            request.meta["visit"].counts["from_archive"] += 1
            return _response(session, request, held)
        known = session.archive.last_stored(request.url)
        if known is not None and known.status in _DOCUMENT_STATUSES:
            request.meta["stored"] = known
            _condition(request, known)
        return None

    def process_response(self, request: Request, response: Response) -> Response:
        """Refuse what could not be stored or leads away, and put the stored response in the place of a 304."""
        session = session_of(self._crawler)
        capture: Capture | None = request.meta.get("capture")
        if capture is None:
            raise Refused("error", session.failure or "response not stored")
        if capture.outcome in {"redirected_away", "too_large"} or (
            capture.outcome == "error" and 300 <= response.status < 400
        ):
            raise Stored(capture.outcome, capture.detail or capture.outcome)
        if response.status != 304 or request.meta.get("stored") is None:
            return response
        if "visit" in request.meta:
            request.meta["visit"].counts["not_modified"] += 1
        return _response(session, request, capture)

    def _of_unfinished_crawl(self, session: Session, request: Request) -> Capture | None:
        ask, visit = request.meta.get("ask"), request.meta.get("visit")
        if ask is None or visit is None or ask.role not in _DOCUMENT_ROLES:
            return None
        name = visit.portal.id
        if name not in session.since:
            session.since[name] = _unfinished_since(session.archive.portal_finished_at(name))
        held = session.archive.captured_since(request.url, session.since[name])
        own = held is not None and held.status in _DOCUMENT_STATUSES and held.provenance.portal == name
        return held if own else None


def _unfinished_since(finished: str | None) -> str:
    oldest = clock.now() - UNFINISHED
    after = clock.parse(finished) + timedelta(microseconds=1) if finished else oldest
    return clock.timestamp(max(after, oldest))


def _condition(request: Request, known: Capture) -> None:
    if known.etag:
        request.headers["If-None-Match"] = known.etag
    if known.last_modified:
        request.headers["If-Modified-Since"] = known.last_modified


def _response(session: Session, request: Request, capture: Capture) -> Response:
    _, headers, body = session.archive.http_response(capture.id)
    pairs: dict[str, list[str]] = {}
    for name, value in headers:
        pairs.setdefault(name, []).append(value)
    kind = responsetypes.from_args(url=request.url, body=body)
    return kind(request.url, status=200, headers=pairs, body=body, request=request)
