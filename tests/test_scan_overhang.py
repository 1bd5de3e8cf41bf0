"""Numbers that run over the border of their cell in a picture are read with their last digit, and never surely without it."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from extract.document import Cell, Paragraph
from extract.readers.scan import read_page_image
from extract.readers.scan_frames import Frame, frames_of
from extract.recognition.light import gray_without_seals
from extract.recognition.lines import Line, print_of
from extract.recognition.model import Recognised
from extract.recognition.votes import Reading, beside_seal, settled

FONT = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc")
needs_font = pytest.mark.skipif(not FONT.exists(), reason="no Chinese font to draw pages with")
SURE = 0.8
NUMBERS = ["10844888", "10140634", "12087956", "62081818"]


def _drawn(overhang: int) -> np.ndarray:
    """Draw two lines of four cells; the first number of each cell begins so that it ends `overhang` pixels beyond it."""
    page = Image.new("L", (1000, 400), 255)
    draw = ImageDraw.Draw(page)
    font = ImageFont.truetype(str(FONT), 34, 2)
    for row in range(4):
        draw.line((60, 100 + 70 * row, 860, 100 + 70 * row), fill=0, width=3)
    for column in range(5):
        draw.line((60 + 200 * column, 100, 60 + 200 * column, 310), fill=0, width=3)
    for column, number in enumerate(NUMBERS):
        wide = draw.textlength(number, font=font)
        draw.text((260 + 200 * column + overhang - wide, 118), number, font=font, fill=0)
        draw.text((130 + 200 * column, 188), "17", font=font, fill=0)
    return np.asarray(page)


def _cells(page: np.ndarray) -> dict[tuple[int, int], Cell]:
    (grid,) = [b for b in read_page_image(page, dpi=200, page=1).blocks if not isinstance(b, Paragraph)]
    return {(cell.row, cell.column): cell for cell in grid.cells()}


@needs_font
@pytest.mark.parametrize("overhang", [0, 4, 8, 12, 16])
def test_a_number_over_the_border_is_never_surely_shorter(overhang: int) -> None:
    cells = _cells(_drawn(overhang))
    for column, number in enumerate(NUMBERS):
        cell = cells[0, column]
        sure = (cell.confidence or 0) >= SURE and not cell.alternatives and not cell.opaque
        assert cell.text == number or not sure
        assert cells[1, column].text == "17"


@needs_font
def test_the_digit_on_the_border_is_read() -> None:
    cells = _cells(_drawn(9))
    assert [cells[0, column].text for column in range(4)] == NUMBERS
    assert all((cells[0, column].confidence or 0) < SURE for column in range(4))


@pytest.mark.parametrize(
    ("wide", "high", "dash"), [(8, 3, True), (6, 3, True), (7, 4, True), (4, 4, False), (6, 6, False)]
)
def test_a_dash_is_told_by_its_shape(wide: int, high: int, dash: bool) -> None:
    ink = np.zeros((60, 100), np.uint8)
    ink[30 : 30 + high, 40 : 40 + wide] = 255
    line = Line(40, 30, 40 + wide, 30 + high)
    printed = print_of(ink, np.zeros_like(ink), 150)
    reading = settled(Recognised("•", 0.4), Recognised("0", 0.3), printed, line)
    assert (reading.text == "-" and reading.confidence >= SURE) == dash


def test_only_strokes_of_a_seal_are_taken_off() -> None:
    page = np.full((400, 400, 3), 255, np.uint8)
    cv2.putText(page, "7", (190, 210), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (120, 120, 120), 1)
    before = page[..., 0].copy()
    cv2.circle(page, (200, 200), 120, (214, 40, 40), 5)
    gray, strokes = gray_without_seals(page, 150)
    assert (gray[180:220, 180:220] == before[180:220, 180:220]).all()
    assert strokes[200, 80] > 0 and not strokes[150:250, 150:250].any()


@pytest.mark.parametrize(("left", "right", "doubted"), [(30, 34, True), (62, 74, True), (90, 95, False)])
def test_a_number_that_a_seal_crosses_is_in_doubt(left: int, right: int, doubted: bool) -> None:
    covered = np.zeros((40, 100), np.uint8)
    covered[:, left:right] = 255
    assert (beside_seal(Reading("58", 1.0), covered, Line(20, 10, 60, 30)).confidence < SURE) == doubted


def test_pages_below_one_another_keep_the_stated_resolution() -> None:
    image = Image.new("L", (1240, 3508), 255)
    image.info["dpi"] = (150.0, 150.0)
    (frame,) = frames_of(image)
    assert isinstance(frame, Frame) and frame.dpi == 150


def test_lines_that_run_into_each_other_are_parted() -> None:
    ink = np.zeros((80, 200), np.uint8)
    for left in range(20, 160, 20):
        ink[10:28, left : left + 14] = 255
        ink[30:48, left : left + 14] = 255
    ink[20:40, 170:173] = 255
    assert len(print_of(ink, np.zeros_like(ink), 150).lines) == 2
