"""How a report is set on pages: sizes, borders, fonts, and where its tables may break."""

import random
from dataclasses import dataclass

BORDERS = ("stroke", "joined", "rects", "fills", "double", "no_outer")


@dataclass(frozen=True)
class Style:
    """How a report is set; lengths in points. `gap` is blank space before table 3, which moves its page breaks.

    `latin` is the width of digits in parts of their size; with `wrap_numbers`, long numbers take two lines.
    """

    width: float = 595
    height: float = 842
    margin: float = 56
    size: float = 14
    table_size: float = 9
    padding: float = 3
    border: str = "stroke"
    line_width: float = 0.5
    two_fonts: bool = True
    break_inside: bool = False
    open_breaks: bool = False
    values_below: bool = False
    repeat_header: bool = False
    wrap_numbers: bool = False
    gap: float = 0
    latin: float = 0.5

    def __str__(self) -> str:
        """Name what makes this style special."""
        flags = [
            name
            for name in ("two_fonts", "break_inside", "open_breaks", "values_below", "repeat_header", "wrap_numbers")
            if getattr(self, name)
        ]
        return " ".join([self.border, f"{self.width:.0f}x{self.height:.0f}", f"{self.table_size:g}pt", *flags])


def random_style(rng: random.Random) -> Style:
    """Return a style with every choice at random but the width of digits."""
    wide = rng.random() < 0.15
    inside = rng.random() < 0.4
    return Style(
        *((842, 595) if wide else (595, 842)),
        margin=rng.uniform(35, 80),
        size=rng.choice([10.5, 12, 14, 16]),
        table_size=rng.choice([7.5, 8, 9, 10, 10.5]),
        padding=rng.uniform(1.5, 7),
        border=rng.choice(BORDERS),
        line_width=rng.choice([0.25, 0.5, 0.75, 1, 1.5]),
        two_fonts=rng.random() < 0.6,
        break_inside=inside,
        open_breaks=inside and rng.random() < 0.5,
        values_below=inside and rng.random() < 0.3,
        repeat_header=rng.random() < 0.15,
        wrap_numbers=rng.random() < 0.1,
        gap=rng.uniform(0, 500) if rng.random() < 0.5 else 0,
    )
