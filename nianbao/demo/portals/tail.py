"""The long tail of families whose portals are static pages: each says where columns, further pages and articles stand."""

from nianbao.demo.model import Agency, Item, Report
from nianbao.demo.portals import articles
from nianbao.demo.portals.press import Press, code


class SiteServer(Press):
    """Numbered channels and contents; the list says only on which of how many pages it is."""

    skin = "siteserver"

    def disclosure_path(self, agency: Agency) -> str:
        """Return where the disclosure page of a unit stands."""
        return f"/channels/{code(agency, 21000, 28999, 'home')}.html"

    def column_path(self, agency: Agency) -> str:
        """Return where the first page of an agency's list stands."""
        return f"/channels/{code(agency, 11000, 18999)}.html"

    def article_path(self, column: str, item: Item) -> str:
        """Return where an article stands."""
        channel = column.rpartition("/")[2].removesuffix(".html")
        return f"/contents/{channel}/{articles.number(item) % 1000000}.html"

    def file_path(self, article: str, report: Report) -> str:  # noqa: ARG002
        """Return where the file attached to a report stands."""
        return f"/upload/files/{report.published_on:%Y/%m}/{articles.number(report)}.pdf"
