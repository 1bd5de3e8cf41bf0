"""Whether a text of a page is seen: it is where the page looks otherwise without it."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from enum import Enum
from typing import TYPE_CHECKING, Any

import pypdfium2.raw as pdfium

from extract.errors import UnreadableDocument
from extract.readers import pdf_calls as calls
from extract.readers.pdf_page import Frame
from extract.readers.pdf_suspects import Suspects
from extract.readers.pdf_text import Glyph, told_apart

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DPI = 108
FAINT, CLEAR = 14, 64
"""Of 255: a character that changes no point of the page by more than FAINT is not seen, by more than CLEAR it is."""


class Sight(Enum):
    """How a character is seen."""

    UNSEEN = 0
    PALE = 1
    SEEN = 2


class View:
    """What some texts of a page change in its look."""

    def __init__(self, page: pdfium.FPDF_PAGE, frame: Frame, texts: Collection[int]) -> None:
        """Paint the page with and without texts, told by the addresses of their objects. Raises UnreadableDocument."""
        from extract.readers.pdf_picture import rendered

        before = rendered(page, frame, DPI)
        with _hidden(texts):
            after = rendered(page, frame, DPI)
        self._page: NDArray[Any] = before
        self._change: NDArray[np.int16] = abs(before.astype("int16") - after)

    def sight(self, left: float, top: float, right: float, bottom: float) -> Sight:
        """Return how a character is seen whose box on the page this is."""
        change = _within(self._change, left, top, right, bottom)
        most = int(change.max()) if change.size else 0
        return Sight.UNSEEN if most <= FAINT else Sight.PALE if most <= CLEAR else Sight.SEEN

    def shows(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Return whether the page is not of one colour in a box."""
        points = _within(self._page, left, top, right, bottom)
        return bool(points.size) and int(points.max()) - int(points.min()) > CLEAR


def _within(points: Any, left: float, top: float, right: float, bottom: float) -> Any:
    scale = DPI / 72
    x0, y0 = max(int(left * scale), 0), max(int(top * scale), 0)
    return points[y0 : int(bottom * scale) + 1, x0 : int(right * scale) + 1]


def seen(
    page: pdfium.FPDF_PAGE, text: pdfium.FPDF_TEXTPAGE, frame: Frame, suspects: Suspects
) -> tuple[list[Glyph], list[Glyph]]:
    """Return the characters of a page that are seen, and those that may not be as they are written.

    These are pale, as of a watermark, or unseen where the page shows something else that is no text. Slanted ones are neither.
    """
    view = _view(page, frame, suspects)
    clear: list[Glyph] = []
    pale: list[Glyph] = []
    unseen: list[Glyph] = []
    for item, glyph in told_apart(text, frame):
        if item in suspects.hidden or item in suspects.slanted:
            continue
        sight = Sight.SEEN
        if item in suspects.doubtful:
            sight = view.sight(*glyph[1:]) if view is not None else Sight.PALE
        {Sight.SEEN: clear, Sight.PALE: pale, Sight.UNSEEN: unseen}[sight].append(glyph)
    pale += [
        glyph
        for glyph in unseen
        if view is not None and view.shows(*glyph[1:]) and not any(_overlap(glyph, other) for other in clear)
    ]
    return clear, pale


def _view(page: pdfium.FPDF_PAGE, frame: Frame, suspects: Suspects) -> View | None:
    """Return what the doubtful texts of a page change in its look, None where there are none or the page is too large to paint."""
    try:
        return View(page, frame, suspects.doubtful) if suspects.doubtful else None
    except UnreadableDocument:
        return None


def _overlap(one: Glyph, other: Glyph) -> bool:
    return one.left < other.right and other.left < one.right and one.top < other.bottom and other.top < one.bottom


@contextmanager
def _hidden(texts: Collection[int]) -> Iterator[None]:
    """Let texts not be painted for a while."""
    modes = {text: calls.render_mode(text) for text in texts}
    for text in modes:
        calls.set_render_mode(text, pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)
    try:
        yield
    finally:
        for text, mode in modes.items():
            calls.set_render_mode(text, mode)
