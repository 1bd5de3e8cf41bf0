"""The characters of a page of a PDF with their boxes, by way of pdfium.

Lengths are points; y grows downward from the top left of the page as it is shown.
"""

import ctypes
import json
import math
from importlib.resources import files
from typing import NamedTuple

import pypdfium2.raw as pdfium

from extract.readers import pdf_calls as calls
from extract.readers.pdf_page import Frame

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


def glyphs_of(text: pdfium.FPDF_TEXTPAGE, frame: Frame) -> list[Glyph]:
    """Return the characters of a page in the order of the PDF; white space is left out, radicals stand as the letters they are."""
    return _characters(text, frame)[1]


def told_apart(text: pdfium.FPDF_TEXTPAGE, frame: Frame) -> list[tuple[int, Glyph]]:
    """Return the characters of a page as glyphs_of does, each with the address of the text object that paints it."""
    handle = calls.address(text)
    numbers, glyphs = _characters(text, frame)
    return [(calls.char_object(handle, number) or 0, glyph) for number, glyph in zip(numbers, glyphs, strict=True)]


def _characters(text: pdfium.FPDF_TEXTPAGE, frame: Frame) -> tuple[list[int], list[Glyph]]:
    """Return the numbers of the visible characters, and the characters."""
    handle = calls.address(text)
    edges = (ctypes.c_double * 4)()
    place = ctypes.addressof(edges)
    places = (place, place + 8, place + 16, place + 24)
    code_of, box_of, x, y = calls.char_code, calls.char_box, frame.left, frame.top
    is_turned = frame.turn != 0
    numbers: list[int] = []
    glyphs: list[Glyph] = []
    for number in range(pdfium.FPDFText_CountChars(text)):
        code = code_of(handle, number)
        if code > 0x20 and code not in _SKIPPED and box_of(handle, number, *places):
            left, right, bottom, top = edges[:]
            letter = _LETTERS.get(code) or chr(code)
            numbers.append(number)
            if is_turned:
                glyphs.append(Glyph(letter, *frame.box(left, bottom, right, top)))
            else:
                glyphs.append(Glyph(letter, left - x, y - top, right - x, y - bottom))
    return numbers, glyphs


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
