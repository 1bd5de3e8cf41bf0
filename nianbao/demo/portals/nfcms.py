"""The portal of a government beside the disclosure platform: a list of its cities and departments there, and its own reports."""

from collections.abc import Sequence

from nianbao.demo.model import Agency, Item, Portal
from nianbao.demo.portals import articles
from nianbao.demo.portals.chrome import Link
from nianbao.demo.portals.press import Press
from nianbao.demo.portals.site import Site, Web


class Nfcms(Press):
    """A portal with a collective list of links to the columns of other hosts."""

    skin = "nfcms"
    per_page = 20

    @classmethod
    def build(cls, web: Web, portal: Portal) -> Site:
        """Return the site of a portal."""
        site = super().build(web, portal)
        cls(web, portal).directory(site)
        return site

    def disclosure_path(self, agency: Agency) -> str:
        """Return where the disclosure page of a unit stands."""
        return f"/{agency.slug}/index.html"

    def column_path(self, agency: Agency) -> str:
        """Return where the first page of an agency's list stands."""
        return f"/{agency.slug or 'zwgk'}/ndbg/index.html"

    def article_path(self, column: str, item: Item) -> str:
        """Return where an article stands."""
        return f"{column.rpartition('/')[0]}/content/post_{articles.number(item)}.html"

    def disclosure(self, path: str, name: str, columns: Sequence[Link]) -> None:
        """Add a disclosure page; that of the portal leads to the collective list too."""
        own = path == self.portal.root
        more = [(f"{path.rpartition('/')[0]}/xxgknb/index.html", "各地各部门政府信息公开年报")] if own else []
        super().disclosure(path, name, [*columns, *more])

    def directory(self, site: Site) -> None:
        """Add the collective list of the agencies that stand on the platform."""
        platforms = [portal for portal in self.web.world.portals if portal.family == "gkmlpt"]
        rows = "".join(
            self.fill("place", href=f"{self.web.bases[portal.id]}{root}/annualreport", name=agency.name)
            for portal in platforms
            for agency in self.web.world.agencies_of(portal.id)
            for root in [f"/{agency.slug}/gkmlpt" if agency.slug else "/gkmlpt"]
        )
        path = f"{self.portal.root.rpartition('/')[0]}/xxgknb/index.html"
        self.add(path, self.words["column"], self.fill("places", rows=rows), [], column=True)
        site.pages[path] = self.site.pages[path]
