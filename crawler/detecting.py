"""One page asked for only to tell by what software it was made; nothing is archived."""

from collections.abc import AsyncIterator
from typing import Any, ClassVar

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler import failures, outcomes
from crawler.capture import headers_of
from crawler.families import recognise
from crawler.families.fingerprints import Recognition
from crawler.hosts import HostRules
from crawler.page import Page


class DetectionSpider(Spider):
    """Asks for one page and puts its family into `found`, or the reason why there is none into `errors`."""

    name = "detection"
    MIDDLEWARES: ClassVar[dict[str, int | None]] = {
        "crawler.politeness.HostGate": 50,
        "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
        "crawler.robots.Robots": 100,
        "crawler.resolving.PublicNames": 560,
        "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
        "crawler.transport.Decoding": 590,
        "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
        "crawler.politeness.HostCookies": 700,
    }

    def __init__(self, url: str, hosts: HostRules, found: list[Recognition], errors: list[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._url, self.hosts, self._found, self._errors = url, hosts, found, errors

    async def start(self) -> AsyncIterator[Request]:
        """Yield the only request."""
        yield Request(self._url, callback=self.parse, errback=self.failed)

    def parse(self, response: Response) -> None:
        """Recognise the family of a page."""
        page = Page.received(response.url, response.body, headers_of(response.headers), response.status)
        judged = outcomes.judge(page, "home")
        if response.status >= 300 or judged.outcome != "ok":
            self._errors.append(f"{judged.outcome}: {judged.detail or response.status}")
        else:
            self._found.append(recognise(page))

    def failed(self, failure: Failure) -> None:
        """Note why there is no page."""
        judged = failures.judge(failure.value)
        self._errors.append(f"{judged.outcome}: {judged.detail}")
