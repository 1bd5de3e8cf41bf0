"""Every link of a page, however it is made: anchors, image maps, options, frames, click handlers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from crawler import hosts
from crawler.dates import first_day, without_days
from crawler.page import Page, squeeze, text_of

_CLICK = re.compile(r"(?:location(?:\.href)?\s*=|open\s*\()\s*['\"]([^'\"]+)['\"]")
_ROW_LEVELS = 4
_LONGEST_ROW = 400


@dataclass(frozen=True, slots=True)
class Link:
    """A link and what is printed with it: its title (attribute before text) and the first day in its row."""

    url: str
    title: str
    day: str | None = None
    tag: str = "a"


def links(page: Page) -> list[Link]:
    """Return the links of a page in their order, those leading nowhere left out."""
    return [link for link in _found(page) if link.url != page.url or link.tag == "option"]


def _found(page: Page) -> Iterator[Link]:
    rows: dict[int, str | bool] = {}
    for node in page.visible.css("a, area, option[value], iframe[src], frame[src], [onclick], [data-url]"):
        target = _target(node)
        url = hosts.absolute(page.base, target) if target else None
        if url:
            yield Link(url, _title(node), _day(node, rows), node.tag or "")


def _target(node: LexborNode) -> str | None:
    attributes = node.attributes
    href = attributes.get("href") or ""
    if href and not href.lower().startswith(("javascript:", "#", "mailto:", "tel:")):
        return href
    if node.tag == "option":
        value = attributes.get("value") or ""
        return value if "/" in value or "." in value else None
    if node.tag in {"iframe", "frame"}:
        return attributes.get("src")
    click = _CLICK.search(attributes.get("onclick") or href)
    return click.group(1) if click else attributes.get("data-url")


def _title(node: LexborNode) -> str:
    title = squeeze(node.attributes.get("title") or node.attributes.get("alt"))
    text = squeeze(without_days(text_of(node)))
    return title if len(title) > 1 else text or title


def _day(node: LexborNode, rows: dict[int, str | bool]) -> str | None:
    """Return the day in the row of a link: the smallest element around it that holds a day and no other link."""
    row: LexborNode | None = node
    for _ in range(_ROW_LEVELS):
        if row is None or row.tag in {"body", "html"}:
            return None
        if row.mem_id not in rows:
            rows[row.mem_id] = _row_day(row)
        verdict = rows[row.mem_id]
        if isinstance(verdict, str):
            return verdict
        if not verdict:
            return None
        row = row.parent
    return None


def _row_day(row: LexborNode) -> str | bool:
    """Return the day of a row, True when it has none and may be part of a larger row, False when it is none."""
    text = row.text(separator=" ")
    if len(text) > _LONGEST_ROW or len({node.attributes.get("href") for node in row.css("a[href]")}) > 1:
        return False
    return first_day(text) or True
