"""The page of a report: its tables as the form prints them, every number a link to its place in the archived source."""

import json
import sqlite3
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import unquote

from datasette import hookimpl
from datasette.utils import tilde_encode
from datasette.utils.asgi import Response

from archive.deadlines import statutory_deadline
from extract.forms import FORM_IDS, load_form
from nianbao.showing.views import View, link_to, load_views

Row = dict[str, Any]
# Checks between printed figures; the others are about how well this software read.
PRINTED = ("mandated", "arithmetic")
OF_OUR_READING = "T3.H1"
"""The rule that tells whether every line of table 3 was read."""

STATES = {
    "number": "",
    "zero": "",
    "blank": "空白 blank",
    "dash": "横线或斜线 dash",
    "text": "文字 text",
    "ambiguous": "不能确定 ambiguous",
    "unreadable": "无法识别 unreadable",
}


@dataclass(frozen=True)
class Cell:
    """A cell of the form: its raw text, state, a note for the reader, the place in the source, the failed checks it is in."""

    raw: str
    state: str
    note: str
    anchor: str
    failed: tuple[int, ...]


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Register the address."""
    return [(r"^/r/(?P<agency>[^/]+)/(?P<year>\d{4})$", report_page)]


async def report_page(datasette: Any, request: Any) -> Response:
    """Show the report of an agency for a year: its current version, or the one named by `?version=`."""
    agency, year = unquote(request.url_vars["agency"]), int(request.url_vars["year"])
    wanted = request.args.get("version")
    found = await datasette.get_database("archive").execute_fn(lambda db: load(db, agency, year, wanted))
    if found is None:
        missing = {
            "status": 404,
            "zh": "没有这个页面：档案中没有这份报告",
            "en": "No such page: the archive holds no such report",
        }
        return Response.html(await datasette.render_template("error.html", missing, request=request), status=404)
    found["row_path"] = f"{tilde_encode(agency)},{year}"
    return Response.html(await datasette.render_template("report.html", found, request=request))


def _overdue(agency: str, year: int, published_on: str | None) -> date | None:
    """Return the statutory day when the date on the page is behind it, else None."""
    day = statutory_deadline(agency, year)
    return day if day is not None and published_on is not None and published_on > day.isoformat() else None


def load(db: sqlite3.Connection, agency: str, year: int, wanted: str | None) -> Row | None:
    """Return what the page shows, or None when there is no such report or version."""
    report = _one(
        db,
        "SELECT r.*, a.canonical_name AS agency, a.region_code FROM reports r JOIN agencies a ON a.id = r.agency_id"
        " WHERE r.agency_id = ? AND r.year = ?",
        agency,
        year,
    )
    if report is None:
        return None
    versions = _all(
        db,
        "SELECT v.* FROM report_versions r JOIN versions v ON v.id = r.version_id WHERE r.agency_id = ? AND r.year = ?"
        " ORDER BY v.seen_from DESC, v.id",
        agency,
        year,
    )
    version = next((v for v in versions if v["id"] == (wanted or report["current_version_id"])), None)
    if version is None:
        return None
    key = version["id"]
    checks = _checks(db, key)
    views = load_views(db, key, copies=False)
    return {
        "report": report,
        "version": version,
        "versions": versions,
        "overdue": _overdue(report["agency"], year, version["published_on"]),
        "form": load_form(version["form"]) if version["form"] in FORM_IDS else None,
        "cells": _cells(db, key, checks, views),
        "checks": checks,
        "disagreeing": [check for check in checks if _disagrees(check)],
        "unread": [check for check in checks if check["status"] == "fail" and check["rule"] == OF_OUR_READING],
        "hints": [check for check in checks if _is_hint(check)],
        "captures": _captures(db, key),
        "sections": _all(db, "SELECT * FROM sections WHERE version_id = ? ORDER BY number", key),
        "statistics": _all(db, "SELECT * FROM statistics WHERE version_id = ? ORDER BY row", key),
        "issues": _all(
            db, "SELECT DISTINCT code, message FROM issues WHERE version_id = ? ORDER BY code, message", key
        ),
    }


def _checks(db: sqlite3.Connection, version: str) -> list[Row]:
    """Return the checks of a version, the failed ones first."""
    checks = _all(
        db, "SELECT * FROM checks WHERE version_id = ? ORDER BY status != 'fail', status, rule, operand", version
    )
    return [{**check, "number": n, "cells": json.loads(check["cells"])} for n, check in enumerate(checks, 1)]


def _disagrees(check: Row) -> bool:
    """Tell whether a check found that printed figures disagree."""
    return check["status"] == "fail" and check["severity"] in PRINTED


def _is_hint(check: Row) -> bool:
    """Tell whether a failed check is one of the text: worth a look, no proof."""
    return check["status"] == "fail" and not _disagrees(check) and check["rule"] != OF_OUR_READING


def _cells(db: sqlite3.Connection, version: str, checks: list[Row], views: list[View]) -> dict[str, Cell]:
    failed: dict[str, list[int]] = {}
    for check in checks:
        if _disagrees(check):
            for key in check["cells"]:
                failed.setdefault(key, []).append(check["number"])
    stored = _one(db, "SELECT cells FROM evidence WHERE version_id = ?", version)
    return {
        key: Cell(
            cell["raw"], cell["state"], _note(cell), link_to(views, key, cell["where"]), tuple(failed.get(key, ()))
        )
        for key, cell in json.loads(stored["cells"] if stored else "{}").items()
    }


def _note(cell: Row) -> str:
    """Return what a reader should know of a cell besides its text."""
    notes = [STATES.get(cell["state"], cell["state"])]
    if cell.get("candidates"):
        notes.append("可能为 may be " + " / ".join(map(str, cell["candidates"])))
    if cell["state"] == "text" and cell["value"] is not None:
        notes.append(f"取值 value {cell['value']}")
    if cell["where"] and "page" in cell["where"]:
        notes.append(f"第 {cell['where']['page']} 页 page {cell['where']['page']}")
    return " · ".join(filter(None, notes))


def _captures(db: sqlite3.Connection, version: str) -> list[Row]:
    return _all(
        db,
        "SELECT p.role AS part, c.* FROM version_parts p JOIN captures c ON c.id = p.capture_id WHERE p.version_id = ?"
        " ORDER BY p.position, c.fetched_at, c.id",
        version,
    )


def _all(db: sqlite3.Connection, sql: str, *values: object) -> list[Row]:
    return [dict(row) for row in db.execute(sql, values)]


def _one(db: sqlite3.Connection, sql: str, *values: object) -> Row | None:
    return next(iter(_all(db, sql, *values)), None)
