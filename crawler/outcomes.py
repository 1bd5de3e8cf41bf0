"""What a response is, judged by status, headers and body: its outcome and, where there is one, the kind of it."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from crawler import discovery, hosts, rules
from crawler.links import links
from crawler.page import Page

_GONE = (404, 410)
_HTML_ROLES = ("home", "disclosure", "column", "list", "article")


@dataclass(frozen=True, slots=True)
class Judgement:
    """An outcome as archived (one of archive.model.OUTCOMES) and its detail: the kind of block, the odd status."""

    outcome: str
    detail: str | None = None


def judge(page: Page, role: str) -> Judgement:
    """Return what a response is; `role` is what was expected there (see Provenance).

    Block statuses and markers come before everything else; a document that turns out to be a web page is a soft 404.
    """
    if page.status == 304:
        return Judgement("not_modified")
    if 300 <= page.status < 400:
        return _redirect(page, role)
    if role == "robots":
        return _by_status(page.status)
    blocked = _block(page)
    if blocked:
        return Judgement("blocked", blocked)
    if not 200 <= page.status < 300:
        return _by_status(page.status)
    return _content(page, role)


def is_shell(page: Page) -> bool:
    """Tell whether a list page is only a shell that scripts would have to fill."""
    shell = rules.load("blocks.yaml")["js_shell"]
    few_links = len(page.tree.css("a[href]")) <= shell["most_links"]
    return few_links and bool(page.tree.css("script")) and len(page.visible_text) <= shell["longest_text"]


def looks_like_html(page: Page) -> bool:
    """Tell whether a body is a web page, by its first bytes."""
    start = page.body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<script", b"<meta", b"<?xml version"))


def _redirect(page: Page, role: str) -> Judgement:
    target = urljoin(page.url, page.header("Location"))
    root = urlsplit(target).path in {"", "/", "/index.html"} and urlsplit(page.url).path not in {"", "/"}
    if role in {"article", "attachment", "column", "list"} and root and hosts.slot(target) == hosts.slot(page.url):
        return Judgement("redirected_away", f"redirect {page.status} to the home page")
    return Judgement("ok", f"redirect {page.status}")


def _by_status(status: int) -> Judgement:
    if 200 <= status < 300:
        return Judgement("ok")
    if status in _GONE:
        return Judgement("gone", f"status {status}")
    return Judgement("unreachable" if status >= 500 else "error", f"status {status}")


def _block(page: Page) -> str | None:
    words = rules.load("blocks.yaml")
    if looks_like_html(page) and len(page.visible_text) <= words["longest_block_text"]:
        head = page.text[: words["marker_bytes"]]
        found = next((mark["kind"] for mark in words["markers"] if re.search(mark["pattern"], head)), None)
        if found:
            return str(found)
    status: str | None = words["statuses"].get(page.status)
    return status


def _general_block(page: Page) -> str | None:
    """Return the kind of block by words that documents use too, on a page that is neither a list nor a document."""
    words = rules.load("blocks.yaml")["general"]
    text = f"{page.title} {page.visible_text}"
    marks = [mark for mark in words["markers"] if re.search(mark["pattern"], text, re.IGNORECASE)]
    if not marks or len(text) > words["longest_text"] or {"articletitle", "pubdate"} & page.meta.keys():
        return None
    listing = any(link.day or discovery.is_article(link.url) for link in links(page))
    return None if listing else str(marks[0]["kind"])


def _content(page: Page, role: str) -> Judgement:
    if role == "attachment":
        wrong = looks_like_html(page) and not re.search(r"\.s?html?$", urlsplit(page.url).path)
        return Judgement("soft_404", "a web page instead of the file") if wrong else Judgement("ok")
    if not page.body:
        return Judgement("error", "empty body")
    general = _general_block(page) if role in _HTML_ROLES and page.body.lstrip()[:1] not in b"{[%P" else None
    if general:
        return Judgement("blocked", general)
    words = rules.load("blocks.yaml")["soft_404"]
    short = role in _HTML_ROLES and looks_like_html(page) and len(page.visible_text) <= words["longest_text"]
    if short and re.search(words["pattern"], f"{page.title} {page.visible_text}", re.IGNORECASE):
        return Judgement("soft_404", "the page says it does not exist")
    return Judgement("ok")
