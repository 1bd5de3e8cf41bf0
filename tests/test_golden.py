"""Reports of known content in every format and layout: what is printed is read exactly, or said to be in doubt."""

import ast
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.report import Report, read_report
from tests.golden import docx_files, html_pages, pdf_files, texts
from tests.golden.doubt import glued
from tests.golden.form_data import FormVariant
from tests.golden.formats import FORMATS, rendered
from tests.golden.identities import broken_keys
from tests.golden.judging import Verdict, judge, judge_cell
from tests.golden.model import Rendered, random_report
from tests.golden.page_layout import Layout
from tests.golden.page_style import Style
from tests.golden.printing import BLANK, Printed

GOLDEN = Path(__file__).parent / "golden"
EXACT = ("html", "docx", "xlsx", "xls")
"""Formats whose source says which column every cell stands in, whatever the layout."""

GRIDS = [("html", layout) for layout in html_pages.LAYOUTS] + [("text", layout) for layout in texts.LAYOUTS]


def read(document: Rendered) -> Report:
    report = read_report(document.data, document.media_type)
    assert isinstance(report, Report), document.where
    return report


def verdict_on(document: Rendered) -> Verdict:
    return judge(document, read(document).cells)


@pytest.mark.parametrize(("format_name", "layout"), GRIDS)
def test_a_plain_report_is_exact_in_every_layout(format_name: str, layout: str) -> None:
    render = html_pages.render if format_name == "html" else texts.render
    document = render(random_report(3, plain=True), random.Random(3), layout)
    assert verdict_on(document).bad == {}


@pytest.mark.parametrize("style", docx_files.STYLES)
def test_a_word_file_is_exact_in_every_style(style: str) -> None:
    document = docx_files.render(random_report(4), random.Random(4), style)
    assert verdict_on(document).bad == {}


@pytest.mark.parametrize("border", ["stroke", "joined", "rects", "fills", "double"])
def test_tables_are_exact_however_their_rules_are_drawn(border: str) -> None:
    document = pdf_files.render(random_report(5, plain=True), random.Random(5), Style(border=border))
    assert verdict_on(document).bad == {}


@pytest.mark.parametrize("format_name", FORMATS)
@given(seed=st.integers(0, 10**6))
@settings(max_examples=5, deadline=None, derandomize=True)
def test_nothing_is_silently_wrong(format_name: str, seed: int) -> None:
    _, document = rendered(format_name, seed)
    verdict = verdict_on(document)
    assert [fault for fault in verdict.bad.values() if fault[0] == "wrong"] == []


@pytest.mark.parametrize("format_name", EXACT)
@given(seed=st.integers(0, 10**6))
@settings(max_examples=6, deadline=None, derandomize=True)
def test_what_the_source_lays_out_is_read_whole(format_name: str, seed: int) -> None:
    _, document = rendered(format_name, seed)
    assert verdict_on(document).count["missing"] <= len(document.ambiguous)


@pytest.mark.parametrize(("inside", "width", "rows"), [(False, 595, 26), (True, 420, 10)])
def test_a_page_break_at_every_row_of_table_3_costs_no_cell(inside: bool, width: float, rows: int) -> None:
    report = random_report(6, plain=True)
    seen: set[int] = set()
    for height in range(300, 1100, 3):
        style = Style(width, height, break_inside=inside, open_breaks=inside)
        layout = Layout(style)
        layout.report(report)
        breaks = {row for table, row, within in layout.breaks if table == 3 and within == inside}
        if breaks - seen:
            assert verdict_on(pdf_files.render(report, random.Random(height), style)).bad == {}
        seen |= breaks
    assert len(seen) >= rows


@pytest.mark.parametrize("format_name", ["html", "docx"])
def test_cells_say_which_row_and_column_they_stand_in(format_name: str) -> None:
    layouts = {"html": "clean", "docx": "plain"}
    render = {"html": html_pages.render, "docx": docx_files.render}[format_name]
    document = render(random_report(8, plain=True), random.Random(8), layouts[format_name])
    cells = read(document).as_json()["cells"]
    assert document.places
    assert {
        key: (cells[key]["where"]["row"], cells[key]["where"]["column"]) for key in document.places
    } == document.places


@pytest.mark.parametrize("format_name", ["pdf", "ofd"])
def test_cells_say_where_on_which_page_they_stand(format_name: str) -> None:
    report = random_report(9, plain=True)
    document = FORMATS[format_name](report, random.Random(9))
    cells = read(document).as_json()["cells"]
    for key in report.cells:
        page, x, y = document.places[key]
        left, top, right, bottom = cells[key]["where"]["box"]
        assert cells[key]["where"]["page"] == page
        assert left - 1 <= x <= right + 1 and top - 1 <= y <= bottom + 1, key


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_seed_gives_the_same_bytes(format_name: str) -> None:
    assert rendered(format_name, 11)[1].data == rendered(format_name, 11)[1].data


@pytest.mark.parametrize("seed", range(12))
def test_a_plain_report_obeys_the_sums(seed: int) -> None:
    report = random_report(seed, plain=True)
    assert list(report.cells) == report.form.keys()
    assert broken_keys(report.form, {key: cell.value for key, cell in report.cells.items()}) == set()


def test_reports_that_break_the_sums_are_among_the_random_ones() -> None:
    reports = [random_report(seed) for seed in range(60)]
    broken = [r for r in reports if broken_keys(r.form, {key: cell.value for key, cell in r.cells.items()})]
    assert {id(r) for r in broken} >= {id(r) for r in reports if not r.sums_hold and r.size == "distinct"}
    assert 0 < len(broken) < 30


@pytest.mark.parametrize(
    ("printed", "value", "state", "may_doubt", "verdict"),
    [
        (Printed("7", 7), 7, "number", False, "exact"),
        (Printed("7", 7), 8, "number", False, "wrong"),
        (Printed("7", 7), None, "blank", False, "wrong"),
        (Printed("7", 7), None, "ambiguous", False, "missing"),
        (Printed("7", 7), None, "ambiguous", True, "exact"),
        (Printed("0", 0), 0, "zero", False, "exact"),
        (Printed("0", 0), 0, "number", False, "wrong"),
        (BLANK, 0, "zero", True, "wrong"),
        (BLANK, None, "dash", False, "exact"),
        (Printed("9元", None, "words"), None, "text", False, "exact"),
        (Printed("9元", None, "words"), 9, "text", False, "wrong"),
    ],
)
def test_the_judge(printed: Printed, value: int | None, state: str, may_doubt: bool, verdict: str) -> None:
    class Reading:
        def __init__(self) -> None:
            self.value, self.state = value, state

    assert judge_cell(printed, Reading(), may_doubt=may_doubt) == verdict


def test_digits_run_together_are_in_doubt_when_two_cuts_meet_the_sums() -> None:
    form = FormVariant("fmt_2021")
    cells = {key: Printed("0", 0) for key in form.keys()}  # noqa: SIM118 (keys() of a form is a list)
    row = [key for key in cells if key.startswith("t3.received_new.")]
    assert not set(row) & glued(form, cells)
    # 1|1|0|0|0|0|2 is the only cut of the first row; 1|0|1|0|... of the second competes with 10|1|0|...
    one = dict(zip(row, "1100002", strict=True))
    assert not set(row) & glued(form, cells | {key: Printed(text, int(text)) for key, text in one.items()})
    two = dict(zip(row, ("1", "11", "0", "0", "0", "0", "12"), strict=True))
    assert set(row) <= glued(form, cells | {key: Printed(text, int(text)) for key, text in two.items()})


def test_the_generator_shares_no_code_with_the_readers() -> None:
    for module in GOLDEN.glob("*.py"):
        tree = ast.parse(module.read_text(encoding="utf-8"))
        names = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        names += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
        assert not [name for name in names if name.split(".")[0] == "extract"], module.name
