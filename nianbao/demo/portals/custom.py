"""A portal made by hand: image maps, menus of options, windows opened by script, frames, pagers of every kind.

The manner of an agency says what its column is: `framed`, `encoded` (a pager in base64), `files` (PDF files and no articles),
`years` (a menu of years), `forwarded` (a page that leads on), else a list whose further pages are asked by `?page=`.
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field

from nianbao.demo import paper
from nianbao.demo.model import Agency, Item, Report
from nianbao.demo.portals import articles
from nianbao.demo.portals.chrome import Link
from nianbao.demo.portals.press import DISCLOSURE, Press
from nianbao.demo.portals.site import NOT_FOUND, Page, Query, moment


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of a list by number."""

    pages: dict[str, Page] = field(default_factory=dict)

    def __call__(self, query: Query) -> Page:
        """Return the page asked for, the first when none is."""
        return self.pages.get(query.get("page", ["1"])[0]) or Page(NOT_FOUND.encode(), status=404)


class Custom(Press):
    """A portal whose columns all differ."""

    skin = "custom"
    suffix = ".php"

    def disclosure_path(self, agency: Agency) -> str:
        """Return where the disclosure page of a unit stands."""
        return f"/xxgk/{agency.slug}/"

    def column_path(self, agency: Agency) -> str:
        """Return where the first page of an agency's list stands."""
        return f"/xxgk/{agency.slug or 'zf'}/nb/{'index.html' if agency.manner == 'years' else 'list.php'}"

    def article_path(self, column: str, item: Item) -> str:
        """Return where an article stands, or the file that is a report by itself."""
        folder = column.rpartition("/")[0]
        if isinstance(item, Report) and item.agency.manner == "files":
            return f"{folder}/upload/{articles.number(item)}.pdf"
        return f"{folder}/show-{articles.number(item)}.php"

    def further(self, column: str, number: int, total: int) -> str:  # noqa: ARG002
        """Return where page `number` of a list of `total` pages stands."""
        return f"{column}?page={number}"

    def entry(self, agency: Agency) -> str:
        """Return where the disclosure page leads for the annual reports."""
        path = self.column_path(agency)
        wrapper = f"{path.rpartition('/')[0]}/index.php"
        if agency.manner == "forwarded":
            self.site.pages[wrapper] = Page(self.fill("forward", path=path).encode())
        elif agency.manner == "framed":
            self.add(wrapper, self.words["column"], self.fill("frame", path=path))
        return wrapper if agency.manner in ("forwarded", "framed") else path

    def disclosure(self, path: str, name: str, columns: Sequence[Link]) -> None:
        """Add a disclosure page whose annual reports are an option of a menu."""
        links = [*columns, (self.part("zfxxgkzn"), "政府信息公开指南")]
        links += [(self.part("bmxxgk"), self.words["tree"])] if path == self.portal.root else []
        options = "".join(f'<option value="{address}">{text}</option>' for address, text in links)
        self.add(path, f"{name}{DISCLOSURE}", self.fill("parts", name=name, links=options), [(path, DISCLOSURE)])

    def tree(self, links: Sequence[Link]) -> None:
        """Add the page that opens the units in windows."""
        shown = "".join(self.fill("window", path=path, name=name) for path, name in links)
        self.add(self.part("bmxxgk"), self.words["tree"], f"<ul>{shown}</ul>", [(self.portal.root, DISCLOSURE)])

    def lists(self, agency: Agency, path: str, items: Sequence[Item], crumbs: Sequence[Link]) -> None:
        """Add the list of an agency in its manner."""
        if agency.manner == "years":
            self._years(agency, path, items, crumbs)
            return
        super().lists(agency, path, items, crumbs)
        numbers = {at: at.rpartition("=")[2] for at in self.site.pages if at.startswith(f"{path}?")}
        pages = {number: self.site.pages.pop(at) for at, number in numbers.items()}
        self.site.interfaces[path] = Pages({"1": self.site.pages.pop(path), **pages})

    def pager(self, column: str, number: int, total: int, count: int) -> str:  # noqa: ARG002
        """Return the links to the other pages, hidden in base64 where the agency's column has it so."""
        if total == 1:
            return ""
        links = "".join(f'<a href="{column}?page={page}">{page}</a> ' for page in range(1, total + 1) if page != number)
        if number < total:
            links += f'<a href="{column}?page={number + 1}">下一页</a>'
        if column not in self._encoded():
            return self.fill("pager", links=links)
        return self.fill("encoded", links=b64encode(links.encode()).decode())

    def article(self, path: str, item: Item, crumbs: Sequence[Link]) -> None:
        """Add an article, or the file that is a report by itself."""
        if path.endswith(".pdf") and isinstance(item, Report):
            self.site.reports[item.agency.id, item.year] = path
            modified = moment(item.published_on)
            self.site.pages[path] = Page(paper.printed(item), "application/pdf", modified=modified)
        else:
            super().article(path, item, crumbs)

    def _encoded(self) -> set[str]:
        return {self.column_path(agency) for agency in self.units if agency.manner == "encoded"}

    def _years(self, agency: Agency, path: str, items: Sequence[Item], crumbs: Sequence[Link]) -> None:
        """Add a menu of years and the list of each."""
        folder = path.rpartition("/")[0]
        years = sorted({item.published_on.year - 1 for item in items}, reverse=True)
        menu = "".join(f'<a href="{folder}/{year}/">{year}年度</a>' for year in years)
        self.add(path, self.words["column"], self.fill("years", menu=menu, name=agency.name), crumbs, column=True)
        for year in years:
            at = f"{folder}/{year}/"
            own = [item for item in items if item.published_on.year - 1 == year]
            rows = "".join(self.row(at, self.article_path(path, item), item) for item in own)
            self.listing(at, rows, "", crumbs)
