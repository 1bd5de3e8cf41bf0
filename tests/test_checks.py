import pytest

from extract.checks import Check
from extract.forms import load_form
from extract.report import Report, read_report
from tests.synthetic import TITLE, Cells, page, random_cells

PRINTED = ("mandated", "arithmetic")


def checks(cells: Cells) -> dict[tuple[str, str], Check]:
    report = read_report(page(load_form("fmt_2021"), cells).encode())
    assert isinstance(report, Report)
    return {(check.rule, check.operand): check for check in report.checks}


def test_a_wrong_total_is_kept_as_printed_and_flagged_with_both_cells_and_values() -> None:
    cells = random_cells(21)
    right = int(cells["t3.processed_total.natural_person"])
    cells["t3.processed_total.natural_person"] = str(right + 1)
    found = checks(cells)
    failed = {key for key, check in found.items() if check.status == "fail" and check.severity in PRINTED}
    assert failed == {("T3.C1", "natural_person"), ("T3.C2", "natural_person"), ("T3.R1", "processed_total")}
    check = found["T3.C2", "natural_person"]
    assert (check.severity, check.left, check.right) == ("arithmetic", right + 1, right)
    assert check.cells[:2] == ("t3.processed_total.natural_person", "t3.granted_full.natural_person")
    for words in (
        "自然人",
        f"（七）总计 {right + 1}",
        str(right),
        f"（一）予以公开 {cells['t3.granted_full.natural_person']}",
    ):
        assert words in check.message
    for words in (
        "Natural persons",
        f"Total handled {right + 1}",
        f"Granted in full {cells['t3.granted_full.natural_person']}",
    ):
        assert words in check.message_en
    assert found["T3.C1", "natural_person"].severity == "mandated"


def test_a_total_over_lines_that_are_all_zero_says_so() -> None:
    cells = {key: "0" if key.startswith("t3") else text for key, text in random_cells(21).items()}
    cells["t3.processed_total.total"] = "1"
    check = checks(cells)["T3.C2", "total"]
    assert check.message == "表三“总计”列：（七）总计 1，各项之和为 0（0）"


def test_a_wrong_sum_of_table_4_names_its_block() -> None:
    cells = random_cells(22)
    cells["t4.litigation_after_review_total"] = str(int(cells["t4.litigation_after_review_total"]) + 5)
    failed = [check for check in checks(cells).values() if check.status == "fail" and check.severity in PRINTED]
    assert [(check.rule, check.operand) for check in failed] == [("T4.B3", "litigation_after_review")]


def test_blank_cells_leave_a_sum_open_or_pass_only_as_zero() -> None:
    cells = {key: "0" if key.startswith(("t3", "t4")) else text for key, text in random_cells(23).items()}
    cells["t3.granted_full.total"] = ""
    cells["t4.review_upheld"] = ""
    cells["t4.review_total"] = "3"
    found = checks(cells)
    assert found["T3.R1", "granted_full"].status == "pass_if_blank_zero"
    assert found["T4.B1", "review"].status == "not_assessable"


def test_a_cell_that_cannot_be_read_makes_a_sum_not_assessable() -> None:
    cells = random_cells(24)
    cells["t4.review_upheld"] = "1 2"
    check = checks(cells)["T4.B1", "review"]
    assert (check.status, check.right) == ("not_assessable", None)


def test_fractions_and_negative_counts_fail() -> None:
    cells = random_cells(25)
    cells["t4.review_pending"] = "2.5"
    cells["t3.carried_out.legal_other"] = "-1"
    failed = {(check.rule, check.operand) for check in checks(cells).values() if check.status == "fail"}
    assert {("T4.B4", "t4.review_pending"), ("T3.B1", "t3.carried_out.legal_other")} <= failed


def test_a_missing_line_is_a_failed_check() -> None:
    text = page(load_form("fmt_2021"), random_cells(26))
    start = text.index("<tr>", text.index("2.重复申请") - 80)
    text = text[:start] + text[text.index("</tr>", start) + 5 :]
    report = read_report(text.encode())
    assert isinstance(report, Report)
    lines = next(check for check in report.checks if check.rule == "T3.H1")
    assert (lines.status, lines.left, lines.right) == ("fail", 24, 25)
    assert report.cells["t3.not_processed_repeat.total"].state == "unreadable"


def told(cells: Cells, prose: str, *, title: str = TITLE, problems: str = "公开的及时性仍需提高。") -> dict[str, Check]:
    """Return the checks of a report with this text in its first part, by rule and operand."""
    text = page(load_form("fmt_2021"), cells, title=title)
    text = text.replace("<p>2024年，全局主动公开信息。", f"<p>{prose}").replace(
        "<p>公开的及时性仍需提高。</p>", problems
    )
    report = read_report(text.encode())
    assert isinstance(report, Report)
    return {f"{check.rule} {check.operand}": check for check in report.checks}


def test_requests_stated_in_prose_agree_with_any_way_of_counting() -> None:
    cells = random_cells(31)
    new, carried, done, open_ = (
        int(cells[f"t3.{row}.total"]) for row in ("received_new", "carried_in", "processed_total", "carried_out")
    )
    for stated in (new, new + carried, done, done + open_):
        assert told(cells, f"全年收到政府信息公开申请{stated}件。")["N1 requests_received"].status == "pass"
    wrong = told(cells, f"全年收到政府信息公开申请{new + 1}件。")["N1 requests_received"]
    assert (wrong.status, wrong.left, wrong.right, wrong.severity) == ("fail", new + 1, new, "heuristic")
    assert f"收到政府信息公开申请{new + 1}件" in wrong.message
    assert f"一、本年新收政府信息公开申请数量 · 总计 {new}" in wrong.message
    assert "t3.received_new.total" in wrong.cells


def test_inexact_numbers_and_those_of_other_bodies_are_not_compared() -> None:
    cells = random_cells(32)
    for prose in (
        "全年收到政府信息公开申请近10件。",
        "全市收到政府信息公开申请5件。",
        "全年收到政府信息公开申请10余件。",
    ):
        assert told(cells, prose)["N1 requests_received"].status == "not_assessable"


def test_a_government_is_compared_by_the_numbers_of_its_area() -> None:
    cells = random_cells(33)
    title = "澄江县人民政府2024年政府信息公开工作年度报告"
    new = cells["t3.received_new.total"]
    assert told(cells, f"全县收到政府信息公开申请{new}件。", title=title)["N1 requests_received"].status == "pass"
    office = told(cells, "县政府办公室收到政府信息公开申请3件。", title=title)["N1 requests_received"]
    assert (office.status, office.left) == ("not_assessable", 3)


def test_nothing_received_and_nothing_contested_are_held_against_the_tables() -> None:
    cells = random_cells(34)
    prose = "全年未收到政府信息公开申请，未发生行政复议、行政诉讼。"
    found = told(cells, prose)
    assert {found[key].status for key in ("N4 requests_received", "N4 reviews", "N4 lawsuits.none")} == {"fail"}
    zero = dict.fromkeys(cells, "0")
    found = told(zero, prose)
    assert {found[key].status for key in ("N4 requests_received", "N4 reviews", "N4 lawsuits.none")} == {"pass"}
    blank = {key: "" if key.startswith("t3") else "0" for key in cells}
    assert told(blank, prose)["N4 requests_received"].status == "pass_if_blank_zero"


def test_outcomes_and_documents_stated_in_prose() -> None:
    cells = random_cells(35)
    granted = int(cells["t3.granted_full.total"]) + int(cells["t3.granted_partial.total"])
    refused = sum(int(text) for key, text in cells.items() if key.startswith("t3.refused_") and key.endswith(".total"))
    found = told(cells, f"答复申请中，予以公开及部分公开{granted}件，不予公开{refused + 2}件。制发规范性文件3件。")
    assert found["N3 outcomes.granted"].status == "pass"
    assert (found["N3 outcomes.refused"].status, found["N3 outcomes.refused"].right) == ("fail", refused)
    assert found["N6 normative_docs.issued"].status == "fail"


def test_parts_of_a_sentence_may_not_exceed_their_whole() -> None:
    cells = random_cells(36)
    more = told(cells, "收到政府信息公开申请9件，其中网上申请6件，信函申请4件。")
    less = told(cells, "收到政府信息公开申请9件，其中网上申请6件，信函申请2件。")
    same = told(cells, "收到政府信息公开申请9件，其中网上申请6件，信函申请3件。")
    statuses = [found["N2 requests_by_channel.0"].status for found in (more, less, same)]
    assert statuses == ["fail", "not_assessable", "pass"]
    listed = told(cells, "主动公开信息20条，其中机构职能类6条，财政信息类9条，其他类5条。")
    assert [check.status for key, check in listed.items() if key.startswith("N5")] == ["pass"]


@pytest.mark.parametrize(
    ("prose", "status"),
    [
        ("网站公开信息20条（其中，机构职能类12条，其他类8条），公众号发布信息9条。", "pass"),
        ("主动公开信息20条，其中动态信息12条（工作动态7条，通知公告5条），财政信息8条。", "pass"),
        ("网站公开信息20条，其中动态类12条，其他类8条，公众号发布9条。", "pass"),
        ("网站公开信息20条，其中动态类12条，其他类6条，公众号发布9条。", "not_assessable"),
        ("主动公开信息20条，其中动态类12条，其他类6条，回复留言9条。", "not_assessable"),
        ("主动公开信息20条，其中动态信息12条，回应关切信息9条。", "fail"),
    ],
)
def test_what_follows_the_parts_of_a_number_is_none_of_them(prose: str, status: str) -> None:
    found = told(random_cells(36), prose)
    assert [check.status for key, check in found.items() if key.startswith("N5")] == [status]


def test_what_an_office_received_for_its_government_is_its_own() -> None:
    cells = random_cells(38)
    prose = f"县政府办公室代表县政府受理政府信息公开申请{cells['t3.received_new.total']}件。"
    for title, status in (
        ("澄江县人民政府办公室2024年政府信息公开工作年度报告", "pass"),
        ("澄江县人民政府2024年政府信息公开工作年度报告", "not_assessable"),
    ):
        assert told(cells, prose, title=title)["N1 requests_received"].status == status


def test_rules_of_a_body_that_makes_none() -> None:
    cells = random_cells(37)
    assert told(cells, "略。")["T2.2 regulations"].status == "fail"
    assert (
        told({**cells, **{key: "0" for key in cells if "regulations" in key}}, "略。")["T2.2 regulations"].status
        == "pass"
    )
    city = told(cells, "略。", title="澄江市人民政府2024年政府信息公开工作年度报告")
    assert "T2.2 regulations" not in city


def test_more_documents_issued_than_there_can_be() -> None:
    cells = random_cells(38)
    for column, text in (("issued", "9"), ("repealed", "2"), ("in_force", "5")):
        cells[f"t2.normative_documents.{column}"] = text
    check = told(cells, "略。")["T2.3 normative_documents"]
    assert (check.status, check.left, check.right) == ("fail", 9, 7)


def test_a_sentence_of_an_earlier_year_is_left_over() -> None:
    cells = random_cells(39)
    assert told(cells, "2023年，我局认真贯彻条例。")["Q1 year"].status == "fail"
    for fine in (
        "2024年，我局认真贯彻条例。",
        "2023年，我局建成平台，2024年继续使用。",
        "按照2019年修订的条例要求推进工作。",
    ):
        assert told(cells, fine)["Q1 year"].status == "pass"


def test_parts_that_are_empty_or_missing() -> None:
    cells = random_cells(40)
    assert told(cells, "略。")["Q4 problems"].status == "pass"
    assert told(cells, "略。", problems="<p>无。</p>")["Q4 problems"].status == "fail"
    text = page(load_form("fmt_2021"), cells).replace("<p>五、存在的主要问题及改进情况</p>", "")
    report = read_report(text.encode())
    assert isinstance(report, Report)
    parts = next(check for check in report.checks if check.rule == "Q5")
    assert (parts.status, parts.left, parts.right) == ("fail", 5, 6)
    assert "缺第五部分" in parts.message


def test_a_period_that_is_no_calendar_year() -> None:
    cells = random_cells(41)
    text = page(load_form("fmt_2021"), cells).replace("2024年12月31日", "2024年12月16日")
    report = read_report(text.encode())
    assert isinstance(report, Report)
    assert [check.status for check in report.checks if check.rule == "Q6"] == ["fail"]


def test_a_compiler_of_another_place_is_left_over() -> None:
    cells = random_cells(42)
    other = told(cells, "本报告由和远县水利局根据条例编制。")
    same = told(cells, "本报告由玉溪市澄江县水利局办公室根据条例编制。")
    assert (other["Q2 compiler"].status, same["Q2 compiler"].status) == ("fail", "pass")
