"""A page of an OFD file → text and tables as drawn, or the image of a scanned page for the recogniser."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extract.document import Issue, Picture
from extract.errors import UnreadableDocument
from extract.readers.affine import Matrix
from extract.readers.ofd_content import Drawing, DrawnImage, drawn
from extract.readers.ofd_document import POINTS_PER_MM, OfdPage
from extract.readers.ofd_package import OfdPackage
from extract.readers.page_tables import page_content
from extract.readers.prose import PageContent
from extract.ruling import Piece, TooManyRules, table_pieces

if TYPE_CHECKING:
    from extract.readers.ofd_images import PageImage

SCANNED = 0.5
"""Pictures that cover this share of a page without text or tables above them are a scan of it."""

SHOWN = 0.05
"""A picture that covers this share of a page may show a table."""

LEAST_PICTURE = 4_000
_SLANTED_SHOWN = 60


@dataclass(frozen=True, slots=True)
class ReadPage:
    """What stands on a page: its content, or the image of a scan; pictures in it, and what was left out of it."""

    content: PageContent
    scan: "PageImage | None" = None
    pictures: tuple[Picture, ...] = ()
    issues: tuple[Issue, ...] = ()


def read_page(package: OfdPackage, page: OfdPage, number: int) -> ReadPage:
    """Return what stands on a page, counted from 1; a page whose lines are turned is read upright."""
    scale = Matrix(POINTS_PER_MM, 0, 0, POINTS_PER_MM)
    drawing = drawn(page.contents, scale, page.resources)
    issues = _left_out(drawing, number)
    pieces: list[Piece] = []
    try:
        pieces = table_pieces(drawing.rules.horizontals, drawing.rules.verticals)
    except TooManyRules:
        issues.append(Issue("too_many_rules", f"page {number} draws too many lines: its tables were not read"))
    content = page_content(
        drawing.glyphs,
        pieces,
        [image.matrix.box(0, 0, 1, 1) for image in drawing.images],
        page=number,
        width=page.width,
        height=page.height,
    )
    if _is_scan(drawing, content):
        return _scanned(package, page, drawing, content, issues)
    pictures = tuple(_pictures(package, page, drawing.images, number))
    return ReadPage(content, None, pictures, tuple(issues))


def _left_out(drawing: Drawing, number: int) -> list[Issue]:
    issues = []
    if drawing.cut:
        issues.append(Issue("page_too_large", f"page {number} draws so much that the rest of it was not read"))
    if drawing.missing:
        issues.append(Issue("page_incomplete", f"page {number} uses {drawing.missing} graphics that the file lacks"))
    if drawing.slanted.strip():
        text = drawing.slanted[:_SLANTED_SHOWN]
        issues.append(Issue("slanted_text", f"text of page {number} that is not level was not read: {text}"))
    return issues


def _is_scan(drawing: Drawing, content: PageContent) -> bool:
    """Return whether a page is a picture: nothing but white space is drawn above pictures that cover it, and no table."""
    large = [image for image in drawing.images if image.solid]
    covered = sum(_share(image, content.width, content.height) for image in large)
    if covered < SCANNED or content.tables:
        return False
    first = large[-1].below
    return not any(glyph.text.strip() for glyph in drawing.glyphs[first:])


def _share(image: DrawnImage, width: float, height: float) -> float:
    left, top, right, bottom = image.matrix.box(0, 0, 1, 1)
    across, down = min(right, width) - max(left, 0.0), min(bottom, height) - max(top, 0.0)
    return max(across, 0.0) * max(down, 0.0) / (width * height)


def _scanned(
    package: OfdPackage, page: OfdPage, drawing: Drawing, content: PageContent, issues: list[Issue]
) -> ReadPage:
    from extract.readers.ofd_images import page_image

    try:
        pictures = [(_bytes(package, page, image), image.matrix) for image in drawing.images]
        scan = page_image(pictures, page.width, page.height)
    except UnreadableDocument as error:
        issues.append(Issue("picture_unreadable", f"page {content.number} is a picture that cannot be read: {error}"))
        return ReadPage(content, issues=tuple(issues))
    if any(glyph.text.strip() for glyph in drawing.glyphs):
        issues.append(Issue("hidden_text", f"the text below the picture of page {content.number} was not used"))
    return ReadPage(content, scan, issues=tuple(issues))


def _pictures(package: OfdPackage, page: OfdPage, images: Sequence[DrawnImage], number: int) -> list[Picture]:
    """Return the pictures of a page that are large enough to show a table."""
    found = []
    for place, image in enumerate(images, 1):
        if image.resource in page.resources.pictures and _share(image, page.width, page.height) >= SHOWN:
            data = _bytes(package, page, image)
            if len(data) >= LEAST_PICTURE:
                found.append(Picture(f"page {number}, picture {place}", data))
    return found


def _bytes(package: OfdPackage, page: OfdPage, image: DrawnImage) -> bytes:
    name = page.resources.pictures.get(image.resource)
    if name is None:
        raise UnreadableDocument(f"the picture {image.resource} is missing")
    return package.read(name)
