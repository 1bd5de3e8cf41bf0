"""All formats of the golden corpus by name: each renders a report with the choices of a random generator."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from tests.golden import docx_files, html_pages, ofd_files, office, pdf_files, scans, sheets, texts
from tests.golden.model import Rendered, Report, random_report

Renderer = Callable[[Report, random.Random], Rendered]


def _chromium(report: Report, rng: random.Random) -> Rendered:
    page = html_pages.render(report, rng, rng.choice(["clean", "word", "nested"]))
    data = office.printed_by_chromium(page.data)
    return Rendered(data, office.MEDIA_TYPES["pdf"], "pdf", page.where, page.cells)


def converted_by_office(kind: str, seeds: Sequence[int], *, plain: bool = False) -> dict[int, Rendered]:
    """Return the reports of these seeds as Word files that one run of LibreOffice turned into another kind of file.

    A PDF shows tracked deletions struck out, so that none is made of such a file.
    """
    styles = [style for style in docx_files.STYLES if style != "tracked" or kind != "pdf"]
    files: dict[int, Rendered] = {}
    for seed in seeds:
        rng = random.Random(f"{kind} {seed}")
        files[seed] = docx_files.render(random_report(seed, plain=plain), rng, rng.choice(styles))
    found = office.converted({str(seed): file.data for seed, file in files.items()}, "docx", kind)
    return {
        seed: replace(
            files[seed], data=found[str(seed)], media_type=office.MEDIA_TYPES[kind], extension=kind, places={}
        )
        for seed in seeds
        if str(seed) in found
    }


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

SLOW: dict[str, Renderer] = {"scan": scans.render, "chromium": _chromium}
"""Formats that take a second or more to write or to read."""

OFFICE = {"writer_pdf": "pdf", "doc": "doc", "rtf": "rtf"}
"""Formats that LibreOffice writes, many files in one run, and the kind of file each is."""


def rendered(format_name: str, seed: int, *, plain: bool = False) -> tuple[Report, Rendered]:
    """Return the report of a seed and its rendering in a format; the same seed gives the same bytes."""
    report = random_report(seed, plain=plain)
    return report, (FORMATS | SLOW)[format_name](report, random.Random(f"{format_name} {seed}"))
