from selectolax.lexbor import LexborHTMLParser

from extract.document import Place
from extract.forms import load_form
from extract.report import Report, read_report
from extract.snapshot import anchor, snapshot
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
        copy = snapshot(text.encode())
        assert isinstance(report, Report)
        assert copy is not None
        places = [cell.place for cell in report.cells.values() if cell.place is not None]
        assert texts_at(copy, places) == [cell.raw for cell in report.cells.values()]


def test_nothing_active_or_remote_survives() -> None:
    hostile = """<html><head><script>a()</script><meta http-equiv=refresh content="0;url=http://e.example/"></head><body onload="a()">
    <script>a()</script><img src="http://e.example/x.png" onerror="a()" alt="<script>"><svg onload="a()"><script>a()</script></svg>
    <a href="javascript:a()">x</a><a href="http://e.example/">y</a><iframe src="http://e.example/"></iframe><form action="http://e.example/"><input></form>
    <style>@import "http://e.example/a.css"; td { background: url(http://e.example/b.png) }</style>
    <table id="t0r0c0" style="background:url(http://e.example/)"><tr><td id="x" onclick="a()">7</td></tr></table></body></html>"""
    copy = snapshot(hostile.encode())
    assert copy is not None
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
    copy = snapshot("第一行\ta<b>\t&amp;\n第二行".encode(), "text/plain")
    assert (
        copy
        == '<pre><span id="l1c0">第一行</span>\t<span id="l1c4">a</span>&lt;b&gt;\t<span id="l1c9">&amp;amp;</span>\n第二行</pre>'
    )


def test_other_kinds_have_no_snapshot() -> None:
    assert snapshot(b"%PDF-1.7 ...") is None
