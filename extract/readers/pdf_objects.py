"""The objects that a page of a PDF paints, those inside forms too, and where they stand.

Objects are told by their addresses. Lengths are points of the PDF, y upward.
"""

import ctypes
from collections.abc import Iterator
from typing import NamedTuple

import pypdfium2.raw as pdfium

from extract.readers import pdf_calls as calls

Matrix = tuple[float, float, float, float, float, float]
UNIT: Matrix = (1, 0, 0, 1, 0, 0)

Edges = tuple[float, float, float, float]
"""Left, bottom, right, top."""

DEEPEST_FORM = 6
MOST_OBJECTS = 200_000

TEXT: int = pdfium.FPDF_PAGEOBJ_TEXT
PATH: int = pdfium.FPDF_PAGEOBJ_PATH
IMAGE: int = pdfium.FPDF_PAGEOBJ_IMAGE
FORM: int = pdfium.FPDF_PAGEOBJ_FORM
PAINTED = frozenset((TEXT, PATH, IMAGE, pdfium.FPDF_PAGEOBJ_SHADING))

_numbers = (ctypes.c_float * 6)()
_places = tuple(ctypes.addressof(_numbers) + 4 * place for place in range(4))


class TooManyObjects(Exception):
    """A page draws more objects than any report."""


class PageObject(NamedTuple):
    """What a page paints: its kind, its address, the matrix of the forms around it, and whether these let things show through."""

    kind: int
    item: int
    outer: Matrix
    veiled: bool


def objects(page: pdfium.FPDF_PAGE) -> Iterator[PageObject]:
    """Yield texts, paths, pictures and shadings in the order they are painted. Raises TooManyObjects."""
    handle = calls.address(page)
    count = min(pdfium.FPDFPage_CountObjects(page), MOST_OBJECTS + 1)
    stack = [(calls.page_object(handle, number), UNIT, False, 0) for number in reversed(range(count))]
    seen = 0
    while stack:
        item, outer, veiled, depth = stack.pop()
        kind = calls.object_type(item)
        seen += 1
        if seen > MOST_OBJECTS:
            raise TooManyObjects
        if kind == FORM and depth < DEEPEST_FORM:
            inner = times(matrix(item), outer)
            veiled = veiled or bool(calls.has_transparency(item))
            count = min(max(calls.form_count(item), 0), MOST_OBJECTS + 1)
            stack += [(calls.form_object(item, n), inner, veiled, depth + 1) for n in reversed(range(count))]
        elif kind in PAINTED:
            yield PageObject(kind, item, outer, veiled)


def bounds(item: int, outer: Matrix) -> Edges:
    """Return left, bottom, right and top of an object."""
    calls.object_bounds(item, *_places)
    left, bottom, right, top = _numbers[:4]
    if outer is UNIT:
        return left, bottom, right, top
    a, b, c, d, e, f = outer
    corners = [(x, y) for x in (left, right) for y in (bottom, top)]
    xs, ys = [a * x + c * y + e for x, y in corners], [b * x + d * y + f for x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def matrix(item: int) -> Matrix:
    """Return the matrix of an object."""
    if not calls.object_matrix(item, _places[0]):
        return UNIT
    a, b, c, d, e, f = _numbers[:]
    return a, b, c, d, e, f


def times(inner: Matrix, outer: Matrix) -> Matrix:
    """Return the matrix of what lies within."""
    if outer is UNIT:
        return inner
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u
