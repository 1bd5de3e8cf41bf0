"""A page as the crawler sees it: address, headers and bytes, read as text and as a tree of elements."""

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from archive.coding import decode_body
from archive.model import Headers
from crawler.encoding import decode

_MOST_BYTES = 32 * 1024 * 1024
_DEEPEST = 3000
_WRITTEN = re.compile(r"document\.write(?:ln)?\(\s*([\"'])((?:(?!\1)[^\\\n]|\\.)*)\1\s*\)")
_LONGEST_JUMP = 200
_MOST_LINKS_OF_JUMP = 3
_DEVICE = re.compile(r"userAgent|\.platform\b|screen\.width|innerWidth", re.IGNORECASE)
_JUMP = re.compile(
    r"\blocation(?:\.href)?\s*=\s*[\"']([^\"']+)[\"']|\blocation\.(?:replace|assign)\(\s*[\"']([^\"']+)[\"']"
)
_NESTING = re.compile(
    r"<(/?)(?!(?:p|li|t[drh]|d[dt]|option|br|img|input|meta|link|hr|area|base|col|source|wbr|param|embed)\b)[a-z]",
    re.IGNORECASE,
)


def squeeze(text: str | None) -> str:
    """Return a text on one line, each run of blanks as one blank."""
    return " ".join((text or "").replace("\u200b", "").split())


@dataclass(frozen=True)
class Page:
    """A response with its content encoding removed, independent of the framework that fetched it."""

    url: str
    body: bytes
    headers: Headers = field(default_factory=list)
    status: int = 200

    def header(self, name: str) -> str:
        """Return the first header of that name, or an empty string."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @classmethod
    def received(cls, url: str, body: bytes, headers: Headers, status: int) -> "Page":
        """Return the page of a body as received; one that cannot be decoded within 32 MiB is taken as it is.

        Pages are never changed, so the one that was judged when it was stored is the one that the spider reads.
        """
        return _received(url, body, tuple(headers), status)

    def showing(self, html: str) -> "Page":
        """Return a page at the same address that shows this HTML, such as what an interface answered."""
        known = self.known.get("shown")
        if known is None or known[0] != html:
            known = self.known["shown"] = (html, self._showing(html))
        shown: Page = known[1]
        return shown

    def _showing(self, html: str) -> "Page":
        source = html if "<html" in html[:2000].lower() else f"<html><body>{html}</body></html>"
        return Page(self.url, source.encode(), [("Content-Type", "text/html; charset=utf-8")], self.status)

    @cached_property
    def text(self) -> str:
        """The source of the page as text."""
        return decode(self.body, self.header("Content-Type"))

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The elements of the page, scripts and styles included; raises ValueError when they nest absurdly deep."""
        return self._trees[0]

    @cached_property
    def base(self) -> str:
        """The address against which the links of the page are to be read."""
        node = self.tree.css_first("base[href]")
        return urljoin(self.url, node.attributes["href"] or "") if node else self.url

    @cached_property
    def scripts(self) -> str:
        """All inline scripts of the page, one after the other."""
        return "\n".join(node.text() for node in self.tree.css("script"))

    @cached_property
    def written(self) -> str:
        """The HTML that scripts write into the page as it loads, where they write plain texts."""
        return "".join(match.group(2) for match in _WRITTEN.finditer(self.scripts)).replace("\\", "")

    @cached_property
    def meta(self) -> dict[str, str]:
        """The named meta tags with lower-case names; the first that says something counts."""
        found: dict[str, str] = {}
        for node in self.tree.css("meta[name]"):
            value = squeeze(node.attributes.get("content"))
            if value:
                found.setdefault((node.attributes["name"] or "").lower(), value)
        return found

    @cached_property
    def visible(self) -> LexborHTMLParser:
        """The elements of the page without scripts, styles and comments; raises ValueError as `tree` does."""
        return self._trees[1]

    @cached_property
    def _trees(self) -> tuple[LexborHTMLParser, LexborHTMLParser]:
        """The page as written, and as shown. A copy costs much less than parsing; it knows classes by exact case only."""
        shown = parsed(self.text)
        whole = shown.clone()
        shown.strip_tags(["script", "style", "noscript", "template"])
        return whole, shown

    @cached_property
    def visible_text(self) -> str:
        """The text a reader sees, on one line."""
        return squeeze(self.visible.body.text(separator=" ")) if self.visible.body else ""

    @cached_property
    def known(self) -> dict[str, Any]:
        """What other modules have worked out from the page, by name: it never changes, so once is enough."""
        return {}

    @cached_property
    def jump(self) -> str | None:
        """Where a page that shows next to nothing sends every reader by script, as written there; None where it depends on
        the reader's device."""
        if len(self.visible_text) > _LONGEST_JUMP or len(self.tree.css("a[href]")) > _MOST_LINKS_OF_JUMP:
            return None
        found = None if _DEVICE.search(self.scripts) else _JUMP.search(self.scripts)
        return found.group(1) or found.group(2) if found else None

    @cached_property
    def title(self) -> str:
        """The text of the title element."""
        node = self.tree.css_first("title")
        return squeeze(node.text()) if node else ""


@lru_cache(maxsize=8)
def _received(url: str, body: bytes, headers: tuple[tuple[str, str], ...], status: int) -> Page:
    encoding = next((value for key, value in headers if key.lower() == "content-encoding"), None)
    return Page(url, decode_body(body, encoding, _MOST_BYTES)[0], list(headers), status)


def parsed(html: str) -> LexborHTMLParser:
    """Return the elements of a piece of HTML; raises ValueError when they nest so deep that parsing would not end."""
    depth = 0
    for match in _NESTING.finditer(html) if html.count("<") > _DEEPEST else ():
        depth += -1 if match.group(1) else 1
        if depth > _DEEPEST:
            raise ValueError(f"elements are nested more than {_DEEPEST} deep")
    return LexborHTMLParser(html)


def text_of(node: LexborNode) -> str:
    """Return the text of an element on one line."""
    return squeeze(node.text(separator=" "))
