import pytest
from selectolax.lexbor import LexborHTMLParser

from extract.anchors import anchor
from extract.document import Place
from extract.forms import load_form
from extract.marks import Mark, marked
from extract.report import Report, read_report
from extract.snapshot import html_copy, text_copy
from tests.synthetic import flattened, padded, page, random_cells, word_paste


def texts_at(html: str, places: list[Place]) -> list[str]:
    tree = LexborHTMLParser(html)
    found = [tree.css(f"#{anchor(place)}") for place in places]
    assert all(len(nodes) == 1 for nodes in found), "every place is marked once"
    return ["".join(nodes[0].text().split()) for nodes in found]


def test_every_cell_is_marked_where_it_is_printed() -> None:
    cells = random_cells(31)
    for text in (
        page(load_form("fmt_2021"), cells, padded),
        page(load_form("fmt_2021"), cells, word_paste),
        flattened(load_form("fmt_2021"), cells),
    ):
        report = read_report(text.encode())
        assert isinstance(report, Report)
        places = [cell.place for cell in report.cells.values() if cell.place is not None]
        is_page = report.media_type == "text/html"
        copy = html_copy(text.encode()) if is_page else text_copy(text.encode(), places=places)
        assert texts_at(copy, places) == [cell.raw for cell in report.cells.values()]


def test_nothing_active_or_remote_survives() -> None:
    hostile = """<html><head><script>a()</script><meta http-equiv=refresh content="0;url=http://e.example/"></head><body onload="a()">
    <script>a()</script><img src="http://e.example/x.png" onerror="a()" alt="<script>"><svg onload="a()"><script>a()</script></svg>
    <a href="javascript:a()">x</a><a href="http://e.example/">y</a><iframe src="http://e.example/"></iframe><form action="http://e.example/"><input></form>
    <style>@import "http://e.example/a.css"; td { background: url(http://e.example/b.png) }</style>
    <table id="t0r0c0" style="background:url(http://e.example/)"><tr><td id="x" onclick="a()">7</td></tr></table></body></html>"""
    copy = html_copy(hostile.encode())
    for trace in (
        "script>",
        "onerror",
        "onload",
        "onclick",
        "javascript:",
        "e.example",
        "style",
        "<svg",
        "<iframe",
        "<form",
        "<img",
        "http-equiv",
    ):
        assert trace not in copy.replace("&lt;script&gt;", ""), trace
    assert '<td id="t0r0c0">7</td>' in copy
    assert copy.count('id="') == 1


def test_a_text_file_is_escaped() -> None:
    lines = (
        '<li><span id="l1c0">第一行</span>\t<span id="l1c4">a</span>&lt;b&gt;\t<span id="l1c9">&amp;amp;</span></li>',
        "<li>第二行</li>",
    )
    copy = text_copy("第一行\ta<b>\t&amp;\n第二行".encode(), "text/plain")
    assert copy == '<ol class="lines">' + "\n".join(lines) + "</ol>"


@pytest.mark.parametrize(
    ("marks", "html"),
    [
        ([Mark(1, 3, "a")], '0<span id="a">12</span>345'),
        ([Mark(0, 4, "a"), Mark(1, 2, "b")], '<span id="a">0<span id="b">1</span>23</span>45'),
        ([Mark(0, 3, "a"), Mark(2, 5, "b")], '<span id="a">01<span id="b">2</span></span>345'),
        ([Mark(2, 2, "a")], '01<span id="a"></span>2345'),
        ([Mark(2, 4, "a"), Mark(2, 3, "a")], '01<span id="a">23</span>45'),
        ([Mark(4, 90, "a"), Mark(80, 90, "b")], '0123<span id="a">45</span><span id="b"></span>'),
    ],
)
def test_marks_in_a_text_are_there_once_and_nested(marks: list[Mark], html: str) -> None:
    assert marked("012345", marks) == html
