"""What was seen at an address, one observation at a time: what it answered, and whether the columns that listed it still do."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from urllib.parse import urlsplit

from sqlite_utils import Database

from archive.clock import parse, timestamp
from archive.reports import Row

Kind = Literal["there", "gone", "other", "listed", "unlisted"]
ANSWERED = ("ok", "not_modified")
GONE = ("gone", "soft_404")
_TELLING = (*ANSWERED, *GONE, "redirected_away")
ENDED = ("ok", "empty_list")
"""Outcomes of a crawl that came to its end: only then is what a column no longer lists an observation."""

AROUND = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sighting:
    """One observation of an address.

    `there`: it answered with a document, of `version_id` where that was read. `gone`: it answered that there is none.
    `other`: it answered with something that is not this report. `listed`, `unlisted`: a column read in full that listed it
    before does so still, or no longer. `evidence` is the id of a capture, or the address of the column.
    """

    at: str
    address: str
    kind: Kind
    url: str
    evidence: str
    version_id: str | None = None


def address_of(url: str) -> str:
    """Return what tells addresses apart: http and https of the same place are one."""
    return url.removeprefix("http:").removeprefix("https:")


def sightings(db: Database, agency_id: str, year: int, as_of: str) -> list[Sighting]:
    """Return all observations of the addresses at which the report of an agency for a year was captured, in order of time.

    Only captures and readings until the timestamp `as_of` count. Failures of our own (blocked, unreachable, not tried)
    are no observations, nor is a missing page of a host that answered nothing else at that time, or most of whose other
    documents were missing too: a site that moved or is rebuilt has removed nobody's report.
    """
    pages = _captures_of_report(db, agency_id, year, as_of)
    urls = {variant for page in pages for variant in _variants(page["url"])}
    own = {page["id"] for page in pages}
    found = [sighting for url in urls for sighting in (*_answers(db, url, own, as_of), *_listings(db, url, as_of))]
    return sorted(found, key=lambda sighting: (sighting.at, sighting.address, sighting.kind, sighting.evidence))


def _captures_of_report(db: Database, agency_id: str, year: int, as_of: str) -> list[Row]:
    return list(
        db.query(
            "SELECT c.id, c.url FROM report_versions r JOIN version_parts p ON p.version_id = r.version_id AND p.position = 0"
            " JOIN captures c ON c.id = p.capture_id WHERE r.agency_id = ? AND r.year = ? AND c.fetched_at <= ?",
            [agency_id, year, as_of],
        )
    )


def _variants(url: str) -> Sequence[str]:
    rest = address_of(url)
    return (url,) if rest == url else (f"http:{rest}", f"https:{rest}")


def _answers(db: Database, url: str, own: set[str], as_of: str) -> list[Sighting]:
    rows = db.query(
        "SELECT c.id, c.fetched_at, c.outcome, c.sha256, e.outcome AS read, e.version_id FROM captures c"
        " LEFT JOIN extractions e ON e.capture_id = c.id WHERE c.url = ? AND c.fetched_at <= ?",
        [url, as_of],
    )
    found = []
    for row in rows:
        kind = _kind_of(db, url, row, own)
        if kind is not None:
            found.append(Sighting(row["fetched_at"], address_of(url), kind, url, row["id"], row["version_id"]))
    return found


def _kind_of(db: Database, url: str, row: Row, own: set[str]) -> Kind | None:
    """Return what an answer says about the report; one that was not read yet counts as the report."""
    if row["id"] in own:
        return "there"
    if row["outcome"] in GONE:
        return (
            "gone" if _host_answers(db, url, row["fetched_at"]) and _others_stand(db, url, row["fetched_at"]) else None
        )
    if row["outcome"] in ANSWERED and row["sha256"] is not None:
        return "there" if row["read"] in (None, "unreadable", "reader_failed") else "other"
    if row["outcome"] == "redirected_away" and _others_stand(db, url, row["fetched_at"]):
        return "other"
    return None


def _window(url: str, at: str) -> list[str]:
    """Return the bounds of the addresses of the host, the address itself, and the bounds of time around a moment."""
    parts = urlsplit(url)
    place, moment = f"{parts.scheme}://{parts.netloc}/", parse(at)
    return [place, place[:-1] + "0", url, timestamp(moment - AROUND), timestamp(moment + AROUND)]


def _others_stand(db: Database, url: str, at: str) -> bool:
    """Tell whether of the host's other documents asked for about that time no more were missing than answered."""
    missing, answered = db.execute(
        "SELECT count(DISTINCT CASE WHEN outcome IN ('gone', 'soft_404', 'redirected_away') THEN url END),"
        " count(DISTINCT CASE WHEN outcome IN ('ok', 'not_modified') AND status NOT IN (301, 302, 303, 307, 308) THEN url END)"
        " FROM captures WHERE url >= ? AND url < ? AND url != ? AND fetched_at BETWEEN ? AND ? AND role = 'article'",
        _window(url, at),
    ).fetchone()
    return bool(missing <= answered)


def _host_answers(db: Database, url: str, at: str) -> bool:
    """Tell whether the host gave anything else about that time, or was asked for nothing else."""
    window = _window(url, at)
    answers = db.execute(
        "SELECT count(*), count(CASE WHEN outcome IN ('ok', 'not_modified', 'empty_list') THEN 1 END) FROM captures"
        " WHERE url >= ? AND url < ? AND url != ? AND fetched_at BETWEEN ? AND ? AND role != 'robots'",
        window,
    ).fetchone()
    failed = db.execute(
        "SELECT count(*) FROM attempts WHERE url >= ? AND url < ? AND url != ? AND at BETWEEN ? AND ?"
        " AND outcome != 'robots'",
        window,
    ).fetchone()[0]
    return bool(answers[1] or not (answers[0] or failed))


def _listings(db: Database, url: str, as_of: str) -> list[Sighting]:
    """Return whether the columns that ever listed an address did so whenever they were read in full afterwards."""
    spans: dict[str, list[tuple[str, str]]] = {}
    for row in db.query(
        "SELECT column_url, listed_from, listed_to FROM column_listings WHERE url = ? AND listed_from <= ?",
        [url, as_of],
    ):
        spans.setdefault(row["column_url"], []).append((row["listed_from"], row["listed_to"]))
    found = []
    for column, listed in spans.items():
        for reading in db.query(
            "SELECT r.read_at, r.complete, r.outcome, (SELECT p.outcome FROM portal_crawls p WHERE p.portal = r.portal"
            " AND p.finished BETWEEN r.read_at AND ?3 ORDER BY p.finished LIMIT 1) AS ended"
            " FROM column_readings r WHERE r.url = ?1 AND r.read_at BETWEEN ?2 AND ?3",
            [column, min(first for first, _ in listed), as_of],
        ):
            at = reading["read_at"]
            if any(first <= at <= last for first, last in listed):
                found.append(Sighting(at, address_of(url), "listed", url, column))
            elif reading["complete"] and reading["outcome"] == "ok" and reading["ended"] in ENDED:
                found.append(Sighting(at, address_of(url), "unlisted", url, column))
    return found


def unanswered(db: Database, urls: Collection[str], as_of: str) -> tuple[str, ...]:
    """Return the addresses whose last request until a timestamp got no answer about the document: a failure of ours or of the host."""
    return tuple(sorted(url for url in urls if _last_outcome(db, _variants(url), as_of) not in _TELLING))


def _last_outcome(db: Database, urls: Sequence[str], as_of: str) -> str | None:
    places = ", ".join("?" * len(urls))
    last = db.execute(
        f"SELECT outcome FROM (SELECT fetched_at AS at, outcome FROM captures WHERE url IN ({places}) AND fetched_at <= ?"  # noqa: S608
        f" UNION ALL SELECT at, outcome FROM attempts WHERE url IN ({places}) AND at <= ?) ORDER BY at DESC LIMIT 1",
        [*urls, as_of, *urls, as_of],
    ).fetchone()
    return str(last[0]) if last else None
