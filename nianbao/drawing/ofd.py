"""A page of an OFD file, drawn by its characters, lines and pictures where they stand, as SVG."""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby, islice

from extract.errors import UnreadableDocument
from extract.readers.affine import Matrix
from extract.readers.glyphs import Glyph
from extract.readers.ofd import pages_in
from extract.readers.ofd_content import Drawing, DrawnImage
from extract.readers.ofd_document import OfdPage
from extract.readers.ofd_images import decoded
from extract.readers.ofd_package import OfdPackage
from extract.readers.ofd_pages import picture_bytes, upright_view
from extract.ruling import Rule
from nianbao.drawing.page import SVG, Drawn
from nianbao.drawing.picture import encoded

MOST_IMAGES = 20
FONTS = "SimSun, Songti SC, Noto Serif CJK SC, Source Han Serif SC, serif"
_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def draw_ofd(data: bytes, page: int) -> Drawn:
    """Return a page of an OFD file, counted from 1. Raises UnreadableDocument."""
    package, found = next(islice(pages_in(data), page - 1, None), (None, None))
    if package is None or found is None:
        raise UnreadableDocument(f"page {page} of the OFD file cannot be opened")
    view = upright_view(found)
    shown = "".join((*_layers(package, found, view.drawing), _lines(view.drawing)))
    if view.back is not None:
        shown = f'<g transform="{_transform(view.back)}">{shown}</g>'
    size = f"{found.width:g} {found.height:g}"
    return Drawn(
        SVG,
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" width="{found.width:g}" height="{found.height:g}">'
        f'<rect width="100%" height="100%" fill="#fff"/><g font-family="{FONTS}">{shown}</g></svg>'.encode(),
    )


def _layers(package: OfdPackage, page: OfdPage, drawing: Drawing) -> Iterator[str]:
    """Yield the pictures and characters in the order in which they are drawn."""
    at = 0
    for image in sorted(drawing.images[:MOST_IMAGES], key=lambda image: image.below):
        yield from _text(drawing.glyphs[at : image.below])
        at = image.below
        yield _image(package, page, image)
    yield from _text(drawing.glyphs[at:])


def _text(glyphs: Sequence[Glyph]) -> Iterator[str]:
    for (baseline, size), line in groupby(glyphs, key=lambda glyph: (glyph.baseline, glyph.size)):
        shown = [(glyph, _NO_XML.sub("", glyph.text)) for glyph in line]
        shown = [(glyph, text) for glyph, text in shown if text.strip()]
        places = " ".join(f"{glyph.left:.2f}" for glyph, _ in shown)
        letters = escape("".join(text for _, text in shown))
        if letters:
            yield f'<text x="{places}" y="{baseline:.2f}" font-size="{size:.2f}">{letters}</text>'


def _image(package: OfdPackage, page: OfdPage, image: DrawnImage) -> str:
    """Return a picture, or nothing where it cannot be decoded."""
    try:
        picture = encoded(decoded(picture_bytes(package, page, image)))
    except (UnreadableDocument, ValueError, OSError):
        return ""
    source = f"data:{picture.media_type};base64,{b64encode(picture.data).decode()}"
    return f'<image width="1" height="1" preserveAspectRatio="none" transform="{_transform(image.matrix)}" href="{source}"/>'


def _lines(drawing: Drawing) -> str:
    level = _path(drawing.rules.horizontals, "M{start:.2f} {position:.2f}H{end:.2f}")
    upright = _path(drawing.rules.verticals, "M{position:.2f} {start:.2f}V{end:.2f}")
    return f'<path d="{level}{upright}" stroke="#000" stroke-width="0.6" fill="none"/>'


def _path(rules: Iterable[Rule], shape: str) -> str:
    return "".join(shape.format(position=rule.position, start=rule.start, end=rule.end) for rule in rules)


def _transform(matrix: Matrix) -> str:
    return f"matrix({' '.join(f'{value:.6g}' for value in matrix)})"
