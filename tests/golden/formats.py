"""All formats of the golden corpus by name: each renders a report with the choices of a random generator."""

import random
from collections.abc import Callable

from tests.golden import docx_files, html_pages, ofd_files, office, pdf_files, scans, sheets, texts
from tests.golden.model import Rendered, Report, random_report

Renderer = Callable[[Report, random.Random], Rendered]


def _chromium(report: Report, rng: random.Random) -> Rendered:
    page = html_pages.render(report, rng, rng.choice(["clean", "word", "nested"]))
    data = office.printed_by_chromium(page.data)
    return Rendered(data, office.MEDIA_TYPES["pdf"], "pdf", page.where, page.cells)


def _office(kind: str) -> Renderer:
    def render(report: Report, rng: random.Random) -> Rendered:
        file = docx_files.render(report, rng)
        data = office.converted({"report": file.data}, "docx", kind)["report"]
        return Rendered(data, office.MEDIA_TYPES[kind], kind, file.where, file.cells)

    return render


FORMATS: dict[str, Renderer] = {
    "html": html_pages.render,
    "text": texts.render,
    "docx": docx_files.render,
    "xlsx": sheets.render_xlsx,
    "xls": sheets.render_xls,
    "pdf": pdf_files.render,
    "ofd": ofd_files.render,
}
"""Formats that take milliseconds to write."""

SLOW: dict[str, Renderer] = {
    "scan": scans.render,
    "chromium": _chromium,
    "writer_pdf": _office("pdf"),
    "doc": _office("doc"),
    "rtf": _office("rtf"),
}
"""Formats that take a second or more to write or to read, or that programs outside this project write."""


def rendered(format_name: str, seed: int, *, plain: bool = False) -> tuple[Report, Rendered]:
    """Return the report of a seed and its rendering in a format; the same seed gives the same bytes."""
    report = random_report(seed, plain=plain)
    return report, (FORMATS | SLOW)[format_name](report, random.Random(f"{format_name} {seed}"))
