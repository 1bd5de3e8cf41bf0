"""A portal of static pages: home, a disclosure page and a column per agency, whatever software addresses and words them.

A family is a subclass that says where its pages stand and how its lists go on; its skin, a data file of the same name, says
how they look; a skin `like` another one only tells what differs.
"""

import posixpath
from collections.abc import Sequence
from datetime import date
from html import escape
from string import Template
from typing import Any, ClassVar

from nianbao.demo.model import Agency, Item, Portal, Report
from nianbao.demo.portals import articles, chrome
from nianbao.demo.portals.chrome import Link, anchor
from nianbao.demo.portals.names import hex32
from nianbao.demo.portals.site import Download, Page, Site, Web, moment

LAUNCH = date(2019, 12, 2)
DISCLOSURE = "政府信息公开"


class Press:
    """A portal being printed. Addresses are paths on its host."""

    skin: ClassVar[str]
    suffix: ClassVar[str] = ".html"
    per_page: ClassVar[int] = 4
    relative: ClassVar[bool] = False

    def __init__(self, web: Web, portal: Portal) -> None:
        self.web = web
        self.portal = portal
        self.site = Site()
        self.words = _words(f"{self.skin}.yaml")
        self.units = [agency for agency in web.world.agencies_of(portal.id) if agency.slug]

    @classmethod
    def build(cls, web: Web, portal: Portal) -> Site:
        """Return the site of a portal."""
        press = cls(web, portal)
        press.entrance()
        for agency in web.world.agencies_of(portal.id):
            press.column(agency)
        return press.site

    def disclosure_path(self, agency: Agency) -> str:
        """Return where the disclosure page of a unit stands."""
        return f"{posixpath.dirname(self.portal.root)}/{agency.slug}/index{self.suffix}"

    def column_path(self, agency: Agency) -> str:
        """Return where the first page of an agency's list stands."""
        raise NotImplementedError

    def further(self, column: str, number: int, total: int) -> str:  # noqa: ARG002
        """Return where page `number` (2 and more) of a list of `total` pages stands."""
        return f"{column.removesuffix(self.suffix)}_{number}{self.suffix}"

    def article_path(self, column: str, item: Item) -> str:
        """Return where an article stands."""
        raise NotImplementedError

    def file_path(self, article: str, report: Report) -> str:
        """Return where the file attached to a report stands."""
        return f"{posixpath.dirname(article)}/files/{hex32(report, 'file')}.pdf"

    def entry(self, agency: Agency) -> str:
        """Return where the disclosure page leads for the annual reports."""
        return self.column_path(agency)

    def pager(self, column: str, number: int, total: int, count: int) -> str:  # noqa: ARG002
        """Return what stands below a list of `count` rows on `total` pages."""
        return self.fill("pager", number=number, total=total, count=count) if count else ""

    def entrance(self) -> None:
        """Add the home page, the plain parts, the disclosure pages and the tree of units."""
        root = self.portal.root
        for slug, part in chrome.words("chrome.yaml")["disclosure"].items():
            self.add(self.part(slug), part["name"], chrome.plain_text(part["text"]), [(root, DISCLOSURE)])
        links = [(root, self.words["disclosure"]), (self.part("zfxxgkzn"), "办事指南")]
        self.add("/", "", self.fill("home", links="".join(anchor(*link) for link in links)))
        own = [agency for agency in self.web.world.agencies_of(self.portal.id) if not agency.slug]
        self.disclosure(root, self.portal.name, [(self.entry(agency), self.words["column"]) for agency in own])
        for agency in self.units:
            self.disclosure(self.disclosure_path(agency), agency.name, [(self.entry(agency), self.words["column"])])
        if self.units:
            self.tree([(self.disclosure_path(agency), agency.name) for agency in self.units])

    def disclosure(self, path: str, name: str, columns: Sequence[Link]) -> None:
        """Add a disclosure page with the statutory parts, the annual reports among them."""
        parts = chrome.words("chrome.yaml")["disclosure"]
        links = [(self.part(slug), part["name"]) for slug, part in parts.items()]
        links[3:3] = columns
        if path == self.portal.root and self.units:
            links.append((self.part("bmxxgk"), self.words["tree"]))
        shown = "".join(f"<li>{anchor(self.href(path, address), text)}</li>" for address, text in links)
        self.add(path, f"{name}{DISCLOSURE}", self.fill("parts", name=name, links=shown), [(path, DISCLOSURE)])

    def tree(self, links: Sequence[Link]) -> None:
        """Add the page that leads to the units."""
        path = self.part("bmxxgk")
        shown = "".join(f"<dd>{anchor(self.href(path, address), name)}</dd>" for address, name in links)
        crumbs = [(self.portal.root, DISCLOSURE), (path, self.words["tree"])]
        self.add(path, self.words["tree"], f"<dl>{shown}</dl>", crumbs)

    def column(self, agency: Agency) -> None:
        """Add the list of an agency and the articles listed there, the newest first."""
        path = self.column_path(agency)
        home = self.disclosure_path(agency) if agency.slug else self.portal.root
        crumbs = [(home, f"{agency.name}{DISCLOSURE}"), (path, self.words["column"])]
        items = self.items(agency)
        for item in items:
            self.article(self.article_path(path, item), item, crumbs)
        self.lists(agency, path, items, crumbs)
        self.site.columns[agency.id] = path

    def items(self, agency: Agency) -> list[Item]:
        """Return what stands in the column of an agency, the newest first."""
        others = [other for other in self.web.world.others if other.at == agency.id]
        items: list[Item] = [*self.web.world.reports_of(agency.id), *others]
        return sorted(items, key=lambda item: (item.published_on, articles.number(item)), reverse=True)

    def lists(self, agency: Agency, path: str, items: Sequence[Item], crumbs: Sequence[Link]) -> None:  # noqa: ARG002
        """Add the pages of a list."""
        pages = [items[start : start + self.per_page] for start in range(0, len(items), self.per_page)] or [[]]
        for number, page in enumerate(pages, 1):
            at = path if number == 1 else self.further(path, number, len(pages))
            rows = "".join(self.row(at, self.article_path(path, item), item) for item in page)
            below = self.pager(path, number, len(pages), len(items)) if rows else "<p>该栏目暂无内容！</p>"
            self.listing(at, rows, below, crumbs)

    def listing(self, path: str, rows: str, below: str, crumbs: Sequence[Link]) -> None:
        """Add a page of a list."""
        content = self.fill("list", name=self.words["column"], rows=rows, pager=below)
        self.add(path, self.words["column"], content, crumbs, column=True)

    def row(self, at: str, article: str, item: Item) -> str:
        """Return a row of a list; long titles are cut where the skin says so."""
        cut = self.words.get("cut", 99)
        shown = item.title if len(item.title) <= cut else f"{item.title[: cut - 1]}{self.words.get('ellipsis', '…')}"
        facts = {"href": escape(self.href(at, article)), "text": escape(shown), "title": escape(item.title)}
        return self.fill("row", **facts, date=item.published_on, index=articles.index_number(self.portal, item))

    def article(self, path: str, item: Item, crumbs: Sequence[Link]) -> None:
        """Add an article and the file attached to it."""
        files = ""
        if isinstance(item, Report):
            self.site.reports[item.agency.id, item.year] = path
            if item.attachment:
                files = self.attach(path, item)
        self.site.pages[path] = self.printed(path, item, articles.body(self.portal, item), files, crumbs)

    def attach(self, article: str, report: Report) -> str:
        """Add the file attached to a report; return the part of its page that links to it."""
        name, file = articles.sealed_copy(report)
        path = self.file_path(article, report)
        self.site.pages[path] = file
        return self.fill("file", href=escape(self.href(article, path)), name=escape(name))

    def send(self, script: str, parameter: str, name: str, file: Page) -> None:
        """Let a script of the portal send a file where a parameter of its address names it."""
        sending = self.site.interfaces.setdefault(script, Download(parameter))
        if isinstance(sending, Download):
            sending.files[name] = file

    def printed(self, path: str, item: Item, body: str, files: str, crumbs: Sequence[Link]) -> Page:
        """Return the page of an article."""
        facts = {
            "title": escape(item.title),
            "heading": articles.heading(item),
            "source": articles.source(self.portal, item),
            "published": item.published_on,
            "index": articles.index_number(self.portal, item),
            "cut": escape(item.title[:24]),
        }
        content = self.fill("article", **facts, body=body, files=files, number=articles.number(item))
        text = self.page(path, item.title, content, crumbs, self.fill("article_meta", **facts), articles.charset(item))
        return articles.encoded(text, item)

    def add(self, path: str, title: str, content: str, crumbs: Sequence[Link] = (), *, column: bool = False) -> None:
        """Add a page that is no article."""
        meta = self.fill("column_meta", name=title, site=self.portal.name) if column else ""
        text = self.page(path, title, content, crumbs, meta, "utf-8")
        self.site.pages[path] = Page(text.encode(), modified=moment(LAUNCH))

    def page(self, path: str, title: str, content: str, crumbs: Sequence[Link], meta: str, charset: str) -> str:
        """Return a whole page."""
        above = "&gt;".join(anchor(self.href(path, address), name) for address, name in [("/", "首页"), *crumbs])
        return self.fill(
            "page",
            title=escape(title or self.portal.name),
            site=self.portal.name,
            domain=self.web.bases[self.portal.id].partition("//")[2],
            code=self.portal.site_code,
            root=self.href(path, self.portal.root),
            meta=meta,
            charset=charset,
            crumbs=above if crumbs else "",
            content=content,
        )

    def part(self, slug: str) -> str:
        """Return where a plain part of the disclosure page stands."""
        return f"{posixpath.dirname(self.portal.root).rstrip('/')}/{slug}{self.suffix}"

    def href(self, at: str, path: str) -> str:
        """Return an address as a page links to it."""
        if not self.relative or path == "/":
            return path
        return posixpath.relpath(path, posixpath.dirname(at)) + ("/" if path.endswith("/") else "")

    def fill(self, template: str, **values: object) -> str:
        """Return a template of the skin with its places filled; values are HTML already."""
        return Template(self.words[template]).substitute(values)


def _words(skin: str) -> dict[str, Any]:
    """Return a skin with what it takes from the one it is like."""
    own = chrome.words(skin)
    return {**(_words(own["like"]) if "like" in own else {}), **own}
