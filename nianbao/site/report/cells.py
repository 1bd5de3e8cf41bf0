"""The cells of a version as the form shows them: the printed text, what a reader should know of it, where it stands."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nianbao.site.report.rows import Row, first_row
from nianbao.site.report.views import View, link_to

STATES = {
    "number": "",
    "zero": "",
    "blank": "空白 blank",
    "dash": "横线或斜线 dash",
    "text": "文字 text",
    "ambiguous": "不能确定 ambiguous",
    "unreadable": "无法识别 unreadable",
}

TOLD = ("ambiguous", "unreadable", "text")
"""Cells in these states are explained in words below the tables."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the form: its raw text, state, a note for the reader, its place in the source, the failed checks it is in.

    `anchor` is the query and fragment of its place on the page of the source, empty when it has none.
    """

    raw: str
    state: str
    note: str
    anchor: str
    failed: tuple[int, ...]


def evidence(db: sqlite3.Connection, version: str) -> Mapping[str, Row]:
    """Return the cells of a version as they were read: value, state, raw text and place."""
    stored = first_row(db, "SELECT cells FROM evidence WHERE version_id = ?", version)
    found: Mapping[str, Row] = json.loads(stored["cells"]) if stored else {}
    return found


def shown_cells(
    found: Mapping[str, Row], views: Sequence[View], failed: Mapping[str, Sequence[int]]
) -> dict[str, Cell]:
    """Return cells for the page; `failed` are the numbers of the failed checks by cell."""
    return {
        key: Cell(
            cell["raw"], cell["state"], _note(cell), link_to(views, key, cell["where"]), tuple(failed.get(key, ()))
        )
        for key, cell in found.items()
    }


def _note(cell: Row) -> str:
    """Return what a reader should know of a cell besides its text."""
    notes = [STATES.get(cell["state"], cell["state"])]
    if cell["state"] == "unreadable" and not cell["where"]:
        notes.append("未在表中找到这一格 the cell was not found in the table")
    if cell.get("candidates"):
        notes.append("可能为 may be " + " / ".join(map(str, cell["candidates"])))
    if cell["state"] == "text" and cell["value"] is not None:
        notes.append(f"取值 value {cell['value']}")
    if cell["where"] and "page" in cell["where"]:
        notes.append(f"第 {cell['where']['page']} 页 page {cell['where']['page']}")
    return " · ".join(filter(None, notes))
