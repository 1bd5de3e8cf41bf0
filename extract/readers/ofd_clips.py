"""Where an object of an OFD page may be seen: the areas that it is clipped to."""

from collections.abc import Iterator

from lxml import etree

from extract.readers.affine import Matrix
from extract.readers.glyphs import Glyph
from extract.readers.ofd_paths import path_box
from extract.readers.ofd_xml import attribute, child, children, numbers

Box = tuple[float, float, float, float]


def clipped_away(item: etree._Element, glyph: Glyph, own: Matrix, around: Matrix) -> bool:
    """Return whether a character lies outside the clips of its object, in the space of the object and of the page alike."""
    return all(
        any(not any(_holds(box, glyph) for box in areas) for areas in _clips(item, matrix)) for matrix in (own, around)
    )


def _clips(item: etree._Element, matrix: Matrix) -> Iterator[list[Box]]:
    """Yield for each clip of an object the boxes of its areas; a clip that is no simple shape is left out."""
    clips = child(item, "clips")
    for clip in children(clips, "clip") if clips is not None else ():
        boxes = [_area(area, matrix) for area in children(clip, "area")]
        known = [box for box in boxes if box is not None]
        if known and len(known) == len(boxes):
            yield known


def _area(area: etree._Element, matrix: Matrix) -> Box | None:
    path = child(area, "path")
    return None if path is None else path_box(path, placed(path, placed(area, matrix)))


def placed(item: etree._Element, matrix: Matrix) -> Matrix:
    """Return how an object's own space lies on the page: its CTM, then the corner of its Boundary."""
    boundary = numbers(attribute(item, "boundary"), 2) or [0, 0]
    own = numbers(attribute(item, "ctm"), 6)
    inner = Matrix(*own[:6]) if own else Matrix()
    return inner.then(Matrix(e=boundary[0], f=boundary[1])).then(matrix)


def _holds(box: Box, glyph: Glyph) -> bool:
    (x, y), slack = glyph.centre, glyph.size / 2
    return box[0] - slack <= x <= box[2] + slack and box[1] - slack <= y <= box[3] + slack
