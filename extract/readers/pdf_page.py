"""What a page of a PDF draws: ruling lines and pictures, by way of pdfium; and the frame that all its places are told in.

Lengths are points; y grows downward from the top left of the page as it is shown.
"""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2.raw as pdfium

from extract.ruling import Rule

Matrix = tuple[float, float, float, float, float, float]

THIN = 3.5
"""A filled or stroked shape lower or narrower than this is a ruling line."""

LEVEL = 0.7
DOT = 1.25
"""A dot, as long as it is thick but for this factor, is part of a level line as well as of an upright one."""

SIMPLE = 5
"""A path of so few segments is one line or one rectangle: its bounds tell which."""

MOST_SEGMENTS = 400
DEEPEST_FORM = 6
MOST_OBJECTS = 200_000
UNIT: Matrix = (1, 0, 0, 1, 0, 0)


class TooManyObjects(Exception):
    """A page draws more objects than any report."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The page as it is shown: its size, and the crop box and quarter turns that lead there from points of the PDF."""

    width: float
    height: float
    left: float
    bottom: float
    right: float
    top: float
    turn: int

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """Return where a box of the PDF stands on the page: left, top, right, bottom."""
        if self.turn == 0:
            return left - self.left, self.top - top, right - self.left, self.top - bottom
        if self.turn == 1:
            return bottom - self.bottom, left - self.left, top - self.bottom, right - self.left
        if self.turn == 2:
            return self.right - right, bottom - self.bottom, self.right - left, top - self.bottom
        return self.top - top, self.right - right, self.top - bottom, self.right - left


@dataclass(frozen=True, slots=True)
class Drawing:
    """The lines of a page, and the boxes of its pictures: left, top, right, bottom.

    `hides_text` is true when some of its text is not drawn, such as that which programs put behind a scan.
    """

    horizontals: tuple[Rule, ...]
    verticals: tuple[Rule, ...]
    pictures: tuple[tuple[float, float, float, float], ...]
    hides_text: bool = False

    def covered(self, frame: Frame) -> float:
        """Return the share of the page that pictures cover."""
        areas = ((right - left) * (bottom - top) for left, top, right, bottom in self.pictures)
        return sum(areas) / max(frame.width * frame.height, 1)


def frame_of(page: pdfium.FPDF_PAGE) -> Frame:
    """Return the frame of a page: crop box and rotation applied."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    found = pdfium.FPDFPage_GetCropBox(page, left, bottom, right, top) or pdfium.FPDFPage_GetMediaBox(
        page, left, bottom, right, top
    )
    width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    turn = pdfium.FPDFPage_GetRotation(page) % 4
    flat = (height, width) if turn % 2 else (width, height)
    x0, y0, x1, y1 = (left.value, bottom.value, right.value, top.value) if found else (0.0, 0.0, *flat)
    if abs((x1 - x0) - flat[0]) > 1 or abs((y1 - y0) - flat[1]) > 1:
        x1, y1 = x0 + flat[0], y0 + flat[1]
    return Frame(width, height, x0, y0, x1, y1, turn)


def drawing_of(page: pdfium.FPDF_PAGE, frame: Frame) -> Drawing:
    """Return the lines that a page draws; what is neither filled nor stroked is no line. Raises TooManyObjects."""
    horizontals: list[Rule] = []
    verticals: list[Rule] = []
    pictures: list[tuple[float, float, float, float]] = []
    hides_text = False
    for seen, (kind, item, outer) in enumerate(_objects(page)):
        if seen > MOST_OBJECTS:
            raise TooManyObjects
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            hides_text = hides_text or is_hidden(item)
            continue
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            pictures.append(frame.box(*_bounds(item, outer)))
            continue
        for x0, y0, x1, y1, stroked in _shapes(item, outer):
            _add(horizontals, verticals, frame.box(x0, y0, x1, y1), stroked=stroked)
    return Drawing(tuple(horizontals), tuple(verticals), tuple(pictures), hides_text)


_DRAWN = frozenset((pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE))
_HIDDEN = frozenset((pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP))


def is_hidden(text: pdfium.FPDF_PAGEOBJECT) -> bool:
    """Return whether a text of a page is not drawn."""
    return pdfium.FPDFTextObj_GetTextRenderMode(text) in _HIDDEN


def _objects(page: pdfium.FPDF_PAGE) -> Iterator[tuple[int, pdfium.FPDF_PAGEOBJECT, Matrix]]:
    """Yield texts, paths and pictures, those inside forms too, with the matrix of the forms around them."""
    stack = [
        (pdfium.FPDFPage_GetObject(page, number), UNIT, 0)
        for number in reversed(range(min(pdfium.FPDFPage_CountObjects(page), MOST_OBJECTS + 1)))
    ]
    while stack:
        item, outer, depth = stack.pop()
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < DEEPEST_FORM:
            matrix = _times(_matrix(item), outer)
            count = min(max(pdfium.FPDFFormObj_CountObjects(item), 0), MOST_OBJECTS + 1)
            stack += [(pdfium.FPDFFormObj_GetObject(item, n), matrix, depth + 1) for n in reversed(range(count))]
        elif kind in _DRAWN:
            yield kind, item, outer


def _bounds(item: pdfium.FPDF_PAGEOBJECT, outer: Matrix) -> tuple[float, float, float, float]:
    """Return left, bottom, right and top of an object in points of the PDF."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top)
    if outer is UNIT:
        return left.value, bottom.value, right.value, top.value
    a, b, c, d, e, f = outer
    corners = [(x, y) for x in (left.value, right.value) for y in (bottom.value, top.value)]
    xs, ys = [a * x + c * y + e for x, y in corners], [b * x + d * y + f for x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _matrix(item: pdfium.FPDF_PAGEOBJECT) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, matrix):
        return UNIT
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    if outer is UNIT:
        return inner
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _shapes(path: pdfium.FPDF_PAGEOBJECT, outer: Matrix) -> Iterator[tuple[float, float, float, float, bool]]:
    """Yield the straight pieces of a path as boxes in points of the PDF: thin or filled subpaths, edges of stroked ones."""
    fill, stroke = ctypes.c_int(), pdfium.FPDF_BOOL()
    count = pdfium.FPDFPath_CountSegments(path)
    if not 2 <= count <= MOST_SEGMENTS or not pdfium.FPDFPath_GetDrawMode(path, fill, stroke):
        return
    if not (fill.value or stroke.value):
        return
    if count <= SIMPLE:
        left, bottom, right, top = _bounds(path, outer)
        if min(right - left, top - bottom) < THIN:
            yield left, bottom, right, top, False
            return
        if not stroke.value:
            return
    matrix = _times(_matrix(path), outer)
    for points in _subpaths(path, count, matrix):
        xs, ys = [x for x, _ in points], [y for _, y in points]
        width, height = max(xs) - min(xs), max(ys) - min(ys)
        if min(width, height) < THIN:
            yield min(xs), min(ys), max(xs), max(ys), False
        elif stroke.value:
            for (ax, ay), (bx, by) in pairwise(points):
                yield min(ax, bx), min(ay, by), max(ax, bx), max(ay, by), True


def _subpaths(path: pdfium.FPDF_PAGEOBJECT, count: int, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
    """Yield the corners of the subpaths without curves, closed ones with their first corner again at the end."""
    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    straight = True
    for number in range(count + 1):
        segment = pdfium.FPDFPath_GetPathSegment(path, number) if number < count else None
        kind = pdfium.FPDFPathSegment_GetType(segment) if segment else pdfium.FPDF_SEGMENT_MOVETO
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if straight and len(points) > 1:
                yield points
            points, straight = [], True
        if segment is None:
            return
        straight = straight and kind != pdfium.FPDF_SEGMENT_BEZIERTO
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        points.append((a * x.value + c * y.value + e, b * x.value + d * y.value + f))
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])


def _add(
    horizontals: list[Rule], verticals: list[Rule], box: tuple[float, float, float, float], *, stroked: bool
) -> None:
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    if stroked and min(width, height) > LEVEL:
        return
    dot = width < THIN and height < THIN and 1 / DOT < width / max(height, 0.01) < DOT
    if height < THIN and width > 0.2 and (width >= height or dot):
        horizontals.append(Rule((top + bottom) / 2, left, right))
    if width < THIN and height > 0.2 and (height >= width or dot):
        verticals.append(Rule((left + right) / 2, top, bottom))
