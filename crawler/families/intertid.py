"""Portals of articles `/doc/YYYY/MM/DD/N.shtml`: a script fills their lists from `/info_open/search`, which answers in JSON."""

import json
import re
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from crawler import lists
from crawler.families.static import Static
from crawler.page import Page

_INTERFACE = re.compile(r"/info_open/search$")
_CALL = re.compile(
    r"getSearchList\s*\(\s*\d+\s*,\s*(?P<size>\d{1,3})\s*,\s*['\"]?(?P<site>\d+)['\"]?\s*,\s*['\"]?(?P<channel>\w[\w,]{0,99})['\"]?"
    r"\s*,\s*['\"]?(?P<kind>\d)['\"]?\s*,\s*['\"](?P<order>\w{1,20})['\"]"
)
_COMMENT = re.compile(r"/\*.*?\*/|(?:^|[\s;])//[^\n]*", re.DOTALL | re.MULTILINE)
_CHANNELS = re.compile(r"\d+(?:,\d+)*")
_MOST_LISTS = 3


@dataclass(frozen=True, slots=True)
class Intertid(Static):
    """The family of lists called by `getSearchList(1, SIZE, "SITE", "CHANNEL", KIND, "ORDER", …)`."""

    def readable(self, page: Page) -> Page:
        """Return the documents of an answer as a list in HTML."""
        if not _is_answer(page):
            return page
        return page.showing(f"<ul>{''.join(map(_row, _answer(page)['data']))}</ul>")

    def next_pages(self, page: Page) -> list[str]:
        """Return the interface's addresses for the lists that a page calls, the next answer's, or the pages of a static list."""
        if not _is_answer(page):
            return _interfaces(page) or Static.next_pages(self, page)
        query = dict(parse_qsl(urlsplit(page.url).query))
        number = int(query.get("pageIndex", "1"))
        if number >= int(_answer(page).get("totalPages") or 0) or not self.list_entries(page):
            return []
        return [f"{page.url.partition('?')[0]}?{urlencode({**query, 'pageIndex': str(number + 1)})}"]

    def extent(self, page: Page) -> lists.Extent:
        """Return the total that an answer states, or what a static list claims; of a page that calls the interface, nothing."""
        if _is_answer(page):
            return lists.Extent(1, _total(page))
        return lists.Extent() if _interfaces(page) else lists.extent(page)

    def is_empty(self, page: Page) -> bool:
        """Tell whether a static page states that its list is empty. An answer without documents proves nothing: so answers the
        interface of some portals when it misses what their own scripts add."""
        return not _is_answer(page) and lists.is_evidently_empty(page)

    def series(self, url: str) -> str | None:
        """Return the site and the channels that an address of the interface asks for."""
        parts = urlsplit(url)
        if not _INTERFACE.search(parts.path):
            return None
        return urlencode([(name, value) for name, value in parse_qsl(parts.query) if name != "pageIndex"])

    def form(self, url: str) -> str | None:
        """Return an empty form for the interface: it wants to be posted to and reads the address."""
        return "" if _INTERFACE.search(urlsplit(url).path) else None


def _is_answer(page: Page) -> bool:
    return bool(_INTERFACE.search(urlsplit(page.url).path))


def _answer(page: Page) -> dict[str, Any]:
    answer = json.loads(page.text)
    data = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(data, dict) or not isinstance(data.get("data"), list):
        raise ValueError("the interface answered without a list")
    return data


def _total(page: Page) -> int:
    total = _answer(page).get("totalElements")
    if total is None:
        raise ValueError("the interface answered without a total")
    return int(str(total))


def _row(item: object) -> str:
    if not isinstance(item, dict) or not item.get("url"):
        return ""
    day = next((item[name] for name in ("writeTimeString", "writeTime", "openTime") if item.get(name)), "")
    title, url = (escape(str(item.get(name) or "")) for name in ("title", "url"))
    return f'<li><a href="{url}" title="{title}">{title}</a><span>{escape(str(day))[:10]}</span></li>'


def _interfaces(page: Page) -> list[str]:
    """Return the addresses of the interface for the lists of a page; none where it calls too many to be one column."""
    if "getSearchList" not in page.scripts:
        return []
    scripts = _COMMENT.sub("", page.scripts)
    found = []
    for call in _CALL.finditer(scripts):
        channels = _channels(scripts, call["channel"])
        query = {"pageIndex": "1", "pageSize": call["size"], "siteId": call["site"], "channelIds": channels}
        query |= {"searchType": call["kind"], "order": call["order"]}
        found += [f"{urljoin(page.url, '/info_open/search')}?{urlencode(query)}"] if channels else []
    found = list(dict.fromkeys(found))
    return found if len(found) <= _MOST_LISTS else []


def _channels(scripts: str, named: str) -> str:
    """Return the numbers of channels, be they named by a variable to which scripts add some; empty where they are unknown."""
    if _CHANNELS.fullmatch(named):
        return named
    first = re.search(
        rf"(?:^|[;{{}}]|\b(?:var|let|const)\s)\s*{re.escape(named)}\s*=\s*['\"](\d+(?:,\d+)*)['\"]",
        scripts,
        re.MULTILINE,
    )
    added = re.findall(
        rf"\b{re.escape(named)}\s*\+?=\s*(?:{re.escape(named)}\s*\+\s*)?['\"],['\"]\s*\+\s*(\d+)", scripts
    )
    return ",".join([first.group(1), *added]) if first else ""
