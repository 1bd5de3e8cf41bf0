"""The geometry of a page image: its tilt, its ruling lines, its ink."""

import math

import cv2
import numpy as np

from extract.readers.recognise import Gray
from extract.ruling import Rule

MOST_TILT = 5.0
LINE_LENGTH = 0.22
"""A ruling line is longer than this many inches of ink without a break; a vertical one half as long."""

BLOCK, OFFSET = 41, 18


def straightened(gray: Gray, tilt: float) -> tuple[Gray, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
    """Return the page turned back by its tilt in degrees, and the matrix that leads from its points to the original's."""
    height, width = gray.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), tilt, 1.0)
    turned = cv2.warpAffine(gray, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)
    return np.asarray(turned, dtype=np.uint8), np.asarray(cv2.invertAffineTransform(matrix), dtype=np.float64)


def tilt_of(gray: Gray) -> float:
    """Return by how many degrees the long lines of a page rise to the right (negative: fall), 0 where there are too few."""
    small = cv2.resize(gray, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    ink = cv2.adaptiveThreshold(small, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 15)
    long = max(40, small.shape[1] // 4)
    found = cv2.HoughLinesP(ink, 1, math.radians(0.1), 200, minLineLength=long, maxLineGap=8)
    if found is None:
        return 0.0
    angles = [math.degrees(math.atan2(y1 - y0, x1 - x0)) for x0, y0, x1, y1 in found.reshape(-1, 4)[:2000]]
    level = [angle for angle in angles if abs(angle) <= MOST_TILT]
    return float(np.median(level)) if len(level) >= 3 else 0.0


def ink_of(gray: Gray) -> Gray:
    """Return what is darker than its surroundings as 255, the rest as 0."""
    ink = cv2.adaptiveThreshold(gray, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, BLOCK, OFFSET)
    return np.asarray(ink, dtype=np.uint8)


def rules_of(ink: Gray, dpi: float) -> tuple[list[Rule], list[Rule], Gray]:
    """Return horizontal and vertical ruling lines in points, and their ink."""
    unit = LINE_LENGTH * dpi
    level = _opened(ink, round(2 * unit), 1)
    upright = _opened(ink, 1, round(unit))
    scale = 72 / dpi
    horizontals = [
        Rule((y + h / 2) * scale, x * scale, (x + w) * scale)
        for x, y, w, h in _shapes(cv2.dilate(level, np.ones((3, 9), np.uint8)))
        if h < 0.5 * unit and w > 1.2 * unit
    ]
    verticals = [
        Rule((x + w / 2) * scale, y * scale, (y + h) * scale)
        for x, y, w, h in _shapes(cv2.dilate(upright, np.ones((9, 3), np.uint8)))
        if w < 0.5 * unit and h > 0.7 * unit
    ]
    lines = cv2.dilate(cv2.bitwise_or(level, upright), np.ones((3, 3), np.uint8))
    return horizontals, verticals, np.asarray(lines, dtype=np.uint8)


def _opened(ink: Gray, width: int, height: int) -> Gray:
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (max(width, 1), max(height, 1)))
    return np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, kernel), dtype=np.uint8)


def _shapes(picture: object) -> list[tuple[int, int, int, int]]:
    """Return left, top, width and height of every connected shape."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(np.asarray(picture, dtype=np.uint8), connectivity=8)
    return [(int(x), int(y), int(w), int(h)) for x, y, w, h, _ in stats[1:]]
