"""Portals whose lists a script fills from `/front/api/data/search` or `/affair`: an interface that takes and answers JSON."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawler import hosts, lists
from crawler.families.static import Static
from crawler.page import Page

_INTERFACE = re.compile(r"/api/data/(?:search|affair)$")
_CALL = re.compile(r"\bnew\s+CMS\s*\(")
_LONGEST_CALL = 2000
_ADDRESS = re.compile(r"\bhttp\s*:\s*['\"]([^'\"\s]{1,200}/api/data/(?:search|affair))['\"]")
_CHANNELS = re.compile(r"\bids\s*:\s*\[?\s*['\"]?(\d+(?:,\d+){0,9})\b")
_PER_PAGE = 15
_MOST_UNITS = 3
_HERE = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class Ivs(Static):
    """The family of articles with a body `#ivs_content`, their lists filled by `new CMS(…, {ids: CHANNEL, http: INTERFACE})`."""

    def readable(self, page: Page) -> Page:
        """Return the documents of an answer as a list in HTML."""
        if not _is_answer(page):
            return page
        return page.showing(f"<ul>{''.join(map(_row, _answer(page)['list']))}</ul>")

    def next_pages(self, page: Page) -> list[str]:
        """Return the interface's addresses that a page's scripts name, the next answer's, or the pages of a static list."""
        if not _is_answer(page):
            return _interfaces(page) or Static.next_pages(self, page)
        query = dict(parse_qsl(urlsplit(page.url).query))
        number, size = int(query.get("pageNo", "1")), int(query.get("pageSize", _PER_PAGE))
        if number * size >= self.extent(page).entries or not self.list_entries(page):
            return []
        return [f"{page.url.partition('?')[0]}?{urlencode({**query, 'pageNo': str(number + 1)})}"]

    def extent(self, page: Page) -> lists.Extent:
        """Return the total that an answer states, or what a static list claims; of a page that names the interface, nothing."""
        if _is_answer(page):
            return lists.Extent(1, _total(page))
        return lists.Extent() if _interfaces(page) else lists.extent(page)

    def is_empty(self, page: Page) -> bool:
        """Tell whether an answer states that there is nothing, or a static page that its list is empty."""
        if _is_answer(page):
            return _total(page) == 0 and not _answer(page)["list"]
        return lists.is_evidently_empty(page)

    def series(self, url: str) -> str | None:
        """Return the interface and the channels that an address asks for."""
        parts = urlsplit(url)
        if not _INTERFACE.search(parts.path):
            return None
        return f"{parts.path}?{dict(parse_qsl(parts.query)).get('channelList')}"

    def form(self, url: str) -> str | None:
        """Return what the interface is asked with: JSON, for it reads no address; its channels must be a list."""
        parts = urlsplit(url)
        if not _INTERFACE.search(parts.path):
            return None
        query = dict(parse_qsl(parts.query))
        return json.dumps(
            {
                "channelList": query.get("channelList", "").split(","),
                "pageNo": int(query.get("pageNo", "1")),
                "pageSize": int(query.get("pageSize", _PER_PAGE)),
                "orderFields": ["display_date"],
                "orderTypes": ["desc"],
            }
        )


def _is_answer(page: Page) -> bool:
    return bool(_INTERFACE.search(urlsplit(page.url).path))


def _answer(page: Page) -> dict[str, Any]:
    answer = json.loads(page.text)
    data = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(data, dict) or not isinstance(data.get("list"), list):
        raise ValueError("the interface answered without a list")
    return data


def _total(page: Page) -> int:
    total = _answer(page).get("totalCount")
    if total is None:
        raise ValueError("the interface answered without a total")
    return int(str(total))


def _row(item: object) -> str:
    if not isinstance(item, dict) or not item.get("url"):
        return ""
    title, url = (escape(str(item.get(name) or "")) for name in ("title", "url"))
    return f'<li><a href="{url}" title="{title}">{title}</a><span>{escape(_day(item.get("display_date")))}</span></li>'


def _day(value: object) -> str:
    """Return a day as the interface tells it: in words, or as milliseconds, which name a moment of China's day."""
    if not isinstance(value, int):
        return str(value or "")[:20]
    try:
        return f"{datetime.fromtimestamp(value / 1000, UTC) + _HERE:%Y-%m-%d}"
    except (OverflowError, OSError, ValueError):
        return ""


def _interfaces(page: Page) -> list[str]:
    """Return the addresses of the interface for the lists of a page; none where it names too many to be one column."""
    calls = (call[:_LONGEST_CALL] for call in _CALL.split(page.scripts)[1:])
    named = [(_ADDRESS.search(call), _CHANNELS.search(call)) for call in calls]
    asked = [(address.group(1), channels.group(1)) for address, channels in named if address and channels]
    if len(asked) > _MOST_UNITS:
        return []
    query = {"pageNo": "1", "pageSize": str(_PER_PAGE)}
    found = (
        hosts.absolute(page.url, f"{address}?{urlencode({'channelList': ids, **query})}") for address, ids in asked
    )
    return list(dict.fromkeys(url for url in found if url))
