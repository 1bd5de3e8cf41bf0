"""Columns in the manner of Hanweb's JPaaS: a shell whose units a script asks from one interface, page by page."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from nianbao.demo.model import Agency, Item, Report
from nianbao.demo.portals import articles
from nianbao.demo.portals.chrome import Link
from nianbao.demo.portals.names import code, hex32, uuid
from nianbao.demo.portals.press import Press
from nianbao.demo.portals.site import Page, Query

UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
REFUSED = b'{"success":false,"data":{}}'


@dataclass(frozen=True, slots=True)
class Unit:
    """The rows of a unit, in pages of a size or (None) as long as asked for; `ignores` says that it always shows the first."""

    rows: Sequence[str]
    template: Callable[[str, int, int], str]
    size: int | None
    ignores: bool

    def html(self, number: int, asked: int) -> str:
        """Return a page of the unit, an empty one behind the last."""
        size, number = self.size or asked, 1 if self.ignores else number
        return self.template("".join(self.rows[(number - 1) * size : number * size]), number, size)


@dataclass(frozen=True, slots=True)
class Units:
    """The units of a portal by the page they stand on and their tag."""

    units: dict[tuple[str, str], Unit] = field(default_factory=dict)

    def __call__(self, query: Query) -> Page:
        """Return the page of a unit; what is not told in UTF-8 is refused."""
        first = {name: values[0] for name, values in query.items()}
        unit = self.units.get((first.get("pageId", ""), first.get("tagId", "")))
        if unit is None or not first.get("webId") or not first.get("tplSetId"):
            return Page(REFUSED, "application/json")
        parameters = first.get("paramJson", "{}")
        html = unit.html(_told(parameters, "pageNo", 1), _told(parameters, "pageSize", 15))
        answer = {"success": True, "code": "200", "data": {"html": html}}
        return Page(json.dumps(answer, ensure_ascii=False).encode(), "application/json;charset=UTF-8")


class Jpaas(Press):
    """A portal of shells.

    A column of the manner `ignored` always shows its first page; one of the manner `uncounted` does not say how many rows it
    has, and shows as many a page as are asked for; `long` ones say it, and do so too.
    """

    skin = "jpaas"

    def disclosure_path(self, agency: Agency) -> str:
        """Return where the disclosure page of a unit stands."""
        return f"/col/col{code(agency, 1229000000, 1229499999, 'home')}/index.html"

    def column_path(self, agency: Agency) -> str:
        """Return where the first page of an agency's list stands."""
        return f"/col/col{code(agency, 1229500000, 1229999999)}/zfxxgknb{code(agency, 100, 999, 'slug')}/index.html"

    def article_path(self, column: str, item: Item) -> str:
        """Return where an article stands."""
        return f"{column.removesuffix('/index.html')}/art/{item.published_on.year}/art_{hex32(item)}.html"

    def lists(self, agency: Agency, path: str, items: Sequence[Item], crumbs: Sequence[Link]) -> None:
        """Add the shell of a column and what the interface answers for its three units."""
        ignores = agency.manner == "ignored"
        size = None if agency.manner in ("uncounted", "long") else self.per_page
        rows = [self.row(path, self.article_path(path, item), item) for item in items]
        if ignores:
            hidden = [item for item in items[self.per_page :] if isinstance(item, Report)]
            self.site.unlisted |= {(report.agency.id, report.year) for report in hidden}
        template = "uncounted" if agency.manner == "uncounted" else "unit"
        facts = {"count": len(rows), "name": self.words["column"]}
        own = Unit(
            rows, lambda text, n, size: self.fill(template, rows=text, number=n, size=size, **facts), size, ignores
        )
        menu = self.fill("menu", guide=self.part("zfxxgkzn"), duty=self.part("zfxxgkzd"))
        bottom = self.fill("bottom", site=self.portal.name)
        self.add(
            path,
            self.words["column"],
            self._shells(path, [("左侧导航", _fixed(menu)), (self.words["tag"], own), ("底部信息", _fixed(bottom))]),
            crumbs,
            column=True,
        )

    def _shells(self, path: str, units: Sequence[tuple[str, Unit]]) -> str:
        """Let the interface know units by their tags, and return the shells that ask for them."""
        page_id, web_id = uuid(path).replace("-", ""), uuid(self.portal.id).replace("-", "")
        interface = self.site.interfaces.setdefault(UNIT, Units())
        if isinstance(interface, Units):
            interface.units.update({(page_id, tag): unit for tag, unit in units})
        facts = {"web": web_id, "page": page_id, "url": UNIT, "set": uuid(web_id).replace("-", "")}
        shells = [self.fill("shell", id=uuid(path + tag).replace("-", ""), tag=tag, **facts) for tag, _ in units]
        return f'<div class="clist_con">{"".join(shells)}</div>'

    def attach(self, article: str, report: Report) -> str:
        """Add the file attached to a report, in a list beside its body."""
        name, file = articles.sealed_copy(report, word=True)
        path = self.file_path(article, report)
        self.site.pages[path] = file
        return self.fill("file", href=f"{path}?fileName={quote(name, safe='（）')}", name=name)

    def file_path(self, article: str, report: Report) -> str:  # noqa: ARG002
        """Return where the file attached to a report stands."""
        folder = code(report.agency, 1000000000, 1999999999, "files")
        day, suffix = report.published_on, "pdf" if report.enclosed else "docx"
        return f"/cms_files/filemanager/{folder}/attach/{day.year}{day.month}/{hex32(report, 'file')}.{suffix}"


def _fixed(html: str) -> Unit:
    """Return a unit that is always the same."""
    return Unit((), lambda _rows, _number, _size: html, 1, ignores=True)


def _told(parameters: str, name: str, usual: int) -> int:
    try:
        told = json.loads(parameters)
    except ValueError:
        return usual
    number = told.get(name, usual) if isinstance(told, dict) else usual
    return min(max(number, 1), 1000) if isinstance(number, int) else usual
