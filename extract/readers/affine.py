"""Plane transformations, as page descriptions write them: x' = a·x + c·y + e, y' = b·x + d·y + f."""

from typing import NamedTuple, Self


class Matrix(NamedTuple):
    """An affine transformation by its six numbers."""

    a: float = 1
    b: float = 0
    c: float = 0
    d: float = 1
    e: float = 0
    f: float = 0

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point goes."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def then(self, other: Self) -> "Matrix":
        """Return this transformation followed by another."""
        e, f = other.at(self.e, self.f)
        return Matrix(
            other.a * self.a + other.c * self.b,
            other.b * self.a + other.d * self.b,
            other.a * self.c + other.c * self.d,
            other.b * self.c + other.d * self.d,
            e,
            f,
        )

    def box(self, left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        """Return the upright box around where a box goes: left, top, right, bottom."""
        points = [self.at(x, y) for x in (left, right) for y in (top, bottom)]
        across, down = [x for x, _ in points], [y for _, y in points]
        return min(across), min(down), max(across), max(down)
