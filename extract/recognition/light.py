"""The picture of a page made even: seals taken off, shadows evened out, faded print darkened."""

from typing import Any

import cv2
import numpy as np

from extract.recognition.model import WHITE, Gray

RED_LEAD = 45
"""Red ink is redder than green and blue by this much."""

SEAL_INCHES = (0.7, 2.6)
SEAL_SHAPE = 2.0
"""A patch of red as wide and as high as this, and not longer than so many times its width, is a seal; else it is red print."""

SEAL_PALE = 10
"""Seen through red, so many per cent of a seal stay darker than paper."""

SEAL_STROKE, SEAL_DARK, SEAL_SHOWS = 0.04, 0.6, 0.005
"""A seal is transparent when dark gaps of so many inches, darker than this share of its red, make up this share of it."""

SEAL_HALO = 0.03
"""The red of a seal runs so many inches beyond its ink."""

PAPER_INCHES = 0.12
"""No stroke of print is as thick as this; what is as wide is paper or shadow."""

BLOT = 0.6
"""What is darker than this share of the lightest paper around, and as thick as no stroke of print, is a blot."""

AROUND_INCHES = 1.5

FAINT = 110
"""Print is stretched to black when its darkest parts are lighter than this."""

MOST_STRETCH = 3.0

LARGEST_SPECK = 3
NOISY = 60
"""A page with more specks of so few pixels than this on a square inch is noisy."""


def gray_without_seals(colours: "np.ndarray[Any, np.dtype[np.uint8]]", dpi: float) -> tuple[Gray, Gray]:
    """Return an RGB picture in grey, and 255 where strokes of red seals that hide print were taken off it.

    Print that shows through a seal is left. Where red is thicker than any stroke, print may be hidden: that stays a grey blot.
    """
    gray = cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY)
    strokes = np.zeros_like(gray)
    lead = cv2.subtract(colours[..., 0], cv2.max(colours[..., 1], colours[..., 2]))
    red = lead > RED_LEAD
    if not red.any():
        return gray, strokes
    reach = max(3, round(0.1 * dpi))
    _, _, patches, _ = cv2.connectedComponentsWithStats(
        cv2.dilate(red.astype(np.uint8), np.ones((reach, reach), np.uint8))
    )
    level = max(1.0, float(np.percentile(colours[..., 0][red], SEAL_PALE)))
    for patch in patches[1:]:
        if _is_seal(patch, dpi):
            left, top, wide, high = (int(value) for value in patch[:4])
            place = slice(top, top + high), slice(left, left + wide)
            gray[place] = _under(colours[place][..., 0], red[place], level, dpi)
            if not _shows_print(colours[place][..., 0], red[place], level, dpi):
                strokes[place][red[place]] = WHITE
    return gray, strokes


def _under(reds: Any, red: Any, level: float, dpi: float) -> Any:
    """Return the grey of what lies under and beside the red of a seal, whose paper shows as `level` through it."""
    halo = max(3, round(SEAL_HALO * dpi)) | 1
    near = cv2.dilate(red.astype(np.uint8), np.ones((halo, halo), np.uint8)) > 0
    under = np.where(near, np.minimum(WHITE, reds * (WHITE / level)), reds)
    return np.where(_solid(red, dpi), under / 2, under).astype(np.uint8)


def _shows_print(reds: Any, red: Any, level: float, dpi: float) -> bool:
    """Return whether dark print shows through the strokes of a seal, whose paper shows as `level`."""
    across = round(SEAL_STROKE * dpi) | 1
    closed = cv2.morphologyEx(red.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((across, across), np.uint8)) > 0
    print_through = closed & ~red & (reds < SEAL_DARK * level)
    return bool(np.count_nonzero(print_through) > SEAL_SHOWS * np.count_nonzero(red))


def _solid(red: Any, dpi: float) -> Any:
    """Return where red lies thicker than any stroke of print."""
    stroke = max(3, round(PAPER_INCHES * dpi)) | 1
    return cv2.morphologyEx(red.astype(np.uint8), cv2.MORPH_OPEN, np.ones((stroke, stroke), np.uint8)) > 0


def _is_seal(patch: Any, dpi: float) -> bool:
    shorter, longer = sorted((int(patch[cv2.CC_STAT_WIDTH]) / dpi, int(patch[cv2.CC_STAT_HEIGHT]) / dpi))
    return SEAL_INCHES[0] < shorter and longer < min(SEAL_INCHES[1], SEAL_SHAPE * shorter)


def evened(gray: Gray, dpi: float) -> Gray:
    """Return a page whose paper is white everywhere and whose print is dark."""
    small = cv2.resize(gray, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    reach = max(3, round(PAPER_INCHES * dpi / 4)) | 1
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    paper = cv2.resize(cv2.blur(paper, (reach, reach)), gray.shape[::-1], interpolation=cv2.INTER_LINEAR)
    even = cv2.divide(gray, np.maximum(paper, 1), scale=WHITE)
    darkest = float(np.percentile(even, 0.5))
    if darkest <= FAINT or darkest > WHITE - 20:
        return even
    stretch = min(MOST_STRETCH, (WHITE - FAINT / 2) / (WHITE - darkest))
    darker: Gray = np.clip(WHITE - (WHITE - even.astype(np.float32)) * stretch, 0, WHITE).astype(np.uint8)
    return darker


def blots_of(gray: Gray, dpi: float) -> Gray:
    """Return 255 where something dark lies on a page that is thicker than print: a grey seal, a stamp, a thumb."""
    small = cv2.resize(gray, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    around, stroke = (max(3, round(inches * dpi / 4)) | 1 for inches in (AROUND_INCHES, PAPER_INCHES))
    paper = cv2.blur(cv2.dilate(small, np.ones((around, around), np.uint8)), (around, around))
    dark = np.where(small < paper * BLOT, WHITE, 0).astype(np.uint8)
    thick = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((stroke, stroke), np.uint8))
    thick = cv2.dilate(thick, np.ones((3, 3), np.uint8))
    return np.asarray(cv2.resize(thick, gray.shape[::-1], interpolation=cv2.INTER_NEAREST))


def quieted(even: Gray, dpi: float) -> Gray:
    """Return an evened page with its noise smoothed away, where it is covered with specks."""
    ink = ink_of(even, dpi)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink)
    specks = int((stats[1:, cv2.CC_STAT_AREA] <= LARGEST_SPECK).sum())
    return np.asarray(cv2.medianBlur(even, 3)) if specks > NOISY * ink.size / (dpi * dpi) else even


def ink_of(even: Gray, dpi: float) -> Gray:
    """Return 255 where an evened page shows ink, 0 where it shows paper."""
    block = round(0.2 * dpi) | 1
    local = cv2.adaptiveThreshold(even, WHITE, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, 18)
    return cv2.bitwise_and(local, cv2.threshold(even, 205, WHITE, cv2.THRESH_BINARY_INV)[1])
