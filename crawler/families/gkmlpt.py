"""The disclosure platform of Guangdong (gkmlpt): a page whose `_CONFIG` names site and tree, and a JSON interface."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

from archive.clock import day_in_china
from crawler import article as articles
from crawler import discovery, hosts, lists, pagers, rules
from crawler.dates import first_day
from crawler.families.static import Static
from crawler.listing import Listed, static_entries
from crawler.page import Page, squeeze

_PER_PAGE = 100
_SID = re.compile(r"\bSID:\s*['\"](\d+)")
_API = re.compile(r"/gkmlpt/api/all/(\d+)$")
_INDEX = re.compile(r"/gkmlpt/(index|guide|policy|annualreport)?$")
_ROOT = re.compile(r"/gkmlpt(?=[/?]|$)")
_OWN_NAMES = ("本网", "本站", "本单位", "")


@dataclass(frozen=True, slots=True)
class Gkmlpt(Static):
    """The family of `/gkmlpt/` indexes and the interface `/gkmlpt/api/all/CATEGORY`."""

    def is_column(self, page: Page) -> bool:
        """Tell whether a page is an annual-report column, or the platform's index whose tree has one."""
        return bool(_report_nodes(page)) or discovery.is_column(page)

    def list_entries(self, page: Page) -> list[Listed]:
        """Return the entries of an answer of the interface or of a static list; the index page itself lists nothing.

        Raises ValueError when the interface answers something else than its JSON.
        """
        if not _API.search(urlsplit(page.url).path):
            return [] if _config(page, "TREE") else static_entries(page)
        return [entry for item in _answer(page)["articles"] if (entry := _listed(page, item))]

    def next_pages(self, page: Page) -> list[str]:
        """Return the interface addresses of an index page, or the next page of an answer that is not the last.

        Page 0 and page 1 are the same, so counting starts at 1. A node with a `jump_url` is followed there instead.
        """
        parts = urlsplit(page.url)
        if not _API.search(parts.path):
            nodes = _report_nodes(page)
            return [url for node in nodes for url in _node_pages(page, node)] if nodes else pagers.further(page)
        number = int(parse_qs(parts.query).get("page", ["1"])[0])
        if number * _PER_PAGE >= (_total(_answer(page)) or 0):
            return []
        return [re.sub(r"(?<=[?&])page=\d+", f"page={number + 1}", page.url)]

    def extent(self, page: Page) -> lists.Extent:
        """Return the total an answer of the interface states, or what a static list claims; the index page has no list."""
        if not _API.search(urlsplit(page.url).path):
            return lists.Extent() if _config(page, "TREE") else lists.extent(page)
        total = _total(_answer(page)) or 0
        return lists.Extent(max(1, -(-total // _PER_PAGE)), total)

    def is_empty(self, page: Page) -> bool:
        """Tell whether an answer of the interface states a total of 0, or a static page that its list is empty."""
        if not _API.search(urlsplit(page.url).path):
            return not _config(page, "TREE") and lists.is_evidently_empty(page)
        answer = _answer(page)
        return _total(answer) == 0 and not answer["articles"]

    def series(self, url: str) -> str | None:
        """Return the path of an interface address, which names one list, or of an index, which is none."""
        path = urlsplit(url).path
        return path if _API.search(path) or _INDEX.search(path) else None

    def article(self, page: Page) -> articles.Article:
        """Return what a content page says, its body being plain HTML or a string in `_CONFIG.DETAIL`."""
        detail = _config(page, "DETAIL")
        content = detail.get("content") if isinstance(detail, dict) else None
        inner = articles.in_fragment(page, content) if isinstance(content, str) else []
        return articles.read(page, *inner, *(_files(page, detail) if isinstance(detail, dict) else []))


def _answer(page: Page) -> dict[str, Any]:
    answer = json.loads(page.text)
    if not isinstance(answer, dict) or not isinstance(answer.get("articles"), list):
        raise ValueError("the interface answered without a list of articles")
    return answer


def _total(answer: dict[str, Any]) -> int | None:
    """Return the total an answer states; None when it states none. Raises ValueError when it is no number."""
    total = answer.get("total")
    return None if total is None else int(str(total))


def _listed(page: Page, item: object) -> Listed | None:
    if not isinstance(item, dict):
        return None
    url = hosts.absolute(page.url, str(item.get("url") or item.get("post_url") or ""))
    publisher = squeeze(str(item.get("publisher") or ""))
    if not url:
        return None
    agency = None if publisher in _OWN_NAMES else publisher
    return Listed(url, squeeze(str(item.get("title") or "")), _day(item), agency, tuple(_files(page, item)))


def _day(item: dict[str, Any]) -> str | None:
    for name in ("display_publish_time", "date", "create_time"):
        seconds = item.get(name)
        if isinstance(seconds, int) and 0 < seconds < 2**32:
            return day_in_china(datetime.fromtimestamp(seconds, UTC)).isoformat()
    return first_day(str(item.get("created_at") or ""))


def _files(page: Page, item: dict[str, Any]) -> Iterator[articles.Attachment]:
    for file in item.get("attachment") or []:
        url = hosts.absolute(page.url, str(file.get("url") or "")) if isinstance(file, dict) else None
        if url:
            yield articles.Attachment(url, squeeze(str(file.get("name") or "")))


def _node_pages(page: Page, node: dict[str, Any]) -> list[str]:
    jump = hosts.absolute(page.url, str(node.get("jump_url") or ""))
    if jump and hosts.key(jump) != hosts.key(page.url):
        return [jump]
    root = _ROOT.split(page.url)[0] if _ROOT.search(page.url) else urljoin(page.url, "/").rstrip("/")
    sid = _SID.search(page.text)
    children = [child for child in node.get("children") or [] if isinstance(child, dict)]
    own = [f"{root}/gkmlpt/api/all/{int(node['id'])}?page=1&sid={sid.group(1)}"] if sid and "id" in node else []
    return own + [url for child in children for url in _node_pages(page, child)]


def _report_nodes(page: Page) -> list[dict[str, Any]]:
    pattern = rules.load("discovery.yaml")["column_name"]
    tree = _config(page, "TREE")
    return [node for node in _walk(tree) if re.search(pattern, str(node.get("name") or ""))]


def _walk(tree: object) -> Iterator[dict[str, Any]]:
    """Yield the nodes of a tree, but none below a node about annual reports."""
    pattern = rules.load("discovery.yaml")["column_name"]
    for node in tree if isinstance(tree, list) else []:
        if isinstance(node, dict):
            yield node
            if not re.search(pattern, str(node.get("name") or "")):
                yield from _walk(node.get("children"))


def _config(page: Page, name: str) -> Any:
    """Return a JSON value inside `_CONFIG`, or None."""
    found = re.search(rf"\b{name}:\s*(?=[\[{{])", page.scripts)
    if not found:
        return None
    try:
        return json.JSONDecoder().raw_decode(page.scripts[found.end() :])[0]
    except (ValueError, RecursionError):
        return None
