"""What a page of a PDF draws: ruling lines and pictures, by way of pdfium; and the frame that all its places are told in.

Lengths are points; y grows downward from the top left of the page as it is shown.
"""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import pypdfium2.raw as pdfium

from extract.readers import pdf_calls as calls
from extract.readers.pdf_objects import IMAGE, PATH, TEXT, Matrix, bounds, matrix, objects, times
from extract.readers.pdf_suspects import Suspects
from extract.ruling import Rule

THIN = 3.5
"""A filled or stroked shape lower or narrower than this is a ruling line."""

LEVEL = 0.7
DOT = 1.25
"""A dot, as long as it is thick but for this factor, is part of a level line as well as of an upright one."""

SIMPLE = 5
"""A path of so few segments is one line or one rectangle: its bounds tell which."""

MOST_SEGMENTS = 400


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

    `suspects` are its texts that may not be seen as written.
    """

    horizontals: tuple[Rule, ...]
    verticals: tuple[Rule, ...]
    pictures: tuple[tuple[float, float, float, float], ...]
    suspects: Suspects = field(default_factory=Suspects)

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
    suspects = Suspects()
    for painted in objects(page):
        kind, item, outer, _ = painted
        if kind == TEXT:
            suspects.text(painted)
            continue
        if kind == PATH:
            for x0, y0, x1, y1, stroked in _shapes(item, outer, suspects):
                _add(horizontals, verticals, frame.box(x0, y0, x1, y1), stroked=stroked)
            continue
        edges = bounds(item, outer)
        suspects.cover(edges)
        if kind == IMAGE:
            pictures.append(frame.box(*edges))
    return Drawing(tuple(horizontals), tuple(verticals), tuple(pictures), suspects)


_filled, _stroked = ctypes.c_int(), ctypes.c_int()
_point = (ctypes.c_float * 2)()
_point_places = ctypes.addressof(_point), ctypes.addressof(_point) + 4
_modes = ctypes.addressof(_filled), ctypes.addressof(_stroked)


def _shapes(path: int, outer: Matrix, suspects: Suspects) -> Iterator[tuple[float, float, float, float, bool]]:
    """Yield the straight pieces of a path as boxes in points of the PDF: thin or filled subpaths, edges of stroked ones."""
    count = calls.path_count(path)
    if count < 2 or not calls.path_mode(path, *_modes) or not (_filled.value or _stroked.value):
        return
    strokes = bool(_stroked.value)
    if _filled.value or count <= SIMPLE:
        left, bottom, right, top = edges = bounds(path, outer)
        if _filled.value:
            suspects.cover(edges)
        if count <= SIMPLE:
            if min(right - left, top - bottom) < THIN:
                yield left, bottom, right, top, False
                return
            if not strokes:
                return
    if count > MOST_SEGMENTS:
        return
    turned = times(matrix(path), outer)
    for points in _subpaths(path, count, turned):
        xs, ys = [x for x, _ in points], [y for _, y in points]
        width, height = max(xs) - min(xs), max(ys) - min(ys)
        if min(width, height) < THIN:
            yield min(xs), min(ys), max(xs), max(ys), False
        elif strokes:
            for (ax, ay), (bx, by) in pairwise(points):
                yield min(ax, bx), min(ay, by), max(ax, bx), max(ay, by), True


def _subpaths(path: int, count: int, turned: Matrix) -> Iterator[list[tuple[float, float]]]:
    """Yield the corners of the subpaths without curves, closed ones with their first corner again at the end."""
    a, b, c, d, e, f = turned
    points: list[tuple[float, float]] = []
    straight = True
    for number in range(count + 1):
        segment = calls.path_segment(path, number) if number < count else None
        kind = calls.segment_type(segment) if segment else pdfium.FPDF_SEGMENT_MOVETO
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if straight and len(points) > 1:
                yield points
            points, straight = [], True
        if segment is None:
            return
        straight = straight and kind != pdfium.FPDF_SEGMENT_BEZIERTO
        calls.segment_point(segment, *_point_places)
        x, y = _point[:]
        points.append((a * x + c * y + e, b * x + d * y + f))
        if calls.segment_close(segment):
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
