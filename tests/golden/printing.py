"""How numbers are printed: zeros as blanks and dashes, thousands, decimals, remarks in the cell; and what they still mean."""

import random
from dataclasses import dataclass

from tests.golden.figures import FEE, Figures, Number

DASHES = ("-", "—", "/", "无", "——")
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True)
class Printed:
    """The text of a cell and what it states: `value` is None where it states no number in the form's unit.

    `kind` is number, blank, dash, or words (which a reader may give with or without a value, but never as blank).
    """

    text: str
    value: Number | None
    kind: str = "number"


BLANK = Printed("", None, "blank")


def number(value: Number, text: str | None = None) -> Printed:
    """Return a cell that prints a number."""
    return Printed(str(value) if text is None else text, value)


def printed(rng: random.Random, found: Figures) -> dict[str, Printed]:
    """Return all cells of a report in the habits of one writer."""
    cells = {key: _fee(rng, value) if key == FEE else number(value) for key, value in found.items()}
    _zeros(rng, cells)
    if rng.random() < 0.12:
        _remarks(rng, cells)
    if rng.random() < 0.06:
        cells = {
            key: _with(cell, f"{cell.value:,}") if isinstance(cell.value, int) else cell for key, cell in cells.items()
        }
    elif rng.random() < 0.04:
        cells = {key: _with(cell, cell.text.translate(FULL_WIDTH)) for key, cell in cells.items()}
    return cells


def _with(cell: Printed, text: str) -> Printed:
    return Printed(text, cell.value, cell.kind) if cell.kind == "number" else cell


def _fee(rng: random.Random, value: Number) -> Printed:
    if value == 0:
        return number(0, rng.choice(["0", "0.00", "0.0"]))
    return number(value) if isinstance(value, int) else number(value, f"{value:.6f}".rstrip("0").rstrip("."))


def _zeros(rng: random.Random, cells: dict[str, Printed]) -> None:
    habit = rng.choices(["zero", "blank", "mixed", "persons", "rules"], [60, 8, 10, 8, 14])[0]
    dash = Printed(rng.choice(DASHES), None, "dash")
    for key, cell in cells.items():
        if cell.value != 0:
            continue
        if habit == "rules" and key.startswith("t2.regulations."):
            cells[key] = rng.choice([dash, BLANK])
        elif habit == "blank" or (habit == "persons" and not key.endswith(("natural_person", "total"))):
            cells[key] = BLANK
        elif habit == "mixed":
            cells[key] = rng.choice([cell, cell, BLANK, dash])


def _remarks(rng: random.Random, cells: dict[str, Printed]) -> None:
    for key in rng.sample(
        [key for key, cell in cells.items() if cell.value], min(3, sum(bool(cell.value) for cell in cells.values()))
    ):
        value = cells[key].value
        if key == FEE:
            cells[key] = rng.choice([Printed(f"{value}万元", value), Printed(f"{value}元", None, "words")])
        elif isinstance(value, int) and value > 0:
            remark = rng.choice(["（其中修订{n}件）", "件", "（含自然失效 {n} 件）"]).format(n=rng.randint(1, 9))
            cells[key] = Printed(f"{value}{remark}", value)
