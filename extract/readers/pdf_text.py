"""The characters of a page of a PDF with their boxes, by way of pdfium.

Lengths are points; y grows downward from the top left of the page as it is shown.
"""

import ctypes
import json
import math
from importlib.resources import files
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from extract.readers.pdf_page import Frame, is_hidden

RADICALS: dict[str, str] = json.loads((files(__package__) / "pdf_radicals.json").read_text(encoding="utf-8"))
"""Radicals that fonts give for letters, and the letters: the property Equivalent_Unified_Ideograph of Unicode."""

_LETTERS = {ord(radical): letter for radical, letter in RADICALS.items()}


class Glyph(NamedTuple):
    """A character with the box of its print on the page; that of a dash is low."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        """The height of its box."""
        return self.bottom - self.top


def glyphs_of(text: pdfium.FPDF_TEXTPAGE, frame: Frame, *, hides_text: bool = False) -> list[Glyph]:
    """Return the characters of a page in the order of the PDF; white space is left out, radicals stand as the letters they are.

    `hides_text` tells that some are not drawn: these are left out too.
    """
    handle = ctypes.cast(text, ctypes.c_void_p).value
    edges = (ctypes.c_double * 4)()
    first = ctypes.addressof(edges)
    places = (first, first + 8, first + 16, first + 24)
    found = []
    for number in range(pdfium.FPDFText_CountChars(text)):
        code = _unicode(handle, number)
        if code > 0x20 and code not in _SKIPPED and _box(handle, number, *places):
            if hides_text and is_hidden(pdfium.FPDFText_GetTextObject(text, number)):
                continue
            left, right, bottom, top = edges
            found.append(Glyph(_LETTERS.get(code) or chr(code), *frame.box(left, bottom, right, top)))
    return found


def _direct(function: Any, *types: Any) -> Any:
    """Return a function of the library that takes plain numbers: called for every character, it must cost little."""
    return ctypes.CFUNCTYPE(*types)(ctypes.cast(function, ctypes.c_void_p).value or 0)


_unicode = _direct(pdfium.FPDFText_GetUnicode, ctypes.c_uint, ctypes.c_void_p, ctypes.c_int)
_box = _direct(pdfium.FPDFText_GetCharBox, ctypes.c_int, ctypes.c_void_p, ctypes.c_int, *[ctypes.c_void_p] * 4)
_SKIPPED = frozenset((0xA0, 0x3000, 0xFFFE, 0xFFFF, 0x200B, 0xFEFF, 0xAD))


def direction_of(text: pdfium.FPDF_TEXTPAGE) -> int:
    """Return how often a page's text is turned by 90 degrees against the PDF's own axes, counter-clockwise."""
    turns = [0, 0, 0, 0]
    count = pdfium.FPDFText_CountChars(text)
    for number in range(0, count, max(1, count // 60)):
        angle = pdfium.FPDFText_GetCharAngle(text, number)
        if angle >= 0:
            turns[-round(angle / (math.pi / 2)) % 4] += 1
    return max(range(4), key=lambda turn: (turns[turn], -turn))
