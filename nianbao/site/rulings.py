"""The checks of an agency's reports, rule by rule: which years agree, which do not, and with what severity."""

import sqlite3
from collections.abc import Mapping
from typing import Any

from archive.cross.rules import rules

Row = dict[str, Any]
FAULTS = ("mandated", "arithmetic")
"""Severities of rules that the form itself prints or its lines imply; what fails others is no fault of its own."""

MOST = 2000
FEW = 40
"""So many findings of a rule in a year are told one by one."""

_SIDES = {"fail": "failed", "pass": "passed"}
_ORDER = (*FAULTS, "cross_year", "heuristic")

_WITHIN = """
SELECT c.rule, c.severity, r.year, c.status, count(*) AS n FROM reports r JOIN checks c ON c.version_id = r.current_version_id
WHERE r.agency_id = ? GROUP BY c.rule, c.severity, r.year, c.status
"""
_ACROSS = """
SELECT rule, severity, year, status, count(*) AS n FROM cross_checks WHERE agency_id = ? GROUP BY rule, severity, year, status
"""
_FAILED_WITHIN = """
SELECT c.rule, c.severity, r.year, c.left, c.right, c.message, c.message_en FROM reports r JOIN checks c
ON c.version_id = r.current_version_id WHERE r.agency_id = ? AND c.status = 'fail' ORDER BY r.year DESC, c.operand LIMIT ?
"""
_FAILED_ACROSS = """
SELECT rule, severity, year, left, right, message, message_en FROM cross_checks WHERE agency_id = ? AND status = 'fail'
ORDER BY year DESC, operand LIMIT ?
"""


def within(db: sqlite3.Connection, agency_id: str) -> list[Row]:
    """Return the rules that each report was checked by alone, as `across` does; they have no words of their own."""
    return _by_rule(_all(db, _WITHIN, agency_id), _all(db, _FAILED_WITHIN, agency_id, MOST), {})


def across(db: sqlite3.Connection, agency_id: str) -> list[Row]:
    """Return the rules that compare an agency's reports with others, those that fail first.

    Each has its `severity`, its words (`zh`, `en`), how many findings agree (`passed`), disagree (`failed`) and say nothing (`open`:
    also those that agree only if blank cells are taken for zero), whether a failure is a `fault`, and of what failed the `years`,
    the newest first, each with `failed`, the number, and `findings`, the first FEW of them.
    """
    words = {rule["rule"]: rule for rule in rules("sum", "ratio", "powers", "growth", "area")}
    return _by_rule(_all(db, _ACROSS, agency_id), _all(db, _FAILED_ACROSS, agency_id, MOST), words)


def _by_rule(counted: list[Row], failures: list[Row], words: Mapping[str, Mapping[str, Any]]) -> list[Row]:
    found: dict[str, Row] = {}
    for row in counted:
        rule = found.setdefault(row["rule"], _rule(row, words.get(row["rule"], {})))
        rule[_SIDES.get(row["status"], "open")] += row["n"]
        if row["status"] == "fail":
            rule["years"][row["year"]] = {"year": row["year"], "failed": row["n"], "findings": []}
    for row in failures:
        rule = found[row["rule"]]
        findings = rule["years"][row["year"]]["findings"]
        if len(findings) < FEW:
            findings.append({**row, **_alone(row, rule)})
    rows = [
        {**rule, "years": [rule["years"][year] for year in sorted(rule["years"], reverse=True)]}
        for rule in found.values()
    ]
    return sorted(rows, key=_rank)


def _rule(row: Row, words: Mapping[str, Any]) -> Row:
    counts = dict.fromkeys(("passed", "failed", "open"), 0)
    said = {"zh": words.get("zh"), "en": words.get("en")}
    return {
        "rule": row["rule"],
        "severity": row["severity"],
        "fault": row["severity"] in FAULTS,
        **said,
        **counts,
        "years": {},
    }


def _alone(row: Row, rule: Row) -> Row:
    """Return the messages of a finding without the words of the rule, which stand above it."""
    zh, en = row["message"].removeprefix(f"{rule['zh']}："), row["message_en"].removeprefix(f"{rule['en']}: ")
    return {"message": zh, "message_en": en}


def _rank(rule: Row) -> tuple[bool, int, str]:
    place = _ORDER.index(rule["severity"]) if rule["severity"] in _ORDER else len(_ORDER)
    return not rule["failed"], place, rule["rule"]


def _all(db: sqlite3.Connection, sql: str, *values: object) -> list[Row]:
    return [dict(row) for row in db.execute(sql, values)]
