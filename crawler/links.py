"""Every link of a page, however it is made: anchors, image maps, options, frames, click handlers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from crawler import hosts
from crawler.dates import first_day, without_days
from crawler.grids import NOWHERE, Grids, Place
from crawler.page import Page, squeeze, text_of

_CLICK = re.compile(
    r"(?:location(?:\.href)?\s*=|open\s*\()\s*['\"]([^'\"]+)['\"]"
    r"|\w\((?:\s*[\w.]{1,20}\s*,){0,3}\s*['\"]((?:https?:/)?\.{0,2}/[^'\"\s]+|[\w./-]+\.s?html?(?:\?[^'\"\s]*)?)['\"]"
)
"""A click that leads somewhere: the address is the handler's first text, behind `this` and the like."""

_ROW_LEVELS = 4
_ROWS = ("li", "tr", "dl")
_LISTS = ("ul", "ol", "table", "tbody", "body", "html")
_LINKS = "a, [onclick], [data-url]"
_ALONE = re.compile(
    r"[\[(（]?\s*20\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?\s*(\d{1,2}:\d\d(:\d\d)?)?\s*[\])）]?"
)
_AT_END = re.compile(r"[\s\[(（]20\d\d[-/.]\d{1,2}[-/.]\d{1,2}[\])）]?$")
_LONGEST_ROW = 400


@dataclass(frozen=True, slots=True)
class Link:
    """A link and what is printed with it: its title (attribute before text), the first day in its row, what the headers of
    its cell say where it stands in a table."""

    url: str
    title: str
    day: str | None = None
    tag: str = "a"
    place: Place = NOWHERE


def links(page: Page) -> list[Link]:
    """Return the links of a page in their order, those leading nowhere left out."""
    if "links" not in page.known:
        page.known["links"] = tuple(link for link in _found(page) if link.url != page.url or link.tag == "option")
    return list(page.known["links"])


def _found(page: Page) -> Iterator[Link]:
    rows: dict[int, str | bool] = {}
    grids = Grids()
    for node in page.visible.css("a, area, option[value], iframe[src], frame[src], [onclick], [data-url]"):
        target = target_of(node)
        url = hosts.absolute(page.base, target) if target else None
        if url:
            yield Link(url, _title(node), _day(node, rows), node.tag or "", grids.place(node))


def target_of(node: LexborNode) -> str | None:
    """Return where an element leads, as written there: its address, option, frame or click handler; None for nowhere."""
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
    return (click.group(1) or click.group(2)) if click else attributes.get("data-url")


def _title(node: LexborNode) -> str:
    title = squeeze(node.attributes.get("title") or node.attributes.get("alt"))
    text = squeeze(without_days(text_of(node)))
    if not text and not title and (picture := node.css_first("img[alt], img[title]")):
        title = squeeze(picture.attributes.get("alt") or picture.attributes.get("title"))
    return title if len(title) > 1 else text or title


def _day(node: LexborNode, rows: dict[int, str | bool]) -> str | None:
    """Return the day printed with a link: inside it, else in its row, the smallest element around it and no other link
    that holds a day. A day within the link's words belongs to its title, unless it stands apart from them."""
    row: LexborNode | None = node
    for _ in range(_ROW_LEVELS):
        if row is None or row.tag in _LISTS:
            return None
        verdict = _day_inside(row) if row.mem_id == node.mem_id else _row_day(row, node, rows)
        if isinstance(verdict, str):
            return verdict
        if not verdict or row.tag in _ROWS:
            return None
        row = row.parent
    return None


def _day_inside(node: LexborNode) -> str | bool:
    """Return the day that stands apart from the words of a link: in an element of its own, or at their end."""
    apart = (text for child in node.css("*") if _ALONE.fullmatch(text := squeeze(child.text(separator=" "))))
    return next(filter(None, map(first_day, apart)), None) or _last_day(node) or True


def _last_day(node: LexborNode) -> str | None:
    found = _AT_END.search(squeeze(node.text(separator=" ")))
    return first_day(found.group()) if found else None


def _row_day(row: LexborNode, node: LexborNode, rows: dict[int, str | bool]) -> str | bool:
    """Return the day of a row, True when it has none and may be part of a larger row, False when it is none."""
    if row.mem_id not in rows:
        text = row.text(separator=" ")
        several = len({target for other in row.css(_LINKS) if (target := target_of(other))}) > 1
        beside = text.replace(node.text(separator=" "), " ", 1)
        rows[row.mem_id] = False if several or len(text) > _LONGEST_ROW else first_day(beside) or True
    return rows[row.mem_id]
