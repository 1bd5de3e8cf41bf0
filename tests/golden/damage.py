"""Damage to the tables of a report: each kind changes one table and tells what it prints afterwards."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.golden.grid import Box, Table

Damage = Callable[[Table, random.Random], Table]


@dataclass(frozen=True)
class Damaged:
    """A table after damage.

    For keys in `unknown` it prints something that belongs to no one cell; for those in `joint`, something that can only
    mean the number before the damage, or nothing.
    """

    table: Table
    unknown: frozenset[str] = frozenset()
    joint: frozenset[str] = frozenset()


def drop_row(table: Table, rng: random.Random) -> Damaged:
    """Leave out a row of values."""
    return Damaged(_without_row(table, _value_row(table, rng)))


def duplicate_row(table: Table, rng: random.Random) -> Damaged:
    """Print a row twice, the second time with another number in one cell; that cell is then undecided."""
    row = _value_row(table, rng)
    copied = [replace(box, row=row + 1) for box in table.row(row) if box.rows == 1]
    changed = rng.choice([box for box in copied if box.key])
    copied[copied.index(changed)] = replace(changed, text=_other_digit(changed.text, rng))
    above = [
        replace(box, rows=box.rows + (box.row <= row < box.row + box.rows and box.rows > 1))
        for box in table.boxes
        if box.row <= row
    ]
    below = [replace(box, row=box.row + 1) for box in table.boxes if box.row > row]
    return Damaged(_ordered(table, [*above, *copied, *below], 1), frozenset([changed.key or ""]))


def shift_row(table: Table, rng: random.Random) -> Damaged:
    """Move the numbers of a row one cell to the right; the first is then blank, the last is lost."""
    boxes = [box for box in table.row(_value_row(table, rng)) if box.key]
    texts = ["", *(box.text for box in boxes[:-1])]
    return Damaged(_changed(table, {box: replace(box, text=text) for box, text in zip(boxes, texts, strict=True)}))


def lose_cell(table: Table, rng: random.Random) -> Damaged:
    """Leave a cell blank."""
    box = _value(table, rng)
    return Damaged(_changed(table, {box: replace(box, text="")}))


def other_digit(table: Table, rng: random.Random) -> Damaged:
    """Print another digit in a number."""
    box = _value(table, rng)
    return Damaged(_changed(table, {box: replace(box, text=_other_digit(box.text, rng))}))


def swap_digits(table: Table, rng: random.Random) -> Damaged:
    """Print two neighbouring digits of a number in the wrong order, where they differ; else another digit."""
    for box in rng.sample(table.boxes, len(table.boxes)):
        places = [
            n for n in range(len(box.text) - 1) if box.text[n : n + 2].isdecimal() and box.text[n] != box.text[n + 1]
        ]
        if box.key and places:
            n = rng.choice(places)
            return Damaged(
                _changed(
                    table, {box: replace(box, text=box.text[:n] + box.text[n + 1] + box.text[n] + box.text[n + 2 :])}
                )
            )
    return other_digit(table, rng)


def swap_labels(table: Table, rng: random.Random) -> Damaged:
    """Print the labels of two rows in each other's place; their numbers then stand for the other row."""
    if table.number == 4:
        return lose_cell(table, rng)
    one, two = rng.sample(_like_rows(table, rng), 2)
    first, second = _leaf(table, one), _leaf(table, two)
    swapped = {first: replace(first, text=second.text), second: replace(second, text=first.text)}
    pairs = zip(*([box for box in table.row(row) if box.key] for row in (one, two)), strict=True)
    for left, right in pairs:
        swapped |= {left: replace(left, key=right.key), right: replace(right, key=left.key)}
    return Damaged(_changed(table, swapped))


def merge_cells(table: Table, rng: random.Random) -> Damaged:
    """Print two neighbouring numbers in one cell, together or one of them alone."""
    pairs = [
        (a, b) for a in table.boxes for b in table.row(a.row) if a.key and b.key and b.column == a.column + a.columns
    ]
    one, two = rng.choice(pairs)
    text = rng.choice([one.text + two.text, f"{one.text} {two.text}", one.text, two.text])
    merged = replace(one, text=text, columns=one.columns + two.columns)
    boxes = [merged if box is one else box for box in table.boxes if box is not two]
    return Damaged(replace(table, boxes=tuple(boxes)), joint=frozenset([one.key or "", two.key or ""]))


def drop_table(table: Table, rng: random.Random) -> Damaged:
    """Leave out the whole table, but for one row that says nothing."""
    words = rng.choice(["见附件", "略", "（表格见图片）"])
    return Damaged(Table(table.number, table.width, 1, (Box(words, 0, 0, 1, table.width),)))


TABLE_DAMAGE: dict[str, Callable[[Table, random.Random], Damaged]] = {
    "drop_row": drop_row,
    "duplicate_row": duplicate_row,
    "shift_row": shift_row,
    "lose_cell": lose_cell,
    "other_digit": other_digit,
    "swap_digits": swap_digits,
    "swap_labels": swap_labels,
    "merge_cells": merge_cells,
    "drop_table": drop_table,
}


def _value(table: Table, rng: random.Random) -> Box:
    return rng.choice([box for box in table.boxes if box.key and box.text])


def _value_row(table: Table, rng: random.Random) -> int:
    return rng.choice(sorted({box.row for box in table.boxes if box.key}))


def _like_rows(table: Table, rng: random.Random) -> list[int]:
    """Return the rows that print as many numbers as one of them, chosen at random among those that are not alone."""
    sizes: dict[tuple[int, str], list[int]] = {}
    for row in sorted({box.row for box in table.boxes if box.key}):
        keys = [box.key or "" for box in table.row(row) if box.key]
        sizes.setdefault((len(keys), keys[0].rsplit(".", 1)[1]), []).append(row)
    return rng.choice([rows for rows in sizes.values() if len(rows) > 1])


def _leaf(table: Table, row: int) -> Box:
    return [box for box in table.row(row) if not box.key][-1]


def _other_digit(text: str, rng: random.Random) -> str:
    places = [n for n, character in enumerate(text) if character.isdecimal()]
    if not places:
        return str(rng.randint(1, 9))
    place = rng.choice(places)
    lowest = 1 if place == places[0] and len(places) > 1 else 0
    return (
        text[:place] + rng.choice([d for d in "0123456789"[lowest:] if int(d) != int(text[place])]) + text[place + 1 :]
    )


def _without_row(table: Table, row: int) -> Table:
    boxes = []
    for box in table.boxes:
        end = box.row + box.rows
        if box.row > row:
            boxes.append(replace(box, row=box.row - 1))
        elif end <= row:
            boxes.append(box)
        elif box.rows > 1:
            boxes.append(replace(box, rows=box.rows - 1))
    return _ordered(table, boxes, -1)


def _ordered(table: Table, boxes: list[Box], more: int) -> Table:
    ordered = tuple(sorted(boxes, key=lambda box: (box.row, box.column)))
    return Table(table.number, table.width, table.height + more, ordered)


def _changed(table: Table, boxes: dict[Box, Box]) -> Table:
    return replace(table, boxes=tuple(boxes.get(box, box) for box in table.boxes))
