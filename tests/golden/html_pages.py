"""HTML renderings: clean tables, pastes from Word, padding in place of spans, tables cut up, inside the pages of sites."""

import random
from collections.abc import Callable, Iterable
from html import escape

from tests.golden.doubt import with_blanks
from tests.golden.grid import Box, Table
from tests.golden.model import Rendered, Report
from tests.golden.tables import grid_places, tables_of

Layout = Callable[[Table, random.Random], str]


def clean(table: Table, rng: random.Random) -> str:
    """Return a table with the spans of the form, header cells in some."""
    header = rng.choice(["td", "th"])
    return _table(
        "".join(f"<{_tag(box, header)}{_spans(box)}>{escape(box.text)}</{_tag(box, header)}>" for box in table.row(row))
        for row in range(table.height)
    )


def word(table: Table, rng: random.Random) -> str:
    """Return a table as pasted from Word: paragraphs, fonts that change inside words, office tags, widths everywhere."""

    def cell(box: Box) -> str:
        cut = rng.randint(0, len(box.text))
        one, two = escape(box.text[:cut]), escape(box.text[cut:])
        runs = f"<span style='font-size:10.5pt;font-family:宋体'>{one}</span><span lang=EN-US style='mso-bidi-font-size:12pt'><font face=Calibri>{two}</font></span>"
        filler = "<o:p></o:p>" if box.text else rng.choice(["<o:p>&nbsp;</o:p>", "&nbsp;", "<span>　</span>"])
        width = f" width={rng.randint(30, 200)}" if rng.random() < 0.8 else ""
        return f"<td{width}{_spans(box)} style='border:solid windowtext 1.0pt;mso-border-alt:solid .5pt'><p class=MsoNormal align=center>\r\n{runs}{filler}</p>\r\n</td>"

    rows = ("\r\n".join(cell(box) for box in table.row(row)) for row in range(table.height))
    return _table(rows, " class=MsoNormalTable border=0 cellspacing=0")


def nested(table: Table, rng: random.Random) -> str:
    """Return a table inside two layout tables, with numbers in inner elements."""
    inner = _table(
        "".join(f"<td{_spans(box)}><div><b>{escape(box.text)}</b></div></td>" for box in table.row(row))
        for row in range(table.height)
    )
    return f"<table><tr><td width=10>&nbsp;</td><td><table class='l{rng.randint(1, 9)}'><tr><td>{inner}</td></tr></table></td></tr></table>"


def padded(table: Table, rng: random.Random) -> str:
    """Return a table with empty cells in place of spans."""
    filler = rng.choice(["", "&nbsp;", "<br>"])
    return _table("".join(f"<td>{escape(box.text) or filler}</td>" for box in row) for row in table.padded())


def one_per_row(table: Table, rng: random.Random) -> str:
    """Return each row as a table of its own."""
    gap = rng.choice(["", "<p></p>", "\n"])
    return gap.join(_table(["".join(f"<td>{escape(box.text)}</td>" for box in row)]) for row in table.padded())


def lines(table: Table, rng: random.Random) -> str:
    """Return each cell as a paragraph; what is blank leaves no trace."""
    tag = rng.choice(["p", "div"])
    return "".join(f"<{tag}>{escape(box.text)}</{tag}>" for box in table.boxes if box.text)


LAYOUTS: dict[str, tuple[Layout, bool]] = {
    "clean": (clean, True),
    "word": (word, True),
    "nested": (nested, True),
    "padded": (padded, False),
    "one_per_row": (one_per_row, False),
    "lines": (lines, False),
}
"""Each layout, and whether it says which column every cell stands in."""


def render(report: Report, rng: random.Random, layout: str | None = None) -> Rendered:
    """Return a report as a page in a random layout and encoding."""
    name = layout or rng.choice(list(LAYOUTS))
    draw, sure = LAYOUTS[name]
    charset = rng.choice(["utf-8", "utf-8", "gb18030", "gb2312"])
    body = "".join(_part(report, number, draw, rng) for number in range(6))
    text = rng.choice([_bare, _site])(report, body, charset)
    codec = "gb18030" if charset == "gb2312" else charset
    doubt = frozenset() if sure else with_blanks(report.form, report.cells)
    places = grid_places(tables_of(report)) if sure else {}
    return Rendered(text.encode(codec), "text/html", "html", f"{name} {charset}", report.cells, doubt, places)


def _part(report: Report, number: int, draw: Layout, rng: random.Random) -> str:
    heading, paragraphs = report.parts[number]
    tag = rng.choice(["p", "p", "h2", "div"])
    tables = tables_of(report)
    table = draw(tables[number - 1], rng) if number in (1, 2, 3) else ""
    return f"<{tag}>{escape(heading)}</{tag}>" + "".join(f"<p>　　{escape(text)}</p>" for text in paragraphs) + table


def _bare(report: Report, body: str, charset: str) -> str:
    title = escape(report.title)
    return (
        f"<html><head><meta charset='{charset}'><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"
    )


def _site(report: Report, body: str, charset: str) -> str:
    title = escape(report.title)
    menu = "".join(
        f"<li><a href='/{n}/'>{word}</a></li>"
        for n, word in enumerate(["首页", "机构职能", "政策", "政府信息公开年报", "互动"])
    )
    return (
        f'<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}">'
        f'<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="{report.year + 1}-01-19 09:30">'
        f"<title>{title}</title><script>var a = 1 < 2;</script></head><body><div class=top><ul>{menu}</ul>"
        f"<p>当前位置：首页 &gt; 政府信息公开年报</p></div><div class=content><h1>{title}</h1>"
        f"<div class=info>发布日期：{report.year + 1}-01-19　来源：本站　字体：大 中 小</div><div id=zoom>{body}</div></div>"
        "<div class=footer><p>主办单位：本级人民政府办公室　网站标识码 5300000000</p></div></body></html>"
    )


def _table(rows: Iterable[str], attributes: str = " border=1") -> str:
    return f"<table{attributes}><tbody>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</tbody></table>"


def _tag(box: Box, header: str) -> str:
    return "td" if box.key else header


def _spans(box: Box) -> str:
    return (f' rowspan="{box.rows}"' if box.rows > 1 else "") + (f' colspan="{box.columns}"' if box.columns > 1 else "")
