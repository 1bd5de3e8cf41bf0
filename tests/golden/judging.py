"""Compares what a reader gives with what a source prints. Every cell is exact, missing, or silently wrong."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from tests.golden.model import Rendered
from tests.golden.printing import Printed

BLANK = ("blank", "dash")
UNKNOWN = ("ambiguous", "unreadable", "text")


class Reading(Protocol):
    """A cell as a reader gives it."""

    @property
    def value(self) -> int | float | None: ...

    @property
    def state(self) -> str: ...


@dataclass
class Verdict:
    """The result for one document; `bad` maps each cell that is not exact to (verdict, printed text, reading)."""

    count: Counter[str] = field(default_factory=Counter)
    bad: dict[str, tuple[str, str, object]] = field(default_factory=dict)

    def add(self, key: str, verdict: str, printed: str, reading: object) -> None:
        """Count the verdict on a cell."""
        self.count[verdict] += 1
        if verdict != "exact":
            self.bad[key] = (verdict, printed, reading)


def judge_cell(printed: Printed, reading: Reading | None, *, may_doubt: bool) -> str:
    """Return exact, missing or wrong for one cell; `may_doubt` where the source itself is ambiguous."""
    if reading is None:
        return "missing"
    if reading.value is None:
        if reading.state in BLANK:
            return "exact" if printed.kind in BLANK else "wrong"
        if printed.kind == "words" or (reading.state == "ambiguous" and may_doubt):
            return "exact"
        return "missing" if reading.state in UNKNOWN else "wrong"
    fits = reading.state in ("text", "zero" if reading.value == 0 else "number")
    return "exact" if printed.kind == "number" and reading.value == printed.value and fits else "wrong"


def judge(rendered: Rendered, cells: Mapping[str, Reading]) -> Verdict:
    """Return the verdict on all cells that a rendering prints, and on cells given that it does not print."""
    verdict = Verdict()
    for key, printed in rendered.cells.items():
        reading = cells.get(key)
        verdict.add(key, judge_cell(printed, reading, may_doubt=key in rendered.ambiguous), printed.text, reading)
    for key in cells.keys() - rendered.cells.keys():
        if cells[key].value is not None:
            verdict.add(key, "wrong", "(not printed)", cells[key])
    return verdict
