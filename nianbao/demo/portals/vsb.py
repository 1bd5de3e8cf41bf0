"""Columns in the manner of Boda VSB: `.htm`, pages numbered from the last, attached files by a script without an extension."""

from dataclasses import replace
from typing import ClassVar
from urllib.parse import quote

from nianbao.demo.model import Agency, Item, Report
from nianbao.demo.portals import articles
from nianbao.demo.portals.names import code, hex32
from nianbao.demo.portals.press import Press

DOWNLOAD = "/system/_content/download.jsp"


class Vsb(Press):
    """A portal whose links are relative."""

    skin = "vsb"
    suffix = ".htm"
    relative: ClassVar[bool] = True

    def disclosure_path(self, agency: Agency) -> str:
        """Return where the disclosure page of a unit stands."""
        return f"/zfxxgk/{agency.slug}.htm"

    def column_path(self, agency: Agency) -> str:
        """Return where the first page of an agency's list stands."""
        return f"/zfxxgk/{agency.slug}/zfxxgknb.htm" if agency.slug else "/zfxxgk/zfxxgknb.htm"

    def further(self, column: str, number: int, total: int) -> str:
        """Return where page `number` of a list of `total` pages stands."""
        return f"{column.removesuffix('.htm')}/{total - number + 1}.htm"

    def article_path(self, column: str, item: Item) -> str:  # noqa: ARG002
        """Return where an article stands."""
        agency = item.agency.id if isinstance(item, Report) else item.at
        tree = next(code(unit, 1000, 1999) for unit in self.web.world.agencies if unit.id == agency)
        return f"/info/{tree}/{articles.number(item) % 100000}.htm"

    def pager(self, column: str, number: int, total: int, count: int) -> str:
        """Return the numbers of the pages and the links to the next and the last one."""
        at = column if number == 1 else self.further(column, number, total)
        paths = {page: column if page == 1 else self.further(column, page, total) for page in range(1, total + 1)}
        shown = [
            f'<span class="p_no_d">{page}</span>'
            if page == number
            else f'<span class="p_no"><a href="{self.href(at, path)}">{page}</a></span>'
            for page, path in paths.items()
        ]
        if number < total:
            ahead = {"p_next": (number + 1, "下页"), "p_last": (total, "尾页")}
            shown += [
                f'<span class="{name} p_fun"><a href="{self.href(at, paths[page])}">{word}</a></span>'
                for name, (page, word) in ahead.items()
            ]
        return self.fill("pager", count=count, pages="".join(shown), number=number, total=total)

    def attach(self, article: str, report: Report) -> str:  # noqa: ARG002
        """Let the script send the file attached to a report."""
        name, file = articles.sealed_copy(report)
        number = hex32(report, "file").upper()
        sent = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
        octets = replace(file, media_type="application/octet-stream", headers=sent, modified=None)
        self.send(DOWNLOAD, "wbfileid", number, octets)
        owner = int(self.portal.site_code)
        address = f"{DOWNLOAD}?urltype=news.DownloadAttachUrl&amp;owner={owner}&amp;wbfileid={number}"
        return self.fill("file", href=address, name=name)
