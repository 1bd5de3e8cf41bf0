"""What a response is, judged by its first bytes, status, body and structure: an outcome and, where there is one, its kind."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborNode

from crawler import article, blocks, discovery, hosts, rules
from crawler.page import Page, squeeze, text_of
from crawler.structure import is_article, is_document, is_shell, looks_like_file, looks_like_html

__all__ = ["Judgement", "is_shell", "judge", "looks_like_html"]

_GONE = (404, 410)
_FILE = r"(?i)\.(pdf|docx?|wps|ofd|xlsx?|et|rtf|zip|rar|7z|jpe?g|png)$"
_BELOW_HOME = ("column", "list", "article", "attachment")
_HTML_ROLES = ("home", "disclosure", "column", "list", "article")
_LONGEST_WAIT = 24 * 3600


@dataclass(frozen=True, slots=True)
class Judgement:
    """An outcome as archived (one of archive.model.OUTCOMES), its detail (the kind of block, the odd status), and the
    detector that recognised a block, with its version."""

    outcome: str
    detail: str | None = None
    detector: str | None = field(default=None, compare=False)


def judge(page: Page, role: str) -> Judgement:
    """Return what a response is; `role` is what was expected there (see Provenance).

    A block comes before everything else; a document that turns out to be a web page is a soft 404.
    """
    if page.status == 304:
        return Judgement("not_modified")
    if 300 <= page.status < 400:
        return _redirect(page, role)
    found = blocks.find(page)
    if found and (role != "robots" or not found.page):
        return _blocked(page, found)
    if role == "robots" or not 200 <= page.status < 300:
        return _by_status(page.status)
    return _content(page, role)


def retry_after(page: Page) -> int | None:
    """Return how many seconds a response asks us to wait, a day at most; None when it does not say."""
    stated = page.header("Retry-After").strip()
    return min(int(stated), _LONGEST_WAIT) if stated.isdecimal() and len(stated) < 10 else None


def _blocked(page: Page, found: blocks.Detector) -> Judgement:
    wait = retry_after(page)
    kind = found.id if wait is None else f"{found.id}; retry after {wait} s"
    return Judgement("blocked", kind, found.name)


def _redirect(page: Page, role: str) -> Judgement:
    target = urljoin(page.url, page.header("Location"))
    if not page.header("Location") or urlsplit(target).scheme not in {"http", "https"}:
        return Judgement("error", f"redirect {page.status} to no web address")
    if role in _BELOW_HOME and _leads_home(page, target):
        return Judgement("redirected_away", f"redirect {page.status} to the home page")
    return Judgement("ok", f"redirect {page.status}")


def _leads_home(page: Page, target: str) -> bool:
    same_host = hosts.slot(target) == hosts.slot(page.url)
    return same_host and hosts.is_home(target) and not hosts.is_home(page.url)


def _by_status(status: int) -> Judgement:
    if 200 <= status < 300:
        return Judgement("ok")
    if status in _GONE:
        return Judgement("gone", f"status {status}")
    return Judgement("unreachable" if status >= 500 else "error", f"status {status}")


def _content(page: Page, role: str) -> Judgement:
    if role == "attachment":
        wrong = looks_like_html(page) and not re.search(r"\.s?html?$", urlsplit(page.url).path)
        return Judgement("soft_404", "a web page instead of the file") if wrong else Judgement("ok")
    if not page.body:
        return Judgement("error", "empty body")
    if role == "article" and re.search(_FILE, urlsplit(page.url).path) and looks_like_html(page):
        return Judgement("soft_404", "a web page instead of the file")
    if role not in _HTML_ROLES or looks_like_file(page) or page.body.lstrip()[:1] in (b"{", b"["):
        return Judgement("ok")
    general = blocks.find_general(page)
    if general:
        return _blocked(page, general)
    return _soft_404(page, role) if looks_like_html(page) else Judgement("ok")


def _soft_404(page: Page, role: str) -> Judgement:
    words = rules.load("blocks.yaml")["soft_404"]
    text = f"{page.title} {page.visible_text}"
    if len(text) <= words["longest_text"] and re.search(words["pattern"], text, re.IGNORECASE):
        return Judgement("soft_404", "the page says it does not exist")
    if role == "article" and re.search(words["pattern"], text, re.IGNORECASE) and _is_gone_within(page, words):
        return Judgement("soft_404", "the document says it does not exist")
    if role in _BELOW_HOME and page.jump and _leads_home(page, urljoin(page.url, page.jump)):
        return Judgement("soft_404", "a script that leads to the home page")
    return Judgement("ok")


def _is_gone_within(page: Page, words: dict[str, Any]) -> bool:
    """Tell whether a page of full size says of its document that it is not there: in the place of its text, or, when it is
    no article, in a heading or line of its own; never when it shows a file."""
    if is_article(page):
        body = article.body_of(page)
        shown = body is None or _shows_file(page, body) or body.css_first("img, table")
        texts = [] if body is None or shown else [text_of(body)]
        longest = words["longest_body"]
    else:
        silent = is_document(page) or page.visible.body is None or _shows_file(page, page.visible.body)
        lines = () if silent else page.visible.css("h1, h2, h3, p, div, span, td")
        texts, longest = [squeeze(node.text(deep=False)) for node in lines], words["longest_line"]
    return any(len(text) <= longest and re.search(words["pattern"], text, re.IGNORECASE) for text in texts)


def _shows_file(page: Page, node: LexborNode) -> bool:
    links = (hosts.absolute(page.base, other.attributes.get("href") or "") for other in node.css("a[href]"))
    framed = node.css_first("embed, object, iframe") is not None
    return framed or any(discovery.is_document(link) for link in links if link)
