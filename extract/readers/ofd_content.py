"""The content of an OFD page: everything that is drawn on it, wherever it is nested, in points of the page."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree

from extract.readers.affine import Matrix
from extract.readers.glyphs import Glyph
from extract.readers.ofd_paths import Rules, add_rules
from extract.readers.ofd_resources import Resources
from extract.readers.ofd_text import text_glyphs
from extract.readers.ofd_xml import attribute, children, is_true, local_name, number, numbers

MOST_DEPTH = 20
MOST_OBJECTS = 50_000
MOST_GLYPHS = 100_000
_FAINTEST = 200


@dataclass(frozen=True, slots=True)
class DrawnImage:
    """A picture on a page: the number of its resource, how its unit square lies on the page, and what stands below it.

    `below` counts the characters drawn before it; `solid` is false for one that is drawn half transparent.
    """

    resource: str
    matrix: Matrix
    below: int
    solid: bool


@dataclass
class Drawing:
    """What is drawn on a page, and what of it is too much or too odd to be taken in.

    `glyphs` are the characters of level lines; `quarters` counts characters by how their lines are turned; `missing` counts
    composite graphics that the file does not hold.
    """

    glyphs: list[Glyph] = field(default_factory=list)
    rules: Rules = field(default_factory=Rules)
    images: list[DrawnImage] = field(default_factory=list)
    quarters: Counter[int] = field(default_factory=Counter)
    slanted: str = ""
    missing: int = 0
    objects: int = 0
    cut: bool = False

    @property
    def turn(self) -> int:
        """How most lines of the page are turned, in quarters clockwise."""
        return max(self.quarters, key=lambda quarters: (self.quarters[quarters], -quarters), default=0)


def drawn(contents: Iterable[etree._Element], matrix: Matrix, resources: Resources) -> Drawing:
    """Return what elements `Content` draw; `matrix` leads from the page in millimetres to points."""
    drawing = Drawing()
    for element in contents:
        _walk(element, matrix, resources, drawing, 0)
    return drawing


def _walk(element: etree._Element, matrix: Matrix, resources: Resources, drawing: Drawing, depth: int) -> None:
    for item in element:
        name = local_name(item)
        drawing.objects += 1
        if depth > MOST_DEPTH or drawing.objects > MOST_OBJECTS or len(drawing.glyphs) > MOST_GLYPHS:
            drawing.cut = True
            return
        if not is_true(item, "visible", default=True) or number(attribute(item, "alpha"), 255) <= 0:
            continue
        if name in ("layer", "pageblock"):
            _walk(item, matrix, resources, drawing, depth + 1)
        elif name in ("textobject", "pathobject", "imageobject", "compositeobject"):
            _draw(item, name, _placed(item, matrix), resources, drawing, depth)


def _draw(item: etree._Element, name: str, matrix: Matrix, resources: Resources, drawing: Drawing, depth: int) -> None:
    if name == "textobject":
        _add_text(item, matrix, drawing)
    elif name == "pathobject":
        add_rules(drawing.rules, item, matrix)
    elif name == "imageobject":
        solid = number(attribute(item, "alpha"), 255) >= _FAINTEST
        drawing.images.append(DrawnImage(attribute(item, "resourceid") or "", matrix, len(drawing.glyphs), solid))
    else:
        unit = resources.composites.get(attribute(item, "resourceid") or "")
        drawing.missing += unit is None
        for content in children(unit, "content") if unit is not None else ():
            _walk(content, matrix, resources, drawing, depth + 1)


def _add_text(item: etree._Element, matrix: Matrix, drawing: Drawing) -> None:
    shown = is_true(item, "fill", default=True) or is_true(item, "stroke", default=False)
    if not shown:
        return
    for turned in text_glyphs(item, matrix):
        if turned.quarters is not None:
            drawing.quarters[turned.quarters] += 1
        if turned.quarters == 0:
            drawing.glyphs.append(turned.glyph)
        else:
            drawing.slanted += turned.glyph.text


def _placed(item: etree._Element, matrix: Matrix) -> Matrix:
    """Return how an object's own space lies on the page: its CTM, then the corner of its Boundary."""
    boundary = numbers(attribute(item, "boundary"), 2) or [0, 0]
    own = numbers(attribute(item, "ctm"), 6)
    inner = Matrix(*own[:6]) if own else Matrix()
    return inner.then(Matrix(e=boundary[0], f=boundary[1])).then(matrix)
