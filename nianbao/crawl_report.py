"""What came of the crawl of each portal, read from the archive: so it can be told at the end of a crawl and later again.

The last crawl of a portal is all that was captured or tried for it after it had come to its end the time before.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from archive.store import Archive
from crawler.hosts import key, slot

INTERRUPTED = "interrupted"
NOT_ADMITTED = "host not allowed"
NOT_READ = "not read this time"
_LOST = ("gone", "soft_404")
_MAY_STILL_COME = ("unreachable", "blocked", "error")

_RESTS = re.compile(r"left alone until (\S+)")

_DOCUMENTS = """
WITH crawl AS (
    SELECT rowid AS number, * FROM captures WHERE portal = :portal AND role IN ('article', 'attachment')
    AND (:since IS NULL OR fetched_at > :since) AND (status NOT BETWEEN 300 AND 399 OR status = 304 OR outcome = 'redirected_away')
), last AS (
    SELECT url, role, outcome, detail, sha256, year, fetched_at AS at, min(fetched_at) OVER (PARTITION BY url) AS first,
    row_number() OVER (PARTITION BY url ORDER BY fetched_at DESC, number DESC) AS place FROM crawl
)
SELECT last.url, last.role, last.outcome, last.detail, last.sha256, last.at, earlier.sha256 AS earlier,
earlier.year != last.year AS other_year FROM last LEFT JOIN captures AS earlier ON earlier.rowid = (
    SELECT rowid FROM captures AS before WHERE before.url IN (last.url, {twin}) AND before.fetched_at < last.first
    AND outcome IN ('ok', 'not_modified') AND status IN (200, 304) AND role != 'import'
    ORDER BY fetched_at DESC, rowid DESC LIMIT 1
) WHERE place = 1 ORDER BY last.url
"""
_DOCUMENTS = _DOCUMENTS.format(
    twin="iif(last.url LIKE 'https:%', 'http' || substr(last.url, 6), 'https' || substr(last.url, 5))"
)
_ATTEMPTS = """
SELECT url, role, outcome, detail, at FROM attempts
WHERE portal = :portal AND (:since IS NULL OR at > :since) ORDER BY url, at, rowid
"""
_COLUMNS = """
SELECT url, agency, outcome, entries, complete, read_at, (
    SELECT reason FROM column_readings WHERE column_readings.url = columns.url AND column_readings.read_at = columns.read_at
) AS reason FROM columns WHERE portal = ? ORDER BY url
"""
_UNFINISHED = """
SELECT captures.portal AS id, portals.finished AS since FROM captures LEFT JOIN portals ON portals.id = captures.portal
WHERE captures.portal IS NOT NULL AND (portals.id IS NULL OR captures.fetched_at > portals.finished)
AND captures.role != 'import' GROUP BY captures.portal
"""


@dataclass(frozen=True, slots=True)
class DoubtfulColumn:
    """An annual-report column of which it cannot be said that all it holds was read, and the outcome of reading it.

    One that was read in an earlier crawl and not found by this one has the outcome NOT_READ; `reason` is a short code (see
    `crawler.incomplete`).
    """

    url: str
    agency: str | None
    outcome: str
    entries: int
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Reports:
    """The reports a crawl obtained, against what the archive held before: the addresses of those that changed or went."""

    new: int = 0
    unchanged: int = 0
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    @property
    def obtained(self) -> int:
        """The number of reports that are there."""
        return self.new + self.unchanged + len(self.changed)


@dataclass(frozen=True, slots=True)
class PortalReport:
    """How the last crawl of a portal ended.

    `missing` are documents asked for and not obtained (address → reason), `retry` those of them that may be obtained by
    asking again, `refused_hosts` hosts that it linked for
    reports and that may not be requested (host and port → an address there), `rests_until` until when a portal that blocks us
    is left alone.
    """

    id: str
    home: str
    outcome: str
    name: str | None = None
    region: str | None = None
    family: str | None = None
    finished: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    reports: Reports = Reports()
    missing: Mapping[str, str] = field(default_factory=dict)
    retry: tuple[str, ...] = ()
    columns: tuple[DoubtfulColumn, ...] = ()
    alarms: tuple[str, ...] = ()
    refused_hosts: Mapping[str, str] = field(default_factory=dict)
    rests_until: str | None = None

    @property
    def requests(self) -> int:
        """The number of requests that left for the portal."""
        return self.counts.get("requests", 0)

    def as_json(self) -> dict[str, Any]:
        """Return the report for output."""
        return asdict(self)


def finished_reports(archive: Archive, portals: Iterable[str] | None = None) -> list[PortalReport]:
    """Return the reports of the portals that came to their end, by id; of all when none are named."""
    rows = archive.db.query("SELECT * FROM portals ORDER BY id")
    wanted = None if portals is None else set(portals)
    return [_of_row(archive, row) for row in rows if wanted is None or row["id"] in wanted]


def unfinished_reports(archive: Archive) -> list[PortalReport]:
    """Return the reports of the portals whose last crawl was broken off."""
    rows = list(archive.db.query(_UNFINISHED))
    return [unfinished(archive, PortalReport(row["id"], _home(archive, row["id"]), INTERRUPTED)) for row in rows]


def unfinished(archive: Archive, known: PortalReport) -> PortalReport:
    """Return the report of a portal that did not come to its end, with what the archive adds to what is known of it."""
    since = archive.portal_finished_at(known.id)
    requests = known.counts or {"requests": _asked(archive, known.id, since)}
    return replace(_with_documents(archive, known, since), counts=requests)


def _of_row(archive: Archive, row: Mapping[str, Any]) -> PortalReport:
    report = PortalReport(
        id=row["id"],
        home=row["home_url"],
        outcome=row["outcome"],
        name=row["name"],
        region=row["region_code"],
        family=row["family"],
        finished=row["finished"],
        counts=json.loads(row["counts"]),
        alarms=tuple(json.loads(row["alarms"] or "[]")),
    )
    return _with_documents(archive, report, row["since"])


def _with_documents(archive: Archive, report: PortalReport, since: str | None) -> PortalReport:
    values = {"portal": report.id, "since": since}
    documents = {row["url"]: row for row in archive.db.query(_DOCUMENTS, values)}
    attempts = list(archive.db.query(_ATTEMPTS, values))
    missing = _missing(documents, attempts)
    return replace(
        report,
        reports=_reports(row for row in documents.values() if row["role"] == "article"),
        missing={row["url"]: row["detail"] or row["outcome"] for row in missing},
        retry=tuple(row["url"] for row in missing if row["outcome"] in _MAY_STILL_COME),
        columns=_columns(archive, report, since),
        rests_until=max((found[1] for row in attempts if (found := _RESTS.search(row["detail"] or ""))), default=None),
        refused_hosts={_host(row["url"]): row["url"] for row in attempts if row["detail"] == NOT_ADMITTED},
    )


def _reports(rows: Iterable[Mapping[str, Any]]) -> Reports:
    found = {"new": 0, "unchanged": 0}
    changed, gone = [], []
    for row in rows:
        if row["outcome"] in _LOST and row["earlier"]:
            gone.append(row["url"])
        elif row["outcome"] not in {"ok", "not_modified"}:
            continue
        elif row["earlier"] is None or row["other_year"]:
            found["new"] += 1
        elif row["earlier"] == row["sha256"]:
            found["unchanged"] += 1
        else:
            changed.append(row["url"])
    return Reports(**found, changed=tuple(changed), gone=tuple(gone))


def _missing(
    documents: Mapping[str, Mapping[str, Any]], attempts: Iterable[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """Return the documents of which the last answer, or the last failure to get one, was no document.

    One that failed over https was asked for over http too, and is judged by that.
    """
    last = dict(documents)
    for row in attempts:
        other = row["detail"] == NOT_ADMITTED or row["role"] not in {"article", "attachment"}
        over_http = (row["detail"] or "").startswith("tls_error")
        if not other and not over_http and (row["url"] not in last or row["at"] > last[row["url"]]["at"]):
            last[row["url"]] = row
    return [row for _, row in sorted(last.items()) if row["outcome"] not in {"ok", "not_modified"}]


def _columns(archive: Archive, report: PortalReport, since: str | None) -> tuple[DoubtfulColumn, ...]:
    """Return the columns not read in full, and where the portal was read, those that its last crawl knew and this did not."""
    rows = list(archive.db.query(_COLUMNS, [report.id]))
    fresh = {key(row["url"]) for row in rows if since is None or row["read_at"] > since}
    found = []
    for row in rows:
        now = since is None or row["read_at"] > since
        lost = key(row["url"]) not in fresh and report.outcome == "ok" and row["entries"]
        if (now and not row["complete"]) or lost:
            outcome = row["outcome"] if now else NOT_READ
            reason = row["reason"] if now else None
            found.append(DoubtfulColumn(row["url"], row["agency"], outcome, row["entries"], reason))
    return tuple(found)


def _asked(archive: Archive, portal: str, since: str | None) -> int:
    query = "SELECT count(*) FROM captures WHERE portal = ? AND fetched_at > ?"
    return int(archive.db.execute(query, [portal, since or ""]).fetchone()[0])


def _home(archive: Archive, portal: str) -> str:
    query = "SELECT url FROM captures WHERE portal = ? AND role = 'home' ORDER BY fetched_at LIMIT 1"
    row = archive.db.execute(query, [portal]).fetchone()
    return row[0] if row else ""


def _host(url: str) -> str:
    return slot(url).removesuffix(":80").removesuffix(":443")
