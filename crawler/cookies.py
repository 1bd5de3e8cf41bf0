"""Cookies as the servers set them, kept apart by host and port."""

from collections import defaultdict

from scrapy import Request
from scrapy.http import Response
from scrapy.http.cookies import CookieJar

from crawler.hosts import slot


class HostCookies:
    """Sends back to a host and port what it has set, and to no other: so no list of public suffixes is needed (or fetched)."""

    def __init__(self) -> None:
        self._jars: defaultdict[str, CookieJar] = defaultdict(CookieJar)

    def process_request(self, request: Request) -> None:
        """Add the cookies of the host, and those of no other that a redirect brought along."""
        request.headers.pop("Cookie", None)
        jar = self._jars.get(slot(request.url))
        if jar is not None:
            jar.add_cookie_header(request)

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep the cookies that a response sets."""
        if "Set-Cookie" in response.headers:
            self._jars[slot(request.url)].extract_cookies(response, request)
        return response
