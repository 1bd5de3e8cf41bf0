"""The statutory forms as the generator sees them: the data files alone, none of the code that reads reports."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FORMS = Path(__file__).resolve().parents[2] / "extract" / "forms"
PARTS = (
    "natural_person",
    "legal_commercial",
    "legal_research",
    "legal_public_interest",
    "legal_law_services",
    "legal_other",
)
APPLICANTS = (*PARTS, "total")
RESULTS = ("upheld", "corrected", "other", "pending")
REMEDIES = ("review", "litigation_direct", "litigation_after_review")
SINGLE_LINE_DROPS = ("other_uncorrected", "other_fee_unpaid", "other_misc")


@dataclass(frozen=True)
class FormVariant:
    """A form as one kind of report prints it: `single_other` when line （六） stands without its three sub-lines."""

    id: str
    single_other: bool = False

    @property
    def data(self) -> dict[str, Any]:
        """The form's data file."""
        return _load(self.id)

    def blocks(self) -> list[dict[str, Any]]:
        """Return the blocks of table 2, without lines that only some provinces print."""
        blocks = self.data["proactive"]["blocks"]
        return [{**block, "rows": [row for row in block["rows"] if not row.get("extension")]} for block in blocks]

    def lines(self) -> list[dict[str, Any]]:
        """Return the lines of table 3 in printed order, groups included."""
        rows = [
            row for row in self.data["requests"]["rows"] if not (self.single_other and row["key"] in SINGLE_LINE_DROPS)
        ]
        return [{**row, "kind": None} if self.single_other and row["key"] == "other" else row for row in rows]

    def value_lines(self) -> list[str]:
        """Return the keys of the lines of table 3 that bear numbers."""
        return [row["key"] for row in self.lines() if row.get("kind") != "group"]

    def outcomes(self) -> list[str]:
        """Return the keys of the lines that add up to the total of line 三."""
        return [
            key
            for key in self.value_lines()
            if key not in ("received_new", "carried_in", "processed_total", "carried_out")
        ]

    def keys(self) -> list[str]:
        """Return the keys of all cells in printed order."""
        found = [
            f"t2.{row['key']}.{column['key']}"
            for block in self.blocks()
            for row in block["rows"]
            for column in block["columns"]
        ]
        found += [f"t3.{line}.{column}" for line in self.value_lines() for column in APPLICANTS]
        return found + [f"t4.{block}_{result}" for block in REMEDIES for result in (*RESULTS, "total")]


VARIANTS = (FormVariant("fmt_2021"), FormVariant("fmt_2021", single_other=True), FormVariant("fmt_2019"))


@cache
def _load(form_id: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((_FORMS / f"{form_id}.json").read_text(encoding="utf-8"))
    return data
