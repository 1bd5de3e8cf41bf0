"""Which column of a table of statistics holds labels, units and numbers: as its header says, else as its cells look."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from extract.document import Cell, Grid
from extract.labels import normalise, squeeze
from extract.numbers import is_value

HEADER_ROWS = 6
"""A header stands within so many rows; titles and the name of the agency may stand above it."""

_YEAR = re.compile(r"^(20\d\d)年?度?(?:统计数|数量|数)?$")


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns of a stretch of a table: `labels` from `start` on; `years` are those that name a year, None where it is "this" one.

    `values` holds the columns that may bear the number of the year: one, unless the table leaves open which.
    """

    labels: tuple[int, ...]
    values: tuple[int, ...]
    unit: int | None = None
    cumulative: int | None = None
    years: tuple[int | None, ...] = ()

    def of_year(self, year: int | None) -> tuple[int, ...]:
        """Return the columns that may bear the number of a year."""
        own = tuple(column for column, printed in zip(self.values, self.years, strict=True) if printed == year)
        return own if len(own) == 1 and year is not None else self.values


@cache
def _words() -> Mapping[str, frozenset[str]]:
    data = json.loads((files(__package__) / "statistics_columns.json").read_text(encoding="utf-8"))
    return {role: frozenset(map(normalise, words)) for role, words in data.items()}


def is_unit(text: str) -> bool:
    """Return whether a word is a unit that lines of statistics are counted in."""
    return squeeze(text) in _words()["units"]


def role_of(text: str) -> str | None:
    """Return what a word of a header says of its column: indicator, unit, code, value, period, cumulative or remark."""
    bare = normalise(text)
    if _YEAR.match(squeeze(text)):
        return "value"
    return next((role for role, words in _words().items() if role != "units" and bare in words), None)


def layouts_of(grid: Grid, knows: Callable[[str], bool]) -> tuple[int, list[Layout]]:
    """Return the first row below the header, and the layouts side by side; `knows` tells labels of a form. No layout: no table."""
    headers = [number for number, row in enumerate(grid.rows[:HEADER_ROWS]) if _is_header(row)]
    if headers:
        number = next(n for n in headers if n + 1 not in headers)
        return number + 1, list(_stated(grid.rows[number], _roles(grid.rows[number])))
    guess = _guessed(grid, knows)
    return 0, [guess] if guess is not None else []


def _roles(row: Sequence[Cell | None]) -> list[str | None]:
    return [role_of(cell.text) if cell is not None else None for cell in row]


def _is_header(row: Sequence[Cell | None]) -> bool:
    """Return whether a row names columns; of a header in two rows, whose cells reach down, the lower one says more."""
    roles = set(_roles(row))
    return bool({"value", "period", "cumulative"} & roles and {"indicator", "unit"} & roles)


def _stated(row: Sequence[Cell | None], roles: Sequence[str | None]) -> Iterator[Layout]:
    """Yield a layout for each stretch of columns that begins with labels and ends before the next labels."""
    first = next((c for c, role in enumerate(roles) if role in ("unit", "value", "period")), 0)
    starts = [c for c, role in enumerate(roles) if role == "indicator" and (c == 0 or roles[c - 1] != "indicator")]
    for start, end in pairwise([*(starts or [min(first, 0)]), len(row)]):
        places = {role: [c for c in range(start, end) if roles[c] == role] for role in roles if role is not None}
        values = places.get("value") or places.get("period") or []
        others = [c for role in ("unit", "value", "period", "cumulative") for c in places.get(role, [])]
        labels = tuple(c for c in range(start, min(others)) if roles[c] != "code")
        if values and labels:
            years = tuple(_year(row[c]) for c in values)
            yield Layout(labels, tuple(values), _one(places.get("unit")), _one(places.get("cumulative")), years)


def _year(cell: Cell | None) -> int | None:
    match = _YEAR.match(squeeze(cell.text)) if cell is not None else None
    return int(match[1]) if match else None


def _one(columns: list[int] | None) -> int | None:
    return columns[0] if columns else None


def _guessed(grid: Grid, knows: Callable[[str], bool]) -> Layout | None:
    """Return the layout of a table without a header: labels that a form knows, then units, then numbers."""
    columns = [[row[c] for row in grid.rows if c < len(row)] for c in range(grid.width)]
    known = [sum(cell is not None and knows(cell.text) for cell in column) for column in columns]
    if not known or not max(known):
        return None
    leaf = known.index(max(known))
    texts = [[squeeze(cell.text) for cell in column if cell is not None and squeeze(cell.text)] for column in columns]
    units = [c for c in range(leaf + 1, grid.width) if texts[c] and _mostly(texts[c], lambda t: t in _words()["units"])]
    values = [
        c for c in range(leaf + 1, grid.width) if texts[c] and _mostly(texts[c], is_value) and not _counts_on(texts[c])
    ]
    if not values or (len(grid.rows) == 1 and not any(text[:1].isdecimal() for c in values for text in texts[c])):
        return None
    before = tuple(c for c in range(leaf) if texts[c] and not _counts_on(texts[c]) and not _mostly(texts[c], is_value))
    return Layout((*before, leaf), tuple(values), _one(units), None, (None,) * len(values))


def _mostly(texts: Sequence[str], holds: Callable[[str], bool]) -> bool:
    return sum(map(holds, texts)) > len(texts) / 2


def _counts_on(texts: Sequence[str]) -> bool:
    """Return whether the cells of a column are running numbers, as codes of lines are."""
    numbers = [int(text) for text in texts if text.isdecimal()]
    return len(numbers) > 2 and all(after == before + 1 for before, after in pairwise(numbers))
