"""Directories by year, kind and unit in the manner of old TRS portals: mobile twins, articles without a date, PDF and OFD twins."""

from collections.abc import Sequence
from dataclasses import replace

from nianbao.demo import ofd
from nianbao.demo.model import Agency, Item, Portal, Report
from nianbao.demo.portals import articles
from nianbao.demo.portals.chrome import Link, anchor
from nianbao.demo.portals.press import DISCLOSURE, Press
from nianbao.demo.portals.site import Page, Site, Web

KINDS = {"local_government": ("szf", "市政府"), "local_department": ("bm", "市直部门"), "township": ("xz", "乡镇街道")}


class Years(Press):
    """A portal with one collective column. Townships are listed together, departments have a folder each."""

    skin = "years"
    relative = True
    per_page = 2

    @classmethod
    def build(cls, web: Web, portal: Portal) -> Site:
        """Return the site of a portal."""
        press = cls(web, portal)
        press.units = []
        press.entrance()
        press.collective()
        return press.site

    def disclosure_path(self, agency: Agency) -> str:  # noqa: ARG002
        """Return where the disclosure page of every unit stands."""
        return self.portal.root

    def column_path(self, agency: Agency) -> str:  # noqa: ARG002
        """Return where the collective column stands."""
        return f"{self.portal.root}zfxxgknb/"

    def article_path(self, column: str, item: Item) -> str:
        """Return where an article stands; some lost their date on a move of the portal."""
        if isinstance(item, Report) and item.agency.manner == "undated":
            return f"{column}197001/t19700101_{articles.number(item)}.html"
        return f"{column}{item.published_on:%Y%m/t%Y%m%d}_{articles.number(item)}.html"

    def further(self, column: str, number: int, total: int) -> str:  # noqa: ARG002
        """Return where page `number` of a list of `total` pages stands."""
        return f"{column}index_{number - 1}.html"

    def collective(self) -> None:
        """Add the column with its years, the kinds of each year and their lists."""
        agencies = self.web.world.agencies_of(self.portal.id)
        column = self.column_path(agencies[0])
        crumbs = [(self.portal.root, DISCLOSURE), (column, self.words["column"])]
        years = [(f"{column}{year}n/", f"{year}年") for year in reversed(self.web.world.years)]
        self._menu(column, years, crumbs)
        for year, (folder, name) in zip(reversed(self.web.world.years), years, strict=True):
            kinds = [(f"{folder}{slug}/", word) for slug, word in KINDS.values()]
            self._menu(folder, kinds, [*crumbs, (folder, name)])
            for kind, link in zip(KINDS, kinds, strict=True):
                own = [agency for agency in agencies if agency.agency_class == kind]
                self._kind(own, year, [*crumbs, (folder, name), link], apart=kind == "local_department")
        self.site.columns |= {agency.id: column for agency in agencies}

    def _kind(self, agencies: Sequence[Agency], year: int, crumbs: Sequence[Link], *, apart: bool) -> None:
        """Add the agencies of a kind in a year: a folder each, or one list."""
        path = crumbs[-1][0]
        if apart:
            units = [(f"{path}{agency.slug}/", agency.name) for agency in agencies]
            self._menu(path, units, crumbs)
            for agency, link in zip(agencies, units, strict=True):
                self._year([agency], year, [*crumbs, link])
        else:
            self._year(agencies, year, crumbs)

    def _year(self, agencies: Sequence[Agency], year: int, crumbs: Sequence[Link]) -> None:
        """Add the list of what some agencies published for a year, with the articles."""
        path = crumbs[-1][0]
        items: list[Item] = [item for agency in agencies for item in self.items(agency) if _year_of(item) == year]
        for item in items:
            self.article(self.article_path(path, item), item, crumbs)
        if agencies:
            self.lists(agencies[0], path, items, crumbs)

    def article(self, path: str, item: Item, crumbs: Sequence[Link]) -> None:
        """Add an article and its twin for telephones."""
        super().article(path, item, crumbs)
        twin = path.replace(".html", "_wap.html")
        self.site.pages[twin] = replace(self.site.pages[path])
        if isinstance(item, Report):
            self.site.twins[twin] = path

    def attach(self, article: str, report: Report) -> str:
        """Add the file attached to a report as PDF and as OFD."""
        link = super().attach(article, report)
        name, file = articles.sealed_copy(report)
        path = self.file_path(article, report).replace(".pdf", ".ofd")
        twin = ofd.cover([report.title, "（盖章页）", report.agency.name])
        self.site.pages[path] = Page(twin, "application/octet-stream", modified=file.modified)
        return link + self.fill("file", href=self.href(article, path), name=name.replace(".pdf", ""))

    def file_path(self, article: str, report: Report) -> str:
        """Return where the file attached to a report stands."""
        return f"{article.rpartition('/')[0]}/P0{report.published_on:%Y%m%d}{articles.number(report)}.pdf"

    def pager(self, column: str, number: int, total: int, count: int) -> str:  # noqa: ARG002
        """Return the script that writes the links to all pages."""
        return self.fill("pager", total=total, current=number - 1)

    def _menu(self, path: str, links: Sequence[Link], crumbs: Sequence[Link]) -> None:
        shown = "".join(f"<li>{anchor(self.href(path, address), name)}</li>" for address, name in links)
        content = f'<ul class="nav-list">{shown}</ul>'
        self.add(path, self.words["column"], content, crumbs, column=True)


def _year_of(item: Item) -> int:
    return item.year if isinstance(item, Report) else item.year or item.published_on.year - 1
