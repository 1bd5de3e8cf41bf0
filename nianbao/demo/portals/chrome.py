"""Page chrome: head with the standard meta tags, banner, menu, breadcrumb and footer, from the templates in `chrome.yaml`."""

from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

import yaml

from nianbao.demo.numbers import draw
from nianbao.demo.world import Other, Portal, Report

COLUMN = "政府信息公开年报"
DISCLOSURE = "政府信息公开"

Link = tuple[str, str]
"""An address and its words."""


@cache
def words(name: str) -> dict[str, Any]:
    """Return a data file of this package."""
    data: dict[str, Any] = yaml.safe_load((files(__package__) / name).read_text(encoding="utf-8"))
    return data


def fill(template: str, **values: object) -> str:
    """Return a template of `chrome.yaml` with its places filled; values are HTML already."""
    return Template(words("chrome.yaml")[template]).substitute(values)


def page(
    portal: Portal, title: str, content: str, *, crumbs: Sequence[Link] = (), meta: str = "", charset: str = "utf-8",
    friends: Mapping[str, str] | None = None, domain: str = "",
) -> str:  # fmt: skip
    """Return a whole page; `friends` are names and addresses of other portals for its footer."""
    return fill(
        "page",
        charset=charset,
        title=escape(f"{title}-{portal.name}" if title else f"{portal.name}门户网站"),
        meta=meta,
        css=words("chrome.yaml")["css"],
        site=portal.name,
        domain=domain,
        code=portal.site_code,
        serial=f"{int(portal.site_code) % 999983:06d}",
        nav=" ".join(
            anchor(address.replace("$root", portal.root), name) for address, name in words("chrome.yaml")["nav"].items()
        ),
        crumbs=_breadcrumb(crumbs),
        content=content,
        friends="".join(f" | {anchor(url, name)}" for name, url in (friends or {}).items()),
    )


def anchor(address: str, text: str, **attributes: str) -> str:
    """Return a link."""
    more = "".join(f' {name.rstrip("_")}="{escape(value)}"' for name, value in attributes.items())
    return f'<a href="{escape(address)}"{more}>{escape(text)}</a>'


def column_meta(portal: Portal, column: str) -> str:
    """Return the meta tags of a list page."""
    return fill(
        "column_meta", column=column, site=portal.name, column_type="信息公开年报" if column == COLUMN else "概况信息"
    )


def article_meta(item: Report | Other, source: str, column: str) -> str:
    """Return the meta tags of an article."""
    return fill("article_meta", title=escape(item.title), published=item.published_on, source=source, column=column,
                column_type="信息公开年报")  # fmt: skip


def heading(item: Report | Other) -> str:
    """Return the visible title of an article, some of them broken over two lines."""
    if isinstance(item, Report) and item.two_line_title:
        return escape(item.title).replace(str(item.year), f"<br>{item.year}", 1)
    return escape(item.title)


def plain_text(paragraphs: Sequence[str]) -> str:
    """Return paragraphs as HTML."""
    return "\n".join(f'<p style="text-indent:2em">{escape(text)}</p>' for text in paragraphs)


def other_body(other: Other, place: str) -> str:
    """Return the body of an article that is no report."""
    return plain_text([Template(text).substitute(place=place) for text in words("bodies.yaml")[other.kind]])


def index_number(portal: Portal, item: Report | Other) -> str:
    """Return the index number of an article."""
    return f"{portal.site_code}/{item.published_on.year}-{number(item) % 9000 + 1000:05d}"


def number(item: Report | Other) -> int:
    """Return the number of an article in its address: seven digits, always the same."""
    name = item.key if isinstance(item, Report) else f"{item.portal}/{item.title}"
    return draw(1_000_000, 9_999_999, "article", name)


def _breadcrumb(crumbs: Sequence[Link]) -> str:
    links = "&nbsp;&gt;&nbsp;".join(anchor(address, name, class_="CurrChnlCls") for address, name in crumbs)
    return f'<div class="crumbs">您当前的位置：{links}</div>' if crumbs else ""
