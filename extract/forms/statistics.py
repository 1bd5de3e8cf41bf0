"""The statistics printed before the national form of 2019, as data: lines with one number each.

`stat_2014.json` is the table of 国办发〔2014〕32号; `stat_2008_local.json` and `stat_2011_local.json` are two editions of what many
provinces printed before it.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from extract.forms import Label

STATISTICS_FORM_IDS = ("stat_2014", "stat_2011_local", "stat_2008_local")


@dataclass(frozen=True, slots=True, eq=False)
class StatisticsForm:
    """One table of statistics; `rows` of kind "group" carry no number. `detect` lists labels of this table only."""

    id: str
    document: str
    name: str
    en: str
    detect: tuple[str, ...]
    rows: tuple[Label, ...]

    def ancestors(self, key: str) -> tuple[str, ...]:
        """Return the keys of the lines that a line stands below, the nearest first."""
        parents = {row.key: row.parent for row in self.rows}
        found: list[str] = []
        while (parent := parents[found[-1] if found else key]) is not None:
            found.append(parent)
        return tuple(found)


@cache
def load_earlier_sections() -> dict[int, tuple[str, ...]]:
    """Return the headings of reports under the Regulation of 2007, by the number of the part of the national form they answer to.

    The part on fees has none there: its text stays with the part it follows.
    """
    data = json.loads((files(__package__) / "earlier_sections.json").read_text(encoding="utf-8"))
    return {int(number): tuple(titles) for number, titles in data.items()}


@cache
def load_statistics_form(form_id: str) -> StatisticsForm:
    """Return the form with this id (one of STATISTICS_FORM_IDS)."""
    data = json.loads((files(__package__) / f"{form_id}.json").read_text(encoding="utf-8"))
    rows = tuple(Label(**{**row, "variants": tuple(row.get("variants", ()))}) for row in data.pop("rows"))
    return StatisticsForm(**{**data, "detect": tuple(data["detect"])}, rows=rows)
