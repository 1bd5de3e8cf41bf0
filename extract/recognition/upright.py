"""How a page lies: its tilt by the sharpness of its lines, and the way back from the upright picture to the page as given."""

from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np

from extract.recognition.model import WHITE, Gray
from extract.recognition.warp import Warp

MOST_TILT = 6.0
TILT_STEPS = ((0.5, 4), (0.1, 4), (0.02, 2))
"""Steps in degrees, and by how much the page is made smaller for them."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Upright:
    """A page turned upright: its grey picture, and the way of a point of it back to the page as given.

    `warp` is undone first, where the page was made flat, then `back`.
    """

    gray: Gray
    back: "np.ndarray[Any, np.dtype[np.float64]]"
    warp: Warp | None = None

    def box(self, left: float, top: float, right: float, bottom: float) -> Box:
        """Return a box of the upright picture as it lies on the page as given, in pixels."""
        flat = np.array([(x, y) for x in (left, right) for y in (top, bottom)], dtype=np.float64)
        shown = self.warp.at(flat) if self.warp else flat
        corners = shown @ self.back[:, :2].T + self.back[:, 2]
        xs, ys = sorted(corners[:, 0].tolist()), sorted(corners[:, 1].tolist())
        return (xs[0] + xs[1]) / 2, (ys[0] + ys[1]) / 2, (xs[2] + xs[3]) / 2, (ys[2] + ys[3]) / 2

    def carried(self, mask: Gray) -> Gray:
        """Return a mask of the page as given as it lies on the upright picture."""
        height, width = self.gray.shape
        turned = cv2.warpAffine(mask, self.back, (width, height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
        lies = self.warp.flat(turned) if self.warp else turned
        return np.where(lies > 0, WHITE, 0).astype(np.uint8)

    def flattened(self, warp: Warp) -> "Upright":
        """Return the page made flat."""
        return replace(self, gray=warp.flat(self.gray), warp=warp)


def upright(gray: Gray, quarters: int, scale: float) -> Upright:
    """Return a page turned by quarters counter-clockwise, scaled, and with its tilt taken out."""
    height, width = gray.shape
    turned = np.ascontiguousarray(np.rot90(gray, quarters))
    if scale != 1.0:
        method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        turned = cv2.resize(turned, None, fx=scale, fy=scale, interpolation=method)
    wide, high = turned.shape[1], turned.shape[0]
    level = cv2.getRotationMatrix2D((wide / 2, high / 2), tilt_of(turned), 1.0)
    if abs(level[0, 1]) > 1e-4:
        turned = cv2.warpAffine(turned, level, (wide, high), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    to_upright = np.vstack([level, (0, 0, 1)]) @ np.diag((scale, scale, 1.0)) @ _quarter(quarters, width, height)
    return Upright(turned, np.linalg.inv(to_upright)[:2])


def _quarter(quarters: int, width: int, height: int) -> "np.ndarray[Any, np.dtype[np.float64]]":
    """Return the matrix of a turn by quarters counter-clockwise of a page of this size."""
    return np.array(
        (
            ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
            ((0, 1, 0), (-1, 0, width), (0, 0, 1)),
            ((-1, 0, width), (0, -1, height), (0, 0, 1)),
            ((0, -1, height), (1, 0, 0), (0, 0, 1)),
        )[quarters % 4],
        dtype=np.float64,
    )


def tilt_of(gray: Gray) -> float:
    """Return by how many degrees counter-clockwise a page must be turned for its lines to be level."""
    angle, reach = 0.0, MOST_TILT
    for step, smaller in TILT_STEPS:
        small = cv2.resize(gray, None, fx=1 / smaller, fy=1 / smaller, interpolation=cv2.INTER_AREA)
        dark = (WHITE - small).astype(np.float32)
        dark[dark < 40] = 0
        angles = angle + np.arange(-round(reach / step), round(reach / step) + 1) * step
        angle = float(max(angles, key=lambda degrees: (_sharpness(dark, degrees), -abs(degrees))))
        reach = step
    return angle


def _sharpness(dark: Any, degrees: float) -> float:
    """Return how much the rows of a page differ from their neighbours once it is turned."""
    height, width = dark.shape
    shear = np.array(((1, 0, 0), (-np.tan(np.radians(degrees)), 1, np.tan(np.radians(degrees)) * width / 2)))
    rows = cv2.warpAffine(dark, shear, (width, height), flags=cv2.INTER_LINEAR).sum(axis=1)
    return float(np.square(np.diff(rows)).sum())
