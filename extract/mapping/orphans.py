"""Lines of seven values whose label stands apart: told by the lines around them, where these leave no choice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extract.document import Cell
from extract.forms import Form
from extract.mapping.applicants import Keyed
from extract.mapping.lines import Line
from extract.mapping.sums import contribution
from extract.numbers import read_cell

LEAST_COLUMNS = 4
"""So many columns must add up before values without a label are believed."""


@dataclass(frozen=True, slots=True)
class Orphan:
    """A line of values without a label."""

    line: Line
    cells: Sequence[Cell]


def adopted(
    lines: Sequence[Line], keyed: Sequence[Keyed], orphans: Sequence[Orphan], order: Sequence[str]
) -> dict[str, Orphan]:
    """Return orphans by the line of the form they are: between two known lines there are as many as the form has there.

    `order` are the value lines of the form; `keyed` are the lines with a label that bear values.
    """
    place = {id(line): number for number, line in enumerate(lines)}
    anchors = [(place[id(line)], order.index(key)) for line, _, key in keyed if key in order]
    ends = [(-1, -1), *anchors, (len(lines), len(order))]
    found: dict[str, Orphan] = {}
    for (above, first), (below, last) in pairwise(ends):
        between = [orphan for orphan in orphans if above < place[id(orphan.line)] < below]
        keys = order[first + 1 : last]
        if between and len(between) == len(keys):
            found |= dict(zip(keys, between, strict=True))
    return found


def columns_add_up(form: Form, rows: Mapping[str, Sequence[Cell]]) -> bool:
    """Return whether the columns without blanks add up as the form prescribes, and whether there are enough of them."""
    table = {key: [read_cell(cell.text).value for cell in cells] for key, cells in rows.items()}
    whole = [n for n in range(len(form.columns)) if all(isinstance(numbers[n], int) for numbers in table.values())]
    vectors = [contribution(key, [int(numbers[n] or 0) for n in whole]) for key, numbers in table.items()]
    return len(whole) >= LEAST_COLUMNS and not any(sum(column) for column in zip(*vectors, strict=True))
