"""The printed figures of an agency's reports, by year, as its current versions give them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlite_utils import Database

from archive.cell_names import Language, cell_name
from archive.cross.rules import columns_of
from archive.reports import Row

State = Literal["value", "blank", "unknown"]
_UNKNOWN = ("ambiguous", "unreadable", "text")
_TABLES = {"t2": "proactive", "t3": "requests", "t4": "remedies"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A cell: its number, or that nothing is printed (blank, dash), or that it is not known with certainty."""

    state: State
    value: Any = None


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one report. `cells` holds every cell of the form's tables that the report has."""

    year: int
    version_id: str
    form: str | None
    scope: str | None
    cells: Mapping[str, Figure]

    def named(self, cell: str, language: Language) -> str:
        """Return a cell with its year, its name and what is printed there."""
        figure = self.cells.get(cell, Figure("unknown"))
        blank = {"zh": "（空白）", "en": "(blank)"}[language]
        unknown = {"zh": "（未能确切读出）", "en": "(not read with certainty)"}[language]
        printed = {"value": figure.value, "blank": blank, "unknown": unknown}[figure.state]
        year = f"{self.year} 年" if language == "zh" else f"{self.year} "
        return f"{year}{cell_name(cell, language)} {printed}"


def load_figures(db: Database, agency_id: str) -> dict[int, Figures]:
    """Return the figures of the current versions of an agency's reports, by year."""
    reports = list(
        db.query(
            "SELECT r.year, v.id, v.form, v.scope FROM reports r JOIN versions v ON v.id = r.current_version_id"
            " WHERE r.agency_id = ?",
            [agency_id],
        )
    )
    cells = _cells(db, {report["id"]: columns_of(report["form"]) for report in reports})
    return {
        report["year"]: Figures(report["year"], report["id"], report["form"], report["scope"], cells[report["id"]])
        for report in reports
    }


def _cells(db: Database, columns: Mapping[str, Sequence[str]]) -> dict[str, dict[str, Figure]]:
    """Return the cells by version; of table 2 only the columns of its form, given by version."""
    found: dict[str, dict[str, Figure]] = {version: {} for version in columns}
    notes = {
        (note["version_id"], note["cell"]): note["state"]
        for note in _rows(db, "SELECT version_id, cell, state FROM cell_notes", list(columns))
    }
    for prefix, table in _TABLES.items():
        for row in _rows(db, f"SELECT * FROM {table}", list(columns)):  # noqa: S608 (names from _TABLES)
            version, line = row.pop("version_id"), row.pop("row")
            for column, value in row.items():
                cell = f"{prefix}.{line}_{column}" if prefix == "t4" else f"{prefix}.{line}.{column}"
                if prefix != "t2" or column in columns[version]:
                    found[version][cell] = _figure(value, notes.get((version, cell)))
    return found


def _figure(value: Any, state: str | None) -> Figure:
    if value is not None:
        return Figure("value", value)
    return Figure("unknown" if state in _UNKNOWN else "blank")


def _rows(db: Database, select: str, versions: Sequence[str]) -> list[Row]:
    places = ", ".join("?" * len(versions))
    return list(db.query(f"{select} WHERE version_id IN ({places})", versions))
