"""Which box of a page something stands in, by the words that stand before it: its heading, else the nearest text.

Portals show several lists on a page. What one of them says (that it is empty, that there is more of it) holds for it alone.
"""

import re
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler import hosts, rules
from crawler.links import target_of
from crawler.page import Page, squeeze, text_of

_MOST_NODES = 200_000
_LEVELS = 4
_LONGEST_HEADING = 40


def labels(tree: LexborHTMLParser, title: str) -> dict[int, str]:
    """Return by element (its `mem_id`) the words under which it stands; "" as long as nothing was said.

    Links are no such words unless they stand in a heading; neither are the `title` of the page and its site, labels of columns and forms
    (data), nor statements that a list is empty.
    """
    if tree.body is None:
        return {}
    words = rules.load("lists.yaml")
    headings = {node.mem_id for node in tree.css(f"{words['headings']}, {words['box_headings']}")}
    found: dict[int, str] = {}
    label = ""
    for node in islice(tree.body.traverse(include_text=True), _MOST_NODES):
        if node.tag != "-text":
            found[node.mem_id] = label
            continue
        text = squeeze(node.text())
        of_page = text in title and not is_about_reports(text)
        if _says_something(text) and not of_page and not _is_mere_link(node, headings):
            label = text
    return found


def more(page: Page) -> list[tuple[str, str]]:
    """Return the links of a page that lead to more of one of its boxes: address and the words of the box's heading."""
    pattern = rules.load("lists.yaml")["more"]
    found = []
    for node in page.visible.css("a"):
        text = text_of(node)
        url = hosts.absolute(page.base, target_of(node) or "") if re.search(pattern, text, re.IGNORECASE) else None
        if url and (words := _heading(node, text)):
            found.append((url, words))
    return found


def _heading(node: LexborNode, text: str) -> str:
    """Return the words that a link stands with: those beside it where they are few, else the first heading of its box."""
    headings, box = rules.load("lists.yaml")["box_headings"], node.parent
    for _ in range(_LEVELS):
        if box is None or box.tag in {"body", "html"}:
            return ""
        beside = squeeze(text_of(box).replace(text, "", 1))
        if beside and len(beside) <= _LONGEST_HEADING:
            return beside
        if beside:
            head = box.css_first(f"h1, h2, {headings}")
            return text_of(head).replace(text, "").strip() if head else ""
        box = box.parent
    return ""


def is_about_reports(words: str) -> bool:
    """Tell whether words name the annual-report column."""
    named = rules.load("lists.yaml")
    return bool(re.search(named["named"], re.sub(named["not_named"], "", words)))


def _says_something(text: str) -> bool:
    words = rules.load("lists.yaml")
    plain = text.strip(" 　:：>»|/·-—[]【】()（）。.！!")
    return bool(re.search(r"[\u4e00-\u9fff]{2}", plain)) and not (
        re.search(words["neutral"], plain) or re.search(words["empty"], plain)
    )


def _is_mere_link(node: LexborNode, headings: set[int]) -> bool:
    """Tell whether a text belongs to a link that is part of no heading."""
    link, around = False, node.parent
    for _ in range(_LEVELS):
        if around is None:
            break
        if around.mem_id in headings:
            return False
        link = link or around.tag in {"a", "option", "button"}
        around = around.parent
    return link
