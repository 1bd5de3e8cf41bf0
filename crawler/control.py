"""The control page: what a host answers at an address that cannot exist, asked for once and only when needed."""

from asyncio import Future, get_running_loop
from dataclasses import replace
from typing import Self
from urllib.parse import urljoin

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from archive.model import Capture
from crawler import bodies, discovery, lists
from crawler.alike import shape
from crawler.asks import Ask
from crawler.capture import headers_of
from crawler.failures import Stored
from crawler.hosts import slot
from crawler.page import Page
from crawler.session import session_of
from crawler.structure import is_article, is_listing, is_shell, looks_like_html

PATH = "/nianbao-control/no-such-page.html"


class ControlPage:
    """Downloader middleware: a page that looks like nothing expected is compared with its host's control page.

    Where both are the same page, the address does not exist: a soft 404.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._asked: dict[str, Future[str | None]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware."""
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Return the response; raises Stored when its address turns out not to exist."""
        ask, capture = request.meta.get("ask"), request.meta.get("capture")
        if ask is None or capture is None or response.status != 200:
            return response
        page = Page.received(response.url, response.body, headers_of(response.headers), response.status)
        echo = capture.outcome == "soft_404" and capture.detail.endswith("in its place")
        if not echo and not (capture.outcome in {"ok", "not_modified"} and is_doubtful(page, ask.role)):
            return response
        control = await self._control(request)
        if control is None or control != shape(page) or echo:
            return response
        raise self._soft_404(request, capture)

    def _soft_404(self, request: Request, capture: Capture) -> Stored:
        reason = "the same page as at an address that cannot exist"
        session_of(self._crawler).writer.judged(capture, "soft_404", reason)
        request.meta["capture"] = replace(capture, outcome="soft_404", detail=reason)
        return Stored("soft_404", reason)

    async def _control(self, request: Request) -> str | None:
        """Return the shape of the control page of a host; None when the host says that there is no such page."""
        name = slot(request.url)
        if name not in self._asked:
            self._asked[name] = get_running_loop().create_future()
            found = None
            try:
                found = await self._ask(request)
            finally:
                self._asked[name].set_result(found)
                session_of(self._crawler).controls[name] = found
        return await self._asked[name]

    async def _ask(self, request: Request) -> str | None:
        url = urljoin(request.url, PATH)
        ask = Ask(url, "control", "control", via_url=request.url)
        room = self._crawler.settings.getint("PAGE_MAXSIZE")
        meta = {"visit": request.meta["visit"], "ask": ask, "download_maxsize": room}
        try:
            response = await self._crawler.engine.download_async(Request(url, dont_filter=True, meta=meta))
            page = Page.received(response.url, response.body, headers_of(response.headers), response.status)
            return shape(page) if response.status == 200 and looks_like_html(page) else None
        except Exception:  # whatever keeps the control page from us, it tells nothing about other pages
            return None


def is_doubtful(page: Page, role: str) -> bool:
    """Tell whether a web page shows nothing of what its role promises: an article, or a list of documents."""
    try:
        if not looks_like_html(page):
            return False
        if role == "article":
            return not is_article(page) and not bodies.is_report(page)
        told = discovery.is_column(page) or lists.is_named(page)
        return role == "column" and not told and not is_shell(page) and not is_listing(page)
    except ValueError:
        return False
