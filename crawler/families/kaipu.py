"""Kaipu (UCAP): static `.shtml` lists; some columns are filled by the interface `/common/search/CHANNEL` instead.

Some portals have the interface elsewhere (`/searchList/CHANNEL`, `/search/CHANNEL`); it answers alike.
"""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from crawler import hosts, listing, lists, rules
from crawler.families.interface import PER_PAGE, Interface
from crawler.families.static import Static
from crawler.page import Page

_ADDRESS = re.compile(r"(/(?:common/search|searchList|search)/)([0-9a-f]{32})")
_CHANNEL = re.compile(r"channel_?Id\s*[=:]\s*['\"]([0-9a-f]{32})", re.IGNORECASE)
_ASKED = {"_pageSize": str(PER_PAGE), "_isAgg": "true", "_isJson": "true", "_template": "index"}


@dataclass(frozen=True, slots=True)
class Kaipu(Interface):
    """The family of channels `/cNNNNNN/` and articles named by 32 hex digits or `c01_N`, `.shtml`."""

    path = re.compile(r"/common/search/\w+$|/(?:searchList|search)/[0-9a-f]{32}$")
    documents, total, number, size = "results", "total", "page", "_pageSize"
    posted, may_lack = False, True

    def called(self, page: Page) -> list[str]:
        """Return the address of the interface for a page that shows no entries itself and has no further pages."""
        return [] if Static.next_pages(self, page) or listing.static_entries(page) else _interface(page)

    def told(self, item: dict[str, Any]) -> tuple[str, str, str]:
        """Return title, address and day of a document."""
        title, url, day = (str(item.get(name) or "") for name in ("title", "url", "publishedTimeStr"))
        return title, url, day[:10]

    def is_last(self, page: Page, number: int, size: int) -> bool:
        """Tell whether an answer is the last; it may hold fewer documents than were asked for."""
        return Interface.is_last(self, page, number, int(self.answer(page).get("rows") or size))

    def extent(self, page: Page) -> lists.Extent:
        """Return the total that an answer states, or what a static list claims."""
        return lists.Extent(1, self.stated(page)) if self.is_answer(page.url) else lists.extent(page)

    def series(self, url: str) -> str | None:
        """Return the path of an interface address: it names one channel."""
        return urlsplit(url).path if self.is_answer(url) else None


def _interface(page: Page) -> list[str]:
    """Return the address of the interface that a page's scripts name, or that of the channel which its address, its scripts or
    its meta tag name."""
    named = _ADDRESS.search(page.scripts)
    prefix, channel = named.groups() if named else (_prefix(page.url), _channel(page))
    if not re.fullmatch(r"[0-9a-f]{32}", channel):
        return []
    return [_at(urljoin(page.url, prefix + channel), {"page": "1", **_ASKED})]


def _prefix(url: str) -> str:
    paths: dict[str, str] = rules.load("families/kaipu.yaml")["paths"]
    return paths.get(hosts.domain(url), "/common/search/")


def _channel(page: Page) -> str:
    asked = dict(parse_qsl(urlsplit(page.url).query)).get("channelid")
    named = _CHANNEL.search(page.scripts)
    return asked or (named.group(1) if named else page.meta.get("channelid", ""))


def _at(url: str, query: dict[str, str]) -> str:
    return f"{url}?{urlencode(query)}"
