"""A sheet of a spreadsheet as its file holds it, before anything is made of it."""

from dataclasses import dataclass, field

Place = tuple[int, int]
"""Row and column, both counted from 0."""

MOST_CELLS = 100_000
"""So many cells of a sheet are read."""

BLANK_TEXT = ""


@dataclass(frozen=True, slots=True)
class SheetCell:
    """What a cell prints. `opaque`: nothing that the file holds; `doubtful`: its number format is not understood."""

    text: str = BLANK_TEXT
    opaque: bool = False
    doubtful: bool = False


@dataclass(slots=True)
class Sheet:
    """The cells of a sheet by place, blank ones too where the file has them; ranges that are merged; what is not shown.

    A merged range is its first and last place, both inclusive. `cut` says that the sheet has more cells than are read,
    `unseen` that text was left out which is struck out or of the colour of what is behind it.
    """

    name: str
    hidden: bool = False
    cells: dict[Place, SheetCell] = field(default_factory=dict)
    merged: list[tuple[Place, Place]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    hides_zeros: bool = False
    cut: bool = False
    unseen: bool = False
