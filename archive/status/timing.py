"""When a report that was found was published: in time, late, or not to be told."""

from datetime import date
from typing import Any

from archive.clock import day_in_china, parse
from archive.deadlines import deadline
from archive.presence import Presence
from archive.status.absence import Evidence
from archive.status.found import Found, Key
from archive.status.model import Obligation, Verdict
from archive.status.readings import Reading


def verdict(
    obligation: Obligation, report: Found, removal: Presence | None, evidence: Evidence, joint_due: date | None = None
) -> Verdict:
    """Return the verdict on a report that was captured; `removal` says that it is gone since, and when.

    `joint_due` is the last day that another agency has whose report the same document is.
    """
    key = obligation.agency_id, obligation.year
    first_seen = min([report.first.first_seen, *_listed_since(key, report.urls, evidence)])
    published = report.published_on(obligation.year, first_seen)
    status, detail, facts = _when(obligation, published, first_seen, evidence)
    if status == "late" and published is not None and detail != "backdated":
        status, detail = _doubted(obligation, published, report.other_day(obligation.year, first_seen), detail)
        if status == "late" and joint_due is not None and published <= joint_due:
            status, detail = "published_date_unknown", "joint_report"
    elif detail == "backdated" and joint_due is not None and day_in_china(parse(first_seen)) <= joint_due:
        status = "published_date_unknown"
    if removal is not None and removal.gone is not None:
        gone = removal.gone
        days = {"last_seen": gone.last_before, "gone_from": gone.gone_from, "gone_to": gone.gone_to}
        status, detail, facts = "removed", None, days
    elif not report.readable:
        status, detail, facts = "unreadable", "image_only" if report.image_only else "tables_missing", {}
    return Verdict(status, detail, published, first_seen, report.first.url, facts=facts)


def _listed_since(key: Key, urls: set[str], evidence: Evidence) -> list[str]:
    """Return since when columns list the addresses of a report as that of the agency for the year."""
    return [
        entry.since
        for column in (*evidence.own(key[0]), *evidence.collective(key[0]))
        for entry in column.listings
        if entry.url in urls and entry.agency == key[0] and entry.year == key[1] and entry.kind == "annual_report"
    ]


def _when(
    obligation: Obligation, published: date | None, first_seen: str, evidence: Evidence
) -> tuple[str, str | None, dict[str, Any]]:
    due, seen = obligation.deadline, day_in_china(parse(first_seen))
    if due is None:
        return "published_date_unknown", "no_deadline", {}
    if published is not None and published > due:
        return "late", f"late_{_kind(obligation)}", {}
    if seen <= due:
        return _in_time(obligation, published)
    if published is None:
        return "published_date_unknown", None, {}
    contradiction = _contradiction(obligation, published, first_seen, evidence)
    if contradiction is None:
        return _in_time(obligation, published)
    facts: dict[str, Any] = {"reading": contradiction.check}
    if contradiction.day > due:
        return "late", "backdated", facts
    return "published_date_unknown", "backdated", facts


def _doubted(obligation: Obligation, published: date, other: date | None, detail: str | None) -> tuple[str, str | None]:
    """Return what a late day comes to: none may be held against an agency that is itself in doubt.

    It is where another day of publication stands in the list, the page or the address, and where the next year's report was due
    before: so late a day is mostly that of a site's move.
    """
    due = obligation.deadline or published
    in_time_by = (obligation.deadline_local or due) if detail == "late_local" else due
    if other is not None and other <= in_time_by:
        return "published_date_unknown", "dates_disagree"
    if published >= due.replace(year=due.year + 1):
        return "published_date_unknown", "dated_much_later"
    return "late", detail


def _kind(obligation: Obligation) -> str:
    """Return whether the day is set by statute, or by local notices only."""
    rule = deadline(obligation.agency_class or "", obligation.region_code, obligation.year)
    return rule.kind if rule else "local"


def _in_time(obligation: Obligation, published: date | None) -> tuple[str, str | None, dict[str, Any]]:
    """Return that a report met the statutory day; one that missed a stricter local day is late by that."""
    local = obligation.deadline_local
    if local is not None and published is not None and published > local:
        return "late", "late_local", {}
    return "on_time", None, {}


def _contradiction(obligation: Obligation, published: date, first_seen: str, evidence: Evidence) -> Reading | None:
    """Return a reading after the day that a page names and before the report was seen which does not list it.

    Each column of the agency, collective ones too, must have been read so; the earliest of their last such readings counts.
    A collective column alone contradicts nothing: it may follow the agency's own late.
    """
    key = obligation.agency_id, obligation.year
    if not evidence.has_own(key[0]):
        return None
    columns = (*evidence.own(key[0]), *evidence.collective(key[0]))
    last: list[Reading] = []
    for column in columns:
        readings = [
            reading
            for reading in column.readings
            if reading.at < first_seen and reading.day > published and evidence.absent(column, reading, key)
        ]
        if not readings:
            return None
        last.append(readings[-1])
    return min(last, key=lambda reading: reading.at, default=None)
