"""Damaged reports, and whether a reader is honest about them.

A mutant is a rendering of a report whose tables were damaged before, or whose bytes were damaged after rendering. What a
reader gives for it is silent where it states something the damaged source does not print, without any flag; it is
unflagged where the source prints a changed number that a sum betrays, and no flag says so. A change that no sum betrays
is not coverable.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Protocol

import pypdfium2

from tests.golden.damage import TABLE_DAMAGE, Damaged
from tests.golden.figures import Number
from tests.golden.form_data import FormVariant
from tests.golden.formats import FORMATS, SLOW
from tests.golden.grid import Table
from tests.golden.identities import broken_keys
from tests.golden.judging import BLANK, Reading, judge_cell
from tests.golden.model import Rendered, random_report
from tests.golden.printing import Printed
from tests.golden.tables import table_2, table_3, table_4

FLAGGED = ("fail", "not_assessable")
SPANLESS = ("padded", "one_per_row", "pipes", "bare_pipes", "tabs", "spaces", "cells", "lines")
"""Layouts that do not show that a cell is merged: they print its text in the first of its places."""


@dataclass(frozen=True)
class Mutant:
    """A damaged document: `before` is what its report printed, `printed` what it prints now (None where nobody knows).

    Keys in `vague` print something that may be taken for blank; those in `joint`, something that may be taken for the
    number before the damage.
    """

    name: str
    form: FormVariant
    document: Rendered
    before: Mapping[str, Printed]
    printed: Mapping[str, Printed] | None
    vague: frozenset[str] = frozenset()
    joint: frozenset[str] = frozenset()


class Check(Protocol):
    """The result of a rule as a reader gives it, with the keys of the cells that took part."""

    @property
    def status(self) -> str: ...

    @property
    def cells(self) -> tuple[str, ...]: ...


class Issue(Protocol):
    """A remark of a reader."""

    @property
    def message(self) -> str: ...


class Read(Protocol):
    """A report as a reader gives it."""

    @property
    def cells(self) -> Mapping[str, Reading]: ...

    @property
    def checks(self) -> Sequence[Check]: ...

    @property
    def issues(self) -> Sequence[Issue]: ...


@dataclass(frozen=True)
class Honesty:
    """The keys of cells by what a reader made of a mutant; see the module."""

    silent: tuple[str, ...]
    unflagged: tuple[str, ...]
    not_coverable: tuple[str, ...]


def mutant(name: str, format_name: str, seed: int) -> Mutant:
    """Return the mutant of a kind in a format; the same seed gives the same bytes."""
    rng = random.Random(f"{name} {format_name} {seed}")
    report = random_report(seed, plain=True)
    render = (FORMATS | SLOW)[format_name]
    if name in BYTE_DAMAGE:
        document = render(report, rng)
        return Mutant(
            name, report.form, replace(document, data=BYTE_DAMAGE[name](document.data, rng)), report.cells, None
        )
    number = rng.choice([2, 3, 3, 3, 4])
    table = {2: table_2, 3: table_3, 4: table_4}[number](report)
    damaged = TABLE_DAMAGE[name](table, rng)
    document = render(replace(report, damage=lambda other: damaged.table if other.number == number else other), rng)
    joint = damaged.joint
    if document.where.split()[0] in SPANLESS:
        damaged = _without_spans(damaged)
    printed = _printed(report.cells, table, damaged)
    return Mutant(name, report.form, document, report.cells, printed, damaged.unknown | joint, joint)


def _without_spans(damaged: Damaged) -> Damaged:
    """Return a damaged table as a layout without spans shows it: a merged number is that of its first cell."""
    merged = next((box for box in damaged.table.boxes if box.key in damaged.joint), None)
    if merged is None or not merged.text.isdecimal():
        return damaged
    blanks = [replace(merged, key=key, text="") for key in sorted(damaged.joint) if key != merged.key]
    return Damaged(replace(damaged.table, boxes=(*damaged.table.boxes, *blanks)))


def _printed(cells: Mapping[str, Printed], before: Table, damaged: Damaged) -> dict[str, Printed]:
    values = {cell.text: cell.value for cell in cells.values()}
    mine = {box.key for box in before.boxes}
    found = {key: cell for key, cell in cells.items() if key not in mine or key in damaged.joint}
    for box in damaged.table.boxes:
        if box.key and box.key not in damaged.unknown | damaged.joint:
            value: Number | None = values.get(box.text, _number(box.text))
            found[box.key] = Printed(box.text, value, "number" if box.text else "blank")
    return found


def _number(text: str) -> Number | None:
    return None if not text else float(text) if "." in text else int(text)


def honesty(mutant: Mutant, report: Read) -> Honesty:
    """Return what a reader made of a mutant."""
    flagged = {key for check in report.checks if check.status in FLAGGED for key in check.cells}
    named = " ".join(issue.message for issue in report.issues)
    given = {key: cell.value for key, cell in report.cells.items() if cell.value is not None}
    betrayed = broken_keys(mutant.form, given)
    silent: list[str] = []
    unflagged: list[str] = []
    not_coverable: list[str] = []
    for key, cell in report.cells.items():
        if key in flagged or key in named:
            continue
        if _misread(mutant, key, cell):
            silent.append(key)
        elif cell.value is not None and (key not in mutant.before or cell.value != mutant.before[key].value):
            (unflagged if key in betrayed else not_coverable).append(key)
    return Honesty(tuple(silent), tuple(unflagged), tuple(not_coverable))


def _misread(mutant: Mutant, key: str, cell: Reading) -> bool:
    """Return whether a cell states what the damaged source does not print."""
    if mutant.printed is None or (key in mutant.vague and cell.state in BLANK):
        return False
    if key in mutant.joint and cell.value == mutant.before[key].value:
        return False
    printed = mutant.printed.get(key, Printed("", None, "not printed"))
    return judge_cell(printed, cell, may_doubt=True) == "wrong"


def _truncated(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) // 4, len(data))]


def _flipped(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.randint(1, 20)):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _without_page(data: bytes, rng: random.Random) -> bytes:
    """Return a PDF without one of its pages, other documents without a stretch of their bytes."""
    if not data.startswith(b"%PDF"):
        start = rng.randrange(len(data))
        return data[:start] + data[start + rng.randint(1, 2000) :]
    pdf = pypdfium2.PdfDocument(data)
    pdf.del_page(rng.randrange(len(pdf))) if len(pdf) > 1 else None
    out = BytesIO()
    pdf.save(out)
    pdf.close()
    return out.getvalue()


BYTE_DAMAGE: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "truncate": _truncated,
    "flip_bytes": _flipped,
    "drop_page": _without_page,
}
MUTATIONS = (*TABLE_DAMAGE, *BYTE_DAMAGE)
