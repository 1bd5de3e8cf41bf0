"""Portals of addresses `/SITE/CHANNEL/…`: their lists come from the interface `/queryList`, which answers with documents in JSON."""

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from crawler.families.interface import PER_PAGE, Interface
from crawler.page import Page

_ASKS = re.compile(r"\bqueryList\b|\bcodeName\s*=")
_CODE = re.compile(r"\bcodeName\s*=\s*['\"](\w+)['\"]")
_FORMS = ("pc", "common", "col", "wap", "mobile", "content")
"""Folders of addresses that name the form of a page, not its channel."""


@dataclass(frozen=True, slots=True)
class QueryList(Interface):
    """The family of articles named `/content/content_N.html`, N of nineteen digits."""

    path = re.compile(r"/queryList$")
    documents, total, number, size = "results", "total", "current", "pageSize"

    def called(self, page: Page) -> list[str]:
        """Return the address of the interface for the channel of a page whose scripts ask it."""
        return _interface(page)

    def told(self, item: dict[str, Any]) -> tuple[str, str, str]:
        """Return title, address and day of a document."""
        source = item.get("source")
        url = _address(source.get("urls")) if isinstance(source, dict) else None
        if not isinstance(source, dict) or not url:
            return "", "", ""
        return str(source.get("title") or ""), url, str(source.get("pubDate") or "")[:10]


def _address(urls: object) -> str | None:
    """Return the address among those of a document's forms that the portal shows on large screens."""
    try:
        forms = json.loads(urls) if isinstance(urls, str) else urls
    except (ValueError, RecursionError):
        return None
    found = (forms.get(name) for name in _FORMS) if isinstance(forms, dict) else ()
    return next((url for url in found if isinstance(url, str) and url), None)


def _interface(page: Page) -> list[str]:
    """Return the address of the interface for the channel of a page; none where its scripts do not ask the interface."""
    if not _ASKS.search(page.scripts):
        return []
    folders = [part for part in urlsplit(page.url).path.split("/")[:-1] if part]
    channels = [part for part in folders[1:] if part not in _FORMS]
    code = _CODE.search(page.scripts)
    if not folders or not (code or channels):
        return []
    query = {
        "current": "1",
        "pageSize": str(PER_PAGE),
        "webSiteCode[]": folders[0],
        "channelCode[]": code.group(1) if code else channels[-1],
    }
    return [f"{urljoin(page.url, '/queryList')}?{urlencode(query)}"]
