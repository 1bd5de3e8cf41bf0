"""PDF by reportlab: Chinese in a font that is not embedded, digits in one that may be; rules as strokes or fills."""

import random
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.golden.model import Rendered, Report
from tests.golden.page_layout import Layout
from tests.golden.page_style import Style, random_style
from tests.golden.pages import Page, Run, shuffled, width_of

SONG = "STSong-Light"
LATIN = {"Helvetica": 0.556, "Times-Roman": 0.5, "Embedded": 0.637}
_EMBEDDED = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
MEDIA_TYPE = "application/pdf"


def render(report: Report, rng: random.Random, style: Style | None = None) -> Rendered:
    """Return a report as a PDF in a random style."""
    latin = rng.choice(list(LATIN))
    chosen = replace(style or random_style(rng), latin=LATIN[latin])
    how = rng.choices(["upright", "turned", "shuffled", "single"], [60, 15, 15, 10])[0]
    layout = Layout(chosen)
    pages = layout.report(report)
    if how == "shuffled":
        for page in pages:
            page.runs = shuffled(page, rng)
    data = draw(pages, _font(latin), turned=how == "turned", single=how == "single")
    return Rendered(data, MEDIA_TYPE, "pdf", f"{chosen} {latin} {how}", report.cells, places=layout.places)


def draw(pages: list[Page], latin: str = "Helvetica", *, turned: bool = False, single: bool = False) -> bytes:
    """Return pages as a PDF; turned ones are stored sideways with /Rotate, single ones draw each character by itself."""
    out = BytesIO()
    canvas = Canvas(out, invariant=1)
    pdfmetrics.registerFont(UnicodeCIDFont(SONG))
    for page in pages:
        canvas.setPageSize((page.width, page.height))
        if turned:
            canvas.setPageRotation(90)
            canvas.transform(0, 1, -1, 0, page.height, 0)
        _rules(canvas, page)
        for run in page.runs:
            canvas.setFont(SONG if run.font == "song" else latin, run.size)
            for piece in _pieces(run, LATIN.get(latin, 0.6)) if single else [run]:
                canvas.drawString(piece.x, page.height - piece.y, piece.text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _rules(canvas: Canvas, page: Page) -> None:
    for rule in page.rules:
        left, top, right, bottom = rule.edge
        canvas.setLineWidth(rule.width)
        if rule.way == "fill":
            half = rule.width / 2
            canvas.rect(
                left - half,
                page.height - bottom - half,
                right - left + 2 * half,
                bottom - top + 2 * half,
                stroke=0,
                fill=1,
            )
        elif rule.way == "box":
            canvas.rect(left, page.height - bottom, right - left, bottom - top, stroke=1, fill=0)
        else:
            canvas.line(left, page.height - top, right, page.height - bottom)


def _pieces(run: Run, latin: float) -> list[Run]:
    return [
        Run(run.x + width_of(run.text[:n], run.size, latin), run.y, run.size, c, run.font)
        for n, c in enumerate(run.text)
    ]


@cache
def _font(name: str) -> str:
    """Return the name of a registered font; a system without the embeddable font gets Helvetica."""
    if name != "Embedded":
        return name
    if not _EMBEDDED.is_file():
        return "Helvetica"
    pdfmetrics.registerFont(TTFont(name, str(_EMBEDDED)))
    return name
