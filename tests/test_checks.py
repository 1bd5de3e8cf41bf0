from extract.checks import Check
from extract.forms import load_form
from extract.report import Report, read_report
from tests.synthetic import Cells, page, random_cells

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
