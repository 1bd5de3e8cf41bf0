"""Which texts of a page may not be seen as written: pale, transparent, clipped or covered ones. Only what the page paints decides.

Lengths are points of the PDF, y upward.
"""

import ctypes
from collections import defaultdict

import pypdfium2.raw as pdfium

from extract.readers import pdf_calls as calls
from extract.readers.pdf_objects import UNIT, Edges, Matrix, PageObject, bounds, matrix

DARK = 170
"""A colour less bright than this, of 255, is dark on paper."""

OPAQUE = 200
"""Of 255: less opaque letters may be hard to see."""

CUT = 1.0
"""A text is cut off, or covered, where so much of it is."""

SLANT = 0.06
"""A line of text that rises by more than this, level or upright lines apart, is slanted."""

MOST_CLIPS = 4
BAND = 16.0

_FILLED = frozenset(
    (
        pdfium.FPDF_TEXTRENDERMODE_FILL,
        pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE,
        pdfium.FPDF_TEXTRENDERMODE_FILL_CLIP,
        pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE_CLIP,
    )
)
_HIDDEN = frozenset((pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP))

_colour = (ctypes.c_uint * 4)()
_colour_places = tuple(ctypes.addressof(_colour) + 4 * place for place in range(4))
_point = (ctypes.c_float * 2)()
_point_places = ctypes.addressof(_point), ctypes.addressof(_point) + 4


class Suspects:
    """The texts of one page in the order they are painted, by the addresses of their objects.

    `hidden` are not painted; `slanted` lie across the lines of the page, as watermarks do; `doubtful` may not be seen.
    """

    def __init__(self) -> None:
        """Begin with a page on which nothing is painted."""
        self.hidden: set[int] = set()
        self.slanted: set[int] = set()
        self.doubtful: set[int] = set()
        self._painted: list[tuple[int, Matrix]] = []
        self._bands: dict[int, list[tuple[Edges, int]]] = defaultdict(list)

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.hidden or self.slanted or self.doubtful)

    def text(self, text: PageObject) -> None:
        """Take in a text."""
        _, item, outer, veiled = text
        mode = calls.render_mode(item)
        if mode in _HIDDEN:
            self.hidden.add(item)
            return
        if _is_slanted(matrix(item)) or (outer is not UNIT and _is_slanted(outer)):
            self.slanted.add(item)
            return
        if veiled or _is_pale(item, mode) or _is_clipped(item):
            self.doubtful.add(item)
        self._painted.append((item, outer))

    def cover(self, edges: Edges) -> None:
        """Take in a surface painted over what stands so far."""
        left, bottom, right, top = edges
        if right - left < CUT or top - bottom < CUT:
            return
        self._place_painted()
        first, last = int(bottom / BAND) - 1, int(top / BAND) + 1
        for band in [band for band in self._bands if first <= band <= last]:
            for (x0, y0, x1, y1), item in self._bands[band]:
                if min(right, x1) - max(left, x0) > CUT and min(top, y1) - max(bottom, y0) > CUT:
                    self.doubtful.add(item)

    def _place_painted(self) -> None:
        """Find out where the texts painted so far stand; a page without surfaces need not know."""
        for item, outer in self._painted:
            edges = bounds(item, outer)
            self._bands[int((edges[1] + edges[3]) / 2 / BAND)].append((edges, item))
        self._painted.clear()


def _is_slanted(turned: Matrix) -> bool:
    a, b = abs(turned[0]), abs(turned[1])
    return a > SLANT * b and b > SLANT * a


def _is_pale(item: int, mode: int) -> bool:
    """Return whether letters may be hard to see: bright, transparent, or painted otherwise than by one colour."""
    if not calls.fill_colour(item, *_colour_places):
        return True
    red, green, blue, alpha = _colour[:]
    bright = 30 * red + 59 * green + 11 * blue > 100 * DARK
    return mode not in _FILLED or bool(alpha < OPAQUE or bright)


def _is_clipped(item: int) -> bool:
    """Return whether a part of a text may lie outside the surface that it is painted on."""
    clip = calls.clip_path(item)
    paths = min(calls.clip_count(clip), MOST_CLIPS) if clip else 0
    if paths < 1:
        return False
    edges = bounds(item, UNIT)
    for path in range(paths):
        count: int = calls.clip_segments(clip, path)
        if count < 3 or count > 6:
            return count > 6
        (x0, y0), (x1, y1) = _clip_point(clip, path, 0), _clip_point(clip, path, 2)
        left, right, bottom, top = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
        if edges[0] < left - CUT or edges[2] > right + CUT or edges[1] < bottom - CUT or edges[3] > top + CUT:
            return True
    return False


def _clip_point(clip: int, path: int, number: int) -> tuple[float, float]:
    calls.segment_point(calls.clip_segment(clip, path, number), *_point_places)
    return _point[0], _point[1]
