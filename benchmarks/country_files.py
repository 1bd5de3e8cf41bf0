"""Reports of the invented country as the files that agencies publish beside web pages: printed, scanned, typed.

The golden corpus renders them; the readers read them, so that their cells have the places and the views of real ones.
"""

import random
from collections.abc import Mapping

from extract.forms import load_form
from nianbao.demo import model, prose
from nianbao.demo.numbers import draw
from nianbao.demo.render import NUMERALS
from tests.golden.form_data import VARIANTS
from tests.golden.formats import FORMATS, SLOW
from tests.golden.model import Rendered, Report
from tests.golden.printing import Printed

SHARES: Mapping[str, int] = {"html": 300, "pdf": 100, "docx": 100, "ofd": 100, "text": 100, "xlsx": 50, "scan": 3}
"""Of ten thousand reports, how many are files of each format that are read as in an extraction."""

KINDS = {"number": "number", "zero": "number", "blank": "blank", "ambiguous": "words"}


def format_of(report: model.Report) -> str | None:
    """Return the format of the file that a report is read from; None for most, whose reading is made up."""
    number = draw(1, 10_000, report.key, "format")
    for name, share in SHARES.items():
        number -= share
        if number <= 0:
            return name
    return None


def file_of(report: model.Report, name: str) -> Rendered:
    """Return a report as a file, always the same bytes for the same report."""
    return (FORMATS | SLOW)[name](_as_golden(report), random.Random(report.key))  # noqa: S311 (choices of a layout)


def _as_golden(report: model.Report) -> Report:
    sections = load_form(report.form).sections
    return Report(
        form=next(variant for variant in VARIANTS if variant.id == report.form),
        title=report.title,
        agency=report.agency.name,
        year=report.year,
        cells={key: Printed(cell.text, cell.value, KINDS[cell.state]) for key, cell in report.cells.items()},
        labels={},
        parts=tuple(
            (f"{NUMERALS[part.number - 1]}、{part.title}", tuple(prose.paragraphs(report, part.number)))
            for part in sections
        ),
        sums_hold=True,
        size="distinct",
    )
