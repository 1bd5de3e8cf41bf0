"""Characters and ruling lines of a page → its tables, and the lines of text outside them."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from extract.document import BoxPlace, Cell
from extract.readers.glyphs import Glyph, text_lines
from extract.readers.prose import PageContent, TextLine
from extract.readers.wrapped import goes_on
from extract.ruling import Box, Piece, grid_of_cells

Area = tuple[float, float, float, float]
"""Left, top, right, bottom."""

Spot = tuple[int, int]
"""The number of a table on the page, and the number of a cell in it."""

TOUCHING = 0.15
"""Digits closer than this share of their size are of one number."""

_DIGITS = frozenset("0123456789.,０１２３４５６７８９．")


def page_content(
    glyphs: Iterable[Glyph],
    pieces: Iterable[Piece],
    pictures: Sequence[Area] = (),
    *,
    page: int,
    width: float,
    height: float,
) -> PageContent:
    """Return a page with its tables and the lines of text outside them; a frame of one column around text is no table.

    A cell that shows one of `pictures`, or characters that stand for no letter, is opaque; one is in doubt whose number runs
    over its border.
    """
    tables = sorted((piece for piece in pieces if _is_table(piece)), key=_area)
    finders = [_BoxFinder(piece) for piece in tables]
    placed = [(glyph, _spot(glyph, finders)) for glyph in glyphs]
    held: dict[Spot | None, list[Glyph]] = {}
    for glyph, spot in placed:
        held.setdefault(spot, []).append(glyph)
    doubts = _crossing(placed)
    grids = []
    for number, piece in enumerate(tables):
        cells = [
            _cell(box, held.get((number, place), []), doubts.get((number, place), ()), pictures, page)
            for place, box in enumerate(piece.boxes)
        ]
        grids.append((piece.top, grid_of_cells(piece, cells, 0)))
    return PageContent(page, width, height, text_lines(held.get(None, [])), sorted(grids, key=lambda pair: pair[0]))


def _spot(glyph: Glyph, finders: Sequence["_BoxFinder"]) -> Spot | None:
    for number, finder in enumerate(finders):
        box = finder.at(*glyph.centre)
        if box is not None:
            return number, box
    return None


def _crossing(placed: Iterable[tuple[Glyph, Spot | None]]) -> dict[Spot, tuple[str, ...]]:
    """Return for each cell the numbers that run over its border: nobody knows in which cell they stand."""
    digits = sorted(
        ((glyph, spot) for glyph, spot in placed if glyph.text in _DIGITS),
        key=lambda pair: (round(pair[0].baseline), pair[0].left),
    )
    doubts: dict[Spot, tuple[str, ...]] = {}
    run: list[tuple[Glyph, Spot | None]] = []
    for pair in [*digits, None]:
        if pair is not None and run and _touch(run[-1][0], pair[0]):
            run.append(pair)
            continue
        spots = {spot for _, spot in run}
        if len(spots) > 1:
            number = "".join(glyph.text for glyph, _ in run)
            doubts |= {spot: (*doubts.get(spot, ()), number) for spot in spots if spot is not None}
        run = [pair] if pair is not None else []
    return doubts


def _touch(before: Glyph, glyph: Glyph) -> bool:
    level = abs(before.baseline - glyph.baseline) < TOUCHING * glyph.size
    return level and glyph.left - before.right < TOUCHING * glyph.size


def _is_table(piece: Piece) -> bool:
    return piece.columns > 1 and len(piece.boxes) > 1


def _area(piece: Piece) -> float:
    return (piece.right - piece.left) * (piece.bottom - piece.top)


class _BoxFinder:
    """Finds the cell of a table that covers a point."""

    def __init__(self, piece: Piece) -> None:
        self._xs = [piece.left] * (piece.columns + 1)
        self._ys = [piece.top] * (piece.rows + 1)
        self._owner: dict[tuple[int, int], int] = {}
        for number, box in enumerate(piece.boxes):
            self._xs[box.column], self._xs[box.column + box.colspan] = box.left, box.right
            self._ys[box.row], self._ys[box.row + box.rowspan] = box.top, box.bottom
            for row in range(box.row, box.row + box.rowspan):
                for column in range(box.column, box.column + box.colspan):
                    self._owner[row, column] = number

    def at(self, x: float, y: float) -> int | None:
        """Return the number of the box at a point, or None outside the table."""
        return self._owner.get((bisect_right(self._ys, y) - 1, bisect_right(self._xs, x) - 1))


def _cell(box: Box, glyphs: Sequence[Glyph], doubts: tuple[str, ...], pictures: Sequence[Area], page: int) -> Cell:
    text = _lines_of(box, text_lines(glyphs))
    place = BoxPlace(page, (round(box.left, 1), round(box.top, 1), round(box.right, 1), round(box.bottom, 1)))
    known = "".join(character for character in text if not _is_unknown(character))
    if known != text:
        doubts = (*doubts, known)
    opaque = known != text or any(_shows(box, picture) for picture in pictures)
    return Cell(text, box.row, box.column, place, box.rowspan, box.colspan, opaque=opaque, alternatives=doubts)


def _lines_of(box: Box, lines: Sequence[TextLine]) -> str:
    """Return the lines of a cell; a long number that fills its line goes on in the next one without a break."""
    text, before = "", None
    for line in lines:
        wrapped = before is not None and goes_on(
            before.text, line.text, before.right - before.left, box.right - box.left
        )
        text += "" if before is None or wrapped else "\n"
        text, before = text + line.text, line
    return text


def _is_unknown(character: str) -> bool:
    return character == "\ufffd" or "\ue000" <= character <= "\uf8ff" or character >= "\U000f0000"


def _shows(box: Box, picture: Area) -> bool:
    left, top, right, bottom = picture
    inside = box.left <= (left + right) / 2 <= box.right and box.top <= (top + bottom) / 2 <= box.bottom
    return inside and right - left < 1.5 * (box.right - box.left) and bottom - top < 1.5 * (box.bottom - box.top)
