"""An article page: what it says about itself, each statement with its origin, and the files it offers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from urllib.parse import parse_qsl, urlsplit

from selectolax.lexbor import LexborNode

from crawler import hosts, rules
from crawler.dates import compact_day, first_day
from crawler.discovery import is_document
from crawler.links import target_of
from crawler.page import Page, parsed, squeeze, text_of

ORIGINS = ("table", "meta", "visible", "url")
_CELLS = "td:not(:has(td)), th, dt, li:not(:has(li, p)), p, strong, b, span:not(:has(span)), label"
_BESIDE = {"td": ("td", "th"), "th": ("td", "th"), "dt": ("dd",)}
_MOST_FILES = 100
_MOST_OF_TEXT = 0.6
_NO_SOURCE = re.compile(r"(年度报告|年报)$|^[一二三四五六七八九十]+、")
_SCRIPT_LINK = re.compile(r"href=\\?[\"']([^\"'\\]+)")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a page about itself: the field, the value as printed, and its origin (one of ORIGINS)."""

    field: str
    value: str
    origin: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file offered by an article, with the words of its link."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Article:
    """An article: the preferred values (table before meta before visible before address) and all statements."""

    title: str
    published_on: str | None
    source: str | None
    attachments: tuple[Attachment, ...]
    statements: tuple[Statement, ...]


def read(page: Page, *more: Attachment) -> Article:
    """Return what an article page says; `more` are attachments known from elsewhere."""
    statements = tuple(_statements(page))
    found = {item.url: item for item in (*more, *islice(_attachments(page), _MOST_FILES))}
    return Article(
        title=_best(statements, "title") or page.title,
        published_on=next(filter(None, (first_day(value) for value in _values(statements, "published_on"))), None),
        source=_best(statements, "source"),
        attachments=tuple(item for item in found.values() if item.url != page.url),
        statements=statements,
    )


def in_fragment(page: Page, html: str) -> list[Attachment]:
    """Return the files linked from a piece of HTML that came inside a script or an answer of an interface."""
    return [found for node in parsed(html).css("a[href]") if (found := _file(page, node, text_of(node)))]


def _best(statements: tuple[Statement, ...], name: str) -> str | None:
    return next(iter(_values(statements, name)), None)


def _values(statements: tuple[Statement, ...], name: str) -> list[str]:
    ours = [item for item in statements if item.field == name]
    return [item.value for item in sorted(ours, key=lambda item: ORIGINS.index(item.origin))]


def _statements(page: Page) -> Iterator[Statement]:
    words = rules.load("article.yaml")
    table = _table(page)
    for name, labels in words["labels"].items():
        yield from (Statement(name, table[label], "table") for label in labels if table.get(label))
    for name, tags in words["meta"].items():
        values = [page.meta[tag] for tag in tags if tag in page.meta]
        yield from (Statement(name, value, "meta") for value in values if value not in words["placeholders"])
    yield from _visible(page)
    day = compact_day(urlsplit(page.url).path)
    if day:
        yield Statement("published_on", day, "url")


def _table(page: Page) -> dict[str, str]:
    """Return the disclosure table, be it a table, a list or paragraphs: label without colon → value."""
    placeholders = rules.load("article.yaml")["placeholders"]
    words = page.visible_text.replace(" ", "")
    found: dict[str, str] = {}
    for node in page.visible.css(_CELLS) if _any_label().search(words) else ():
        text = text_of(node)
        match = _row().match(text[:120]) if text.startswith(_initials()) else None
        if not match:
            continue
        label = match.group(1).replace(" ", "")
        value = _alone(label, match.group(2) or _next_text(node))
        if value and value not in placeholders:
            found.setdefault(label, value)
    return found


def _alone(label: str, value: str) -> str:
    """Return a value without what the same line says next; titles may say anything. A label is no value, nor is what it
    begins; a title or a heading is no source."""
    words = rules.load("article.yaml")
    if _labelled().match(value):
        return ""
    if label in words["labels"]["title"]:
        return value
    alone = re.split(words["next"], value, maxsplit=1)[0].rstrip()
    return "" if label in words["labels"]["source"] and _NO_SOURCE.search(alone) else alone


@cache
def _labels() -> tuple[str, ...]:
    labels = (label for labels in rules.load("article.yaml")["labels"].values() for label in labels)
    return tuple(sorted(labels, key=len, reverse=True))


@cache
def _any_label() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, _labels())))


@cache
def _initials() -> tuple[str, ...]:
    return tuple({label[0] for label in _labels()})


@cache
def _row() -> re.Pattern[str]:
    """Return what a line of the table looks like: a label, its letters maybe set apart, and what stands apart from it."""
    labels = "|".join(" ?".join(label) for label in _labels())
    return re.compile(rf"^({labels})(?: ?[:：] ?| |(?=[0-9A-Za-z])|$)(.*)$")


@cache
def _labelled() -> re.Pattern[str]:
    """Return what a label looks like that stands where a value is sought, alone or with a value of its own."""
    return re.compile(rf"({'|'.join(' ?'.join(label) for label in _labels())}) ?([:：]|$)")


def _next_text(node: LexborNode) -> str:
    """Return the text that follows an element; of a cell, that of the next cell, be it empty."""
    following, cells = node.next, _BESIDE.get(node.tag or "", ())
    while following is not None and not squeeze(following.text()) and following.tag not in cells:
        following = following.next
    return squeeze(following.text()).lstrip(":： ")[:120] if following is not None else ""


def _visible(page: Page) -> Iterator[Statement]:
    heading = page.visible.css_first("h1")
    if heading and text_of(heading):
        yield Statement("title", text_of(heading), "visible")
    head = page.visible_text[:3000]
    for name, patterns in rules.load("article.yaml")["visible"].items():
        said = (match.group(1) for pattern in patterns for match in re.finditer(pattern, head))
        value = next((text for text in said if _may_be(name, text)), None)
        if value:
            yield Statement(name, value, "visible")


def _may_be(name: str, text: str) -> bool:
    """Tell whether a printed text may be a value: a day where a day is meant, and no title or label where a source is."""
    return (
        first_day(text) is not None
        if name == "published_on"
        else not (_NO_SOURCE.search(text) or _labelled().match(text))
    )


def _attachments(page: Page) -> Iterator[Attachment]:
    """Yield the files a page offers: in its body, in its folder, beside the word 附件, behind a download script, in a viewer,
    or written by its scripts; the pictures of a body without a table come last."""
    folder = page.url.rpartition("/")[0] + "/"
    body = body_of(page)
    inside = {target for node in body.css("a") if (target := target_of(node))} if body else set()
    for node in page.visible.css("a"):
        found = _file(page, node, text_of(node))
        if found and (
            target_of(node) in inside or found.url.startswith(folder) or _beside_label(node) or _is_script(found.url)
        ):
            yield found
    yield from _in_viewers(page)
    for href in _SCRIPT_LINK.findall(page.scripts):
        url = hosts.absolute(page.base, href)
        if url and is_document(url):
            yield Attachment(url, "")
    if body and not body.css_first("table"):
        yield from _pictures(page, body)


def _file(page: Page, node: LexborNode, text: str) -> Attachment | None:
    """Return the file a link leads to: by its address, the name it is given there, or the name it is shown with."""
    url = hosts.absolute(page.base, target_of(node) or "")
    if url is None or url == page.url:
        return None
    names = (urlsplit(url).path, text, *(value for _, value in parse_qsl(urlsplit(url).query)))
    named = any(re.search(_extension(), name.strip(), re.IGNORECASE) for name in names)
    return Attachment(url, text) if named or _is_script(url) else None


def _extension() -> str:
    return str(rules.load("article.yaml")["file_name"])


def _is_script(url: str) -> bool:
    """Tell whether an address is that of a script which hands out files."""
    parts = urlsplit(url)
    return bool(re.search(rules.load("article.yaml")["download"], f"{parts.path}?{parts.query}", re.IGNORECASE))


def _in_viewers(page: Page) -> Iterator[Attachment]:
    """Yield the files that a page shows in a frame or an object, be it through a viewer that takes the file's address."""
    for node in page.visible.css("iframe[src], embed[src], object[data]"):
        link = node.attributes.get("src") or node.attributes.get("data") or ""
        for target in (link, *(value for _, value in parse_qsl(urlsplit(link).query))):
            url = hosts.absolute(page.base, target) if target else None
            if url and is_document(url):
                yield Attachment(url, "")


def _pictures(page: Page, body: LexborNode) -> Iterator[Attachment]:
    """Yield the pictures of a body, the full ones where small copies are shown; ornaments are left out."""
    words = rules.load("article.yaml")["pictures"]
    for node in body.css("img"):
        sources = (node.attributes.get(name) for name in words["sources"])
        link = next((source for source in sources if source and not source.startswith("data:")), None)
        url = hosts.absolute(page.base, link) if link else None
        if url and not re.search(words["ornament"], url, re.IGNORECASE) and not _is_small(node, words["least_width"]):
            yield Attachment(url, squeeze(node.attributes.get("alt") or node.attributes.get("title")))


def _is_small(node: LexborNode, least: int) -> bool:
    width = re.match(r"\d+", node.attributes.get("width") or "")
    return width is not None and int(width.group()) < least


def _beside_label(node: LexborNode) -> bool:
    return node.parent is not None and "附件" in node.parent.text(deep=False) + text_of(node)


def body_of(page: Page) -> LexborNode | None:
    """Return the element that holds the text of an article; None when nothing stands out."""
    for selector in rules.load("article.yaml")["containers"]:
        node = page.visible.css_first(selector)
        if node:
            return node
    return _fullest(page)


def _fullest(page: Page) -> LexborNode | None:
    """Return the innermost element that holds most of the text of a page, its tables included."""
    node = page.visible.body
    while node is not None:
        whole = len(node.text())
        inner = next((child for child in node.iter() if len(child.text()) > whole * _MOST_OF_TEXT), None)
        if inner is None or inner.tag in {"table", "p"}:
            break
        node = inner
    return node if node is not None and node.tag != "body" else None
