"""Columns in the manner of Hanweb's JCMS: several units on a page, first rows as XML within it, more rows by a proxy.

The manner of an agency is `whole` (all its rows are within the page) or `blobs`: its unit is named by a blob, and the proxy answers
nothing, so that the list cannot be read to the end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from nianbao.demo.model import Agency, Item, Report
from nianbao.demo.numbers import draw
from nianbao.demo.portals import articles
from nianbao.demo.portals.chrome import Link
from nianbao.demo.portals.names import code, hex32
from nianbao.demo.portals.press import Press
from nianbao.demo.portals.site import Page, Query

PROXY = "/module/web/jpage/dataproxy.jsp"
DOWNLOAD = "/module/download/downfile.jsp"
NOTHING = b"<?xml version='1.0' encoding='utf-8'?><datastore/>    "
XML = "text/xml;charset=UTF-8"
_MENU = [("zfxxgkzn", "政府信息公开指南"), ("zfxxgkzd", "政府信息公开制度")]
_FOOTER = [("ysqgk", name) for name in ("网站地图", "联系我们", "隐私声明", "使用帮助", "无障碍浏览")]


@dataclass(frozen=True, slots=True)
class Proxy:
    """The rows of every unit by column and unit number."""

    units: dict[tuple[str, str], list[str]]

    def __call__(self, query: Query) -> Page:
        """Return a block of rows: `startrecord` to `endrecord`, or three pages from `page` on."""
        first = {name: values[0] for name, values in query.items()}
        rows = self.units.get((first.get("columnid", ""), first.get("unitid", "")))
        if rows is None or first.get("webid", "") == "":
            return Page(NOTHING, XML)
        size = _number(first.get("perpage"), 15)
        start = _number(first.get("startrecord"), (_number(first.get("page"), 1) - 1) * size * 3 + 1)
        end = _number(first.get("endrecord"), start + size * 3 - 1)
        records = "".join(f"<record><![CDATA[{row}]]></record>\n" for row in rows[start - 1 : end])
        pages = -(-len(rows) // size)
        facts = f"<totalrecord>{len(rows)}</totalrecord>\n<totalpage>{pages}</totalpage>\n"
        answer = f"<?xml version='1.0' encoding='utf-8'?><datastore>\n{facts}<recordset>\n{records}</recordset>\n</datastore>"
        return Page(answer.encode(), XML)


class Jpage(Press):
    """A portal of numbered columns."""

    skin = "jpage"

    def disclosure_path(self, agency: Agency) -> str:
        """Return where the disclosure page of a unit stands."""
        return f"/col/col{code(agency, 60000, 69999, 'home')}/index.html"

    def column_path(self, agency: Agency) -> str:
        """Return where the first page of an agency's list stands."""
        return f"/col/col{code(agency, 80000, 89999)}/index.html"

    def article_path(self, column: str, item: Item) -> str:
        """Return where an article stands."""
        day = item.published_on
        return f"/art/{day.year}/{day.month}/{day.day}/art_{_column(column)}_{articles.number(item)}.html"

    def lists(self, agency: Agency, path: str, items: Sequence[Item], crumbs: Sequence[Link]) -> None:
        """Add a page with three units; the rows of the middle one go on at the proxy."""
        rows = [self.row(path, self.article_path(path, item), item) for item in items]
        shown = len(rows) if agency.manner == "whole" else self.per_page
        if agency.manner == "blobs":
            hidden = [item for item in items[shown:] if isinstance(item, Report)]
            self.site.unlisted |= {(report.agency.id, report.year) for report in hidden}
        unit = code(agency, 320000, 329990, "unit")
        menu = self._unit(agency, path, unit + 1, self._links(_MENU), len(_MENU))
        footer = self._unit(agency, path, unit + 2, self._links(_FOOTER), len(_FOOTER))
        self.listing(path, menu + self._unit(agency, path, unit, rows, shown), footer, crumbs)

    def attach(self, article: str, report: Report) -> str:  # noqa: ARG002
        """Let the script send the file attached to a report."""
        name, file = articles.sealed_copy(report)
        stored = f"{hex32(report, 'file')}.pdf"
        self.send(DOWNLOAD, "filename", stored, Page(file.body, "application/octet-stream"))
        return self.fill(
            "file", href=f"{DOWNLOAD}?classid=0&amp;filename={stored}&amp;showname={quote(name)}", name=name
        )

    def _unit(self, agency: Agency, path: str, unit: int, rows: list[str], shown: int) -> str:
        """Return a unit with its first rows, and let the proxy know all of them unless blobs name it."""
        webid = draw(60, 99, self.portal.id, "webid")
        facts = {"webid": webid, "column": _column(path), "number": str(unit), "name": self.portal.name, "proxy": PROXY}
        proxy = self.site.interfaces.setdefault(PROXY, Proxy({}))
        if agency.manner == "blobs":
            facts |= {"column": _blob(str(unit))[::-1], "number": _blob(str(unit))}
        elif isinstance(proxy, Proxy):
            proxy.units[_column(path), str(unit)] = rows
        more = self.fill("more", **facts) if len(rows) > shown else ""
        records = "".join(f"<record><![CDATA[\n{row}]]></record>\n" for row in rows[:shown])
        return self.fill("unit", unit=unit, more=more, records=records, total=len(rows), size=self.per_page, **facts)

    def _links(self, links: Sequence[Link]) -> list[str]:
        return [f'<li><a href="{self.part(slug)}">{name}</a><b>2019-12-02</b></li>' for slug, name in links]


def _blob(text: str) -> str:
    """Return the blob that hides a number."""
    return "".join(f"{draw(0, 15, text, place):X}" for place in range(32))


def _column(path: str) -> str:
    return path.split("/")[2].removeprefix("col")


def _number(text: str | None, usual: int) -> int:
    return max(int(text), 1) if text and text.isdigit() and len(text) < 7 else usual
