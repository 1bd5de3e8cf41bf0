"""The judgement of every obligation at a moment."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from archive.clock import day_in_china, timestamp
from archive.duties import why_not_obliged
from archive.obligations import SURE
from archive.owners import Owners
from archive.status import explaining, missing, timing
from archive.status.absence import Evidence
from archive.status.found import found
from archive.status.gone import Gone
from archive.status.model import Obligation, Status, Verdict

Row = dict[str, Any]


def judge(db: Database, as_of: datetime, year: int | None = None, region: str | None = None) -> Iterator[Status]:
    """Yield the status of each obligation at a moment, by agency and year; only a year or a division and those in it if asked.

    What was captured, read or tried later does not count. A year that is not over yet is left out.
    """
    obligations = list(_obligations(db, day_in_china(as_of), year, region))
    if obligations:
        judgement = _Judgement(db, as_of)
        for obligation in obligations:
            verdict = judgement.judged(obligation)
            yield Status(obligation, verdict, *explaining.explain(obligation, verdict))


class _Judgement:
    """What was found, read and gone until a moment, and the way from it to a verdict."""

    def __init__(self, db: Database, as_of: datetime) -> None:
        until = timestamp(as_of)
        self._today = day_in_china(as_of)
        self._owners = Owners(db)
        self._found = found(db, until)
        self._evidence = Evidence(db, self._owners, until)
        self._gone = Gone(db, as_of)
        self._search = missing.Search(db, self._evidence, self._owners, self._today, until)
        self._successors = _successors(db)
        self._db = db

    def judged(self, obligation: Obligation) -> Verdict:
        """Return what can be said of one obligation, with the columns that were looked at."""
        verdict = self._verdict(obligation)
        key = obligation.agency_id, obligation.year
        return verdict if verdict.checked else replace(verdict, checked=self._search.checked(key))

    def _verdict(self, obligation: Obligation) -> Verdict:
        key = obligation.agency_id, obligation.year
        reason = why_not_obliged(obligation.agency, obligation.agency_class)
        if reason is not None:
            return Verdict("not_obliged", facts={"reason": reason})
        report = self._found.get(key)
        if report is not None:
            removal = self._gone.removed(key, report.urls)
            joint_due = max((due for one in report.shared_with if (due := self._due(one, key[1]))), default=None)
            return timing.verdict(obligation, report, removal, self._evidence, joint_due)
        ended = self._successors.get(obligation.agency_id)
        if ended and obligation.year >= (ended[0] or 0):
            return Verdict("not_obliged", "successor_reports", facts={"successor": ended[1], "since": ended[0]})
        return self._search.verdict(obligation)

    def _due(self, agency: str, year: int) -> date | None:
        """Return when the report of an agency for a year falls due."""
        query = "SELECT deadline FROM obligations WHERE agency_id = ? AND year = ?"
        row = self._db.execute(query, [agency, year]).fetchone()
        return _day(row[0]) if row else None


def _obligations(db: Database, today: date, year: int | None, region: str | None) -> Iterator[Obligation]:
    for row in db.query(
        "SELECT o.*, a.canonical_name, a.region_code FROM obligations o JOIN agencies a ON a.id = o.agency_id"
        " WHERE o.year < ?1 AND (?2 IS NULL OR o.year = ?2) ORDER BY o.agency_id, o.year",
        [today.year, year],
    ):
        if region is None or _is_in(row["region_code"], region):
            yield _obligation(row)


def _obligation(row: Row) -> Obligation:
    confidence = row["confidence"] or 0.0
    return Obligation(
        agency_id=row["agency_id"],
        agency=row["canonical_name"],
        region_code=row["region_code"],
        year=row["year"],
        agency_class=row["class"],
        deadline=_day(row["deadline"]),
        deadline_local=_day(row["deadline_local"]),
        confidence=confidence,
        sourced=bool(row["source"]) and confidence >= SURE,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _is_in(code: str | None, region: str) -> bool:
    digits = 2 if region.endswith("0000") else 4 if region.endswith("00") and len(region) == 6 else len(region)
    return bool(code) and str(code).startswith(region[:digits])


def _successors(db: Database) -> dict[str, tuple[int | None, str]]:
    """Return since which report year (None: unknown) another agency answers for one that ended, and which."""
    found: dict[str, tuple[int | None, str]] = {}
    for row in db.query(
        "SELECT e.from_id, e.date, coalesce(a.canonical_name, '') AS successor FROM agency_events e"
        " LEFT JOIN agencies a ON a.id = e.to_id WHERE e.from_id IS NOT NULL"
        " AND e.type IN ('merged', 'merge', 'renamed', 'rename', 'abolished') AND e.from_id IS NOT e.to_id ORDER BY e.date DESC"
    ):
        year = (row["date"] or "")[:4]
        found[row["from_id"]] = int(year) if year.isdigit() else None, row["successor"]
    return found
