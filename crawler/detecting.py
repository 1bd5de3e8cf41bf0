"""A few pages asked for only to tell by what software a portal is made; nothing is archived."""

from collections.abc import AsyncIterator, Iterator
from typing import Any, ClassVar

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler import discovery, failures, outcomes
from crawler.capture import headers_of
from crawler.families import recognise
from crawler.families.fingerprints import Recognition
from crawler.hosts import HostRules
from crawler.page import Page
from crawler.redirecting import referer

Found = tuple[str, Recognition]
_SURE = 0.6
_MOST_PAGES = 3


class DetectionSpider(Spider):
    """Asks for a page and puts its address and family into `found`, or the reason why there is none into `errors`.

    As long as no family is sure, the page's best link towards the annual reports is followed, at most twice.
    """

    name = "detection"
    MIDDLEWARES: ClassVar[dict[str, int]] = {
        "crawler.politeness.HostGate": 50,
        "crawler.robots.Robots": 100,
        "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
        "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
        "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
        "scrapy.downloadermiddlewares.retry.RetryMiddleware": 550,
        "crawler.resolving.PublicNames": 560,
        "crawler.redirecting.Refreshes": 580,
        "crawler.transport.Decoding": 590,
        "crawler.redirecting.Redirects": 600,
        "crawler.cookies.HostCookies": 700,
    }

    def __init__(self, url: str, hosts: HostRules, found: list[Found], errors: list[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._url, self.hosts, self._found, self._errors = url, hosts, found, errors

    async def start(self) -> AsyncIterator[Request]:
        """Yield the first request."""
        yield Request(self._url, callback=self.parse, errback=self.failed)

    def parse(self, response: Response) -> Iterator[Request]:
        """Recognise the family of a page, and ask for a further one where it is not sure."""
        page = Page.received(response.url, response.body, headers_of(response.headers), response.status)
        judged = outcomes.judge(page, "home")
        if response.status >= 300 or judged.outcome != "ok":
            self._errors.append(f"{judged.outcome}: {judged.detail or response.status}")
        else:
            self._found.append((page.url, recognise(page)))
            yield from self._further(page)

    def _further(self, page: Page) -> Iterator[Request]:
        unsure = max(found.confidence for _, found in self._found) < _SURE and len(self._found) < _MOST_PAGES
        leads = [lead for lead in discovery.leads(page) if lead.role in {"column", "disclosure"}] if unsure else []
        lead = next((lead for lead in leads if self.hosts.allow(lead.url) and lead.url != page.url), None)
        if lead is not None:
            headers = referer(page.url, lead.url)
            yield Request(lead.url, callback=self.parse, errback=self.failed, headers=headers)

    def failed(self, failure: Failure) -> None:
        """Note why there is no page."""
        judged = failures.judge(failure.value)
        self._errors.append(f"{judged.outcome}: {judged.detail}")
