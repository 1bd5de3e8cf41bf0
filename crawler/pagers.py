"""The further pages of a list, from the pager's script, its links or the list's address. What a pager claims is never trusted.

Each adapter is a function of a page and returns addresses; the first that finds any counts. The patterns are data.
"""

import base64
import binascii
import re
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from crawler import hosts, rules
from crawler.links import links
from crawler.page import Page

MOST_PAGES = 200
_NUMBER = re.compile(r"\d{1,3}")


def further(page: Page) -> list[str]:
    """Return the addresses of the further pages that a page of a list names, in their order."""
    adapters = (_called, _counted, _anchors, _parameter, _encoded, _printed)
    return next(filter(None, (adapter(page) for adapter in adapters)), [])


def _called(page: Page) -> list[str]:
    for call in rules.load("pagers.yaml")["calls"]:
        found = re.search(call["pattern"], page.scripts)
        if found:
            offset = -1 if found["current"] == "0" else call["offset"]
            numbers = range(2, min(int(found["T"]), MOST_PAGES) + 1)
            return _named(page, found["name"], found["ext"], (number + offset for number in numbers))
    return []


def _counted(page: Page) -> list[str]:
    words = rules.load("pagers.yaml")["count"]
    total = re.search(words["total"], page.scripts)
    if not total:
        return []
    name = found.group(1) if (found := re.search(words["name"], page.scripts)) else "index"
    extension = found.group(1) if (found := re.search(words["ext"], page.scripts)) else "html"
    return _named(page, name, extension, range(1, min(int(total.group(1)), MOST_PAGES)))


def _named(page: Page, name: str, extension: str, numbers: Iterable[int]) -> list[str]:
    return [urljoin(page.url, f"{name}_{number}.{extension}") for number in numbers]


def _anchors(page: Page) -> list[str]:
    """Return where the link to the next page leads; without one, where the numbers of a pager lead."""
    words = rules.load("pagers.yaml")
    found = links(page)
    onward = [link.url for link in found if re.search(words["next"], link.title.replace(" ", ""), re.IGNORECASE)]
    if onward:
        return onward[:1]
    numbered = {int(link.title): link.url for link in found if _NUMBER.fullmatch(link.title) and not link.day}
    runs = [numbered[number] for number in sorted(numbered) if number > 1 and _is_sibling(page.url, numbered[number])]
    return list(dict.fromkeys(runs)) if 2 in numbered else []


def _is_sibling(url: str, other: str) -> bool:
    """Tell whether an address may be a page of the same list: same host, and the same folder or one below."""
    return hosts.slot(url) == hosts.slot(other) and urlsplit(other).path.startswith(
        urlsplit(url).path.rpartition("/")[0]
    )


def _parameter(page: Page) -> list[str]:
    words = rules.load("pagers.yaml")["parameter"]
    total = re.search(words["total"], page.scripts)
    if not total or int(total.group(1)) < 2:
        return []
    link = re.search(rf"['\"]([^'\"\s]*[?&]{words['name']}=)\d*([^'\"\s]*)['\"]", page.scripts + page.text)
    if not link:
        return []
    numbers = range(2, min(int(total.group(1)), MOST_PAGES) + 1)
    prefix, suffix = (part.replace("&amp;", "&") for part in link.groups())
    found = (hosts.absolute(page.base, f"{prefix}{number}{suffix}") for number in numbers)
    return [url for url in found if url]


def _encoded(page: Page) -> list[str]:
    for match in re.finditer(rules.load("pagers.yaml")["encoded"], page.scripts):
        try:
            html = base64.b64decode(re.sub(r"\s", "", match.group(1)), validate=True).decode("utf-8", errors="replace")
        except (binascii.Error, ValueError):
            continue
        found = _anchors(page.showing(html))
        if found:
            return found
    return []


def _printed(page: Page) -> list[str]:
    words = rules.load("pagers.yaml")
    path = urlsplit(page.url).path
    total = re.search(words["printed"], page.visible_text)
    if not total or not re.search(words["suffixed"], path):
        return []
    pages = int(next(filter(None, total.groups())))
    stem, dot, extension = path.rpartition("/")[2].rpartition(".")
    return [urljoin(page.url, f"{stem}_{number}{dot}{extension}") for number in range(2, min(pages, MOST_PAGES) + 1)]
