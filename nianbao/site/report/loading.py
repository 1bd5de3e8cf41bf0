"""All that the page of a report shows."""

import json
import sqlite3
from collections.abc import Mapping

from extract.forms import FORM_IDS, load_form
from nianbao.site.report.cells import TOLD, evidence, shown_cells
from nianbao.site.report.differences import differences
from nianbao.site.report.judged import changes, cross_checks, neighbours, obligation, similarities
from nianbao.site.report.passages import marked_positions, passages
from nianbao.site.report.rows import Row, all_rows, first_row
from nianbao.site.report.views import load_views

# Checks between printed figures; the others are about how well this software read.
PRINTED = ("mandated", "arithmetic")
OF_OUR_READING = "T3.H1"
"""The rule that tells whether every line of table 3 was read."""


def load(db: sqlite3.Connection, agency: str, year: int, wanted: str | None, against: str | None = None) -> Row | None:
    """Return what the page shows of a version, the current one unless `wanted` names another, and its differences from `against`.

    None when there is no such report or version.
    """
    report = _report(db, agency, year)
    versions = _versions(db, agency, year)
    version = _named(versions, wanted or report["current_version_id"]) if report else None
    if report is None or version is None:
        return None
    other = _named(versions, against)
    duty = obligation(db, agency, year)
    return {
        "report": report,
        "version": version,
        "versions": versions,
        "against": other,
        "differences": differences(db, other, version) if other and other is not version else None,
        "form": load_form(version["form"]) if version["form"] in FORM_IDS else None,
        "obligation": duty,
        "cross_checks": cross_checks(db, agency, year),
        "similarities": similarities(db, agency, year),
        "changes": changes(db, agency, year),
        "neighbours": neighbours(db, agency, year),
        **content(db, version["id"]),
    }


def content(db: sqlite3.Connection, version: str) -> Row:
    """Return what stands in a version: cells, checks, text, facts, and the files it was read from."""
    checks = _checks(db, version)
    views = load_views(db, version, copies=False)
    sections = all_rows(db, "SELECT * FROM sections WHERE version_id = ? ORDER BY number", version)
    facts = all_rows(db, "SELECT * FROM facts WHERE version_id = ? ORDER BY position", version)
    for section in sections:
        own = [fact for fact in facts if fact["section"] == section["number"]]
        section["passages"] = passages(section["text"] or "", own)
    found = evidence(db, version)
    cells = shown_cells(found, views, _failed(checks))
    return {
        "views": views,
        "best_view": best_view(found, [view.part for view in views]),
        "cells": cells,
        "told_cells": [(key, cell) for key, cell in cells.items() if cell.state in TOLD],
        "placed": any(cell.anchor for cell in cells.values()),
        "checks": checks,
        "disagreeing": [check for check in checks if _disagrees(check)],
        "unread": [check for check in checks if check["status"] == "fail" and check["rule"] == OF_OUR_READING],
        "hints": [check for check in checks if _is_hint(check)],
        "captures": captures_of(db, version),
        "sections": sections,
        "facts": facts,
        "marked_facts": marked_positions(section["passages"] for section in sections),
        "statistics": all_rows(db, "SELECT * FROM statistics WHERE version_id = ? ORDER BY row", version),
        "issues": all_rows(
            db, "SELECT DISTINCT code, message FROM issues WHERE version_id = ? ORDER BY code, message", version
        ),
    }


def captures_of(db: sqlite3.Connection, version: str) -> list[Row]:
    """Return the captures a version stands on, those of the document itself first, each with its role as `part`."""
    return all_rows(
        db,
        "SELECT p.role AS part, p.position, c.* FROM version_parts p JOIN captures c ON c.id = p.capture_id"
        " WHERE p.version_id = ? ORDER BY p.position, c.fetched_at, c.id",
        version,
    )


def best_view(cells: Mapping[str, Row], parts: list[str]) -> int:
    """Return the number of the file in which most cells stand, the first one where none do."""
    counts = [
        sum(1 for cell in cells.values() if cell["where"] and cell["where"].get("part", "") == part) for part in parts
    ]
    return counts.index(max(counts)) if counts else 0


def _report(db: sqlite3.Connection, agency: str, year: int) -> Row | None:
    return first_row(
        db,
        "SELECT r.*, a.canonical_name AS agency, a.region_code FROM reports r JOIN agencies a ON a.id = r.agency_id"
        " WHERE r.agency_id = ? AND r.year = ?",
        agency,
        year,
    )


def _versions(db: sqlite3.Connection, agency: str, year: int) -> list[Row]:
    return all_rows(
        db,
        "SELECT v.* FROM report_versions r JOIN versions v ON v.id = r.version_id WHERE r.agency_id = ? AND r.year = ?"
        " ORDER BY v.seen_from DESC, v.id",
        agency,
        year,
    )


def _named(versions: list[Row], identity: str | None) -> Row | None:
    return next((version for version in versions if version["id"] == identity), None)


def _checks(db: sqlite3.Connection, version: str) -> list[Row]:
    """Return the checks of a version, the failed ones first."""
    checks = all_rows(
        db, "SELECT * FROM checks WHERE version_id = ? ORDER BY status != 'fail', status, rule, operand", version
    )
    return [{**check, "number": n, "cells": json.loads(check["cells"])} for n, check in enumerate(checks, 1)]


def _failed(checks: list[Row]) -> dict[str, list[int]]:
    """Return the numbers of the checks that found printed figures to disagree, by cell."""
    failed: dict[str, list[int]] = {}
    for check in filter(_disagrees, checks):
        for key in check["cells"]:
            failed.setdefault(key, []).append(check["number"])
    return failed


def _disagrees(check: Row) -> bool:
    return check["status"] == "fail" and check["severity"] in PRINTED


def _is_hint(check: Row) -> bool:
    """Tell whether a failed check is one of the text: worth a look, no proof."""
    return check["status"] == "fail" and not _disagrees(check) and check["rule"] != OF_OUR_READING
