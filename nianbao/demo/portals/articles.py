"""A page of one article, report or not, as both families print it: disclosure table, title, body, attached files."""

import gzip
from collections.abc import Sequence
from html import escape
from string import Template

from nianbao.demo import docx, paper, pdf, render
from nianbao.demo.model import Item, Portal, Report
from nianbao.demo.numbers import draw
from nianbao.demo.portals import chrome
from nianbao.demo.portals.chrome import COLUMN, Link
from nianbao.demo.portals.site import Page, moment


def article(
    portal: Portal,
    item: Item,
    template: str,
    crumbs: Sequence[Link],
    *,
    files: str = "",
    after: str = "",
    domain: str = "",
) -> Page:
    """Return the page of an article; `files` and `after` are HTML below its body."""
    facts = {"title": escape(item.title), "source": source(portal, item), "published": item.published_on}
    content = chrome.fill(
        template,
        **facts,
        index=index_number(portal, item),
        heading=heading(item),
        body=body(portal, item),
        files=files,
    )
    meta = chrome.fill("article_meta", **facts, column=COLUMN, column_type="信息公开年报")
    text = chrome.page(
        portal, item.title, content + after, crumbs=crumbs, meta=meta, charset=charset(item), domain=domain
    )
    return encoded(text, item)


def body(portal: Portal, item: Item) -> str:
    """Return the body of an article."""
    if isinstance(item, Report):
        return chrome.plain_text([f"{item.title}（见附件）"]) if item.enclosed else render.body(item)
    return chrome.plain_text(
        [Template(text).substitute(place=portal.name) for text in chrome.words("bodies.yaml")[item.kind]]
    )


def source(portal: Portal, item: Item) -> str:
    """Return who published an article."""
    return item.agency.name if isinstance(item, Report) else portal.name


def number(item: Item) -> int:
    """Return the number of an article in its address: seven digits, always the same."""
    name = item.key if isinstance(item, Report) else f"{item.portal}/{item.title}"
    return draw(1_000_000, 9_999_999, "article", name)


def index_number(portal: Portal, item: Item) -> str:
    """Return the index number of an article."""
    return f"{portal.site_code}/{item.published_on.year}-{number(item) % 9000 + 1000:05d}"


def sealed_copy(report: Report, *, word: bool = False) -> tuple[str, Page]:
    """Return name and content of the file attached to a report: a page with its title and the agency's name, or all of it.

    The page is a Word file where that is asked for.
    """
    day = report.published_on
    if report.enclosed:
        return f"{report.title}.pdf", Page(paper.printed(report), "application/pdf", modified=moment(day))
    lines = [report.title, "（盖章页）", report.agency.name, f"{day.year}年{day.month}月{day.day}日"]
    if word:
        return f"{report.title}（盖章页）.docx", Page(docx.cover(lines), docx.MEDIA_TYPE, modified=moment(day))
    file = pdf.cover(lines)
    return f"{report.title}（盖章页）.pdf", Page(file, "application/pdf", modified=moment(day))


def charset(item: Item) -> str:
    """Return the charset that the page of an article states."""
    if not isinstance(item, Report):
        return "utf-8"
    return item.charset or ("gb2312" if item.encoding == "gb18030" else "utf-8")


def encoded(text: str, item: Item) -> Page:
    """Return the page of an article; reports may ask for odd bytes."""
    report = item if isinstance(item, Report) else None
    data = text.encode(report.encoding if report else "utf-8")
    modified = moment(item.published_on)
    if report and report.gzip:
        return Page(gzip.compress(data, mtime=0), headers={"Content-Encoding": "gzip"}, modified=modified)
    return Page(data, modified=modified)


def heading(item: Item) -> str:
    """Return the visible title, some of them broken over two lines."""
    if isinstance(item, Report) and item.two_line_title:
        return escape(item.title).replace(str(item.year), f"<br>{item.year}", 1)
    return escape(item.title)
