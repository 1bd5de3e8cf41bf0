"""Page chrome: head with the standard meta tags, banner, menu, breadcrumb and footer, from the templates in `chrome.yaml`."""

from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

import yaml

from nianbao.demo.model import Portal

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


def framed(links: Sequence[Link], content: str) -> str:
    """Return a content beside a menu."""
    return fill("framed", side="".join(anchor(address, text) for address, text in links), content=content)


def plain_text(paragraphs: Sequence[str]) -> str:
    """Return paragraphs as HTML."""
    return "\n".join(f'<p style="text-indent:2em">{escape(text)}</p>' for text in paragraphs)


def _breadcrumb(crumbs: Sequence[Link]) -> str:
    links = "&nbsp;&gt;&nbsp;".join(anchor(address, name, class_="CurrChnlCls") for address, name in crumbs)
    return f'<div class="crumbs">您当前的位置：{links}</div>' if crumbs else ""
