"""Real and generated documents whose cells were checked by hand."""

import json
from pathlib import Path

import pytest

from extract.report import NoReport, Report, read_report
from tests.shared import CORPUS, needs_shared

EXACT = [
    "documents/000_e01268050d2f3134.txt",
    "documents/001_c2ad7d7c0597c566.txt",
    "documents/003_689b03b0ccd41484.txt",
    "documents/shuyang_ndrc_2023.html",
    "documents/hangzhou_city_2025.html",
    "generated/r000.html.html",
    "generated/r001.html.html",
    "generated/r002.html.html",
    "generated/r003.html.html",
]
READABLE = (".txt", ".md", ".html")


def truth_of(path: Path) -> dict[str, object]:
    name = path.name.split(".")[0]
    places = (CORPUS / "gold" / f"{name}.json", path.with_name(f"{name}.truth.json"))
    truth: dict[str, object] = json.loads(next(p for p in places if p.is_file()).read_text(encoding="utf-8"))
    return truth


def squeezed(text: object) -> str:
    return "".join(str(text).split())


@needs_shared
@pytest.mark.parametrize("name", EXACT)
def test_every_cell_title_agency_and_year_as_in_the_truth(name: str) -> None:
    path = CORPUS / name
    truth, report = truth_of(path), read_report(path.read_bytes())
    assert isinstance(report, Report)
    assert {key: cell.value for key, cell in report.cells.items()} == truth["cells"]
    blank = {key for key, cell in report.cells.items() if cell.state == "blank"}
    assert blank == {key for key, value in truth["cells"].items() if value is None}
    assert squeezed(report.title) == squeezed(truth["title"])
    assert (report.agency, report.year, report.form) == (truth["agency"], truth["year"], truth["form"])


@needs_shared
def test_no_readable_document_gives_a_wrong_number() -> None:
    wrong: list[tuple[str, str, object, object]] = []
    for path in sorted([*(CORPUS / "documents").iterdir(), *(CORPUS / "generated").iterdir()]):
        if path.suffix not in READABLE:
            continue
        truth, report = truth_of(path), read_report(path.read_bytes())
        if isinstance(report, NoReport):
            assert truth.get("report") is False, path.name
            continue
        expected: dict[str, object] = truth["cells"]  # type: ignore[assignment]
        wrong += [
            (path.name, key, value, report.cells[key].value)
            for key, value in expected.items()
            if key in report.cells
            and report.cells[key].state not in ("ambiguous", "unreadable")
            and report.cells[key].value != value
        ]
    assert wrong == []
