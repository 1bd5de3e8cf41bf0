"""All formats of the golden corpus by name: each renders a report with the choices of a random generator."""

import random
from collections.abc import Callable

from tests.golden import docx_files, html_pages, pdf_files, texts
from tests.golden.model import Rendered, Report, random_report

Renderer = Callable[[Report, random.Random], Rendered]

FORMATS: dict[str, Renderer] = {
    "html": html_pages.render,
    "text": texts.render,
    "docx": docx_files.render,
    "pdf": pdf_files.render,
}


def rendered(format_name: str, seed: int, *, plain: bool = False) -> tuple[Report, Rendered]:
    """Return the report of a seed and its rendering in a format; the same seed gives the same bytes."""
    report = random_report(seed, plain=plain)
    return report, FORMATS[format_name](report, random.Random(f"{format_name} {seed}"))
