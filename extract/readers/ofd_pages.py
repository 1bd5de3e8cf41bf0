"""A page of an OFD file → text and tables as drawn, or the image of a scanned page for the recogniser."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extract.document import Issue, Picture
from extract.errors import UnreadableDocument
from extract.readers.affine import Matrix
from extract.readers.glyphs import Glyph
from extract.readers.ofd_content import Drawing, DrawnImage, drawn, seen
from extract.readers.ofd_document import POINTS_PER_MM, OfdPage
from extract.readers.ofd_package import OfdPackage
from extract.readers.page_tables import page_content
from extract.readers.prose import PageContent
from extract.readers.turned import upright
from extract.ruling import Piece, TooManyRules, table_pieces

if TYPE_CHECKING:
    from extract.readers.ofd_images import PageImage

SCANNED = 0.5
"""Pictures that cover this share of a page without text or tables above them are a scan of it."""

SHOWN = 0.05
"""A picture that covers this share of a page may show a table."""

LEAST_PICTURE = 4_000
MOST_ABOVE = 40
"""So few characters above a scan are a page number or a stamp of receipt, not the text of the page."""

_TEXT_SHOWN = 60
_MILLIMETRES = Matrix(POINTS_PER_MM, 0, 0, POINTS_PER_MM)


@dataclass(frozen=True, slots=True)
class ReadPage:
    """What stands on a page: its content, the image of a scan below it, pictures in it, and what was left out of it.

    `turned` leads from the page read upright back to the page as it is, where its lines are turned.
    """

    content: PageContent
    scan: "PageImage | None" = None
    pictures: tuple[Picture, ...] = ()
    issues: tuple[Issue, ...] = ()
    turned: Matrix | None = None


@dataclass(frozen=True, slots=True)
class View:
    """A page read upright: what is drawn on it, its size, and what leads back to the page as it is, if it was turned."""

    drawing: Drawing
    width: float
    height: float
    back: Matrix | None = None


def read_page(package: OfdPackage, page: OfdPage, number: int) -> ReadPage:
    """Return what stands on a page, counted from 1; a page whose lines are turned is read upright."""
    flat = _flat(page)
    view = _upright(page, flat)
    issues = _left_out(view.drawing, number)
    scan = _scan(package, page, view, flat, number, issues) if _is_scan(view) else None
    glyphs = view.drawing.glyphs if scan is None else _above(view.drawing)
    content = page_content(
        glyphs,
        _pieces(view.drawing, number, issues),
        [
            *(image.matrix.box(0, 0, 1, 1) for image in view.drawing.images),
            *((glyph.left, glyph.top, glyph.right, glyph.bottom) for glyph in view.drawing.unseen),
        ],
        page=number,
        width=view.width,
        height=view.height,
    )
    if scan is None and not glyphs and len(view.drawing.rules.horizontals) > 1:
        issues.append(Issue("page_without_text", f"page {number} draws lines and shapes, but holds no text"))
    pictures = () if scan is not None else tuple(_pictures(package, page, flat.images, number))
    return ReadPage(content, scan, pictures, tuple(issues), view.back)


def upright_view(page: OfdPage) -> View:
    """Return what is drawn on a page, turned until most of its lines are level."""
    return _upright(page, _flat(page))


def _flat(page: OfdPage) -> Drawing:
    return seen(drawn(page.contents, _MILLIMETRES, page.resources), page.width * page.height)


def _upright(page: OfdPage, flat: Drawing) -> View:
    if not flat.turn:
        return View(flat, page.width, page.height)
    width, height = (page.height, page.width) if flat.turn % 2 else (page.width, page.height)
    matrix = _MILLIMETRES.then(upright(flat.turn, page.width, page.height))
    turned = seen(drawn(page.contents, matrix, page.resources), width * height)
    return View(turned, width, height, upright(-flat.turn, width, height))


def _pieces(drawing: Drawing, number: int, issues: list[Issue]) -> list[Piece]:
    try:
        return table_pieces(drawing.rules.horizontals, drawing.rules.verticals)
    except TooManyRules:
        issues.append(Issue("too_many_rules", f"page {number} draws too many lines: its tables were not read"))
        return []


def _left_out(drawing: Drawing, number: int) -> list[Issue]:
    issues = []
    if drawing.cut:
        issues.append(Issue("page_too_large", f"page {number} draws so much that the rest of it was not read"))
    if drawing.unseen:
        text = "".join(glyph.text for glyph in drawing.unseen)[:_TEXT_SHOWN]
        issues.append(
            Issue("hidden_text", f"text of page {number} that is struck out or not seen was left out: {text}")
        )
    if drawing.missing:
        issues.append(Issue("page_incomplete", f"page {number} uses {drawing.missing} graphics that the file lacks"))
    if drawing.slanted.strip():
        text = drawing.slanted[:_TEXT_SHOWN]
        issues.append(Issue("slanted_text", f"text of page {number} that is not level was not read: {text}"))
    return issues


def _is_scan(view: View) -> bool:
    """Return whether pictures cover a page and next to nothing is drawn above them: a page number, a line, no table."""
    covered = sum(_share(image, view.width, view.height) for image in view.drawing.images if image.solid)
    written = sum(not glyph.text.isspace() for glyph in _above(view.drawing))
    rules = view.drawing.rules
    return covered >= SCANNED and written < MOST_ABOVE and min(len(rules.horizontals), len(rules.verticals)) < 2


def _above(drawing: Drawing) -> Sequence[Glyph]:
    """Return the characters that no picture is drawn over."""
    return drawing.glyphs[max((image.below for image in drawing.images if image.solid), default=0) :]


def _share(image: DrawnImage, width: float, height: float) -> float:
    left, top, right, bottom = image.matrix.box(0, 0, 1, 1)
    across, down = min(right, width) - max(left, 0.0), min(bottom, height) - max(top, 0.0)
    return max(across, 0.0) * max(down, 0.0) / (width * height)


def _scan(
    package: OfdPackage, page: OfdPage, view: View, flat: Drawing, number: int, issues: list[Issue]
) -> "PageImage | None":
    """Return the image of a page, or None when a picture of it cannot be decoded."""
    from extract.readers.ofd_images import page_image

    try:
        pictures = [(picture_bytes(package, page, image), image.matrix) for image in flat.images]
        scan = page_image(pictures, page.width, page.height)
    except UnreadableDocument as error:
        issues.append(Issue("picture_unreadable", f"page {number} is a picture that cannot be read: {error}"))
        return None
    if len(_above(view.drawing)) < len(view.drawing.glyphs):
        issues.append(Issue("hidden_text", f"the text below the picture of page {number} was not used"))
    return scan


def _pictures(package: OfdPackage, page: OfdPage, images: Sequence[DrawnImage], number: int) -> list[Picture]:
    """Return the pictures of a page that are large enough to show a table."""
    found = []
    for place, image in enumerate(images, 1):
        if image.resource in page.resources.pictures and _share(image, page.width, page.height) >= SHOWN:
            data = picture_bytes(package, page, image)
            if len(data) >= LEAST_PICTURE:
                found.append(Picture(f"page {number}, picture {place}", data))
    return found


def picture_bytes(package: OfdPackage, page: OfdPage, image: DrawnImage) -> bytes:
    """Return the bytes of a picture on a page. Raises UnreadableDocument when the file lacks it."""
    name = page.resources.pictures.get(image.resource)
    if name is None:
        raise UnreadableDocument(f"the picture {image.resource} is missing")
    return package.read(name)
