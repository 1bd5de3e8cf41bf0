"""What a version of a report says: its cells and its text, and what it stands on."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlite_utils import Database

from archive.reading import first_row

DOUBTFUL = ("ambiguous", "unreadable")
TITLE = 0
"""The number under which the title stands among the parts of the text."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as read with certainty: its printed text, its state, its number or None, and the version that prints it."""

    raw: str
    state: str
    value: Any
    version_id: str


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a version.

    `cells` are those that were read with certainty, `doubtful` the printed text of the others by cell. `text` has the title and each
    part with its heading, by number. `attachments` are the addresses of the files it was read from beside the page.
    """

    version_id: str
    extractor: str
    form: str | None
    media_type: str | None
    published_on: str | None
    cells: Mapping[str, Cell]
    doubtful: Mapping[str, str]
    text: Mapping[int, str]
    headings: Mapping[int, str]
    attachments: frozenset[str]

    def after(self, before: "Content") -> "Content":
        """Return what is known by now: this content, with what only an earlier one tells with certainty.

        The text of a page whose attachments were not fetched again is that of before.
        """
        if before.extractor != self.extractor or (before.form != self.form and self.form is not None):
            return self
        cells = {**{key: cell for key, cell in before.cells.items() if key not in self.cells}, **self.cells}
        if self.text and not self.attachments < before.attachments:
            return replace(self, cells=cells)
        return replace(self, cells=cells, text=before.text, headings=before.headings, attachments=before.attachments)


def load_content(db: Database, version_id: str) -> Content:
    """Return the content of a version that is in the database."""
    version = first_row(db, "SELECT * FROM versions WHERE id = ?", [version_id]) or {}
    evidence = first_row(db, "SELECT cells FROM evidence WHERE version_id = ?", [version_id])
    cells: Mapping[str, Mapping[str, Any]] = json.loads(evidence["cells"]) if evidence else {}
    sections = list(
        db.query("SELECT number, heading, text FROM sections WHERE version_id = ? ORDER BY number", [version_id])
    )
    text = {row["number"]: f"{row['heading'] or ''}\n{row['text'] or ''}" for row in sections}
    attachments = db.query(
        "SELECT DISTINCT c.url FROM version_parts p JOIN captures c ON c.id = p.capture_id"
        " WHERE p.version_id = ? AND p.position > 0",
        [version_id],
    )
    return Content(
        version_id,
        version["extractor"],
        version["form"],
        version["media_type"],
        version["published_on"],
        {
            key: Cell(cell["raw"], cell["state"], cell["value"], version_id)
            for key, cell in cells.items()
            if cell["state"] not in DOUBTFUL
        },
        {key: cell["raw"] for key, cell in cells.items() if cell["state"] in DOUBTFUL},
        ({TITLE: version["title"]} if version["title"] else {}) | text,
        {row["number"]: row["heading"] or "" for row in sections},
        frozenset(row["url"] for row in attachments),
    )
