"""A report as rows of the archive's tables."""

import json
from collections.abc import Sequence

from archive.reports import Row, issue_id
from extract.document import Issue
from extract.forms import FORM_IDS, load_form
from extract.forms.statistics import STATISTICS_FORM_IDS, load_statistics_form
from extract.report import Report, cell_as_json
from extract.version import extractor_version

PLAIN = ("number", "zero", "blank")
PROVEN = ("mandated", "arithmetic")
"""Checks of these severities tell of the printed figures; a heuristic one is a hint, or tells of our reading."""

DOUBTFUL = ("ambiguous", "unreadable")


def version_row(identity: str, report: Report, capture: Row) -> tuple[Row, list[Issue]]:
    """Return the row of a version, with the names by which the register will tell whose it is, and issues about its year."""
    extra: list[Issue] = []
    year = report.year if report.year is not None else capture["year"]
    if report.year is not None and capture["year"] is not None and report.year != capture["year"]:
        extra.append(
            Issue(
                "year_conflict", f"the document says {report.year}, the column it was listed in says {capture['year']}"
            )
        )
    row = {
        "id": identity,
        "title": report.title,
        "agency": report.agency or capture["agency"],
        "printed_agency": report.agency,
        "listed_agency": capture["agency"],
        "listed_region": capture["region"],
        "scope": report.scope,
        "compiled_by": report.compiled_by,
        "year": year,
        "form": report.form,
        "period_start": report.period[0] if report.period else None,
        "period_end": report.period[1] if report.period else None,
        "published_on": report.published_on or capture["published_on"],
        "media_type": report.media_type,
        "url": capture["url"],
        "extractor": extractor_version(),
        "cells": len(report.cells),
        "doubtful_cells": sum(cell.state in DOUBTFUL for cell in report.cells.values()),
        "failed_checks": sum(check.status == "fail" and check.severity in PROVEN for check in report.checks),
        "metadata": _json([[s.origin, s.name, s.value] for s in report.statements]),
    }
    return row, extra


def rows_of(identity: str, report: Report, capture: Row, extra: Sequence[Issue]) -> dict[str, list[Row]]:
    """Return the rows of a report by table."""
    key = {"version_id": identity}
    return {
        "proactive": _table_rows(identity, report, "t2"),
        "requests": _table_rows(identity, report, "t3"),
        "remedies": _remedies(identity, report),
        "statistics": _statistics(identity, report),
        "cell_notes": _notes(identity, report),
        "evidence": [{**key, "cells": _json({name: cell_as_json(cell) for name, cell in report.cells.items()})}],
        "sections": [{**key, "number": s.number, "heading": s.heading, "text": s.text} for s in report.sections],
        "facts": [
            {
                **key,
                "position": position,
                "key": fact.key,
                "value": fact.value,
                "unit": fact.unit,
                "text": fact.text,
                "scope": fact.scope,
                "qualifier": fact.qualifier,
                "sentence": fact.sentence,
                "section": fact.section,
                "start": fact.start,
                "end": fact.end,
            }
            for position, fact in enumerate(report.facts, 1)
        ],
        "checks": [
            {
                **key,
                "rule": check.rule,
                "operand": check.operand,
                "severity": check.severity,
                "status": check.status,
                "left": check.left,
                "right": check.right,
                "message": check.message,
                "message_en": check.message_en,
                "cells": _json(check.cells),
            }
            for check in report.checks
        ],
        "issues": [
            {
                "id": issue_id("extract", issue.code, identity, issue.message),
                "stage": "extract",
                "code": issue.code,
                "url": capture["url"],
                "message": issue.message,
                **key,
                "capture_id": capture["id"],
            }
            for issue in dict.fromkeys((*report.issues, *extra))
        ],
    }


def _table_rows(identity: str, report: Report, table: str) -> list[Row]:
    rows: dict[str, Row] = {}
    for name, cell in report.cells.items():
        if name.startswith(table + "."):
            _, row, column = name.split(".")
            rows.setdefault(row, {"version_id": identity, "row": row})[column] = cell.value
    return list(rows.values())


def _remedies(identity: str, report: Report) -> list[Row]:
    if report.form not in FORM_IDS:
        return []
    form = load_form(report.form)
    return [
        {
            "version_id": identity,
            "row": block.key,
            **{column.key: report.cells[f"t4.{block.key}_{column.key}"].value for column in form.remedy_columns},
        }
        for block in form.remedy_blocks
    ]


def _statistics(identity: str, report: Report) -> list[Row]:
    if report.form not in STATISTICS_FORM_IDS:
        return []
    return [
        {
            "version_id": identity,
            "row": row.key,
            "label": row.label,
            "unit": row.unit,
            "value": report.cells[f"stat.{row.key}"].value,
            "cumulative": cumulative.value if (cumulative := report.cells.get(f"stat.{row.key}.cumulative")) else None,
        }
        for row in load_statistics_form(report.form).rows
        if f"stat.{row.key}" in report.cells
    ]


def _notes(identity: str, report: Report) -> list[Row]:
    notes = []
    for name, cell in report.cells.items():
        if cell.state in PLAIN:
            continue
        _, row, column = name.split(".") if name.count(".") == 2 else (*name.split("."), None)
        notes.append(
            {
                "version_id": identity,
                "cell": name,
                "row": row,
                "column": column,
                "raw": cell.raw,
                "state": cell.state,
                "value": cell.value,
                "candidates": _json(cell.candidates) if cell.candidates else None,
            }
        )
    return notes


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
