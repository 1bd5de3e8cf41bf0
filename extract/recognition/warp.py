"""Photographed and curved pages made flat: a smooth displacement under which the ruling lines of a page become straight."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from extract.recognition.model import Gray

LONG = 1.0
STEP = 0.25
"""Lines longer than so many inches are followed in steps of so many inches."""

FEW_LINES = 3
"""With fewer lines than this in one direction, the page is taken as flat in it."""

SLIGHT = 0.007
"""A page is flat when no line strays more than so many inches."""

STIFF = 0.02
"""How strongly the displacement resists bending."""

COARSE = 8

Points = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True, eq=False)
class Warp:
    """Where a point of the flat page lies in the picture: displacements across and down as polynomials of its place."""

    width: int
    height: int
    across: Points
    down: Points

    def at(self, points: Points) -> Points:
        """Return where points (x, y) of the flat page lie in the picture."""
        x, y = 2 * points[:, 0] / self.width - 1, 2 * points[:, 1] / self.height - 1
        return np.stack((points[:, 0] + _terms(y, x) @ self.across, points[:, 1] + _terms(x, y) @ self.down), axis=1)

    def flat(self, gray: Gray) -> Gray:
        """Return the picture made flat."""
        wide, high = -(-self.width // COARSE), -(-self.height // COARSE)
        x, y = np.meshgrid((np.arange(wide) + 0.5) * COARSE - 0.5, (np.arange(high) + 0.5) * COARSE - 0.5)
        lies = self.at(np.stack((x.ravel(), y.ravel()), axis=1)).astype(np.float32).reshape(high, wide, 2)
        size = wide * COARSE, high * COARSE
        maps = cv2.resize(lies, size, interpolation=cv2.INTER_LINEAR)[: self.height, : self.width]
        moved = cv2.remap(gray, maps[..., 0], maps[..., 1], cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(moved)


def warp_of(level: Gray, standing: Gray, dpi: float) -> Warp | None:
    """Return what makes a page flat, from masks of its horizontal and vertical lines; None where it is flat."""
    height, width = level.shape
    down, low = _displacement(_followed(level, dpi), width, height)
    across, far = _displacement(_followed(np.ascontiguousarray(standing.T), dpi), height, width)
    return Warp(width, height, across, down) if max(low, far) > SLIGHT * dpi else None


def _followed(level: Gray, dpi: float) -> list[Points]:
    """Return the points (x, y) along each long line of a mask of level lines."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(level)
    step = max(1, round(STEP * dpi))
    found = []
    for number in range(1, count):
        left, top, wide, high = (int(value) for value in stats[number, :4])
        if wide < LONG * dpi:
            continue
        ys, xs = np.nonzero(labels[top : top + high, left : left + wide] == number)
        slab = xs // step
        counts = np.maximum(np.bincount(slab), 1)
        found.append(np.stack((np.bincount(slab, xs) / counts + left, np.bincount(slab, ys) / counts + top), axis=1))
    return found


def _displacement(lines: Sequence[Points], width: int, height: int) -> tuple[Points, float]:
    """Return the polynomial that tells how lines stray from the level, and by how much the worst does."""
    none = np.zeros(_terms(np.zeros(1), np.zeros(1)).shape[1])
    if len(lines) < FEW_LINES:
        return none, 0.0
    terms, strays = [], []
    for line in lines:
        middle = line[:, 1].mean()
        term = _terms(2 * line[:, 0] / width - 1, np.full(len(line), 2 * middle / height - 1))
        terms.append(term - term.mean(axis=0))
        strays.append(line[:, 1] - middle)
    known, wanted = np.concatenate(terms), np.concatenate(strays)
    square = known.T @ known + STIFF * np.eye(known.shape[1])
    found: Points = np.linalg.solve(square, known.T @ wanted)
    return found, float(np.percentile(np.abs(known @ found), 98))


def _terms(along: Points, beside: Points) -> Points:
    """Return the terms of the polynomial at places along a line and beside it, both from -1 to 1; none is free of `along`."""
    return np.stack(
        (along, along**2, along**3, along**4, along * beside, along**2 * beside, along * beside**2, along**3 * beside),
        axis=1,
    )
