"""Report → HTML of its body, in the layouts that agencies produce: typed in cleanly, pasted from Word, or padded.

`clean` has the spans of the national form; `word` is what a word processor leaves on the clipboard, numbers split over fonts;
`padded` fills the heads of tables with empty cells where the form has spans.
"""

from collections.abc import Callable
from html import escape
from itertools import takewhile

from extract.forms import load_form
from nianbao.demo import prose
from nianbao.demo.model import Report
from nianbao.demo.tables import Box, Table, tables

NUMERALS = "一二三四五六"


def body(report: Report) -> str:
    """Return the body of a report: opening, six headed sections, three tables."""
    paragraph, table = LAYOUTS[report.agency.layout]
    printed = tables(report)
    parts = [paragraph(text, "") for text in prose.opening(report)]
    for section in load_form(report.form).sections:
        parts.append(paragraph(f"{NUMERALS[section.number - 1]}、{section.title}", "font-weight:bold"))
        parts += [paragraph(text, "") for text in prose.paragraphs(report, section.number)]
        if section.number in printed:
            parts.append(table(printed[section.number]))
    return "\n".join(parts)


def _clean_paragraph(text: str, style: str) -> str:
    return f'<p style="text-indent:2em;{style}">{escape(text)}</p>'


def _clean_table(table: Table) -> str:
    return _table(
        table, lambda box: f"<p>{escape(box.text)}</p>" if box.text else "", 'class="report" border="1" cellspacing="0"'
    )


def _word_paragraph(text: str, style: str) -> str:
    return f'<p class="MsoNormal" style="text-indent:32pt;line-height:150%;{style}">{_word_runs(text)}</p>'


def _word_table(table: Table) -> str:
    def inside(box: Box) -> str:
        runs = _word_runs(box.text) or '<span lang="EN-US" style="font-size:10.5pt"></span><o:p>&nbsp;</o:p>'
        return f'<p class="MsoNormal" align="center" style="text-align:center">{runs}</p>'

    return _table(
        table,
        inside,
        'class="MsoTableGrid report" border="1" cellspacing="0" cellpadding="0" style="border-collapse:collapse"',
    )


def _word_runs(text: str) -> str:
    """Return a text in two runs of different fonts, the second nested one deeper, as Word splits texts and even numbers."""
    if not text:
        return ""
    half = (len(text) + 1) // 2
    first = f'<span style="font-family:仿宋_GB2312;mso-bidi-font-family:宋体">{escape(text[:half])}</span>'
    rest = f'<span lang="EN-US" style="font-family:仿宋_GB2312"><font face="Times New Roman">{escape(text[half:])}</font></span>'
    return first + (rest if text[half:] else "") + '<span lang="EN-US"><o:p></o:p></span>'


def _padded_table(table: Table) -> str:
    """Return a table whose head has empty cells below and beside its labels in place of spans."""
    head = list(takewhile(lambda row: all(box.label for box in row), table))
    return _table(
        _pad(head) + table[len(head) :], lambda box: escape(box.text) or "&nbsp;", 'class="report" border="1"'
    )


def _pad(head: Table) -> Table:
    width = sum(box.columns for box in head[0])
    grid: list[list[str | None]] = [[None] * width for _ in head]
    for number, row in enumerate(head):
        for box in row:
            left = grid[number].index(None)
            for below in range(number, number + box.rows):
                grid[below][left : left + box.columns] = [""] * box.columns
            grid[number][left] = box.text
    return [[Box(text or "") for text in row] for row in grid]


def _table(table: Table, inside: Callable[[Box], str], attributes: str) -> str:
    rows = "\n".join("<tr>" + "".join(_cell(box, inside(box)) for box in row) + "</tr>" for row in table)
    return f"<table {attributes}><tbody>\n{rows}\n</tbody></table>"


def _cell(box: Box, content: str) -> str:
    spans = (f' rowspan="{box.rows}"' if box.rows > 1 else "") + (
        f' colspan="{box.columns}"' if box.columns > 1 else ""
    )
    return f"<td{spans}>{content}</td>"


LAYOUTS: dict[str, tuple[Callable[[str, str], str], Callable[[Table], str]]] = {
    "clean": (_clean_paragraph, _clean_table),
    "word": (_word_paragraph, _word_table),
    "padded": (_clean_paragraph, _padded_table),
}
