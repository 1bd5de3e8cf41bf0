"""robots.txt as RFC 9309 reads it: none or a web page allows everything, a failing server nothing for this run."""

from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler import failures
from crawler.capture import headers_of
from crawler.failures import Refused
from crawler.outcomes import Judgement
from crawler.page import Page
from crawler.structure import looks_like_html


class Robots(RobotsTxtMiddleware):
    """Asks each host once per run for its robots.txt and keeps to it; a host that cannot say counts as unreachable."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._down: dict[str, Judgement] = {}

    async def process_request(self, request: Request, spider: Any = None) -> None:  # noqa: ARG002 - as in the base class
        """Raise IgnoreRequest for what robots.txt forbids, Refused for a host whose robots.txt could not be had."""
        if request.meta.get("dont_obey_robotstxt"):
            request.meta["download_maxsize"] = self.crawler.settings.getint("ROBOTS_MAXSIZE")
        await super().process_request(request)
        down = self._down.get(_netloc(request.url))
        if down is not None and not request.meta.get("dont_obey_robotstxt"):
            raise Refused(down.outcome, f"robots.txt: {down.detail}")

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500:
            self._down[netloc] = Judgement("unreachable", f"status {response.status}")
        page = Page.received(response.url, response.body, headers_of(response.headers), response.status)
        rules = page.body if response.status == 200 and not looks_like_html(page) else b""
        await super()._parse_robots(response.replace(body=rules), netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        judged = failures.judge(exc)
        if not isinstance(exc, IgnoreRequest) or judged.outcome in {"blocked", "unreachable"}:
            self._down[netloc] = Judgement("blocked" if judged.outcome == "blocked" else "unreachable", judged.detail)
        super()._robots_error(exc, netloc)


def _netloc(url: str) -> str:
    return url.split("/")[2]
