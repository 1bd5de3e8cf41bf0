"""Pages of a PDF whose text runs down, up or upside down: turned until it is upright, and their tables turned back.

`turn` counts quarters counter-clockwise, as direction_of gives them.
"""

from collections.abc import Sequence
from dataclasses import replace

from extract.document import BoxPlace, Cell, Grid
from extract.readers.pdf_page import Drawing, Frame
from extract.readers.pdf_text import Glyph
from extract.ruling import Rule


def _turned(frame: Frame, turn: int, x: float, y: float) -> tuple[float, float]:
    """Return where a point of the page as shown stands when the page is turned clockwise until its text is upright."""
    if turn == 1:
        return frame.height - y, x
    if turn == 2:
        return frame.width - x, frame.height - y
    return y, frame.width - x


def _turned_back(frame: Frame, turn: int, x: float, y: float) -> tuple[float, float]:
    if turn == 1:
        return y, frame.height - x
    if turn == 2:
        return frame.width - x, frame.height - y
    return frame.width - y, x


def upright(glyphs: Sequence[Glyph], drawing: Drawing, frame: Frame, turn: int) -> tuple[list[Glyph], Drawing]:
    """Return characters and lines of a page turned until its text is upright."""
    turned = [Glyph(glyph.text, *_turned_box(frame, turn, glyph[1:])) for glyph in glyphs]
    level = [_rule(frame, turn, rule.start, rule.position, rule.end, rule.position) for rule in drawing.horizontals]
    upright = [_rule(frame, turn, rule.position, rule.start, rule.position, rule.end) for rule in drawing.verticals]
    if turn % 2:
        level, upright = upright, level
    pictures = tuple(_turned_box(frame, turn, box) for box in drawing.pictures)
    return turned, Drawing(tuple(level), tuple(upright), pictures)


def _turned_box(frame: Frame, turn: int, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    ax, ay = _turned(frame, turn, box[0], box[1])
    bx, by = _turned(frame, turn, box[2], box[3])
    return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def _rule(frame: Frame, turn: int, x0: float, y0: float, x1: float, y1: float) -> Rule:
    ax, ay = _turned(frame, turn, x0, y0)
    bx, by = _turned(frame, turn, x1, y1)
    if abs(ay - by) < abs(ax - bx):
        return Rule((ay + by) / 2, min(ax, bx), max(ax, bx))
    return Rule((ax + bx) / 2, min(ay, by), max(ay, by))


def as_shown(grid: Grid, frame: Frame, turn: int) -> Grid:
    """Return a grid read from a turned page with its boxes on the page as it is shown."""
    cells: dict[int, Cell] = {}
    for cell in grid.cells():
        if isinstance(cell.place, BoxPlace):
            left, top, right, bottom = cell.place.box
            ax, ay = _turned_back(frame, turn, left, top)
            bx, by = _turned_back(frame, turn, right, bottom)
            box = tuple(round(v, 1) for v in (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)))
            cells[id(cell)] = replace(cell, place=BoxPlace(cell.place.page, (box[0], box[1], box[2], box[3])))
    rows = tuple(tuple(cells[id(cell)] if cell is not None else None for cell in row) for row in grid.rows)
    return replace(grid, rows=rows)
