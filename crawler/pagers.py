"""The further pages of a list, from the pager's script, its links or the list's address. What a pager claims is never trusted.

Each adapter is a function of a page and returns addresses; the first that finds any counts. The patterns are data.
"""

import base64
import binascii
import re
from collections.abc import Iterable
from urllib.parse import unquote_plus, urljoin, urlsplit

from crawler import hosts, rules
from crawler.links import links
from crawler.page import Page, squeeze

MOST_PAGES = 200
_MOST_ENCODED = 3
_NUMBER = re.compile(r"\d{1,3}")


def further(page: Page) -> list[str]:
    """Return the addresses of the further pages that a page of a list names, in their order."""
    adapters = (_called, _counted, _anchors, _parameter, _encoded, _addressed)
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
    name, extension = (_first_group(words[part], page.scripts) for part in ("name", "ext"))
    name, extension = name or "index", extension or "html"
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
    for text in _encoded_texts(page):
        try:
            html = base64.b64decode(re.sub(r"\s", "", text), validate=True).decode("utf-8", errors="replace")
        except (binascii.Error, ValueError):
            continue
        found = _anchors(page.showing(unquote_plus(html) if html.startswith("%") else html))
        if found:
            return found
    return []


def _encoded_texts(page: Page) -> list[str]:
    words = rules.load("pagers.yaml")
    texts = [match.group(1) for match in re.finditer(words["encoded"], page.scripts)]
    if not any(call in page.scripts for call in words["decoding"]):
        return texts
    return texts + [squeeze(node.text()) for node in page.visible.css(words["encoded_in"])[:_MOST_ENCODED]]


def _addressed(page: Page) -> list[str]:
    path = urlsplit(page.url).path
    for rule in rules.load("pagers.yaml")["addressed"]:
        address = re.search(rule["path"], path)
        total = _total(page, rule["total"]) if address else 0
        if address and total:
            before, after = address["before"] + rule.get("joined", ""), address["after"] or ".html"
            numbers = (number + rule.get("offset", 0) for number in range(2, min(total, MOST_PAGES) + 1))
            return [urljoin(page.url, f"{before}{number}{after}") for number in numbers]
    return []


def _total(page: Page, pattern: str) -> int:
    """Return the number of pages that a page prints, or tells in its source: as such, or as records and how many a page has."""
    if pattern == "printed":
        return int(_first_group(rules.load("pagers.yaml")["printed"], page.visible_text) or 0)
    found = re.search(pattern, page.text)
    if not found:
        return 0
    told = found.groupdict()
    return -(-int(told["records"]) // max(int(told["size"]), 1)) if told else int(found.group(1))


def _first_group(pattern: str, text: str) -> str | None:
    found = re.search(pattern, text)
    return next(filter(None, found.groups()), None) if found else None
