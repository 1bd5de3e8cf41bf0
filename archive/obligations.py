"""Who owes a report for which year, from evidence: rosters, notices, reports, and columns; a type of agency alone proves nothing."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlite_utils import Database

from archive.clock import day_in_china, parse
from archive.deadlines import FIRST_YEAR, class_of, deadline
from archive.duties import rules
from archive.owners import Owners

Row = dict[str, Any]
Key = tuple[str, int]

LAST_YEAR = 9999

SURE = 0.9
"""From this confidence on, that nothing was published may be stated; the source of an obligation is then one so sure."""


def derive(db: Database) -> None:
    """Write `roster_evidence`, `deadline_rules` and `obligations` anew from what the database holds, in one transaction.

    The years go up to that of the newest record. No status is written: that depends on when it is asked for.
    """
    owners, until = Owners(db), _newest_year(db)
    agencies = {row["id"]: row for row in db.query("SELECT id, canonical_name, class, region_code FROM agencies")}
    evidence = [row for row in _evidence(db, owners, until) if FIRST_YEAR <= row["year"] <= until]
    kinds: dict[Key, list[Row]] = defaultdict(list)
    for row in evidence:
        kinds[row["agency_id"], row["year"]].append(row)
    obligations = [_obligation(agencies[agency], year, shown) for (agency, year), shown in sorted(kinds.items())]
    fields = ("agency_id", "year", "kind", "url", "capture_id", "seen_at")
    with db.atomic():
        for table in ("roster_evidence", "deadline_rules", "obligations"):
            db.execute(f"DELETE FROM {table}")  # noqa: S608 (names from above)
        db.table("roster_evidence").insert_all(({name: row[name] for name in fields} for row in evidence), replace=True)
        db.table("obligations").insert_all(obligations)
        db.table("deadline_rules").insert_all(_deadline_rules(obligations, agencies), replace=True)


def _newest_year(db: Database) -> int:
    """Return the year, in China, of the newest record: the report about it is owed next."""
    newest = db.execute(
        "SELECT max(t) FROM (SELECT max(fetched_at) AS t FROM captures UNION ALL SELECT max(at) FROM attempts"
        " UNION ALL SELECT max(finished) FROM portal_crawls UNION ALL SELECT max(read_at) FROM column_readings)"
    ).fetchone()[0]
    return day_in_china(parse(newest)).year if newest else 0


def _evidence(db: Database, owners: Owners, until: int) -> Iterator[Row]:
    yield from _rosters(db, owners, until)
    yield from _noticed(db, owners)
    reports = [*_reports(db), *_listed(db, owners)]
    yield from reports
    spans = _spans(owners)
    for row in (*_neighbours(reports), *_columns(db, owners)):
        if row["agency_id"] not in spans or any(
            first <= row["year"] <= last for first, last in spans[row["agency_id"]]
        ):
            yield row


def _spans(owners: Owners) -> dict[str, list[tuple[int, int]]]:
    """Return the years, first and last, for which rosters name each agency: beyond them only its reports show a duty."""
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row, agency in owners.roster:
        if agency is not None:
            spans[agency].append((row["from_year"] or FIRST_YEAR, row["to_year"] or LAST_YEAR))
    return spans


def _rosters(db: Database, owners: Owners, until: int) -> Iterator[Row]:
    files = {row["id"]: row for row in db.query("SELECT id, url, fetched_at FROM captures WHERE role = 'roster'")}
    ends = _ends(owners, files)
    for row, agency in owners.roster:
        file = files.get(row["capture_id"])
        if agency is None or file is None:
            continue
        first, last = row["from_year"] or FIRST_YEAR, min(row["to_year"] or until, until)
        for year in range(first, last + 1):
            full = row["from_year"] or year >= rules()["open_roster_from"]
            kind = "roster" if full else "roster_open"
            if row["to_year"] is None and any(year > last and at > file["fetched_at"] for last, at in ends[agency]):
                kind = "roster_disputed"
            shown = _shown(agency, year, kind, file["url"], file["fetched_at"], file["id"])
            yield shown | {"source": row["source"]}


def _noticed(db: Database, owners: Owners) -> Iterator[Row]:
    """Yield the years for which official notices name agencies as bound to publish."""
    for row in db.query(
        "SELECT n.agency, n.year, c.id, c.url, c.region, c.fetched_at FROM notice_units n"
        " JOIN captures c ON c.id = n.capture_id ORDER BY c.fetched_at DESC, c.id, n.position"
    ):
        agency = owners.agency(row["agency"], row["region"])
        if agency is not None:
            yield _shown(agency, row["year"], "status_notice", row["url"], row["fetched_at"], row["id"])


def _ends(owners: Owners, files: dict[str, Row]) -> dict[str, list[tuple[int, str]]]:
    """Return the last year for which each file names each agency, where it says one, and when that file was loaded."""
    lasts: dict[tuple[str, str], int] = {}
    for row, agency in owners.roster:
        if agency is not None and row["capture_id"] in files:
            key = agency, row["capture_id"]
            lasts[key] = max(lasts.get(key, 0), row["to_year"] or LAST_YEAR)
    ends: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for (agency, capture), last in lasts.items():
        ends[agency].append((last, files[capture]["fetched_at"]))
    return ends


def _reports(db: Database) -> Iterator[Row]:
    for row in db.query(
        "SELECT r.agency_id, r.year, v.url, v.seen_from, (SELECT min(p.capture_id) FROM version_parts p"
        " WHERE p.version_id = v.id AND p.position = 0) AS capture_id"
        " FROM report_versions r JOIN versions v ON v.id = r.version_id WHERE r.year IS NOT NULL"
        " ORDER BY r.agency_id, r.year, v.seen_from DESC, v.id DESC"
    ):
        yield _shown(row["agency_id"], row["year"], "own_report", row["url"], row["seen_from"], row["capture_id"])


def _listed(db: Database, owners: Owners) -> Iterator[Row]:
    for row in db.query(
        "SELECT l.url, l.agency, l.year, min(l.listed_from) AS seen, c.url AS column_url, c.kind, c.agency AS owner, c.region"
        " FROM column_listings l JOIN columns c ON c.url = l.column_url"
        " WHERE l.kind = 'annual_report' AND l.year IS NOT NULL GROUP BY l.column_url, l.url, l.agency, l.year"
    ):
        own = owners.of_column(row["column_url"], row["kind"], row["owner"], row["region"])
        agency = own if row["agency"] in (None, row["owner"]) else owners.agency(row["agency"], row["region"])
        if agency is not None:
            yield _shown(agency, row["year"], "listed_report", row["url"], row["seen"])


def _neighbours(reports: Sequence[Row]) -> Iterator[Row]:
    """Yield what the reports of other years show about the years between them and the year behind each."""
    by_agency: dict[str, dict[int, Row]] = defaultdict(dict)
    for row in reports:
        by_agency[row["agency_id"]].setdefault(row["year"], row)
    for agency, years in by_agency.items():
        for year in range(min(years) + 1, max(years) + 2):
            before = years.get(year - 1)
            if year in years:
                continue
            kind = "both_neighbours" if before and year + 1 in years else "year_before" if before else "between"
            near = before or years[min(other for other in years if other > year)]
            yield _shown(agency, year, kind, near["url"], near["seen_at"], near["capture_id"])


def _columns(db: Database, owners: Owners) -> Iterator[Row]:
    """Yield the years for which an agency had a column of its own: those that fell due while it stood, or are listed there."""
    for row in db.query(
        "SELECT r.url, r.kind, r.agency, r.region, min(r.read_at) AS first, max(r.read_at) AS last,"
        " (SELECT min(l.year) FROM column_listings l WHERE l.column_url = r.url AND l.kind = 'annual_report') AS oldest"
        " FROM column_readings r WHERE r.outcome IN ('ok', 'empty_list') GROUP BY r.url, r.kind, r.agency, r.region"
    ):
        agency = owners.of_column(row["url"], row["kind"], row["agency"], row["region"])
        if agency is None:
            continue
        due = day_in_china(parse(row["first"])).year - 1
        for year in range(min(due, row["oldest"] or due), day_in_china(parse(row["last"])).year):
            yield _shown(agency, year, "own_column", row["url"], row["first"])


def _shown(agency: str, year: int, kind: str, url: str, seen_at: str, capture: str | None = None) -> Row:
    about = {"agency_id": agency, "year": year, "kind": kind, "url": url or ""}
    return about | {"capture_id": capture, "seen_at": seen_at, "source": url}


def _obligation(agency: Row, year: int, shown: Sequence[Row]) -> Row:
    best = max(
        shown, key=lambda row: (_weight(row) >= SURE and bool(row["source"]), _weight(row), row["kind"], row["url"])
    )
    agency_class = agency["class"] or class_of(agency["canonical_name"])
    due = deadline(agency_class, agency["region_code"], year)
    return {
        "agency_id": agency["id"],
        "year": year,
        "class": agency_class,
        "basis": due.basis if due else None,
        "deadline": due.day.isoformat() if due else None,
        "deadline_local": due.local.isoformat() if due and due.local else None,
        "source": best["source"],
        "confidence": max(_weight(row) for row in shown),
    }


def _weight(shown: Row) -> float:
    return float(rules()["evidence"][shown["kind"]]["confidence"])


def _deadline_rules(obligations: Sequence[Row], agencies: dict[str, Row]) -> Iterator[Row]:
    """Yield the deadlines that these obligations fall under: by statute without a division, local ones with theirs."""
    for agency_class, region, year in sorted(
        {(row["class"], agencies[row["agency_id"]]["region_code"] or "", row["year"]) for row in obligations}
    ):
        due = deadline(agency_class, region, year)
        if due is None:
            continue
        key = {"class": agency_class, "year": year}
        yield key | {"region_code": "", "date": due.day.isoformat(), "basis": due.basis, "source": due.source}
        if due.local:
            local = {"date": due.local.isoformat(), "basis": due.local_basis, "source": due.local_source}
            yield key | {"region_code": region} | local
