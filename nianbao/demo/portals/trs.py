"""Static directories in the manner of TRS WCM: articles `tYYYYMMDD_N.html` below a column's folder, lists paged by script.

A portal has either one collective column with a menu of years, or a tree of units with a column each.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape

from nianbao.demo.model import Agency, Item, Other, Portal, Report
from nianbao.demo.portals import articles, chrome
from nianbao.demo.portals.chrome import COLUMN, DISCLOSURE, Link, anchor
from nianbao.demo.portals.site import Page, Site, Web, moment

PER_PAGE = 8
LONGEST_TITLE = 28
LAUNCH = date(2019, 12, 2)
TREE = "部门乡镇信息公开目录"


def build(web: Web, portal: Portal) -> Site:
    """Return the site of a portal."""
    builder = _Builder(web, portal)
    builder.entrance()
    if portal.by_year:
        builder.years()
    else:
        builder.units()
    return builder.site


@dataclass(slots=True)
class _Builder:
    """A site being built."""

    web: Web
    portal: Portal
    site: Site = field(default_factory=Site)

    def entrance(self) -> None:
        """Add robots.txt, the home page, the plain pages and the disclosure page of the portal."""
        for path, part in chrome.words("chrome.yaml")["plain"].items():
            self._add(path, part["name"], chrome.plain_text(part["text"]), [("/", "首页"), (path, part["name"])])
        rows = "".join(
            f"<li>{anchor('/xwzx/', other.title)}<span>{other.published_on}</span></li>"
            for other in self._others()
            if other.kind == "news"
        )
        links = [(self.portal.root, DISCLOSURE), ("/bsfw/", "办事服务"), ("/hdjl/", "互动交流")]
        self._add("/", "", chrome.framed(links, chrome.fill("list", name="要闻动态", above="", rows=rows, below="")))
        if self.portal.robots:
            self.site.pages["/robots.txt"] = Page(self.portal.robots.encode(), "text/plain", modified=moment(LAUNCH))
        self._disclosure([("/", "首页"), (self.portal.root, DISCLOSURE)])

    def years(self) -> None:
        """Add one collective column: a menu of years, and a list of all agencies of the region for each."""
        path = f"{self.portal.root}zfxxgknb/"
        crumbs = [("/", "首页"), (self.portal.root, DISCLOSURE), (path, COLUMN)]
        menu = {year: (f"{path}{year}n/", f"{year}年") for year in reversed(self.web.world.years)}
        years = f'<div class="years">{"".join(anchor(*link) for link in menu.values())}</div>'
        agencies = [agency for agency in self.web.world.agencies if agency.region == self.portal.region]
        for year, link in menu.items():
            reports = [report for agency in agencies if (report := self.web.world.truth(agency.id, year))]
            others = [other for other in self._others() if other.year == year]
            self._column([*crumbs, link], [*reports, *others], above=years)
        intro = chrome.plain_text(["请选择年度。"])
        self._add(path, COLUMN, self._framed(self.portal.root, f"<h2>{COLUMN}</h2>{years}{intro}"), crumbs)
        self.site.columns |= {agency.id: path for agency in agencies if agency.portal == self.portal.id}

    def units(self) -> None:
        """Add the portal's own column, and the tree of units with a disclosure page and a column for each."""
        crumbs = [("/", "首页"), (self.portal.root, DISCLOSURE)]
        tree = (f"{self.portal.root}bmxxgk/", TREE)
        agencies = self.web.world.agencies_of(self.portal.id)
        self._own_column([agency for agency in agencies if not agency.slug], crumbs)
        units = {agency: (f"{tree[0]}{agency.slug}/", agency.name) for agency in agencies if agency.slug}
        links = "".join(anchor(*link) for link in units.values())
        self._add(*tree, f'<h2>{TREE}</h2><div class="tree">{links}</div>', [*crumbs, tree])
        for agency, link in units.items():
            self._disclosure([*crumbs, tree, link])
            self._own_column([agency], [*crumbs, tree, link])

    def _own_column(self, agencies: Sequence[Agency], crumbs: Sequence[Link]) -> None:
        """Add the column of one or few agencies below their disclosure page, the last of the crumbs."""
        path = f"{crumbs[-1][0]}zfxxgknb/"
        names = [agency.id for agency in agencies]
        reports = [report for name in names for report in self.web.world.reports_of(name)]
        self._column([*crumbs, (path, COLUMN)], [*reports, *(other for other in self._others() if other.at in names)])
        self.site.columns |= dict.fromkeys(names, path)

    def _disclosure(self, crumbs: Sequence[Link]) -> None:
        """Add a disclosure page with its parts; the annual reports are added elsewhere."""
        path, name = crumbs[-1]
        for slug, part in chrome.words("chrome.yaml")["disclosure"].items():
            at = (f"{path}{slug}/", part["name"])
            self._add(*at, self._framed(path, chrome.plain_text(part["text"])), [*crumbs, at])
        has_tree = path == self.portal.root and not self.portal.by_year
        tree = f'<div class="tree">{anchor(f"{path}bmxxgk/", TREE)}</div>' if has_tree else ""
        intro = chrome.plain_text([f"本页面集中公开{name}的内容，公众可按栏目查阅，也可以申请获取其他信息。"])
        self._add(path, name, self._framed(path, f"<h2>{escape(name)}</h2>{intro}{tree}"), crumbs)

    def _column(self, crumbs: Sequence[Link], items: Sequence[Item], above: str = "") -> None:
        """Add a list with its pages and the articles listed there, the newest first."""
        path = crumbs[-1][0]
        newest = sorted(items, key=lambda item: (item.published_on, articles.number(item)), reverse=True)
        rows = [self._row(crumbs, item) for item in newest]
        pages = [rows[start : start + PER_PAGE] for start in range(0, len(rows), PER_PAGE)] or [[]]
        for current, page_rows in enumerate(pages):
            below = "" if rows else "<p>该栏目暂无内容。</p>"
            below += chrome.fill("trs_pager", count=len(pages), current=current)
            content = chrome.fill("list", name=COLUMN, above=above, rows="".join(page_rows), below=below)
            self._add(
                f"{path}index_{current}.html" if current else path,
                COLUMN,
                self._framed(path.split("zfxxgknb/")[0], content),
                crumbs,
                modified=newest[0].published_on if newest else LAUNCH,
            )

    def _row(self, crumbs: Sequence[Link], item: Item) -> str:
        """Return a row of a list, and add the article it leads to unless that stands on another portal."""
        address = f"{item.published_on:%Y%m}/t{item.published_on:%Y%m%d}_{articles.number(item)}.html"
        if isinstance(item, Report) and item.agency.portal != self.portal.id:
            href = self.web.report_urls[item.agency.id, item.year]
        else:
            private = isinstance(item, Other) and item.kind == "private"
            href = f"/private/{address}" if private else f"./{address}"
            self._article(href if private else f"{crumbs[-1][0]}{address}", item, crumbs)
        shown = item.title if len(item.title) < LONGEST_TITLE else f"{item.title[: LONGEST_TITLE - 2]}…"
        return f"<li>{anchor(href, shown, title=item.title, target='_blank')}<span>{item.published_on}</span></li>"

    def _article(self, path: str, item: Item, crumbs: Sequence[Link]) -> None:
        files = ""
        if isinstance(item, Report):
            self.site.reports[item.agency.id, item.year] = path
            if item.attachment:
                words, file = articles.sealed_copy(item)
                name = f"P0{item.published_on:%Y%m%d}{articles.number(item)}.pdf"
                self.site.pages[f"{path.rpartition('/')[0]}/{name}"] = file
                files = f'<div class="fj">附件：{anchor(f"./{name}", words)}</div>'
        self.site.pages[path] = articles.article(
            self.portal, item, "trs_article", crumbs, files=files, domain=self._domain()
        )

    def _framed(self, disclosure: str, content: str) -> str:
        """Return a content beside the menu of the disclosure page it belongs to."""
        parts = chrome.words("chrome.yaml")["disclosure"]
        links = [(f"{disclosure}{slug}/", part["name"]) for slug, part in parts.items()]
        return chrome.framed([*links[:3], (f"{disclosure}zfxxgknb/", COLUMN), *links[3:]], content)

    def _add(
        self, path: str, title: str, content: str, crumbs: Sequence[Link] = (), *, modified: date = LAUNCH
    ) -> None:
        """Add a page that is no article."""
        friends = {
            other.name: f"{self.web.bases[other.id]}/" for other in self.web.world.portals if other != self.portal
        }
        meta = chrome.column_meta(self.portal, title) if title else ""
        text = chrome.page(
            self.portal, title, content, crumbs=crumbs, meta=meta, friends=friends, domain=self._domain()
        )
        self.site.pages[path] = Page(text.encode(), modified=moment(modified))

    def _others(self) -> list[Other]:
        return [other for other in self.web.world.others if other.portal == self.portal.id]

    def _domain(self) -> str:
        return self.web.bases[self.portal.id].partition("//")[2]
