"""A path object of an OFD page → the ruling lines it draws, stroked or filled."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from lxml import etree

from extract.readers.affine import Matrix
from extract.readers.ofd_xml import attribute, child, content, is_true, number, numbers
from extract.ruling import Rule

Point = tuple[float, float]

LEVEL = 0.9
"""A line whose ends differ by less than this many points is level."""

THIN = 3.5
"""A filled shape thinner than this many points is a line."""

SHORTEST = 0.2
USUAL_WIDTH = 0.353
"""The line width that the standard sets where a path states none, in millimetres."""

MOST_STEPS = 20_000
MOST_RECTANGLE_STARTS = 2
"""A rectangle may be begun twice, at S and at M."""

_TOKEN = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[A-Za-z]")
_COUNTS = {"M": 2, "S": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}


@dataclass
class Rules:
    """The ruling lines of a page, in points."""

    horizontals: list[Rule] = field(default_factory=list)
    verticals: list[Rule] = field(default_factory=list)

    def add(self, left: float, top: float, right: float, bottom: float) -> None:
        """Take in a thin box as a line along its longer side."""
        if max(right - left, bottom - top) <= SHORTEST:
            return
        if right - left >= bottom - top:
            self.horizontals.append(Rule((top + bottom) / 2, left, right))
        else:
            self.verticals.append(Rule((left + right) / 2, top, bottom))


@dataclass
class _Subpath:
    """Points that a pen goes through; `curved` when some way between them is no straight line."""

    points: list[Point]
    curved: bool = False


def add_rules(rules: Rules, element: etree._Element, matrix: Matrix) -> None:
    """Take in the lines of a PathObject; `matrix` leads from its own space to the page. White ones are not seen."""
    stroked = is_true(element, "stroke", default=True) and _is_seen(element, "strokecolor")
    filled = is_true(element, "fill", default=False) and _is_seen(element, "fillcolor")
    if not (stroked or filled):
        return
    unit = max(abs(matrix.a) + abs(matrix.c), abs(matrix.b) + abs(matrix.d))
    width = unit * number(attribute(element, "linewidth"), USUAL_WIDTH)
    for subpath in _subpaths(content(child(element, "abbreviateddata"))):
        if subpath.curved:
            continue
        points = [matrix.at(x, y) for x, y in subpath.points]
        if filled:
            _add_fill(rules, points)
        if stroked:
            _add_strokes(rules, points, width)


def path_box(element: etree._Element, matrix: Matrix) -> tuple[float, float, float, float] | None:
    """Return the box on the page of a path that is one level rectangle; None for other shapes."""
    subpaths = list(_subpaths(content(child(element, "abbreviateddata"))))[: MOST_RECTANGLE_STARTS + 1]
    whole = [subpath for subpath in subpaths if len(subpath.points) > 1]
    if len(whole) != 1 or whole[0].curved or not 4 <= len(whole[0].points) <= 6:
        return None
    points = [matrix.at(x, y) for x, y in whole[0].points]
    across, down = [x for x, _ in points], [y for _, y in points]
    left, top, right, bottom = min(across), min(down), max(across), max(down)
    level = all(min(x - left, right - x) < LEVEL and min(y - top, bottom - y) < LEVEL for x, y in points)
    return (left, top, right, bottom) if level and right > left and bottom > top else None


def _is_seen(element: etree._Element, name: str) -> bool:
    colour = child(element, name)
    if colour is None:
        return True
    values = numbers(attribute(colour, "value")) or []
    white = len(values) == 3 and min(values) >= 250 and attribute(colour, "colorspace") is None
    return not white and number(attribute(colour, "alpha"), 255) > 0


def _add_fill(rules: Rules, points: list[Point]) -> None:
    across, down = [x for x, _ in points], [y for _, y in points]
    left, top, right, bottom = min(across), min(down), max(across), max(down)
    if min(right - left, bottom - top) < THIN:
        rules.add(left, top, right, bottom)


def _add_strokes(rules: Rules, points: list[Point], width: float) -> None:
    for (x, y), (to_x, to_y) in pairwise(points):
        left, right, top, bottom = min(x, to_x), max(x, to_x), min(y, to_y), max(y, to_y)
        half = width / 2
        if bottom - top <= LEVEL and width > THIN and right - left < width:
            rules.add(left, top - half, right, bottom + half)
        elif right - left <= LEVEL and width > THIN and bottom - top < width:
            rules.add(left - half, top, right + half, bottom)
        elif min(right - left, bottom - top) <= LEVEL:
            rules.add(left, top, right, bottom)


def _subpaths(data: str) -> Iterator[_Subpath]:
    """Yield the subpaths of abbreviated path data; what comes behind a malformed step is left out."""
    current: _Subpath | None = None
    for letter, values in _path_steps(data):
        if letter in "MS":
            if current is not None:
                yield current
            current = _Subpath([(values[0], values[1])])
        elif current is None:
            return
        elif letter == "C":
            current.points.append(current.points[0])
        else:
            current.curved = current.curved or letter != "L"
            current.points.append((values[-2], values[-1]))
    if current is not None:
        yield current


def _path_steps(data: str) -> Iterator[tuple[str, list[float]]]:
    tokens = _TOKEN.findall(data)[: 8 * MOST_STEPS]
    place = 0
    while place < len(tokens):
        letter = tokens[place].upper()
        count = _COUNTS.get(letter)
        values = numbers(" ".join(tokens[place + 1 : place + 1 + count])) if count is not None else None
        if count is None or values is None or len(values) != count:
            return
        yield letter, values
        place += 1 + count
