"""Lists that an interface fills which answers with documents in JSON, page by page: what families of this kind share."""

import json
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from html import escape
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawler import lists
from crawler.families.static import Static
from crawler.page import Page

PER_PAGE = 15


@dataclass(frozen=True, slots=True)
class Interface(Static, ABC):
    """A family whose interface answers `{"data": {…}}`, the documents and their number in it.

    A family says what addresses of the interface look like and what things are called there, which addresses a page's scripts
    call, and what title, address and day of a document are.
    """

    path: ClassVar[re.Pattern[str]]
    documents: ClassVar[str]
    total: ClassVar[str]
    number: ClassVar[str]
    """The parameter that counts the pages of an answer, from 1."""

    size: ClassVar[str]
    """The parameter that says how many documents an answer is to hold."""

    posted: ClassVar[bool] = True
    """Whether the interface wants to be posted to, although it reads the address."""

    may_lack: ClassVar[bool] = False
    """Whether an answer may leave the documents out where there are none."""

    @abstractmethod
    def called(self, page: Page) -> list[str]:
        """Return the addresses of the interface that the scripts of a page call; none where they call none."""

    @abstractmethod
    def told(self, item: dict[str, Any]) -> tuple[str, str, str]:
        """Return title, address and day of a document of an answer; an empty address where it has none."""

    def is_answer(self, url: str) -> bool:
        """Tell whether an address is that of the interface."""
        return bool(self.path.search(urlsplit(url).path))

    def answer(self, page: Page) -> dict[str, Any]:
        """Return what the interface answered; raises ValueError when there are no documents in it."""
        answer = json.loads(page.text)
        data = answer.get("data") if isinstance(answer, dict) else None
        if isinstance(data, dict) and self.may_lack and data.get(self.documents) is None:
            data[self.documents] = []
        if not isinstance(data, dict) or not isinstance(data.get(self.documents), list):
            raise ValueError("the interface answered without documents")
        return data

    def stated(self, page: Page) -> int:
        """Return how many documents an answer says that there are; raises ValueError when it does not say."""
        total = self.answer(page).get(self.total)
        if total is None:
            raise ValueError("the interface answered without a total")
        return int(str(total))

    def readable(self, page: Page) -> Page:
        """Return the documents of an answer as a list in HTML."""
        if not self.is_answer(page.url):
            return page
        documents = (item for item in self.answer(page)[self.documents] if isinstance(item, dict))
        return page.showing(f"<ul>{''.join(_row(*self.told(item)) for item in documents)}</ul>")

    def next_pages(self, page: Page) -> list[str]:
        """Return the addresses that a page calls, that of the next answer, or the further pages of a static list."""
        if not self.is_answer(page.url):
            return self.called(page) or Static.next_pages(self, page)
        return self.next_answer(page) if self.list_entries(page) else []

    def next_answer(self, page: Page) -> list[str]:
        """Return the address of the answer after this one; none behind the last."""
        query = dict(parse_qsl(urlsplit(page.url).query, keep_blank_values=True))
        number, size = int(query.get(self.number, "1")), int(query.get(self.size, PER_PAGE))
        if self.is_last(page, number, size):
            return []
        return [f"{page.url.partition('?')[0]}?{urlencode({**query, self.number: str(number + 1)})}"]

    def is_last(self, page: Page, number: int, size: int) -> bool:
        """Tell whether an answer, the so many-th of so many documents each, is the last."""
        return number * size >= self.stated(page)

    def extent(self, page: Page) -> lists.Extent:
        """Return the total that an answer states, or what a static list claims; of a page that calls the interface, nothing."""
        if self.is_answer(page.url):
            return lists.Extent(1, self.stated(page))
        return lists.Extent() if self.called(page) else lists.extent(page)

    def is_empty(self, page: Page) -> bool:
        """Tell whether an answer states that there is nothing, or a static page that its list is empty."""
        if self.is_answer(page.url):
            return self.stated(page) == 0 and not self.answer(page)[self.documents]
        return lists.is_evidently_empty(page)

    def series(self, url: str) -> str | None:
        """Return what an address of the interface asks for, but for the page."""
        if not self.is_answer(url):
            return None
        query = parse_qsl(urlsplit(url).query)
        return urlencode([(name, value) for name, value in query if name != self.number])

    def form(self, url: str) -> str | None:
        """Return an empty form for an interface that wants to be posted to."""
        return "" if self.posted and self.is_answer(url) else None


def _row(title: str, url: str, day: str) -> str:
    if not url:
        return ""
    title = escape(title)
    return f'<li><a href="{escape(url)}" title="{title}">{title}</a><span>{escape(day)}</span></li>'
