"""The files of a version as they are shown, and where in them a cell stands."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extract.anchors import anchor_of

Where = Mapping[str, Any]
LEAST_SIDE = 0.6
"""A box is marked at least so many hundredths of the page wide and high."""


@dataclass(frozen=True, slots=True)
class View:
    """A file of a version: its number among them from 0, its name as `where` has it (empty for the document itself).

    `pages` are the sizes of its pages, `copy` the inert copy; with neither it can be downloaded only. `capture` is the row of the
    capture it came in, `member` its name inside that file.
    """

    number: int
    part: str
    member: str
    media_type: str
    sha256: str
    pages: tuple[tuple[float, float], ...]
    copy: str | None
    capture: dict[str, Any]

    @property
    def name(self) -> str:
        """A short name for a person: the last part of the address or path."""
        return (self.member or str(self.capture["url"])).rstrip("/").rpartition("/")[2] or self.part

    def size(self, page: int) -> tuple[float, float] | None:
        """Return width and height of a page, counted from 1; None when there is no such page or it cannot be opened."""
        size = self.pages[page - 1] if 1 <= page <= len(self.pages) else None
        return size if size is not None and min(size) > 0 else None


@dataclass(frozen=True, slots=True)
class Box:
    """A cell on a page: its key and text, and its place in hundredths of the width and height of the page."""

    key: str
    raw: str
    left: float
    top: float
    width: float
    height: float


def load_views(db: sqlite3.Connection, version: str, *, copies: bool = True) -> list[View]:
    """Return the files of a version in order, the document itself first; without the copies where they are not needed."""
    captures: dict[int, dict[str, Any]] = {}
    for row in db.execute(
        "SELECT p.position, c.* FROM version_parts p JOIN captures c ON c.id = p.capture_id WHERE p.version_id = ?"
        " ORDER BY p.position, c.fetched_at, c.id",
        [version],
    ):
        captures.setdefault(row["position"], dict(row))
    html = "s.html" if copies else "NULL"
    rows = db.execute(
        f"SELECT v.*, {html} AS html FROM version_views v LEFT JOIN snapshots s ON s.sha256 = v.sha256"  # noqa: S608
        " WHERE v.version_id = ? ORDER BY v.position, v.part",
        [version],
    )
    return [
        View(
            number,
            row["part"],
            row["member"],
            row["media_type"],
            row["sha256"],
            tuple((width, height) for width, height in json.loads(row["pages"])),
            row["html"],
            captures[row["position"]],
        )
        for number, row in enumerate(row for row in rows if row["position"] in captures)
    ]


def link_to(views: Sequence[View], key: str, where: Where | None) -> str:
    """Return query and fragment of the source page for the place of a cell; empty when it has none or its file is not shown."""
    if not where:
        return ""
    view = next((view for view in views if view.part == where.get("part", "")), None)
    if view is None:
        return ""
    query = [f"part={view.number}"] if view.number else []
    fragment = anchor_of(where)
    if fragment is None:
        query.append(f"page={where['page']}")
        fragment = f"cell-{key}"
    return f"{'?' if query else ''}{'&'.join(query)}#{fragment}"


def boxes_on(cells: Mapping[str, Mapping[str, Any]], view: View, page: int) -> list[Box]:
    """Return the cells of a version (as `evidence` holds them) that stand on a page of a file, as boxes."""
    size = view.size(page)
    if size is None:
        return []
    return [
        _box(key, cell["raw"], where["box"], size)
        for key, cell in cells.items()
        if (where := cell["where"]) and where.get("part", "") == view.part and where.get("page") == page
    ]


def pages_with_cells(cells: Mapping[str, Mapping[str, Any]], view: View) -> list[int]:
    """Return the pages of a file on which cells stand."""
    places = (cell["where"] for cell in cells.values() if cell["where"])
    return sorted({where["page"] for where in places if where.get("part", "") == view.part and "page" in where})


def _box(key: str, raw: str, edges: Sequence[float], size: tuple[float, float]) -> Box:
    left, top, right, bottom = (100 * edge / side for edge, side in zip(edges, (*size, *size), strict=True))
    return Box(
        key,
        raw,
        round(left, 3),
        round(top, 3),
        round(max(right - left, LEAST_SIDE), 3),
        round(max(bottom - top, LEAST_SIDE), 3),
    )
