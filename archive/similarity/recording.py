"""How much of its text each report shares with its agency's report of the year before and with those of its peers."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from archive.reports import Row
from archive.similarity.passages import passages
from archive.similarity.sets import shared, stored
from archive.similarity.sketches import BANDS, ROWS, Hashes, candidates, sketch
from archive.similarity.texts import Texts

LEAST_SHINGLES = 80
"""A text with fewer pieces is too short to say anything about."""

LEAST_RATE = 0.5
"""A peer is named from this share on; the year before always."""

MOST_PEERS = 5
_MOST_WEIGHED = 20
_NEAR = 0.4
_PASSAGES_FROM = 0.2
_BATCH = 2_000
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

_REPORTS = """
SELECT r.agency_id, r.year, r.current_version_id AS version_id, a.class, a.level, a.sector FROM reports r
JOIN agencies a ON a.id = r.agency_id WHERE r.current_version_id IS NOT NULL
ORDER BY a.class, a.level, a.sector, r.year, r.agency_id
"""


@dataclass(frozen=True, slots=True)
class _Report:
    """A report with the set of its shingles and the sketch of it."""

    agency_id: str
    year: int
    version_id: str
    shingles: Hashes
    sketch: NDArray[np.uint32]


def find_similarities(db: Database) -> Iterator[Row]:
    """Yield the rows of `similarities`: a rate, never a verdict. Reads only; each report is that of its current version.

    A peer has the same class, level and sector and reports on the same year; versions that several agencies share are not
    compared with themselves.
    """
    texts = Texts(db)
    rows = list(db.query(_REPORTS))
    for _, kind in groupby(rows, lambda row: (row["class"], row["level"], row["sector"])):
        before: dict[str, _Report] = {}
        for _, year in groupby(kind, lambda row: row["year"]):
            reports = _reports(texts, year)
            for report in reports:
                own = before.get(report.agency_id)
                if own and own.year == report.year - 1:
                    yield from _compare(texts, "previous_year", report, [own])
            yield from _peers(texts, reports)
            before = {report.agency_id: report for report in reports}


def _reports(texts: Texts, rows: Iterator[Row]) -> list[_Report]:
    """Return the reports of which there is enough text."""
    found: list[Row] = []
    sketches = []

    def sets() -> Iterator[Hashes]:
        for row in rows:
            distinct = texts.narrative(row["agency_id"], row["version_id"]).distinct
            if len(distinct) >= LEAST_SHINGLES:
                found.append(row)
                sketches.append(sketch(distinct))
                yield distinct

    return [
        _Report(row["agency_id"], row["year"], row["version_id"], distinct, one)
        for distinct, row, one in zip(stored(sets()), found, sketches, strict=True)
    ]


def _peers(texts: Texts, group: Sequence[_Report]) -> Iterator[Row]:
    if len(group) < 2:
        return
    sketches = np.stack([report.sketch for report in group])
    sizes = np.array([len(report.shingles) for report in group])
    for one, near in enumerate(candidates(sketches)):
        alike = np.count_nonzero(sketches[near] == sketches[one], axis=1) / (BANDS * ROWS)
        likely = alike / (1 + alike) * (sizes[near] + sizes[one]) / sizes[one]
        best = near[np.argsort(-likely, kind="stable")][: min(_MOST_WEIGHED, int((likely >= _NEAR).sum()))]
        yield from _compare(texts, "peer", group[one], [group[place] for place in best])


def _compare(texts: Texts, kind: str, report: _Report, others: Sequence[_Report]) -> Iterator[Row]:
    least, most = (LEAST_RATE, MOST_PEERS) if kind == "peer" else (0.0, 1)
    others = [other for other in others if other.version_id != report.version_id]
    counts = shared(report.shingles, [other.shingles for other in others]).tolist()
    rows = [
        (_row(kind, report, other, count), other)
        for other, count in zip(others, counts, strict=True)
        if count >= least * len(report.shingles)
    ]
    for row, other in sorted(rows, key=lambda found: (-found[0]["rate"], found[0]["other_agency_id"]))[:most]:
        enough = row["shared"] >= _PASSAGES_FROM * row["shingles"]
        yield row | {"passages": _passages(texts, report, other) if enough else "[]"}


def _row(kind: str, report: _Report, other: _Report, count: int) -> Row:
    mine, theirs = len(report.shingles), len(other.shingles)
    return {
        "agency_id": report.agency_id,
        "year": report.year,
        "kind": kind,
        "other_agency_id": other.agency_id,
        "other_year": other.year,
        "rate": round(count / mine, 4),
        "jaccard": round(count / (mine + theirs - count), 4),
        "shared": count,
        "shingles": mine,
    }


def _passages(texts: Texts, report: _Report, other: _Report) -> str:
    mine, theirs = (texts.narrative(each.agency_id, each.version_id) for each in (report, other))
    return _JSON.encode(passages(mine, theirs))


def record_similarities(db: Database) -> int:
    """Write `similarities` anew, in one transaction; return the number of rows."""
    with db.atomic():
        db.execute("DELETE FROM similarities")
        db.table("similarities").insert_all(find_similarities(db), batch_size=_BATCH)
    return int(db.execute("SELECT count(*) FROM similarities").fetchone()[0])
