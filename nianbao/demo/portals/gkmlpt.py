"""The disclosure platform of one province: per agency a page whose `_CONFIG` names site and tree, and a JSON interface.

Lists are filled by script only. The interface answers page 0 as page 1; nothing here carries validators.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from nianbao.demo.model import Agency, Item, Portal, Report
from nianbao.demo.numbers import draw
from nianbao.demo.portals import articles, chrome
from nianbao.demo.portals.chrome import COLUMN, DISCLOSURE, Link, anchor
from nianbao.demo.portals.site import Page, Query, Site, Web, moment

HTML = "text/html; charset=UTF-8"
PER_PAGE = 100
TREE = "部门街道信息公开"


def build(web: Web, portal: Portal) -> Site:
    """Return the site of a portal."""
    builder = _Builder(web, portal)
    builder.entrance()
    for agency in web.world.agencies_of(portal.id):
        builder.agency(agency)
    return builder.site


@dataclass(frozen=True, slots=True)
class Interface:
    """The listing of one category of one site, a hundred articles at a time."""

    category: int
    sid: int
    articles: tuple[dict[str, Any], ...]

    def __call__(self, query: Query) -> Page:
        """Return the page asked for; page 0 is page 1, and another site's number lists nothing."""
        asked = query.get("page", ["1"])[0]
        start = (max(int(asked), 1) - 1) * PER_PAGE if asked.isdigit() else 0
        own = self.articles if query.get("sid", [str(self.sid)])[0] == str(self.sid) else ()
        answer = {
            "classify": {"id": self.category, "name": COLUMN, "post_count": len(own)},
            "total": len(own),
            "articles": own[start : start + PER_PAGE],
        }
        return Page(json.dumps(answer, ensure_ascii=False).encode(), "application/json; charset=utf-8")


@dataclass(slots=True)
class _Builder:
    """A site being built."""

    web: Web
    portal: Portal
    site: Site = field(default_factory=Site)

    def entrance(self) -> None:
        """Add the home page, the plain pages and, where several agencies share the site, the directory of their parts."""
        plain = chrome.words("chrome.yaml")["plain"]
        for path, part in plain.items():
            self._add(path, part["name"], chrome.plain_text(part["text"]), [("/", "首页"), (path, part["name"])])
        links = [(self.portal.root, DISCLOSURE), ("/bsfw/", "办事服务"), ("/hdjl/", "互动交流")]
        units = [agency for agency in self.web.world.agencies_of(self.portal.id) if agency.slug]
        if units:
            links.insert(1, ("/bmxxgk/", TREE))
            tree = "".join(anchor(f"{_root(agency)}/index", agency.name) for agency in units)
            self._add(
                "/bmxxgk/", TREE, f'<h2>{TREE}</h2><div class="tree">{tree}</div>', [("/", "首页"), ("/bmxxgk/", TREE)]
            )
        self._add("/", "", chrome.framed(links, f"<h2>要闻动态</h2>{chrome.plain_text(plain['/xwzx/']['text'])}"))

    def agency(self, agency: Agency) -> None:
        """Add an agency's part of the platform: its index, its interface and its articles."""
        others = [other for other in self.web.world.others if other.at == agency.id]
        items: list[Item] = [*self.web.world.reports_of(agency.id), *others]
        items.sort(key=lambda item: (item.published_on, articles.number(item)), reverse=True)
        jumps = agency.manner == "jump"
        listed = () if jumps else tuple(self._listed(agency, item) for item in items)
        category, sid = _ids(agency)
        path = f"{_root(agency)}/api/all/{category}"
        self.site.interfaces[path] = self.site.interfaces[f"/gkmlpt/api/all/{category}"] = Interface(
            category, sid, listed
        )
        rows = chrome.fill("gkmlpt_list", api=path, sid=sid, name=COLUMN) + self._config(agency, len(listed), {})
        guide = chrome.plain_text(chrome.words("chrome.yaml")["disclosure"]["zfxxgkzn"]["text"])
        for name, content in {"index": rows, "annualreport": rows, "policy": rows, "guide": guide}.items():
            self._add(f"{_root(agency)}/{name}", f"{agency.name}{DISCLOSURE}", content, _crumbs(agency)[:2])
        for item in items:
            self._article(agency, item)
        self.site.columns[agency.id] = f"{_root(agency)}/annualreport"
        if jumps:
            self._static_list(agency, items)

    def _static_list(self, agency: Agency, items: Sequence[Item]) -> None:
        """Add the list to which the tree of an agency leads in place of the interface."""
        rows = "".join(
            f"<li>{anchor(_content_path(agency, item), item.title)}<span>{item.published_on}</span></li>"
            for item in items
        )
        path = _static_path(agency)
        self._add(path, COLUMN, chrome.fill("list", name=COLUMN, above="", rows=rows, below=""), _crumbs(agency)[:2])
        self.site.columns[agency.id] = path

    def _article(self, agency: Agency, item: Item) -> None:
        files, detail = "", {}
        path = _content_path(agency, item)
        if isinstance(item, Report):
            self.site.reports[agency.id, item.year] = path
            if attached := self._attachments(item):
                files = f'<div class="fj">附件：{anchor(attached[0]["url"], attached[0]["name"])}</div>'
        if not agency.slug:
            detail = {"id": articles.number(item), "title": item.title, "content": articles.body(self.portal, item)}
        after = self._config(agency, 0, detail)
        page = articles.article(
            self.portal, item, "gkmlpt_article", _crumbs(agency), files=files, after=after, domain=self._domain()
        )
        self.site.pages[path] = replace(page, media_type=HTML, modified=None)

    def _listed(self, agency: Agency, item: Item) -> dict[str, Any]:
        """Return an article as the interface lists it."""
        url = f"{self._base()}{_content_path(agency, item)}"
        seconds = int(moment(item.published_on).timestamp())
        return {
            "id": articles.number(item),
            "title": item.title,
            "document_number": "",
            "identifier": articles.index_number(self.portal, item),
            "publisher": agency.name if agency.slug else "本网",
            "keywords": "",
            "date": seconds,
            "create_time": seconds,
            "created_at": f"{item.published_on} 00:00:00",
            "display_publish_time": seconds,
            "classify_main": _ids(agency)[0],
            "classify_main_name": COLUMN,
            "url": url,
            "post_url": url,
            "abstract": "",
            "relation": "[]",
            "is_expired": 0,
            "is_abolished": 0,
            "attachment": self._attachments(item),
        }

    def _attachments(self, item: Item) -> list[dict[str, Any]]:
        """Add the file attached to an article, if any, and return how the platform lists it."""
        if not isinstance(item, Report) or not item.attachment:
            return []
        name, file = articles.sealed_copy(item)
        number = articles.number(item)
        path = f"/attachment/0/{number // 1000}/{number}/{number % 99991}.pdf"
        self.site.pages[path] = replace(file, modified=None)
        facts = {"type": "pdf", "mime": "application/pdf", "size": str(len(file.body))}
        return [{"id": number, "name": name, **facts, "url": f"{self._base()}{path}"}]

    def _config(self, agency: Agency, count: int, detail: Mapping[str, Any]) -> str:
        """Return the script that configures a page: the tree with the number of reports, or an article's detail."""
        category, sid = _ids(agency)
        jump = f"{self._base()}{_static_path(agency)}" if agency.manner == "jump" else ""
        guide = f"{self._base()}{_root(agency)}/guide"
        tree = [
            {"id": category, "name": COLUMN, "parent": 0, "jump_url": jump, "post_count": count, "children": []},
            {
                "id": category + 1,
                "name": "政府信息公开指南",
                "parent": 0,
                "jump_url": guide,
                "post_count": 1,
                "children": [],
            },
        ]
        area = draw(700, 769, self.portal.id, "area")
        shown = [] if detail else tree
        return chrome.fill("gkmlpt_config", sid=sid, area=area, tree=_script_json(shown), detail=_script_json(detail))

    def _add(self, path: str, title: str, content: str, crumbs: Sequence[Link] = ()) -> None:
        text = chrome.page(self.portal, title, content, crumbs=crumbs, domain=self._domain())
        self.site.pages[path] = Page(text.encode(), HTML)

    def _base(self) -> str:
        return self.web.bases[self.portal.id]

    def _domain(self) -> str:
        return self._base().partition("//")[2]


def _root(agency: Agency) -> str:
    return f"/{agency.slug}/gkmlpt" if agency.slug else "/gkmlpt"


def _static_path(agency: Agency) -> str:
    return f"/{agency.slug}/zfxxgknb/index.html"


def _crumbs(agency: Agency) -> list[Link]:
    return [("/", "首页"), (f"{_root(agency)}/index", DISCLOSURE), (f"{_root(agency)}/annualreport", COLUMN)]


def _content_path(agency: Agency, item: Item) -> str:
    number = articles.number(item)
    return f"{_root(agency)}/content/{number // 1_000_000}/{number // 1000}/post_{number}.html"


def _ids(agency: Agency) -> tuple[int, int]:
    """Return category and site number of an agency."""
    return draw(200, 899, agency.id, "category") * 10, draw(990_000, 990_999, agency.id, "sid")


def _script_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False).replace("</", "<\\/")
