"""Kaipu (UCAP): static `.shtml` lists; some columns are filled by the interface `/common/search/CHANNEL` instead.

Some portals have the interface elsewhere (`/searchList/CHANNEL`, `/search/CHANNEL`); it answers alike.
"""

import json
import re
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from crawler import hosts, listing, lists
from crawler.families.static import Static
from crawler.page import Page

_INTERFACE = re.compile(r"/common/search/\w+$|/(?:searchList|search)/[0-9a-f]{32}$")
_ADDRESS = re.compile(r"(/(?:common/search|searchList|search)/)([0-9a-f]{32})")
_PREFIXES = {"csrc.gov.cn": "/searchList/", "nhc.gov.cn": "/search/"}
_CHANNEL = re.compile(r"channel_?Id\s*[=:]\s*['\"]([0-9a-f]{32})", re.IGNORECASE)
_PER_PAGE = 15
_ASKED = {"_pageSize": str(_PER_PAGE), "_isAgg": "true", "_isJson": "true", "_template": "index"}


@dataclass(frozen=True, slots=True)
class Kaipu(Static):
    """The family of channels `/cNNNNNN/` and articles named by 32 hex digits or `c01_N`, `.shtml`."""

    def readable(self, page: Page) -> Page:
        """Return the documents of an answer of the interface as a list in HTML."""
        if not _is_answer(page):
            return page
        rows = "".join(_row(item) for item in _answer(page).get("results") or [] if isinstance(item, dict))
        return page.showing(f"<ul>{rows}</ul>")

    def next_pages(self, page: Page) -> list[str]:
        """Return the further pages of a static list, the interface of one that shows nothing, or the next answer's address."""
        if not _is_answer(page):
            return Static.next_pages(self, page) or ([] if listing.static_entries(page) else _interface(page))
        query = dict(parse_qsl(urlsplit(page.url).query))
        number, size = int(query.get("page", "1")), int(query.get("_pageSize", _PER_PAGE))
        rows = int(_answer(page).get("rows") or size)
        if number * rows >= self.extent(page).entries or not self.list_entries(page):
            return []
        return [_at(page.url.partition("?")[0], {**query, "page": str(number + 1)})]

    def extent(self, page: Page) -> lists.Extent:
        """Return the total that an answer states, or what a static list claims."""
        return lists.Extent(1, _total(page)) if _is_answer(page) else lists.extent(page)

    def is_empty(self, page: Page) -> bool:
        """Tell whether an answer states a total of 0, or a page that its list is empty."""
        if _is_answer(page):
            return _total(page) == 0 and not _answer(page).get("results")
        return lists.is_evidently_empty(page)

    def series(self, url: str) -> str | None:
        """Return the path of an interface address: it names one channel."""
        path = urlsplit(url).path
        return path if _INTERFACE.search(path) else None


def _is_answer(page: Page) -> bool:
    return bool(_INTERFACE.search(urlsplit(page.url).path))


def _answer(page: Page) -> dict[str, Any]:
    answer = json.loads(page.text)
    data = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(data, dict) or not isinstance(data.get("results") or [], list):
        raise ValueError("the interface answered without results")
    return data


def _total(page: Page) -> int:
    total = _answer(page).get("total")
    if total is None:
        raise ValueError("the interface answered without a total")
    return int(str(total))


def _row(item: dict[str, Any]) -> str:
    title, url, day = (escape(str(item.get(name) or "")) for name in ("title", "url", "publishedTimeStr"))
    return f'<li><a href="{url}" title="{title}">{title}</a><span>{day[:10]}</span></li>'


def _interface(page: Page) -> list[str]:
    """Return the address of the interface that a page's scripts name, or that of the channel which its address, its scripts or
    its meta tag name."""
    named = _ADDRESS.search(page.scripts)
    prefix, channel = named.groups() if named else (_prefix(page.url), _channel(page))
    if not re.fullmatch(r"[0-9a-f]{32}", channel):
        return []
    return [_at(urljoin(page.url, prefix + channel), {"page": "1", **_ASKED})]


def _prefix(url: str) -> str:
    return _PREFIXES.get(hosts.domain(url), "/common/search/")


def _channel(page: Page) -> str:
    asked = dict(parse_qsl(urlsplit(page.url).query)).get("channelid")
    named = _CHANNEL.search(page.scripts)
    return asked or (named.group(1) if named else page.meta.get("channelid", ""))


def _at(url: str, query: dict[str, str]) -> str:
    return f"{url}?{urlencode(query)}"
