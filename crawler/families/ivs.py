"""Portals whose lists a script fills from `/front/api/data/search` or `/affair`: an interface that takes and answers JSON."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawler import hosts
from crawler.families.interface import PER_PAGE, Interface
from crawler.page import Page

_CALL = re.compile(r"\bnew\s+CMS\s*\(")
_LONGEST_CALL = 2000
_ADDRESS = re.compile(r"\bhttp\s*:\s*['\"]([^'\"\s]{1,200}/api/data/(?:search|affair))['\"]")
_CHANNELS = re.compile(r"\bids\s*:\s*\[?\s*['\"]?(\d+(?:,\d+){0,9})\b")
_MOST_UNITS = 3
_HERE = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class Ivs(Interface):
    """The family of articles with a body `#ivs_content`, their lists filled by `new CMS(…, {ids: CHANNEL, http: INTERFACE})`."""

    path = re.compile(r"/api/data/(?:search|affair)$")
    documents, total, number, size = "list", "totalCount", "pageNo", "pageSize"

    def called(self, page: Page) -> list[str]:
        """Return the addresses of the interface that a page's scripts name."""
        return _interfaces(page)

    def told(self, item: dict[str, Any]) -> tuple[str, str, str]:
        """Return title, address and day of a document."""
        return str(item.get("title") or ""), str(item.get("url") or ""), _day(item.get("display_date"))

    def series(self, url: str) -> str | None:
        """Return the interface and the channels that an address asks for."""
        if not self.is_answer(url):
            return None
        parts = urlsplit(url)
        return f"{parts.path}?{dict(parse_qsl(parts.query)).get('channelList')}"

    def form(self, url: str) -> str | None:
        """Return what the interface is asked with: JSON, for it reads no address; its channels must be a list."""
        if not self.is_answer(url):
            return None
        query = dict(parse_qsl(urlsplit(url).query))
        return json.dumps(
            {
                "channelList": query.get("channelList", "").split(","),
                "pageNo": int(query.get("pageNo", "1")),
                "pageSize": int(query.get("pageSize", PER_PAGE)),
                "orderFields": ["display_date"],
                "orderTypes": ["desc"],
            }
        )


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
    query = {"pageNo": "1", "pageSize": str(PER_PAGE)}
    found = (
        hosts.absolute(page.url, f"{address}?{urlencode({'channelList': ids, **query})}") for address, ids in asked
    )
    return list(dict.fromkeys(url for url in found if url))
