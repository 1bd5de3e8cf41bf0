"""Portals of articles `/doc/YYYY/MM/DD/N.shtml`: a script fills their lists from `/info_open/search`, which answers in JSON."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urljoin

from crawler import lists
from crawler.families.interface import Interface
from crawler.page import Page

_CALL = re.compile(
    r"getSearchList\s*\(\s*\d+\s*,\s*(?P<size>\d{1,3})\s*,\s*['\"]?(?P<site>\d+)['\"]?\s*,\s*['\"]?(?P<channel>\w[\w,]{0,99})['\"]?"
    r"\s*,\s*['\"]?(?P<kind>\d)['\"]?\s*,\s*['\"](?P<order>\w{1,20})['\"]"
)
_COMMENT = re.compile(r"/\*.*?\*/|(?:^|[\s;])//[^\n]*", re.DOTALL | re.MULTILINE)
_CHANNELS = re.compile(r"\d+(?:,\d+)*")
_MOST_LISTS = 3


@dataclass(frozen=True, slots=True)
class Intertid(Interface):
    """The family of lists called by `getSearchList(1, SIZE, "SITE", "CHANNEL", KIND, "ORDER", …)`."""

    path = re.compile(r"/info_open/search$")
    documents, total, number, size = "data", "totalElements", "pageIndex", "pageSize"

    def called(self, page: Page) -> list[str]:
        """Return the addresses of the interface for the lists that a page calls."""
        return _interfaces(page)

    def told(self, item: dict[str, Any]) -> tuple[str, str, str]:
        """Return title, address and day of a document."""
        day = next((item[name] for name in ("writeTimeString", "writeTime", "openTime") if item.get(name)), "")
        return str(item.get("title") or ""), str(item.get("url") or ""), str(day)[:10]

    def is_last(self, page: Page, number: int, size: int) -> bool:  # noqa: ARG002 - it tells the number of pages
        """Tell whether an answer is the last of those it says there are."""
        return number >= int(self.answer(page).get("totalPages") or 0)

    def is_empty(self, page: Page) -> bool:
        """Tell whether a static page states that its list is empty. An answer without documents proves nothing: so answers the
        interface of some portals when it misses what their own scripts add."""
        return not self.is_answer(page.url) and lists.is_evidently_empty(page)


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
