"""Archives that hold the reports of several agencies: one is read, the others are told, and none of them is called missing."""

import io
from datetime import date
from zipfile import ZipFile

import pytest
from rich.console import Console

from archive.model import Entry
from extract.forms import load_form
from extract.report import NoReport, Report, read_report
from extract.sources import Source
from nianbao.extraction import extract_archive
from nianbao.progress import Reporter
from tests.status_scene import COLLECTIVE, FINANCE, HOST, Scene, entry
from tests.synthetic import TITLE, page, random_cells

FORM = load_form("fmt_2021")
NAMES = ("青禾市民政局", "青禾市教育局")
FEBRUARY, JUNE = date(2024, 2, 10), date(2024, 6, 1)


def bound(*agencies: str) -> bytes:
    """Return a ZIP file of reports for 2023."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        for number, agency in enumerate(agencies):
            title = f"{agency}2023年政府信息公开工作年度报告"
            text = page(FORM, random_cells(number), title=title).replace("2024", "2023")
            archive.writestr(f"{number}.html", text)
    return buffer.getvalue()


def test_an_archive_of_two_reports_says_which_was_not_read() -> None:
    report = read_report(bound(*NAMES))
    assert isinstance(report, Report) and report.agency == NAMES[0]
    [issue] = [issue for issue in report.issues if issue.code == "several_reports"]
    assert NAMES[1] in issue.message


def test_a_page_whose_archive_holds_several_reports_says_so() -> None:
    cover = f"<html><head><title>通知</title></head><body><p>{TITLE[:3]}各部门年报见附件。</p></body></html>"
    found = read_report(cover.encode(), attachments=[Source(bound(*NAMES), None, f"{HOST}/all.zip")])
    assert isinstance(found, NoReport) and found.several


@pytest.mark.parametrize(
    ("agencies", "said"),
    [(NAMES, ("not_crawled", "several_reports")), (NAMES[:1], ("not_found", None))],
    ids=["two", "one"],
)
def test_what_may_stand_in_such_an_archive_is_not_missing(
    scene: Scene, agencies: tuple[str, ...], said: tuple[str, str | None]
) -> None:
    scene.roster(f"{FINANCE},local_department,,2019,,名录", f"青禾市人民政府,local_government,{COLLECTIVE},2019,,名录")
    one = Entry(f"{HOST}/nb/all.zip", "2023年政府信息公开工作年度报告", "annual_report", True, None, 2023, None)
    listed = [entry(FINANCE, 2022), *(entry(name, 2023) for name in ("青禾市审计局", "青禾市司法局")), one]
    scene.capture(FEBRUARY, one.url, bound(*agencies))
    scene.read(FEBRUARY, COLLECTIVE, listed, kind="collective")
    extract_archive(scene.archive, Reporter(Console(quiet=True)), jobs=1)
    row = scene.judged(JUNE, read=False)[FINANCE, 2023]
    assert (row["status"], row["detail"]) == said
