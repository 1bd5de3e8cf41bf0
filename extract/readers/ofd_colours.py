"""The colours in which an OFD page draws."""

from dataclasses import dataclass

from lxml import etree

from extract.readers.ofd_resources import Resources
from extract.readers.ofd_xml import attribute, child, number, numbers

Colour = tuple[float, float, float]
"""Red, green and blue, from 0 to 255."""

BLACK: Colour = (0.0, 0.0, 0.0)
WHITE: Colour = (255.0, 255.0, 255.0)
ALIKE = 16
"""Colours whose parts differ by no more than this cannot be told apart."""


@dataclass(frozen=True, slots=True)
class Paint:
    """What an object is filled or stroked with: a colour, None for a pattern; `alpha` from 0, clear, to 255."""

    colour: Colour | None
    alpha: float


def paint_of(element: etree._Element, name: str, resources: Resources, layer: str | None) -> Paint | None:
    """Return the paint of an object: its own (`name` in lower case), that of its or its layer's parameters; None without."""
    for holder in (element, *resources.parameters_of(attribute(element, "drawparam")), *resources.parameters_of(layer)):
        found = child(holder, name)
        if found is not None:
            return Paint(_colour(found), number(attribute(found, "alpha"), 255))
    return None


def alike(one: Colour, other: Colour) -> bool:
    """Return whether nobody can tell two colours apart."""
    return all(abs(a - b) <= ALIKE for a, b in zip(one, other, strict=True))


def _colour(element: etree._Element) -> Colour | None:
    if len(element) or attribute(element, "index") is not None:
        return None
    values = numbers(attribute(element, "value")) or [0.0]
    if len(values) == 1:
        return (values[0],) * 3
    if len(values) == 3:
        return values[0], values[1], values[2]
    if len(values) == 4:
        red, green, blue = (max(255 - value - values[3], 0) for value in values[:3])
        return red, green, blue
    return None
