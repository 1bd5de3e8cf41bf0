"""Portals of addresses `/SITE/CHANNEL/…`: their lists come from the interface `/queryList`, which answers with documents in JSON."""

import json
import re
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from crawler import lists
from crawler.families.static import Static
from crawler.page import Page

_INTERFACE = re.compile(r"/queryList$")
_ASKS = re.compile(r"\bqueryList\b|\bcodeName\s*=")
_CODE = re.compile(r"\bcodeName\s*=\s*['\"](\w+)['\"]")
_FORMS = ("pc", "common", "col", "wap", "mobile", "content")
"""Folders of addresses that name the form of a page, not its channel."""

_PER_PAGE = 15


@dataclass(frozen=True, slots=True)
class QueryList(Static):
    """The family of articles named `/content/content_N.html`, N of nineteen digits."""

    def readable(self, page: Page) -> Page:
        """Return the documents of an answer as a list in HTML."""
        if not _is_answer(page):
            return page
        return page.showing(f"<ul>{''.join(map(_row, _answer(page)['results']))}</ul>")

    def next_pages(self, page: Page) -> list[str]:
        """Return the interface's address for a page whose scripts ask it, the next answer's, or the pages of a static list."""
        if not _is_answer(page):
            return _interface(page) or Static.next_pages(self, page)
        query = dict(parse_qsl(urlsplit(page.url).query, keep_blank_values=True))
        number, size = int(query.get("current", "1")), int(query.get("pageSize", _PER_PAGE))
        if number * size >= self.extent(page).entries or not self.list_entries(page):
            return []
        return [f"{page.url.partition('?')[0]}?{urlencode({**query, 'current': str(number + 1)})}"]

    def extent(self, page: Page) -> lists.Extent:
        """Return the total that an answer states, or what a static list claims; of a page that asks the interface, nothing."""
        if _is_answer(page):
            return lists.Extent(1, _total(page))
        return lists.Extent() if _interface(page) else lists.extent(page)

    def is_empty(self, page: Page) -> bool:
        """Tell whether an answer states that there is nothing, or a static page that its list is empty."""
        if _is_answer(page):
            return _total(page) == 0 and not _answer(page)["results"]
        return lists.is_evidently_empty(page)

    def series(self, url: str) -> str | None:
        """Return the site and channel that an address of the interface asks for."""
        parts = urlsplit(url)
        if not _INTERFACE.search(parts.path):
            return None
        return urlencode([(name, value) for name, value in parse_qsl(parts.query) if name != "current"])

    def form(self, url: str) -> str | None:
        """Return an empty form for the interface: it wants to be posted to and reads the address."""
        return "" if _INTERFACE.search(urlsplit(url).path) else None


def _is_answer(page: Page) -> bool:
    return bool(_INTERFACE.search(urlsplit(page.url).path))


def _answer(page: Page) -> dict[str, Any]:
    answer = json.loads(page.text)
    data = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(data, dict) or not isinstance(data.get("results"), list):
        raise ValueError("the interface answered without results")
    return data


def _total(page: Page) -> int:
    total = _answer(page).get("total")
    if total is None:
        raise ValueError("the interface answered without a total")
    return int(str(total))


def _row(item: object) -> str:
    source = item.get("source") if isinstance(item, dict) else None
    url = _address(source.get("urls")) if isinstance(source, dict) else None
    if not isinstance(source, dict) or not url:
        return ""
    title, day = (escape(str(source.get(name) or "")) for name in ("title", "pubDate"))
    return f'<li><a href="{escape(url)}" title="{title}">{title}</a><span>{day[:10]}</span></li>'


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
        "pageSize": str(_PER_PAGE),
        "webSiteCode[]": folders[0],
        "channelCode[]": code.group(1) if code else channels[-1],
    }
    return [f"{urljoin(page.url, '/queryList')}?{urlencode(query)}"]
