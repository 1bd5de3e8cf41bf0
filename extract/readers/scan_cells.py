"""The lines of text in cells and outside tables of a page image, cut out for recognition."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from extract.readers.recognise import Gray

SPECK = 0.03
"""What is smaller than this many inches in every direction is a speck, unless it is dense."""

LEAST_AREA = 0.0004
"""The ink of the smallest mark, in square inches."""

JOIN = 0.012
LEAST_LINE = 0.035
"""A line of text is higher than this many inches, unless it is a dash alone."""

FLAT = 0.4
"""A mark of which the height is less than this share of its width is a dash."""


@dataclass(frozen=True, slots=True)
class Crop:
    """A line of text cut out of a page: its box in pixels, and whether all its ink is a dash."""

    left: int
    top: int
    right: int
    bottom: int
    dash: bool = False


def without_specks(ink: Gray, dpi: float) -> Gray:
    """Return the ink without what is too small to be print."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    large = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) >= SPECK * dpi
    dense = stats[:, cv2.CC_STAT_AREA] >= LEAST_AREA * dpi * dpi
    kept = large | dense
    kept[0] = False
    return np.where(kept[labels], 255, 0).astype(np.uint8)


def lines_in(ink: Gray, left: int, top: int, right: int, bottom: int, dpi: float) -> list[Crop]:
    """Return the lines of text in a box of the page, from the top, by the rows that bear ink."""
    part = ink[top:bottom, left:right]
    rows = np.flatnonzero(part.any(axis=1))
    if not rows.size:
        return []
    bands = _bands(rows, max(2, round(JOIN * dpi)))
    tall = [band for band in bands if band[1] - band[0] >= LEAST_LINE * dpi]
    found = []
    for first, last in tall or bands:
        columns = np.flatnonzero(part[first:last].any(axis=0))
        dash = not tall and last - first < FLAT * (columns[-1] - columns[0] + 1)
        crop = Crop(left + int(columns[0]), top + first, left + int(columns[-1]) + 1, top + last, bool(dash))
        found.append(crop)
    return found


def _bands(rows: np.ndarray[tuple[int, ...], np.dtype[np.intp]], join: int) -> list[tuple[int, int]]:
    bands: list[list[int]] = []
    for row in rows.tolist():
        if bands and row - bands[-1][1] <= join:
            bands[-1][1] = row + 1
        else:
            bands.append([row, row + 1])
    return [(first, last) for first, last in bands]


def cut(gray: Gray, crop: Crop, share: float = 0.2, least: int = 3) -> Gray:
    """Return the picture of a line with a margin of a share of its height around it, white beyond the page."""
    margin = max(least, round(share * (crop.bottom - crop.top)))
    top, bottom = max(0, crop.top - margin), min(gray.shape[0], crop.bottom + margin)
    left, right = max(0, crop.left - margin), min(gray.shape[1], crop.right + margin)
    return gray[top:bottom, left:right]


def text_boxes(ink: Gray, dpi: float) -> list[Crop]:
    """Return the lines of text on a page without tables: marks close to each other on one height."""
    joined = cv2.dilate(ink, np.ones((1, max(3, round(0.16 * dpi))), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(np.asarray(joined, dtype=np.uint8), connectivity=8)
    reach = round(0.08 * dpi)
    boxes = [
        Crop(int(x) + reach, int(y), int(x + w) - reach, int(y + h))
        for x, y, w, h, _ in stats[1:]
        if h >= LEAST_LINE * dpi and w > 2 * reach
    ]
    return _merged(boxes)


def _merged(boxes: Sequence[Crop]) -> list[Crop]:
    """Return boxes with those made one that overlap in height and nearly touch."""
    found: list[Crop] = []
    for box in sorted(boxes, key=lambda box: (box.top + box.bottom, box.left)):
        for place, other in enumerate(found):
            height = min(box.bottom, other.bottom) - max(box.top, other.top)
            gap = max(box.left, other.left) - min(box.right, other.right)
            if height > 0.5 * min(box.bottom - box.top, other.bottom - other.top) and gap < box.bottom - box.top:
                found[place] = Crop(
                    min(box.left, other.left),
                    min(box.top, other.top),
                    max(box.right, other.right),
                    max(box.bottom, other.bottom),
                )
                break
        else:
            found.append(box)
    return found
