"""What a response is made of, by its first bytes and its elements: a file, a web page, a list, a document, a shell."""

import re

from crawler import discovery, rules
from crawler.links import links
from crawler.page import Page

_HTML_STARTS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<meta", b"<title", b"<?xml version")
_DOCUMENT_META = {"articletitle", "pubdate"}


def looks_like_html(page: Page) -> bool:
    """Tell whether a body is a web page, by its first bytes."""
    return page.body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_HTML_STARTS)


def looks_like_file(page: Page) -> bool:
    """Tell whether a body is a file of a format that carries documents or pictures, by its first bytes."""
    starts = tuple(start.encode("latin-1") for start in rules.load("blocks.yaml")["magic"])
    return page.body.startswith(starts)


def is_shell(page: Page) -> bool:
    """Tell whether a list page is only a shell that scripts would have to fill."""
    shell = rules.load("blocks.yaml")["js_shell"]
    few_links = len(page.tree.css("a[href]")) <= shell["most_links"]
    return few_links and bool(page.tree.css("script")) and len(page.visible_text) <= shell["longest_text"]


def is_listing(page: Page) -> bool:
    """Tell whether a page lists something dated, or leads to an article."""
    return any(link.day or discovery.is_article(link.url) for link in links(page))


def is_article(page: Page) -> bool:
    """Tell whether a page carries the meta tags of an article."""
    return bool(_DOCUMENT_META & page.meta.keys())


def is_document(page: Page) -> bool:
    """Tell whether a page is an article, or says what annual reports say."""
    words = rules.load("blocks.yaml")["document"]
    return is_article(page) or bool(re.search(words, f"{page.title} {page.visible_text}"))
