"""Where an answer sends its reader on, and on which page a link stood (Referer): some servers hand out no file without."""

from typing import Any

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import BaseRedirectMiddleware, MetaRefreshMiddleware, RedirectMiddleware
from scrapy.http import Response

_HEAD_BYTES = 4 * 4096


def referer(via: str | None, url: str) -> dict[str, str]:
    """Return the header that tells on which page the link to an address stood, as browsers send it."""
    if via is None or (via.startswith("https:") and not url.startswith("https:")):
        return {}
    return {"Referer": via}


class _Referring(BaseRedirectMiddleware):
    """Sets the header by itself; the base class would look for a spider middleware that does."""

    def handle_referer(self, request: Request, response: Response) -> None:
        """Name the page that sends its reader on."""
        request.headers.pop("Referer", None)
        request.headers.update(referer(response.url, request.url))

    def _engine_started(self) -> None:
        pass


class Redirects(_Referring, RedirectMiddleware):
    """Follows redirects as Scrapy does."""


class Refreshes(_Referring, MetaRefreshMiddleware):
    """Follows the refresh tag of a page as Scrapy does, and reads only the pages that have one in their first 4096 characters."""

    def process_response(
        self,
        request: Request,
        response: Response,
        spider: Any = None,  # noqa: ARG002 - as in the base class
    ) -> Request | Response:
        """Return the request for where a page sends its reader on, or the response."""
        head = response.body[:_HEAD_BYTES].replace(b"\0", b"").lower()
        followed: Request | Response = super().process_response(request, response) if b"refresh" in head else response
        return followed
