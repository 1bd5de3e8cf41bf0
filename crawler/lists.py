"""What a list page says about itself: that it is the annual-report column, that it is empty, how long it is.

That a column lists nothing is believed only when the page says so; a page that merely shows nothing proves nothing.
"""

import re
from dataclasses import dataclass
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler import boxes, naming, outcomes, rules, titles
from crawler.links import target_of
from crawler.page import Page, parsed, squeeze, text_of

_LONGEST_ITEM = 12


@dataclass(frozen=True, slots=True)
class Extent:
    """How much a list claims to hold: pages (at least), and entries where it says so."""

    pages: int = 1
    entries: int = 0


def is_named(page: Page) -> bool:
    """Tell whether a page calls itself by the words for annual reports: in title, headings, breadcrumb or ColumnName, or in
    the path to it that it prints."""
    words = rules.load("lists.yaml")
    heads = [text_of(node) for node in page.visible.css(words["headings"])]
    names = [
        page.title,
        page.meta.get("columnname", ""),
        *(head for head in heads if len(head) <= words["longest_heading"]),
    ]
    if any(boxes.is_about_reports(name) for name in names):
        return True
    paths = islice(re.finditer(words["path"], page.visible_text), words["most_paths"])
    return any(boxes.is_about_reports(path.group(1)) for path in paths)


def is_evidently_empty(page: Page) -> bool:
    """Tell whether a page states that its list is empty, or holds an empty list beside a pager of one page at most.

    What stands in another box of the page, under words of its own, says nothing about the column.
    """
    words = rules.load("lists.yaml")
    if may_hold_more(page):
        return False
    tree = parsed(page.visible.html or "")
    for node in tree.css(words["hidden"]):
        node.decompose()
    stands_under = boxes.labels(tree, f"{page.title} {page.meta.get('sitename', '')}")
    return _states_empty(tree, stands_under) or _is_empty_list(page, tree, stands_under)


def may_hold_more(page: Page) -> bool:
    """Tell whether a page may hold more than it shows: scripts that fill or fetch, further pages, years behind scripts."""
    later = waits_for_scripts(page) or _may_come_later(page)
    return later or bool(promised_years(page)) or extent(page) != Extent()


def _may_come_later(page: Page) -> bool:
    """Tell whether scripts of a page fetch something, or the page excuses itself: that it shows nothing says nothing then."""
    words = rules.load("lists.yaml")
    files = (node.attributes.get("src") or "" for node in page.tree.css("script[src]"))
    return (
        bool(re.search(words["fetching"], page.scripts))
        or any(re.search(words["list_script"], file, re.IGNORECASE) for file in files)
        or bool(re.search(words["excuse"], page.visible_text))
    )


def waits_for_scripts(page: Page) -> bool:
    """Tell whether scripts would have to fill a page: a shell, a notice that it is loading, an unfilled template."""
    loading = re.search(rules.load("lists.yaml")["loading"], page.visible_text, re.IGNORECASE)
    by_address = re.search(rules.load("discovery.yaml")["script_list"], page.url)
    return bool(loading or by_address) or outcomes.is_shell(page)


def extent(page: Page) -> Extent:
    """Return what the pager of a static list claims; links that only a script can follow stand for further pages."""
    words = rules.load("lists.yaml")
    pages = _claims(page, words["pages"])
    entries = _claims(page, words["entries"])
    return Extent(max([1, *(pages or _script_pages(page))]), max(entries, default=0))


_NOWHERE = ("", "#", "javascript:", "javascript:;", "javascript:void(0)", "javascript:void(0);")
_PAGER_DEPTH = 4
"""The class of a pager stands at most so many elements above its numbers."""


def promised_years(page: Page) -> set[int]:
    """Return the years of a menu to which only scripts lead; what stands there may be in the page already, or not."""
    texts = (squeeze(text_of(node)) for node in page.visible.css("a, li, span, button") if _is_scripted(node))
    options = page.visible.css("select[onchange] option")
    chosen = (squeeze(text_of(node)) for node in options if target_of(node) is None)
    named = (text for text in (*texts, *chosen) if naming.is_year(text))
    return {year for text in named if (year := titles.year(text) or titles.year(f"{text}年"))}


def _claims(page: Page, patterns: dict[str, list[str]]) -> list[int]:
    sources = {"visible": page.visible_text, "source": page.scripts}
    return [
        int(match.group(1))
        for name, text in sources.items()
        for pattern in patterns[name]
        for match in re.finditer(pattern, text)
    ]


def _script_pages(page: Page) -> list[int]:
    """Return the numbers of the pages to which only a script leads; 2 for a link that says no number."""
    words = rules.load("lists.yaml")
    found = []
    for node in page.visible.css("a, button, span, li, div[onclick]"):
        if node.tag in {"span", "li", "div"} and not _is_pager_item(node):
            continue
        led = _is_scripted(node) or node.tag != "a" or _is_bare_number(node)
        if not led or re.search(words["inactive"], node.attributes.get("class") or ""):
            continue
        text = squeeze(text_of(node))
        if re.fullmatch(r"\d{1,3}", text):
            found.append(int(text))
        elif re.search(words["next"], text, re.IGNORECASE) or re.search(words["load_more"], text):
            found.append(2)
    return found


def _is_bare_number(node: LexborNode) -> bool:
    """Tell whether a link of a pager is a number of a further page that leads nowhere: a script listens for it."""
    href = (node.attributes.get("href") or "").strip().lower()
    text = squeeze(text_of(node))
    nowhere = href in _NOWHERE and target_of(node) is None
    if not nowhere or not re.fullmatch(r"\d{1,3}", text) or int(text) < 2:
        return False
    above: list[LexborNode] = [node]
    while above[-1].parent is not None and len(above) <= _PAGER_DEPTH:
        above.append(above[-1].parent)
    mark = rules.load("lists.yaml")["pager_class"]
    return any(
        re.search(mark, f"{box.attributes.get('class') or ''} {box.attributes.get('id') or ''}") for box in above
    )


def _is_pager_item(node: LexborNode) -> bool:
    """Tell whether an element that is no link belongs to a pager by its words and classes, and holds no link itself."""
    words = rules.load("lists.yaml")
    text = squeeze(node.text(deep=False))
    if not text or len(text) > _LONGEST_ITEM or node.css_first("a") is not None or target_of(node) is not None:
        return False
    around = node.parent.attributes.get("class") if node.parent is not None else ""
    in_pager = re.search(words["pager_class"], f"{node.attributes.get('class') or ''} {around or ''}")
    return bool(in_pager or re.search(words["load_more"], text))


def _is_scripted(node: LexborNode) -> bool:
    """Tell whether only a script knows where an element leads."""
    href = (node.attributes.get("href") or "").strip().lower()
    action = f"{href} {node.attributes.get('onclick') or ''}".replace("void(0)", "")
    followable = (href and not href.startswith(("javascript:", "#"))) or target_of(node) is not None
    return not followable and bool(re.search(r"\w\s*\(", action))


def _states_empty(tree: LexborHTMLParser, stands_under: dict[int, str]) -> bool:
    words = rules.load("lists.yaml")
    said = ((node, squeeze(node.text(deep=False))) for node in tree.css("body *"))
    return any(
        len(text) <= words["longest_statement"]
        and re.search(words["empty"], text.rstrip("。.！!"))
        and (boxes.is_about_reports(text) or _is_own(node, stands_under))
        for node, text in said
        if text
    )


def _is_own(node: LexborNode, stands_under: dict[int, str]) -> bool:
    """Tell whether an element stands in the column's own box: under words that name it, or under none at all."""
    label = stands_under.get(node.mem_id)
    return label == "" or (label is not None and boxes.is_about_reports(label))


def _is_empty_list(page: Page, tree: LexborHTMLParser, stands_under: dict[int, str]) -> bool:
    words = rules.load("lists.yaml")
    bare = any(
        not node.css_first("a") and not text_of(node) and _is_own(node, stands_under)
        for node in tree.css(words["container"])
    )
    return bare and bool(re.search(words["pager_mark"], page.scripts))
