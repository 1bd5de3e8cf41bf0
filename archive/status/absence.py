"""What speaks against a report: columns of an agency that were read in full and do not list it, and what might be it after all."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlite_utils import Database

from archive.owners import Owners
from archive.status.documents import Document, Documents
from archive.status.found import Key
from archive.status.readings import Column, Endings, Listing, Reading, columns

_OTHER_PERIODS = (
    "SELECT r.agency_id, CAST(substr(v.period_start, 1, 4) AS INTEGER) AS year, v.url FROM versions v"
    " JOIN report_versions r ON r.version_id = v.id WHERE v.period_start IS NOT NULL AND r.year = v.year"
    " AND CAST(substr(v.period_start, 1, 4) AS INTEGER) != v.year AND NOT EXISTS (SELECT 1 FROM decisions d"
    " WHERE d.subject IN (v.id, v.url) AND json_extract(d.decision, '$.year') IS NOT NULL) ORDER BY v.url"
)
"""Reports whose text speaks of another year than their title, by that other year; those that a person settled left out."""

_OTHERS = 2
"""So many other agencies' reports for a year a collective column must list to say anything about one that it does not."""


@dataclass(frozen=True, slots=True)
class Trace:
    """Something that may be the report, though it was not read as such: a status and detail to say so, and where it stands."""

    status: str
    detail: str
    url: str


class Evidence:
    """All that was read until a moment, by agency: its columns, and the traces of reports that were not read."""

    def __init__(self, db: Database, owners: Owners, until: str) -> None:
        self.endings = Endings(db, until)
        self.columns = columns(db, owners, self.endings, until)
        self.documents = Documents(db, until)
        self._own: dict[str, list[Column]] = defaultdict(list)
        self._collective: dict[str, list[Column]] = defaultdict(list)
        for column in self.columns.values():
            self._assign(column)
        self._loose = _loose(db, owners, self.documents)
        self._refused = _refused(db, owners, until)
        self._claimed = _claimed(db, owners, until)

    def _assign(self, column: Column) -> None:
        if column.owner is not None:
            self._own[column.owner].append(column)
        if column.is_own:
            return
        named = {entry.agency for entry in column.listings if entry.agency} | column.menu
        for agency in named - {column.owner}:
            self._collective[agency].append(column)

    def own(self, agency: str) -> list[Column]:
        """Return the columns of an agency's own."""
        return self._own.get(agency, [])

    def collective(self, agency: str) -> list[Column]:
        """Return the collective columns that list the agency in any year, or have a part for it."""
        return self._collective.get(agency, [])

    def has_own(self, agency: str) -> bool:
        """Tell whether a column of an agency's own is known, or a part for it in a collective one.

        Without one it may have published where we never looked: that a collective column does not list a report proves nothing then.
        """
        return bool(self.own(agency)) or any(agency in column.menu for column in self.collective(agency))

    def is_refused(self, key: Key) -> bool:
        """Tell whether a column lists something of an agency for a year that was refused by its title alone, unread."""
        return key in self._refused

    def claim(self, key: Key) -> str | None:
        """Return the address of an official notice that says that the agency published in time; None where there is none."""
        return self._claimed.get(key)

    def traces(self, key: Key) -> Iterator[Trace]:
        """Yield what may be the report of an agency for a year though it was not read as it."""
        yield from self._loose.get(key, ())
        yield from self._loose.get((key[0], None), ())
        for column in (*self.own(key[0]), *self.collective(key[0])):
            for entry in column.listings:
                trace = self._trace(entry, column, key)
                if trace is not None:
                    yield trace

    def absent(self, column: Column, reading: Reading, key: Key) -> bool:
        """Tell whether a reading of a column shows that it did not list the report of an agency for a year."""
        if not reading.whole:
            return False
        entries = list(column.listed_at(reading))
        if any(self._stands_for(entry, key) or self._trace(entry, column, key) for entry in entries):
            return False
        if column.owner == key[0] or key[0] in column.menu:
            return True
        others = {entry.agency for entry in entries if entry.year == key[1] and entry.kind == "annual_report"}
        return len(others - {None, key[0]}) >= _OTHERS

    def _stands_for(self, entry: Listing, key: Key) -> bool:
        document = self.documents.get(entry.url)
        return document is not None and key in document.reports

    def _trace(self, entry: Listing, column: Column, key: Key) -> Trace | None:
        """Return what is known of an entry that may be the report; None when it cannot be, or its document is settled."""
        document = self.documents.get(entry.url)
        if document is not None and _may_hold(document, entry, key):
            return Trace("not_crawled", "several_reports", entry.url)
        if not _may_be(entry, column, key):
            return None
        nobodys = not column.is_own and entry.agency is None
        if nobodys and document is not None and document.unresolved and not document.nameless:
            return None
        return _trace(entry, document, key)


def _may_be(entry: Listing, column: Column, key: Key) -> bool:
    """Tell whether an entry may stand for the report of an agency for a year, by what it says itself."""
    agency = entry.agency or (column.owner if column.is_own and not entry.named else None)
    return entry.year in (None, key[1]) and agency in (None, key[0])


def _may_hold(document: Document, entry: Listing, key: Key) -> bool:
    """Tell whether a report may stand behind the one that was read of a document: any agency's of its year, or the same agency's."""
    if not document.several or key in document.reports:
        return False
    return entry.year in (None, key[1]) or key[0] in {agency for agency, _ in document.reports}


def _trace(entry: Listing, document: Document | None, key: Key) -> Trace | None:
    """Return what is known of an entry that may be the report; None when its document is settled as something else."""
    told = entry.kind == "annual_report" and entry.year == key[1] and entry.agency == key[0]
    if document is None:
        return Trace("not_crawled", "rendition_only" if entry.kind == "rendition" else "listed_not_fetched", entry.url)
    if key in document.reports:
        return None
    if document.reports:
        return Trace("unreadable", "wrong_document", entry.url) if told else None
    if document.unresolved:
        return Trace("not_crawled", "unresolved_report", entry.url)
    if document.unread == "not_extracted":
        return Trace("not_crawled", "not_extracted", entry.url)
    if document.unread:
        return Trace("unreadable", document.unread, entry.url)
    if document.other:
        return Trace("unreadable", "wrong_document", entry.url) if told else None
    return Trace(document.failure or "unreachable", "listed_not_fetched", entry.url)


def _loose(db: Database, owners: Owners, documents: Documents) -> dict[tuple[str, int | None], list[Trace]]:
    """Return the documents that were captured and not read as anybody's report, by whose they may be."""
    found: dict[tuple[str, int | None], list[Trace]] = defaultdict(list)
    for url, document in documents.unsettled():
        status = "unreadable" if document.unread in {"unreadable", "reader_failed"} else "not_crawled"
        detail = document.unread or "unresolved_report"
        for name, region, year in document.hints:
            agency = owners.agency(name, region)
            if agency is not None and (status == "not_crawled" or year is not None):
                found[agency, year].append(Trace(status, detail, url))
    for row in db.query("SELECT candidates, years, example_url FROM unresolved_names"):
        for candidate in json.loads(row["candidates"]):
            for year in json.loads(row["years"] or "[]") or [None]:
                trace = Trace("not_crawled", "unresolved_report", row["example_url"] or "")
                found[candidate, year].append(trace)
    for row in db.query(_OTHER_PERIODS):
        found[row["agency_id"], row["year"]].append(Trace("not_crawled", "year_conflict", row["url"] or ""))
    return found


def _claimed(db: Database, owners: Owners, until: str) -> dict[Key, str]:
    found: dict[Key, str] = {}
    for row in db.query(
        "SELECT n.agency, n.year, c.region, c.url FROM notice_units n JOIN captures c ON c.id = n.capture_id"
        " WHERE n.said = 'in_time' AND c.fetched_at <= ? ORDER BY c.fetched_at, c.id",
        [until],
    ):
        agency = owners.agency(row["agency"], row["region"])
        if agency is not None:
            found[agency, row["year"]] = row["url"]
    return found


def _refused(db: Database, owners: Owners, until: str) -> set[Key]:
    rows = db.query(
        "SELECT l.column_url, l.agency, l.year, c.kind, c.agency AS owner, c.region FROM column_listings l"
        " JOIN columns c ON c.url = l.column_url WHERE l.kind = 'not_report' AND l.year IS NOT NULL AND l.listed_from <= ?",
        [until],
    )
    found: set[Key] = set()
    for row in rows:
        own = owners.of_column(row["column_url"], row["kind"], row["owner"], row["region"])
        agency = owners.agency(row["agency"], row["region"]) if row["agency"] else own
        if agency is not None:
            found.add((agency, row["year"]))
    return found
