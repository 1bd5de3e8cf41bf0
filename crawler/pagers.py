"""The further pages of a static list, from the pager's script or its anchors. What a pager claims is never trusted."""

import re
from urllib.parse import urljoin

from crawler.links import links
from crawler.page import Page

MOST_PAGES = 200
_CALL = re.compile(r"createPage(?:HTML)?\(\s*(\d+)\s*,\s*\d+\s*,\s*[\"']([\w-]+)[\"']\s*,\s*[\"'](\w+)[\"']")
_COUNT = re.compile(r"\bcountPage\s*=\s*(\d+)")
_NAME = re.compile(r"[\"']?(\w+)[\"']?\s*\+\s*[\"']_[\"']\s*\+")
_EXTENSION = re.compile(r"[\"']\.[\"']\s*\+\s*[\"'](s?html?)")


def trs_pages(page: Page) -> list[str]:
    """Return the addresses of pages 2 to T of a TRS list: `index_1.html` is its second page.

    T comes from `createPageHTML(T, …)`, `createPage(T, …)` or `countPage = T`.
    """
    call = _CALL.search(page.scripts)
    if call:
        total, name, extension = int(call.group(1)), call.group(2), call.group(3)
    else:
        count = _COUNT.search(page.scripts)
        if not count:
            return []
        total = int(count.group(1))
        name = found.group(1) if (found := _NAME.search(page.scripts)) else "index"
        extension = found.group(1) if (found := _EXTENSION.search(page.scripts)) else "html"
    return [urljoin(page.url, f"{name}_{number}.{extension}") for number in range(1, min(total, MOST_PAGES))]


def next_anchor(page: Page) -> list[str]:
    """Return where the link 下一页 leads, as a list of at most one address."""
    return [link.url for link in links(page) if re.fullmatch(r"下一?页(>|»|›)*", link.title.replace(" ", ""))][:1]
