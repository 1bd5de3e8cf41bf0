"""The entries of a feed, from the published database: the newest first, each with an id that never changes."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC
from typing import Any
from urllib.parse import quote

from archive.clock import day_in_china, parse
from archive.exports.neutral import printable
from archive.headers import warc_uri

NATION = "000000"
"""The division under which the whole country stands in `region_ancestry`."""

MOST = 200
"""Entries of a feed at most."""

# The reports of two years back are no news, however late they are found.
_RECENT = "year >= (SELECT CAST(substr(last_capture, 1, 4) AS INTEGER) - 2 FROM summary_holdings)"
_PLACE = """JOIN agencies a ON a.id = t.agency_id
JOIN region_ancestry y ON y.region_code = coalesce(a.region_code, '000000') AND y.ancestor_code = :region"""
_STATUS = f"""
SELECT NULL AS event, t.agency_id, a.canonical_name AS agency, t.year, {{at}} AS at, t.report_url AS url, t.explanation AS zh,
    t.explanation_en AS en, t.confirmed, t.as_of
FROM obligations t {_PLACE} WHERE t.status = '{{status}}' AND t.{_RECENT} AND {{at}} >= :since
ORDER BY at DESC, t.confirmed DESC, t.agency_id LIMIT :most
"""  # noqa: S608 (own texts)
_CHANGE = f"""
SELECT t.id AS event, t.agency_id, a.canonical_name AS agency, t.year, t.first_after AS at, coalesce(t.to_url, t.from_url) AS url,
    t.detail AS zh, t.detail_en AS en, NULL AS confirmed, NULL AS as_of
FROM changes t {_PLACE} WHERE {{which}} AND t.first_after >= :since ORDER BY t.first_after DESC, t.id LIMIT :most
"""  # noqa: S608 (own texts)
# When a list page first showed that the report is not there; without one, the end of the deadline's day in China.
_FIRST_PROOF = """coalesce((SELECT min(json_extract(c.value, '$.read_at')) FROM json_each(t.checked) c WHERE c.type = 'object'),
    t.deadline || 'T16:00:00Z')"""
QUERIES = {
    "new": f"""
SELECT NULL AS event, t.agency_id, a.canonical_name AS agency, t.year, t.first_seen AS at, v.url, t.title AS zh,
    'dated ' || t.published_on || ' on the page' AS en, NULL AS confirmed, NULL AS as_of
FROM reports t {_PLACE} LEFT JOIN versions v ON v.id = t.current_version_id
WHERE t.{_RECENT} AND t.first_seen >= :since ORDER BY t.first_seen DESC, t.agency_id LIMIT :most
""",  # noqa: S608 (own texts)
    "late": _STATUS.format(status="late", at="coalesce(t.first_seen, t.as_of)"),
    "missing": _STATUS.format(status="not_found", at=_FIRST_PROOF),
    "changed": _CHANGE.format(
        which="t.kind IN ('revised', 'replaced') AND coalesce(t.class, '') NOT IN ('markup', 'typography')"
    ),
    "removed": _CHANGE.format(
        which="t.kind = 'removed' AND NOT EXISTS (SELECT 1 FROM changes n WHERE n.agency_id = t.agency_id"
        " AND n.year = t.year AND n.kind = 'restored' AND n.first_after > t.first_after)"
    ),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of news: `path` leads to the report on the site, or to the agency where there is none; `source` to the document on the agency's, where it is a web address."""

    id: str
    agency: str
    year: int
    at: str
    path: str
    source: str | None
    zh: str
    en: str
    confirmed: bool
    as_of: str | None


def entries(db: sqlite3.Connection, kind: str, region: str = NATION, since: str = "", most: int = MOST) -> list[Entry]:
    """Return the news of a kind from a division and those below it, at or after a timestamp, at most `most`.

    `db` is the published database. Raises KeyError for a kind that there is not.
    """
    cursor = db.execute(QUERIES[kind], {"region": region, "since": since, "most": most})
    names = [column[0] for column in cursor.description]
    return [_entry(kind, dict(zip(names, row, strict=True))) for row in cursor]


def region_name(db: sqlite3.Connection, code: str) -> str | None:
    """Return the name of a division, or None when it is not known."""
    row = db.execute("SELECT name FROM regions WHERE code = ?", [code]).fetchone()
    return row[0] if row else None


def _entry(kind: str, row: dict[str, Any]) -> Entry:
    agency = quote(row["agency_id"], safe="")
    place = f"{agency}/{row['year']}"
    event = f"/{quote(row['event'], safe='')}" if row["event"] else ""
    return Entry(
        f"tag:nianbao,2026:{kind}/{place}{event}",
        _line(row["agency"]),
        row["year"],
        _moment(row["at"]),
        f"agency/{agency}" if kind == "missing" else f"r/{place}",
        web_address(row["url"]),
        _line(row["zh"]),
        _line(row["en"]),
        bool(row["confirmed"]),
        _day(row["as_of"]),
    )


def web_address(url: str | None) -> str | None:
    """Return an address in ASCII when it is one of the web, else None."""
    address = warc_uri(url.strip()) if url else ""
    return address if address.startswith(("http://", "https://")) else None


def _day(at: str | None) -> str | None:
    """Return the day in China of a stored moment; a day stands for itself."""
    return at if at is None or len(at) == len("2026-01-01") else day_in_china(parse(at)).isoformat()


def _line(text: str | None) -> str:
    return " ".join(printable(text or "").split())


def _moment(at: str) -> str:
    moment = parse(at)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
