"""Getting an answer over a shaky wire: http where https is broken, few repetitions, hosts that are silent left alone."""

from collections import Counter
from typing import Any, Self
from urllib.parse import urlsplit, urlunsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response
from scrapy.responsetypes import responsetypes

from archive.coding import decode_body
from archive.headers import header
from crawler import failures
from crawler.capture import LARGEST_PAGE, attempt_of, headers_of
from crawler.failures import Refused
from crawler.hosts import slot
from crawler.session import session_of

_SILENT_AFTER = 4
_CONNECTION = (DownloadConnectionRefusedError, DownloadFailedError, ResponseDataLossError, OSError)


class PlainHttp:
    """Downloader middleware: what cannot be had over https is asked for over http, once; a host that answers there is
    asked so for the rest of the run. An address with a port of its own keeps it.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._plain: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware."""
        return cls(crawler)

    def process_request(self, request: Request) -> Request | None:
        """Send a request for a host known to speak http only over http."""
        broken = request.url.startswith("https:") and slot(request.url) in self._plain
        return self._over_http(request) if broken else None

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """Learn from an answer over http; a home page or robots.txt that is gone over https is asked for over http."""
        instead_of = request.meta.get("instead_of")
        if instead_of and response.status < 400:
            self._plain.add(instead_of)
        at_the_door = urlsplit(request.url).path in {"/", "/robots.txt"}
        if response.status == 410 and at_the_door and self._may_fall_back(request):
            return self._over_http(request)
        return response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Record a failure of https and ask over http."""
        late = isinstance(exception, DownloadTimeoutError) and request.meta.get("retry_times", 0) > 0
        broken = late or (isinstance(exception, _CONNECTION) and not isinstance(exception, CannotResolveHostError))
        if not broken or not self._may_fall_back(request):
            return None
        session, judged = session_of(self._crawler), failures.judge(exception)
        visit, ask = request.meta.get("visit"), request.meta.get("ask")
        provenance = session.provenance(visit, ask, attempt=attempt_of(request))
        session.writer.attempt(request.url, "unreachable", f"tls_error: {judged.detail}", provenance)
        return self._over_http(request)

    def _may_fall_back(self, request: Request) -> bool:
        ask = request.meta.get("ask")
        is_twin = ask is not None and ask.rule == "twin"
        return request.url.startswith("https:") and "instead_of" not in request.meta and not is_twin

    def _over_http(self, request: Request) -> Request:
        parts = urlsplit(request.url)
        meta = {**request.meta, "instead_of": slot(request.url), "retry_times": 0}
        netloc = parts.netloc.removesuffix(":443")
        return request.replace(url=urlunsplit(("http", netloc, parts.path, parts.query, "")), meta=meta)


class FewRetries(RetryMiddleware):
    """Repeats what failed as Scrapy does, but a timeout only once; each failure that is repeated is recorded."""

    def process_exception(
        self,
        request: Request,
        exception: Exception,
        spider: Any = None,  # noqa: ARG002 - as in the base class
    ) -> Request | Response | None:
        """Return the request to be repeated, or None."""
        if isinstance(exception, DownloadTimeoutError):
            request.meta["max_retry_times"] = 1
        again: Request | Response | None = super().process_exception(request, exception)
        if again is not None:
            session, judged = session_of(self.crawler), failures.judge(exception)
            provenance = session.provenance(
                request.meta.get("visit"), request.meta.get("ask"), attempt=attempt_of(request)
            )
            session.writer.attempt(request.url, judged.outcome, judged.detail or "", provenance)
        return again


class SilentHosts:
    """Downloader middleware: a host that gave no answer four times in a row is not asked again in this run."""

    def __init__(self) -> None:
        self._failures: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, _: Crawler) -> Self:
        """Make the middleware."""
        return cls()

    def process_request(self, request: Request) -> None:
        """Raise Refused for a host that is silent."""
        if self._failures[slot(request.url)] >= _SILENT_AFTER:
            raise Refused("unreachable", f"no answer of this host {_SILENT_AFTER} times in a row")

    def process_response(self, request: Request, response: Response) -> Response:
        """Take in that a host answers."""
        del self._failures[slot(request.url)]
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Count a request without an answer."""
        if isinstance(exception, (*_CONNECTION, DownloadTimeoutError)) and not isinstance(exception, IgnoreRequest):
            self._failures[slot(request.url)] += 1


class Decoding:
    """Downloader middleware: hands on the body without its content encoding, however that is labelled, within 32 MiB."""

    def process_response(self, request: Request, response: Response) -> Response:  # noqa: ARG002 - as Scrapy calls it
        """Return the response with its body decoded; one that cannot be decoded stays as it is."""
        body, remark = decode_body(
            response.body, header(headers_of(response.headers), "content-encoding"), LARGEST_PAGE
        )
        if body is response.body or remark is not None:
            return response
        headers = response.headers.copy()
        headers.pop("Content-Encoding", None)
        kind = responsetypes.from_args(headers=headers, url=response.url, body=body)
        return response.replace(body=body, headers=headers, cls=kind)
