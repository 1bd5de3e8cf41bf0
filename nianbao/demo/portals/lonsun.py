"""Columns in the manner of Lonsun: one address per organ, its parts by `type`, the newest report in place or a list by script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nianbao.demo.model import Agency, Item, Report
from nianbao.demo.portals import articles
from nianbao.demo.portals.chrome import Link
from nianbao.demo.portals.names import code, hex32
from nianbao.demo.portals.press import Press
from nianbao.demo.portals.site import NOT_FOUND, Page, Query

ANNUAL = "?type=3&nav=3"


@dataclass(frozen=True, slots=True)
class Organ:
    """The pages of one organ: its parts by type, its reports by year, further pages of its list by number."""

    parts: dict[str, Page]
    years: Mapping[str, Page]
    pages: Mapping[str, Page]

    def __call__(self, query: Query) -> Page:
        """Return the part asked for, of the year or the page asked for."""
        first = {name: values[0] for name, values in query.items()}
        page = self.parts.get(first.get("type", "4"))
        if first.get("type") == "3":
            page = self.years.get(first.get("timeFrame", ""), page)
            page = self.pages.get(first.get("pageIndex", ""), page)
        return page or Page(NOT_FOUND.encode(), status=404)


class Lonsun(Press):
    """A portal of organs. Those of the manner `in_place` show their reports in the column itself, with a menu of years."""

    skin = "lonsun"

    def disclosure_path(self, agency: Agency) -> str:
        """Return where the disclosure page of a unit stands."""
        return f"/public/column/{_organ(agency)}?type=2&nav=1"

    def column_path(self, agency: Agency) -> str:
        """Return where the first page of an agency's list stands."""
        return f"/public/column/{_organ(agency)}{ANNUAL}"

    def article_path(self, column: str, item: Item) -> str:
        """Return where an article stands."""
        organ = column.removeprefix("/public/column/").partition("?")[0]
        return f"/public/{organ}/{2000000000 + articles.number(item)}.html"

    def lists(self, agency: Agency, path: str, items: Sequence[Item], crumbs: Sequence[Link]) -> None:
        """Add the parts of an organ behind its one address."""
        reports = [item for item in items if isinstance(item, Report)]
        place = path.partition("?")[0]
        home = self.site.pages.pop(f"{place}?type=2&nav=1", None)
        if agency.manner == "in_place" and reports:
            years = {str(report.year): self._shown(path, report, reports, crumbs) for report in reports}
            parts, pages = {"3": years[str(reports[0].year)]}, {}
            self.site.twins[path] = self.site.reports[agency.id, reports[0].year]
        else:
            super().lists(agency, path, items, crumbs)
            pages = {
                at.rpartition("=")[2]: self.site.pages.pop(at)
                for at in list(self.site.pages)
                if at.startswith(f"{path}&page")
            }
            parts, years = {"3": self.site.pages.pop(path)}, {}
        if home:
            parts["2"] = home
        self.site.interfaces[place] = Organ(parts, years, pages)

    def further(self, column: str, number: int, total: int) -> str:  # noqa: ARG002
        """Return where page `number` of a list of `total` pages stands."""
        return f"{column}&pageIndex={number}"

    def pager(self, column: str, number: int, total: int, count: int) -> str:  # noqa: ARG002
        """Return the script that makes the pager."""
        return self.fill("pager", number=number, total=total, link=column)

    def article(self, path: str, item: Item, crumbs: Sequence[Link]) -> None:
        """Add an article unless it only stands in its column."""
        if isinstance(item, Report) and item.agency.manner == "in_place":
            column = crumbs[-1][0]
            self.site.reports[item.agency.id, item.year] = f"{column}&timeFrame={item.year}&hasContent=true"
        else:
            super().article(path, item, crumbs)

    def attach(self, article: str, report: Report) -> str:  # noqa: ARG002
        """Let the script send the file attached to a report."""
        name, file = articles.sealed_copy(report)
        stored = f"/group1/M00/0A/1C/{hex32(report, 'file')}.pdf"
        self.send("/download/file", "filePath", stored, Page(file.body, "application/octet-stream"))
        return self.fill("file", href=f"/download/file?filePath={stored}", name=name)

    def _shown(self, path: str, report: Report, reports: Sequence[Report], crumbs: Sequence[Link]) -> Page:
        links = "".join(
            f'<li><a href="{path}&amp;timeFrame={other.year}&amp;hasContent=true">{other.year}年</a></li>'
            for other in reports
        )
        body = articles.body(self.portal, report)
        return self.printed(path, report, body, self.fill("years", links=links), crumbs)


def _organ(agency: Agency) -> int:
    return code(agency, 6600000, 6699999, "organ")
