"""Hanweb JPaaS: a column page is a shell of units; each is built by an interface that answers with HTML inside JSON."""

import ast
import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawler import hosts, lists
from crawler.families.static import Static
from crawler.page import Page

_PAGE_SIZE = 15
_UNIT = re.compile(r"/front/page/build/unit$")
_NO_LIST = re.compile(
    r"导航|菜单|位置|头部|顶部|底部|页脚|页眉|版权|友情|链接|搜索|\b(top|head|foot|nav)", re.IGNORECASE
)
_ROWS = re.compile(r"\brows\s*[=:]\s*\\?['\"]?(\d+)")
_COUNT = re.compile(r"\bcount\s*[=:]\s*\\?['\"]?(\d+)")


@dataclass(frozen=True, slots=True)
class Jpaas(Static):
    """The family of `art_<32 hex>.html` articles and units of jpaas-publish-server."""

    def readable(self, page: Page) -> Page:
        """Return the HTML that an answer of the interface holds; raises ValueError when it says that it failed."""
        if not _is_answer(page):
            return page
        return page.showing(_answer(page))

    def next_pages(self, page: Page) -> list[str]:
        """Return the units of a shell, or the next page of an answer that lists something and is not the last."""
        if not _is_answer(page):
            return [*_units(page), *Static.next_pages(self, page)]
        query = dict(parse_qsl(urlsplit(page.url).query, keep_blank_values=True))
        number, size = _position(query)
        rows, claimed, listed = _ROWS.search(_answer(page)), self.extent(page).entries, len(self.list_entries(page))
        shown = max(int(rows.group(1)) if rows else size, 1)
        goes_on = number * shown < claimed if claimed else listed >= shown
        return [_unit_address(page.url.partition("?")[0], query, number + 1, size)] if listed and goes_on else []

    def extent(self, page: Page) -> lists.Extent:
        """Return how many entries an answer claims; a shell shows none itself."""
        if not _is_answer(page):
            return lists.Extent() if _units(page) else lists.extent(page)
        html = _answer(page)
        count = _COUNT.search(html)
        return lists.Extent(1, int(count.group(1)) if count else 0)

    def is_empty(self, page: Page) -> bool:
        """Tell whether an answer states that there are no entries, or a page that its list is empty."""
        if _is_answer(page):
            count = _COUNT.search(_answer(page))
            return (count is not None and count.group(1) == "0") or lists.is_evidently_empty(self.readable(page))
        return not _units(page) and lists.is_evidently_empty(page)

    def series(self, url: str) -> str | None:
        """Return the unit that an address of the interface belongs to."""
        parts = urlsplit(url)
        if not _UNIT.search(parts.path):
            return None
        return urlencode([(name, value) for name, value in parse_qsl(parts.query) if name != "paramJson"])


def _is_answer(page: Page) -> bool:
    return bool(_UNIT.search(urlsplit(page.url).path))


def _answer(page: Page) -> str:
    answer = json.loads(page.text)
    data = answer.get("data") if isinstance(answer, dict) else None
    html = data.get("html") if isinstance(data, dict) else None
    if not isinstance(html, str):
        raise ValueError("the interface answered without the HTML of a unit")
    return html


def _units(page: Page) -> list[str]:
    """Return the addresses of the units of a shell; those whose names speak of navigation only when there are no others."""
    found: dict[str, str] = {}
    for node in page.tree.css("script"):
        attributes = {name.lower(): value for name, value in node.attributes.items()}
        data = _data(attributes.get("querydata"))
        url = hosts.absolute(page.url, attributes.get("url") or "")
        if url and data and "unitbuild" in (attributes.get("src") or ""):
            found[_unit_address(url, data, 1, _size(attributes))] = data.get("tagId", "")
    lists_only = [url for url, tag in found.items() if not _NO_LIST.search(tag)]
    return lists_only or list(found)


def _data(text: str | None) -> dict[str, str] | None:
    """Return the parameters that a shell writes as a Python-like or JSON literal."""
    try:
        value: Any = ast.literal_eval((text or "").strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    return {str(key): str(item) for key, item in value.items()} if isinstance(value, dict) else None


def _size(attributes: dict[str, str | None]) -> int:
    size = re.search(r"pageSize['\"]?\s*:\s*['\"]?(\d+)", " ".join(filter(None, attributes.values())))
    return int(size.group(1)) if size else _PAGE_SIZE


def _unit_address(url: str, query: dict[str, str], number: int, size: int) -> str:
    position = json.dumps({"pageNo": number, "pageSize": size}, separators=(",", ":"))
    return f"{url}?{urlencode({**query, 'paramJson': position})}"


def _position(query: dict[str, str]) -> tuple[int, int]:
    try:
        position = json.loads(query.get("paramJson", ""))
        return int(position["pageNo"]), int(position["pageSize"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return 1, _PAGE_SIZE
