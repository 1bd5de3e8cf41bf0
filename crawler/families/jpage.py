"""Hanweb JCMS: units of a page whose first records stand in the page as XML, the others come from `dataproxy.jsp`.

A page may hold several units (navigation, list, footer). The proxy is asked by form, three pages of records at a time.
Lists of the module for disclosure come from its search (`xxgk`).
"""

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawler import hosts, listing, lists, titles
from crawler.families import xxgk
from crawler.families.static import Static
from crawler.page import Page

_BLOCKS_PER_CALL = 3
_DEFAULT_PER_PAGE = 15
_PROXY = re.compile(r"/jpage/dataproxy\.jsp$")
_STORE = re.compile(r"<datastore>.*?</datastore>", re.DOTALL | re.IGNORECASE)
_RECORD = re.compile(r"<record>\s*(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?\s*</record>", re.DOTALL | re.IGNORECASE)
_TOTAL = re.compile(r"<totalrecord>\s*(\d+)", re.IGNORECASE)
_NEXT = re.compile(r"<nextgroup>\s*(?:<!\[CDATA\[)?.*?href\s*=\s*\"(.*?)\"", re.DOTALL | re.IGNORECASE)
_CALL = re.compile(r"\.jpage\(\s*\{(.*?)\}\s*\)", re.DOTALL)
_PARAMETERS = re.compile(r"(?:proxyParam|ajaxParam)\s*:\s*\{(.*?)\}", re.DOTALL)
_PAIR = re.compile(r"['\"]?(\w+)['\"]?\s*:\s*(?:'([^']*)'|\"([^\"]*)\"|([\w.-]+))")
_RANGE = ("startrecord", "endrecord", "perpage")


@dataclass(frozen=True, slots=True)
class Jpage(Static):
    """The family of `/col/colN/` columns and `/art/Y/M/D/art_COLUMN_ID.html` articles."""

    def readable(self, page: Page) -> Page:
        """Return a page with the records of its units as HTML, or the records of an answer of the proxy."""
        if _is_answer(page):
            return page.showing(_records(page.text))
        if xxgk.is_answer(page.url):
            return page.showing(page.text)
        stores = "".join(_list(_records(store)) for store in _STORE.findall(page.text))
        if not stores:
            return page
        head, body, tail = page.text.partition("</body>")
        return page.showing(f"{_STORE.sub('', head)}{stores}{body}{tail}")

    def next_pages(self, page: Page) -> list[str]:
        """Return the proxy's addresses that give the records a column page lacks, or the next ones of an answer."""
        if _is_answer(page):
            return self._more(page)
        if xxgk.is_answer(page.url):
            return xxgk.further(self.readable(page))
        if searches := xxgk.searches(page):
            return searches
        calls = [call for call in map(_Unit.of, _CALL.findall(page.scripts)) if call]
        wanting = [
            unit for unit in calls if unit.total > unit.shown(page) and unit.lists_reports(page, several=len(calls) > 1)
        ]
        if calls:
            return [url for unit in wanting if (url := unit.address(page, 1))]
        groups = [hosts.absolute(page.url, unescape(link)) for link in _NEXT.findall(page.text)]
        return [url for url in groups if url] or Static.next_pages(self, page)

    def _more(self, page: Page) -> list[str]:
        query = dict(parse_qsl(urlsplit(page.url).query, keep_blank_values=True))
        total = _TOTAL.search(page.text)
        if "endrecord" in query and total:
            start = int(query["endrecord"]) + 1
            size = start - int(query["startrecord"])
            return [_at(page.url, query, start, size)] if start <= int(total.group(1)) and size > 0 else []
        link = _NEXT.search(page.text)
        url = hosts.absolute(page.url, unescape(link.group(1))) if link else None
        return [url] if url else []

    def extent(self, page: Page) -> lists.Extent:
        """Return the number of records an answer states, or what a page without units claims.

        Of a page with units the proxy is asked from the first record on; what the page itself shows claims nothing.
        """
        if _is_answer(page):
            total = _TOTAL.search(page.text)
            return lists.Extent(1, int(total.group(1)) if total else 0)
        if not _STORE.search(page.text):
            return lists.Extent() if xxgk.searches(page) else lists.extent(self.readable(page))
        return lists.Extent() if self.next_pages(page) else lists.Extent(1, 0)

    def is_empty(self, page: Page) -> bool:
        """Tell whether an answer states that there are no records, or a page that its list is empty."""
        if _is_answer(page):
            total = _TOTAL.search(page.text)
            return total is not None and total.group(1) == "0"
        if xxgk.is_answer(page.url):
            return lists.is_evidently_empty(self.readable(page))
        stores = _STORE.findall(page.text)
        if stores and not any(map(_records, stores)):
            return all(unit.total == 0 for unit in map(_Unit.of, _CALL.findall(page.scripts)) if unit)
        return lists.is_evidently_empty(page)

    def series(self, url: str) -> str | None:
        """Return the unit that an address of the proxy belongs to."""
        parts = urlsplit(url)
        if xxgk.is_answer(url):
            return xxgk.series(url)
        if not _PROXY.search(parts.path):
            return None
        query = dict(parse_qsl(parts.query))
        return f"{parts.path}?{query.get('columnid')}&{query.get('unitid')}"

    def form(self, url: str) -> str | None:
        """Return the parameters of the proxy, which takes them as a form when a range of records is asked for; an empty form
        for the search of the module for disclosure, which wants to be posted to."""
        if xxgk.is_answer(url):
            return ""
        parts = urlsplit(url)
        query = parse_qsl(parts.query, keep_blank_values=True)
        if not _PROXY.search(parts.path) or "startrecord" not in dict(query):
            return None
        return urlencode([(name, value) for name, value in query if name not in _RANGE])


@dataclass(frozen=True, slots=True)
class _Unit:
    """The call of a list unit: where its proxy stands, what it must be told, how many records there are."""

    proxy: str
    parameters: tuple[tuple[str, str], ...]
    total: int
    per_page: int

    @classmethod
    def of(cls, call: str) -> "_Unit | None":
        """Return the unit of the arguments of a call; None when they name no proxy."""
        inner = _PARAMETERS.search(call)
        values = dict(_pairs(_PARAMETERS.sub("", call)))
        if not inner or not values.get("proxyUrl"):
            return None
        return cls(
            values["proxyUrl"],
            tuple(_pairs(inner.group(1))),
            int(values.get("totalRecord") or 0),
            int(values.get("perPage") or 0) or _DEFAULT_PER_PAGE,
        )

    @property
    def id(self) -> str:
        return dict(self.parameters).get("unitid", "")

    def _store(self, page: Page) -> str:
        """Return the records that the page shows of this unit: those that follow its element, before the next call."""
        found = (
            re.search(rf"id=['\"]?{re.escape(self.id)}\b(.*?)</datastore>", page.text, re.DOTALL) if self.id else None
        )
        return found.group(1) if found else page.text

    def shown(self, page: Page) -> int:
        """Return how many records of the unit stand in the page."""
        return len(_RECORD.findall(self._store(page)))

    def lists_reports(self, page: Page, *, several: bool) -> bool:
        """Tell whether a unit is worth asking for more: the only one, or one that lists reports or dated documents."""
        if not several:
            return True
        entries = listing.static_entries(page.showing(_records(self._store(page))))
        kinds = {titles.classify(entry.title, in_column=True) for entry in entries}
        return "annual_report" in kinds or any(entry.published_on for entry in entries)

    def address(self, page: Page, start: int) -> str | None:
        """Return the address that gives a first block of records."""
        url = hosts.absolute(page.url, self.proxy)
        return _at(url, dict(self.parameters), start, self.per_page * _BLOCKS_PER_CALL, self.per_page) if url else None


def _at(url: str, query: dict[str, str], start: int, size: int, per_page: int | None = None) -> str:
    bounds = {"startrecord": str(start), "endrecord": str(start + size - 1)}
    rest = {name: value for name, value in query.items() if name not in bounds}
    if per_page:
        rest = {"perpage": str(per_page), **rest}
    return f"{url.partition('?')[0]}?{urlencode({**bounds, **rest})}"


def _pairs(text: str) -> list[tuple[str, str]]:
    return [(name, next(filter(None, values), "")) for name, *values in _PAIR.findall(text)]


def _is_answer(page: Page) -> bool:
    return bool(_PROXY.search(urlsplit(page.url).path))


def _records(text: str) -> str:
    """Return the records of a store as HTML, one after the other."""
    return "".join(_row(record) for record in _RECORD.findall(text))


def _row(record: str) -> str:
    record = record.strip()
    if record.startswith("<td"):
        return f"<table><tr>{record}</tr></table>"
    return record if re.match(r"<(li|tr|dl|div|p|table)\b", record) else f"<li>{record}</li>"


def _list(records: str) -> str:
    return f"<ul>{records}</ul>" if records else ""
