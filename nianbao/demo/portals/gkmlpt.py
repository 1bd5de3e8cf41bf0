"""The disclosure platform of one province: per agency a page whose `_CONFIG` names site and tree, and a JSON interface.

Lists are filled by script only. The interface answers page 0 as page 1 and sends no validators.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from nianbao.demo import pdf, render
from nianbao.demo.numbers import draw
from nianbao.demo.portals import chrome
from nianbao.demo.portals.chrome import COLUMN, DISCLOSURE, anchor
from nianbao.demo.portals.site import Page, Query, Site, Web, moment
from nianbao.demo.world import Agency, Other, Portal, Report, World

HTML = "text/html; charset=UTF-8"
PER_PAGE = 100
TREE = "部门街道信息公开"
PARTS = {"指南": "政府信息公开指南", "制度": "政府信息公开制度", "法定": "法定主动公开内容"}


def build(web: Web, portal: Portal) -> Site:
    """Return the site of a portal."""
    builder = _Builder(web.world, portal, web.bases[portal.id])
    builder.entrance()
    for agency in web.world.agencies_of(portal.id):
        builder.agency(agency)
    return builder.site


def content_path(agency: Agency, item: Report | Other) -> str:
    """Return the path of an article on the platform."""
    number = chrome.number(item)
    return f"{root(agency)}/content/{number // 1_000_000}/{number // 1000}/post_{number}.html"


def root(agency: Agency) -> str:
    """Return the folder of an agency's part of the platform."""
    return f"/{agency.slug}/gkmlpt" if agency.slug else "/gkmlpt"


@dataclass(slots=True)
class _Builder:
    world: World
    portal: Portal
    base: str
    site: Site = field(default_factory=Site)

    def entrance(self) -> None:
        """Add the home page, the plain pages and, where several agencies share the site, the directory of their parts."""
        for path, part in chrome.words("chrome.yaml")["plain"].items():
            self._add(path, part["name"], chrome.plain_text(part["text"]))
        units = [agency for agency in self.world.agencies_of(self.portal.id) if agency.slug]
        links = [("/gkmlpt/index", DISCLOSURE), ("/bsfw/", "办事服务"), ("/hdjl/", "互动交流")]
        if units:
            links.insert(1, ("/bmxxgk/", TREE))
            tree = "".join(anchor(f"{root(agency)}/index", agency.name) for agency in units)
            self._add("/bmxxgk/", TREE, f'<h2>{TREE}</h2><div class="tree">{tree}</div>')
        menu = "".join(anchor(path, name) for path, name in links)
        text = chrome.words("chrome.yaml")["plain"]["/xwzx/"]["text"]
        self._add(
            "/",
            "",
            f'<div class="cols"><div class="side">{menu}</div><div class="body"><h2>要闻动态</h2>{chrome.plain_text(text)}</div></div>',
        )

    def agency(self, agency: Agency) -> None:
        """Add an agency's index, its interface and its articles."""
        items: list[Report | Other] = [*self.world.reports_of(agency.id)]
        items += [other for other in self.world.others if other.at == agency.id]
        items.sort(key=lambda item: item.published_on, reverse=True)
        category, sid = _ids(agency)
        api = f"{root(agency)}/api/all/{category}"
        for name in ("index", "annualreport", "guide", "policy"):
            script = chrome.fill("gkmlpt_list", api=api, sid=sid) if name != "guide" else ""
            shell = self._shell(agency, len(items), {}) + script
            self._add(f"{root(agency)}/{name}", DISCLOSURE, shell, agency=agency)
        for item in items:
            self._article(agency, item)
        self.site.interfaces[api] = self._interface(agency, items)
        self.site.interfaces[f"/gkmlpt/api/all/{category}"] = self.site.interfaces[api]
        self.site.columns[agency.id] = f"{root(agency)}/annualreport"

    def _interface(self, agency: Agency, items: Sequence[Report | Other]) -> "_Interface":
        category, sid = _ids(agency)
        return _Interface(category, sid, tuple(self._listed(agency, item) for item in items))

    def _shell(self, agency: Agency, count: int, detail: Mapping[str, Any]) -> str:
        category, sid = _ids(agency)
        tree = [{"id": category, "name": COLUMN, "parent": 0, "jump_url": "", "post_count": count, "children": []}]
        tree += [
            {
                "id": category + place,
                "name": name,
                "parent": 0,
                "jump_url": f"{self.base}{root(agency)}/guide",
                "post_count": 1,
                "children": [],
            }
            for place, name in enumerate(PARTS.values(), 1)
        ]
        area = str(draw(700, 769, self.portal.id, "area"))
        return chrome.fill("gkmlpt_shell", sid=sid, tree=_script_json(tree), area=area, detail=_script_json(detail))

    def _listed(self, agency: Agency, item: Report | Other) -> dict[str, Any]:
        """Return an article as the interface lists it."""
        seconds = int(moment(item.published_on).timestamp())
        category, _ = _ids(agency)
        path = content_path(agency, item)
        return {
            "id": chrome.number(item),
            "title": item.title,
            "document_number": "",
            "identifier": chrome.index_number(self.portal, item),
            "publisher": agency.name if agency.slug else "本网",
            "keywords": "",
            "date": seconds,
            "create_time": seconds,
            "created_at": f"{item.published_on} 00:00:00",
            "display_publish_time": seconds,
            "classify_main": category,
            "classify_main_name": COLUMN,
            "url": f"{self.base}{path}",
            "post_url": f"{self.base}{path}",
            "abstract": "",
            "relation": "[]",
            "is_expired": 0,
            "is_abolished": 0,
            "attachment": [self._attachment(item)] if isinstance(item, Report) and item.attachment else [],
        }

    def _article(self, agency: Agency, item: Report | Other) -> None:
        source = agency.name
        report = item if isinstance(item, Report) else None
        body = (
            render.body(report)
            if report
            else chrome.other_body(item, self.portal.name)
            if isinstance(item, Other)
            else ""
        )
        files = ""
        if report and report.attachment:
            attached = self._attachment(report)
            files = f'<div class="fj">附件：{anchor(attached["url"], attached["name"])}</div>'
        article = chrome.fill(
            "gkmlpt_article", index=chrome.index_number(self.portal, item), source=source, published=item.published_on,
            title=escape(item.title), heading=chrome.heading(item), body=body, files=files,
        )  # fmt: skip
        detail = (
            {}
            if agency.slug
            else {"id": chrome.number(item), "title": item.title, "content": body, "publisher": source}
        )
        shell = chrome.fill("gkmlpt_shell", sid=_ids(agency)[1], tree="[]", area="755", detail=_script_json(detail))
        config = shell[shell.index("<script>") :]
        path = content_path(agency, item)
        meta = chrome.article_meta(item, source, COLUMN)
        text = chrome.page(self.portal, item.title, article + config, meta=meta, domain=self.base.partition("//")[2],
                           crumbs=[("/", "首页"), (f"{root(agency)}/index", DISCLOSURE), (f"{root(agency)}/annualreport", COLUMN)])  # fmt: skip
        self.site.pages[path] = Page(text.encode(), HTML)
        if report:
            self.site.reports[agency.id, report.year] = path

    def _attachment(self, report: Report) -> dict[str, Any]:
        """Add a report's attached file and return how the platform lists it."""
        number = chrome.number(report)
        path = f"/attachment/0/{number // 1000}/{number}/{number % 99991}.pdf"
        file = pdf.cover([report.title, "（盖章页）", report.agency.name])
        self.site.pages[path] = Page(file, "application/pdf")
        return {"id": number, "name": f"{report.title}（盖章页）.pdf", "type": "pdf", "mime": "application/pdf",
                "size": str(len(file)), "url": f"{self.base}{path}"}  # fmt: skip

    def _add(self, path: str, title: str, content: str, agency: Agency | None = None) -> None:
        crumbs = [("/", "首页"), (path, title)] if title else []
        text = chrome.page(
            self.portal,
            f"{agency.name}{title}" if agency else title,
            content,
            crumbs=crumbs,
            domain=self.base.partition("//")[2],
        )
        self.site.pages[path] = Page(text.encode(), HTML)


@dataclass(frozen=True, slots=True)
class _Interface:
    """The listing of one category, a hundred articles at a time."""

    category: int
    sid: int
    articles: tuple[dict[str, Any], ...]

    def __call__(self, query: Query) -> Page:
        """Return the page asked for; page 0 is page 1, and another site's number lists nothing."""
        asked = query.get("page", ["1"])[0]
        start = (max(int(asked), 1) - 1) * PER_PAGE if asked.isdigit() else 0
        articles = self.articles if query.get("sid", [str(self.sid)])[0] == str(self.sid) else ()
        answer = {
            "classify": {"id": self.category, "name": COLUMN, "post_count": len(articles)},
            "total": len(articles),
            "articles": articles[start : start + PER_PAGE],
        }
        return Page(json.dumps(answer, ensure_ascii=False).encode(), "application/json; charset=utf-8")


def _ids(agency: Agency) -> tuple[int, int]:
    """Return category and site number of an agency."""
    return draw(200, 899, agency.id, "category") * 10, draw(990_000, 990_999, agency.id, "sid")


def _script_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False).replace("</", "<\\/")
