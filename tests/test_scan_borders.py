"""Borders broken into strokes are told from the strokes of letters, and numbered lines from the ends of cut ones."""

import numpy as np
import pytest

from extract.document import BoxPlace, Cell, Grid
from extract.mapping.lines import Line
from extract.mapping.pieces import joined
from extract.recognition.rules import Ruled, tables_of
from extract.ruling import Rule

DPI = 72.0
EMPTY = np.zeros((1, 1), np.uint8)
FIRST = "1.申请人无正当理由逾期不补正"


@pytest.mark.parametrize(
    ("dashes", "cells"),
    [([(41, 58), (62, 99)], 4), ([(42, 52), (53, 64), (66, 74)], 3), ([(41, 50), (42, 50), (90, 99)], 3)],
)
def test_strokes_that_keep_away_from_the_edges_of_a_cell_or_cover_little_are_letters(
    dashes: list[tuple[int, int]], cells: int
) -> None:
    across = (Rule(40, 40, 160), Rule(70, 100, 160), Rule(100, 40, 160))
    down = tuple(Rule(x, 40, 100) for x in (40, 100, 160))
    strokes = tuple(Rule(70, start, end) for start, end in dashes)
    (piece,) = tables_of(Ruled(across, down, EMPTY, EMPTY, strokes), DPI)
    assert len(piece.boxes) == cells


def line_of(index: int, texts: list[str]) -> Line:
    """Return the only line of a table on a page of its own."""
    cells = tuple(
        Cell(text, 0, column, BoxPlace(index + 1, (column * 50, 0, column * 50 + 50, 20)))
        for column, text in enumerate(texts)
    )
    return Line(Grid(index, (cells,)), 0, cells)


@pytest.mark.parametrize(("second", "lines"), [("2.申请人逾期未按收费通知……", 2), ("、行政机关不再处理", 1)])
def test_a_numbered_label_with_values_begins_a_line(second: str, lines: int) -> None:
    known = {FIRST + "2.申请人逾期未按收费通知……", FIRST + "、行政机关不再处理"}
    halves = [line_of(0, [FIRST, "1108", "17"]), line_of(1, [second, "773", "5"])]
    found = joined(halves, known.__contains__, set[Line]().__contains__)
    assert len(found) == lines
