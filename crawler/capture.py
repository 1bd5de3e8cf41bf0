"""Storing every response as it was received, before anything reads it."""

import asyncio
import logging
from dataclasses import replace
from http.client import responses as reasons
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Headers as ScrapyHeaders
from scrapy.http import Response
from twisted.python.failure import Failure

from archive import clock
from archive.coding import EXCEEDS, MAX_DECODED, decode_body
from archive.headers import header
from archive.model import Capture, Exchange, Headers, Provenance
from crawler import bodies, failures, families, outcomes
from crawler.alike import Echoes
from crawler.hosts import slot
from crawler.outcomes import Judgement
from crawler.page import Page
from crawler.session import session_of

logger = logging.getLogger(__name__)
LARGEST_PAGE = 32 * 1024 * 1024
"""The most bytes a page may have once decoded; files may have more."""
_LIST_ROLES = ("disclosure", "column", "list")


class Capturing:
    """The extension that writes each response to the archive; when anything cannot be recorded, the crawl ends."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._echoes = Echoes()
        self._stopping: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the extension listen for responses."""
        extension = cls(crawler)
        crawler.signals.connect(extension.response_downloaded, signals.response_downloaded)
        crawler.signals.connect(extension.spider_error, signals.spider_error)
        return extension

    def response_downloaded(self, response: Response, request: Request) -> None:
        """Store a response, whatever its status, with the provenance of its request; note its capture there."""
        session = session_of(self._crawler)
        request.meta.pop("capture", None)
        try:
            ask = request.meta.get("ask")
            provenance = session.provenance(request.meta.get("visit"), ask, attempt=attempt_of(request))
            exchange = _exchange(request, response)
            judged = self._judge(exchange, provenance.role)
            provenance = _as_found(exchange, provenance, judged, request.meta.get("stored"))
            provenance = replace(provenance, detector=judged.detector)
            capture = session.writer.response(exchange, provenance, judged.outcome, judged.detail)
            self._remember(capture, judged)
        except Exception as error:  # whatever kept the bytes from being stored, nothing may be built on them
            self._give_up(f"{request.url} could not be stored: {error}")
            return
        request.meta["capture"] = capture
        if session.progress is not None:
            session.progress.advance(request.url)

    def spider_error(self, failure: Failure) -> None:
        """End the crawl when the spider could not record what it found; pages it cannot read are no such errors."""
        self._give_up(f"the crawl could not be recorded: {failure.value}")

    def _give_up(self, reason: str) -> None:
        session = session_of(self._crawler)
        logger.debug(reason, exc_info=True)
        if session.failure is None:
            session.failure = reason
            self._stopping = asyncio.ensure_future(self._crawler.stop_async())

    def _judge(self, exchange: Exchange, role: str) -> Judgement:
        """Judge a response; a body too large to decode, and a page that stands in for another, are told here."""
        try:
            limit = MAX_DECODED if role == "attachment" else LARGEST_PAGE
            body, remark = decode_body(exchange.body, header(exchange.headers, "content-encoding"), limit)
            if remark is not None and remark.startswith(EXCEEDS):
                return Judgement("too_large", remark)
            headers = [pair for pair in exchange.headers if pair[0].lower() != "content-encoding"]
            page = Page.received(exchange.url, body, headers, exchange.status)
            judged = outcomes.judge(page, role)
            candidate = judged.outcome in {"ok", "soft_404"} and page.status == 200 and outcomes.looks_like_html(page)
            return (self._echo(page, role) if candidate else None) or judged
        except Exception as error:  # a page may be as odd as it likes, it is stored all the same
            return Judgement("error", f"could not be read: {error}")

    def _echo(self, page: Page, role: str) -> Judgement | None:
        controls = session_of(self._crawler).controls
        return self._echoes.judge(page, role, usual=controls.get(slot(page.url)) is not None)

    def _remember(self, capture: Capture, judged: Judgement) -> None:
        """Know an unchanged home page by what is stored of it; a block told by its repetition was one before, too."""
        before = self._echoes.stored(capture)
        if judged.detector and judged.detector.startswith("rate_soft/"):
            for earlier in before:
                session_of(self._crawler).writer.judged(earlier, judged.outcome, judged.detail, judged.detector)
        if capture.outcome == "not_modified" and capture.provenance.role == "home":
            body = session_of(self._crawler).archive.payload(capture.id)
            self._judge(Exchange(capture.url, 200, "", [], body, clock.now()), "home")


class Unanswered:
    """Downloader middleware that records a robots.txt or control page that could not be had; the spider records its own requests."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware."""
        return cls(crawler)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Record the failure of a request that no spider asked for."""
        session, ask = session_of(self._crawler), request.meta.get("ask")
        if (ask is None or ask.role == "control") and session.failure is None:
            judged = failures.judge(exception)
            provenance = session.provenance(request.meta.get("visit"), ask, attempt=attempt_of(request))
            session.writer.attempt(request.url, judged.outcome, judged.detail or "", provenance)


def attempt_of(request: Request) -> int:
    """Return how often this has been asked for, from 1, repetitions after failures and block pages included."""
    again: int = request.meta.get("retry_times", 0) + request.meta.get("repeats", 0)
    return 1 + again


def headers_of(headers: ScrapyHeaders) -> Headers:
    """Return headers as pairs of text, repeated ones kept."""
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, values in headers.items() for value in values]


def _as_found(exchange: Exchange, provenance: Provenance, judged: Judgement, stored: Capture | None) -> Provenance:
    """Return the provenance of a page that was asked for as a list and shows a report in place: it is an article."""
    if provenance.role not in _LIST_ROLES:
        return provenance
    if judged.outcome == "not_modified":
        held = stored.provenance if stored is not None else None
        return replace(provenance, role="article", year=held.year) if held and held.role == "article" else provenance
    if judged.outcome != "ok" or exchange.status != 200:
        return provenance
    try:
        page = Page.received(exchange.url, exchange.body, exchange.headers, exchange.status)
        if not bodies.is_report(page):
            return provenance
        return replace(provenance, role="article", year=bodies.shown_year(page, families.article(page)))
    except ValueError:
        return provenance


def _exchange(request: Request, response: Response) -> Exchange:
    return Exchange(
        url=request.url,
        status=response.status,
        reason=reasons.get(response.status, ""),
        headers=headers_of(response.headers),
        body=response.body,
        fetched_at=clock.now(),
        method=request.method,
        request_headers=headers_of(request.headers),
        request_body=request.body,
        protocol=response.protocol or "HTTP/1.1",
        ip=str(response.ip_address) if response.ip_address else None,
    )
