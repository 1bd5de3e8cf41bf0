"""Columns in the manner of Hanweb's JPaaS: a shell whose units a script asks from one interface, page by page."""

import json
from collections.abc import Sequence
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
class Units:
    """The pages of every unit by the page it stands on and its tag; a unit of one page ignores the number asked for."""

    pages: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def __call__(self, query: Query) -> Page:
        """Return the page of a unit, an empty one behind the last; what is not told in UTF-8 is refused."""
        first = {name: values[0] for name, values in query.items()}
        pages = self.pages.get((first.get("pageId", ""), first.get("tagId", "")))
        if pages is None or not first.get("webId") or not first.get("tplSetId"):
            return Page(REFUSED, "application/json")
        number = _page_number(first.get("paramJson", "{}"))
        empty = '<div class="page-content"><ul></ul></div>'
        html = pages[0] if len(pages) == 1 else pages[number - 1] if number <= len(pages) else empty
        answer = {"success": True, "code": "200", "data": {"html": html}}
        return Page(json.dumps(answer, ensure_ascii=False).encode(), "application/json;charset=UTF-8")


class Jpaas(Press):
    """A portal of shells. A column of the manner `ignored` always shows its first page."""

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
        rows = [self.row(path, self.article_path(path, item), item) for item in items]
        pages = ["".join(rows[start : start + self.per_page]) for start in range(0, len(rows), self.per_page)] or [""]
        if agency.manner == "ignored":
            hidden = [item for item in items[self.per_page :] if isinstance(item, Report)]
            self.site.unlisted |= {(report.agency.id, report.year) for report in hidden}
        page_id, web_id = uuid(path).replace("-", ""), uuid(self.portal.id).replace("-", "")
        units = self.site.interfaces.setdefault(UNIT, Units())
        if isinstance(units, Units):
            shown = pages[:1] if agency.manner == "ignored" else pages
            facts = {"count": len(rows), "size": self.per_page, "name": self.words["column"]}
            units.pages[page_id, self.words["tag"]] = [
                self.fill("unit", rows=text, number=number, **facts) for number, text in enumerate(shown, 1)
            ]
            units.pages[page_id, "左侧导航"] = [
                self.fill("menu", guide=self.part("zfxxgkzn"), duty=self.part("zfxxgkzd"))
            ]
            units.pages[page_id, "底部信息"] = [self.fill("bottom", site=self.portal.name)]
        tags = ("左侧导航", self.words["tag"], "底部信息")
        shells = "".join(
            self.fill("shell", id=uuid(path + tag).replace("-", ""), web=web_id, page=page_id, tag=tag, url=UNIT,
                      set=uuid(web_id).replace("-", "")) for tag in tags
        )  # fmt: skip
        self.add(path, self.words["column"], f'<div class="clist_con">{shells}</div>', crumbs, column=True)

    def attach(self, article: str, report: Report) -> str:
        """Add the file attached to a report, in a list beside its body."""
        name, file = articles.sealed_copy(report)
        path = self.file_path(article, report)
        self.site.pages[path] = file
        return self.fill("file", href=f"{path}?fileName={quote(name, safe='（）')}", name=name)

    def file_path(self, article: str, report: Report) -> str:  # noqa: ARG002
        """Return where the file attached to a report stands."""
        folder = code(report.agency, 1000000000, 1999999999, "files")
        day = report.published_on
        return f"/cms_files/filemanager/{folder}/attach/{day.year}{day.month}/{hex32(report, 'file')}.pdf"


def _page_number(parameters: str) -> int:
    try:
        told = json.loads(parameters)
    except ValueError:
        return 1
    number = told.get("pageNo", 1) if isinstance(told, dict) else 1
    return max(number, 1) if isinstance(number, int) else 1
