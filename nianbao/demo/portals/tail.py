"""The long tail of families whose portals are static pages: each says where columns, further pages and articles stand."""

from nianbao.demo.model import Agency, Item, Report
from nianbao.demo.portals import articles
from nianbao.demo.portals.names import code, hex32, uuid
from nianbao.demo.portals.press import Press
from nianbao.demo.portals.site import Page


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


class Easysite(Press):
    """Columns and articles named by identifiers; the next page by a link."""

    skin = "easysite"

    def disclosure_path(self, agency: Agency) -> str:
        """Return where the disclosure page of a unit stands."""
        return f"/columns/{uuid(f'home of {agency.id}')}/index.html"

    def column_path(self, agency: Agency) -> str:
        """Return where the first page of an agency's list stands."""
        return f"/columns/{uuid(agency.id)}/index.html"

    def article_path(self, column: str, item: Item) -> str:
        """Return where an article stands."""
        day = item.published_on
        return f"{column.removesuffix('/index.html')}/{day:%Y%m}/{day:%d}/{uuid(hex32(item))}.html"

    def pager(self, column: str, number: int, total: int, count: int) -> str:  # noqa: ARG002
        """Return a link to the next page where there is one."""
        following = f'<a href="{self.further(column, number + 1, total)}">下一页</a>' if number < total else ""
        return self.fill("pager", number=number, total=total, following=following)


class Numbered(Easysite):
    """A tree of numbered folders whose lists are `1.html`, `2.html` and so on."""

    skin = "epoint"

    def disclosure_path(self, agency: Agency) -> str:
        """Return where the disclosure page of a unit stands."""
        return f"/009002/{self._folder(agency)}/index.html"

    def column_path(self, agency: Agency) -> str:
        """Return where the first page of an agency's list stands."""
        return f"/009002/{self._folder(agency)}/{self._folder(agency)}010/1.html"

    def further(self, column: str, number: int, total: int) -> str:  # noqa: ARG002
        """Return where page `number` of a list of `total` pages stands."""
        return column.replace("/1.html", f"/{number}.html")

    def article_path(self, column: str, item: Item) -> str:
        """Return where an article stands."""
        return f"{column.rpartition('/')[0]}/{item.published_on:%Y%m%d}/{uuid(hex32(item))}.html"

    def _folder(self, agency: Agency) -> str:
        return f"009002{code(agency, 100, 999):03d}"


class Named(Numbered):
    """Folders named in letters, lists `1.html`, articles of 24 hexadecimal digits beside them."""

    skin = "xian"

    def disclosure_path(self, agency: Agency) -> str:
        """Return where the disclosure page of a unit stands."""
        return f"/xxgk/{agency.slug}/index.html"

    def column_path(self, agency: Agency) -> str:
        """Return where the first page of an agency's list stands."""
        return f"/xxgk/zfxxgknb/{agency.slug or 'bjxxgknb'}/1.html"

    def article_path(self, column: str, item: Item) -> str:
        """Return where an article stands."""
        return f"{column.rpartition('/')[0]}/{hex32(item)[:24]}.html"


class Zibo(Easysite):
    """A folder per agency and channel; articles and their files in the same folder."""

    skin = "zibo"
    per_page = 20

    def disclosure_path(self, agency: Agency) -> str:
        """Return where the disclosure page of a unit stands."""
        return f"/gongkai/site_{agency.slug}/"

    def column_path(self, agency: Agency) -> str:
        """Return where the first page of an agency's list stands."""
        return f"/gongkai/site_{agency.slug or 'zfb'}/channel_{uuid(agency.id).replace('-', '')[:24]}/"

    def article_path(self, column: str, item: Item) -> str:
        """Return where an article stands."""
        return f"{column}doc_{hex32(item)[:24]}.html"

    def file_path(self, article: str, report: Report) -> str:
        """Return where the file attached to a report stands."""
        return f"{article.removesuffix('.html')}_{hex32(report, 'file')}.pdf"


class PagePc(Press):
    """Lists `list1.html`, `list2.html` beside a script that tells the last one."""

    skin = "page_pc"

    def disclosure_path(self, agency: Agency) -> str:
        """Return where the disclosure page of a unit stands."""
        return f"/sitesources/{self.portal.id}/page_pc/{agency.slug}/index.html"

    def column_path(self, agency: Agency) -> str:
        """Return where the first page of an agency's list stands."""
        return f"/sitesources/{self.portal.id}/page_pc/{agency.slug or 'zfxxgk'}/zfxxgknb/list1.html"

    def further(self, column: str, number: int, total: int) -> str:  # noqa: ARG002
        """Return where page `number` of a list of `total` pages stands."""
        return column.replace("list1.html", f"list{number}.html")

    def article_path(self, column: str, item: Item) -> str:
        """Return where an article stands."""
        return f"{column.rpartition('/')[0]}/article{hex32(item)}.html"

    def pager(self, column: str, number: int, total: int, count: int) -> str:
        """Write the number of pages beside the list."""
        script = f'{{"endPage":{total},"count":{count}}}'.encode()
        self.site.pages[column.replace("list1.html", "script.json")] = Page(script, "application/json")
        return self.fill("pager", number=number)
