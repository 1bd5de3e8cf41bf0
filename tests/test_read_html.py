"""A page is read as a person sees it: what its style hides, strikes out, raises or sets apart is no part of a number."""

import random
import re
from collections.abc import Callable

import pytest

from extract.report import NoReport, read_report
from tests.synthetic import Row, one_table_per_row, padded, page, spanned
from tests.test_read_traps import CELLS, FORM, KEY, read, with_cell


@pytest.mark.parametrize(
    ("inner", "state", "value"),
    [
        ("682<span style='visibility:hidden'>9</span>", "number", 682),
        ("682<span style='opacity: 0'>9</span>", "number", 682),
        ("682<span style='position:absolute;left:-9999px'>9</span>", "number", 682),
        ("682<span style='display:inline-block;width:0;overflow:hidden'>9</span>", "number", 682),
        ("682<span style='mso-hide:all'>9</span>", "number", 682),
        ("<span style='text-decoration: line-through red'>5</span>682", "number", 682),
        ("<span style='text-decoration:line-through'>5</span>", "unreadable", None),
        ("<s>5</s>", "unreadable", None),
        ("682<sub>1</sub>", "text", 682),
        ("682<span style='vertical-align:super;font-size:8pt'>1</span>", "text", 682),
        ("682<span style='mso-text-raise:4.0pt'>1</span>", "text", 682),
        ("682<a href='#_ftn1' name='_ftnref1'>1</a>", "text", 682),
        ("682<span style='float:right'>1</span>", "ambiguous", None),
        ("<span style='display:block'>682</span><span style='display:block'>1</span>", "ambiguous", None),
        ("682<span style='margin-left:2em'>1</span>", "ambiguous", None),
        ("<span style='font-size:12pt'>682</span><span style='font-size:7pt'>1</span>", "ambiguous", None),
        ("<span style='font-size:12pt'>68</span><span style='font-size:10.5pt;margin:0'>2</span>", "number", 682),
        ("682<a href='/more.html'>1</a>", "ambiguous", None),
        ("<ruby>682<rt>1</rt></ruby>", "ambiguous", None),
        ("682<span style='color:#FFF'>1</span>", "ambiguous", None),
        ("682<font color=white>1</font>", "ambiguous", None),
        ("<span style='background:#003366;color:#ffffff'>682</span>", "number", 682),
        ("<bdo dir=rtl>682</bdo>", "ambiguous", None),
        ("<ol><li>682</li></ol>", "ambiguous", None),
        ("<button>682</button>", "unreadable", None),
        ("<svg><text>682</text></svg>", "unreadable", None),
        ("<canvas>682</canvas>", "unreadable", None),
        ("<script>document.write(682)</script>", "unreadable", None),
    ],
)
def test_style_attributes_change_what_a_cell_shows(inner: str, state: str, value: int | None) -> None:
    cell = read(with_cell(inner)).cells[KEY]
    assert (cell.state, cell.value) == (state, value)


@pytest.mark.parametrize(
    ("sheet", "state", "value"),
    [
        (".q{display:none}", "number", 682),
        ("@media screen{ span.q { text-decoration: line-through } }", "number", 682),
        ("@media print{ .q{display:none} }", "number", 6829),
        (".q{display:none} td .q{display:inline}", "number", 6829),
        ("td .q{display:none} .q{display:inline}", "number", 682),
        (".q{vertical-align:super}", "text", 682),
        (".q{color:#fff}", "ambiguous", None),
        (".q:before{content:'1'}", "ambiguous", None),
        ("p:not(.q, ::x{", "number", 6829),
    ],
)
def test_the_style_sheets_of_a_page_change_what_a_cell_shows(sheet: str, state: str, value: int | None) -> None:
    text = with_cell("682<span class=q>9</span>").replace("</head>", f"<style>{sheet}</style></head>")
    cell = read(text).cells[KEY]
    assert (cell.state, cell.value) == (state, value)


def test_a_table_that_is_folded_away_at_first_is_read_and_said_so() -> None:
    text = page(FORM, CELLS)
    third = text.rindex("<table")
    report = read(text[:third] + "<div style='display:none'>" + text[third:].replace("</table>", "</table></div>", 1))
    assert report.cells["t4.review_total"].raw == CELLS["t4.review_total"]
    assert "hidden_text" in {issue.code for issue in report.issues}


def test_ten_thousand_rules_of_a_hostile_style_sheet_are_bounded() -> None:
    sheet = "".join(f".a{number}{{display:none}}" for number in range(10_000)) + "{" * 5000
    assert not isinstance(
        read_report(page(FORM, CELLS).replace("</head>", f"<style>{sheet}</style></head>").encode()), NoReport
    )


@pytest.mark.parametrize("quoted", ['\\"{}\\"', "&quot;{}&quot;", '"{};"', '"{}px"', '" +{} "', "'“{}”'"])
def test_a_span_is_the_number_that_an_attribute_begins_with(quoted: str) -> None:
    spans = re.compile(r'(?<=span=)"(\d+)"')
    report = read(spans.sub(lambda span: quoted.format(span[1]), page(FORM, CELLS)))
    assert {key: cell.raw for key, cell in report.cells.items()} == CELLS


@pytest.mark.parametrize("quoted", ['"-{}"', '"x{}"', '"{}000000"', '""'])
def test_a_span_that_is_no_number_is_one(quoted: str) -> None:
    spans = re.compile(r'(?<=span=)"([2-9]|\d\d)"')
    text = page(FORM, CELLS)
    report = read(spans.sub(lambda span: quoted.format(span[1]), text))
    assert report.cells == read(spans.sub('"1"', text)).cells


@pytest.mark.parametrize("kept", ["", "rowspan", "colspan"])
@pytest.mark.parametrize("share", [0, 0.3, 0.9])
def test_a_page_that_lost_its_spans_gives_no_number_to_another_column(kept: str, share: float) -> None:
    rng = random.Random(3)
    cells = {key: "" if rng.random() < share else text for key, text in CELLS.items()}
    lost = {"rowspan", "colspan"} - {kept}
    report = read(re.sub(rf' (?:{"|".join(sorted(lost))})="\d+"', "", page(FORM, cells)))
    told = {key: cell for key, cell in report.cells.items() if cell.state not in ("ambiguous", "unreadable")}
    assert {key: (cells[key], cell.raw) for key, cell in told.items() if cell.raw != cells[key]} == {}


def test_a_header_in_another_order_counts_where_the_values_add_up_in_it() -> None:
    def turned(rows: list[Row]) -> str:
        """Return table 3 with 总计 before the applicants."""
        widths = {number: 3 if number == 1 and len(row) == 3 else 7 for number, row in enumerate(rows)}
        moved = {number for number, row in enumerate(rows) if len(row) in (8, 9, 10) or widths[number] == 3}
        return spanned(
            [
                [*row[: -widths[number]], row[-1], *row[-widths[number] : -1]] if number in moved else row
                for number, row in enumerate(rows)
            ]
        )

    report = read(page(FORM, CELLS, turned))
    assert {key: cell.raw for key, cell in report.cells.items() if key.startswith("t3.")} == {
        key: text for key, text in CELLS.items() if key.startswith("t3.")
    }


@pytest.mark.parametrize("share", [0, 0.3, 0.9])
def test_running_numbers_beside_the_lines_are_no_values(share: float) -> None:
    rng = random.Random(3)
    cells = {key: "" if rng.random() < share else text for key, text in CELLS.items()}
    report = read(page(FORM, cells, lambda rows: spanned([[(str(n), 1, 1), *row] for n, row in enumerate(rows)])))
    told = {key: cell for key, cell in report.cells.items() if cell.state not in ("ambiguous", "unreadable")}
    assert {key: (cells[key], cell.raw) for key, cell in told.items() if cell.raw != cells[key]} == {}


@pytest.mark.parametrize("layout", [spanned, padded, one_table_per_row])
def test_a_page_that_ends_within_a_table_gives_no_number_to_another_column(
    layout: Callable[[list[Row]], str],
) -> None:
    text = page(FORM, CELLS, layout)
    ends = [place for place in range(text.index("第二十条"), len(text)) if text.startswith("<", place)]
    for end in random.Random(3).sample(ends, 30):
        found = read_report(text[:end].encode())
        cells = {} if isinstance(found, NoReport) else found.cells
        told = {key: cell for key, cell in cells.items() if cell.state not in ("ambiguous", "unreadable")}
        assert {key: (CELLS[key], cell.raw) for key, cell in told.items() if cell.raw != CELLS[key]} == {}
