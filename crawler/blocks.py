"""Recognising the pages that stand between us and a portal, as `blocks.yaml` describes them."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from crawler import rules
from crawler.page import Page
from crawler.structure import is_document, is_listing, looks_like_file


@dataclass(frozen=True, slots=True)
class Detector:
    """One kind of block. `page` says that it may concern a single page and not the whole platform."""

    id: str
    version: int
    statuses: tuple[int, ...] = ()
    source: str | None = None
    text: str | None = None
    page: bool = False

    @property
    def name(self) -> str:
        """The detector and its version, as archived."""
        return f"{self.id}/{self.version}"


def find(page: Page) -> Detector | None:
    """Return the detector that recognises a page as a block, or None.

    A signature in the body says more than the status, so it goes first; a file is never a block by its words.
    """
    by_status = next((one for one in detectors() if page.status in one.statuses), None)
    if looks_like_file(page):
        return by_status
    return _by_signature(page) or by_status


def find_general(page: Page) -> Detector | None:
    """Return the detector of words that any site may use, on a page that is neither a list nor a document."""
    longest = rules.load("blocks.yaml")["general"]["longest_text"]
    found = _first(detectors("general"), lambda one: _says(page, one.text, longest, re.IGNORECASE))
    return None if found is None or _is_ordinary(page) else found


def is_whole_platform(name: str | None, role: str) -> bool:
    """Tell whether a block seen in this role speaks for the platform: by its detector (see Detector.name), or because
    not even a home page or a robots.txt is to be had."""
    single = {one.name for one in (*detectors(), *detectors("general")) if one.page}
    return role in {"home", "robots"} or name not in single


@cache
def detectors(group: str | None = None) -> tuple[Detector, ...]:
    """Return the detectors of the data file, or those of one group there."""
    words: dict[str, Any] = rules.load("blocks.yaml")
    listed = (words[group] if group else words)["detectors"]
    return tuple(Detector(**{**one, "statuses": tuple(one.get("statuses", ()))}) for one in listed)


def _by_signature(page: Page) -> Detector | None:
    words = rules.load("blocks.yaml")
    longest = words["longest_block_text"]
    if len(page.visible_text) > max(longest, words["longest_source_text"]):
        return None
    found = _first(detectors(), lambda one: _hidden(page, one.source) or _says(page, one.text, longest, re.MULTILINE))
    return None if found is None or _is_ordinary(page) else found


def _hidden(page: Page, pattern: str | None) -> bool:
    """Tell whether scripts or markup match; where a reader sees the same words, they are a quotation."""
    words = rules.load("blocks.yaml")
    if not pattern or len(page.visible_text) > words["longest_source_text"]:
        return False
    in_source = re.search(pattern, page.text[: words["marker_bytes"]])
    return in_source is not None and not re.search(pattern, page.visible_text)


def _says(page: Page, pattern: str | None, longest: int, flags: int) -> bool:
    if not pattern or len(page.title) + 1 + len(page.visible_text) > longest:
        return False
    return re.search(pattern, f"{page.title}\n{page.visible_text}", flags) is not None


def _is_ordinary(page: Page) -> bool:
    many_links = len(page.tree.css("a[href]")) > rules.load("blocks.yaml")["most_links"]
    return many_links or is_document(page) or is_listing(page)


def _first(candidates: Iterable[Detector], holds: Callable[[Detector], bool]) -> Detector | None:
    return next((one for one in candidates if holds(one)), None)
