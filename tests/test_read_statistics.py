"""Reports of before 2019: tables of statistics in the spellings of several places, reports without tables, and the crosswalk."""

from collections.abc import Iterable, Sequence

import pytest
from rich.console import Console

from extract.forms import FORM_IDS, load_form
from extract.forms.crosswalk import Crosswalk, Term, load_crosswalks
from extract.forms.statistics import STATISTICS_FORM_IDS, load_statistics_form
from extract.report import Report, read_report
from extract.sources import Source
from nianbao.formtable import print_form
from nianbao.rows import rows_of
from tests.shared import CORPUS, needs_shared
from tests.synthetic import page, random_cells

PROSE = "本机关认真贯彻《中华人民共和国政府信息公开条例》，扎实推进政府信息公开各项工作。" * 12
NATIONAL = ("统计指标", "单位", "统计数")
CAPTURE = {"id": "c1", "url": "http://example.gov.cn/a.html", "agency": None, "region": None, "year": None, "published_on": None}  # fmt: skip

REVIEWS = [
    ("四、行政复议数量", "件", "6"), ("（一）维持具体行政行为数", "件", "1"), ("（二）被依法纠错数", "件", "2"), ("（三）其他情形数", "件", "3"),
    ("五、行政诉讼数量", "件", "15"), ("（一）维持具体行政行为或者驳回原告诉讼请求数", "件", "4"), ("（二）被依法纠错数", "件", "5"),
    ("（三）其他情形数", "件", "6"),
]  # fmt: skip
REQUESTS = [
    ("三、依申请公开情况", "——", ""), ("（一）收到申请数", "件", "31"), ("1.当面申请数", "件", "11"), ("2.传真申请数", "件", "0"),
    ("3.网络申请数", "件", ""), ("4.信函申请数", "件", "20"), ("（二）申请办结数", "件", "31"), ("1.按时办结数", "件", "30"),
]  # fmt: skip


def table(*rows: Sequence[str]) -> str:
    return (
        "<table>" + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows) + "</table>"
    )


def document(*tables: str, year: int = 2016) -> bytes:
    title = f"测试市教育局{year}年政府信息公开工作年度报告"
    return f"<html><body><h1>{title}</h1><p>一、概述</p><p>{PROSE}</p>{''.join(tables)}</body></html>".encode()


def read(*tables: str, year: int = 2016) -> Report:
    report = read_report(document(*tables, year=year))
    assert isinstance(report, Report)
    return report


def cells(report: Report) -> dict[str, tuple[str, object]]:
    return {key: (cell.state, cell.value) for key, cell in report.cells.items()}


def values(report: Report, *keys: str) -> list[object]:
    return [report.cells[f"stat.{key}"].value for key in keys]


def test_every_line_of_the_national_table_is_read() -> None:
    form = load_statistics_form("stat_2014")
    lines = [(row.label, row.unit or "——", "" if row.kind == "group" else str(n)) for n, row in enumerate(form.rows)]
    report = read(table(NATIONAL, *lines))
    assert report.form == "stat_2014"
    expected = {f"stat.{row.key}": n for n, row in enumerate(form.rows) if row.kind != "group"}
    assert {key: cell.value for key, cell in report.cells.items()} == expected
    assert not report.issues


def test_every_line_of_the_local_table_is_read_and_the_sum_of_the_year_counts() -> None:
    form = load_statistics_form("stat_2008_local")
    head = ("指标名称", "计量单位", "代码", "本期实际", "本年累计")
    lines = [(row.label, row.unit or "", f"{n + 1:02}", "7", str(100 + n)) for n, row in enumerate(form.rows)]
    report = read(table(head, *lines), year=2010)
    assert report.form == "stat_2008_local"
    assert [cell.value for cell in report.cells.values()] == [100 + n for n in range(len(form.rows))]


def test_blank_zero_and_dash_stay_apart() -> None:
    report = read(table(NATIONAL, *REQUESTS, ("2.延期办结数", "件", "/")))
    found = cells(report)
    assert found["stat.received_fax"] == ("zero", 0)
    assert found["stat.received_online"] == ("blank", None)
    assert found["stat.completed_extended"] == ("dash", None)


def test_the_cell_knows_where_it_stands() -> None:
    place = read(table(NATIONAL, *REQUESTS)).cells["stat.received_mail"].place
    assert (getattr(place, "table", None), getattr(place, "row", None), getattr(place, "column", None)) == (0, 6, 2)


def test_the_year_is_the_value_and_the_cumulative_number_is_kept_apart() -> None:
    head = ("指标名称", "计量单位", "2018年度", "历年累计")
    lines = [
        ("主动公开文件数", "条", "206", "9121"), ("其中：1.政府网站公开数", "条", "205", "9120"), ("2.政府公报公开数", "条", "1", "1"),
        ("受理依申请公开信息总数", "条", "4", "30"), ("其中：1.当面申请数", "条", "1", "8"), ("2.网上申请数", "条", "3", "9"),
        ("3.信函、传真申请数", "条", "0", "13"), ("对申请的答复总数", "条", "4", "30"), ("不予公开答复数", "条", "0", "2"),
    ]  # fmt: skip
    report = read(table(head, *lines), year=2018)
    assert report.form == "stat_2014"
    assert values(report, "proactive_total", "channel_website", "received", "received_online") == [206, 205, 4, 3]
    assert values(report, "received.cumulative", "reply_refused.cumulative") == [30, 2]
    assert "stat.received_fax" not in report.cells
    assert [issue.message for issue in report.issues if issue.code == "extra_lines"] == [
        "1 lines of the statistics have no place in the form: 3.信函、传真申请数"
    ]


@pytest.mark.parametrize("names", [("本年", "历年累计"), ("2016年", "累计")])
def test_a_header_in_two_rows(names: tuple[str, str]) -> None:
    upper = "<tr><td rowspan=2>统计指标</td><td rowspan=2>单位</td><td colspan=2>统计数</td></tr>"
    lower = f"<tr><td>{names[0]}</td><td>{names[1]}</td></tr>"
    lines = table(*((*line, "77") for line in REQUESTS)).removeprefix("<table>")
    report = read(f"<table>{upper}{lower}{lines}")
    assert values(report, "received", "received_mail", "received.cumulative") == [31, 20, 77]


def test_of_several_years_the_one_of_the_report_counts() -> None:
    head = ("统计指标", "单位", "2015年", "2016年")
    lines = [(label, unit, "900", value) for label, unit, value in REQUESTS]
    assert values(read(table(head, *lines)), "received", "received_mail") == [31, 20]
    other = read(table(head, *lines), year=2013)
    assert cells(other)["stat.received"] == ("ambiguous", None)
    assert other.cells["stat.received"].candidates == (900, 31)


def test_labels_that_stand_twice_belong_to_the_line_above_them() -> None:
    report = read(table(NATIONAL, *REQUESTS, *REVIEWS))
    assert values(report, "review", "review_upheld", "review_corrected", "review_other") == [6, 1, 2, 3]
    assert values(report, "litigation", "litigation_upheld", "litigation_corrected", "litigation_other") == [
        15,
        4,
        5,
        6,
    ]


def test_labels_that_stand_twice_below_an_unknown_line_are_left_out() -> None:
    lines = [*REVIEWS[:1], ("五、其他救济数量", "件", "9"), ("（二）被依法纠错数", "件", "5")]
    report = read(table(NATIONAL, *REQUESTS, *lines))
    assert "stat.review_corrected" not in report.cells
    assert "stat.litigation_corrected" not in report.cells
    assert any(issue.code == "extra_lines" and "被依法纠错数" in issue.message for issue in report.issues)


def test_a_table_broken_over_pages_goes_on_in_the_columns_of_its_header() -> None:
    report = read(table(NATIONAL, *REQUESTS), table(*REVIEWS[:3]), table(NATIONAL, *REVIEWS[3:]))
    assert values(report, "received", "review_corrected", "review_other", "litigation_other") == [31, 2, 3, 6]


def test_two_halves_side_by_side() -> None:
    lines = [(*left, *right) for left, right in zip(REQUESTS, REVIEWS, strict=True)]
    report = read(table((*NATIONAL, *NATIONAL), *lines))
    assert values(report, "received", "received_mail", "review_corrected", "litigation_corrected") == [31, 20, 2, 5]


def test_without_header_codes_are_no_values() -> None:
    lines = [(label, f"{n:02}", unit, value) for n, (label, unit, value) in enumerate(REQUESTS, 1)]
    report = read(table(*lines))
    assert values(report, "received", "received_in_person", "received_fax") == [31, 11, 0]


def test_without_header_two_columns_of_numbers_are_not_told_apart() -> None:
    lines = [(label, unit, value, value and f"{value}9") for label, unit, value in REQUESTS]
    report = read(table(*lines))
    assert cells(report)["stat.received"] == ("ambiguous", None)
    assert report.cells["stat.received"].candidates == (31, 319)
    assert cells(report)["stat.received_online"] == ("blank", None)


def test_a_letter_wrong_is_the_same_line_but_a_word_more_is_not() -> None:
    lines = [*REQUESTS, ("（三）从事政府信息公开工做人员数", "人", "3"), ("5.不属于本行政机关公开数", "件", "1"), ("政务头条公开政府信息数", "条", "8")]  # fmt: skip
    report = read(table(NATIONAL, *lines))
    assert values(report, "staff", "reply_not_this_organ") == [3, 1]
    assert not {key for key in report.cells if key.startswith("stat.channel")}


@pytest.mark.parametrize(
    ("granted", "refused"), [("同意公开答复", "不同意公开答复数"), ("同意公开答复数", "不同意公开答覆数")]
)
def test_granted_and_refused_are_never_exchanged(granted: str, refused: str) -> None:
    report = read(table(NATIONAL, *REQUESTS, (granted, "件", "1"), (refused, "件", "2")))
    assert report.cells.get("stat.reply_granted") is None or values(report, "reply_granted") == [1]
    assert report.cells.get("stat.reply_refused") is None or values(report, "reply_refused") == [2]


def test_group_labels_in_a_column_of_their_own() -> None:
    lines = "".join(
        f"<tr>{group}<td>{label}</td><td>{unit}</td><td>{value}</td></tr>"
        for group, (label, unit, value) in zip(
            ['<td rowspan="3">四、行政复议数量</td>', "", "", '<td rowspan="3">五、行政诉讼数量</td>', "", ""],
            [*REVIEWS[1:4], *REVIEWS[5:]],
            strict=True,
        )
    )
    head = '<tr><td colspan="2">统计指标</td><td>单位</td><td>统计数</td></tr>'
    report = read(f"<table>{head}{lines}</table>")
    assert values(report, "review_corrected", "review_other", "litigation_corrected", "litigation_other") == [
        2,
        3,
        5,
        6,
    ]
    assert "stat.review" not in report.cells


def test_money_in_another_unit_is_not_taken_for_that_of_the_form() -> None:
    lines = [*REQUESTS, ("七、依申请公开信息收取的费用", "元", "1200"), ("（四）政府信息公开专项经费", "万元", "3.5")]
    report = read(table(NATIONAL, *lines))
    assert cells(report)["stat.fees_collected"] == ("text", None)
    assert any(issue.code == "other_unit" and "0.12" in issue.message for issue in report.issues)
    assert values(report, "budget") == [3.5]


def test_a_count_in_ten_thousands_is_not_read_as_a_count() -> None:
    report = read(table(NATIONAL, *REQUESTS, ("2.政府网站公开政府信息数", "万条", "3")))
    assert cells(report)["stat.channel_website"] == ("ambiguous", None)


def test_a_line_printed_twice_with_different_numbers_is_in_doubt() -> None:
    report = read(table(NATIONAL, *REQUESTS, ("1.当面申请数", "件", "12")))
    assert cells(report)["stat.received_in_person"] == ("ambiguous", None)


def test_numbers_run_together_in_text_are_not_told() -> None:
    text = "六、政府信息公开情况统计表指标名称计量单位2018年度历年累计主动公开文件数条1234收到申请数条00当面申请数条00传真申请数条00信函申请数条00申请办结数条00"
    report = read(f"<p>{text}</p>", year=2018)
    assert report.form == "stat_2014"
    assert report.cells == {}
    assert "statistics_run_together" in {issue.code for issue in report.issues}


def test_a_table_with_few_lines_of_a_form_is_not_that_form() -> None:
    other = table(("统计指标", "单位", "数量"), ("收到申请数", "件", "1"), ("专栏访问量", "次", "2"))
    assert read(other).form is None


def test_headings_of_the_regulation_of_2007_open_their_parts() -> None:
    parts = [
        ("二、主动公开政府信息的情况", "主动公开一百条。"), ("三、依申请公开政府信息办理情况", "没有收到申请。"), ("四、政府信息公开收费及减免情况", "没有收费。"),
        ("五、因政府信息公开申请行政复议、提起行政诉讼的情况", "没有发生。"), ("六、存在的主要问题和改进措施", "将改进。"), ("七、其他需要报告的事项", "无。"),
    ]  # fmt: skip
    report = read("".join(f"<p>{heading}</p><p>{text}</p>" for heading, text in parts), year=2012)
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]
    assert "没有收费。" in report.sections[2].text
    assert report.sections[3].text == "没有发生。"


def test_statistics_become_rows_and_are_shown() -> None:
    head = ("指标名称", "计量单位", "本年度", "历年累计")
    report = read(table(head, *((label, unit, value, "40") for label, unit, value in REQUESTS)))
    tables = rows_of("v1", report, CAPTURE, [])
    stored = {row["row"]: row for row in tables["statistics"]}
    assert stored["received"] == {
        "version_id": "v1", "row": "received", "label": "（一）收到申请数", "unit": "件", "value": 31, "cumulative": 40,
    }  # fmt: skip
    assert stored["received_online"]["value"] is None
    assert not tables["requests"]
    assert not tables["remedies"]
    console = Console(width=120)
    with console.capture() as shown:
        print_form(report, console)
    line = next(line for line in shown.get().splitlines() if "收到申请数" in line)
    assert "31" in line
    assert "40" in line


@needs_shared
@pytest.mark.parametrize(
    ("name", "title", "agency", "year", "parts"),
    [
        ("pingtan_2018_freeform", "平潭综合实验区2018年度政府信息公开工作年度报告", "平潭综合实验区", 2018, [1, 2, 3, 4, 5]),
        ("pingtan_tax_2013_freeform", "平潭综合实验区地方税务局2013年信息公开年度报告", "平潭综合实验区地方税务局", 2013, [1, 2, 3, 4]),
    ],
)  # fmt: skip
def test_reports_without_tables(name: str, title: str, agency: str, year: int, parts: list[int]) -> None:
    report = read_report((CORPUS / "documents" / f"{name}.txt").read_bytes())
    assert isinstance(report, Report)
    assert (report.title, report.agency, report.year) == (title, agency, year)
    assert [section.number for section in report.sections] == parts
    assert report.cells == {}


def items(form_id: str) -> set[str]:
    """All items of a form; those of table 3 by their line."""
    if form_id in STATISTICS_FORM_IDS:
        return {f"stat.{row.key}" for row in load_statistics_form(form_id).rows if row.kind != "group"}
    form = load_form(form_id)
    extensions = {f"t2.{r.key}.{c.key}" for b in form.blocks for r in b.rows if r.extension for c in b.columns}
    return extensions | {item(key) for key in form.cell_keys()}


def item(key: str) -> str:
    return key.rpartition(".")[0] if key.startswith("t3.") and key.count(".") == 2 else key


@pytest.mark.parametrize("crosswalk", load_crosswalks(), ids=lambda c: f"{c.earlier}-{c.later}")
def test_the_crosswalk_names_every_item_of_both_forms_and_no_other(crosswalk: Crosswalk) -> None:
    def named(sides: Iterable[tuple[Term, ...]]) -> set[str]:
        return {item(term.key) for side in sides for term in side}

    assert named(line.earlier for line in crosswalk.lines) == items(crosswalk.earlier)
    assert named(line.later for line in crosswalk.lines) == items(crosswalk.later)


def test_the_crosswalk_joins_all_forms_and_says_why_numbers_differ() -> None:
    chain = [crosswalk.earlier for crosswalk in load_crosswalks()] + [load_crosswalks()[-1].later]
    assert chain == ["stat_2008_local", "stat_2011_local", "stat_2014", "fmt_2019", "fmt_2021"]
    assert set(chain) == {*FORM_IDS, *STATISTICS_FORM_IDS}
    for line in (line for crosswalk in load_crosswalks() for line in crosswalk.lines):
        assert line.comparable in ("yes", "roughly", "no")
        assert line.comparable == "yes" or (line.note and line.note_en)
        assert line.comparable == "no" or (line.earlier and line.later)


def test_totals_are_compared_with_the_lines_below_them_as_a_hint() -> None:
    lines = [(*line[:2], "9") if line[0].startswith("四") else line for line in REVIEWS]
    checks = {
        check.operand: check for check in read(table(NATIONAL, *lines, *REQUESTS)).checks if check.rule == "STAT.S1"
    }
    assert {key: (c.status, c.left, c.right) for key, c in checks.items()} == {
        "received": ("pass_if_blank_zero", 31, 31), "review": ("fail", 9, 6), "litigation": ("pass", 15, 15),
    }  # fmt: skip
    assert {check.severity for check in checks.values()} == {"heuristic"}
    assert checks["review"].cells == ("stat.review", "stat.review_upheld", "stat.review_corrected", "stat.review_other")


def test_the_newer_form_counts_where_both_are_printed() -> None:
    page_of_now = page(load_form("fmt_2021"), random_cells(4)).replace("</body>", f"{table(NATIONAL, *REVIEWS)}</body>")
    report = read_report(page_of_now.encode())
    assert isinstance(report, Report)
    assert report.form == "fmt_2021"
    assert not [key for key in report.cells if key.startswith("stat.")]
    assert "statistics_not_read" in {issue.code for issue in report.issues}


def test_words_of_a_newer_form_in_the_text_do_not_hide_the_statistics() -> None:
    report = read("<p>按照现行有效件数、本年制发件数、本年废止件数统计。</p>", table(NATIONAL, *REVIEWS))
    assert report.form == "stat_2014"
    assert values(report, "review_corrected", "litigation_corrected") == [2, 5]


def test_a_copy_of_the_statistics_with_another_number_is_an_issue() -> None:
    form = load_statistics_form("stat_2014")
    rows = [(row.label, row.unit or "——", "" if row.kind == "group" else str(n)) for n, row in enumerate(form.rows, 10)]
    number = next(value for _, _, value in rows if value)
    changed = [(label, unit, "987654" if value == number else value) for label, unit, value in rows]
    first, second = document(table(NATIONAL, *rows)), document(table(NATIONAL, *changed))
    report = read_report(first, attachments=[Source(second, None, "twin.html")])
    assert isinstance(report, Report)
    messages = [issue.message for issue in report.issues if issue.code == "copies_disagree"]
    assert len(messages) == 1
    assert f"'{number}' / '987654'" in messages[0]
