"""A text object of an OFD page → its characters, each with its box."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians, sin
from unicodedata import east_asian_width

from lxml import etree

from extract.readers.affine import Matrix
from extract.readers.glyphs import Glyph
from extract.readers.ofd_xml import attribute, children, number, offsets

ASCENT, DESCENT = 0.88, 0.12
"""The shares of its size that a character of any font is taken to stand above and below its baseline."""

NARROW = 0.5
"""The width of a Latin letter or digit, as a share of its size."""

STRAIGHT = 0.17
"""A line of text that rises less than this (about ten degrees) is level."""


@dataclass(frozen=True, slots=True)
class TurnedGlyph:
    """A character and how its line is turned: 0 to 3 quarters clockwise, None for a slanted one."""

    glyph: Glyph
    quarters: int | None


def text_glyphs(element: etree._Element, matrix: Matrix) -> Iterator[TurnedGlyph]:
    """Yield the characters of a TextObject; `matrix` leads from its own space to the page.

    Where a writer left out distances, characters follow each other by their usual widths.
    """
    size = number(attribute(element, "size"), 0)
    stretch = number(attribute(element, "hscale"), 1)
    angle = radians(number(attribute(element, "chardirection"), 0))
    turned = Matrix(cos(angle), sin(angle), -sin(angle), cos(angle))
    way = radians(number(attribute(element, "readdirection"), 0))
    if size <= 0:
        return
    x, y = 0.0, 0.0
    for code in children(element, "textcode"):
        x, y = number(attribute(code, "x"), x), number(attribute(code, "y"), y)
        text, across, down = _codes(code)
        widths = [stretch * size * _width(character) for character in text]
        steps = _steps(across, down, widths, (cos(way), sin(way)))
        place = (x, y)
        for character, width, step in zip(text, widths, steps, strict=True):
            narrow = min(width, step[0]) if step[0] > 0 else width
            frame = turned.then(Matrix(e=place[0], f=place[1])).then(matrix)
            yield _placed(character, frame, narrow, size)
            place = (place[0] + step[0], place[1] + step[1])


def _codes(code: etree._Element) -> tuple[str, list[float] | None, list[float] | None]:
    """Return the characters of a TextCode and the distances between them; white space that XML was indented by is none."""
    text = "".join(code.itertext())
    across, down = attribute(code, "deltax"), attribute(code, "deltay")
    steps = [offsets(value) if value else None for value in (across, down)]
    given = max((len(step) for step in steps if step is not None), default=-1)
    if "\n" in text or given == len(text.strip()) - 1:
        text = text.strip()
    return text, steps[0], steps[1]


def _steps(
    across: Sequence[float] | None, down: Sequence[float] | None, widths: Sequence[float], way: tuple[float, float]
) -> list[tuple[float, float]]:
    """Return the step from each character to the next."""
    natural = [(way[0] * width, way[1] * width) for width in widths]
    given = max(len(across or ()), len(down or ()))
    known = [(_at(across, place), _at(down, place)) for place in range(min(given, len(widths)))]
    return known + natural[len(known) :]


def _at(steps: Sequence[float] | None, place: int) -> float:
    return steps[place] if steps is not None and place < len(steps) else 0.0


def _width(character: str) -> float:
    return 1.0 if east_asian_width(character) in "WFA" else NARROW


def _placed(character: str, frame: Matrix, width: float, size: float) -> TurnedGlyph:
    left, top, right, bottom = frame.box(0, -ASCENT * size, width, DESCENT * size)
    glyph = Glyph(character, left, top, right, bottom, frame.f, size * hypot(frame.c, frame.d))
    return TurnedGlyph(glyph, _quarters(frame.a, frame.b))


def _quarters(across: float, down: float) -> int | None:
    if abs(down) <= STRAIGHT * abs(across):
        return 0 if across >= 0 else 2
    if abs(across) <= STRAIGHT * abs(down):
        return 1 if down > 0 else 3
    return None
