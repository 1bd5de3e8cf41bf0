"""Static directories in the manner of TRS WCM: articles `tYYYYMMDD_N.html` below a column's folder, lists paged by script.

One portal has a collective column with a menu of years, the other a tree of units with a column each.
"""

import gzip
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape

from nianbao.demo import pdf, render
from nianbao.demo.portals import chrome
from nianbao.demo.portals.chrome import COLUMN, DISCLOSURE, Link, anchor
from nianbao.demo.portals.site import Page, Site, Web, moment
from nianbao.demo.world import Agency, Other, Portal, Report, World

PER_PAGE = 8
LAUNCH = date(2019, 12, 2)
TREE = "部门乡镇信息公开目录"


def build(web: Web, portal: Portal) -> Site:
    """Return the site of a portal."""
    builder = _Builder(web, portal)
    builder.entrance()
    if portal.id == "qinghe":
        builder.years()
    else:
        builder.units()
    return builder.site


@dataclass(slots=True)
class _Builder:
    web: Web
    portal: Portal
    site: Site = field(default_factory=Site)

    @property
    def world(self) -> World:
        return self.web.world

    def entrance(self) -> None:
        """Add home page, plain pages, the disclosure page of the portal and robots.txt."""
        plain = chrome.words("chrome.yaml")["plain"]
        for path, part in plain.items():
            self._add(path, part["name"], chrome.plain_text(part["text"]), crumbs=[("/", "首页"), (path, part["name"])])
        news = "".join(f"<li>{anchor('/xwzx/', other.title)}<span>{other.published_on}</span></li>"
                       for other in self._others() if other.kind == "news")  # fmt: skip
        links = [(self.portal.root, DISCLOSURE), ("/bsfw/", "办事服务"), ("/hdjl/", "互动交流")]
        self._add(
            "/",
            "",
            f'<div class="cols">{_side(links)}<div class="body"><h2>要闻动态</h2><ul class="list">{news}</ul></div></div>',
        )
        if self.portal.robots:
            self.site.pages["/robots.txt"] = Page(self.portal.robots.encode(), "text/plain", modified=moment(LAUNCH))
        self._disclosure(self.portal.root, [("/", "首页")], tree=self.portal.id != "qinghe")

    def years(self) -> None:
        """Add one collective column: a menu of years, and a list of all agencies for each."""
        root = f"{self.portal.root}zfxxgknb/"
        crumbs = [("/", "首页"), (self.portal.root, DISCLOSURE), (root, COLUMN)]
        menu = [(f"{root}{year}n/", f"{year}年") for year in reversed(self.world.years)]
        years = f'<div class="years">{"".join(anchor(path, name) for path, name in menu)}</div>'
        for path, name in menu:
            year = int(name[:4])
            items = [
                report
                for report in self.world.expected_reports()
                if report.year == year and self._in_city(report.agency)
            ]
            others = [other for other in self._others() if other.year == year]
            self._column(path, [*items, *others], [*crumbs, (path, name)], above=years)
        newest = self.world.years[-1]
        self._add(root, COLUMN, self._framed(root, f"<h2>{COLUMN}</h2>{years}<p>请选择年度。{newest}年度报告已陆续公布。</p>"),
                  crumbs=crumbs, column=COLUMN)  # fmt: skip
        for agency in self.world.agencies_of(self.portal.id):
            self.site.columns[agency.id] = root

    def units(self) -> None:
        """Add the column of the government and its office, the tree of units, and a disclosure page and column for each."""
        root = self.portal.root
        government = [agency for agency in self.world.agencies_of(self.portal.id) if agency.slug in ("xzf", "xzfb")]
        crumbs = [("/", "首页"), (root, DISCLOSURE)]
        self._units_column(f"{root}zfxxgknb/", government, [*crumbs, (f"{root}zfxxgknb/", COLUMN)])
        tree = f"{root}bmxxgk/"
        units = [agency for agency in self.world.agencies_of(self.portal.id) if agency not in government]
        links = "".join(anchor(f"{tree}{agency.slug}/", agency.name) for agency in units)
        self._add(tree, TREE, f'<h2>{TREE}</h2><div class="tree">{links}</div>', crumbs=[*crumbs, (tree, TREE)])
        for agency in units:
            home = f"{tree}{agency.slug}/"
            trail = [*crumbs, (tree, TREE), (home, agency.name)]
            self._disclosure(home, trail, tree=False)
            self._units_column(f"{home}zfxxgknb/", [agency], [*trail, (f"{home}zfxxgknb/", COLUMN)])

    def _units_column(self, path: str, agencies: Sequence[Agency], crumbs: Sequence[Link]) -> None:
        items = [report for agency in agencies for report in self.world.reports_of(agency.id)]
        others = [other for other in self._others() if other.at in {agency.id for agency in agencies}]
        self._column(path, [*items, *others], crumbs)
        for agency in agencies:
            self.site.columns[agency.id] = path

    def _disclosure(self, path: str, crumbs: Sequence[Link], *, tree: bool) -> None:
        """Add a disclosure page with its five parts; the annual reports are added elsewhere."""
        parts = chrome.words("chrome.yaml")["disclosure"]
        trail = crumbs if crumbs[-1][0] == path else [*crumbs, (path, DISCLOSURE)]
        for slug, part in parts.items():
            at = f"{path}{slug}/"
            self._add(
                at,
                part["name"],
                self._framed(path, chrome.plain_text(part["text"])),
                crumbs=[*trail, (at, part["name"])],
            )
        intro = chrome.plain_text([f"本页面集中公开{trail[-1][1]}，公众可按栏目查阅，也可以申请公开其他政府信息。"])
        more = f'<div class="tree">{anchor(f"{path}bmxxgk/", TREE)}</div>' if tree else ""
        self._add(path, trail[-1][1], self._framed(path, f"<h2>{escape(trail[-1][1])}</h2>{intro}{more}"), crumbs=trail)

    def _column(self, path: str, items: Sequence[Report | Other], crumbs: Sequence[Link], above: str = "") -> None:
        """Add a list with its pages and the articles listed there, the newest first."""
        newest = sorted(items, key=lambda item: item.published_on, reverse=True)
        rows = [self._row(path, item, crumbs) for item in newest]
        pages = [rows[start : start + PER_PAGE] for start in range(0, len(rows), PER_PAGE)] or [[]]
        for current, page_rows in enumerate(pages):
            content = f'<ul class="list">{"".join(page_rows)}</ul>' + ("" if page_rows else "<p>该栏目暂无内容。</p>")
            pager = chrome.fill("trs_pager", count=len(pages), current=current)
            modified = newest[0].published_on if newest else LAUNCH
            self._add(f"{path}index_{current}.html" if current else path, COLUMN, self._framed(path, f"<h2>{COLUMN}</h2>{above}{content}{pager}"),
                      crumbs=crumbs, column=COLUMN, modified=modified)  # fmt: skip

    def _row(self, path: str, item: Report | Other, crumbs: Sequence[Link]) -> str:
        agency = self.world.agency(item.agency.id if isinstance(item, Report) else item.at)
        address = f"{item.published_on:%Y%m}/t{item.published_on:%Y%m%d}_{chrome.number(item)}.html"
        if isinstance(item, Report) and agency.portal != self.portal.id:
            href = self.web.report_urls[item.agency.id, item.year]
        elif isinstance(item, Other) and item.kind == "private":
            href = f"/private/{address}"
            self._article(href, item, agency, crumbs)
        else:
            href = f"./{address}"
            self._article(f"{path}{address}", item, agency, crumbs)
        shown = item.title if len(item.title) < 28 else f"{item.title[:26]}…"
        return f"<li>{anchor(href, shown, title=item.title, target='_blank')}<span>{item.published_on}</span></li>"

    def _article(self, path: str, item: Report | Other, agency: Agency, crumbs: Sequence[Link]) -> None:
        report = item if isinstance(item, Report) else None
        source = agency.name if report else self.portal.name
        charset = "gb2312" if report and report.encoding == "gb18030" else "utf-8"
        content = chrome.fill(
            "trs_article",
            index=chrome.index_number(self.portal, item),
            source=source,
            published=item.published_on,
            title=escape(item.title),
            heading=chrome.heading(item),
            body=render.body(report)
            if report
            else chrome.other_body(item, self.portal.name)
            if isinstance(item, Other)
            else "",
            files=self._attachment(path, report) if report and report.attachment else "",
        )
        meta = chrome.article_meta(item, source, COLUMN)
        text = chrome.page(
            self.portal, item.title, content, crumbs=crumbs, meta=meta, charset=charset, domain=self._domain()
        )
        body = text.encode(report.encoding if report else "utf-8")
        headers = {"Content-Encoding": "gzip"} if report and report.gzip else {}
        self.site.pages[path] = Page(
            gzip.compress(body, mtime=0) if headers else body, headers=headers, modified=moment(item.published_on)
        )
        if report:
            self.site.reports[agency.id, report.year] = path

    def _attachment(self, path: str, report: Report) -> str:
        name = f"P0{report.published_on:%Y%m%d}{chrome.number(report)}.pdf"
        file = pdf.cover(
            [
                report.title,
                "（盖章页）",
                report.agency.name,
                f"{report.published_on.year}年{report.published_on.month}月",
            ]
        )
        self.site.pages[f"{path.rpartition('/')[0]}/{name}"] = Page(
            file, "application/pdf", modified=moment(report.published_on)
        )
        return f'<div class="fj">附件：{anchor(f"./{name}", f"{report.title}（盖章页）.pdf")}</div>'

    def _framed(self, disclosure: str, content: str) -> str:
        """Return a content beside the menu of the disclosure page it belongs to."""
        home = disclosure.split("zfxxgknb/")[0]
        parts = chrome.words("chrome.yaml")["disclosure"]
        links = [(f"{home}{slug}/", part["name"]) for slug, part in parts.items()]
        links.insert(3, (f"{home}zfxxgknb/", COLUMN))
        return f'<div class="cols">{_side(links)}<div class="body">{content}</div></div>'

    def _add(
        self,
        path: str,
        title: str,
        content: str,
        *,
        crumbs: Sequence[Link] = (),
        column: str = "",
        modified: date = LAUNCH,
    ) -> None:
        friends = {
            other.name: f"{self.web.bases[other.id]}/" for other in self.world.portals if other.id != self.portal.id
        }
        meta = chrome.column_meta(self.portal, column or title) if title else ""
        text = chrome.page(
            self.portal, title, content, crumbs=crumbs, meta=meta, friends=friends, domain=self._domain()
        )
        self.site.pages[path] = Page(text.encode(), modified=moment(modified))

    def _others(self) -> list[Other]:
        return [other for other in self.world.others if other.portal == self.portal.id]

    def _in_city(self, agency: Agency) -> bool:
        return agency.region == self.portal.region

    def _domain(self) -> str:
        return self.web.bases[self.portal.id].partition("//")[2]


def _side(links: Sequence[Link]) -> str:
    return f'<div class="side">{"".join(anchor(path, name) for path, name in links)}</div>'
