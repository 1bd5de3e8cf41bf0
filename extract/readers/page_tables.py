"""Characters and ruling lines of a page → its tables, and the lines of text outside them."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from extract.document import BoxPlace, Cell, Grid
from extract.readers.glyphs import Glyph, text_lines
from extract.readers.prose import PageContent
from extract.ruling import Box, Piece, grid_of_cells

Area = tuple[float, float, float, float]
"""Left, top, right, bottom."""


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

    A cell that shows one of `pictures`, or characters that stand for no letter, is opaque.
    """
    tables = sorted((piece for piece in pieces if _is_table(piece)), key=_area)
    held: list[dict[int, list[Glyph]]] = [{} for _ in tables]
    finders = [_BoxFinder(piece) for piece in tables]
    outside = []
    for glyph in glyphs:
        for finder, cells in zip(finders, held, strict=True):
            found = finder.at(*glyph.centre)
            if found is not None:
                cells.setdefault(found, []).append(glyph)
                break
        else:
            outside.append(glyph)
    grids = [
        (piece.top, _grid(piece, [cells.get(number, []) for number in range(len(piece.boxes))], pictures, page))
        for piece, cells in zip(tables, held, strict=True)
    ]
    return PageContent(page, width, height, text_lines(outside), sorted(grids, key=lambda pair: pair[0]))


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


def _grid(piece: Piece, held: Sequence[Sequence[Glyph]], pictures: Sequence[Area], page: int) -> Grid:
    cells = [_cell(box, glyphs, pictures, page) for box, glyphs in zip(piece.boxes, held, strict=True)]
    return grid_of_cells(piece, cells, 0)


def _cell(box: Box, glyphs: Sequence[Glyph], pictures: Sequence[Area], page: int) -> Cell:
    text = "\n".join(line.text for line in text_lines(glyphs))
    place = BoxPlace(page, (round(box.left, 1), round(box.top, 1), round(box.right, 1), round(box.bottom, 1)))
    opaque = any(map(_is_unknown, text)) or any(_shows(box, picture) for picture in pictures)
    return Cell(text, box.row, box.column, place, box.rowspan, box.colspan, opaque=opaque)


def _is_unknown(character: str) -> bool:
    return character == "\ufffd" or "\ue000" <= character <= "\uf8ff" or character >= "\U000f0000"


def _shows(box: Box, picture: Area) -> bool:
    left, top, right, bottom = picture
    inside = box.left <= (left + right) / 2 <= box.right and box.top <= (top + bottom) / 2 <= box.bottom
    return inside and right - left < 1.5 * (box.right - box.left) and bottom - top < 1.5 * (box.bottom - box.top)
