"""The content of an OFD page: everything that is drawn on it, wherever it is nested, in points of the page."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from lxml import etree

from extract.readers.affine import Matrix
from extract.readers.glyphs import Glyph
from extract.readers.ofd_clips import clipped_away, placed
from extract.readers.ofd_colours import BLACK, paint_of
from extract.readers.ofd_paths import THIN, Rules, add_rules, path_box
from extract.readers.ofd_resources import Resources
from extract.readers.ofd_sight import Shape, Sight, struck
from extract.readers.ofd_text import text_glyphs
from extract.readers.ofd_xml import attribute, child, children, is_true, local_name, number

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

    `glyphs` are the characters of level lines; `unseen` are those taken from them by `seen`, which `sight` is for; `layer` names
    the drawing parameters of the present layer; `quarters` counts characters by how their lines are turned; `missing` counts
    composite graphics that the file does not hold.
    """

    glyphs: list[Glyph] = field(default_factory=list)
    unseen: list[Glyph] = field(default_factory=list)
    sight: Sight = field(default_factory=Sight)
    layer: str | None = None
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
        drawing.layer = None
        _walk(element, matrix, resources, drawing, 0)
    return drawing


def seen(drawing: Drawing, page_area: float) -> Drawing:
    """Take from a drawing the characters that nobody sees or that are struck out; a page covers `page_area` square points."""
    glyphs = drawing.glyphs
    pictures = [image.matrix.box(0, 0, 1, 1) for image in drawing.images]
    gone = drawing.sight.unseen(glyphs, pictures, page_area) | struck(glyphs, drawing.rules.horizontals)
    if not gone:
        return drawing
    images = [
        replace(image, below=image.below - sum(place < image.below for place in gone)) for image in drawing.images
    ]
    return replace(
        drawing,
        glyphs=[glyph for place, glyph in enumerate(glyphs) if place not in gone],
        unseen=[glyphs[place] for place in sorted(gone) if glyphs[place].text.strip()],
        images=images,
    )


def _walk(element: etree._Element, matrix: Matrix, resources: Resources, drawing: Drawing, depth: int) -> None:
    for item in element:
        name = local_name(item)
        drawing.objects += 1
        if depth > MOST_DEPTH or drawing.objects > MOST_OBJECTS or len(drawing.glyphs) > MOST_GLYPHS:
            drawing.cut = True
            return
        if not is_true(item, "visible", default=True) or number(attribute(item, "alpha"), 255) <= 0:
            continue
        if name == "layer":
            drawing.layer = attribute(item, "drawparam")
        if name in ("layer", "pageblock"):
            _walk(item, matrix, resources, drawing, depth + 1)
        elif name in ("textobject", "pathobject", "imageobject", "compositeobject"):
            _draw(item, name, matrix, resources, drawing, depth)


def _draw(item: etree._Element, name: str, around: Matrix, resources: Resources, drawing: Drawing, depth: int) -> None:
    matrix = placed(item, around)
    if name == "textobject":
        _add_text(item, matrix, around, resources, drawing)
    elif name == "pathobject":
        add_rules(drawing.rules, item, matrix)
        _add_shape(item, matrix, resources, drawing)
    elif name == "imageobject":
        solid = number(attribute(item, "alpha"), 255) >= _FAINTEST
        drawing.images.append(DrawnImage(attribute(item, "resourceid") or "", matrix, len(drawing.glyphs), solid))
    else:
        unit = resources.composites.get(attribute(item, "resourceid") or "")
        drawing.missing += unit is None
        for content in children(unit, "content") if unit is not None else ():
            _walk(content, matrix, resources, drawing, depth + 1)


def _add_text(item: etree._Element, matrix: Matrix, around: Matrix, resources: Resources, drawing: Drawing) -> None:
    filled, stroked = is_true(item, "fill", default=True), is_true(item, "stroke", default=False)
    if not (filled or stroked):
        return
    paint = paint_of(item, "fillcolor", resources, drawing.layer) if filled and not stroked else None
    clips = child(item, "clips") is not None
    for turned in text_glyphs(item, matrix):
        if turned.quarters is not None:
            drawing.quarters[turned.quarters] += 1
        if turned.quarters != 0:
            drawing.slanted += turned.glyph.text
            continue
        if paint is not None and (paint.colour != BLACK or paint.alpha <= 0):
            drawing.sight.paints[len(drawing.glyphs)] = paint
        if clips and clipped_away(item, turned.glyph, matrix, around):
            drawing.sight.clipped.add(len(drawing.glyphs))
        drawing.glyphs.append(turned.glyph)


def _add_shape(item: etree._Element, matrix: Matrix, resources: Resources, drawing: Drawing) -> None:
    """Take in a filled rectangle, which may lie behind text or cover it."""
    paint = paint_of(item, "fillcolor", resources, drawing.layer) if is_true(item, "fill", default=False) else None
    if paint is None or paint.alpha <= 0:
        return
    box = path_box(item, matrix)
    if box is not None and min(box[2] - box[0], box[3] - box[1]) >= THIN:
        alpha = min(paint.alpha, number(attribute(item, "alpha"), 255))
        drawing.sight.shapes.append(Shape(box, replace(paint, alpha=alpha), len(drawing.glyphs)))
