"""Ruling lines → tables: pure geometry."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.document import BoxPlace
from extract.ruling import MOST_RULES, Piece, Rule, TooManyRules, grid_of, table_pieces

Lines = tuple[list[Rule], list[Rule]]


def lattice(xs: list[float], ys: list[float]) -> Lines:
    """Return the lines of a table without merged cells."""
    return [Rule(y, xs[0], xs[-1]) for y in ys], [Rule(x, ys[0], ys[-1]) for x in xs]


def spans(piece: Piece) -> list[tuple[int, int, int, int]]:
    return [(box.row, box.column, box.rowspan, box.colspan) for box in piece.boxes]


def test_a_table_of_two_by_two() -> None:
    [piece] = table_pieces(*lattice([10, 50, 100], [20, 40, 60]))
    assert (piece.rows, piece.columns) == (2, 2)
    assert (piece.left, piece.top, piece.right, piece.bottom) == (10, 20, 100, 60)
    assert spans(piece) == [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)]
    box = piece.boxes[3]
    assert (box.left, box.top, box.right, box.bottom) == (50, 40, 100, 60)


def test_cells_span_rows_and_columns_where_no_line_parts_them() -> None:
    level = [Rule(0, 0, 90), Rule(20, 30, 90), Rule(40, 30, 90), Rule(60, 0, 90)]
    upright = [Rule(0, 0, 60), Rule(30, 0, 60), Rule(60, 20, 60), Rule(90, 0, 60)]
    [piece] = table_pieces(level, upright)
    assert spans(piece) == [(0, 0, 3, 1), (0, 1, 1, 2), (1, 1, 1, 1), (1, 2, 1, 1), (2, 1, 1, 1), (2, 2, 1, 1)]


def test_lines_side_by_side_are_one_and_short_gaps_are_closed() -> None:
    level = [Rule(y + d, 0, 100) for y in (0, 20, 40) for d in (-0.8, 0.8)]
    upright = [Rule(x, y, y + 18) for x in (0, 50, 100) for y in (0, 20)]
    [piece] = table_pieces(level, upright)
    assert (piece.rows, piece.columns, len(piece.boxes)) == (2, 2, 4)


def test_lines_of_dashes_are_whole_lines() -> None:
    level = [Rule(y, x, x + 2) for y in (0, 20, 40) for x in range(0, 101, 4)]
    upright = [Rule(x, y, y + 2) for x in (0, 50, 100) for y in range(0, 41, 4)]
    [piece] = table_pieces(level, upright)
    assert (piece.rows, piece.columns, len(piece.boxes)) == (2, 2, 4)


@pytest.mark.parametrize("end", ["top", "bottom"])
def test_a_row_cut_by_a_page_break_is_closed(end: str) -> None:
    ys: list[float] = [0, 20, 40, 60]
    level, upright = lattice([0, 30, 60, 90], ys)
    gone = 0 if end == "top" else 60
    [piece] = table_pieces([rule for rule in level if rule.position != gone], upright)
    assert (piece.rows, piece.top, piece.bottom) == (3, 0, 60)


def test_a_table_without_outer_border_ends_where_its_lines_end() -> None:
    level, upright = lattice([0, 30, 60, 90], [0, 20, 40, 60])
    [piece] = table_pieces(level[1:-1], upright[1:-1])
    assert (piece.rows, piece.columns, len(piece.boxes)) == (3, 3, 9)
    assert (piece.left, piece.top, piece.right, piece.bottom) == (0, 0, 90, 60)


def test_tables_apart_come_from_top_to_bottom() -> None:
    below, above = lattice([0, 50, 100], [200, 220, 240]), lattice([0, 40, 100], [20, 40, 60])
    pieces = table_pieces(below[0] + above[0], below[1] + above[1])
    assert [piece.top for piece in pieces] == [20, 200]


def test_lines_that_enclose_nothing_are_no_table() -> None:
    assert table_pieces([], []) == []
    assert table_pieces([Rule(10, 0, 500)], []) == []
    assert table_pieces([Rule(10, 0, 500), Rule(30, 0, 500)], [Rule(600, 0, 40)]) == []


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(8, 60), min_size=1, max_size=8),
    st.lists(st.floats(8, 60), min_size=1, max_size=8),
    st.randoms(use_true_random=False),
)
def test_the_cells_cover_the_table_once_in_whatever_order_lines_come(
    widths: list[float], heights: list[float], rng: object
) -> None:
    xs, ys = [0.0], [0.0]
    for width in widths:
        xs.append(xs[-1] + width)
    for height in heights:
        ys.append(ys[-1] + height)
    level, upright = lattice(xs, ys)
    level = [Rule(y.position, a, b) for y in level for a, b in pairwise(xs)]
    rng.shuffle(level)  # type: ignore[attr-defined]  # hypothesis gives a Random
    [piece] = table_pieces(level, upright)
    assert (piece.rows, piece.columns, len(piece.boxes)) == (len(heights), len(widths), len(heights) * len(widths))
    assert len({(box.row, box.column) for box in piece.boxes}) == len(piece.boxes)


def test_a_page_of_hatching_is_refused() -> None:
    with pytest.raises(TooManyRules):
        table_pieces([Rule(3.0 * n, 0, 500) for n in range(MOST_RULES + 1)], [])
    with pytest.raises(TooManyRules):
        table_pieces(*lattice([5.0 * n for n in range(300)], [5.0 * n for n in range(300)]))


def test_the_grid_gives_every_cell_its_text_spans_and_box() -> None:
    level = [Rule(0, 0, 90), Rule(20.04, 0, 90), Rule(40, 0, 90)]
    upright = [Rule(0, 0, 40), Rule(45, 20, 40), Rule(90, 0, 40)]
    [piece] = table_pieces(level, upright)
    grid = grid_of(piece, ["信息内容", "规章", "13"], 2, 7)
    head, label, value = grid.cells()
    assert (grid.index, grid.width, grid.exact) == (2, 2, True)
    assert grid.rows[0] == (head, head)
    assert (head.text, head.colspan, label.text, value.text) == ("信息内容", 2, "规章", "13")
    assert value.place == BoxPlace(7, (45, 20.0, 90, 40))


def test_verticals_alone_part_a_single_row() -> None:
    comb = [Rule(100.0 + 30 * n, 50, 70) for n in range(14)]
    (piece,) = table_pieces([], comb)
    assert (piece.rows, piece.columns) == (1, 15)
    assert (piece.left, piece.right, piece.top, piece.bottom) == (70, 520, 50, 70)


def test_strokes_close_together_or_of_unlike_heights_are_no_row() -> None:
    assert table_pieces([], [Rule(100.0 + 4 * n, 50, 70) for n in range(14)]) == []
    assert table_pieces([], [Rule(100.0 + 30 * n, 50 + 5 * n, 70 + 5 * n) for n in range(14)]) == []


@pytest.mark.parametrize(("top", "bottom"), [(0, 60), (20, 80)])
def test_two_verticals_of_one_height_part_the_rows_above_and_below_a_single_line(top: float, bottom: float) -> None:
    level = [Rule(40, 0, 300)]
    [piece] = table_pieces(level, [Rule(100, top, bottom), Rule(200, top, bottom)])
    assert spans(piece) == [(row, column, 1, 1) for row in (0, 1) for column in (0, 1, 2)]
    assert (piece.left, piece.top, piece.right, piece.bottom) == (0, top, 300, bottom)
    assert table_pieces(level, [Rule(100, top, bottom), Rule(200, top - 12, bottom)]) == []
    assert table_pieces(level, [Rule(100, top, bottom)]) == []
    assert table_pieces([Rule(bottom, 0, 300)], [Rule(100, top, bottom), Rule(200, top, bottom)]) == []
