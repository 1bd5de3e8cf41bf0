"""What can be said where no report was found: not due, kept from us, never read, or not there."""

from collections.abc import Sequence
from datetime import date, timedelta
from urllib.parse import urlsplit

from sqlite_utils import Database

from archive.owners import Owners
from archive.status.absence import Evidence, Trace
from archive.status.found import Key
from archive.status.model import Check, Obligation, Verdict
from archive.status.readings import GOOD, Column, Reading

GRACE = timedelta(days=7)
_DAYS = 2
_STATUS = {"blocked": "blocked", "robots": "blocked", "js_required": "not_crawled", "too_large": "not_crawled"}
_WEIGHT = ("blocked", "unreachable", "unreadable", "not_crawled")


class Search:
    """The search for a report that was not found, in what was read until a moment."""

    def __init__(self, db: Database, evidence: Evidence, owners: Owners, today: date, until: str) -> None:
        self._evidence = evidence
        self._today = today
        self._portals = _portals(db, until)
        self._addresses = {agency: address for address, agency in owners.by_address.items()}

    def verdict(self, obligation: Obligation) -> Verdict:
        """Return the verdict on an obligation of which no report was found."""
        key = obligation.agency_id, obligation.year
        trace = min(self._evidence.traces(key), key=_weight, default=None)
        if trace is not None:
            return Verdict(trace.status, trace.detail, report_url=trace.url or None, checked=self.checked(key))
        due = obligation.deadline
        if due is None or self._today <= due:
            return Verdict("not_due", None if due else "no_deadline")
        own = _in_use(self._evidence.own(key[0]))
        collective = self._evidence.collective(key[0])
        proofs = {column.url: self._proofs(column, obligation) for column in (*own, *collective)}
        deciding = own or [column for column in collective if proofs[column.url]]
        if deciding and all(proofs[column.url] for column in deciding):
            return self._not_found(obligation, [*own, *collective], proofs)
        return self._unread(obligation, own or collective)

    def _proofs(self, column: Column, obligation: Obligation) -> list[Reading]:
        """Return the readings after the deadline that show the absence of the report."""
        key, due = (obligation.agency_id, obligation.year), obligation.deadline
        return [
            reading
            for reading in column.readings
            if due is not None and reading.day > due and self._evidence.absent(column, reading, key)
        ]

    def _not_found(self, obligation: Obligation, columns: list[Column], proofs: dict[str, list[Reading]]) -> Verdict:
        shown = sorted((reading for found in proofs.values() for reading in found), key=lambda reading: reading.at)
        last = [found[-1] for found in proofs.values() if found]
        claim = self._evidence.claim((obligation.agency_id, obligation.year))
        confirmed = (
            obligation.sourced
            and claim is None
            and self._evidence.has_own(obligation.agency_id)
            and not self._evidence.is_refused((obligation.agency_id, obligation.year))
            and self._today > (obligation.deadline or self._today) + GRACE
            and all(self._is_confirmed(column, obligation) for column in columns)
        )
        facts = {
            "pages": sum(len(reading.check.pages) for reading in last),
            "read_at": max(reading.at for reading in last),
            "days": len({reading.day for reading in shown}),
            "first_read": shown[0].at,
            "claim": claim,
            "failed": self._failed_since(columns, max(reading.at for reading in last)),
        }
        return Verdict("not_found", None, checked=_checks(shown), confirmed=bool(confirmed), facts=facts)

    def _is_confirmed(self, column: Column, obligation: Obligation) -> bool:
        """Tell whether a column was read in full on two days behind the deadline, once behind the grace, and nothing failed since."""
        due = obligation.deadline
        if due is None:
            return False
        whole = [reading for reading in column.readings if reading.whole and reading.day > due]
        if len({reading.day for reading in whole}) < _DAYS or whole[-1].day <= due + GRACE:
            return False
        if column.listings and all((entry.year or 0) > obligation.year for entry in column.listings):
            return False
        failed = [
            reading for reading in column.readings if reading.at > whole[0].at and reading.check.outcome not in GOOD
        ]
        ends = [one for one in self._evidence.endings.all(column.portal) if one[0] > whole[0].at and one[1] not in GOOD]
        return not failed and not ends

    def _failed_since(self, columns: Sequence[Column], at: str) -> Check | None:
        """Return the newest reading behind a time that failed."""
        failed = [one.check for column in columns for one in column.readings if one.at > at and not one.whole]
        return max(failed, key=lambda check: check.read_at, default=None)

    def _unread(self, obligation: Obligation, columns: Sequence[Column]) -> Verdict:
        """Return why the columns of an agency, or where none is known its portal, say nothing."""
        key = obligation.agency_id, obligation.year
        if not columns:
            return self._portal(obligation)
        found = [self._why(column, obligation) for column in columns]
        status, detail, at, reading = min(found, key=lambda one: (_WEIGHT.index(one[0]), one[1]))
        facts = {"read_at": at, "outcome": detail, "reason": reading.reason}
        return Verdict(status, detail, checked=self.checked(key), facts=facts)

    def _why(self, column: Column, obligation: Obligation) -> tuple[str, str, str, Reading]:
        """Return status and detail, since when that is so, and the newest reading."""
        newest, ending = column.newest, column.ending
        if ending is not None and ending[0] > newest.at and ending[1] not in GOOD:
            return _STATUS.get(ending[1], "unreachable"), ending[1], ending[0], newest
        outcome = newest.check.outcome
        if outcome not in GOOD:
            return _STATUS.get(outcome, "unreachable"), outcome, newest.at, newest
        return "not_crawled", _doubt(newest, obligation), newest.at, newest

    def _portal(self, obligation: Obligation) -> Verdict:
        """Return what became of the portals where the agency's column would be, none being known."""
        address = self._addresses.get(obligation.agency_id)
        ends = [end for end in self._portals if address and end[0] == address.partition("/")[0]]
        ends = ends or [end for end in self._portals if end[1] is not None and end[1] == obligation.region_code]
        if not ends:
            return Verdict("not_crawled", "not_tried")
        _, _, at, outcome = max(ends, key=lambda end: end[2])
        facts = {"read_at": at, "outcome": outcome, "reason": None}
        if outcome in GOOD:
            return Verdict("not_crawled", "no_column_known", facts=facts)
        return Verdict(_STATUS.get(outcome, "unreachable"), outcome, facts=facts)

    def checked(self, key: Key) -> tuple[Check, ...]:
        """Return the newest reading of each column of an agency, of its own or else collective."""
        columns = self._evidence.own(key[0]) or self._evidence.collective(key[0])
        return tuple(sorted((column.newest.check for column in columns), key=lambda check: check.read_at))


def _doubt(newest: Reading, obligation: Obligation) -> str:
    """Return why a reading without failure says nothing about an obligation."""
    if not newest.check.complete:
        return "column_silent" if newest.check.outcome == "empty_list" else "truncated"
    if not newest.whole:
        return "interrupted"
    if obligation.deadline is not None and newest.day <= obligation.deadline:
        return "not_read_since_deadline"
    return "year_not_covered"


def _weight(trace: Trace) -> tuple[int, str, str]:
    return _WEIGHT.index(trace.status), trace.detail, trace.url


def _in_use(columns: Sequence[Column]) -> list[Column]:
    """Return the columns that have not been given up: those that are gone while another was read in full later are left out."""
    newest = max((one.at for column in columns for one in column.readings if one.whole), default="")
    return [column for column in columns if column.newest.at >= newest or not _is_given_up(column, newest)]


def _is_given_up(column: Column, newest: str) -> bool:
    """Tell whether a column answered that it is gone, or was not met again by a later crawl that came to its end."""
    if column.newest.check.outcome in {"gone", "soft_404", "redirected_away"}:
        return True
    later = column.ending is not None and column.ending != column.newest.ending
    return later and column.ending is not None and column.ending[0] >= newest and column.ending[1] in GOOD


def _checks(readings: Sequence[Reading]) -> tuple[Check, ...]:
    """Return the first and the newest reading of each column."""
    first: dict[str, Check] = {}
    newest: dict[str, Check] = {}
    for reading in readings:
        first.setdefault(reading.check.url, reading.check)
        newest[reading.check.url] = reading.check
    return tuple(
        sorted({(one.read_at, one.url): one for one in (*first.values(), *newest.values())}.values(), key=_when)
    )


def _when(check: Check) -> tuple[str, str]:
    return check.read_at, check.url


def _portals(db: Database, until: str) -> list[tuple[str, str | None, str, str]]:
    """Return host of the home page, division, end and outcome of all crawls of portals."""
    return [
        (urlsplit(row["home_url"]).netloc.lower(), row["region_code"], row["finished"], row["outcome"])
        for row in db.query("SELECT * FROM portal_crawls WHERE finished <= ? ORDER BY finished, portal", [until])
    ]
