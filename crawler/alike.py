"""Pages that are the same page at another address: home pages, lists and throttle pages in the place of documents."""

from collections import defaultdict
from dataclasses import dataclass, field
from hashlib import sha256

from archive.model import Capture
from crawler import rules
from crawler.blocks import Detector
from crawler.hosts import slot
from crawler.outcomes import Judgement
from crawler.page import Page
from crawler.structure import is_article

_ASCII = bytes(range(128))
_LIST_ROLES = ("disclosure", "column", "list")
_DOCUMENT_ROLES = ("article", "attachment")


def shape(page: Page) -> str:
    """Return what stays the same of a page however often it is made: its title, its links and its Chinese words.

    Clocks, counters and addresses printed do not show. Raises ValueError for a page that cannot be parsed.
    """
    if "shape" not in page.known:
        hrefs = sorted({node.attributes.get("href") or "" for node in page.tree.css("a[href]")})
        words = page.visible_text.encode("utf-8", "replace").translate(None, _ASCII)
        head = "\n".join((page.title, *hrefs, "")).encode("utf-8", "replace")
        page.known["shape"] = sha256(head + words).hexdigest()
    found: str = page.known["shape"]
    return found


@dataclass(slots=True)
class _Host:
    """The shapes of a host's home and list pages, the last shape at a document's address, and who had it in a row."""

    homes: set[str] = field(default_factory=set)
    lists: set[str] = field(default_factory=set)
    last: str | None = None
    row: list[Capture] = field(default_factory=list)


class Echoes:
    """Remembers per host what its pages look like, and tells when one answers in the place of another."""

    def __init__(self) -> None:
        self._hosts: defaultdict[str, _Host] = defaultdict(_Host)

    def judge(self, page: Page, role: str, *, usual: bool) -> Judgement | None:
        """Return a judgement of a web page that stands in for another one, or None.

        `usual` says that the host answers so at addresses that cannot exist; more pages in a row then make a block.
        """
        host, found = self._hosts[slot(page.url)], shape(page)
        if role == "home":
            host.homes.add(found)
            return None
        if role in _LIST_ROLES:
            echo = role != "disclosure" and found in host.homes
            host.lists |= set() if echo else {found}
            return Judgement("soft_404", "the home page in its place") if echo else None
        if role not in _DOCUMENT_ROLES:
            return None
        if host.last != found:
            host.row, host.last = [], found
        return self._document(page, host, found, usual=usual)

    def stored(self, capture: Capture) -> list[Capture]:
        """Take in how the page judged last was stored; return those before it that were the same page in a row."""
        if capture.provenance.role not in _DOCUMENT_ROLES:
            return []
        row = self._hosts[slot(capture.url)].row
        row.append(capture)
        return row[:-1]

    def _document(self, page: Page, host: _Host, found: str, *, usual: bool) -> Judgement | None:
        words = rules.load("blocks.yaml")["rate_soft"]
        place = "home page" if found in host.homes else "list" if found in host.lists else None
        own = place is None and is_article(page)
        if not own and len(host.row) + 1 >= words["usual" if usual else "pages"]:
            return Judgement("blocked", words["id"], Detector(words["id"], words["version"]).name)
        return Judgement("soft_404", f"the {place} in its place") if place else None
