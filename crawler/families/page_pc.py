"""Lists below `/sitesources/SITE/page_pc/`: `list1.html` and on; a file `script.json` beside them tells how many there are."""

import json
import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from crawler import pagers
from crawler.families.static import Static
from crawler.page import Page

_FIRST = re.compile(r"/list1?\.html$")
_COUNT = re.compile(r"/script\.json$")


@dataclass(frozen=True, slots=True)
class PagePc(Static):
    """The family of `list1.html` lists and articles named `article` and 32 hex digits."""

    def next_pages(self, page: Page) -> list[str]:
        """Return the file that tells the number of pages, from that file the pages; raises ValueError when it tells none."""
        path = urlsplit(page.url).path
        if _FIRST.search(path) and Static.is_empty(self, page):
            return []
        if _FIRST.search(path):
            return Static.next_pages(self, page) or [urljoin(page.url, "script.json")]
        if not _COUNT.search(path):
            return Static.next_pages(self, page)
        return [
            urljoin(page.url, f"list{number}.html") for number in range(2, min(_total(page), pagers.MOST_PAGES) + 1)
        ]

    def series(self, url: str) -> str | None:
        """Return the address of the file that tells the number of pages: it is no page of the list."""
        return url if _COUNT.search(urlsplit(url).path) else None

    def is_empty(self, page: Page) -> bool:
        """Tell whether a page states that its list is empty; the file that tells the number of pages lists nothing."""
        return bool(_COUNT.search(urlsplit(page.url).path)) or Static.is_empty(self, page)


def _total(page: Page) -> int:
    answer = json.loads(page.text)
    if not isinstance(answer, dict) or "endPage" not in answer:
        raise ValueError("the file beside the list does not tell the number of pages")
    return int(str(answer["endPage"]))
