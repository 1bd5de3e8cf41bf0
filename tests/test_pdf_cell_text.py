"""The text of a cell of a PDF file from its characters, odd ones included."""

import pytest

from extract.readers.pdf_cell_text import text_of
from extract.readers.pdf_text import Glyph
from extract.ruling import Box

CELL = Box(0, 0, 1, 1, 0.0, 0.0, 40.0, 20.0)


def glyphs(text: str, *heights: float) -> list[Glyph]:
    return [
        Glyph(character, 4.0 + 6 * place, 14.0 - height, 9.0 + 6 * place, 14.0)
        for place, (character, height) in enumerate(zip(text, heights, strict=True))
    ]


@pytest.mark.parametrize("heights", [(0.0, 0.0), (-3.0, -3.0), (0.0, -3.0)])
def test_digits_without_height_are_in_doubt(heights: tuple[float, float]) -> None:
    assert text_of(CELL, glyphs("12", *heights))[1] is not None


def test_even_digits_are_sure() -> None:
    assert text_of(CELL, glyphs("12", 8.0, 8.0)) == ("12", None)
