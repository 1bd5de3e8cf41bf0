"""What came of the documents that columns list: read as whose report, read as something else, or not obtained."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlite_utils import Database

from archive.clock import parse, timestamp
from archive.sightings import address_of

Row = dict[str, Any]
Key = tuple[str, int]

_FOLLOWED = timedelta(minutes=10)
_FAILURES = {"blocked": "blocked", "robots": "blocked", "too_large": "not_crawled", "redirected_away": "not_crawled"}


@dataclass(slots=True)
class Document:
    """A document by its address: the agencies and years whose report it was read as, and what else it was read as.

    `other` says that it was read and is no report, `unresolved` that it is a report of nobody known, `unread` why it could not be
    read (`not_extracted`, `unreadable`, `reader_failed`), `failure` the status that keeps us from it. A `nameless` one prints no agency;
    one of `several` holds further reports, of which only the first was read.
    """

    reports: set[Key] = field(default_factory=set)
    other: bool = False
    unresolved: bool = False
    nameless: bool = False
    several: bool = False
    unread: str | None = None
    failure: str | None = None
    hints: set[tuple[str | None, str | None, int | None]] = field(default_factory=set)


class Documents:
    """All documents until a moment, by address."""

    def __init__(self, db: Database, until: str) -> None:
        self._found: dict[str, Document] = {}
        self._reports = _reports(db)
        self._several = {
            row["version_id"] or address_of(row["url"])
            for row in db.query("SELECT version_id, url FROM issues WHERE code = 'several_reports'")
        }
        self._runs: dict[tuple[str | None, str | None, str | None], list[Row]] = defaultdict(list)
        captures = _captures(db, until)
        for row in captures:
            self._runs[row["run_id"], row["via_url"], row["link_text"]].append(row)
        for row in captures:
            self._take(row)
        for row in db.query(
            "SELECT url, outcome FROM attempts WHERE role = 'article' AND at <= ? ORDER BY at", [until]
        ):
            self._fail(self._at(row["url"]), row["outcome"])
        for row in _attachments(db, until):
            self._attach(self._at(row["via_url"]), row)

    def get(self, url: str) -> Document | None:
        """Return what came of the document at an address; None when it was never asked for."""
        return self._found.get(address_of(url))

    def unsettled(self) -> list[tuple[str, Document]]:
        """Return the documents that may be somebody's report and were not read as such, with their addresses."""
        return [(url, one) for url, one in self._found.items() if (one.unread or one.unresolved) and not one.reports]

    def _at(self, url: str) -> Document:
        return self._found.setdefault(address_of(url), Document())

    def _take(self, row: Row) -> None:
        document = self._at(row["url"])
        document.hints.add((row["agency"], row["region"], row["year"]))
        if 300 <= row["status"] < 400 and row["status"] != 304:
            self._follow(document, row)
        elif row["outcome"] in {"ok", "not_modified"} and row["sha256"] is not None:
            self._read(document, row)
        else:
            self._fail(document, row["outcome"])

    def _read(self, document: Document, row: Row) -> None:
        document.failure = None
        if row["version_id"] is not None:
            owed = self._reports.get(row["version_id"], set())
            document.reports |= owed
            document.unresolved = document.unresolved or not owed
            document.nameless = document.nameless or (not owed and row["printed_agency"] is None)
            document.several = document.several or row["version_id"] in self._several
            document.unread = None
        elif row["read"] == "not_report":
            document.other = True
            document.several = document.several or address_of(row["url"]) in self._several
        else:
            document.unread = row["read"] or "not_extracted"

    def _attach(self, document: Document, row: Row) -> None:
        """Take an attachment that we lack: the report may be in it, so its page is not read as something else."""
        if not document.other or document.reports or document.unresolved:
            return
        if row["outcome"] not in {"ok", "not_modified"}:
            document.other, document.failure = False, _FAILURES.get(row["outcome"], "unreachable")
        elif row["read"] in {"unreadable", "reader_failed"}:
            document.other, document.unread = False, row["read"]

    def _follow(self, document: Document, row: Row) -> None:
        """Take what a redirect led to for the document: the next answer to the same request."""
        last = timestamp(parse(row["fetched_at"]) + _FOLLOWED)
        for other in self._runs[row["run_id"], row["via_url"], row["link_text"]]:
            later = row["fetched_at"] < other["fetched_at"] <= last
            if later and other["url"] != row["url"] and not 300 <= other["status"] < 400:
                if other["outcome"] in {"ok", "not_modified"} and other["sha256"] is not None:
                    self._read(document, other)
                else:
                    self._fail(document, other["outcome"])
                return
        self._fail(document, "error")

    def _fail(self, document: Document, outcome: str) -> None:
        settled = document.reports or document.other or document.unread or document.unresolved
        if not settled:
            document.failure = _FAILURES.get(outcome, "unreachable")


def _captures(db: Database, until: str) -> list[Row]:
    return list(
        db.query(
            "SELECT c.url, c.fetched_at, c.status, c.outcome, c.sha256, c.run_id, c.via_url, c.link_text, c.agency, c.region,"
            " c.year, e.outcome AS read, e.version_id, v.printed_agency FROM captures c"
            " LEFT JOIN extractions e ON e.capture_id = c.id LEFT JOIN versions v ON v.id = e.version_id"
            " WHERE c.role = 'article' AND c.fetched_at <= ? ORDER BY c.fetched_at, c.id",
            [until],
        )
    )


def _attachments(db: Database, until: str) -> Iterator[Row]:
    """Yield the last that came of each attachment until a moment, with the page it belongs to."""
    return db.query(
        "SELECT via_url, url, outcome, read, max(at) FROM (SELECT c.via_url, c.url, c.outcome, e.outcome AS read,"
        " c.fetched_at AS at FROM captures c LEFT JOIN extractions e ON e.capture_id = c.id"
        " WHERE c.role = 'attachment' AND (c.status < 300 OR c.status >= 400 OR c.status = 304)"
        " UNION ALL SELECT via_url, url, outcome, NULL, at FROM attempts WHERE role = 'attachment')"
        " WHERE via_url IS NOT NULL AND at <= ? GROUP BY via_url, url ORDER BY via_url, url",
        [until],
    )


def _reports(db: Database) -> dict[str, set[Key]]:
    found: dict[str, set[Key]] = defaultdict(set)
    for row in db.query("SELECT agency_id, year, version_id FROM report_versions"):
        found[row["version_id"]].add((row["agency_id"], row["year"]))
    return found
