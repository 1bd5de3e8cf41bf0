"""Columns in the manner of Kaipu: `.shtml` everywhere, articles named by digests, shells that lead on, and lists by JSON.

The manner of an agency is `json` (its list comes by script), or the name of the shell that leads to its column.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nianbao.demo.model import Agency, Item
from nianbao.demo.portals import articles
from nianbao.demo.portals.chrome import Link
from nianbao.demo.portals.names import code, hex32, uuid
from nianbao.demo.portals.press import Press
from nianbao.demo.portals.site import Page, Query


@dataclass(frozen=True, slots=True)
class Channel:
    """The listing of one channel."""

    id: str
    results: tuple[dict[str, Any], ...]

    def __call__(self, query: Query) -> Page:
        """Return the rows of the page asked for; in JSON only when that is asked for."""
        if query.get("_isJson") != ["true"]:
            return Page(b"<html><body></body></html>")
        page, size = (_number(query, name, usual) for name, usual in (("page", 1), ("_pageSize", 15)))
        own = self.results[(page - 1) * size : page * size]
        data = {"channelId": self.id, "total": len(self.results), "page": page, "rows": size, "results": own}
        return Page(json.dumps({"data": data}, ensure_ascii=False).encode(), "application/json;charset=UTF-8")


class Kaipu(Press):
    """A portal of the collective platform."""

    skin = "kaipu"
    suffix = ".shtml"

    def disclosure_path(self, agency: Agency) -> str:
        """Return where the disclosure page of a unit stands."""
        return f"/{agency.slug}/zfxxgk.shtml"

    def column_path(self, agency: Agency) -> str:
        """Return where the first page of an agency's list stands."""
        return f"/c{code(agency, 100100, 100999)}/xxgk_list.shtml"

    def article_path(self, column: str, item: Item) -> str:
        """Return where an article stands."""
        return f"{column.rpartition('/')[0]}/{item.published_on:%Y%m}/{hex32(item)}.shtml"

    def entry(self, agency: Agency) -> str:
        """Return a shell that leads to the column where the agency has one."""
        column = self.column_path(agency)
        if agency.manner not in ("redirect_firstChannel", "jump"):
            return column
        path = f"{column.rpartition('/')[0]}/{agency.manner}.shtml"
        self.site.pages[path] = Page(self.fill(agency.manner, column=column).encode())
        return path

    def tree(self, links: Sequence[Link]) -> None:
        """Add the page that leads to the units, to the disclosure pages of some through a shell."""
        shells = {self.disclosure_path(unit): unit for unit in self.units if unit.manner in ("shell", "bare")}
        super().tree([(self._shell(path) if path in shells else path, name) for path, name in links])

    def _shell(self, path: str) -> str:
        """Add a shell that leads to a page, and return where it stands."""
        at = f"{path.rpartition('/')[0]}/redirect_firstChannel.shtml"
        self.site.pages[at] = Page(self.fill("redirect_firstChannel", column=path).encode())
        return at

    def lists(self, agency: Agency, path: str, items: Sequence[Item], crumbs: Sequence[Link]) -> None:
        """Add the pages of a list, or an empty one: with the interface that fills it, or without a word (`bare`)."""
        if agency.manner == "bare" and not items:
            self.listing(path, "", self.fill("pager", number=1, total=1, count=0), crumbs)
            return
        if agency.manner != "json":
            super().lists(agency, path, items, crumbs)
            return
        channel = uuid(agency.id).replace("-", "")
        results = tuple(self._result(path, item) for item in items)
        self.site.interfaces[f"/common/search/{channel}"] = Channel(channel, results)
        self.listing(path, "", self.fill("json", channel=channel), crumbs)

    def _result(self, path: str, item: Item) -> dict[str, Any]:
        """Return an article as the interface lists it."""
        day = str(item.published_on)
        facts = {
            "indexnumber": articles.index_number(self.portal, item),
            "writedate": day,
            "pubdate": day,
            "source": articles.source(self.portal, item),
            "refno": "",
        }
        return {
            "title": item.title,
            "url": self.article_path(path, item),
            "publishedTimeStr": f"{day} 17:18:49",
            "subTitle": "",
            "channelCodeName": path.split("/")[1],
            "channelName": self.words["column"],
            "content": "",
            "contentHtml": "",
            "domainMetaList": [{"resultList": [{"key": key, "value": value} for key, value in facts.items()]}],
        }


def _number(query: Query, name: str, usual: int) -> int:
    asked = query.get(name, [""])[0]
    return min(max(int(asked), 1), 1000) if asked.isdigit() else usual
