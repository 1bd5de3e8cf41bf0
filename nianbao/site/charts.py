"""Charts as inline SVG, drawn by the server: no script, no style attribute, every value also in words."""

from collections.abc import Sequence
from itertools import pairwise

from markupsafe import Markup

from nianbao.site.vocabulary import word

Point = tuple[int, int | float | None]
"""A year and its value; None where there is none: the line breaks there."""

WIDTH, HEIGHT, TOP, SIDE, FOOT = 300, 116, 22, 14, 20
RATIO = "比率"
"""The unit of shares, written in per cent."""

FEW = 7
"""So many years are written in full, each with its value."""

RECT = Markup('<rect class="{}" x="{:.3f}%" y="0" width="{:.3f}%" height="100%"><title>{}</title></rect>')


def written(value: float | None, unit: str) -> str:
    """Return a value as a reader sees it: ratios in per cent, counts whole, others with two places; a dash for none."""
    if value is None:
        return "—"
    if unit == RATIO:
        return percents(value, 1)
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}".rstrip("0").rstrip(".")


def percents(share: float, places: int) -> str:
    """Return a share in per cent, rounded to some places; it is nothing or all only where it is."""
    step = 10.0**-places
    if 0 < 100 * share < step / 2:
        return f"<{step:.{places}f}%"
    if 100 - step / 2 <= 100 * share < 100:
        return f">{100 - step:.{places}f}%"
    return f"{100 * share:.{places}f}%"


def share_bar(parts: Sequence[tuple[str, int]], total: int) -> Markup:
    """Return a bar of the shares of a total, each with the class `g-KEY`; `total` 0 gives an empty frame, hatched.

    The keys are those of the `group` words, the numbers counts of agencies.
    """
    said = "；".join(f"{word('group', key).zh} {n}/{total}" for key, n in parts if n) or "无数据 no data"
    rects, x = [], 0.0
    for key, n in parts:
        if n and total:
            width = 100 * n / total
            rects.append(RECT.format(f"g-{key}", x, width, f"{word('group', key).zh} {n}/{total}"))
            x += width
    return Markup('<svg class="share{}" role="img" aria-label="{}" width="100%" height="14">{}</svg>').format(
        "" if total else " nodata", said, Markup("").join(rects)
    )


def line_chart(
    points: Sequence[Point], title: str, title_en: str, unit: str = "件", highest: float | None = None
) -> Markup:
    """Return a small chart of values by year: dots joined where years follow one another, a gap where a value is missing.

    Charts that are to be compared take a common `highest`.
    """
    if not points:
        return Markup("")
    years = [year for year, _ in points]
    values = [value for _, value in points if value is not None]
    span = min([0, *values]), highest or max([0, *values])
    spots = [(_x(year, years), _y(value, span), year, value) for year, value in points]
    zero = _y(0, span)
    said = "; ".join(f"{year}: {written(value, unit)}" for year, value in points)
    return Markup(
        '<svg class="line" role="img" width="{}" height="{}" viewBox="0 0 {} {}"><title>{} {}</title><desc>{}</desc>'
        '<line class="axis" x1="{}" y1="{}" x2="{}" y2="{}"/>{}{}{}</svg>'
    ).format(
        WIDTH,
        HEIGHT,
        WIDTH,
        HEIGHT,
        title,
        title_en,
        said,
        SIDE,
        zero,
        WIDTH - SIDE,
        zero,
        _gaps(spots),
        _strokes(spots),
        _dots(spots, unit),
    )


Spot = tuple[float, float | None, int, int | float | None]


def _x(year: int, years: list[int]) -> float:
    span = max(years) - min(years)
    inner = WIDTH - 2 * SIDE - 20
    return SIDE + 10 + (inner * (year - min(years)) / span if span else inner / 2)


def _y(value: float | None, span: tuple[float, float]) -> float | None:
    """Return where a value stands between the lowest and the highest; the lowest is never above zero."""
    if value is None:
        return None
    lowest, highest = span
    return HEIGHT - FOOT - (HEIGHT - FOOT - TOP) * ((value - lowest) / (highest - lowest) if highest > lowest else 0)


def _strokes(spots: list[Spot]) -> Markup:
    """Return one stroke for each pair of consecutive years that both have a value."""
    line = Markup('<line class="stroke" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"/>')
    return Markup("").join(
        line.format(a[0], a[1], b[0], b[1])
        for a, b in pairwise(spots)
        if a[1] is not None and b[1] is not None and b[2] == a[2] + 1
    )


def _dots(spots: list[Spot], unit: str) -> Markup:
    """Return a dot for each value with its number, and the years below; of many years only the telling ones are written."""
    dot = Markup('<circle cx="{:.1f}" cy="{:.1f}" r="3"><title>{} {}</title></circle>')
    value = Markup('<text class="value" x="{:.1f}" y="{:.1f}">{}</text>')
    year = Markup('<text class="year" x="{:.1f}" y="{}">{}</text>')
    many = len(spots) > FEW
    told = sorted(_telling(spots)) if many else range(len(spots))
    drawn = [dot.format(x, y, which, written(n, unit)) for x, y, which, n in spots if y is not None]
    for index in told:
        x, y, _, n = spots[index]
        if y is not None:
            drawn.append(value.format(x, y + 15 if _is_valley(spots, index) else y - 7, written(n, unit)))
    names = [f"{which % 100:02}" if many else str(which) for _, _, which, _ in spots]
    return Markup("").join(
        [*drawn, *(year.format(spot[0], HEIGHT - 5, name) for spot, name in zip(spots, names, strict=True))]
    )


def _telling(spots: list[Spot]) -> set[int]:
    """Return the places of the first, the highest and the last value."""
    values = [(n, -index) for index, (_, _, _, n) in enumerate(spots) if n is not None]
    places = [-place for _, place in values]
    return {min(places), max(places), -max(values)[1]} if values else set()


def _is_valley(spots: list[Spot], index: int) -> bool:
    """Tell whether a value stands well above the axis between two higher ones, so that its number is put below it."""
    y = spots[index][1]
    around = [spots[place][1] for place in (index - 1, index + 1) if 0 <= place < len(spots)]
    return (
        y is not None and y < HEIGHT - FOOT - 18 and len(around) == 2 and all(n is not None and n < y for n in around)
    )


def _gaps(spots: list[Spot]) -> Markup:
    """Return a hatched field where a year has no value."""
    field = Markup('<rect class="gap" x="{:.1f}" y="{}" width="16" height="{}"><title>{} 无 none</title></rect>')
    return Markup("").join(
        field.format(x - 8, TOP - 8, HEIGHT - FOOT - TOP + 8, year) for x, y, year, _ in spots if y is None
    )
