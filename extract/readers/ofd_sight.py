"""Which characters of an OFD page a reader sees: none of the colour behind them, under a shape, clipped away or struck out."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extract.readers.glyphs import Glyph
from extract.readers.ofd_colours import BLACK, WHITE, Colour, Paint, alike
from extract.ruling import Rule

Box = tuple[float, float, float, float]

SMALLEST = 2.0
"""Letters below this many points are not seen."""

SOLID = 200
LARGEST_COVER = 0.5
"""A shape over more than this share of a page is no cover: its layers are then drawn in another order than they are written."""

STRUCK = (0.15, 0.6)
"""A line is drawn through letters between these shares of their size above their baseline."""

_BAND = 20.0


@dataclass(frozen=True, slots=True)
class Shape:
    """A filled rectangle, its paint, and how many characters are drawn before it."""

    box: Box
    paint: Paint
    below: int


@dataclass
class Sight:
    """What decides how characters are seen, by the order in which they are drawn: their paints where they are not black."""

    paints: dict[int, Paint] = field(default_factory=dict)
    clipped: set[int] = field(default_factory=set)
    shapes: list[Shape] = field(default_factory=list)

    def unseen(self, glyphs: Sequence[Glyph], pictures: Sequence[Box], page_area: float) -> set[int]:
        """Return the characters that are not seen, by their order; what lies on one of `pictures` is taken to be seen."""
        found = self.clipped | {place for place, glyph in enumerate(glyphs) if glyph.size < SMALLEST}
        behind: dict[int, Colour | None] = {}
        bands = _bands(glyphs) if self.shapes else {}
        for shape in self.shapes:
            for place in _inside(bands, glyphs, shape.box):
                if place >= shape.below:
                    behind[place] = shape.paint.colour if shape.paint.alpha >= SOLID else None
                elif shape.paint.alpha >= SOLID and _area(shape.box) <= LARGEST_COVER * page_area:
                    found.add(place)
        for place in self.paints.keys() | behind.keys():
            paint, ground = self.paints.get(place), behind.get(place, WHITE)
            colour = BLACK if paint is None else paint.colour
            if paint is not None and paint.alpha <= 0:
                found.add(place)
            elif colour is not None and ground is not None and alike(colour, ground):
                found |= {place} - {place for box in pictures if _holds(box, glyphs[place])}
        return found


def struck(glyphs: Sequence[Glyph], horizontals: Sequence[Rule]) -> set[int]:
    """Return the characters that a line of their own is drawn through, by their order."""
    rows = sorted((glyph.baseline, place) for place, glyph in enumerate(glyphs) if glyph.text.strip())
    tallest = max((glyph.size for glyph in glyphs), default=0.0)
    found: set[int] = set()
    for rule in horizontals:
        at = bisect_left(rows, (rule.position, -1))
        hit = []
        while at < len(rows) and rows[at][0] <= rule.position + STRUCK[1] * tallest:
            if _strikes(rule, glyphs[rows[at][1]]):
                hit.append(rows[at][1])
            at += 1
        if hit and _is_theirs(rule, [glyphs[place] for place in hit]):
            found.update(hit)
    return found


def _strikes(rule: Rule, glyph: Glyph) -> bool:
    above = glyph.baseline - rule.position
    return STRUCK[0] * glyph.size < above < STRUCK[1] * glyph.size and rule.start <= glyph.centre[0] <= rule.end


def _is_theirs(rule: Rule, glyphs: Sequence[Glyph]) -> bool:
    """Return whether a line ends where the characters end; a border of a table goes on."""
    size = max(glyph.size for glyph in glyphs)
    left, right = min(glyph.left for glyph in glyphs), max(glyph.right for glyph in glyphs)
    return rule.start > left - size and rule.end < right + size


def _bands(glyphs: Sequence[Glyph]) -> dict[int, list[int]]:
    bands: dict[int, list[int]] = defaultdict(list)
    for place, glyph in enumerate(glyphs):
        bands[int(glyph.centre[1] // _BAND)].append(place)
    return bands


def _inside(bands: dict[int, list[int]], glyphs: Sequence[Glyph], box: Box) -> Iterator[int]:
    if len(bands) < (box[3] - box[1]) / _BAND:
        near = [place for band in bands.values() for place in band]
    else:
        first, last = int(box[1] // _BAND), int(box[3] // _BAND)
        near = [place for band in range(first, last + 1) for place in bands.get(band, ())]
    return (place for place in near if _holds(box, glyphs[place]))


def _holds(box: Box, glyph: Glyph) -> bool:
    x, y = glyph.centre
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
