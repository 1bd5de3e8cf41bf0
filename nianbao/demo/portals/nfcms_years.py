"""A city on the content system of Guangdong: all departments' reports in a directory per year, some on hosts of their own."""

from nianbao.demo.model import Agency, Item, Portal, Report
from nianbao.demo.portals import articles
from nianbao.demo.portals.chrome import Link
from nianbao.demo.portals.press import DISCLOSURE, Press
from nianbao.demo.portals.site import Site, Web


class NfcmsYears(Press):
    """A portal whose collective column leads to the government's list and to one directory per year for departments."""

    skin = "nfcms"
    per_page = 20

    @classmethod
    def build(cls, web: Web, portal: Portal) -> Site:
        """Return the site of a portal."""
        press = cls(web, portal)
        press.units = []
        press.entrance()
        press.collective()
        return press.site

    @property
    def root(self) -> str:
        """The folder of the collective column."""
        return f"{self.portal.root.rpartition('/')[0]}/zfxxgknb/"

    def entry(self, agency: Agency) -> str:  # noqa: ARG002
        """Return where the disclosure page leads for the annual reports."""
        return f"{self.root}index.html"

    def column_path(self, agency: Agency) -> str:  # noqa: ARG002
        """Return where the government's own list stands."""
        return f"{self.root}szf/index.html"

    def article_path(self, column: str, item: Item) -> str:
        """Return where an article stands."""
        return f"{column.rpartition('/')[0]}/content/post_{articles.number(item)}.html"

    def collective(self) -> None:
        """Add the collective column: the government's list, the menu of years, and a list of departments for each."""
        region = [agency for agency in self.web.world.agencies if agency.region == self.portal.region]
        departments = [agency for agency in region if agency.agency_class != "local_government"]
        for agency in region:
            if agency not in departments:
                self.column(agency)
        menu = f"{self.root}bm/index.html"
        crumbs = [(self.portal.root, DISCLOSURE), (f"{self.root}index.html", self.words["column"])]
        self._menu(f"{self.root}index.html", [(f"{self.root}szf/index.html", "市政府"), (menu, "市政府部门")], crumbs)
        years = {year: f"{self.root}bm/{year}n/index.html" for year in reversed(self.web.world.years)}
        self._menu(menu, [(path, f"{year}年") for year, path in years.items()], [*crumbs, (menu, "市政府部门")])
        for year, path in years.items():
            self._year(path, departments, year, [*crumbs, (menu, "市政府部门"), (path, f"{year}年")])
        own = [agency.id for agency in departments if agency.portal == self.portal.id]
        self.site.columns |= dict.fromkeys(own, menu)

    def _menu(self, path: str, links: list[Link], crumbs: list[Link]) -> None:
        rows = "".join(self.fill("place", href=address, name=name) for address, name in links)
        self.add(path, self.words["column"], self.fill("places", rows=rows), crumbs, column=True)

    def _year(self, path: str, departments: list[Agency], year: int, crumbs: list[Link]) -> None:
        """Add the list of a year and the articles that stand on this portal."""
        items: list[Item] = [
            report for agency in departments if (report := self.web.world.truth(agency.id, year)) is not None
        ]
        names = {agency.id for agency in departments}
        items += [other for other in self.web.world.others if other.at in names and other.year == year]
        items.sort(key=lambda item: (item.published_on, articles.number(item)), reverse=True)
        rows = "".join(self.row(path, self._article(path, item, crumbs), item) for item in items)
        self.listing(path, rows, self.pager(path, 1, 1, len(items)), crumbs)

    def _article(self, column: str, item: Item, crumbs: list[Link]) -> str:
        """Return where an article stands, and add it unless that is another portal."""
        if isinstance(item, Report) and item.agency.portal != self.portal.id:
            return self.web.report_urls[item.agency.id, item.year]
        path = self.article_path(column, item)
        self.article(path, item, crumbs)
        return path
